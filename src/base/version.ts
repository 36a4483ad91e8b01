const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';
const isLetter = (c: string | undefined): boolean => c !== undefined && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
const isVersionCharacter = (c: string): boolean => isDigit(c) || isLetter(c) || '~-^.'.includes(c);
const sign = (a: string | number, b: string | number): -1 | 0 | 1 => (a < b ? -1 : a > b ? 1 : 0);

/** The end counts as 0, a byte outside of ASCII as less than that. */
const signedByte = (text: string, at: number): number => (at >= text.length ? 0 : text.charCodeAt(at) > 127 ? -1 : 1);

/** The end of a run of characters. */
function runEnd(text: string, from: number, belongs: (c: string | undefined) => boolean): number {
  let end = from;
  while (belongs(text[end])) end++;
  return end;
}

/**
 * Compares two versions: numbers as numbers, letters as text, numbers newer than letters; `~` before everything, even the end; then
 * `-`, `^` and `.` before what else could stand in their place. Other characters only separate.
 *
 * @returns -1 where the first is older, 0, or 1
 * @systemd src/fundamental/string-util-fundamental.c strverscmp_improved
 */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  let i = 0;
  let j = 0;
  for (;;) {
    while (i < a.length && !isVersionCharacter(a.charAt(i))) i++;
    while (j < b.length && !isVersionCharacter(b.charAt(j))) j++;
    // Equal marks are passed over one after the other, in this order, without a look at what was before.
    for (const mark of ['~', '', '-', '^', '.']) {
      if (mark === '') {
        if (i >= a.length || j >= b.length) return sign(signedByte(a, i), signedByte(b, j));
      } else if (a[i] === mark || b[j] === mark) {
        if (a[i] !== b[j]) return a[i] === mark ? -1 : 1;
        i++;
        j++;
      }
    }
    const belongs = isDigit(a[i]) || isDigit(b[j]) ? isDigit : isLetter;
    const iEnd = runEnd(a, i, belongs);
    const jEnd = runEnd(b, j, belongs);
    const order = belongs === isDigit ? compareNumbers(a, i, iEnd, b, j, jEnd) : sign(a.slice(i, iEnd), b.slice(j, jEnd));
    if (order !== 0) return order;
    i = iEnd;
    j = jEnd;
  }
}

function compareNumbers(a: string, i: number, iEnd: number, b: string, j: number, jEnd: number): -1 | 0 | 1 {
  // No number is older than any.
  if (i === iEnd || j === jEnd) return sign(iEnd - i, jEnd - j);
  const one = a.slice(i, iEnd).replace(/^0+/, '');
  const other = b.slice(j, jEnd).replace(/^0+/, '');
  return sign(one.length, other.length) || sign(one, other);
}
