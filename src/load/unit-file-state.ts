import { compareBytes } from '../base/compare.js';
import { baseName, directoryName, isBelow } from '../base/path.js';
import { isUnitName, parseUnitName, replaceInstance, templateOf } from '../parse/unit-name.js';
import { hasInstallRules, type InstallErrno } from './install-section.js';
import { discoverInstallUnit, isRuntimeDirectory, type InstallContext, type InstallUnit } from './install-unit.js';
import { presetOf, type PresetAction, type PresetRule } from './preset.js';

/**
 * The states of a unit file.
 *
 * @systemd src/basic/unit-file.h UnitFileState
 */
export const UNIT_FILE_STATES = [
  'enabled',
  'enabled-runtime',
  'linked',
  'linked-runtime',
  'alias',
  'masked',
  'masked-runtime',
  'static',
  'disabled',
  'indirect',
  'generated',
  'transient',
  'bad',
] as const;

/** A unit file state. */
export type UnitFileState = (typeof UNIT_FILE_STATES)[number];

/** The links of one search directory that may enable a unit. */
interface LinkIndex {
  /** Names in the `.wants` and `.requires` directories, and the instances among them by their template. */
  readonly wanted: ReadonlySet<string>;
  readonly instances: ReadonlyMap<string, readonly string[]>;
  /** Names of links beside the unit files, and those names by the last component of where they lead. */
  readonly links: ReadonlySet<string>;
  readonly byTarget: ReadonlyMap<string, readonly string[]>;
}

const push = (map: Map<string, string[]>, key: string, value: string): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};

function indexLinks(context: InstallContext, directory: string): LinkIndex {
  const wanted = new Set<string>();
  const instances = new Map<string, string[]>();
  const links = new Set<string>();
  const byTarget = new Map<string, string[]>();
  for (const [name, kind] of context.entries(directory)) {
    if (name.startsWith('.')) continue;
    if (kind === 'symlink') {
      links.add(name);
      push(byTarget, baseName(context.fileSystem.readLink(`${directory}/${name}`) ?? ''), name);
    }
    if (kind !== 'directory' || !/\.(wants|requires)$/.test(name)) continue;
    for (const [entry, entryKind] of context.entries(`${directory}/${name}`)) {
      if (entryKind !== 'symlink' || entry.startsWith('.') || wanted.has(entry)) continue;
      wanted.add(entry);
      const template = templateOf(entry);
      if (template !== null) push(instances, template, entry);
    }
  }
  return { wanted, instances, links, byTarget };
}

const indexes = new WeakMap<InstallContext, Map<string, LinkIndex>>();

function linkIndex(context: InstallContext, directory: string): LinkIndex {
  let known = indexes.get(context);
  if (!known) {
    known = new Map();
    indexes.set(context, known);
  }
  let index = known.get(directory);
  if (!index) {
    index = indexLinks(context, directory);
    known.set(directory, index);
  }
  return index;
}

/** Would enabling this unit make a link of that name? Specifiers are not expanded here. @systemd src/shared/install.c is_symlink_with_known_name */
function isDeclaredName(unit: InstallUnit, name: string): boolean {
  if (name === unit.name || unit.section.aliases.some((alias) => alias.text === name)) return true;
  const { defaultInstance } = unit.section;
  if (defaultInstance === null || parseUnitName(unit.name)?.nameClass !== 'template') return false;
  return replaceInstance(unit.name, defaultInstance) === name;
}

/** @systemd src/shared/install.c find_symlinks, find_symlinks_in_directory */
function findLinks(
  index: LinkIndex,
  unit: InstallUnit,
  declaredOnly: boolean,
  ignoreOwnName: boolean,
): { readonly isFound: boolean; readonly isOwnLink: boolean } {
  const counts = (name: string): boolean => !declaredOnly || isDeclaredName(unit, name);
  const wanted = [...(index.wanted.has(unit.name) ? [unit.name] : []), ...(index.instances.get(unit.name) ?? [])];
  if (wanted.some(counts)) return { isFound: true, isOwnLink: false };
  const toUnit = index.byTarget.get(unit.name) ?? [];
  const ownLink = !ignoreOwnName && index.links.has(unit.name);
  const isOwnLink = ownLink && toUnit.includes(unit.name);
  const others = toUnit.filter((name) => !(isOwnLink && name === unit.name));
  if (ownLink && !isOwnLink) others.push(unit.name);
  return { isFound: others.some(counts), isOwnLink };
}

/** @systemd src/shared/install.c find_symlinks_in_scope */
function stateByLinks(context: InstallContext, unit: InstallUnit, declaredOnly: boolean): UnitFileState | null {
  const { searchPath } = context;
  const isRuntime = (directory: string): boolean => isRuntimeDirectory(searchPath, directory);
  let isBelowFile = false;
  let isEnabledInRuntime = false;
  let isEnabledElsewhere = false;
  let isLinked = false;
  let isLinkedInRuntime = false;
  for (const directory of searchPath.directories) {
    const { isFound, isOwnLink } = findLinks(linkIndex(context, directory), unit, declaredOnly, isBelowFile);
    if (isFound) {
      if (directory === searchPath.configDirectory) return 'enabled';
      if (searchPath.scope === 'user' && directory === '/etc/systemd/user') return 'enabled';
      if (isRuntime(directory)) isEnabledInRuntime = true;
      else isEnabledElsewhere = true;
    } else if (isOwnLink) {
      if (directory === searchPath.configDirectory) isLinked = true;
      else if (isRuntime(directory)) isLinkedInRuntime = true;
    }
    if (unit.path !== null && isBelow(unit.path, directory)) isBelowFile = true;
  }
  if (isEnabledInRuntime) return 'enabled-runtime';
  if (isEnabledElsewhere && parseUnitName(unit.name)?.nameClass === 'instance') return 'static';
  if (isLinked) return 'linked';
  return isLinkedInRuntime ? 'linked-runtime' : null;
}

/** Is there any link, in any search directory, by which the unit is wanted, required or known under another name? */
export function isLinked(context: InstallContext, unit: InstallUnit): boolean {
  return context.searchPath.directories.some((directory) => findLinks(linkIndex(context, directory), unit, false, false).isFound);
}

/**
 * The state of a unit file, as `systemctl is-enabled`.
 *
 * @returns why there is none: ENOENT where nothing has the name
 * @systemd src/shared/install.c unit_file_lookup_state
 */
export function unitFileState(context: InstallContext, name: string): UnitFileState | { readonly errno: InstallErrno } {
  if (!isUnitName(name)) return { errno: 'EINVAL' };
  const unit = discoverInstallUnit(context, new Map(), name);
  if ('errno' in unit) return unit;
  const { searchPath } = context;
  const path = unit.path ?? '';
  const directory = directoryName(path);
  if (unit.mode === 'masked') return isRuntimeDirectory(searchPath, directory) ? 'masked-runtime' : 'masked';
  if (name !== baseName(path) && parseUnitName(unit.name)?.nameClass !== 'instance') return 'alias';
  if (searchPath.generatorDirectories.includes(directory)) return 'generated';
  if (directory === searchPath.transientDirectory) return 'transient';
  const declared = stateByLinks(context, unit, true);
  if (declared !== null) return declared;
  if (stateByLinks(context, unit, false) !== null) return 'indirect';
  if (hasInstallRules(unit.section)) return 'disabled';
  return unit.section.also.length > 0 ? 'indirect' : 'static';
}

/** One line of `systemctl list-unit-files`. */
export interface UnitFileEntry {
  readonly name: string;
  /** Where the file or link stands that gives the name. */
  readonly path: string;
  readonly state: UnitFileState;
  /** null for states that no preset changes. */
  readonly preset: PresetAction | null;
}

const WITHOUT_PRESET: ReadonlySet<UnitFileState> = new Set(['alias', 'static', 'generated', 'transient']);

/** ASCII only, as strcasecmp() in the C locale. */
const lowerCase = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * Every unit file with its state, as `systemctl list-unit-files` prints them: sorted by type, then by name without regard to case.
 * Hidden files are left out.
 *
 * @systemd src/shared/install.c unit_file_get_list; src/systemctl/systemctl-list-unit-files.c output_unit_file_list
 */
export function listUnitFiles(context: InstallContext, presets: readonly PresetRule[]): UnitFileEntry[] {
  const found = new Map<string, UnitFileEntry>();
  for (const directory of context.searchPath.directories) {
    for (const [name, kind] of context.entries(directory)) {
      if (name.startsWith('.') || found.has(name) || (kind !== 'file' && kind !== 'symlink') || !isUnitName(name)) continue;
      const known = unitFileState(context, name);
      const state = typeof known === 'string' ? known : 'bad';
      const preset = WITHOUT_PRESET.has(state) ? null : presetOf(presets, name).action;
      found.set(name, { name, path: `${directory}/${name}`, state, preset });
    }
  }
  const typeOf = (name: string): string => name.slice(name.lastIndexOf('.'));
  return [...found.values()].sort(
    (a, b) =>
      compareBytes(typeOf(a.name), typeOf(b.name)) ||
      compareBytes(lowerCase(a.name), lowerCase(b.name)) ||
      compareBytes(a.name, b.name),
  );
}
