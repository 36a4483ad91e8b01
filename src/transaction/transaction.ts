import type { Unit } from '../graph/unit.js';
import type { JobTable } from './choices.js';
import type { JobType } from './job-table.js';
import type { DroppedJob, DropReason, PullIn } from './transaction-result.js';

/** `subject` needs `object`; a link without a subject is the request itself. */
export interface Link {
  readonly subject: Job | null;
  readonly object: Job;
  readonly matters: boolean;
  readonly conflicts: boolean;
  readonly kind: PullIn['kind'];
}

/** A prospective job. */
export class Job {
  readonly unit: Unit;
  type: JobType;
  ignoreOrder = false;
  irreversible: boolean;
  matters = false;
  /** Links of which it is the subject: what it pulled in. */
  readonly needs = new Set<Link>();
  /** Links of which it is the object: who pulled it in. */
  readonly neededBy = new Set<Link>();

  constructor(unit: Unit, type: JobType, irreversible: boolean) {
    this.unit = unit;
    this.type = type;
    this.irreversible = irreversible;
  }
}

/** Who pulled a job in, as the links say that are still there. */
export function pullInsOf(job: Job): PullIn[] {
  return [...job.neededBy].map((link) => ({
    by: link.subject && { unit: link.subject.unit, type: link.subject.type },
    kind: link.kind,
    matters: link.matters,
    conflicts: link.conflicts,
  }));
}

/**
 * The jobs that belong together, with the links between them.
 *
 * @systemd src/core/transaction.h Transaction
 */
export class Transaction {
  readonly irreversible: boolean;
  /** The prospective jobs of a unit, newest first; never empty. */
  readonly jobs = new Map<Unit, Job[]>();
  readonly dropped: DroppedJob[] = [];
  readonly #table: JobTable;
  #anchor: Job | null = null;

  constructor(irreversible: boolean, table: JobTable) {
    this.irreversible = irreversible;
    this.#table = table;
  }

  /** The job that was asked for. */
  get anchor(): Job {
    if (this.#anchor === null) throw new Error('a transaction without its first job');
    return this.#anchor;
  }

  set anchor(job: Job) {
    this.#anchor = job;
  }

  /** The units that have jobs, in the order of a walk. See {@link JobTable}. */
  walk(purpose: 'verify-order' | 'merge' | 'apply'): readonly Unit[] {
    return this.#table.walk(purpose);
  }

  /** The newest prospective job of a unit: the only one that job order looks at. */
  newest(unit: Unit): Job | undefined {
    return this.jobs.get(unit)?.[0];
  }

  /** The job of a unit and type; `isNew` when it had to be made. */
  findOrAdd(unit: Unit, type: JobType): { job: Job; isNew: boolean } {
    const list = this.jobs.get(unit);
    const found = list?.find((job) => job.type === type);
    if (found) return { job: found, isNew: false };
    const job = new Job(unit, type, this.irreversible);
    if (list) list.unshift(job);
    else {
      this.jobs.set(unit, [job]);
      this.#table.add(unit);
    }
    return { job, isNew: true };
  }

  /** Makes one of several prospective jobs of a unit the newest, as `typeOf` says. */
  putFirst(typeOf: (unit: Unit) => JobType | undefined): void {
    for (const [unit, jobs] of this.jobs) {
      const type = jobs.length > 1 ? typeOf(unit) : undefined;
      if (type !== undefined) jobs.sort((a, b) => Number(b.type === type) - Number(a.type === type));
    }
  }

  /** Adds a link, without looking whether there is one already. */
  link(subject: Job | null, object: Job, kind: PullIn['kind'], matters: boolean, conflicts: boolean): void {
    const link: Link = { subject, object, kind, matters, conflicts };
    subject?.needs.add(link);
    object.neededBy.add(link);
  }

  /**
   * Takes a job out. With `cascade` also the jobs that cannot do without it go; the jobs that it pulled in stay.
   *
   * @systemd src/core/transaction.c transaction_unlink_job
   */
  delete(first: Job, reason: DropReason, cascade: boolean, because: DroppedJob['because'] = null): void {
    const stack: { job: Job; reason: DropReason; because: DroppedJob['because'] }[] = [{ job: first, reason, because }];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const { job } = at;
      if (!this.#takeOut(job)) continue;
      this.dropped.push({ unit: job.unit, type: job.type, reason: at.reason, because: at.because, pulledInBy: pullInsOf(job) });
      for (const link of job.needs) link.object.neededBy.delete(link);
      job.needs.clear();
      const subjects: Job[] = [];
      for (const link of job.neededBy) {
        link.subject?.needs.delete(link);
        if (link.matters && link.subject) subjects.push(link.subject);
      }
      job.neededBy.clear();
      if (!cascade) continue;
      const gone = { unit: job.unit, type: job.type };
      for (const subject of subjects.reverse()) stack.push({ job: subject, reason: 'dependency', because: gone });
    }
  }

  /** Takes all jobs of a unit out, with all that cannot do without them. */
  deleteUnit(unit: Unit, reason: DropReason): void {
    for (let job = this.newest(unit); job !== undefined; job = this.newest(unit)) this.delete(job, reason, true);
  }

  /** Replaces two jobs of a unit by one, which keeps the links of both. */
  merge(kept: Job, other: Job, type: JobType): void {
    kept.type = type;
    kept.irreversible ||= other.irreversible;
    kept.matters ||= other.matters;
    for (const link of other.needs) {
      link.object.neededBy.delete(link);
      this.link(kept, link.object, link.kind, link.matters, link.conflicts);
    }
    for (const link of other.neededBy) {
      link.subject?.needs.delete(link);
      this.link(link.subject, kept, link.kind, link.matters, link.conflicts);
    }
    other.needs.clear();
    other.neededBy.clear();
    this.#takeOut(other);
  }

  #takeOut(job: Job): boolean {
    const list = this.jobs.get(job.unit);
    const index = list?.indexOf(job) ?? -1;
    if (!list || index < 0) return false;
    list.splice(index, 1);
    if (list.length === 0) {
      this.jobs.delete(job.unit);
      this.#table.delete(job.unit);
    }
    return true;
  }
}
