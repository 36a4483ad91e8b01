import { compareBytes } from '../base/compare.js';
import type { FindingSink } from '../diagnostic/finding.js';
import type { DirectoryEntry, FileSystem } from '../host/file-system.js';
import { baseName } from '../base/path.js';
import { parseUnitName, templateOf } from '../parse/unit-name.js';
import { warnOfDirectory, type NameMap } from './name-map.js';

const BACKUP_EXTENSIONS = new Set(
  'rpmnew rpmsave rpmorig dpkg-old dpkg-new dpkg-tmp dpkg-dist dpkg-bak dpkg-backup dpkg-remove ucf-new ucf-old ucf-dist swp bak old new'.split(
    ' ',
  ),
);

/** Is this the name of a file that systemd passes over? @systemd src/basic/path-util.c hidden_or_backup_file */
export function isHiddenOrBackup(name: string): boolean {
  if (name.startsWith('.') || name.endsWith('~') || name === 'lost+found' || name === 'aquota.user' || name === 'aquota.group')
    return true;
  const dot = name.lastIndexOf('.');
  return dot >= 0 && BACKUP_EXTENSIONS.has(name.slice(dot + 1));
}

/** `foo-bar` gives `foo-`, `foo-bar-` gives `foo-`; null when no dash is left. @systemd src/shared/dropin.c unit_name_build_from_type callers */
function dashPrefix(prefix: string): string | null {
  let text = prefix;
  let isChopped = false;
  for (;;) {
    const dash = text.lastIndexOf('-');
    if (dash <= 0) return null;
    if (dash !== text.length - 1 || isChopped) return text.slice(0, dash + 1);
    text = text.slice(0, dash);
    isChopped = true;
  }
}

/** The names whose directories count for a unit name, the most specific first; without the bare type. */
function directoryStems(name: string): string[] {
  const stems: string[] = [];
  const add = (current: string): void => {
    stems.push(current);
    const parts = parseUnitName(current);
    if (parts === null) return;
    const template = templateOf(current);
    if (template !== null) add(template);
    const dashed = dashPrefix(parts.prefix);
    if (dashed !== null) add(parts.instance ? `${dashed}@${parts.instance}.${parts.type}` : `${dashed}.${parts.type}`);
  };
  add(name);
  return stems;
}

/** The same, found again: each unit asks three times. */
const stemsOf = ((): ((name: string) => readonly string[]) => {
  let lastName = '';
  let lastStems: readonly string[] = [];
  return (name) => {
    if (name !== lastName) [lastName, lastStems] = [name, directoryStems(name)];
    return lastStems;
  };
})();

/** The directories of a unit with a suffix, in order of precedence. Paths have their links resolved. */
function directoriesOf(
  map: NameMap,
  fileSystem: FileSystem,
  search: readonly string[],
  names: readonly string[],
  suffix: string,
): string[] {
  const known = map.stemsWith(suffix);
  if (known.size === 0) return [];
  const found: string[] = [];
  const addFrom = (directory: string, stem: string): void => {
    const path = map.directoriesOf(directory).get(`${stem}.${suffix}`);
    const real = path === undefined ? null : fileSystem.realPath(path);
    if (real !== null && !found.includes(real)) found.push(real);
  };
  const type = parseUnitName(names[0] ?? '')?.type;
  for (const name of names) {
    const stems = stemsOf(name).filter((stem) => known.has(stem));
    if (stems.length === 0) continue;
    for (const directory of search) if (map.directoriesOf(directory).size > 0) for (const stem of stems) addFrom(directory, stem);
  }
  if (type !== undefined && known.has(type)) for (const directory of search) addFrom(directory, type);
  return found;
}

/** The entries of several directories: of equal names the first counts; in byte order of names. */
function mergedEntries(
  { fileSystem, sink }: DropInContext,
  directories: readonly string[],
): { entry: DirectoryEntry; path: string }[] {
  const merged = new Map<string, { entry: DirectoryEntry; path: string }>();
  for (const directory of directories) {
    const entries = fileSystem.list(directory);
    if (entries === null) warnOfDirectory(fileSystem, directory, sink);
    for (const entry of entries ?? []) {
      if (!isHiddenOrBackup(entry.name) && !merged.has(entry.name))
        merged.set(entry.name, { entry, path: `${directory}/${entry.name}` });
    }
  }
  return [...merged.values()].sort((a, b) => compareBytes(a.entry.name, b.entry.name));
}

/** Where the drop-ins of units are looked for. */
export interface DropInContext {
  readonly fileSystem: FileSystem;
  readonly map: NameMap;
  /** The search directories, highest priority first. */
  readonly directories: readonly string[];
  readonly sink: FindingSink;
}

/**
 * The drop-in files of a unit, in the order in which they are read. Masks and files that cannot be read are among them.
 *
 * @param names the id, then the aliases
 * @systemd src/shared/dropin.c unit_file_find_dropin_paths
 */
export function dropInPaths(context: DropInContext, names: readonly string[]): string[] {
  const directories = directoriesOf(context.map, context.fileSystem, context.directories, names, 'd');
  if (directories.length === 0) return [];
  return mergedEntries(context, directories)
    .filter(({ entry }) => entry.name.endsWith('.conf'))
    .map(({ path }) => path);
}

/** A dependency that an entry of `.wants/` or `.requires/` makes. */
export interface LinkDependency {
  /** The name of the entry: this is the unit, whatever the link leads to. May be a template. */
  readonly name: string;
  readonly path: string;
}

const fits = (owner: string, entry: string, target: string): boolean => {
  const entryParts = parseUnitName(entry);
  const targetParts = parseUnitName(target);
  if (entryParts === null || targetParts === null) return false;
  if (entryParts.nameClass === 'template') return entry === target && parseUnitName(owner)?.nameClass === 'instance';
  return entry === target || (targetParts.nameClass === 'template' && templateOf(entry) === target);
};

/**
 * The dependencies that the links in `.wants/` or `.requires/` make, in byte order.
 *
 * @param names the id, then the aliases
 * @systemd src/core/load-dropin.c process_deps
 */
export function linkDependencies(context: DropInContext, names: readonly string[], suffix: 'wants' | 'requires'): LinkDependency[] {
  const { fileSystem, sink } = context;
  const directories = directoriesOf(context.map, fileSystem, context.directories, names, suffix);
  const kind = suffix === 'wants' ? 'Wants' : 'Requires';
  const found: LinkDependency[] = [];
  for (const { entry, path } of mergedEntries(context, directories)) {
    if (context.map.isMask(path)) continue;
    const at = { path, line: 0, column: 0 };
    const unit = names[0] ?? '';
    if (entry.kind !== 'symlink') {
      sink.add({ code: 'dependency-not-a-symlink', at, unit, values: { kind, path } });
      continue;
    }
    if (parseUnitName(entry.name) === null) {
      sink.add({ code: 'dependency-bad-name', at, unit, values: { kind, path } });
      continue;
    }
    const target = fileSystem.readLink(path) ?? '';
    if (!fits(unit, entry.name, baseName(target)))
      sink.add({ code: 'dependency-other-name', at, unit, values: { kind, path, target } });
    found.push({ name: entry.name, path });
  }
  return found;
}
