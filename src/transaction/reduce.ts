import { isUpish } from './active-state.js';
import { areConflicting, isRedundant } from './job-table.js';
import type { ManagerState } from './manager-state.js';
import type { Job, Transaction } from './transaction.js';

/**
 * Marks the jobs that the anchor cannot do without. Later changes to the links do not change the marks.
 *
 * @systemd src/core/transaction.c transaction_find_jobs_that_matter_to_anchor
 */
export function markMatters(transaction: Transaction): void {
  const stack = [transaction.anchor];
  transaction.anchor.matters = true;
  for (let job = stack.pop(); job !== undefined; job = stack.pop()) {
    for (const { matters, object } of job.needs) {
      if (!matters || object.matters) continue;
      object.matters = true;
      stack.push(object);
    }
  }
}

function hasImpact(state: ManagerState, job: Job): boolean {
  if (job.matters) return false;
  if (job.type === 'stop' && isUpish(state.activeState(job.unit))) return true;
  const queued = state.job(job.unit);
  return queued !== undefined && areConflicting(job.type, queued.type);
}

/**
 * Drops the jobs that do not matter and would stop something or contradict a queued job. The order makes no difference.
 *
 * @systemd src/core/transaction.c transaction_minimize_impact
 */
export function minimizeImpact(transaction: Transaction, state: ManagerState): void {
  for (const job of [...transaction.jobs.values()].flat()) {
    if (hasImpact(state, job)) transaction.delete(job, 'impact', true);
  }
}

/**
 * Drops the jobs of units for which all jobs have nothing to do. The order makes no difference, and nothing goes with them.
 *
 * @systemd src/core/transaction.c transaction_drop_redundant
 */
export function dropRedundant(transaction: Transaction, state: ManagerState): void {
  for (const [unit, jobs] of [...transaction.jobs]) {
    const active = state.activeState(unit);
    const queued = state.job(unit);
    const keep = jobs.some(
      (job) =>
        job === transaction.anchor ||
        !isRedundant(job.type, active) ||
        (queued !== undefined && areConflicting(job.type, queued.type)),
    );
    if (!keep) for (const job of [...jobs]) transaction.delete(job, 'redundant', false);
  }
}

/**
 * Drops what nothing pulls in any more. Of a unit with several jobs just the newest is looked at. The order makes no difference.
 *
 * @systemd src/core/transaction.c transaction_collect_garbage
 */
export function collectGarbage(transaction: Transaction): void {
  const queue = [...transaction.jobs.keys()];
  for (let unit = queue.pop(); unit !== undefined; unit = queue.pop()) {
    const job = transaction.newest(unit);
    if (!job || job === transaction.anchor || job.neededBy.size > 0) continue;
    for (const link of job.needs) queue.push(link.object.unit);
    queue.push(unit);
    transaction.delete(job, 'garbage', true);
  }
}
