import type { NumberError } from './number.js';

const SUFFIXES = ['E', 'P', 'T', 'G', 'M', 'K', 'B', ''] as const;
const PART = /[ \t\r\n]*(-?)\+?(\d+)(?:\.(\d*))?[ \t\r\n]*([EPTGMKB]?)/y;
const LIMIT = 1n << 64n;

/**
 * A size in bytes such as `1G 512M`: suffixes of base 1024, ever smaller ones one after the other.
 *
 * @returns bytes, or why it is none
 * @systemd src/basic/parse-util.c parse_size
 */
export function parseSizeExact(text: string): bigint | NumberError {
  if (text.trim() === '') return 'EINVAL';
  let total = 0n;
  let next = 0;
  let at = 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const found = PART.exec(text);
    if (!found) return 'EINVAL';
    if (found[1] === '-') return 'ERANGE';
    const position = SUFFIXES.indexOf((found[4] ?? '') as (typeof SUFFIXES)[number], next);
    if (position < 0) return 'EINVAL';
    const factor = 1n << BigInt(10 * Math.max(0, 6 - position));
    total += BigInt(found[2] as string) * factor;
    const fraction = found[3] ?? '';
    if (fraction !== '') total += (BigInt(fraction) * factor) / 10n ** BigInt(fraction.length);
    if (total >= LIMIT) return 'ERANGE';
    next = position + 1;
    at = PART.lastIndex;
  }
  return total;
}

/** The same as a number, near enough for what is shown. */
export function parseSize(text: string): number | NumberError {
  const size = parseSizeExact(text);
  return typeof size === 'string' ? size : Number(size);
}
