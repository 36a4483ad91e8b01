// Only strings with such units can have another order in UTF-8 than in UTF-16.
const SURROGATE_OR_ABOVE = /[\ud800-\uffff]/;

/**
 * Compares two strings in the byte order of their UTF-8 form, as strcmp() does: the order in which systemd sorts names.
 *
 * @returns a negative number, 0 or a positive number, for Array.prototype.sort
 */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATE_OR_ABOVE.test(a) && SURROGATE_OR_ABOVE.test(b)) return compareUnits(a, b);
  return a < b ? -1 : 1;
}

// Surrogates stand for code points above all other UTF-16 units; UTF-8 sorts them last.
function compareUnits(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
}
