import type { Usec } from '../base/usec.js';

const UNITS: readonly (readonly [string, number])[] = [
  ['y', 31_557_600_000_000],
  ['month', 2_629_800_000_000],
  ['w', 604_800_000_000],
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['min', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1_000],
  ['us', 1],
];

/**
 * A span as the manager writes it: `1min 30s`, `1.500s`.
 *
 * @param accuracy smaller parts are left out
 * @systemd src/basic/time-util.c format_timespan
 */
export function formatSpan(span: Usec, accuracy: Usec = 1): string {
  if (span === Number.POSITIVE_INFINITY) return 'infinity';
  if (span <= 0) return '0';
  const parts: string[] = [];
  let left = span;
  for (const [name, size] of UNITS) {
    if (left <= 0 || (left < accuracy && parts.length > 0)) break;
    if (left < size) continue;
    const whole = Math.floor(left / size);
    const rest = left % size;
    if (left < 60_000_000 && rest > 0) {
      let digits = 0;
      for (let unit = size; unit > 1; unit /= 10) digits++;
      let fraction = rest;
      for (let step = accuracy; step > 1; step /= 10) {
        fraction = Math.floor(fraction / 10);
        digits--;
      }
      if (digits > 0) {
        parts.push(`${String(whole)}.${String(fraction).padStart(digits, '0')}${name}`);
        break;
      }
    }
    parts.push(`${String(whole)}${name}`);
    left = rest;
  }
  return parts.join(' ');
}
