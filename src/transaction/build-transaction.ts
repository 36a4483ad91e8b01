import type { UnitGraph } from '../graph/unit.js';
import { addJobs, type AddContext } from './add-jobs.js';
import { applyActions, checkDestructive, plannedJob } from './apply.js';
import { BY_NAME, type Choices } from './choices.js';
import { addIsolateJobs, addTriggeringJobs } from './extra-jobs.js';
import { collapse } from './job-table.js';
import type { ManagerState } from './manager-state.js';
import { mergeJobs } from './merge-jobs.js';
import { collectGarbage, dropRedundant, markMatters, minimizeImpact } from './reduce.js';
import { requestError } from './request.js';
import { Transaction } from './transaction.js';
import type { FoundCycle, LogLine, Request, RequestError, TransactionResult } from './transaction-result.js';
import { verifyOrder } from './verify-order.js';

/** A transaction with all jobs that the request pulls in, before any is dropped. */
export interface FilledTransaction {
  readonly transaction: Transaction;
  /** Why the request is refused already. */
  readonly error: RequestError | null;
  readonly log: readonly LogLine[];
}

/**
 * Makes the first job and all that it pulls in, with the extra jobs of the mode.
 *
 * @systemd src/core/manager.c manager_add_job
 */
export function fillTransaction(state: ManagerState, request: Request, choices: Choices): FilledTransaction {
  const { unit, mode } = request;
  const transaction = new Transaction(mode === 'replace-irreversibly', choices.jobTable());
  const log: LogLine[] = [];
  const refused = requestError(request, state);
  if (refused) return { transaction, error: refused, log };
  log.push({ priority: 7, unit: unit.id, text: `Trying to enqueue job ${unit.id}/${request.type}/${mode}` });
  const type = collapse(request.type, state.activeState(unit));
  const context: AddContext = { transaction, state, choices, log };
  const error = addJobs(context, type, unit, {
    by: null,
    kind: 'request',
    matters: true,
    ignoreRequirements: mode === 'ignore-dependencies' || mode === 'ignore-requirements',
    ignoreOrder: mode === 'ignore-dependencies',
  });
  if (error) return { transaction, error, log };
  if (mode === 'isolate') addIsolateJobs(context);
  if (mode === 'triggering') addTriggeringJobs(context, unit);
  if (choices.newest) transaction.putFirst((of) => choices.newest?.(of));
  return { transaction, error: null, log };
}

/** The steps before job order is looked at. */
export function reduceTransaction(transaction: Transaction, state: ManagerState, request: Request): void {
  markMatters(transaction);
  if (request.mode === 'fail') minimizeImpact(transaction, state);
  dropRedundant(transaction, state);
}

/** The refusal of a transaction with a cycle that cannot be broken. */
export const CYCLIC: RequestError = {
  name: 'TransactionOrderIsCyclic',
  text: 'Transaction order is cyclic. See system logs for details.',
};

/** What the manager logs when it gives up on a transaction that it has built. */
export function refusalLine(error: RequestError): LogLine | null {
  switch (error.name) {
    case 'TransactionOrderIsCyclic':
      return {
        priority: 4,
        unit: null,
        text: `Requested transaction contains an unfixable cyclic ordering dependency: ${error.text}`,
      };
    case 'TransactionJobsConflicting':
      return { priority: 4, unit: null, text: `Requested transaction contains unmergeable jobs: ${error.text}` };
    case 'TransactionIsDestructive':
      return { priority: 5, unit: null, text: `Requested transaction contradicts existing jobs: ${error.text}` };
    default:
      return null;
  }
}

/** Drops and merges until the transaction can be applied. Returns why it cannot. */
function activate(
  transaction: Transaction,
  state: ManagerState,
  request: Request,
  choices: Choices,
  cycles: FoundCycle[],
  log: LogLine[],
): RequestError | null {
  const collects = request.mode !== 'isolate';
  reduceTransaction(transaction, state, request);
  // Each round takes out at least one job, so both loops end.
  for (;;) {
    if (collects) collectGarbage(transaction);
    const verified = verifyOrder(transaction, state, choices, cycles, log);
    if (verified === 'cyclic') return CYCLIC;
    if (verified === 'ok') break;
  }
  for (;;) {
    const merged = mergeJobs(transaction, state, log);
    if (merged === 'ok') break;
    if (merged !== 'again') return merged;
    if (collects) collectGarbage(transaction);
  }
  dropRedundant(transaction, state);
  return checkDestructive(transaction, state, request.mode);
}

/**
 * Finds out which jobs a request makes, or why it is refused. Nothing is changed in `state`.
 *
 * @param choices how the manager happens to walk its tables; by name when left out
 * @systemd src/core/manager.c manager_add_job; src/core/transaction.c transaction_activate
 */
export function buildTransaction(
  _graph: UnitGraph,
  state: ManagerState,
  request: Request,
  choices: Choices = BY_NAME,
): TransactionResult {
  const { transaction, error: early, log: messages } = fillTransaction(state, request, choices);
  const log = [...messages];
  const cycles: FoundCycle[] = [];
  const error = early ?? activate(transaction, state, request, choices, cycles, log);
  if (error) {
    const line = refusalLine(error);
    if (line) log.push(line);
    return { ok: false, error, dropped: transaction.dropped, cycles, messages: log };
  }
  const jobs = transaction
    .walk('apply')
    .flatMap((unit) => (transaction.jobs.get(unit) ?? []).map((job) => plannedJob(transaction, job)));
  const anchor = plannedJob(transaction, transaction.anchor);
  const actions = applyActions(transaction, state, request.mode, jobs);
  return { ok: true, jobs, anchor, actions, dropped: transaction.dropped, cycles, messages: log };
}
