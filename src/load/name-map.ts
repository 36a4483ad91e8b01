import { compareBytes } from '../base/compare.js';
import type { FindingSink } from '../diagnostic/finding.js';
import type { DirectoryEntry, FileSystem } from '../host/file-system.js';
import { baseName, directoryName, isBelow, joinPath } from '../base/path.js';
import { parseUnitName, replaceInstance, templateOf, UNIT_NAME_MAX } from '../parse/unit-name.js';
import { UNIT_TYPE_TRAITS } from '../parse/unit-type-table.js';
import { aliasProblem } from './alias.js';
import { CHASE_ERROR_TEXT, chasePath, type Chased } from './chase-path.js';

/** How many links a chain of aliases may have. @systemd src/shared/unit-file.c FOLLOW_MAX */
const FOLLOW_MAX = 8;

/** Where a name leads: to a file, to nothing, or around in a circle. */
export type Lookup = { readonly path: string } | 'ENOENT' | 'ENXIO' | 'ELOOP';

/** Which file and which names every unit name of a search path leads to. */
export interface NameMap {
  /** Every name that has an entry, in byte order: files, links, masks. */
  readonly names: readonly string[];
  /** The fragment for a name and every name of that unit (the template's own name among them, for an instance). */
  find(name: string): { readonly fragmentPath: string | null; readonly names: readonly string[]; readonly isLoop: boolean };
  /** The path of the fragment alone; null where there is none. */
  fragmentPath(name: string): string | null;
  /** Is the file a mask: empty, or a device? */
  isMask(path: string): boolean;
  /** The full paths of the directories of one name such as `a.service.d` or `service.wants`, by search directory; links resolved. */
  directoriesOf(searchDirectory: string): ReadonlyMap<string, string>;
  /** The `a.service` of every `a.service.d` (or `.wants`, `.requires`, by suffix) in any search directory. */
  stemsWith(suffix: string): ReadonlySet<string>;
}

/** Tells of a directory that is there and cannot be read. */
export function warnOfDirectory(fileSystem: FileSystem, path: string, sink: FindingSink): void {
  if (fileSystem.status(path)?.kind !== 'directory') return;
  sink.add({ code: 'unreadable-directory', at: { path, line: 0, column: 0 }, values: { path, error: 'Permission denied' } });
}

const DIRECTORY_SUFFIX = /^(.+)\.(d|wants|requires)$/;

/** Is this the name of a directory that systemd knows beside unit files? @systemd src/shared/unit-file.c unit_file_build_name_map */
function isUnitDirectory(name: string): boolean {
  const stem = DIRECTORY_SUFFIX.exec(name)?.[1];
  return stem !== undefined && (Object.hasOwn(UNIT_TYPE_TRAITS, stem) || parseUnitName(stem) !== null);
}

/**
 * Looks through the search directories.
 *
 * @param expanded the directories and what they resolve to: a link to a path below one of these is an alias, another a linked unit
 * @systemd src/shared/unit-file.c unit_file_build_name_map, unit_file_resolve_symlink
 */
export function buildNameMap(
  fileSystem: FileSystem,
  directories: readonly string[],
  expanded: readonly string[],
  sink: FindingSink,
): NameMap {
  const ids = new Map<string, string>();
  const unitDirectories = new Map<string, Map<string, string>>();
  const stems = new Map<string, Set<string>>(['d', 'wants', 'requires'].map((suffix) => [suffix, new Set()]));
  const parents = new Map<string, Chased>();

  // Where a link leads, without a look at what is there; the directories of many links are the same.
  const chaseTarget = (target: string): Chased => {
    const last = baseName(target);
    const isName = last !== '' && last !== '.' && last !== '..';
    const directory = isName ? directoryName(target) : target;
    let chased = parents.get(directory);
    if (chased === undefined) {
      chased = chasePath(fileSystem, directory, '');
      if (isName && typeof chased !== 'string' && (fileSystem.status(chased.path)?.kind ?? 'directory') !== 'directory')
        chased = 'ENOTDIR';
      parents.set(directory, chased);
    }
    return isName && typeof chased !== 'string' ? { path: joinPath(chased.path, last) } : chased;
  };

  const resolveLink = (directory: string, name: string): string | null => {
    const text = fileSystem.readLink(`${directory}/${name}`);
    if (text === null) return null;
    const target = joinPath(directory, text);
    const chased = chaseTarget(target);
    if (typeof chased === 'string') {
      const values = { path: `${directory}/${name}`, target, error: CHASE_ERROR_TEXT[chased] };
      sink.add({ code: 'unresolved-symlink', at: { path: values.path, line: 0, column: 0 }, values });
      return null;
    }
    const simple = chased.path;
    const home = expanded.find((search) => isBelow(simple, search));
    if (home === undefined) return `${directory}/${name}`;
    const destination = baseName(simple);
    const at = { path: `${directory}/${name}`, line: 0, column: 0 };
    const problem = aliasProblem(name, destination);
    if (problem !== null) {
      if (problem.code !== null) sink.add({ code: problem.code, at, unit: name, values: problem.values });
      return null;
    }
    if (!expanded.includes(directoryName(simple)))
      sink.add({ code: 'suspicious-symlink', at, values: { path: `${directory}/${name}`, target: simple } });
    return destination;
  };

  const scan = (directory: string, entry: DirectoryEntry, found: Map<string, string>): void => {
    const { name, kind } = entry;
    if ((kind === 'directory' || kind === 'symlink') && DIRECTORY_SUFFIX.test(name)) {
      if (kind === 'symlink') {
        // 252 looks at the link text relative to the working directory of PID 1, which is /.
        const text = fileSystem.readLink(`${directory}/${name}`) ?? '';
        if (!isUnitDirectory(name) || fileSystem.status(joinPath('/', text))?.kind !== 'directory') return;
      }
      if (isUnitDirectory(name)) {
        found.set(name, `${directory}/${name}`);
        const dot = name.lastIndexOf('.');
        stems.get(name.slice(dot + 1))?.add(name.slice(0, dot));
      }
      return;
    }
    const parts = parseUnitName(name);
    if (parts === null) {
      if (name.length > UNIT_NAME_MAX)
        sink.add({ code: 'name-too-long', at: null, values: { path: `${directory}/${name.slice(0, 80)}...` } });
      return;
    }
    if (kind !== 'file' && kind !== 'symlink') {
      sink.add({
        code: 'not-a-regular-file',
        at: { path: `${directory}/${name}`, line: 0, column: 0 },
        values: { path: `${directory}/${name}`, kind },
      });
      return;
    }
    if (ids.has(name)) return;
    const destination = kind === 'symlink' ? resolveLink(directory, name) : `${directory}/${name}`;
    if (destination !== null) ids.set(name, destination);
  };

  for (const directory of directories) {
    const entries = fileSystem.list(directory);
    if (entries === null) warnOfDirectory(fileSystem, directory, sink);
    const found = new Map<string, string>();
    unitDirectories.set(directory, found);
    for (const entry of entries === null ? [] : [...entries].sort((a, b) => compareBytes(a.name, b.name)))
      scan(directory, entry, found);
  }

  const get = (name: string): Lookup => {
    let current = name;
    for (let i = 0; i < FOLLOW_MAX; i++) {
      let target = ids.get(current);
      if (target === undefined) {
        if (current === name) return 'ENOENT';
        const template = templateOf(current);
        target = template === null ? undefined : ids.get(template);
        if (target === undefined) return 'ENXIO';
      }
      if (target.startsWith('/')) return { path: target };
      current = target;
    }
    return 'ELOOP';
  };

  const masks = new Map<string, boolean>();
  const isMask = (path: string): boolean => {
    let known = masks.get(path);
    if (known === undefined) {
      // The file is read soon in any case; reading it tells its size as well as asking for it would.
      const text = fileSystem.readText(path);
      const content = text === null ? fileSystem.readFile(path) : text;
      if (text !== null || typeof content !== 'string') known = content.length === 0;
      else if (content === 'EIO') known = fileSystem.status(path)?.kind === 'character';
      else known = content === 'ENOENT' && leadsToDevNull(fileSystem, path);
      masks.set(path, known);
    }
    return known;
  };

  // Only links give a unit more than one name; regular files stand for themselves.
  let aliases: Map<string, { readonly name: string; readonly path: string }[]> | null = null;
  const aliasesOf = (basename: string): readonly string[] => {
    if (aliases === null) {
      aliases = new Map();
      for (const [name, target] of ids) {
        if (target.startsWith('/')) continue;
        const found = get(name);
        if (typeof found === 'string') continue;
        const file = baseName(found.path);
        const instance = parseUnitName(name)?.instance ?? '';
        const key =
          parseUnitName(file)?.nameClass === 'template' && instance !== '' ? (replaceInstance(file, instance) ?? file) : file;
        const list = aliases.get(key);
        const alias = { name, path: found.path };
        if (list) list.push(alias);
        else aliases.set(key, [alias]);
      }
      for (const list of aliases.values()) list.sort((a, b) => compareBytes(a.name, b.name));
    }
    const own = ids.get(basename);
    const list = (aliases.get(basename) ?? []).filter(({ path }) => !isMask(path)).map(({ name }) => name);
    return own?.startsWith('/') && baseName(own) === basename && !isMask(own) ? [basename, ...list] : list;
  };

  const find: NameMap['find'] = (name) => {
    const parts = parseUnitName(name);
    let lookup = get(name);
    if (lookup === 'ELOOP') return { fragmentPath: null, names: [name], isLoop: true };
    const template = templateOf(name);
    if (typeof lookup === 'string' && template !== null) lookup = get(template);
    if (lookup === 'ELOOP') return { fragmentPath: null, names: [name], isLoop: true };
    const fragmentPath = typeof lookup === 'string' ? null : lookup.path;
    const names = new Set<string>();
    const addNames = (from: string, fragment: string | null): void => {
      if (parts?.nameClass !== 'template') names.add(from);
      for (const alias of aliasesOf(from)) {
        if (parts?.nameClass === 'instance' && parseUnitName(alias)?.nameClass === 'template') {
          const instantiated = replaceInstance(alias, parts.instance ?? '');
          if (instantiated === null) continue;
          if (fragment !== null) {
            const other = get(instantiated);
            if (typeof other !== 'string' && baseName(other.path) !== fragment) continue;
          }
          names.add(instantiated);
        } else names.add(alias);
      }
    };
    addNames(name, null);
    const fragment = fragmentPath === null ? null : baseName(fragmentPath);
    if (fragment !== null && fragment !== name) addNames(fragment, fragment);
    return { fragmentPath, names: [...names], isLoop: false };
  };

  return {
    names: [...ids.keys()].sort(compareBytes),
    find,
    fragmentPath: (name) => find(name).fragmentPath,
    isMask,
    stemsWith: (suffix) => stems.get(suffix) ?? new Set(),
    directoriesOf: (directory) => unitDirectories.get(directory) ?? new Map<string, string>(),
  };
}

/** Follows link texts by hand: /dev/null counts although an unpacked tree has no devices. */
function leadsToDevNull(fileSystem: FileSystem, path: string): boolean {
  let current = path;
  for (let i = 0; i < 40; i++) {
    const text = fileSystem.readLink(current);
    if (text === null) return false;
    if (text === '/dev/null') return true;
    current = joinPath(directoryName(current), text);
  }
  return false;
}
