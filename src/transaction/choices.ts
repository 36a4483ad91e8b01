import type { DependencyKind } from '../graph/dependency-table.js';
import type { Unit } from '../graph/unit.js';

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
  /** The units of one kind in the table of a unit; given in byte order of their ids. */
  related(owner: Unit, kind: DependencyKind): readonly Unit[];
  /** All loaded units; given in byte order. */
  loaded(units: readonly Unit[]): readonly Unit[];
  /** A new table for the jobs of one transaction. */
  jobTable(): JobTable;
}
