import { USEC_INFINITY, type Usec } from '../../base/usec.js';
import { parseTimeSpan } from '../../parse/time-span.js';

const SECOND = 1_000_000n;
const FORMAT: readonly (readonly [string, bigint, number])[] = [
  ['y', 31_557_600n * SECOND, 0],
  ['month', 2_629_800n * SECOND, 0],
  ['w', 604_800n * SECOND, 0],
  ['d', 86_400n * SECOND, 0],
  ['h', 3600n * SECOND, 0],
  ['min', 60n * SECOND, 0],
  ['s', SECOND, 6],
  ['ms', 1000n, 3],
  ['us', 1n, 0],
];

/**
 * Writes a time span as systemd does, to the microsecond: `1min 30s`, `1.500000s`.
 *
 * @systemd src/basic/time-util.c format_timespan
 */
export function formatTimeSpan(span: Usec): string {
  if (span === USEC_INFINITY) return 'infinity';
  const parts: string[] = [];
  let left = BigInt(span);
  for (const [suffix, unit, digits] of FORMAT) {
    if (left < unit || left === 0n) continue;
    const rest = left % unit;
    if (rest > 0n && left < 60n * SECOND && digits > 0) {
      parts.push(`${String(left / unit)}.${String(rest).padStart(digits, '0')}${suffix}`);
      break;
    }
    parts.push(`${String(left / unit)}${suffix}`);
    left = rest;
  }
  return parts.length === 0 ? '0' : parts.join(' ');
}

/** Parses a timeout, where 0 means never; null for what is no time span. @systemd src/basic/time-util.c parse_sec_fix_0 */
export function parseTimeout(text: string): Usec | null {
  const span = parseTimeSpan(text);
  return span === 0 ? USEC_INFINITY : span;
}
