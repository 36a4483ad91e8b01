import type { JobType } from './job-table.js';

/** What the order of two jobs depends on. */
export interface OrderedJob {
  readonly type: JobType;
  readonly ignoreOrder: boolean;
}

/**
 * Must the job of X run before that of Y, where X has Before=Y? A stop goes before a start whatever the direction; two stops go in
 * reverse. A restart counts as a stop.
 *
 * @returns 'first' when X's job goes first, 'second' when Y's does, null when neither has to wait
 * @systemd src/core/job.c job_compare
 */
export function orderOf(x: OrderedJob, y: OrderedJob): 'first' | 'second' | null {
  if (x.type === 'nop' || y.type === 'nop' || x.ignoreOrder || y.ignoreOrder) return null;
  return y.type === 'stop' || y.type === 'restart' ? 'second' : 'first';
}

/** The directions in which job order is followed, in this order. */
export const ORDER_DIRECTIONS = ['Before', 'After'] as const;

/**
 * Must the job of a unit run before that of another one, which is in its table of a direction?
 */
export function runsBefore(job: OrderedJob, other: OrderedJob, direction: (typeof ORDER_DIRECTIONS)[number]): boolean {
  return direction === 'Before' ? orderOf(job, other) === 'first' : orderOf(other, job) === 'second';
}
