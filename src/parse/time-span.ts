import { USEC_INFINITY, USEC_PER_SEC, type Usec } from '../base/usec.js';

/** Unit words in the order in which they are tried (the first that fits counts), in nanoseconds. */
const UNITS: readonly (readonly [word: string, nsec: bigint])[] = (
  [
    [1_000_000_000, 'seconds second sec s'],
    [60_000_000_000, 'minutes minute min'],
    [2_629_800_000_000_000, 'months month M'],
    [1_000_000, 'msec ms'],
    [60_000_000_000, 'm'],
    [3_600_000_000_000, 'hours hour hr h'],
    [86_400_000_000_000, 'days day d'],
    [604_800_000_000_000, 'weeks week w'],
    [31_557_600_000_000_000, 'years year y'],
    [1_000, 'usec us \u03bcs \u00b5s'],
    [1, 'nsec ns'],
  ] as const
).flatMap(([nsec, words]) => words.split(' ').map((word) => [word, BigInt(nsec)] as const));

const NSEC_PER_USEC = 1000n;
const LIMIT = 0xffff_ffff_ffff_ffffn;
const NUMBER_MAX = 0x7fff_ffff_ffff_ffffn;
const NUMBER = /[ \t\r\n]*(\+?\d+)?(?:\.(\d+))?/y;
const BLANKS = /[ \t\r\n]*/y;

const skipBlanks = (text: string, at: number): number => {
  BLANKS.lastIndex = at;
  BLANKS.test(text);
  return BLANKS.lastIndex;
};

/** Adds up the parts of a span, in units of `1 / perUnit` nanoseconds; null where the text is none or too long. */
function parseSpan(text: string, perUnit: bigint, otherwise: bigint, units: typeof UNITS): bigint | 'infinity' | null {
  const trimmed = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  if (trimmed === 'infinity') return 'infinity';
  if (trimmed === '') return null;
  let total = 0n;
  let at = 0;
  while (at < text.length && (at = skipBlanks(text, at)) < text.length) {
    NUMBER.lastIndex = at;
    const found = NUMBER.exec(text);
    if (!found || (found[1] === undefined && found[2] === undefined)) return null;
    const whole = BigInt((found[1] ?? '0').replace('+', ''));
    if (whole > NUMBER_MAX) return null;
    at = NUMBER.lastIndex;
    const afterBlanks = skipBlanks(text, at);
    const unit = units.find(([word]) => text.startsWith(word, afterBlanks));
    if (unit) at = afterBlanks + unit[0].length;
    else if (afterBlanks === at && at < text.length) return null;
    const multiplier = (unit?.[1] ?? otherwise) / perUnit;
    if (multiplier > 0n && whole >= LIMIT / multiplier) return null;
    total += whole * multiplier;
    let digit = multiplier / 10n;
    for (const c of found[2] ?? '') {
      total += BigInt(c) * digit;
      digit /= 10n;
    }
    if (total >= LIMIT) return null;
  }
  return total;
}

const WITHOUT_NSEC = UNITS.filter(([, nsec]) => nsec >= NSEC_PER_USEC);

/**
 * A time span such as `1min 30s`; a number without unit counts `defaultUnit`.
 *
 * @returns microseconds, cut; Infinity for `infinity`; null where it is no span or too long
 * @systemd src/basic/time-util.c parse_time, parse_sec
 */
export function parseTimeSpan(text: string, defaultUnit: Usec = USEC_PER_SEC): Usec | null {
  const found = parseSpan(text, NSEC_PER_USEC, BigInt(defaultUnit) * NSEC_PER_USEC, WITHOUT_NSEC);
  if (found === 'infinity') return USEC_INFINITY;
  return found === null ? null : Number(found);
}

/** A time span in nanoseconds, where a number without unit is one. @systemd src/basic/time-util.c parse_nsec */
export function parseNanoseconds(text: string): number | null {
  const found = parseSpan(text, 1n, 1n, UNITS);
  if (found === 'infinity') return USEC_INFINITY;
  return found === null ? null : Number(found);
}
