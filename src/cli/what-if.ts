import {
  assumeEnablement,
  findingList,
  mangleUnitName,
  messageOf,
  parseUnitName,
  prependDirectories,
  templateOf,
  type Facts,
  type FileSystem,
  type FindingSink,
  type Layer,
  type OpenTree,
  type SearchPath,
} from '../index.js';
import { nearText } from './near-names.js';
import { UsageError } from './streams.js';
import type { TreeFlags } from './tree-flags.js';

/** The links that --enable, --disable and --mask assume. */
export interface WhatIf {
  readonly layer: Layer | null;
  /** The first line of an answer; null when nothing was assumed. */
  readonly assumption: string | null;
  readonly searchPath: SearchPath;
  /** The line that an assumed link comes from. */
  readonly places: ReadonlyMap<string, { readonly path: string; readonly line: number }>;
}

const WORDS = new Set(['all', 'auto', 'preset', 'none']);

/** Works out what the what-if flags assume. */
export function assumedLinks(
  fileSystem: FileSystem,
  searchPath: SearchPath,
  flags: TreeFlags,
  isBareFolder: boolean,
  enableDefault: 'auto' | 'none',
  facts: Facts,
  sink: FindingSink,
): WhatIf {
  const name = (word: string): string => {
    // systemctl takes the path of a unit file, too.
    if (word.startsWith('/') && parseUnitName(word.slice(word.lastIndexOf('/') + 1))) return word;
    const found = mangleUnitName(word);
    if (found === null) throw new UsageError(`"${word}" is no unit name`);
    return found;
  };
  const enable = (flags.enable ?? [enableDefault]).map((word) => (WORDS.has(word) ? word : name(word)));
  const wish = { enable, disable: (flags.disable ?? []).map(name), mask: (flags.mask ?? []).map(name) };
  const path = wish.mask.find((word) => word.startsWith('/'));
  if (path !== undefined) throw new UsageError(`--mask: ${path} is a path: name the unit`);
  if (
    enable.every((word) => word === 'none' || (word === 'auto' && !isBareFolder)) &&
    wish.disable.length === 0 &&
    wish.mask.length === 0
  ) {
    return { layer: null, assumption: null, searchPath, places: new Map() };
  }
  const said = findingList();
  const { layer, directory, enabled, isAutomatic, places } = assumeEnablement(
    fileSystem,
    searchPath,
    wish,
    isBareFolder,
    facts,
    said,
  );
  const asked = new Set([...enable, ...wish.disable]);
  for (const finding of said.findings) {
    if (finding.code === 'install-not-found' && asked.has(String(finding.values.name))) throw new UsageError(messageOf(finding));
    sink.add(finding);
  }
  const count = enabled.length;
  return {
    layer,
    places,
    assumption: isAutomatic
      ? `nothing is enabled here: ${String(count)} ${count === 1 ? 'unit is' : 'units are'} taken as enabled; --enable none for the files as they lie`
      : null,
    searchPath: directory === null ? searchPath : prependDirectories(searchPath, [directory]),
  };
}

/** Types whose units are there only with a file; devices, mounts and the like are masked before they come. */
const NEEDS_FILE: ReadonlySet<string> = new Set(['service', 'socket', 'target', 'timer', 'path']);

/** Refuses to mask what has no file, with or without the mask: a slip in the name would go by in silence. */
export function checkMasked(flags: TreeFlags, before: FileSystem, tree: OpenTree, directories: readonly string[]): void {
  for (const word of flags.mask ?? []) {
    const name = mangleUnitName(word) ?? word;
    if (!NEEDS_FILE.has(name.slice(name.lastIndexOf('.') + 1))) continue;
    const names = [name, templateOf(name) ?? name];
    const isThere = directories.some((at) =>
      names.some((one) => before.kind(`${at}/${one}`) !== null || tree.fileSystem.status(`${at}/${one}`)?.kind === 'file'),
    );
    if (!isThere)
      throw new UsageError(
        `--mask: Unit ${name} not found.${nearText(
          name,
          tree.loader.map.names.filter((one) => one !== name),
        )}`,
      );
  }
}
