import { isUnitName } from '../parse/unit-name.js';
import { parsePrintedSpan } from './clock-text.js';
import { newBoot, newUnit, type BootDraft, type RecordReport } from './draft.js';
import { linesOf, withoutColors } from './lines.js';

const MILLISECOND = 1000;
const LINE_LENGTH_MAX = 1000;
const BLAME = /^ *(\S+(?: \S+)*) (\S+)$/;

/** The duration and the unit of a line of `systemd-analyze blame`; null where it is none. */
function blameOf(line: string): readonly [usec: number, unit: string] | null {
  if (line.length > LINE_LENGTH_MAX) return null;
  const found = BLAME.exec(line);
  const usec = parsePrintedSpan(found?.[1] ?? '');
  const unit = found?.[2] ?? '';
  return usec !== null && isUnitName(unit) ? [usec, unit] : null;
}

/** Is this a line by which the output of `systemd-analyze blame` can be known? */
export function isBlameLine(line: string): boolean {
  return blameOf(line) !== null;
}

/**
 * Reads `systemd-analyze blame`: how long units took, cut to milliseconds.
 *
 * @returns null when there is no unit in it
 * @systemd src/analyze/analyze-blame.c verb_blame
 */
export function readBlame(bytes: Uint8Array, report: RecordReport): BootDraft | null {
  const boot = newBoot('blame', 'userspace', MILLISECOND);
  for (const { text, number, isWhole } of linesOf(bytes)) {
    const line = text === null ? null : withoutColors(text).trimEnd();
    if (line === '') continue;
    const found = line === null ? null : blameOf(line);
    if (!isWhole) report.add('record-truncated', {}, number);
    else if (found === null || boot.units.has(found[1])) report.damaged(number);
    else boot.units.set(found[1], { ...newUnit(found[1]), activationUsec: found[0] });
  }
  if (boot.units.size === 0) return null;
  report.add('record-limits-blame');
  return boot;
}
