import { memoryFileSystem } from '../host/memory-file-system.js';
import type { FileSystem } from '../host/file-system.js';
import { buildGraph } from '../graph/build-graph.js';
import type { Facts } from '../load/facts.js';
import { everyUnitName, type OpenTree } from '../load/open-tree.js';
import type { SearchPath } from '../load/search-path.js';
import { loadUnitSet } from '../load/unit-loader.js';
import { NO_SINK } from '../diagnostic/finding.js';
import { firstTransaction } from '../transaction/first-transaction.js';
import { UNSAFE_IN_JSON } from './escape.js';
import { FileCollector, memoryFiles, type PageFiles } from './page-files.js';
import { packModel, unitModel, type PackedModel } from './page-model.js';

export type { PageFile, PageFiles } from './page-files.js';

/** All that the page needs to answer by itself: the files, and what the command line was told. */
export interface PageData {
  readonly schema: 'wantedby-page/1';
  readonly version: string;
  /** What the units are, in the words of the user: `samples/web-application`. */
  readonly title: string;
  /** The unit that is asked for first. */
  readonly root: string;
  readonly isUser: boolean;
  /** Unit directories with no tree around them. */
  readonly isBareFolder: boolean;
  /** What was assumed about enablement; null when nothing was. */
  readonly assumption: string | null;
  readonly facts: Facts;
  /** The text of a scenario file: how programs behave; null for none. */
  readonly scenario: string | null;
  readonly searchPath: SearchPath;
  readonly files: PageFiles;
  /** What becomes of the units when the root is started, to be seen before the page has worked it out itself; null: it has to. */
  readonly model: PackedModel | null;
  /** Path prefixes, and how the user wrote them; the first that fits counts. */
  readonly shown: readonly (readonly [string, string])[];
  /** Generated file to line to the line of fstab, crypttab or an init script that it comes from. Line 0 is the file as a whole. */
  readonly sources: Readonly<Record<string, Readonly<Record<string, readonly [string, number]>>>>;
}

/** What page data is made of. */
export interface PageDataOptions {
  readonly tree: OpenTree;
  readonly root: string;
  readonly isUser: boolean;
  readonly isBareFolder: boolean;
  readonly assumption: string | null;
  readonly shown: readonly (readonly [string, string])[];
  readonly title: string;
  readonly version: string;
  readonly scenario: string | null;
}

/** Settings whose absolute paths decide what happens: whether a condition holds, whether a program is there. */
const PATH_KEYS = /^Unit\.(?:Conditions|Asserts)$|\.Exec[A-Z]|\.EnvironmentFile$/;

/**
 * Collects the files of a tree that matter: the unit directories, and whatever else is looked at when all units are loaded. Generated
 * units are among them as files, so that generators need not run again.
 */
export function pageData(options: PageDataOptions): PageData {
  const { tree, root, isUser, isBareFolder, assumption, shown, title, version, scenario } = options;
  const { searchPath } = tree.loader;
  const collector = new FileCollector(tree.fileSystem);
  for (const directory of [...searchPath.directories, ...searchPath.presetDirectories]) collector.addDirectory(directory);
  const recorder = collector.recorder();
  const loader = loadUnitSet(recorder, searchPath, NO_SINK);
  // The same steps as those of the page.
  const graph = buildGraph({ loader, facts: tree.facts, isUser, sink: NO_SINK }, [root]);
  const first = firstTransaction(graph, root);
  for (const name of everyUnitName(tree)) graph.load(name);
  const model = packModel(unitModel(graph, first, root, pathShower(shown)));
  for (const directory of ['/bin', '/usr/bin', '/sbin', '/usr/sbin']) {
    recorder.status(directory);
    // Whether there are programs at all decides whether a missing one is missed.
    const [first] = tree.fileSystem.list(directory) ?? [];
    if (first) recorder.status(`${directory}/${first.name}`);
  }
  for (const unit of graph.units.values())
    for (const key of unit.settings.keys())
      if (PATH_KEYS.test(key)) for (const setting of unit.settings.all(key)) lookAt(recorder, setting.text, setting.value);
  const sources: Record<string, Record<string, [string, number]>> = {};
  for (const file of tree.generated) {
    const { at } = file.source;
    const lines: Record<string, [string, number]> = at === null ? {} : { 0: [at.path, at.line] };
    for (const [line, place] of file.lineSources ?? []) lines[line] = [place.path, place.line];
    if (Object.keys(lines).length > 0) sources[file.path] = lines;
  }
  const files = collector.fillStubs().files();
  return { schema: 'wantedby-page/1', version, title, root, isUser, isBareFolder, assumption, facts: tree.facts, scenario, searchPath, files, model, shown, sources }; // prettier-ignore
}

/** Paths as the user gave them. @param shown prefixes, and how the user wrote them; the first that fits counts */
export function pathShower(shown: PageData['shown']): (path: string) => string {
  return (path) => {
    for (const [from, to] of shown) if (path === from || path.startsWith(`${from}/`)) return to + path.slice(from.length);
    return path;
  };
}

/** Looks at the path that a condition or a command names, if it names one. */
function lookAt(fileSystem: FileSystem, text: string, value: unknown): void {
  const parameter = typeof value === 'object' && value !== null && 'parameter' in value ? String(value.parameter) : text;
  const path = /^[-@:+!|=]*(\/[^\s*?[\]]*)/.exec(parameter)?.[1];
  if (path === undefined) return;
  fileSystem.status(path);
  if (/[*?[\]]/.test(parameter)) fileSystem.list(path.slice(0, path.lastIndexOf('/')) || '/');
  else if (fileSystem.status(path)?.kind === 'directory' && fileSystem.list(path)?.length === 0) return;
}

/** The files of page data as a file system. */
export function pageFileSystem(data: PageData): FileSystem {
  return memoryFileSystem(memoryFiles(data.files));
}

/** Page data as JSON that may stand in a script block of an HTML page: nothing in it ends the block or reads as markup. */
export function pageJson(data: PageData): string {
  const escaped = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(data).replace(/[<>&]/g, escaped).replace(UNSAFE_IN_JSON, escaped);
}

/** Page data from JSON; null when it is none. */
export function readPageData(text: string): PageData | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const isData = typeof parsed === 'object' && parsed !== null && 'schema' in parsed && parsed.schema === 'wantedby-page/1';
  return isData ? (parsed as PageData) : null;
}
