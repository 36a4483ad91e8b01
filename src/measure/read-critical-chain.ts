import { isUnitName } from '../parse/unit-name.js';
import { parsePrintedSpan } from './clock-text.js';
import { newBoot, newUnit, type BootDraft, type RecordReport, type UnitDraft } from './draft.js';
import { linesOf, withoutColors } from './lines.js';

const MILLISECOND = 1000;
const LINE_LENGTH_MAX = 10_000;
/** The lines of the tree, each two characters wide; the second form of each is that of a terminal without UTF-8. */
const DRAWING = '(?:(?:│ |\\| | {2})*(?:├─|└─|\\|-|`-))?';
const CHAIN = new RegExp(`^${DRAWING}(\\S+)((?: @[^@+]+)?)((?: \\+[^@+]+)?)$`);
/** Three dots stand for what has been printed above. */
const DOTS = new RegExp(`^${DRAWING}\\.\\.\\.$`);
const LEGEND = /^The time (?:when unit became active or started|the unit took to start) is printed after the /;

/** A unit of the chain; null where the line is none. */
function stepOf(line: string): UnitDraft | null {
  if (line.length > LINE_LENGTH_MAX) return null;
  const [, name = '', at = '', took = ''] = CHAIN.exec(line) ?? [];
  if (!isUnitName(name)) return null;
  const atUsec = at === '' ? null : parsePrintedSpan(at.slice(2));
  const tookUsec = took === '' ? 0 : parsePrintedSpan(took.slice(2));
  if (tookUsec === null || (at !== '' && atUsec === null)) return null;
  const unit = newUnit(name);
  unit.activationUsec = tookUsec;
  if (atUsec !== null) unit.stamps = tookUsec > 0 ? { inactiveExit: atUsec } : { activeEnter: atUsec };
  return unit;
}

/** Is this a line by which the output of `systemd-analyze critical-chain` can be known? */
export function isChainLine(line: string): boolean {
  return LEGEND.test(line) || (/ [@+]\d/.test(line) && stepOf(line) !== null);
}

/**
 * Reads `systemd-analyze critical-chain`: when the units of the chain left inactive (`@`, where they took time) or became active (where
 * they did not), and how long they took, all cut to milliseconds.
 *
 * @returns null when there is no unit in it
 * @systemd src/analyze/analyze-critical-chain.c list_dependencies_print
 */
export function readCriticalChain(bytes: Uint8Array, report: RecordReport): BootDraft | null {
  const boot = newBoot('critical-chain', 'userspace', MILLISECOND);
  for (const { text, number, isWhole } of linesOf(bytes)) {
    const line = text === null ? null : withoutColors(text).trimEnd();
    if (line !== null && (line === '' || LEGEND.test(line) || (line.length <= LINE_LENGTH_MAX && DOTS.test(line)))) continue;
    const step = line === null ? null : stepOf(line);
    if (!isWhole) report.add('record-truncated', {}, number);
    else if (step === null) report.damaged(number);
    else if (!boot.units.has(step.unit)) boot.units.set(step.unit, step);
  }
  if (boot.units.size === 0) return null;
  report.add('record-limits-critical-chain');
  return boot;
}
