import type { Unit } from '../graph/unit.js';
import type { Choices } from './choices.js';
import { ORDER_DIRECTIONS, runsBefore, type OrderedJob } from './job-order.js';
import type { JobType } from './job-table.js';
import type { ManagerState } from './manager-state.js';
import type { Transaction } from './transaction.js';
import type { FoundCycle, LogLine } from './transaction-result.js';

/** The job of a unit that job order looks at: the newest of the transaction, else the queued one. */
export function orderedJob(
  transaction: Transaction,
  state: ManagerState,
  unit: Unit,
): (OrderedJob & { type: JobType }) | undefined {
  return transaction.newest(unit) ?? state.job(unit);
}

/** A step of the walk: a unit whose neighbours are being looked at. */
interface Step {
  readonly unit: Unit;
  direction: number;
  units: readonly Unit[];
  at: number;
}

/**
 * Looks for a cycle in the order of jobs, depth first, and stops at the first.
 *
 * @returns the jobs of the cycle, each to run right after the next one; the last is the one where the walk entered. null for none
 * @systemd src/core/transaction.c transaction_verify_order_one
 */
function findCycle(transaction: Transaction, state: ManagerState, choices: Choices): Unit[] | null {
  const seen = new Set<Unit>();
  const open = new Map<Unit, number>();
  for (const root of transaction.walk('verify-order')) {
    if (seen.has(root)) continue;
    const path: Step[] = [];
    const enter = (unit: Unit): void => {
      seen.add(unit);
      open.set(unit, path.length);
      path.push({ unit, direction: 0, units: choices.related(unit, 'Before'), at: 0 });
    };
    enter(root);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const next = step.units[step.at];
      if (!next) {
        step.direction++;
        step.at = 0;
        if (step.direction < ORDER_DIRECTIONS.length) step.units = choices.related(step.unit, 'After');
        else {
          open.delete(step.unit);
          path.pop();
        }
        continue;
      }
      step.at++;
      const job = orderedJob(transaction, state, step.unit);
      const other = orderedJob(transaction, state, next);
      if (!job || !other || !runsBefore(job, other, step.direction === 0 ? 'Before' : 'After')) continue;
      const openAt = open.get(next);
      if (openAt !== undefined) return path.slice(openAt).map((entry) => entry.unit).reverse(); // prettier-ignore
      if (!seen.has(next)) enter(next);
    }
  }
  return null;
}

/** May the jobs of a unit be deleted to break a cycle? */
export function isDroppable(transaction: Transaction, unit: Unit): boolean {
  const jobs = transaction.jobs.get(unit);
  return jobs !== undefined && !jobs.some((job) => job.matters);
}

/**
 * Looks for a cycle in the order of jobs; the first that is found is broken by deleting the jobs of a unit.
 *
 * @returns `ok` when there is no cycle, `again` when one was broken, `cyclic` when one cannot be broken
 * @systemd src/core/transaction.c transaction_verify_order
 */
export function verifyOrder(
  transaction: Transaction,
  state: ManagerState,
  choices: Choices,
  cycles: FoundCycle[],
  log: LogLine[],
): 'ok' | 'again' | 'cyclic' {
  const path = findCycle(transaction, state, choices);
  const entry = path?.at(-1);
  if (!path || !entry) return 'ok';
  const typeOf = (unit: Unit): JobType => orderedJob(transaction, state, unit)?.type ?? 'nop';
  const steps = path.map((unit) => ({ unit, type: typeOf(unit), queued: !transaction.jobs.has(unit) }));
  for (const [i, { unit, type }] of steps.entries()) {
    const what = i === 0 ? 'Found ordering cycle on' : 'Found dependency on';
    log.push({ priority: 4, unit: entry.id, isLimited: false, text: `${what} ${unit.id}/${type}` });
  }
  const victim = path.find((unit) => isDroppable(transaction, unit)) ?? null;
  cycles.push({ path: steps, victim });
  const start = `${entry.id}/${typeOf(entry)}`;
  if (!victim) {
    log.push({ priority: 3, unit: entry.id, isLimited: false, text: `Unable to break cycle starting with ${start}` });
    return 'cyclic';
  }
  const deleted = `${victim.id}/${typeOf(victim)}`;
  log.push({
    priority: 3,
    unit: entry.id,
    isLimited: false,
    text: `Job ${deleted} deleted to break ordering cycle starting with ${start}`,
  });
  transaction.deleteUnit(victim, 'cycle');
  return 'again';
}
