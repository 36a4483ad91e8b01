/** Number of insertions, deletions, replacements and swaps of neighbours between two words, at most `max + 1`. */
export function editDistance(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > max) return max + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? max + 1;
}

/** The word that is nearest to a mistyped one, if any is near; case counts little. The first of equally near ones. */
export function nearestWord(word: string, words: Iterable<string>): string | null {
  const lower = word.toLowerCase();
  const limit = word.length <= 4 ? 1 : word.length <= 12 ? 2 : 3;
  let nearest: string | null = null;
  let distance = limit + 1;
  if (word.length > 100) return null;
  for (const other of words) {
    const found = editDistance(lower, other.toLowerCase(), limit);
    if (found >= distance) continue;
    nearest = other;
    distance = found;
  }
  return nearest;
}
