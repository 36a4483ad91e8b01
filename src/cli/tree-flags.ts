/** The options that say where units come from, as commander gives them. */
export interface TreeFlags {
  readonly unitPath?: string;
  readonly root?: string;
  readonly user?: boolean;
  readonly generators?: string;
  readonly facts?: string;
  readonly overlay?: string[];
  readonly enable?: string[];
  readonly disable?: string[];
  readonly mask?: string[];
}
