import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  anyUserSearchPath,
  buildGraph,
  DEFAULT_FACTS,
  explicitSearchPath,
  everyUnitName,
  findingList,
  memoryFileSystem,
  NO_SINK,
  openTree,
  overlayFileSystem,
  prependDirectories,
  PULL_KINDS,
  readFacts,
  systemSearchPath,
  defaultUnitOf,
  userFacts,
  unitTypeOf,
  userSearchPath,
  type DependencyKind,
  type Facts,
  type FileSystem,
  type FindingSink,
  type Layer,
  type LoadedGraph,
  type OpenTree,
  type SearchPath,
} from '../index.js';
import { nodeFileSystem } from '../host/node-file-system.js';
import { machineFacts, ownUser } from './machine-facts.js';
import { oneOf, readInput, statusOfPath } from './option-value.js';
import { UsageError, type Streams } from './streams.js';
import type { TreeFlags } from './tree-flags.js';
import { assumedLinks, checkMasked } from './what-if.js';

const GENERATOR_MODES = ['emulate', 'output', 'none'] as const;

const collect = (value: string, previous: string[] = []): string[] => [...previous, value];

/** Adds the options of the contracts' section 1 to a command. */
export function addTreeOptions(command: Command): Command {
  return command
    .option('--unit-path <dirs>', 'exactly these unit directories, separated by colons, the first wins')
    .option('--root <dir>', 'a root file system tree')
    .option('--user', "the user manager's search path and rules")
    .option('--generators <mode>', 'emulate, output or none')
    .option('--facts <file>', 'what the files cannot say, as JSON')
    .option('--overlay <dir>', 'a directory laid over /etc/systemd/system: a what-if', collect)
    .option('--enable <unit>', 'as if this unit were enabled; also: auto, all, preset, none', collect)
    .option('--disable <unit>', 'as if this unit were disabled', collect)
    .option('--mask <unit>', 'as if this unit were masked', collect);
}

/** A set of units that a command works on. */
export interface Session {
  readonly tree: OpenTree;
  readonly isUser: boolean;
  /** What the manager starts first, where nobody says otherwise. */
  readonly defaultUnit: string;
  readonly sink: ReturnType<typeof findingList>;
  /** Paths as the user gave them. */
  readonly showPath: (path: string) => string;
  /** Path prefixes, and how the user wrote them. */
  readonly shown: readonly (readonly [string, string])[];
  /** The unit directories that were given with --unit-path. */
  readonly isBareFolder: boolean;
  /** What --enable assumed, for the first line of an answer; null when nothing was assumed. */
  readonly assumption: string | null;
  /** Every name that has a file, as the oracle's `--all` takes them: no templates, nothing that generators wrote. */
  everyName(): string[];
  /** Where the administrator's own unit files go. */
  readonly overrideDirectory: string;
  /** Builds the graph again with some files written over those of the tree. */
  buildWith(files: ReadonlyMap<string, string>, names: readonly string[], isTogether?: boolean): LoadedGraph;
  build(names: readonly string[], isTogether?: boolean, follow?: readonly DependencyKind[]): LoadedGraph;
}

function isDirectory(path: string): boolean {
  return statusOfPath(path)?.isDirectory() ?? false;
}

/** `/` where this machine has unit directories. */
function defaultRoot(): string {
  if (
    process.platform === 'linux' &&
    ['/usr/lib/systemd/system', '/lib/systemd/system', '/etc/systemd/system'].some((path) => existsSync(path))
  )
    return '/';
  throw new UsageError('no units here: give --root DIR or --unit-path DIR, for example --root samples/web-application');
}

/** What to say where no unit file is found: most often the one option is meant and the other one given. */
function nothingThere(directories: readonly string[], root: string | null): string {
  if (root === null)
    return `--unit-path: no unit files in ${directories.join(', ')}; a tree with etc/systemd/system and the like is for --root`;
  const also = directories.length === 0 ? '' : ` nor in ${directories.join(', ')}`;
  return `--root: no unit files in etc/systemd/system, usr/lib/systemd/system and the like of ${root}${also}; a directory of unit files itself is for --unit-path`;
}

/** Opens what the options name. Throws UsageError for a directory or file that is not there. */
export function openSession(flags: TreeFlags, streams: Streams, enableDefault: 'auto' | 'none'): Session {
  const sink = findingList();
  const shown: [string, string][] = [];
  const layers: Layer[] = [];
  for (const [option, value] of [
    ['--unit-path', flags.unitPath],
    ['--root', flags.root],
  ] as const)
    if (value === '') throw new UsageError(`${option}: the directory is an empty word`);
  const given = (flags.unitPath ?? '').split(':').filter((word) => word !== '');
  const directories = given.map((word) => {
    const path = resolve(streams.currentDirectory, word);
    if (!isDirectory(path)) throw new UsageError(`--unit-path: ${word} is no directory`);
    shown.push([path, word.replace(/\/+$/, '') || '/']);
    return path;
  });
  const root = flags.root ?? (directories.length > 0 ? null : defaultRoot());
  if (root !== null && !isDirectory(resolve(streams.currentDirectory, root)))
    throw new UsageError(`--root: ${root} is no directory`);
  const isMachine = root !== null && resolve(streams.currentDirectory, root) === '/';

  const base: FileSystem = root === null ? memoryFileSystem({}) : nodeFileSystem(resolve(streams.currentDirectory, root));
  const facts = readAllFacts(flags, streams, sink, isMachine, base);
  for (const path of directories) {
    if (root !== null && isMachine) continue;
    layers.push({ at: path, fileSystem: nodeFileSystem(path) });
    const real = realpathSync(path);
    if (real !== path) layers.push({ at: real, fileSystem: nodeFileSystem(path) });
  }
  const isUser = flags.user === true;
  const user = (): SearchPath => (facts.user === null ? anyUserSearchPath() : userSearchPath(facts.user));
  const own: SearchPath = isUser ? user() : systemSearchPath();
  const written: SearchPath =
    directories.length === 0
      ? own
      : root === null
        ? explicitSearchPath(directories.join(':'), own.scope)
        : prependDirectories(own, directories);

  const overlays = (flags.overlay ?? []).map((word): Layer => {
    const path = resolve(streams.currentDirectory, word);
    if (!isDirectory(path)) throw new UsageError(`--overlay: ${word} is no directory`);
    const over = nodeFileSystem(path);
    const isAny = (over.list('/') ?? []).some(({ name }) => unitTypeOf(name) !== null || /\.(?:d|wants|requires)$/.test(name));
    if (!isAny) throw new UsageError(`--overlay: ${word} holds no unit file, and no directory of a unit, such as ssh.service.d`);
    return { at: directories[0] ?? written.configDirectory, fileSystem: over };
  });
  const mode = flags.generators === undefined ? null : oneOf(flags.generators, 'generators', GENERATOR_MODES);
  const generators = root === null ? 'none' : mode;
  const fileSystem = layers.length === 0 ? base : overlayFileSystem([...layers, { at: '/', fileSystem: base }]);
  const whatIf = assumedLinks(fileSystem, written, flags, directories.length > 0 && root === null, enableDefault, facts, sink);
  const { searchPath } = whatIf;
  const shownPath = (path: string): string => {
    for (const [from, to] of shown) if (path === from || path.startsWith(`${from}/`)) return to + path.slice(from.length);
    return path;
  };
  const tree = openTree({
    fileSystem,
    searchPath,
    facts,
    generators,
    layers: [...(whatIf.layer ? [whatIf.layer] : []), ...overlays],
    sink,
  });
  if (tree.loader.map.names.length === 0) throw new UsageError(nothingThere(given, root));
  checkMasked(
    flags,
    overlays.length > 0 ? overlayFileSystem([...overlays, { at: '/', fileSystem }]) : fileSystem,
    tree,
    searchPath.directories,
  );
  return {
    tree,
    isUser,
    defaultUnit: isUser ? 'default.target' : defaultUnitOf(facts),
    sink,
    isBareFolder: directories.length > 0 && root === null,
    assumption: whatIf.assumption,
    shown,
    showPath(path) {
      const assumed = whatIf.places.get(path);
      if (assumed) return `${shownPath(assumed.path)}:${String(assumed.line)} (assumed)`;
      return shownPath(path);
    },
    everyName: () => everyUnitName(tree, new Set(searchPath.generatorDirectories)),
    overrideDirectory: directories[0] ?? searchPath.configDirectory,
    buildWith(files, names, isTogether = false) {
      const changed = { at: '/', fileSystem: memoryFileSystem(files) };
      const other = openTree({
        fileSystem: overlayFileSystem([changed, { at: '/', fileSystem: tree.fileSystem }]),
        searchPath,
        facts,
        generators: 'output',
        sink: NO_SINK,
      });
      return buildGraph({ loader: other.loader, facts, isUser, sink: NO_SINK }, names, isTogether);
    },
    build(names, isTogether = false, follow) {
      const options = { loader: tree.loader, facts, isUser, sink };
      return buildGraph(follow ? { ...options, follow, kinds: [...follow, ...PULL_KINDS] } : options, names, isTogether);
    },
  };
}

function readAllFacts(
  flags: TreeFlags,
  streams: Streams,
  sink: ReturnType<typeof findingList>,
  isMachine: boolean,
  fileSystem: FileSystem,
): Facts {
  const known = isMachine ? machineFacts() : DEFAULT_FACTS;
  // On the machine itself it is whose manager would be asked: that of who asks.
  const base = isMachine && flags.user === true ? { ...known, user: userFacts(ownUser(), fileSystem) } : known;
  if (flags.facts === undefined) return base;
  return readFactsFile(flags.facts, streams, sink, base, fileSystem);
}

/** The facts of a file, over others. Throws UsageError where it cannot be read. */
export function readFactsFile(
  path: string,
  streams: Streams,
  sink: FindingSink,
  base: Facts,
  accounts: FileSystem | null = null,
): Facts {
  const facts = readFacts(readInput(path, '--facts', streams), path, sink, base, accounts);
  if (facts === null) throw new UsageError(`--facts: ${path} is no JSON object`);
  return facts;
}
