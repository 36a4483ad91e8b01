import type { Unit } from '../graph/unit.js';
import { areConflicting, collapse, mergeJobTypes, type JobType } from './job-table.js';
import type { ManagerState } from './manager-state.js';
import type { Job, Transaction } from './transaction.js';
import type { LogLine, RequestError } from './transaction-result.js';

/** One type for two jobs in the state that the unit is in; null when they conflict. */
function mergeAndCollapse(a: JobType, b: JobType, unit: Unit, state: ManagerState): JobType | null {
  const merged = mergeJobTypes(a, b);
  return merged === null ? null : collapse(merged, state.activeState(unit));
}

/** What merging looks at. */
export interface MergeableJob {
  readonly unit: Unit;
  readonly type: JobType;
  readonly matters: boolean;
}

/** What becomes of the jobs of a unit that do not go together. */
export interface Resolution<J extends MergeableJob> {
  /** The job that goes; null when both matter. */
  readonly loser: J | null;
  readonly winner: J | null;
  /** The types that a refusal names. */
  readonly types: readonly [JobType, JobType];
}

/** Which of two conflicting jobs goes; null when neither may. @systemd src/core/transaction.c delete_one_unmergeable_job */
function chooseLoser<J extends MergeableJob>(j: J, k: J, isConflicted: (job: J) => boolean): J | null {
  if (!j.matters && !k.matters) {
    if (j.type === 'stop') return isConflicted(j) ? k : j;
    if (k.type === 'stop') return isConflicted(k) ? j : k;
    return j;
  }
  if (!j.matters) return j;
  return k.matters ? null : k;
}

/**
 * The type of the one job that the prospective jobs of a unit become.
 *
 * @param jobs not empty, and none conflicts with another
 */
export function mergedType(jobs: readonly MergeableJob[], state: ManagerState): JobType {
  return jobs.slice(1).reduce((type, job) => mergeAndCollapse(type, job.type, job.unit, state) ?? type, jobs[0]?.type ?? 'nop');
}

/**
 * Looks at the prospective jobs of one unit, newest first.
 *
 * @param isConflicted is a job the stop of a unit that another one names in Conflicts=?
 * @returns null when they can all be merged into one
 * @systemd src/core/transaction.c transaction_merge_jobs
 */
export function resolveJobs<J extends MergeableJob>(
  jobs: readonly J[],
  state: ManagerState,
  isConflicted: (job: J) => boolean,
): Resolution<J> | null {
  const [first, ...rest] = jobs;
  if (!first) return null;
  let type = first.type;
  for (const job of rest) {
    const merged = mergeAndCollapse(type, job.type, job.unit, state);
    if (merged !== null) {
      type = merged;
      continue;
    }
    for (const [i, j] of jobs.entries()) {
      const k = jobs.slice(i + 1).find((other) => areConflicting(j.type, other.type));
      if (!k) continue;
      const loser = chooseLoser(j, k, isConflicted);
      return { loser, winner: loser === j ? k : j, types: [type, job.type] };
    }
  }
  return null;
}

/** The refusal of a transaction in which both jobs of a unit matter. */
export function conflictError(unit: Unit, [a, b]: readonly [JobType, JobType]): RequestError {
  const text =
    `Transaction contains conflicting jobs '${a}' and '${b}' for ${unit.id}. ` +
    'Probably contradicting requirement dependencies configured.';
  return { name: 'TransactionJobsConflicting', text };
}

/** Takes out the losing job, with all that cannot do without it. */
export function dropLoser(transaction: Transaction, resolution: Resolution<Job> & { loser: Job }, log: LogLine[]): void {
  const { loser, winner } = resolution;
  const id = loser.unit.id;
  const both = `${id}/${(winner ?? loser).type},${id}/${loser.type}`;
  log.push({ priority: 7, unit: id, text: `Fixing conflicting jobs ${both} by deleting job ${id}/${loser.type}` });
  transaction.delete(loser, 'conflict', true, winner && { unit: winner.unit, type: winner.type });
}

/** Merges the jobs of each unit into one. They must all go together. */
export function mergeAll(transaction: Transaction, state: ManagerState): void {
  for (const jobs of transaction.jobs.values()) {
    if (jobs.length < 2) continue;
    const kept = jobs.find((job) => job === transaction.anchor) ?? jobs[0];
    if (!kept) continue;
    for (const other of jobs.filter((job) => job !== kept)) {
      transaction.merge(kept, other, mergeAndCollapse(kept.type, other.type, kept.unit, state) ?? kept.type);
    }
  }
}

/**
 * Takes out one job of the first unit whose jobs do not go together; when there is none, merges.
 *
 * @returns `ok`, `again` when a job was taken out, or the error when neither may go
 */
export function mergeJobs(transaction: Transaction, state: ManagerState, log: LogLine[]): 'ok' | 'again' | RequestError {
  for (const unit of transaction.walk('merge')) {
    const jobs = transaction.jobs.get(unit);
    if (!jobs || jobs.length < 2) continue;
    const resolution = resolveJobs(jobs, state, (job) => [...job.neededBy].some((link) => link.conflicts));
    if (!resolution) continue;
    const { loser } = resolution;
    if (!loser) return conflictError(unit, resolution.types);
    dropLoser(transaction, { ...resolution, loser }, log);
    return 'again';
  }
  mergeAll(transaction, state);
  return 'ok';
}
