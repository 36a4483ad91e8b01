import { nearestWord } from '../base/edit-distance.js';
import { sectionHint } from '../diagnostic/hint.js';
import { ENUM_TABLE, type EnumName } from './enum-table.js';
import { KEY_GROUPS } from './key-groups.js';
import { versionOfKey } from './later-key-table.js';
import { UNIT_TYPE_TRAITS, UNIT_TYPES, type UnitType } from './unit-type-table.js';

const OTHER_KINDS = (
  'deps obsoleteDeps mountsFor bool boolFatal boolOrDefault text textFatal plain urls path pathFatal pathOne pathList colonPaths ' +
  'bindPaths images temporaryFileSystems symlinks emergencyAction actionStatus parameterSpan span spanZeroInfinity spanOrInfinity ' +
  'serviceTimeout abortTimeout nsec jobModeIsolate unsigned unsignedOrDefault int long size mode removed conditionPath conditionText ' +
  'directories environment environmentFile environmentNames userGroup userGroupList workingDirectory output input logNamespace ' +
  'logFields nice oomScore cpuPriority ioPriority cpuSet limitBytes limitCount limitSec limitUsec limitNice signal slice memory tasks ' +
  'cpuQuota cpuWeight cpuShares ioWeight blockIoWeight deviceIo deviceIoOld delegate deviceAllow oomMode oomLimit oomPreference raw ' +
  'install exec statusList sockets busName pidFile listen socketService bindToDevice descriptorName ipTos swapPriority pathSpec ' +
  'triggerUnit timer systemCalls systemCallLog systemCallErrno systemCallArchitectures addressFamilies namespaces fileSystems ' +
  'personality coredumpFilter numaPolicy numaMask rootHash rootHashSignature imageOptions inputData inputText loadCredential ' +
  'setCredential bpfProgram controllers addressPrefixes interfaces socketBind rebootArgument'
).split(' ');

/** How the value of a key is read: the name of one of the rules in `load/interpret-*.ts`, or of a set of words in `enum-table.ts`. */
export type ValueKind = string;

/** One key of a section. */
export interface KeyEntry {
  readonly kind: ValueKind;
  /** `Section.Key` under which its value counts: another than the written one for old names. */
  readonly target: string;
}

/** Is this the name of a set of words? */
export function isEnumKind(kind: ValueKind): kind is EnumName {
  return Object.hasOwn(ENUM_TABLE, kind);
}

/** Every kind that keys can have. */
export function valueKinds(): string[] {
  return [...OTHER_KINDS, ...Object.keys(ENUM_TABLE)];
}

const tables = new Map<string, ReadonlyMap<string, KeyEntry>>();

/** The keys of a section, taken from the lists of `key-groups.ts` when they are first asked for; null for an unknown section. */
export function keysOfSection(section: string): ReadonlyMap<string, KeyEntry> | null {
  const known = tables.get(section);
  if (known) return known;
  const groups = Object.hasOwn(KEY_GROUPS, section) ? KEY_GROUPS[section] : undefined;
  if (!groups) return null;
  const table = new Map<string, KeyEntry>();
  for (const group of groups) {
    for (const line of group.split('\n')) {
      const colon = line.indexOf(':');
      if (colon < 0) continue;
      const kind = line.slice(0, colon);
      for (const word of line.slice(colon + 2).split(' ')) {
        const [key = '', target = `.${key}`] = word.split('=');
        table.set(key, { kind, target: target.startsWith('.') ? section + target : target });
      }
    }
  }
  tables.set(section, table);
  return table;
}

/** A key of a section; null where 252 does not know it there. */
export function keyEntry(section: string, key: string): KeyEntry | null {
  return keysOfSection(section)?.get(key) ?? null;
}

/** The sections that a unit of this type can have. */
export function sectionsOfType(type: UnitType): string[] {
  return ['Unit', UNIT_TYPE_TRAITS[type].section, 'Install'];
}

/** What may be meant by a section that a unit of this type cannot have: its name, or the types that have it. */
export interface SectionHint {
  readonly nearest: string | null;
  readonly types: readonly UnitType[];
}

/** Looks for what an unknown section may have been meant to be. */
export function findSection(type: UnitType, section: string): SectionHint {
  const types = UNIT_TYPES.filter((other) => UNIT_TYPE_TRAITS[other].section === section);
  return { types, nearest: types.length > 0 ? null : nearestWord(section.trim(), sectionsOfType(type)) };
}

/** What may be meant by an unknown key. */
export interface KeyHint {
  /** Sections of the same unit type in which the key is known. */
  readonly sections: readonly string[];
  /** The version after 252 that brought it. */
  readonly version: string | null;
  readonly nearest: string | null;
}

/** Looks for what an unknown key of a section may have been meant to be. */
export function findKey(type: UnitType, section: string, key: string): KeyHint {
  const sections = sectionsOfType(type).filter((other) => other !== section && keyEntry(other, key) !== null);
  const version = versionOfKey(key);
  const nearest = sections.length > 0 || version !== null ? null : nearestWord(key, keysOfSection(section)?.keys() ?? []);
  return { sections, version, nearest };
}

/** What to say about a section that a unit of this type cannot have. */
export function hintForSection(type: UnitType, section: string): string {
  return sectionHint(section, findSection(type, section));
}
