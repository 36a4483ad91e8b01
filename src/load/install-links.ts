import type { Finding } from '../diagnostic/finding.js';
import type { DiagnosticCode } from '../diagnostic/message.js';
import type { FileSystem } from '../host/file-system.js';
import { memoryFileSystem, type MemoryFile } from '../host/memory-file-system.js';
import { overlayFileSystem } from '../host/overlay-file-system.js';
import { baseName, directoryName, isBelow, joinPath } from '../host/path.js';
import type { Place } from '../parse/place.js';
import { isUnitName, parseUnitName, replaceInstance, templateOf } from '../parse/unit-name.js';
import { aliasProblem } from './alias.js';
import { expandInstallWord, type InstallErrno, type InstallWord } from './install-section.js';
import {
  addInstallUnit,
  discoverInstallUnit,
  resolveDirectory,
  searchInstallUnit,
  traverseInstallUnit,
  type InstallContext,
  type InstallUnit,
  type InstallUnits,
} from './install-unit.js';
import { presetOf, readPresets, type PresetRule } from './preset.js';

/** What a link is made for. */
export type InstallSetting = 'Alias' | 'WantedBy' | 'RequiredBy' | 'link' | 'mask';

/** One step of an install operation, in the order in which systemctl takes and tells them. */
export type InstallChange =
  | {
      readonly kind: 'made';
      readonly path: string;
      readonly target: string;
      readonly unit: string;
      readonly setting: InstallSetting;
      /** The word that asks for the link; null for links that no word asks for. */
      readonly at: Place | null;
    }
  | { readonly kind: 'removed'; readonly path: string }
  | { readonly kind: 'finding'; readonly isFatal: boolean; readonly finding: Finding };

/** What an install operation comes to. */
export interface InstallResult {
  readonly changes: readonly InstallChange[];
  /** Did a part of it fail? Other parts may have been done all the same. */
  readonly hasFailed: boolean;
  /** Links asked for, those among them that were there before; 0 for units that are not meant to be enabled. */
  readonly linkCount: number;
}

/** How an install operation goes about it. */
export interface InstallOptions {
  /** In systemctl's sentences: enable, disable, preset, mask. */
  readonly verb: string;
  /** Where links are made; the configuration directory of the search path where absent. */
  readonly directory?: string;
  /** Are aliases that stand for another unit taken over? */
  readonly force?: boolean;
}

/** The work of one operation: the links below its directory, as they are after the steps taken. */
class InstallWork {
  readonly changes: InstallChange[] = [];
  readonly directory: string;
  readonly #links = new Map<string, string>();
  readonly #removed = new Set<string>();
  readonly context: InstallContext;
  readonly options: InstallOptions;

  constructor(context: InstallContext, options: InstallOptions) {
    this.context = context;
    this.options = options;
    this.directory = options.directory ?? context.searchPath.configDirectory;
  }

  add(
    code: DiagnosticCode,
    isFatal: boolean,
    at: Place | null,
    unit: string | null,
    values: Readonly<Record<string, string>>,
  ): void {
    const all = { verb: this.options.verb, ...values };
    const finding = unit === null ? { code, at, values: all } : { code, at, unit, values: { ...all, unit } };
    this.changes.push({ kind: 'finding', isFatal, finding });
  }

  /** Tells of an error. @systemd src/shared/install.c install_changes_dump */
  fail(errno: InstallErrno, name: string, unit: string | null = null, at: Place | null = null): void {
    const values = { name, path: name, error: ERROR_TEXT[errno] ?? errno };
    const isReference = errno === 'EXDEV' && unit !== null;
    this.add(isReference ? 'install-cannot-alias' : (FAILURE_CODE[errno] ?? 'install-failed'), true, at, unit, values);
  }

  linkAt(path: string): string | null {
    return this.#links.get(path) ?? (this.#removed.has(path) ? null : this.context.fileSystem.readLink(path));
  }

  isThere(path: string): boolean {
    return this.#links.has(path) || (!this.#removed.has(path) && this.context.fileSystem.linkStatus(path) !== null);
  }

  remove(path: string): void {
    this.#links.delete(path);
    this.#removed.add(path);
    this.changes.push({ kind: 'removed', path });
  }

  /** Makes a link where it is not there already. @returns whether it stands. @systemd src/shared/install.c create_symlink */
  link(unit: string, setting: InstallSetting, at: Place | null, target: string, path: string, force: boolean): boolean {
    if (this.isThere(path)) {
      const text = this.linkAt(path);
      if (text === null) {
        this.add('install-exists', true, at, unit, { path });
        return false;
      }
      if (isSameLink(this.context, path, text, target)) return true;
      if (!force) {
        this.add('install-exists-as-link', true, at, unit, { path, target: text });
        return false;
      }
      this.remove(path);
    }
    this.#links.set(path, target);
    this.changes.push({ kind: 'made', path, target, unit, setting, at });
    return true;
  }

  /** Where a path leads in the end, links followed; what is missing stays. null for a circle. */
  chase(path: string): string | null {
    let current = path;
    for (let i = 0; i <= 40; i++) {
      const text = this.linkAt(current);
      if (text === null) return current;
      current = resolveDirectory(this.context.fileSystem, joinPath(directoryName(current), text));
    }
    return null;
  }

  result(linkCount: number): InstallResult {
    return {
      changes: this.changes,
      hasFailed: this.changes.some((change) => change.kind === 'finding' && change.isFatal),
      linkCount,
    };
  }
}

const FAILURE_CODE: Readonly<Partial<Record<InstallErrno, DiagnosticCode>>> = {
  ERFKILL: 'install-masked',
  EADDRNOTAVAIL: 'install-generated',
  EBADSLT: 'install-invalid-specifier',
  EUNATCH: 'install-unresolved-specifier',
  EIDRM: 'install-destination-not-template',
  EUCLEAN: 'install-invalid-name',
  ELOOP: 'install-linked',
  EXDEV: 'install-invalid-reference',
  ENOENT: 'install-not-found',
};
const ERROR_TEXT: Readonly<Partial<Record<InstallErrno, string>>> = {
  ENOLINK: 'Link has been severed',
  EINVAL: 'Invalid argument',
  EBADMSG: 'Bad message',
  ENOBUFS: 'No buffer space available',
  EISDIR: 'Is a directory',
  EBADFD: 'File descriptor in bad state',
  ENAMETOOLONG: 'File name too long',
  EIO: 'Input/output error',
};

/** Do two link texts come to the same? @systemd src/shared/install.c chroot_unit_symlinks_equivalent */
function isSameLink(context: InstallContext, path: string, a: string, b: string): boolean {
  if (a === b) return true;
  const [one, two] = [a, b].map((text) => joinPath(directoryName(path), text)) as [string, string];
  const real = context.fileSystem.realPath(one);
  if (real !== null && real === context.fileSystem.realPath(two)) return true;
  const isSearched = (target: string): boolean => context.searchPath.directories.some((directory) => isBelow(target, directory));
  return baseName(one) === baseName(two) && isSearched(one) && isSearched(two);
}

/** @returns the link name, null where the alias is left out. @systemd src/shared/install.c unit_file_verify_alias */
function verifyAlias(work: InstallWork, unit: InstallUnit, alias: string, at: Place): string | null {
  const slash = alias.lastIndexOf('/');
  const parts = parseUnitName(unit.name);
  if (slash >= 0) {
    const owner = /^(.*)\.(?:wants|requires)$/.exec(alias.slice(0, slash))?.[1];
    if (owner === undefined) work.fail('EXDEV', alias, null, at);
    else if (!isUnitName(owner)) work.fail('EUCLEAN', alias, null, at);
    else {
      const name = alias.slice(slash + 1);
      const isOwn = name === unit.name && (parts?.nameClass !== 'template' || parseUnitName(owner)?.nameClass === 'template');
      if (isOwn || templateOf(name) === unit.name) return alias;
      work.fail('EXDEV', alias, unit.name, at);
    }
    return null;
  }
  let name = alias;
  if (parts?.nameClass === 'instance' && parseUnitName(alias)?.nameClass === 'template')
    name = replaceInstance(alias, parts.instance ?? '') ?? alias;
  if (name === unit.name && parseUnitName(name) !== null) return null;
  if (aliasProblem(name, unit.name) === null) return name;
  work.fail('EXDEV', name, unit.name, at);
  return null;
}

function expand(work: InstallWork, unit: InstallUnit, word: InstallWord): string | null {
  const expanded = expandInstallWord(word.text, unit.name, unit.section.defaultInstance, work.context.machine);
  if (typeof expanded === 'string') return expanded;
  work.fail(expanded.errno, word.text, null, word.at);
  return null;
}

/** @systemd src/shared/install.c install_info_symlink_alias */
function linkAliases(work: InstallWork, unit: InstallUnit): number {
  let count = 0;
  for (const word of unit.section.aliases) {
    const alias = expand(work, unit, word);
    const name = alias === null ? null : verifyAlias(work, unit, alias, word.at);
    if (name === null) continue;
    const path = `${work.directory}/${name}`;
    // A link that leads nowhere is taken over.
    const target = work.chase(path);
    const isBroken = target === null || !work.isThere(target);
    if (work.link(unit.name, 'Alias', word.at, unit.path ?? '', path, work.options.force === true || isBroken)) count++;
  }
  return count;
}

/** @systemd src/shared/install.c install_info_symlink_wants */
function linkWants(work: InstallWork, unit: InstallUnit, setting: 'WantedBy' | 'RequiredBy', isPreset: boolean): number {
  const list = setting === 'WantedBy' ? unit.section.wantedBy : unit.section.requiredBy;
  if (list.length === 0) return 0;
  let name = unit.name;
  let needsTemplate = false;
  if (parseUnitName(unit.name)?.nameClass === 'template') {
    const { defaultInstance } = unit.section;
    if (defaultInstance === null) needsTemplate = true;
    else {
      name = replaceInstance(unit.name, defaultInstance) ?? unit.name;
      const units: InstallUnits = new Map();
      const instance = addInstallUnit(units, name, false);
      const problem = 'errno' in instance ? instance.errno : searchInstallUnit(work.context, units, instance);
      if (problem !== null) {
        work.fail(problem, name);
        return 0;
      }
      if ('path' in instance && instance.mode === 'masked') {
        work.fail('ERFKILL', instance.path ?? name);
        return 0;
      }
    }
  }
  let count = 0;
  for (const word of list) {
    const destination = expand(work, unit, word);
    if (destination === null) continue;
    const parts = parseUnitName(destination);
    if (parts === null) {
      work.fail('EUCLEAN', destination, null, word.at);
      continue;
    }
    if (needsTemplate && parts.nameClass === 'plain') {
      if (!isPreset) work.fail('EIDRM', destination, unit.name, word.at);
      continue;
    }
    const suffix = setting === 'WantedBy' ? 'wants' : 'requires';
    const path = `${work.directory}/${destination}.${suffix}/${name}`;
    if (work.link(unit.name, setting, word.at, unit.path ?? '', path, true)) count++;
    if (!existsUnit(work, destination))
      work.add('install-destination-missing', false, word.at, unit.path ?? unit.name, { name: destination });
  }
  return count;
}

function existsUnit(work: InstallWork, name: string): boolean {
  if (work.isThere(`${work.directory}/${name}`)) return true;
  const unit = discoverInstallUnit(work.context, new Map(), name, false);
  return !('errno' in unit) || unit.errno !== 'ENOENT';
}

/** Makes the links of every unit in the list, and of those that Also= adds meanwhile. @systemd src/shared/install.c install_context_apply */
function applyUnits(work: InstallWork, units: InstallUnits, isPreset: boolean): number {
  let count = 0;
  for (const unit of units.values()) {
    const found = traverseInstallUnit(work.context, units, unit, false);
    if ('errno' in found) {
      if (unit.isAuxiliary) {
        work.add('install-auxiliary-failed', false, null, null, { name: unit.name });
        continue;
      }
      work.fail(found.errno, unit.name);
      return count;
    }
    if (unit.mode === 'masked') {
      work.add('install-masked-ignored', false, null, null, { path: unit.path ?? unit.name });
      count++;
    }
    if (unit.mode !== 'regular' || unit.path === null) continue;
    if (!work.context.searchPath.directories.includes(directoryName(unit.path))) {
      const path = `${work.directory}/${unit.name}`;
      if (!work.link(unit.name, 'link', null, unit.path, path, work.options.force === true)) continue;
    }
    count += linkAliases(work, unit);
    count += linkWants(work, unit, 'WantedBy', isPreset);
    count += linkWants(work, unit, 'RequiredBy', isPreset);
  }
  return count;
}

/** Finds a unit that is to be enabled. @returns whether it can be. @systemd src/shared/install.c install_info_discover_and_check */
function discoverForEnabling(work: InstallWork, units: InstallUnits, name: string): boolean {
  const unit = discoverInstallUnit(work.context, units, name);
  const { searchPath } = work.context;
  if ('errno' in unit) work.fail(unit.errno, name);
  else if (unit.mode === 'masked') work.fail('ERFKILL', unit.path ?? name);
  else if (isMadeByMachine(searchPath, directoryName(unit.path ?? ''))) work.fail('EADDRNOTAVAIL', unit.path ?? name);
  else return true;
  return false;
}

const isMadeByMachine = (path: InstallContext['searchPath'], directory: string): boolean =>
  path.generatorDirectories.includes(directory) || path.transientDirectory === directory;

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
  for (const name of names) if (!discoverForEnabling(work, units, name)) return work.result(0);
  return work.result(applyUnits(work, units, false));
}

/** Which names are to be removed. @systemd src/shared/install.c install_context_mark_for_removal */
function markForRemoval(work: InstallWork, units: InstallUnits): Set<string> {
  const marked = new Set<string>();
  for (const unit of units.values()) {
    const found = traverseInstallUnit(work.context, units, unit, true);
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
  for (let again = true; again;) {
    again = false;
    for (const path of links) {
      const name = baseName(path);
      if (!work.isThere(path) || !isUnitName(name)) continue;
      const target = work.chase(path);
      if (target === null) continue;
      const template = templateOf(name);
      const isMarked =
        marked.has(target) || marked.has(baseName(target)) || marked.has(name) || (template !== null && marked.has(template));
      if (!isMarked) continue;
      work.remove(path);
      marked.add(path);
      again = true;
    }
  }
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

/** Puts a unit on the list of what its preset says. @systemd src/shared/install.c preset_prepare_one */
function prepareForPreset(
  work: InstallWork,
  rules: readonly PresetRule[],
  toEnable: InstallUnits,
  toDisable: InstallUnits,
  name: string,
): boolean {
  if (toEnable.has(name) || toDisable.has(name)) return true;
  const unit = discoverInstallUnit(work.context, new Map(), name);
  if ('errno' in unit) {
    work.fail(unit.errno, name);
    return false;
  }
  if (unit.name !== name) return true;
  const { action, instances } = presetOf(rules, name, true);
  if (action === 'enabled') return (instances ?? [name]).every((each) => discoverForEnabling(work, toEnable, each));
  const found = discoverInstallUnit(work.context, toDisable, name);
  if ('errno' in found) work.fail(found.errno, name);
  return !('errno' in found);
}

/**
 * What `systemctl preset`, or `preset-all`, would do: disables first, then enables.
 *
 * @param names null for every unit file; then units that cannot be used are told of and left out
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
    if (!prepareForPreset(work, rules, toEnable, toDisable, name) && names !== null) return work.result(0);
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
