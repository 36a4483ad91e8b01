import { nearestWord } from '../base/edit-distance.js';

/** What may have been meant by an unknown section; see `findSection` of `parse/key-table.ts`. */
export function sectionHint(
  section: string,
  found: { readonly nearest: string | null; readonly types: readonly string[] },
): string {
  if (found.types.length > 0) return `[${section}] belongs in ${found.types.map((type) => `.${type}`).join(', ')} units`;
  if (found.nearest !== null) return `did you mean [${found.nearest}]?`;
  return 'a section for another program is called [X-...]';
}

/** What may have been meant by an unknown key; see `findKey` of `parse/key-table.ts`. */
export function keyHint(found: {
  readonly nearest: string | null;
  readonly sections: readonly string[];
  readonly version: string | null;
}): string {
  if (found.sections.length > 0) return `it belongs in ${found.sections.map((section) => `[${section}]`).join(' or ')}`;
  if (found.version !== null) return `known since ${found.version}`;
  return found.nearest === null ? '' : `did you mean ${found.nearest}=?`;
}

/** What may have been meant by a wrong word of many; what to say where none is near. */
export function nearHint(word: string, words: Iterable<string>, otherwise: string): string {
  const nearest = nearestWord(word, words);
  return nearest === null ? otherwise : `did you mean ${nearest}?`;
}

/** What words a setting takes, the nearest to a wrong one first. */
export function wordsHint(word: string, words: Iterable<string>): string {
  const list = `one of ${[...words].join(', ')}`;
  const near = nearestWord(word, words);
  return near === null ? list : `did you mean ${near}? (${list})`;
}
