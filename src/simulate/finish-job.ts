import { isUp } from '../transaction/active-state.js';
import type { JobResult } from '../transaction/job-table.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Job } from './job.js';
import { standsBefore, type JobSpan } from './job.js';
import { endMessage, RESULT_PRIORITY, statusString } from './job-message-table.js';
import type { FinishOptions, Kernel } from './kernel.js';
import { startEachInMode } from './start-each.js';
import type { UnitRuntime } from './unit-runtime.js';

/** What finishing needs of the job table besides the kernel. */
export interface JobRemoval {
  /** Takes a job out of the table. */
  remove(job: Job): void;
  /** Begins the entry of the start half of a restart job. */
  nextSpan(job: Job): JobSpan;
}

/** One job that is being finished; dependents come between its two halves. */
interface Frame {
  readonly job: Job;
  readonly runtime: UnitRuntime;
  readonly result: JobResult;
  readonly victims: readonly UnitRuntime[];
  next: number;
}

/** More jobs than this do not fail each other in a row unless they are queued anew all the time: the manager's own stack ends there. */
const DEPTH_MAX = 25_000;

const START_FAILURE: readonly DependencyKind[] = ['RequiredBy', 'RequisiteOf', 'BoundBy'];

function statusOf(kernel: Kernel, runtime: UnitRuntime): { type: UnitRuntime['unit']['type']; isOneshot: boolean; status: string } {
  const { unit } = runtime;
  const isOneshot = unit.type === 'service' && 'serviceType' in runtime.machine && runtime.machine.serviceType === 'oneshot';
  return { type: unit.type, isOneshot, status: statusString(unit.id, runtime.description, kernel.configuration.statusUnitFormat) };
}

function sayResult(kernel: Kernel, runtime: UnitRuntime, job: Job, result: JobResult): void {
  const status = statusOf(kernel, runtime);
  if (job.type === 'start' && result === 'done' && !runtime.conditionResult) {
    const why = runtime.unmetCondition;
    const text =
      why === null
        ? `Condition check resulted in ${status.status} being skipped.`
        : why === ''
          ? `${status.status} was skipped because no trigger condition checks were met.`
          : `${status.status} was skipped because of an unmet condition check (${why}).`;
    kernel.say(RESULT_PRIORITY.done, text, runtime);
    return;
  }
  const text = endMessage(job.type, result, status);
  if (text !== null) kernel.say(RESULT_PRIORITY[result], text, runtime);
}

/** The first half: the job is gone afterwards (a restart job: it starts anew), and its dependents are named. */
function begin(
  kernel: Kernel,
  removal: JobRemoval,
  job: Job,
  result: JobResult,
  options: FinishOptions,
  by: JobSpan | null,
): Frame | null {
  const runtime = kernel.runtime(job.unit);
  const type = job.type;
  if (options.silent !== true) sayResult(kernel, runtime, job, result);
  const span = job.span;
  span.finished = kernel.now;
  span.result = result;
  span.endSequence = kernel.nextSequence();
  span.failedBy = by;
  if (result === 'done' && type === 'restart') {
    job.type = 'start';
    job.state = 'waiting';
    job.span = removal.nextSpan(job);
    kernel.enqueueJob(job);
    wake(kernel, runtime, { type, ignoreOrder: job.ignoreOrder, span });
    return null;
  }
  removal.remove(job);
  return { job, runtime, result, victims: options.recursive ? victimsOf(runtime, type, result) : [], next: 0 };
}

function victimsOf(runtime: UnitRuntime, type: Job['type'], result: JobResult): readonly UnitRuntime[] {
  const kinds: DependencyKind[] = [];
  if (result !== 'done') {
    if (type === 'start' || type === 'verify-active') kinds.push(...START_FAILURE);
    else if (type === 'stop') kinds.push('ConflictedBy');
  } else if ((type === 'start' || type === 'reload') && !isUp(runtime.machine.activeState)) {
    kinds.push('RequisiteOf');
  }
  return runtime.peersOfKinds(kinds);
}

/** The second half: what happens when all dependents have been told. */
function end(kernel: Kernel, frame: Frame): void {
  const { job, runtime, result } = frame;
  if (result === 'timeout' || result === 'dependency') {
    kernel.log(5, runtime, `Job ${job.unit.id}/${job.type} failed with result '${result}'.`);
    startEachInMode(kernel, runtime, 'OnFailure');
  }
  kernel.notifyTriggers(runtime);
  wake(kernel, runtime, job);
}

/** What of a finished job counts for those that waited for it. */
type Finished = Pick<Job, 'type' | 'ignoreOrder' | 'span'>;

function wake(kernel: Kernel, runtime: UnitRuntime, done: Finished): void {
  for (const direction of ['After', 'Before'] as const) {
    for (const other of runtime.peers(direction)) {
      const waiting = other.job;
      if (waiting === null) continue;
      if (waiting.state === 'waiting' && standsBefore(done, waiting, direction === 'After' ? 'Before' : 'After')) {
        waiting.span.releasedBy = done.span;
        waiting.span.runnable = kernel.now;
      }
      kernel.enqueueJob(waiting);
      kernel.queueJobCollection(waiting);
    }
  }
  kernel.queueUpheld(runtime);
  kernel.queueBound(runtime);
  kernel.queueUnneeded(runtime);
  kernel.queueCollection(runtime);
  kernel.checkFinished();
}

/**
 * Ends a job with a result, and the jobs of the units that cannot do without it. Depth first, as the order of the messages shows;
 * with a stack of its own, because chains of dependencies may be long.
 *
 * @returns false when that does not end: OnFailure= may queue the jobs anew that are failed
 * @systemd src/core/job.c job_finish_and_invalidate, job_fail_dependencies
 */
export function finishJob(kernel: Kernel, removal: JobRemoval, first: Job, result: JobResult, options: FinishOptions): boolean {
  const stack: Frame[] = [];
  const top = begin(kernel, removal, first, result, options, null);
  if (top !== null) stack.push(top);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const victim = frame.victims[frame.next++];
    if (victim === undefined) {
      stack.pop();
      end(kernel, frame);
      continue;
    }
    const job = victim.job;
    if (job === null || (job.type !== 'start' && job.type !== 'verify-active')) continue;
    const below = begin(kernel, removal, job, 'dependency', { recursive: true }, frame.job.span);
    if (below !== null) stack.push(below);
    if (stack.length > DEPTH_MAX) return false;
  }
  return true;
}
