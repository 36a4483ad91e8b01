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

/** What words a setting takes, the nearest to a wrong one first. */
export function wordsHint(words: readonly string[], nearest: string | null): string {
  const list = `one of ${words.join(', ')}`;
  return nearest === null ? list : `did you mean ${nearest}? (${list})`;
}
