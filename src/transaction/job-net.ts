import type { Unit } from '../graph/unit.js';
import type { JobType } from './job-table.js';
import type { Transaction } from './transaction.js';

/** A link to another job of the net. */
interface NetLink {
  readonly to: number;
  readonly matters: boolean;
  readonly conflicts: boolean;
}

/** A job of a net; its index is its identity. */
export interface NetJob {
  readonly unit: Unit;
  readonly type: JobType;
  readonly ignoreOrder: boolean;
  readonly matters: boolean;
  readonly isAnchor: boolean;
  readonly needs: readonly NetLink[];
  readonly neededBy: readonly NetLink[];
}

/** The jobs that are gone, by index. */
export type Gone = ReadonlySet<number>;

/**
 * A transaction that stays as it is, to look at what it would be without some of its jobs. A link is there as long as both its ends are.
 */
export class JobNet {
  readonly jobs: readonly NetJob[];
  /** The jobs of each unit, newest first. */
  readonly ofUnit: ReadonlyMap<Unit, readonly number[]>;
  readonly #collects: boolean;

  /** `collects`: is garbage collected after a deletion? */
  constructor(transaction: Transaction, collects: boolean) {
    this.#collects = collects;
    const all = [...transaction.jobs.values()].flat();
    const index = new Map(all.map((job, i) => [job, i]));
    const ofUnit = new Map<Unit, number[]>();
    for (const [unit, jobs] of transaction.jobs) ofUnit.set(unit, jobs.map((job) => index.get(job) ?? -1)); // prettier-ignore
    this.ofUnit = ofUnit;
    this.jobs = all.map((job) => ({
      unit: job.unit,
      type: job.type,
      ignoreOrder: job.ignoreOrder,
      matters: job.matters,
      isAnchor: job === transaction.anchor,
      needs: [...job.needs].map((l) => ({ to: index.get(l.object) ?? -1, matters: l.matters, conflicts: l.conflicts })),
      neededBy: [...job.neededBy].flatMap((l) =>
        l.subject ? [{ to: index.get(l.subject) ?? -1, matters: l.matters, conflicts: l.conflicts }] : [],
      ),
    }));
  }

  /** A job by its index. */
  job(index: number): NetJob {
    const found = this.jobs[index];
    if (!found) throw new Error('no such job');
    return found;
  }

  /** The jobs of a unit that are left, newest first. */
  left(unit: Unit, gone: Gone): readonly number[] {
    const all = this.ofUnit.get(unit) ?? [];
    return gone.size === 0 ? all : all.filter((job) => !gone.has(job));
  }

  /** The newest job of a unit that is left. */
  newest(unit: Unit, gone: Gone): NetJob | undefined {
    const index = this.ofUnit.get(unit)?.find((job) => !gone.has(job));
    return index === undefined ? undefined : this.jobs[index];
  }

  /** May the jobs of a unit be deleted to break a cycle? */
  isDroppable(unit: Unit, gone: Gone): boolean {
    const left = this.left(unit, gone);
    return left.length > 0 && !left.some((job) => this.job(job).matters);
  }

  /** Is a job the stop of a unit that is named in Conflicts= of a unit whose job is left? */
  isConflicted(index: number, gone: Gone): boolean {
    return this.job(index).neededBy.some((link) => link.conflicts && !gone.has(link.to));
  }

  /** What is gone when these jobs are deleted with all that cannot do without them, and garbage is collected where it is. */
  without(first: readonly number[], gone: Gone): Set<number> {
    const result = new Set(gone);
    const stack = first.filter((job) => !result.has(job));
    for (const job of stack) result.add(job);
    const touched: Unit[] = [];
    const take = (index: number): void => {
      const job = this.job(index);
      touched.push(job.unit);
      for (const link of job.needs) if (!result.has(link.to)) touched.push(this.job(link.to).unit);
    };
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      take(index);
      for (const link of this.job(index).neededBy) {
        if (!link.matters || result.has(link.to)) continue;
        result.add(link.to);
        stack.push(link.to);
      }
    }
    if (!this.#collects) return result;
    for (let unit = touched.pop(); unit !== undefined; unit = touched.pop()) {
      const index = this.ofUnit.get(unit)?.find((job) => !result.has(job));
      if (index === undefined) continue;
      const job = this.job(index);
      if (job.isAnchor || job.neededBy.some((link) => !result.has(link.to))) continue;
      result.add(index);
      take(index);
    }
    return result;
  }

  /** As {@link without}, for all jobs of some units. */
  withoutUnits(units: readonly Unit[], gone: Gone): Set<number> {
    return this.without(units.flatMap((unit) => this.left(unit, gone)), gone); // prettier-ignore
  }
}
