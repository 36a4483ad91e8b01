import { directoryName } from '../base/path.js';
import type { Place } from '../parse/place.js';
import { parseUnitName, replaceInstance } from '../parse/unit-name.js';
import { unitFileNames } from './install-links.js';
import { expandInstallWord, hasInstallRules, type InstallWord } from './install-section.js';
import { discoverInstallUnit, isMadeByMachine, type InstallContext, type InstallUnit } from './install-unit.js';
import { isLinked } from './unit-file-state.js';

/** The units of their own (no aliases, no masks, not generated) whose [Install] asks for links, with their sections. */
export function installableUnits(context: InstallContext): InstallUnit[] {
  return unitFileNames(context).flatMap((name) => {
    const unit = discoverInstallUnit(context, new Map(), name);
    if ('errno' in unit || unit.name !== name || unit.mode !== 'regular' || !hasInstallRules(unit.section)) return [];
    return isMadeByMachine(context.searchPath, directoryName(unit.path ?? '')) ? [] : [unit];
  });
}

/** Is one of these units wanted, required or known under another name, in any directory? */
export function isAnyLinked(context: InstallContext, units: readonly InstallUnit[]): boolean {
  return units.some((unit) => isLinked(context, unit));
}

/** A link that enabling a unit makes. */
export interface InstallEdge {
  readonly setting: 'Alias' | 'WantedBy' | 'RequiredBy';
  /** The unit that would want or require it; for Alias= the other name. Specifiers are expanded. */
  readonly other: string;
  /** The name that is linked: an instance where a template has DefaultInstance=. */
  readonly unit: string;
  readonly at: Place;
  /** Does a link of that name stand in the search path? */
  readonly isThere: boolean;
}

/**
 * Everything that enabling this unit file would link, whether it is done or not. Words that are no valid unit name are left out, and
 * for a template without DefaultInstance= those that name no template or instance.
 *
 * @returns in the order Alias=, WantedBy=, RequiredBy=; empty where the unit has no usable file
 */
export function installEdges(context: InstallContext, name: string): InstallEdge[] {
  const unit = discoverInstallUnit(context, new Map(), name);
  if ('errno' in unit || unit.mode !== 'regular') return [];
  const { section } = unit;
  const isTemplate = parseUnitName(unit.name)?.nameClass === 'template';
  const linked =
    isTemplate && section.defaultInstance !== null ? (replaceInstance(unit.name, section.defaultInstance) ?? unit.name) : unit.name;
  const isEntry = (directory: string, entry: string): boolean =>
    context.searchPath.directories.some((search) => context.entries(search + directory).get(entry) === 'symlink');
  const edge = (setting: InstallEdge['setting'], word: InstallWord): InstallEdge[] => {
    const other = expandInstallWord(word.text, unit.name, section.defaultInstance, context.machine);
    if (typeof other !== 'string') return [];
    const parts = parseUnitName(other);
    if (parts === null) return [];
    if (setting === 'Alias') return [{ setting, other, unit: unit.name, at: word.at, isThere: isEntry('', other) }];
    if (isTemplate && section.defaultInstance === null && parts.nameClass === 'plain') return [];
    const isThere = isEntry(`/${other}.${setting === 'WantedBy' ? 'wants' : 'requires'}`, linked);
    return [{ setting, other, unit: linked, at: word.at, isThere }];
  };
  return [
    ...section.aliases.flatMap((word) => edge('Alias', word)),
    ...section.wantedBy.flatMap((word) => edge('WantedBy', word)),
    ...section.requiredBy.flatMap((word) => edge('RequiredBy', word)),
  ];
}
