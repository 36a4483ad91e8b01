import type { FileSystem } from '../host/file-system.js';
import { simplifyPath } from '../base/path.js';
import type { UserFacts } from './facts.js';

/** Whose manager: the system's, one user's, or all users' (`systemctl --global`, for enabling only). */
export type Scope = 'system' | 'user' | 'global';

/** Where unit files are looked for. All paths are inside the file system that is analysed. */
export interface SearchPath {
  readonly scope: Scope;
  /** Highest priority first; simplified, without duplicates. */
  readonly directories: readonly string[];
  /** Where `systemctl enable` makes its links. */
  readonly configDirectory: string;
  /** Where `systemctl --runtime enable` makes its links. */
  readonly runtimeConfigDirectory: string;
  /** Early, normal, late; empty where there are none. */
  readonly generatorDirectories: readonly string[];
  readonly transientDirectory: string | null;
  /** Where `*.preset` files are looked for, highest priority first. */
  readonly presetDirectories: readonly string[];
}

const unique = (paths: readonly string[]): string[] => [...new Set(paths.map(simplifyPath))];

/**
 * The search path of the system manager, as Debian builds it: `/lib/systemd/system` stands before `/usr/lib/systemd/system`.
 *
 * @systemd src/basic/path-lookup.c lookup_paths_init; man systemd.unit(5) "Unit File Load Path"
 */
export function systemSearchPath(): SearchPath {
  return {
    scope: 'system',
    directories: [
      '/etc/systemd/system.control',
      '/run/systemd/system.control',
      '/run/systemd/transient',
      '/run/systemd/generator.early',
      '/etc/systemd/system',
      '/etc/systemd/system.attached',
      '/run/systemd/system',
      '/run/systemd/system.attached',
      '/run/systemd/generator',
      '/usr/local/lib/systemd/system',
      '/lib/systemd/system',
      '/usr/lib/systemd/system',
      '/run/systemd/generator.late',
    ],
    configDirectory: '/etc/systemd/system',
    runtimeConfigDirectory: '/run/systemd/system',
    generatorDirectories: ['/run/systemd/generator.early', '/run/systemd/generator', '/run/systemd/generator.late'],
    transientDirectory: '/run/systemd/transient',
    presetDirectories: [
      '/etc/systemd/system-preset',
      '/run/systemd/system-preset',
      '/usr/local/lib/systemd/system-preset',
      '/usr/lib/systemd/system-preset',
      '/lib/systemd/system-preset',
    ],
  };
}

const USER_PRESET_DIRECTORIES: readonly string[] = [
  '/etc/systemd/user-preset',
  '/run/systemd/user-preset',
  '/usr/local/lib/systemd/user-preset',
  '/usr/lib/systemd/user-preset',
];

const USER_DATA_DIRECTORIES: readonly string[] = [
  '/usr/local/share/systemd/user',
  '/usr/share/systemd/user',
  '/usr/local/lib/systemd/user',
  '/usr/lib/systemd/user',
];

/**
 * The search path of a user's manager, with no XDG variable set but XDG_RUNTIME_DIR.
 *
 * @param user null: only what a tree holds for every user, without a home and a runtime directory
 * @systemd src/basic/path-lookup.c user_dirs
 */
export function userSearchPath(user: UserFacts | null): SearchPath {
  const home = (rest: string): string[] => (user === null || user.home === '' ? [] : [`${user.home}/${rest}`]);
  const runtime = (rest: string): string[] =>
    user === null || user.runtimeDirectory === '' ? [] : [`${user.runtimeDirectory}/systemd/${rest}`];
  const generators = [...runtime('generator.early'), ...runtime('generator'), ...runtime('generator.late')];
  return {
    scope: 'user',
    directories: unique([
      ...home('.config/systemd/user.control'),
      ...runtime('user.control'),
      ...runtime('transient'),
      ...runtime('generator.early'),
      ...home('.config/systemd/user'),
      '/etc/xdg/systemd/user',
      '/etc/systemd/user',
      ...runtime('user'),
      '/run/systemd/user',
      ...runtime('generator'),
      ...home('.local/share/systemd/user'),
      ...USER_DATA_DIRECTORIES,
      ...runtime('generator.late'),
    ]),
    configDirectory: simplifyPath(home('.config/systemd/user')[0] ?? '/etc/systemd/user'),
    runtimeConfigDirectory: simplifyPath(runtime('user')[0] ?? '/run/systemd/user'),
    generatorDirectories: generators.map(simplifyPath),
    transientDirectory: runtime('transient').map(simplifyPath)[0] ?? null,
    presetDirectories: USER_PRESET_DIRECTORIES,
  };
}

/**
 * The search path of the manager of some user who is not named: what generators write for every user lies in a runtime directory
 * without a number.
 */
export function anyUserSearchPath(): SearchPath {
  const path = userSearchPath(null);
  const generatorDirectories = ['.early', '', '.late'].map((kind) => `/run/user/UID/systemd/generator${kind}`);
  const [early = '', normal = '', late = ''] = generatorDirectories;
  const at = path.directories.findIndex((directory) => USER_DATA_DIRECTORIES.includes(directory));
  const directories = [early, ...path.directories.slice(0, at), normal, ...path.directories.slice(at), late];
  return { ...path, directories, generatorDirectories };
}

/**
 * The search path of `systemctl --global`.
 *
 * @systemd src/basic/path-lookup.c lookup_paths_init
 */
export function globalSearchPath(): SearchPath {
  return {
    scope: 'global',
    directories: ['/etc/systemd/user', '/run/systemd/user', ...USER_DATA_DIRECTORIES],
    configDirectory: '/etc/systemd/user',
    runtimeConfigDirectory: '/run/systemd/user',
    generatorDirectories: [],
    transientDirectory: null,
    presetDirectories: USER_PRESET_DIRECTORIES,
  };
}

const defaultSearchPath = (scope: Scope): SearchPath =>
  scope === 'system' ? systemSearchPath() : scope === 'user' ? userSearchPath(null) : globalSearchPath();

/**
 * A search path given by the user, as SYSTEMD_UNIT_PATH: directories separated by colons, relative ones count from `cwd`. An
 * empty text means no directories at all. The directories of enablement stay those of the scope.
 *
 * @param whenTrailingColon what follows where the text ends in a colon; null: the default of the scope
 * @systemd src/basic/path-lookup.c lookup_paths_init
 */
export function explicitSearchPath(
  directories: string,
  scope: Scope,
  whenTrailingColon: SearchPath | null = null,
  cwd = '/',
): SearchPath {
  const base = whenTrailingColon ?? defaultSearchPath(scope);
  const given = directories
    .split(':')
    .filter((directory) => directory !== '')
    .map((directory) => (directory.startsWith('/') ? directory : `${cwd}/${directory}`));
  const rest = directories.endsWith(':') ? base.directories : [];
  return { ...base, scope, directories: unique([...given, ...rest]) };
}

/** The search path with directories put before all others. */
export function prependDirectories(path: SearchPath, directories: readonly string[]): SearchPath {
  return { ...path, directories: unique([...directories, ...path.directories]) };
}

/**
 * Every directory as written, followed by its resolved form where that is another: a link into one of these is an alias, a link
 * to elsewhere a linked unit file.
 *
 * @systemd src/basic/unit-file.c unit_file_build_name_map
 */
export function expandedDirectories(path: SearchPath, fileSystem: FileSystem): string[] {
  const expanded = new Set<string>();
  for (const directory of path.directories) {
    expanded.add(directory);
    const real = fileSystem.realPath(directory);
    if (real !== null) expanded.add(real);
  }
  return [...expanded];
}
