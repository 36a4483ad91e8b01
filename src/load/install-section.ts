import type { FindingSink } from '../diagnostic/finding.js';
import type { DiagnosticCode } from '../diagnostic/message.js';
import type { Place } from '../parse/place.js';
import { parseUnitFile, placeInValue, type Assignment } from '../parse/unit-file.js';
import { expandSpecifiers, type SpecifierContext } from '../parse/specifier.js';
import { isUnitInstance, isUnitName, parseUnitName, UNIT_NAME_MAX } from '../parse/unit-name.js';
import { UNIT_TYPE_TRAITS, UNIT_TYPES } from '../parse/unit-type-table.js';
import { splitWords, WORD_RULES } from '../parse/words.js';
import type { MachineSpecifiers } from './specifier-context.js';

/** One word of a setting of [Install], as written: specifiers stand unexpanded. */
export interface InstallWord {
  readonly text: string;
  readonly at: Place;
}

/** What the [Install] sections of a unit file and its drop-ins say together, in order, resets applied. */
export interface InstallSection {
  readonly aliases: InstallWord[];
  readonly wantedBy: InstallWord[];
  readonly requiredBy: InstallWord[];
  /** Valid unit names: specifiers are expanded. */
  readonly also: InstallWord[];
  /** Of a template only; expanded. */
  defaultInstance: string | null;
}

/** Why something failed: an errno name. */
export type InstallErrno =
  | 'ENOENT'
  | 'ENOLINK'
  | 'EXDEV'
  | 'EINVAL'
  | 'EBADMSG'
  | 'ENOBUFS'
  | 'ELOOP'
  | 'EISDIR'
  | 'EBADFD'
  | 'EEXIST'
  | 'ERFKILL'
  | 'EADDRNOTAVAIL'
  | 'EBADSLT'
  | 'EUNATCH'
  | 'EIDRM'
  | 'EUCLEAN'
  | 'ENAMETOOLONG'
  | 'EIO';

/** An [Install] section that says nothing. */
export function emptyInstallSection(): InstallSection {
  return { aliases: [], wantedBy: [], requiredBy: [], also: [], defaultInstance: null };
}

/** Does enabling make links? @systemd src/shared/install.c install_info_has_rules */
export function hasInstallRules(section: InstallSection): boolean {
  return section.aliases.length + section.wantedBy.length + section.requiredBy.length > 0;
}

/**
 * Expands the specifiers of a word of [Install].
 *
 * @param name the unit whose section it is; a template stands for its default instance
 * @systemd src/shared/install-printf.c install_name_printf
 */
export function expandInstallWord(
  word: string,
  name: string,
  defaultInstance: string | null,
  machine: MachineSpecifiers,
): string | { readonly errno: InstallErrno } {
  const context: SpecifierContext = {
    unitName: name,
    fragmentPath: null,
    realFragmentPath: () => null,
    isUser: false,
    value: machine,
    ...(defaultInstance === null ? {} : { defaultInstance }),
  };
  const expansion = expandSpecifiers(word, 'install', context, UNIT_NAME_MAX);
  return 'text' in expansion ? expansion.text : { errno: ERRNO_OF_TEXT[expansion.error] ?? 'EIO' };
}

const ERRNO_OF_TEXT: Readonly<Record<string, InstallErrno>> = {
  'Invalid slot': 'EBADSLT',
  'Protocol driver not attached': 'EUNATCH',
  'No such file or directory': 'ENOENT',
  'Invalid argument': 'EINVAL',
  'File name too long': 'ENAMETOOLONG',
};

const SECTIONS: ReadonlySet<string> = new Set(['Install', 'Unit', ...UNIT_TYPES.map((type) => UNIT_TYPE_TRAITS[type].section)]);

/**
 * Reads the [Install] section of one file into `section`, as systemctl does (the manager ignores it).
 *
 * @param name the unit that is looked at: for an instance its own name, not the template's
 * @returns why the file cannot be used; null when it can. What stood before the error has been added.
 * @systemd src/shared/install.c unit_file_load, config_parse_alias, config_parse_also, config_parse_default_instance
 */
export function readInstallSection(
  bytes: Uint8Array,
  path: string,
  name: string,
  machine: MachineSpecifiers,
  sink: FindingSink,
  section: InstallSection,
): InstallErrno | null {
  const file = parseUnitFile(bytes, path, { sections: SECTIONS });
  for (const problem of file.problems) sink.add(problem);
  const type = parseUnitName(name)?.type ?? 'service';
  const add = (code: DiagnosticCode, assignment: Assignment, text = assignment.value): void => {
    const at = { path, line: assignment.lastLine, column: assignment.line === assignment.lastLine ? assignment.column : 1 };
    sink.add({ code, at, unit: name, values: { type, text } });
  };
  const addList = (list: InstallWord[], assignment: Assignment): void => {
    if (assignment.value === '') list.length = 0;
    const { words, restOffset } = splitWords(assignment.value, WORD_RULES.quoted);
    for (const { text, offset } of words) list.push({ text, at: placeInValue(path, assignment, offset) });
    if (restOffset !== null) add('install-invalid-syntax', assignment);
  };
  for (const assignment of file.assignments) {
    if (assignment.section !== 'Install') continue;
    switch (assignment.key) {
      case 'WantedBy':
        addList(section.wantedBy, assignment);
        break;
      case 'RequiredBy':
        addList(section.requiredBy, assignment);
        break;
      case 'Alias':
        if (UNIT_TYPE_TRAITS[type].mayHaveAlias) addList(section.aliases, assignment);
        else add('install-alias-not-allowed', assignment);
        break;
      case 'Also': {
        const { words, restOffset } = splitWords(assignment.value, WORD_RULES.bare);
        for (const { text, offset } of words) {
          const expanded = expandInstallWord(text, name, section.defaultInstance, machine);
          if (typeof expanded !== 'string') return expanded.errno;
          if (!isUnitName(expanded)) return 'EINVAL';
          section.also.push({ text: expanded, at: placeInValue(path, assignment, offset) });
        }
        if (restOffset !== null) return 'EINVAL';
        break;
      }
      case 'DefaultInstance': {
        const nameClass = parseUnitName(name)?.nameClass;
        if (nameClass === 'instance') break;
        if (nameClass !== 'template') {
          add('install-default-instance', assignment);
          break;
        }
        const expanded = expandInstallWord(assignment.value, name, section.defaultInstance, machine);
        if (typeof expanded !== 'string') return expanded.errno;
        if (expanded !== '' && !isUnitInstance(expanded)) {
          add('install-invalid-default-instance', assignment, expanded);
          return 'EINVAL';
        }
        section.defaultInstance = expanded === '' ? null : expanded;
        break;
      }
    }
  }
  return file.fatal?.error ?? null;
}
