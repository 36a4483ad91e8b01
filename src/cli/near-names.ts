import { editDistance } from '../index.js';

/** Names that a user may have meant: with the same start, or the same letters but for two. */
export function nearNames(name: string, names: readonly string[]): string[] {
  const stem = name.slice(0, name.lastIndexOf('.'));
  // In a short name every letter counts.
  const slipsMax = Math.min(2, Math.floor(stem.length / 2));
  const scored = names.map((other): [number, string] => {
    const otherStem = other.slice(0, other.lastIndexOf('.'));
    if (otherStem === stem) return [0, other];
    if (stem.length > 2 && (otherStem.startsWith(stem) || otherStem.includes(stem))) return [1, other];
    // A slip in the type makes it a part of the name: nginx.servic.service.
    const slips = Math.min(editDistance(stem, otherStem, slipsMax), editDistance(stem, other, slipsMax));
    return [slips <= slipsMax ? slips + 1 : Infinity, other];
  });
  return scored
    .filter(([score]) => score <= 3)
    .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
    .slice(0, 3)
    .map(([, other]) => other);
}

/** The near names as the end of a message; empty where there are none. */
export function nearText(name: string, names: readonly string[]): string {
  const near = nearNames(name, names);
  return near.length > 0 ? ` Near: ${near.join(', ')}` : '';
}
