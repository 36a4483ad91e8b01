import type { Finding } from '../diagnostic/finding.js';
import { parseConditionMarks } from '../parse/condition.js';
import { parseUnitName, replaceInstance, UNIT_NAME_MAX } from '../parse/unit-name.js';
import { UNIT_TYPE_TRAITS } from '../parse/unit-type-table.js';
import { WORD_RULES, type Word } from '../parse/words.js';
import { PATH_LENGTH_MAX, type ExpandOptions, type Line, type Rule } from './interpret-line.js';

const NAME: ExpandOptions = { set: 'name', lengthMax: UNIT_NAME_MAX };
const BARE_NAME: ExpandOptions = { ...NAME, quote: '' };

/**
 * Would this dependency of a template make ever longer names, each unit wanting the next?
 *
 * @param word the name before its specifiers are expanded
 * @systemd src/core/load-fragment.c unit_is_likely_recursive_template_dependency
 */
function isEndlessTemplate(line: Line, name: string, word: string): boolean {
  const { unitName, fragmentPath, findFragment } = line.context;
  const own = parseUnitName(unitName);
  if (own?.nameClass !== 'instance') return false;
  const other = parseUnitName(name);
  if (other?.nameClass !== 'instance') return false;
  if (own.prefix !== other.prefix || own.type !== other.type) return false;
  const at = word.indexOf('@');
  const instance = word.slice(at + 1, word.lastIndexOf('.'));
  if (at < 0 || instance === '%i' || !/%[nNi]/.test(instance)) return false;
  return fragmentPath !== null && findFragment(name) === fragmentPath;
}

/**
 * Can a unit of this name be made? A template gets the instance of this unit, or the prefix of one that is none.
 *
 * @systemd src/core/unit.c resolve_template
 */
function canBeUnit(line: Line, name: string): boolean {
  const parts = parseUnitName(name);
  if (parts === null) return false;
  if (parts.nameClass === 'plain') return true;
  if (!UNIT_TYPE_TRAITS[parts.type].mayBeTemplate) return false;
  if (parts.nameClass === 'instance') return true;
  const own = parseUnitName(line.context.unitName);
  const instance = own?.nameClass === 'instance' ? own.instance : (own?.prefix ?? null);
  return instance !== null && replaceInstance(name, instance) !== null;
}

function dependencies(line: Line, kind: string): void {
  void line.words(WORD_RULES.names, 'invalid-syntax', (word) => {
    const name = line.expand(word.text, word.offset, NAME);
    if (name === null) return;
    if (isEndlessTemplate(line, name, word.text)) return;
    if (canBeUnit(line, name)) line.refer(kind, name, word.offset, word.text);
    else line.report('dependency-add-failed', { name }, word.offset);
  });
}

const kindOf = (line: Line): string => line.target.slice(line.target.indexOf('.') + 1);

function condition(line: Line, isPath: boolean): void {
  const list = line.key.startsWith('Assert') ? 'Unit.Asserts' : 'Unit.Conditions';
  if (line.value === '') {
    line.reset(list);
    return;
  }
  const { trigger, negate, offset } = parseConditionMarks(line.value, isPath);
  const written = line.value.slice(offset);
  const text = line.expand(written, offset, isPath ? { lengthMax: PATH_LENGTH_MAX, quote: '' } : {});
  const parameter = text === null || !isPath ? text : line.checkPath(text, offset);
  if (parameter !== null) line.append({ type: line.key, trigger, negate, parameter }, 0, line.value, list);
}

/** Why a name cannot be loaded as a unit by itself, in the words of manager_load_unit(); null where it can. */
function whyNotLoadable(name: string): string | null {
  const parts = parseUnitName(name);
  if (parts === null) return `Unit name ${name} is not valid.`;
  if (parts.nameClass === 'template') return `Unit name ${name} is missing the instance name.`;
  return parts.nameClass === 'instance' && !UNIT_TYPE_TRAITS[parts.type].mayBeTemplate ? 'Invalid argument' : null;
}

/** Rules of values that name units or paths which the unit depends on, and of conditions. */
export const UNIT_RULES = {
  deps(line) {
    dependencies(line, kindOf(line));
  },
  obsoleteDeps(line) {
    line.report('obsolete-dependency', { key: line.key, newKey: kindOf(line) });
    dependencies(line, kindOf(line));
  },
  mountsFor(line) {
    return line.words(WORD_RULES.paths, 'invalid-syntax', (word) => {
      const expanded = line.expand(word.text, word.offset, { lengthMax: PATH_LENGTH_MAX });
      const path = expanded === null ? null : line.checkPath(expanded, word.offset);
      if (path === null) return;
      line.append(path, word.offset, word.text);
      line.refer('RequiresMountsFor', path, word.offset, word.text);
    });
  },
  conditionPath(line) {
    condition(line, true);
  },
  conditionText(line) {
    condition(line, false);
  },
  sockets(line) {
    return line.words(WORD_RULES.bare, 'trailing-garbage', (word: Word) => {
      const name = line.expand(word.text, word.offset, NAME);
      if (name === null) return;
      if (!name.endsWith('.socket')) line.report('unit-type-required', { type: 'socket', value: name }, word.offset);
      else if (!canBeUnit(line, name)) line.report('dependency-add-failed', { name }, word.offset);
      else {
        line.append(name, word.offset, word.text);
        line.refer('Sockets', name, word.offset, word.text);
      }
    });
  },
  slice(line) {
    const name = line.expand(line.value, 0, BARE_NAME);
    if (name === null) return;
    const error = whyNotLoadable(name);
    if (error !== null) {
      line.report('slice-not-loadable', { name, error });
      return;
    }
    line.set(name);
    line.refer('Slice', name, 0, line.value);
  },
  socketService(line) {
    const name = line.expand(line.value, 0, BARE_NAME);
    if (name === null) return;
    if (!name.endsWith('.service')) {
      line.report('unit-type-required', { type: 'service', value: line.value });
      return;
    }
    const error = whyNotLoadable(name);
    if (error !== null) {
      line.report('unit-not-loadable', { name: line.value, error });
      return;
    }
    line.set(name);
    line.refer('Service', name, 0, line.value);
  },
  triggerUnit(line) {
    const problems: Finding[] = [];
    const name = line.expand(line.value, 0, { ...BARE_NAME, onFinding: (finding) => problems.push(finding) });
    const isName = name !== null && parseUnitName(name) !== null;
    if (name !== null && !isName) problems.push(line.finding('unit-type-not-valid', { value: line.value }));
    if (isName) line.append(name);
    // Whether it is the first one, which comes before all else, the loader knows.
    line.refer('Unit', isName ? name : '', 0, line.value, problems);
  },
} as const satisfies Record<string, Rule>;
