import { compareBytes } from '../base/compare.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Unit } from '../graph/unit.js';
import type { JobType } from './job-table.js';
import { BucketTable, mix } from './bucket-table.js';

/** The walk over the units that have jobs in a transaction. Deleting from the table behind it may change the walk. */
export interface JobTable {
  add(unit: Unit): void;
  delete(unit: Unit): void;
  /** The units, in the order of the walk for a purpose. */
  walk(purpose: 'verify-order' | 'merge' | 'apply'): readonly Unit[];
}

/**
 * The order of every walk over a hash table in building a transaction: the manager's own differs from boot to boot. An object of this
 * kind answers the same for the whole request.
 */
export interface Choices {
  /** The kinds of dependency in the table of a unit, where one effect has several kinds. */
  kinds(owner: Unit, kinds: readonly DependencyKind[]): readonly DependencyKind[];
  /** The units of one kind in the table of a unit. */
  related(owner: Unit, kind: DependencyKind): readonly Unit[];
  /** All loaded units; given in byte order. */
  loaded(units: readonly Unit[]): readonly Unit[];
  /** A new table for the jobs of one transaction. */
  jobTable(): JobTable;
  /** The type of the newest of several prospective jobs of a unit, where that is to be other than the walks make it. */
  newest?(unit: Unit): JobType | undefined;
}

const byId = (a: Unit, b: Unit): number => compareBytes(a.id, b.id);

/** A table that is walked in byte order. Sorts once for each change that adds; deleting keeps the order. */
class NamedJobTable implements JobTable {
  #units = new Set<Unit>();
  #sorted = true;

  add(unit: Unit): void {
    this.#units.add(unit);
    this.#sorted = false;
  }

  delete(unit: Unit): void {
    this.#units.delete(unit);
  }

  walk(): readonly Unit[] {
    if (!this.#sorted) this.#units = new Set([...this.#units].sort(byId));
    this.#sorted = true;
    return [...this.#units];
  }
}

/** Walks everything by name, in byte order: reproducible, and one of the ways that the manager may take. */
export const BY_NAME: Choices = {
  kinds: (_owner, kinds) => kinds,
  related: (owner, kind) => owner.related(kind),
  loaded: (units) => units,
  jobTable: () => new NamedJobTable(),
};

/**
 * Walks as a manager does whose hash key is drawn from a seed: each table has an order of its own that stays for the whole request; the
 * table of jobs is laid out in buckets as the manager lays it out, so that deleting a job may move another one.
 *
 * @param seed a whole number; the same seed gives the same walks
 */
export function seeded(seed: number): Choices {
  const numbers = new Map<Unit, number>();
  const numberOf = (unit: Unit): number => {
    const known = numbers.get(unit);
    if (known !== undefined) return known;
    let hash = 0;
    for (let i = 0; i < unit.id.length; i++) hash = mix(hash, unit.id.charCodeAt(i));
    numbers.set(unit, hash);
    return hash;
  };
  const ordered = <T>(elements: readonly T[], rankOf: (element: T) => number): readonly T[] => {
    if (elements.length < 2) return elements;
    const ranked = elements.map((element, i) => ({ element, i, rank: rankOf(element) }));
    return ranked.sort((a, b) => a.rank - b.rank || a.i - b.i).map(({ element }) => element);
  };
  const walks = new Map<Unit, Map<DependencyKind, readonly Unit[]>>();
  return {
    kinds: (owner, kinds) =>
      ordered(kinds, (kind) => mix(mix(seed ^ 0x5bd1e995, numberOf(owner)), kind.length * 31 + kind.charCodeAt(0))),
    related(owner, kind) {
      let known = walks.get(owner);
      if (!known) walks.set(owner, (known = new Map()));
      const found = known.get(kind);
      if (found) return found;
      const key = mix(mix(seed, numberOf(owner)), kind.length * 31 + kind.charCodeAt(0));
      const walk = ordered(owner.related(kind), (unit) => mix(key, numberOf(unit)));
      known.set(kind, walk);
      return walk;
    },
    loaded: (units) => ordered(units, (unit) => mix(seed ^ 0x2545f491, numberOf(unit))),
    jobTable() {
      const table = new BucketTable<Unit>((unit, generation) => mix(mix(seed ^ 0x1b873593, generation), numberOf(unit)));
      return { add: (unit) => table.add(unit), delete: (unit) => table.delete(unit), walk: () => table.walk() };
    },
  };
}

/** Which elements come first in which walk. What is not named follows in byte order. */
export interface Script {
  /** Unit ids for the n-th walk over the jobs to verify their order. */
  readonly verifyOrder?: readonly (readonly string[])[];
  /** Unit ids for the n-th walk over the jobs to merge them. */
  readonly merge?: readonly (readonly string[])[];
  /** Unit ids for the walk that applies. */
  readonly apply?: readonly string[];
  /** `UNIT KIND` to unit ids. */
  readonly related?: Readonly<Record<string, readonly string[]>>;
  /** Unit id to kinds. */
  readonly kinds?: Readonly<Record<string, readonly DependencyKind[]>>;
  /** Unit ids. */
  readonly loaded?: readonly string[];
  /** Unit id to the type of the newest of its prospective jobs. */
  readonly newest?: Readonly<Record<string, JobType>>;
}

function withFirst<T>(elements: readonly T[], first: readonly string[] | undefined, idOf: (element: T) => string): readonly T[] {
  if (!first || first.length === 0) return elements;
  const rank = new Map(first.map((id, i) => [id, i]));
  const named = elements.filter((element) => rank.has(idOf(element)));
  named.sort((a, b) => (rank.get(idOf(a)) ?? 0) - (rank.get(idOf(b)) ?? 0));
  return [...named, ...elements.filter((element) => !rank.has(idOf(element)))];
}

/** Walks as a script says: a recorded run, or one of the outcomes that were found. */
export function replay(script: Script): Choices {
  const idOf = (unit: Unit): string => unit.id;
  return {
    kinds: (owner, kinds) => withFirst(kinds, script.kinds?.[owner.id], (kind) => kind),
    related: (owner, kind) => withFirst(owner.related(kind), script.related?.[`${owner.id} ${kind}`], idOf),
    loaded: (units) => withFirst(units, script.loaded, idOf),
    newest: (unit) => script.newest?.[unit.id],
    jobTable() {
      const table = new NamedJobTable();
      const passes = { 'verify-order': 0, merge: 0, apply: 0 };
      return {
        add: (unit) => table.add(unit),
        delete: (unit) => table.delete(unit),
        walk(purpose) {
          const pass = passes[purpose]++;
          const first = { 'verify-order': script.verifyOrder?.[pass], merge: script.merge?.[pass], apply: script.apply }[purpose];
          return withFirst(table.walk(), first, idOf);
        },
      };
    },
  };
}

/**
 * The walks that meet some recorded cycles again, one after the other.
 *
 * @param cycles unit ids as the manager logs them: each job has to run right after the next one; the last is the one where it entered
 */
export function scriptOfCycles(cycles: readonly (readonly string[])[]): Script {
  const related: Record<string, string[]> = {};
  for (const cycle of cycles) {
    for (const [i, id] of cycle.entries()) {
      const next = cycle[i === 0 ? cycle.length - 1 : i - 1] ?? id;
      for (const kind of ['Before', 'After']) {
        const list = (related[`${id} ${kind}`] ??= []);
        if (!list.includes(next)) list.push(next);
      }
    }
  }
  return { related, verifyOrder: cycles.map((cycle) => cycle.slice(-1)) };
}
