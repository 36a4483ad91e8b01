import type { Usec } from '../base/usec.js';
import type { Unit } from '../graph/unit.js';
import type { JobResult, JobType } from '../transaction/job-table.js';
import type { QueuedJob } from '../transaction/manager-state.js';
import type { PullIn } from '../transaction/transaction-result.js';
import type { TimedEvent } from './event-queue.js';

/** What a job went through. A restart job that turns into a start job begins a new entry. */
export interface JobSpan {
  readonly unit: string;
  /** A later request may have changed it. */
  type: JobType;
  readonly installed: Usec;
  /** When no other job stood before it any more; null while one does. */
  runnable: Usec | null;
  running: Usec | null;
  finished: Usec | null;
  result: JobResult | null;
  /** The places of its beginning and its end in the course of the run: many things happen at the same time. */
  runSequence: number | null;
  endSequence: number | null;
  /** The job that it waited for last; null when it never had to wait. */
  releasedBy: JobSpan | null;
  /** The job whose failure ended it, for the result `dependency`. */
  failedBy: JobSpan | null;
  /** Why it was queued, the first reason first. */
  readonly pulledInBy: readonly PullIn[];
  /** The number of the request that queued it, counted from 0. */
  readonly request: number;
}

/** The entry of a job that has only been queued. */
export const UNBEGUN = {
  runnable: null,
  running: null,
  finished: null,
  result: null,
  runSequence: null,
  endSequence: null,
  releasedBy: null,
  failedBy: null,
} as const;

/** A job in the manager's queue. */
export class Job implements QueuedJob {
  readonly id: number;
  readonly unit: Unit;
  type: JobType;
  state: 'waiting' | 'running' = 'waiting';
  irreversible: boolean;
  ignoreOrder: boolean;
  isInRunQueue = false;
  isGone = false;
  /** How many of those who asked for it are still there: such a job is not collected. */
  clientCount = 0;
  beginUsec: Usec;
  runningUsec: Usec | null = null;
  timer: TimedEvent | null = null;
  span: JobSpan;
  /** Where to look first for a job that stands before this one. */
  scanFrom = 0;

  constructor(id: number, unit: Unit, type: JobType, flags: { irreversible: boolean; ignoreOrder: boolean }, span: JobSpan) {
    this.id = id;
    this.unit = unit;
    this.type = type;
    this.irreversible = flags.irreversible;
    this.ignoreOrder = flags.ignoreOrder;
    this.beginUsec = span.installed;
    this.span = span;
  }
}

/** With x Before= y: does the job of x go before that of y, which is of this type? A stop goes first, whatever the direction. */
function keepsOrder(second: JobType): boolean {
  return second !== 'stop' && second !== 'restart';
}

/** What decides of the order of two jobs. */
export type OrderedJob = Pick<Job, 'type' | 'ignoreOrder'>;

/**
 * Has `other` to run before `job`?
 *
 * @param direction how the unit of `job` is ordered to that of `other`
 *
 * @systemd src/core/job.c job_compare
 */
export function standsBefore(other: OrderedJob, job: OrderedJob, direction: 'After' | 'Before'): boolean {
  if (job.type === 'nop' || other.type === 'nop' || job.ignoreOrder || other.ignoreOrder) return false;
  return direction === 'After' ? keepsOrder(job.type) : !keepsOrder(other.type);
}
