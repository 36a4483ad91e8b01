import {
  assumeEnablement,
  DEFAULT_FACTS,
  explicitSearchPath,
  findingList,
  memoryFileSystem,
  mergeFacts,
  NO_SINK,
  openTree,
  overlayFileSystem,
  parseUnitName,
  prependDirectories,
  systemSearchPath,
  type FileSystem,
  type MemoryFile,
} from '../../src/index.js';
import type { PageData } from '../../src/report/page-data.js';
import type { DroppedFile } from '../protocol.js';

/** Where the units of a folder without a tree around them are put. */
const FOLDER = '/units';
const TREE_SIGN = /^\/(?:usr\/)?(?:local\/)?(?:lib|etc|run)\/systemd\/system(?:\/|$)|^\/etc\/fstab$/;

/** Page data of files that were dropped on the page: a tree where it looks like one, else a folder of units. */
export function droppedData(
  dropped: readonly (readonly [string, DroppedFile])[],
  title: string,
  version: string,
): { data: PageData; fileSystem: FileSystem } {
  const files = stripped(dropped);
  const isTree = files.some(([path]) => TREE_SIGN.test(path));
  const prefix = isTree ? '' : FOLDER;
  const entries = files.map(([path, file]): [string, MemoryFile] => [
    prefix + path,
    'link' in file ? { link: file.link } : { content: file.bytes, mode: file.mode },
  ]);
  const base = memoryFileSystem(entries);
  const factsText = files.find(([path]) => path === '/facts.json')?.[1];
  const facts = (factsText && 'bytes' in factsText ? factsOf(factsText.bytes) : null) ?? DEFAULT_FACTS;
  const scenarioFile = files.find(([path]) => path === '/scenario.json')?.[1];
  const own = systemSearchPath();
  let searchPath = isTree ? own : explicitSearchPath(FOLDER, 'system');
  const sink = findingList();
  const wish = { enable: ['auto'], disable: [], mask: [] };
  const assumed = assumeEnablement(base, searchPath, wish, !isTree, facts, sink);
  if (assumed.directory !== null) searchPath = prependDirectories(searchPath, [assumed.directory]);
  const layers = assumed.layer ? [assumed.layer] : [];
  const fileSystem = layers.length === 0 ? base : overlayFileSystem([...layers, { at: '/', fileSystem: base }]);
  const tree = openTree({ fileSystem, searchPath, facts, generators: isTree ? null : 'none', sink: NO_SINK });
  const sources: Record<string, Record<string, [string, number]>> = {};
  for (const { path, source, lineSources } of tree.generated) {
    const lines: Record<string, [string, number]> = source.at === null ? {} : { 0: [source.at.path, source.at.line] };
    for (const [line, place] of lineSources ?? []) lines[line] = [place.path, place.line];
    sources[path] = lines;
  }
  const data: PageData = {
    schema: 'wantedby-page/1',
    version,
    title,
    root: rootOf(tree.loader.map.names),
    isUser: false,
    isBareFolder: !isTree,
    assumption: assumed.isAutomatic
      ? `nothing is enabled here: ${String(assumed.enabled.length)} ${assumed.enabled.length === 1 ? 'unit is' : 'units are'} taken as enabled`
      : null,
    facts,
    scenario: scenarioFile && 'bytes' in scenarioFile ? new TextDecoder().decode(scenarioFile.bytes) : null,
    searchPath,
    files: {},
    model: null,
    shown: isTree ? [] : [[FOLDER, title]],
    sources,
  };
  return { data, fileSystem: tree.fileSystem };
}

const factsOf = (bytes: Uint8Array) => {
  try {
    return mergeFacts(JSON.parse(new TextDecoder().decode(bytes)), 'facts.json', NO_SINK);
  } catch {
    return null;
  }
};

/** Archives and folders often hold everything in one folder: it is taken off until units or a tree come to light. */
function stripped(dropped: readonly (readonly [string, DroppedFile])[]): (readonly [string, DroppedFile])[] {
  let files = dropped.map(([path, file]): readonly [string, DroppedFile] => [`/${path.replace(/^(?:\.?\/)+/, '')}`, file]);
  for (let depth = 0; depth < 16; depth++) {
    const isAtTop = files.some(
      ([path]) => TREE_SIGN.test(path) || (/^\/[^/]+$/.test(path) && parseUnitName(path.slice(1)) !== null),
    );
    const tops = new Set(files.map(([path]) => path.split('/')[1] ?? ''));
    const [top = ''] = tops;
    if (isAtTop || tops.size !== 1 || parseUnitName(top.replace(/\.(?:wants|requires|d)$/, '')) !== null) return files;
    const inner = files.filter(([path]) => path.length > top.length + 2);
    if (inner.length === 0) return files;
    files = inner.map(([path, file]) => [path.slice(top.length + 1), file] as const);
  }
  return files;
}

/** What is asked for first: the default unit where there is one. */
function rootOf(names: readonly string[]): string {
  for (const name of ['default.target', 'multi-user.target']) if (names.includes(name)) return name;
  return names.find((name) => name.endsWith('.target')) ?? 'multi-user.target';
}
