/**
 * What is known about the walks over some tables: which element comes before which. Closed: whatever follows from it is in it. Elements
 * are small numbers, sets of them are bits.
 */
export class WalkOrders {
  static readonly NONE = new WalkOrders(new Map());
  /** Table to element to the elements that come later. */
  readonly #later: ReadonlyMap<number, ReadonlyMap<number, bigint>>;

  private constructor(later: ReadonlyMap<number, ReadonlyMap<number, bigint>>) {
    this.#later = later;
  }

  /** The candidates of which each may be met first. */
  canBeFirst(table: number, candidates: readonly number[]): readonly number[] {
    const rows = this.#later.get(table);
    if (!rows || candidates.length < 2) return candidates;
    let preceded = 0n;
    for (const candidate of candidates) preceded |= rows.get(candidate) ?? 0n;
    return candidates.filter((candidate) => (preceded & (1n << BigInt(candidate))) === 0n);
  }

  /** As this, with one candidate met first. */
  withFirst(table: number, first: number, candidates: readonly number[]): WalkOrders {
    if (candidates.length < 2) return this;
    const rows = new Map(this.#later.get(table));
    let added = rows.get(first) ?? 0n;
    for (const other of candidates) if (other !== first) added |= (1n << BigInt(other)) | (rows.get(other) ?? 0n); // prettier-ignore
    const bit = 1n << BigInt(first);
    rows.set(first, added);
    for (const [element, later] of rows) if ((later & bit) !== 0n) rows.set(element, later | added);
    return new WalkOrders(new Map(this.#later).set(table, rows));
  }

  /** As this, after the first of all elements of a table has moved to its end. */
  withFirstMovedToEnd(table: number, first: number, all: readonly number[]): WalkOrders {
    const rows = new Map(this.#later.get(table));
    rows.delete(first);
    const bit = 1n << BigInt(first);
    for (const element of all) if (element !== first) rows.set(element, (rows.get(element) ?? 0n) | bit); // prettier-ignore
    return new WalkOrders(new Map(this.#later).set(table, rows));
  }

  /** What is left of it when just some elements matter any more. Tables for which `isUsed` is false are forgotten. */
  only(elements: bigint, isUsed: (table: number) => boolean): WalkOrders {
    const tables = new Map<number, Map<number, bigint>>();
    for (const [table, rows] of this.#later) {
      if (!isUsed(table)) continue;
      const kept = new Map<number, bigint>();
      for (const [element, later] of rows) {
        const left = later & elements;
        if (left !== 0n && (elements & (1n << BigInt(element))) !== 0n) kept.set(element, left);
      }
      if (kept.size > 0) tables.set(table, kept);
    }
    return new WalkOrders(tables);
  }

  /** A text that is the same for the same knowledge. */
  key(): string {
    const parts: string[] = [];
    for (const table of [...this.#later.keys()].sort((a, b) => a - b)) {
      const rows = this.#later.get(table) ?? new Map<number, bigint>();
      const cells = [...rows].sort(([a], [b]) => a - b).map(([element, later]) => `${String(element)}:${later.toString(36)}`); // prettier-ignore
      parts.push(`${String(table)}=${cells.join(',')}`);
    }
    return parts.join(';');
  }
}
