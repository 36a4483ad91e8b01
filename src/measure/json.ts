import type { Usec } from '../base/usec.js';
import { decodeUtf8 } from '../base/text.js';
import type { RecordReport } from './draft.js';

/** A larger document than this is not read as a whole. */
export const JSON_SIZE_MAX = 256 * 1024 * 1024;

/** The value of a JSON text; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The value as an object with keys; null where it is none. */
export function recordOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

/** The value as text; null where it is none. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The value as a whole number of microseconds that is not negative; null where it is none. */
export function numberOf(value: unknown): Usec | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Where the objects of a list stand that are whole, in a text that may be cut off. Linear. */
function wholeItemsOf(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = -1;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 92) i++;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 123) {
      if (depth++ === 0) start = i;
    } else if (c === 125 && --depth === 0) items.push(text.slice(start, i + 1));
    if (depth < 0) break;
  }
  return items;
}

/**
 * The JSON document in some bytes. What `systemd-analyze` prints below it ("21 Units listed.") is passed over. Of a list that is cut off
 * the items that are whole are given, and the cut is said.
 *
 * @returns undefined where there is none, or one larger than `JSON_SIZE_MAX`
 */
export function jsonOf(bytes: Uint8Array, report: RecordReport): unknown {
  if (bytes.length > JSON_SIZE_MAX) {
    report.add('record-too-large', { limit: String(JSON_SIZE_MAX) });
    return undefined;
  }
  const text = decodeUtf8(bytes).replace(/^\ufeff/, '');
  const whole = parseJson(text) ?? parseJson(text.replace(/\n\n\d+ \S+ listed\.\n*$/, ''));
  if (whole !== undefined || !/^\s*\[/.test(text)) return whole;
  const items = wholeItemsOf(text).map(parseJson);
  report.add('record-truncated');
  return items;
}
