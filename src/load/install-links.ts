import type { FileSystem } from '../host/file-system.js';
import { memoryFileSystem, type MemoryFile } from '../host/memory-file-system.js';
import { overlayFileSystem } from '../host/overlay-file-system.js';
import { baseName, directoryName } from '../base/path.js';
import { isUnitName, templateOf } from '../parse/unit-name.js';
import { applyUnits } from './install-apply.js';
import type { InstallErrno } from './install-section.js';
import {
  addInstallUnit,
  discoverInstallUnit,
  isMadeByMachine,
  traverseInstallUnit,
  type InstallContext,
  type InstallUnits,
  type SearchFlags,
} from './install-unit.js';
import { FAILURE_CODE, InstallWork, type InstallChange, type InstallOptions, type InstallResult } from './install-work.js';
import { presetOf, readPresets, type PresetRule } from './preset.js';

export type { InstallChange, InstallOptions, InstallResult } from './install-work.js';

/** Files need not be read: is the unit there at all, and under which name? */
const QUICK: SearchFlags = { load: false, followConfig: true };

/** Finds a unit that is to be enabled. @returns why it cannot be. @systemd src/shared/install.c install_info_discover_and_check */
function discoverForEnabling(work: InstallWork, units: InstallUnits, name: string): InstallErrno | null {
  const unit = discoverInstallUnit(work.context, units, name);
  const isFailure = 'errno' in unit;
  let problem: InstallErrno | null = null;
  if (isFailure) problem = unit.errno;
  else if (unit.mode === 'masked') problem = 'ERFKILL';
  else if (isMadeByMachine(work.context.searchPath, directoryName(unit.path ?? ''))) problem = 'EADDRNOTAVAIL';
  if (problem !== null) work.fail(problem, isFailure ? name : (unit.path ?? name));
  return problem;
}

/**
 * What `systemctl enable` would do. One name that cannot be used stops it all.
 *
 * @param names unit names, or absolute paths of unit files
 * @systemd src/shared/install.c unit_file_enable
 */
export function enableLinks(
  context: InstallContext,
  names: readonly string[],
  options: Partial<InstallOptions> = {},
): InstallResult {
  const work = new InstallWork(context, { verb: 'enable', ...options });
  const units: InstallUnits = new Map();
  for (const name of names) if (discoverForEnabling(work, units, name) !== null) return work.result(0);
  return work.result(applyUnits(work, units, false));
}

/**
 * What enabling each unit by itself would do: an error of one does not stop the others. As with presets, a template without
 * DefaultInstance= that asks for links into units that are no templates is left out in silence.
 */
export function enableEach(
  context: InstallContext,
  names: readonly string[],
  options: Partial<InstallOptions> = {},
): InstallResult {
  const work = new InstallWork(context, { verb: 'enable', ...options });
  let count = 0;
  for (const name of names) {
    const units: InstallUnits = new Map();
    if (discoverForEnabling(work, units, name) === null) count += applyUnits(work, units, true);
  }
  return work.result(count);
}

/** Which names are to be removed. @systemd src/shared/install.c install_context_mark_for_removal */
function markForRemoval(work: InstallWork, units: InstallUnits): Set<string> {
  const marked = new Set<string>();
  for (const unit of units.values()) {
    const found = traverseInstallUnit(work.context, units, unit, { load: true, followConfig: true });
    const path = unit.path ?? unit.name;
    if ('errno' in found) {
      if (found.errno === 'ENOLINK') work.add('install-dangling-ignored', false, null, null, { path });
      else if (found.errno !== 'ENOENT' || !unit.isAuxiliary) work.fail(found.errno, path);
    } else if (unit.mode === 'masked') {
      work.add('install-masked-ignored', false, null, null, { path });
      continue;
    } else if (unit.mode !== 'regular') continue;
    marked.add(unit.name);
  }
  return marked;
}

/** Removes links until nothing more is marked. @systemd src/shared/install.c remove_marked_symlinks */
function removeMarked(work: InstallWork, marked: Set<string>): void {
  if (marked.size === 0) return;
  const links = linksBelow(work.context, work.directory);
  const broken = new Set<string>();
  for (let again = true; again;) {
    again = false;
    for (const path of links) {
      const name = baseName(path);
      if (!work.isThere(path) || !isUnitName(name)) continue;
      const target = work.chase(path);
      if (target === null) {
        broken.add(path);
        continue;
      }
      const template = templateOf(name);
      const isMarked =
        marked.has(target) || marked.has(baseName(target)) || marked.has(name) || (template !== null && marked.has(template));
      if (!isMarked) continue;
      work.remove(path);
      marked.add(path);
      again = true;
    }
  }
  for (const path of broken) work.fail('ELOOP', path);
}

/** Every link below a directory, linked directories not entered, hidden names left out. */
function linksBelow(context: InstallContext, directory: string): string[] {
  const links: string[] = [];
  const todo = [directory];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    for (const [name, kind] of context.entries(next)) {
      if (name.startsWith('.')) continue;
      if (kind === 'directory') todo.push(`${next}/${name}`);
      else if (kind === 'symlink') links.push(`${next}/${name}`);
    }
  }
  return links;
}

/**
 * What `systemctl disable` would do: every link below the configuration directory goes that has the name, or leads to it. A unit
 * that does not exist loses its links too.
 *
 * @systemd src/shared/install.c unit_file_disable
 */
export function disableLinks(
  context: InstallContext,
  names: readonly string[],
  options: Partial<InstallOptions> = {},
): InstallResult {
  const work = new InstallWork(context, { verb: 'disable', ...options });
  const units: InstallUnits = new Map();
  for (const name of names) {
    if (!isUnitName(name)) {
      work.fail('EUCLEAN', name);
      return work.result(0);
    }
    addInstallUnit(units, name, false);
  }
  removeMarked(work, markForRemoval(work, units));
  return work.result(work.changes.filter((change) => change.kind === 'removed').length);
}

/** Puts a unit on the list of what its preset says. @returns why it cannot be. @systemd src/shared/install.c preset_prepare_one */
function prepareForPreset(
  work: InstallWork,
  rules: readonly PresetRule[],
  toEnable: InstallUnits,
  toDisable: InstallUnits,
  name: string,
): InstallErrno | null {
  if (toEnable.has(name) || toDisable.has(name)) return null;
  const unit = discoverInstallUnit(work.context, new Map(), name, QUICK);
  if ('errno' in unit) {
    work.fail(unit.errno, name);
    return unit.errno;
  }
  if (unit.name !== name) return null;
  const { action, instances } = presetOf(rules, name, true);
  if (action === 'enabled') {
    for (const each of instances ?? [name]) {
      const problem = discoverForEnabling(work, toEnable, each);
      if (problem !== null) return problem;
    }
    return null;
  }
  const found = discoverInstallUnit(work.context, toDisable, name, QUICK);
  if (!('errno' in found)) return null;
  work.fail(found.errno, name);
  return found.errno;
}

/**
 * What `systemctl preset`, or `preset-all`, would do: disables first, then enables.
 *
 * @param names null for every unit file. Then errors that have a sentence of their own are told of and passed over; any other,
 *   such as a file with a syntax error, stops it all before anything is done
 * @systemd src/shared/install.c unit_file_preset, unit_file_preset_all
 */
export function presetLinks(
  context: InstallContext,
  names: readonly string[] | null,
  options: Partial<InstallOptions> = {},
  rules: readonly PresetRule[] = readPresets(context),
): InstallResult {
  const work = new InstallWork(context, { verb: 'preset', ...options });
  const toEnable: InstallUnits = new Map();
  const toDisable: InstallUnits = new Map();
  for (const name of names ?? unitFileNames(context)) {
    const problem = prepareForPreset(work, rules, toEnable, toDisable, name);
    if (problem !== null && (names !== null || FAILURE_CODE[problem] === undefined)) return work.result(0);
  }
  removeMarked(work, markForRemoval(work, toDisable));
  return work.result(applyUnits(work, toEnable, true));
}

/** The names of all unit files, by directory and then by name; hidden ones are left out. */
export function unitFileNames(context: InstallContext): string[] {
  const names = new Set<string>();
  for (const directory of context.searchPath.directories) {
    for (const [name, kind] of context.entries(directory)) {
      if ((kind === 'file' || kind === 'symlink') && !name.startsWith('.') && isUnitName(name)) names.add(name);
    }
  }
  return [...names];
}

/** What `systemctl mask` would do. @systemd src/shared/install.c unit_file_mask */
export function maskLinks(context: InstallContext, names: readonly string[], options: Partial<InstallOptions> = {}): InstallResult {
  const work = new InstallWork(context, { verb: 'mask', ...options });
  for (const name of names) {
    if (!isUnitName(name)) work.fail('EINVAL', name);
    else work.link(name, 'mask', null, '/dev/null', `${work.directory}/${name}`, options.force === true);
  }
  return work.result(names.length);
}

/** The links that changes leave behind, and the paths that they take away. */
export function installOverlay(changes: readonly InstallChange[]): {
  readonly links: ReadonlyMap<string, string>;
  readonly removed: ReadonlySet<string>;
} {
  const links = new Map<string, string>();
  const removed = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'made') {
      links.set(change.path, change.target);
      removed.delete(change.path);
    } else if (change.kind === 'removed') {
      links.delete(change.path);
      removed.add(change.path);
    }
  }
  return { links, removed };
}

/** The file system as it would be after the changes. */
export function withInstallChanges(fileSystem: FileSystem, changes: readonly InstallChange[]): FileSystem {
  const { links, removed } = installOverlay(changes);
  if (links.size === 0 && removed.size === 0) return fileSystem;
  const files = [...links].map(([path, link]): readonly [string, MemoryFile] => [path, { link }]);
  return overlayFileSystem([
    { at: '/', fileSystem: memoryFileSystem(files), hides: removed },
    { at: '/', fileSystem },
  ]);
}
