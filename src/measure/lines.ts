import { decodeUtf8, encodeUtf8 } from '../base/text.js';

/** A line longer than this is not kept: no record has such a one. */
export const LINE_SIZE_MAX = 16 * 1024 * 1024;

/** A line of a record. */
export interface RecordLine {
  /** Without the line break, and without a carriage return before it; null where the line is too long. */
  readonly text: string | null;
  /** Counted from 1. */
  readonly number: number;
  /** Does a line break end it? The last line of a record that was cut off has none. */
  readonly isWhole: boolean;
}

/** Marks at the beginning of a text, and what it is written in then: PowerShell writes UTF-16. */
const ENCODINGS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];
const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** The bytes of a record in UTF-8, without a mark before them. */
export function asUtf8(bytes: Uint8Array): Uint8Array {
  const begins = (mark: readonly number[]): boolean => mark.every((byte, i) => bytes[i] === byte);
  if (begins(UTF8_MARK)) return bytes.subarray(UTF8_MARK.length);
  const found = ENCODINGS.find(([mark]) => begins(mark));
  return found === undefined ? bytes : encodeUtf8(new TextDecoder(found[1]).decode(bytes));
}

const TERMINAL_CODES = /\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>])/g;

/** The lines of some bytes, one at a time: the whole is never held as one string. */
export function* linesOf(bytes: Uint8Array): Generator<RecordLine, void> {
  let number = 1;
  for (let at = 0; at < bytes.length; number++) {
    const found = bytes.indexOf(10, at);
    const isWhole = found >= 0;
    const end = isWhole ? found : bytes.length;
    const last = end > at && bytes[end - 1] === 13 ? end - 1 : end;
    yield { text: last - at > LINE_SIZE_MAX ? null : decodeUtf8(bytes.subarray(at, last)), number, isWhole };
    at = end + 1;
  }
}

/** A line without what colours it on a terminal. */
export function withoutColors(text: string): string {
  return text.includes('\x1b') ? text.replace(TERMINAL_CODES, '') : text;
}
