/** Why a number is refused, by its errno name. */
export type NumberError = 'EINVAL' | 'ERANGE';

/** What to show for a `NumberError`. */
export const NUMBER_ERROR_TEXT: Readonly<Record<NumberError, string>> = {
  EINVAL: 'Invalid argument',
  ERANGE: 'Numerical result out of range',
};

const FORM = /^[ \t\r\n]*([+-]?)(0x[0-9a-f]+|0b[01]+|0o[0-7]+|\d+)$/i;

/**
 * A whole number: decimal, `0x` hexadecimal, `0b` binary, `0o` or a leading zero for octal.
 *
 * @returns the number, `EINVAL` where it is none, `ERANGE` where it is outside of the range
 * @systemd src/basic/parse-util.c safe_atou_full, safe_atoi
 */
export function parseInteger(text: string, min: number | bigint, max: number | bigint): number | NumberError {
  const found = FORM.exec(text);
  if (!found) return 'EINVAL';
  const sign = found[1];
  let digits = (found[2] as string).toLowerCase();
  if (/^0\d/.test(digits)) {
    if (/[89]/.test(digits)) return 'EINVAL';
    digits = `0o${digits.slice(1)}`;
  }
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  if (sign === '-' && min >= 0 && value !== 0n) return 'ERANGE';
  return value < BigInt(min) || value > BigInt(max) ? 'ERANGE' : Number(value);
}

/** A decimal part of a whole in `%`, `‰` or `‱`, in ten thousandths. @systemd src/basic/percent-util.c parse_permyriad_unbounded */
export function parsePermyriad(text: string): number | NumberError {
  const found = /^(\d+)(?:\.(\d{1,2}))?(%|\u2030|\u2031)$/.exec(text);
  if (!found) return 'EINVAL';
  const scale = found[3] === '%' ? 100 : found[3] === '\u2030' ? 10 : 1;
  const fraction = found[2] ?? '';
  if (10 ** fraction.length > scale) return 'EINVAL';
  const value = Number(found[1]) * scale + (fraction === '' ? 0 : Number(fraction) * (scale / 10 ** fraction.length));
  return value > 0x7fff_ffff ? 'ERANGE' : value;
}

/** Octal file mode. @systemd src/basic/parse-util.c parse_mode */
export function parseMode(text: string): number | NumberError {
  if (!/^[0-7]+$/.test(text)) return 'EINVAL';
  const value = parseInt(text, 8);
  return value > 0o7777 ? 'ERANGE' : value;
}
