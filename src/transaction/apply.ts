import type { Unit } from '../graph/unit.js';
import { areConflicting, collapse, isSuperset, mergeJobTypes, type JobMode, type JobType } from './job-table.js';
import type { ManagerState } from './manager-state.js';
import { pullInsOf, type Job, type Transaction } from './transaction.js';
import type { JobAction, PlannedJob, RequestError } from './transaction-result.js';

/** The queued job in the slot that a job would take. */
const slot = (state: ManagerState, job: { unit: Unit; type: string }) =>
  job.type === 'nop' ? state.nopJob(job.unit) : state.job(job.unit);

interface TypedJob {
  readonly unit: Unit;
  readonly type: JobType;
}

/** The refusal for a job that contradicts a queued one, if this one does. */
function destructiveError(anchor: TypedJob, state: ManagerState, mode: JobMode, job: TypedJob): RequestError | null {
  const queued = state.job(job.unit);
  if (!queued || !(mode === 'fail' || queued.irreversible) || !areConflicting(queued.type, job.type)) return null;
  const text =
    `Transaction for ${anchor.unit.id}/${anchor.type} is destructive (${job.unit.id} has '${queued.type}' job queued, ` +
    `but '${job.type}' is included in transaction).`;
  return { name: 'TransactionIsDestructive', text };
}

/** Every refusal that may be given because of what is queued: which one depends on the walk. */
export function destructiveRefusals(
  anchor: TypedJob,
  state: ManagerState,
  mode: JobMode,
  jobs: readonly TypedJob[],
): readonly RequestError[] {
  return jobs.map((job) => destructiveError(anchor, state, mode, job)).filter((error) => error !== null);
}

/**
 * May the transaction be applied, with what is queued?
 *
 * @systemd src/core/transaction.c transaction_is_destructive
 */
export function checkDestructive(transaction: Transaction, state: ManagerState, mode: JobMode): RequestError | null {
  for (const unit of transaction.walk('apply')) {
    const job = transaction.newest(unit);
    const error = job ? destructiveError(transaction.anchor, state, mode, job) : null;
    if (error) return error;
  }
  return null;
}

/** A job as others see it. */
export function plannedJob(transaction: Transaction, job: Job): PlannedJob {
  return {
    unit: job.unit,
    type: job.type,
    irreversible: job.irreversible,
    ignoreOrder: job.ignoreOrder,
    matters: job.matters,
    isAnchor: job === transaction.anchor,
    pulledInBy: pullInsOf(job),
  };
}

function actionOf(state: ManagerState, job: PlannedJob): JobAction[] {
  const queued = slot(state, job);
  if (!queued) return [{ action: 'install', job }];
  if (areConflicting(queued.type, job.type)) return [{ action: 'cancel', job: queued }, { action: 'install', job }]; // prettier-ignore
  const takesOver = queued.state === 'waiting' || (job.type !== 'reload' && isSuperset(queued.type, job.type));
  const merged = mergeJobTypes(queued.type, job.type) ?? queued.type;
  return [
    {
      action: 'merge',
      job,
      into: queued,
      type: job.type === 'nop' ? 'nop' : collapse(merged, state.activeState(job.unit)),
      again: !takesOver,
      irreversible: queued.irreversible || job.irreversible,
      ignoreOrder: queued.ignoreOrder || job.ignoreOrder,
    },
  ];
}

/**
 * What applying the transaction does to the queue.
 *
 * @systemd src/core/transaction.c transaction_apply; src/core/job.c job_install
 */
export function applyActions(
  transaction: Transaction,
  state: ManagerState,
  mode: JobMode,
  jobs: readonly PlannedJob[],
): JobAction[] {
  const actions: JobAction[] = [];
  if (mode === 'isolate' || mode === 'flush') {
    for (const job of state.jobs()) {
      if (!job.unit.ignoreOnIsolate && !transaction.jobs.has(job.unit)) actions.push({ action: 'cancel', job });
    }
  }
  for (const job of jobs) actions.push(...actionOf(state, job));
  return actions;
}
