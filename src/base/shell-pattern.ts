/** One piece of a pattern: a star, any character, one of a set, or this character. */
type Piece =
  | '*'
  | '?'
  | { readonly isNegated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  | { readonly literal: string };

const CLASSES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  alpha: [
    ['A', 'Z'],
    ['a', 'z'],
  ],
  digit: [['0', '9']],
  alnum: [
    ['0', '9'],
    ['A', 'Z'],
    ['a', 'z'],
  ],
  upper: [['A', 'Z']],
  lower: [['a', 'z']],
  xdigit: [
    ['0', '9'],
    ['A', 'F'],
    ['a', 'f'],
  ],
  space: [
    ['\t', '\r'],
    [' ', ' '],
  ],
  blank: [
    ['\t', '\t'],
    [' ', ' '],
  ],
  punct: [
    ['!', '/'],
    [':', '@'],
    ['[', '`'],
    ['{', '~'],
  ],
};

/** Reads a set that starts at `[`; null where it is never closed: then the bracket stands for itself. */
function readSet(pattern: string, start: number): { piece: Piece; end: number } | null {
  let i = start + 1;
  const isNegated = pattern[i] === '!' || pattern[i] === '^';
  if (isNegated) i++;
  const ranges: (readonly [string, string])[] = [];
  for (let isFirst = true; ; isFirst = false) {
    const c = pattern[i];
    if (c === undefined) return null;
    if (c === ']' && !isFirst) return { piece: { isNegated, ranges }, end: i + 1 };
    const close = c === '[' && pattern[i + 1] === ':' ? pattern.indexOf(':]', i + 2) : -1;
    const named = close < 0 ? undefined : CLASSES[pattern.slice(i + 2, close)];
    if (named) {
      ranges.push(...named);
      i = close + 2;
      continue;
    }
    const last = pattern[i + 1] === '-' ? pattern[i + 2] : undefined;
    if (last !== undefined && last !== ']') {
      ranges.push([c, last]);
      i += 3;
    } else {
      ranges.push([c, c]);
      i++;
    }
  }
}

function readPieces(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < pattern.length;) {
    const c = pattern[i] ?? '';
    const set = c === '[' ? readSet(pattern, i) : null;
    if (set) pieces.push(set.piece);
    else pieces.push(c === '*' || c === '?' ? c : { literal: c });
    i = set ? set.end : i + 1;
  }
  return pieces;
}

function accepts(piece: Piece, c: string): boolean {
  if (piece === '?' || piece === '*') return true;
  if ('literal' in piece) return piece.literal === c;
  return piece.ranges.some(([low, high]) => low <= c && c <= high) !== piece.isNegated;
}

/**
 * Makes a matcher of a shell pattern (`*`, `?`, `[a-z]`, `[!a]`, `[[:digit:]]`) for whole texts; `*` matches slashes and leading
 * dots too, a backslash stands for itself, as fnmatch() with FNM_NOESCAPE.
 *
 * @returns a function whose time is at most the product of the two lengths
 */
export function shellPattern(pattern: string): (text: string) => boolean {
  if (!/[*?[]/.test(pattern)) return (text) => text === pattern;
  const pieces = readPieces(pattern);
  return (text) => {
    let piece = 0;
    let star = -1;
    let mark = 0;
    for (let i = 0; i < text.length;) {
      const now = pieces[piece];
      if (now === '*') {
        star = piece++;
        mark = i;
      } else if (now !== undefined && accepts(now, text[i] ?? '')) {
        piece++;
        i++;
      } else if (star >= 0) {
        piece = star + 1;
        i = ++mark;
      } else return false;
    }
    while (pieces[piece] === '*') piece++;
    return piece === pieces.length;
  };
}
