import { compareBytes } from '../base/compare.js';
import type { Usec } from '../base/usec.js';
import { isUnitName } from '../parse/unit-name.js';
import { parseUsec } from './clock-text.js';
import { isDependencyKind, sortedDependencies } from './dependency-kinds.js';
import { newBoot, newUnit, type BootDraft, type RecordReport, type UnitDraft } from './draft.js';
import { linesOf, withoutColors } from './lines.js';
import type { ManagerStamp, UnitStamp } from './measured-boot.js';

const UNIT_STAMP_KEYS: ReadonlyMap<string, UnitStamp> = new Map([
  ['InactiveExitTimestampMonotonic', 'inactiveExit'],
  ['ActiveEnterTimestampMonotonic', 'activeEnter'],
  ['ActiveExitTimestampMonotonic', 'activeExit'],
  ['InactiveEnterTimestampMonotonic', 'inactiveEnter'],
  ['StateChangeTimestampMonotonic', 'stateChange'],
  ['ConditionTimestampMonotonic', 'condition'],
  ['AssertTimestampMonotonic', 'assert'],
]);
const MANAGER_STAMP_KEYS: ReadonlyMap<string, ManagerStamp> = new Map([
  ['InitRDTimestampMonotonic', 'initrd'],
  ['InitRDSecurityStartTimestampMonotonic', 'initrdSecurityStart'],
  ['InitRDSecurityFinishTimestampMonotonic', 'initrdSecurityFinish'],
  ['InitRDGeneratorsStartTimestampMonotonic', 'initrdGeneratorsStart'],
  ['InitRDGeneratorsFinishTimestampMonotonic', 'initrdGeneratorsFinish'],
  ['InitRDUnitsLoadStartTimestampMonotonic', 'initrdUnitsLoadStart'],
  ['InitRDUnitsLoadFinishTimestampMonotonic', 'initrdUnitsLoadFinish'],
  ['SecurityStartTimestampMonotonic', 'securityStart'],
  ['SecurityFinishTimestampMonotonic', 'securityFinish'],
  ['GeneratorsStartTimestampMonotonic', 'generatorsStart'],
  ['GeneratorsFinishTimestampMonotonic', 'generatorsFinish'],
  ['UnitsLoadStartTimestampMonotonic', 'unitsLoadStart'],
  ['UnitsLoadFinishTimestampMonotonic', 'unitsLoadFinish'],
  ['FinishTimestampMonotonic', 'finish'],
]);
const PROPERTY = /^([A-Z][A-Za-z0-9]*)=(.*)$/s;
/** The end of a command as `systemctl show` prints it, which may have line breaks in it. */
const COMMAND_END = /; status=\S* \}$/;

/** Is this a line of `systemctl show` that says enough to know it by? */
export function isShowLine(line: string): boolean {
  const key = PROPERTY.exec(line)?.[1];
  return key !== undefined && (key === 'Id' || key === 'LoadState' || UNIT_STAMP_KEYS.has(key) || MANAGER_STAMP_KEYS.has(key));
}

type Block = ReadonlyMap<string, string>;

/** The blocks of properties, and the line where each starts. A command with line breaks in it is kept together. */
function* blocksOf(bytes: Uint8Array, report: RecordReport): Generator<{ block: Block; line: number }, void> {
  let block = new Map<string, string>();
  let start = 1;
  let commandFrom = 0;
  for (const { text, number, isWhole } of linesOf(bytes)) {
    if (text === null) {
      report.damaged(number);
      continue;
    }
    if (!isWhole) {
      report.add('record-truncated', {}, number);
      break;
    }
    const line = withoutColors(text);
    if (commandFrom > 0) {
      if (COMMAND_END.test(line)) commandFrom = 0;
      continue;
    }
    if (line === '') {
      if (block.size > 0) yield { block, line: start };
      block = new Map();
      start = number + 1;
      continue;
    }
    const found = PROPERTY.exec(line);
    const [, key, value] = found ?? [];
    if (key === undefined || value === undefined) {
      report.damaged(number);
      continue;
    }
    if (value.startsWith('{ path=') && !COMMAND_END.test(value)) commandFrom = number;
    // Keys that come more than once are lists of other things than we ask for.
    if (!block.has(key)) block.set(key, value);
  }
  if (commandFrom > 0) report.add('record-truncated', {}, commandFrom);
  if (block.size > 0) yield { block, line: start };
}

/** 0 is "never" in a property of a time. */
const stampOf = (text: string): Usec | null | undefined => {
  const usec = parseUsec(text);
  return usec === null ? undefined : usec === 0 ? null : usec;
};
const yesNo = (text: string | undefined): boolean | undefined => (text === 'yes' ? true : text === 'no' ? false : undefined);

/** The unit names in a list: one with a backslash stands in quotes, and the backslash twice. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)) {
    const word = quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1');
    if (word !== undefined && isUnitName(word)) words.push(word);
  }
  return words;
}

function readUnit(block: Block, name: string): UnitDraft {
  const unit = newUnit(name);
  const byKind = new Map<string, readonly string[]>();
  for (const [key, value] of block) {
    const stamp = UNIT_STAMP_KEYS.get(key);
    if (stamp !== undefined) {
      const at = stampOf(value);
      if (at !== undefined) unit.stamps[stamp] = at;
    } else if (isDependencyKind(key)) byKind.set(key, wordsOf(value));
  }
  if (byKind.size > 0) unit.deps = sortedDependencies(byKind);
  const text = (key: string): string | undefined => block.get(key) || undefined;
  const fields = {
    loadState: text('LoadState'),
    activeState: text('ActiveState'),
    subState: text('SubState'),
    result: text('Result'),
  };
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) unit[key as keyof typeof fields] = value;
  const names = wordsOf(block.get('Names') ?? '');
  if (names.length > 0) unit.names = names.sort(compareBytes);
  const fragment = text('FragmentPath');
  if (fragment !== undefined) unit.fragmentPath = fragment;
  const restarts = parseUsec(block.get('NRestarts') ?? '');
  if (restarts !== null) unit.restartCount = restarts;
  for (const [field, key, stamp] of [
    ['conditionResult', 'ConditionResult', 'condition'],
    ['assertResult', 'AssertResult', 'assert'],
  ] as const) {
    const holds = yesNo(block.get(key));
    // Before the first check the property says no.
    if (unit.stamps[stamp] === null) unit[field] = null;
    else if (holds !== undefined) unit[field] = holds;
  }
  return unit;
}

function readManager(block: Block, boot: BootDraft): void {
  boot.systemd = block.get('Version') ?? boot.systemd;
  for (const [key, stamp] of MANAGER_STAMP_KEYS) {
    const at = stampOf(block.get(key) ?? '');
    if (at !== undefined) boot.manager[stamp] = at;
  }
  const userspace = stampOf(block.get('UserspaceTimestampMonotonic') ?? '');
  if (userspace !== undefined && userspace !== null) boot.userspaceAt = boot.userspaceMonotonic = userspace;
  if (boot.manager.securityStart !== undefined) boot.isContainer = boot.manager.securityStart === null;
  // What ran before the kernel is told as the time until its start.
  for (const [key, stamp] of [
    ['FirmwareTimestampMonotonic', 'firmware'],
    ['LoaderTimestampMonotonic', 'loader'],
  ] as const) {
    const before = stampOf(block.get(key) ?? '');
    if (before !== undefined) boot.manager[stamp] = before === null ? null : -before;
  }
  if (boot.isContainer === false) boot.manager.kernel = 0;
}

/** Dependencies come before the load state: where that is cut off, lists may be missing. With only some properties asked for it is nowhere. */
function dropPartialLists(boot: BootDraft, report: RecordReport): void {
  const units = [...boot.units.values()];
  const isExpected =
    units.some((unit) => unit.loadState !== undefined) || report.findings.some((x) => x.code === 'record-truncated');
  if (isExpected) for (const unit of units) if (unit.loadState === undefined) delete unit.deps;
}

/**
 * Reads `systemctl show` of units (`'*'`, `--all`, some names), of the manager (no name), or both one after the other.
 *
 * @returns null when there is neither a unit nor the manager in it
 * @systemd man org.freedesktop.systemd1(5) "Properties"
 */
export function readShow(bytes: Uint8Array, report: RecordReport): BootDraft | null {
  const boot = newBoot('systemctl-show', 'monotonic', 1);
  let hasManager = false;
  for (const { block, line } of blocksOf(bytes, report)) {
    const id = block.get('Id');
    if (id === undefined && (block.has('UserspaceTimestampMonotonic') || block.has('FinishTimestampMonotonic'))) {
      readManager(block, boot);
      hasManager = true;
    } else if (id === undefined || !isUnitName(id) || boot.units.has(id)) report.damaged(line);
    else boot.units.set(id, readUnit(block, id));
  }
  dropPartialLists(boot, report);
  return hasManager || boot.units.size > 0 ? boot : null;
}
