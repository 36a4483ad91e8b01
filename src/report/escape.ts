import { replaceOddBytes } from '../base/text.js';

const DIRECTION = '\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff';
const UNSAFE = new RegExp(`[\\x00-\\x1f\\x7f-\\x9f${DIRECTION}]`, 'g');
/** What is unsafe in JSON text: `JSON.stringify` sees to the rest. */
export const UNSAFE_IN_JSON = new RegExp(`[\\x7f-\\x9f${DIRECTION}]`, 'g');
const BEYOND_ASCII = /[^\x00-\x7e]/g;

/** Text from a unit file as it may be shown: control and direction characters, and bytes that are not UTF-8, become `\xHH` or `\u{...}`. */
export function visible(text: string): string {
  const whole = replaceOddBytes(text, (byte) => `\\x${byte.toString(16)}`);
  return whole.replace(UNSAFE, (c) => {
    const code = c.charCodeAt(0);
    if (c === '\t') return '\\t';
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** The same JSON document as it may be shown: what a terminal acts on, or all beyond ASCII, becomes `\uHHHH`. */
export function visibleJson(json: string, isUtf8: boolean): string {
  // JSON.stringify writes what stands for a byte that is not UTF-8 as an escape: no other program could read that.
  const whole = json.replace(/\\\\|\\udc[89a-f][0-9a-f]/g, (escape) => (escape === '\\\\' ? escape : '\ufffd'));
  return whole.replace(isUtf8 ? UNSAFE_IN_JSON : BEYOND_ASCII, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Shown text for a terminal that knows only ASCII: one `?` for each other character, so that columns stay where they are. */
export function asciiText(text: string): string {
  return text.replaceAll('\u00b5', 'u').replace(/[^\x00-\x7f]/gu, '?');
}
