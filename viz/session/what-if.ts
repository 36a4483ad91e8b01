import {
  assumeEnablement,
  buildGraph,
  findingList,
  loadUnitSet,
  memoryFileSystem,
  messageOf,
  NO_SINK,
  overlayFileSystem,
  prependDirectories,
  type Layer,
  type MemoryFile,
  type SearchPath,
} from '../../src/index.js';
import type { PageData } from '../../src/report/page-data.js';
import type { WhatIf } from '../protocol.js';
import { dropInOf } from '../what-if-text.js';
import type { Source } from './source.js';

/** What what-ifs make of a tree. */
export interface ChangedTree {
  readonly layers: readonly Layer[];
  readonly searchPath: SearchPath;
  /** What could not be done, in words. */
  readonly notes: readonly string[];
}

/** The directory in which drop-ins of what-ifs stand: the first one that an administrator would use. */
export function editDirectory(data: PageData): string {
  return data.isBareFolder ? (data.searchPath.directories[0] ?? data.searchPath.configDirectory) : data.searchPath.configDirectory;
}

/** The what-ifs that change files. A program that fails or is slow changes none: a run takes them. */
export const fileChanges = (whatIfs: readonly WhatIf[]): readonly WhatIf[] =>
  whatIfs.filter(({ verb }) => verb !== 'fail' && verb !== 'delay');

/** The same for all that have the same graph. */
export const keyOf = (asked: string, whatIfs: readonly WhatIf[]): string => JSON.stringify([asked, fileChanges(whatIfs)]);

/** Lays what-ifs over the files of the page. */
export function applyWhatIfs(source: Source, whatIfs: readonly WhatIf[]): ChangedTree {
  const { data, fileSystem } = source;
  const notes: string[] = [];
  const files = new Map<string, MemoryFile>();
  const directory = editDirectory(data);
  for (const [i, whatIf] of whatIfs.entries()) {
    const dropIn = dropInOf(whatIf, i);
    if (dropIn !== null) files.set(`${directory}/${dropIn.path}`, dropIn.text);
    if (whatIf.verb === 'unorder') notes.push(...removeOrder(source, whatIf.unit, whatIf.after, files));
  }
  const layers: Layer[] = files.size === 0 ? [] : [{ at: '/', fileSystem: memoryFileSystem(files) }];
  const named = (verb: WhatIf['verb']): string[] => whatIfs.filter((w) => w.verb === verb).map((w) => w.unit);
  const wish = { enable: named('enable'), disable: named('disable'), mask: named('mask') };
  let { searchPath } = data;
  if (wish.enable.length + wish.disable.length + wish.mask.length > 0) {
    const sink = findingList();
    const whole = layers.length === 0 ? fileSystem : overlayFileSystem([...layers, { at: '/', fileSystem }]);
    const assumed = assumeEnablement(whole, searchPath, wish, data.isBareFolder, data.facts, sink);
    if (assumed.layer) layers.unshift(assumed.layer);
    if (assumed.directory !== null) searchPath = prependDirectories(searchPath, [assumed.directory]);
    notes.push(...sink.findings.map(messageOf));
  }
  return { layers, searchPath, notes };
}

/** Blanks the words that order a unit after another, in whichever file they stand. */
function removeOrder(source: Source, unit: string, after: string, files: Map<string, MemoryFile>): string[] {
  const { data, fileSystem, cache } = source;
  const whole = overlayFileSystem([
    { at: '/', fileSystem: memoryFileSystem(files) },
    { at: '/', fileSystem },
  ]);
  const loader = loadUnitSet(whole, data.searchPath, NO_SINK, cache);
  // What orders the two stands in their own files: no other unit is loaded.
  const graph = buildGraph({ loader, facts: data.facts, isUser: data.isUser, follow: [] }, [unit, after]);
  const [one, other] = [graph.find(unit), graph.find(after)];
  const dependency = one && other ? one.dependency('After', other) : undefined;
  if (!dependency) return [`${unit} is not ordered after ${after}`];
  const notes: string[] = [];
  for (const reason of dependency.reasons) {
    if (reason.rule !== 'directive' || reason.at === null) {
      notes.push(`${unit} is ordered after ${after} by a rule (${reason.rule}), which no line of a file takes back`);
      continue;
    }
    const content = whole.readFile(reason.at.path);
    if (typeof content === 'string') continue;
    const lines = new TextDecoder().decode(content).split('\n');
    const line = lines[reason.at.line - 1] ?? '';
    const from = reason.at.column - 1;
    const length = /^\S+/.exec(line.slice(from))?.[0].length ?? 0;
    lines[reason.at.line - 1] = line.slice(0, from) + ' '.repeat(length) + line.slice(from + length);
    files.set(reason.at.path, lines.join('\n'));
  }
  return notes;
}
