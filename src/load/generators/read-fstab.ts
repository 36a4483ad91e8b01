import { decodeUtf8, encodeUtf8 } from '../../base/text.js';
import type { Place } from '../../parse/place.js';

/** One line of fstab, escapes resolved. */
export interface FstabEntry {
  readonly what: string;
  readonly where: string;
  readonly type: string;
  readonly options: string;
  readonly passNumber: number;
  readonly at: Place;
  readonly whatAt: Place;
  readonly whereAt: Place;
  readonly typeAt: Place;
  readonly optionsAt: Place;
}

/** The C library reads a line into a buffer of this many bytes, its end included; the rest of a longer line is lost. */
const LINE_SIZE_MAX = 4095;
const decodeField = (text: string): string =>
  text.replace(/\\(?:040|011|012|134|\\)/g, (escape) => {
    if (escape === '\\040') return ' ';
    if (escape === '\\011') return '\t';
    return escape === '\\012' ? '\n' : '\\';
  });

/**
 * Reads fstab as getmntent() does: fields between blanks, octal escapes, `#` only at the start of a line.
 *
 * @param path for the places
 * @systemd man getmntent(3)
 */
export function readFstab(text: string, path: string): FstabEntry[] {
  const entries: FstabEntry[] = [];
  let passNumber = 0;
  const lines = text.split('\n');
  const hasLastNewline = lines.at(-1) === '';
  for (const [index, line] of lines.entries()) {
    const isEnded = hasLastNewline || index < lines.length - 1;
    const size = line.length * 3 < LINE_SIZE_MAX ? 0 : encodeUtf8(line).length;
    const isCut = size + (isEnded ? 1 : 0) > LINE_SIZE_MAX;
    let rest = isCut ? decodeUtf8(encodeUtf8(line).subarray(0, LINE_SIZE_MAX)) : line;
    if (isEnded && !isCut) rest = rest.replace(/[ \t]+$/, '');
    let offset = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
    if (offset === rest.length || rest.charAt(offset) === '#') continue;
    const startColumn = offset + 1;
    let isAtEnd = false;
    const field = (): { readonly text: string; readonly at: Place } => {
      const at: Place = { path, line: index + 1, column: isAtEnd ? startColumn : offset + 1 };
      if (isAtEnd) return { text: '', at };
      const raw = /^[^ \t]*/.exec(rest.slice(offset))?.[0] ?? '';
      offset += raw.length;
      if (offset >= rest.length) isAtEnd = true;
      else offset += /^[ \t]*/.exec(rest.slice(offset))?.[0].length ?? 0;
      return { text: decodeField(raw), at };
    };
    const what = field();
    const where = field();
    const type = field();
    const options = field();
    if (isAtEnd) passNumber = 0;
    else {
      const numbers = /^[ \t\r\v\f]*([-+]?[0-9]+)?(?:[ \t\r\v\f]*([-+]?[0-9]+))?/.exec(rest.slice(offset));
      // With nothing to read at all the number of the line before stays: the C library keeps it in a static variable.
      if (/[^ \t\r\v\f]/.test(rest.slice(offset))) passNumber = numbers?.[1] === undefined ? 0 : toInt(numbers[2] ?? '0');
    }
    entries.push({
      what: what.text,
      where: where.text,
      type: type.text,
      options: options.text,
      passNumber,
      at: what.at,
      whatAt: what.at,
      whereAt: where.at,
      typeAt: type.at,
      optionsAt: options.at,
    });
  }
  return entries;
}

// As scanf("%d"): cut to 64 bits, then to the lower 32.
function toInt(digits: string): number {
  const limit = (1n << 63n) - 1n;
  let value = BigInt(digits.replace('+', ''));
  if (value > limit) value = limit;
  if (value < -limit - 1n) value = -limit - 1n;
  return Number(BigInt.asIntN(32, value));
}
