/** A digest of all paths, contents and links of a tree. */
export declare function treeDigest(tree: string): string;
/** Names of the samples, sorted. */
export declare function sampleNames(): string[];
