import type { Usec } from '../base/usec.js';
import { parseTimeSpan } from '../parse/time-span.js';

const SPAN = /^\d+(?:\.\d+)?(?:y|month|w|d|h|min|s|ms|us)(?: \d+(?:\.\d+)?(?:month|w|d|h|min|s|ms|us))*$/;
const SPAN_LENGTH_MAX = 100;
const STAMP = /^(?:[A-Z][a-z]{2} )?(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? ([A-Za-z0-9+:-]{1,20})$/;

/** A moment by the clock on the wall, as systemd prints it. */
export interface WallTime {
  /** Since 1970, as if the zone were UTC. */
  readonly usec: Usec;
  readonly zone: string;
}

/**
 * A span as systemd prints it: `1min 2.345s`. Stricter than what it reads.
 *
 * @returns microseconds; null where it is none
 * @systemd src/basic/time-util.c format_timespan
 */
export function parsePrintedSpan(text: string): Usec | null {
  if (text === '0') return 0;
  if (text.length > SPAN_LENGTH_MAX || !SPAN.test(text)) return null;
  const usec = parseTimeSpan(text);
  return usec !== null && Number.isSafeInteger(usec) ? usec : null;
}

/**
 * A moment as systemd prints it: `Sun 2026-11-22 18:47:35 UTC`.
 *
 * @returns null where it is none
 * @systemd src/basic/time-util.c format_timestamp
 */
export function parseWallTime(text: string): WallTime | null {
  const found = text.length > SPAN_LENGTH_MAX ? null : STAMP.exec(text);
  if (found === null) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  if (new Date(at).getUTCDate() !== day || month > 12 || hour > 23 || minute > 59 || second > 59) return null;
  return { usec: at * 1000 + Number((found[7] ?? '').padEnd(6, '0')), zone: found[8] ?? '' };
}

/** A count of microseconds in decimal digits; null where it is none, or too large to be one (systemd's own "infinity"). */
export function parseUsec(text: string): Usec | null {
  if (!/^\d{1,16}$/.test(text)) return null;
  const usec = Number(text);
  return Number.isSafeInteger(usec) ? usec : null;
}
