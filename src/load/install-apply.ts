import type { Place } from '../parse/place.js';
import { directoryName } from '../base/path.js';
import { isUnitName, parseUnitName, replaceInstance, templateOf } from '../parse/unit-name.js';
import { aliasProblem } from './alias.js';
import { expandInstallWord, type InstallWord } from './install-section.js';
import {
  addInstallUnit,
  discoverInstallUnit,
  searchInstallUnit,
  traverseInstallUnit,
  type InstallUnit,
  type InstallUnits,
} from './install-unit.js';
import type { InstallWork } from './install-work.js';

/** @returns the link name, null where the alias is left out. @systemd src/shared/install.c unit_file_verify_alias */
function verifyAlias(work: InstallWork, unit: InstallUnit, alias: string, at: Place): string | null {
  const slash = alias.lastIndexOf('/');
  const parts = parseUnitName(unit.name);
  if (/^[^/]+\/+$/.test(alias)) {
    work.add('install-no-directory', true, at, null, { name: alias });
    return null;
  }
  if (slash >= 0) {
    const owner = /^(.*)\.(?:wants|requires)$/.exec(alias.slice(0, slash))?.[1];
    if (owner === undefined || !isUnitName(owner)) work.fail('EXDEV', alias, null, at);
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
    if (work.link(unit.name, 'Alias', word.at, unit.path ?? '', path, work.options.force === true)) count++;
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
      const problem =
        'errno' in instance
          ? instance.errno
          : searchInstallUnit(work.context, units, instance, { load: false, followConfig: true });
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
    if (parts === null || (needsTemplate && parts.nameClass === 'plain')) {
      // Presets are for whole sets of units: what cannot be enabled is not an error there.
      if (isPreset) continue;
      if (parts === null) work.fail('EUCLEAN', destination, null, word.at);
      else work.fail('EIDRM', destination, unit.name, word.at);
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
  const unit = discoverInstallUnit(work.context, new Map(), name, { load: false, followConfig: false });
  return !('errno' in unit) || unit.errno !== 'ENOENT';
}

/** Makes the links of every unit in the list, and of those that Also= adds meanwhile. @systemd src/shared/install.c install_context_apply */
export function applyUnits(work: InstallWork, units: InstallUnits, isPreset: boolean): number {
  let count = 0;
  for (const unit of units.values()) {
    const found = traverseInstallUnit(work.context, units, unit, { load: true, followConfig: false });
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
