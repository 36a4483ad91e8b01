import { compareBytes } from '../base/compare.js';
import { NO_SINK, type FindingSink } from '../diagnostic/finding.js';
import type { DirectoryEntry, FileKind, FileSystem } from '../host/file-system.js';
import { baseName, directoryName, isBelow, joinPath } from '../base/path.js';
import { isUnitName, parseUnitName, replaceInstance, templateOf } from '../parse/unit-name.js';
import { UNIT_TYPE_TRAITS } from '../parse/unit-type-table.js';
import { aliasProblem } from './alias.js';
import { emptyInstallSection, readInstallSection, type InstallErrno, type InstallSection } from './install-section.js';
import type { SearchPath } from './search-path.js';
import type { MachineSpecifiers } from './specifier-context.js';

/** How many links systemctl follows from a name to its file. @systemd src/shared/install.c UNIT_FILE_FOLLOW_SYMLINK_MAX */
const FOLLOW_MAX = 64;

/** What systemctl works on: one state of the files; directories are read once. */
export interface InstallContext {
  readonly fileSystem: FileSystem;
  readonly searchPath: SearchPath;
  readonly machine: MachineSpecifiers;
  readonly sink: FindingSink;
  /** The entries of a directory by name, hidden ones included; empty where there is none. */
  entries(directory: string): ReadonlyMap<string, FileKind>;
}

/**
 * Makes the context of install operations.
 *
 * @param machine values of machine specifiers; without it a word that uses one is in error
 */
export function installContext(
  fileSystem: FileSystem,
  searchPath: SearchPath,
  machine: MachineSpecifiers = () => ({ error: 'Invalid slot' }),
  sink: FindingSink = NO_SINK,
): InstallContext {
  const known = new Map<string, ReadonlyMap<string, FileKind>>();
  return {
    fileSystem,
    searchPath,
    machine,
    sink,
    entries(directory) {
      let found = known.get(directory);
      if (found === undefined) {
        const list = [...(fileSystem.list(directory) ?? [])].sort((a: DirectoryEntry, b) => compareBytes(a.name, b.name));
        found = new Map(list.map((entry) => [entry.name, entry.kind]));
        known.set(directory, found);
      }
      return found;
    },
  };
}

/** A unit file as systemctl sees it while it works on [Install]. */
export interface InstallUnit {
  readonly name: string;
  /** null: not found yet. A template's file for an instance; after a linked unit file its target. */
  path: string | null;
  /** null: not looked at yet. */
  mode: 'regular' | 'linked' | 'alias' | 'masked' | null;
  /** Where the link at `path` leads, for linked and alias. */
  target: string | null;
  /** Only pulled in by Also= of another? */
  isAuxiliary: boolean;
  readonly section: InstallSection;
}

/** The units of one operation by name, in the order in which they were named. */
export type InstallUnits = Map<string, InstallUnit>;

/** How a unit is looked for. */
export interface SearchFlags {
  /** Are files read? Else it is enough that they are there. */
  readonly load: boolean;
  /** Are links in the configuration directories followed? Those are made by enabling, or by hand. */
  readonly followConfig: boolean;
}

/** An operation failed on a unit. */
export interface InstallFailure {
  readonly errno: InstallErrno;
}

/**
 * Adds a unit to an operation.
 *
 * @param nameOrPath a unit name, or the absolute path of a unit file
 * @systemd src/shared/install.c install_info_add
 */
export function addInstallUnit(units: InstallUnits, nameOrPath: string, isAuxiliary: boolean): InstallUnit | InstallFailure {
  const path = nameOrPath.startsWith('/') ? nameOrPath : null;
  const name = path === null ? nameOrPath : baseName(path);
  if (!isUnitName(name)) return { errno: 'EINVAL' };
  const known = units.get(name);
  if (known !== undefined) {
    known.isAuxiliary &&= isAuxiliary;
    return known;
  }
  const unit: InstallUnit = { name, path, mode: null, target: null, isAuxiliary, section: emptyInstallSection() };
  units.set(name, unit);
  return unit;
}

/** Resolves the directory part of a path inside the root; missing components stay, the last one is not followed. */
export function resolveDirectory(fileSystem: FileSystem, path: string): string {
  let directory = directoryName(path);
  let rest = baseName(path);
  let real = fileSystem.realPath(directory);
  while (real === null && directory !== '/') {
    rest = `${baseName(directory)}/${rest}`;
    directory = directoryName(directory);
    real = fileSystem.realPath(directory);
  }
  const parts = (real ?? '/').split('/').filter((part) => part !== '');
  for (const part of rest.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const isMask = (fileSystem: FileSystem, path: string): boolean => {
  if (path === '/dev/null') return true;
  const status = fileSystem.status(path);
  return status?.kind === 'character' || (status?.kind === 'file' && status.size === 0);
};

interface LinkTarget {
  readonly target: string;
  /** Is it below a search directory? */
  readonly isInside: boolean;
  readonly isMasked: boolean;
}
const linkTargets = new WeakMap<InstallContext, Map<string, LinkTarget>>();

/** Where a link leads: looked up once, since a chain of links is walked from each of its names. */
function linkAt(context: InstallContext, path: string): LinkTarget {
  let known = linkTargets.get(context);
  if (!known) linkTargets.set(context, (known = new Map<string, LinkTarget>()));
  let found = known.get(path);
  if (!found) {
    const { fileSystem, searchPath } = context;
    const target = resolveDirectory(fileSystem, joinPath(directoryName(path), fileSystem.readLink(path) ?? ''));
    const isInside = searchPath.directories.some((directory) => target !== directory && isBelow(target, directory));
    found = { target, isInside, isMasked: isMask(fileSystem, target) };
    known.set(path, found);
  }
  return found;
}

/**
 * Looks at the file or link at `path` on behalf of a unit.
 *
 * @systemd src/shared/install.c unit_file_load_or_readlink, unit_file_load
 */
function loadOrReadLink(
  context: InstallContext,
  units: InstallUnits,
  unit: InstallUnit,
  path: string,
  flags: SearchFlags,
): InstallErrno | null {
  const { fileSystem, sink } = context;
  const parts = parseUnitName(unit.name);
  if (parts === null) return 'EINVAL';
  if (parts.nameClass !== 'plain' && !UNIT_TYPE_TRAITS[parts.type].mayBeTemplate) {
    sink.add({ code: 'install-cannot-be-templated', at: null, unit: unit.name, values: { path, type: parts.type } });
    return 'EINVAL';
  }
  const found = fileSystem.linkStatus(path);
  if (found === null) return 'ENOENT';
  if (found.kind !== 'symlink') return loadFile(context, units, unit, path, flags);

  const { target, isInside, isMasked } = linkAt(context, path);
  if (isInside) {
    const problem = aliasProblem(baseName(path), baseName(target));
    if (problem !== null) {
      // A link to the own name in another directory of the search path.
      if (problem.code === null) return 'ELOOP';
      sink.add({ code: problem.code, at: { path, line: 0, column: 0 }, values: problem.values });
      return problem.code === 'alias-type-not-allowed' || problem.code === 'alias-template-not-allowed' ? 'EINVAL' : 'EXDEV';
    }
  }
  unit.target = target;
  if (isMasked) unit.mode = 'masked';
  else if (!isInside) unit.mode = 'linked';
  else {
    const to = parseUnitName(baseName(target));
    if (to === null || to.type !== parts.type) return 'EINVAL';
    if (to.nameClass !== parts.nameClass && !(parts.nameClass === 'instance' && to.nameClass === 'template')) return 'EINVAL';
    unit.mode = 'alias';
  }
  return null;
}

function loadFile(
  context: InstallContext,
  units: InstallUnits,
  unit: InstallUnit,
  path: string,
  flags: SearchFlags,
): InstallErrno | null {
  const { fileSystem } = context;
  const status = fileSystem.linkStatus(path);
  if (status?.kind === 'directory') return 'EISDIR';
  if (status?.kind === 'character' || (status?.kind === 'file' && status.size === 0)) {
    unit.mode = 'masked';
    return null;
  }
  if (status?.kind !== 'file') return 'EBADFD';
  const problem = flags.load ? readSection(context, units, unit, path) : null;
  if (problem === null) unit.mode = 'regular';
  return problem;
}

function readSection(context: InstallContext, units: InstallUnits, unit: InstallUnit, path: string): InstallErrno | null {
  const content = context.fileSystem.readFile(path);
  if (typeof content === 'string') return content === 'ENOENT' || content === 'ELOOP' ? content : 'EIO';
  // An empty or null drop-in says nothing.
  if (content.length === 0) return null;
  const before = unit.section.also.length;
  const problem = readInstallSection(content, path, unit.name, context.machine, context.sink, unit.section);
  for (const { text } of unit.section.also.slice(before)) addInstallUnit(units, text, true);
  return problem;
}

/** The `*.conf` files of the drop-in directories of a name, sorted; the first directory wins. @systemd src/basic/conf-files.c */
export function configurationFiles(context: InstallContext, directories: readonly string[], suffix: string): string[] {
  const files = new Map<string, string | null>();
  for (const directory of directories) {
    for (const [name] of context.entries(directory)) {
      if (!name.endsWith(suffix) || name.startsWith('.') || files.has(name)) continue;
      const path = `${directory}/${name}`;
      const status = context.fileSystem.status(path);
      const text = context.fileSystem.readLink(path);
      if (status === null && text !== '/dev/null') continue;
      files.set(
        name,
        status === null || status.kind === 'character' || (status.kind === 'file' && status.size === 0) ? null : path,
      );
    }
  }
  const names = [...files.keys()].sort(compareBytes);
  return names.flatMap((name) => files.get(name) ?? []);
}

/**
 * Finds the file of a unit and reads its [Install] section with that of the drop-ins. Only `NAME.d` and `TEMPLATE.d` count here.
 *
 * @systemd src/shared/install.c unit_file_search
 */
export function searchInstallUnit(
  context: InstallContext,
  units: InstallUnits,
  unit: InstallUnit,
  flags: SearchFlags,
): InstallErrno | null {
  if (unit.mode !== null) return null;
  if (unit.path !== null) return loadOrReadLink(context, units, unit, unit.path, flags);
  const { directories } = context.searchPath;
  const template = templateOf(unit.name);
  const names = template === null ? [unit.name] : [unit.name, template];
  const first = directories[0];
  for (const name of names) {
    for (const directory of directories) {
      // The first directory is tried even where nothing is there: some errors do not depend on the file.
      if (directory !== first && !context.entries(directory).has(name)) continue;
      const path = `${directory}/${name}`;
      const problem = loadOrReadLink(context, units, unit, path, flags);
      if (problem === 'ENOENT') continue;
      if (problem !== null) return problem;
      unit.path = path;
      break;
    }
    if (unit.path !== null) break;
  }
  if (unit.path === null) return 'ENOENT';
  // loadOrReadLink() has set it; the compiler cannot know.
  if ((unit.mode as InstallUnit['mode']) === 'masked' || !flags.load) return null;
  const dropInDirectories = names.flatMap((name) => directories.map((directory) => `${directory}/${name}.d`));
  for (const path of configurationFiles(
    context,
    dropInDirectories.filter((path) => context.entries(directoryName(path)).has(baseName(path))),
    '.conf',
  )) {
    const problem = readSection(context, units, unit, path);
    if (problem !== null) return problem;
  }
  return null;
}

const follow = (context: InstallContext, units: InstallUnits, unit: InstallUnit, flags: SearchFlags): InstallErrno | null => {
  unit.path = unit.target;
  unit.mode = null;
  return loadOrReadLink(context, units, unit, unit.path ?? '', flags);
};

/**
 * Follows aliases and linked unit files to the unit that a name stands for.
 *
 * @returns the unit with `mode` regular or masked
 * @systemd src/shared/install.c install_info_traverse
 */
export function traverseInstallUnit(
  context: InstallContext,
  units: InstallUnits,
  start: InstallUnit,
  flags: SearchFlags,
): InstallUnit | InstallFailure {
  let problem = searchInstallUnit(context, units, start, flags);
  if (problem !== null) return { errno: problem };
  let unit = start;
  for (let count = 1; unit.mode === 'linked' || unit.mode === 'alias'; count++) {
    if (count > FOLLOW_MAX) return { errno: 'ELOOP' };
    if (!flags.followConfig && unit.path !== null && isConfigDirectory(context.searchPath, directoryName(unit.path)))
      return { errno: 'ELOOP' };
    let name = baseName(unit.target ?? '');
    let isOwn = unit.mode === 'linked' || name === unit.name;
    if (!isOwn) {
      const instance = parseUnitName(unit.name)?.instance ?? '';
      if (instance !== '' && parseUnitName(name)?.nameClass === 'template') name = replaceInstance(name, instance) ?? name;
      isOwn = name === unit.name;
    }
    if (isOwn) {
      problem = follow(context, units, unit, flags);
      if (problem !== null) return { errno: problem };
      continue;
    }
    const next = addInstallUnit(units, name, false);
    if ('errno' in next) return next;
    unit = next;
    problem = searchInstallUnit(context, units, unit, flags);
    if (problem !== null) return { errno: problem === 'ENOENT' ? 'ENOLINK' : problem };
  }
  return unit;
}

/** Finds the unit that a name stands for. @systemd src/shared/install.c install_info_discover */
export function discoverInstallUnit(
  context: InstallContext,
  units: InstallUnits,
  nameOrPath: string,
  flags: SearchFlags = { load: true, followConfig: true },
): InstallUnit | InstallFailure {
  const unit = addInstallUnit(units, nameOrPath, false);
  return 'errno' in unit ? unit : traverseInstallUnit(context, units, unit, flags);
}

/** Is it one of the directories where enabling makes links? @systemd src/shared/install.c path_is_config */
export function isConfigDirectory(path: SearchPath, directory: string): boolean {
  return directory === path.configDirectory || directory === path.runtimeConfigDirectory;
}

/** Is what lies there lost at the next boot? @systemd src/shared/install.c path_is_runtime */
export function isRuntimeDirectory(path: SearchPath, directory: string): boolean {
  return (
    isBelow(directory, '/run') ||
    directory === path.runtimeConfigDirectory ||
    directory === path.transientDirectory ||
    path.generatorDirectories.includes(directory)
  );
}

/** Is it a directory of generators or transient units? What lies there cannot be enabled. @systemd src/shared/install.c path_is_generator, path_is_transient */
export function isMadeByMachine(path: SearchPath, directory: string): boolean {
  return path.generatorDirectories.includes(directory) || path.transientDirectory === directory;
}
