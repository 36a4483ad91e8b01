import type { Span } from '../protocol.js';

/** What the chain and the slack of a job are worked out from. Jobs stand in the order in which they ended. */
export type TimedJob = Pick<Span, 'unit' | 'type' | 'installed' | 'runnable' | 'finished' | 'releaser'>;

/** The job that starts a unit: the first of its start jobs, else the first of its jobs. -1 for none. */
export function jobOf(jobs: readonly TimedJob[], unit: number): number {
  const isStart = ({ type }: TimedJob): boolean => type === 'start' || type === 'restart' || type === 'verify-active';
  const start = jobs.findIndex((job) => job.unit === unit && isStart(job));
  return start >= 0 ? start : jobs.findIndex((job) => job.unit === unit);
}

/**
 * The jobs that set the time of one: its releaser, the releaser of that, and so on.
 *
 * @returns places in `jobs`, the first job first, `goal` last; empty where there is no such job
 */
export function chainTo(jobs: readonly TimedJob[], goal: number): number[] {
  const chain: number[] = [];
  const seen = new Set<number>();
  for (let at = goal; jobs[at] !== undefined && !seen.has(at); at = jobs[at]?.releaser ?? -1) {
    seen.add(at);
    chain.push(at);
  }
  return chain.reverse();
}

/** A job that stops its unit goes before the others, whatever the direction of the order. */
const isStopping = ({ type }: TimedJob): boolean => type === 'stop' || type === 'restart';

/**
 * How much later each job may end before `goal` ends later. It counts from when a job could run: the time until it was begun is part of what
 * it takes. On the chain it is 0.
 *
 * @param after the units that a unit is ordered after
 * @returns milliseconds by place in `jobs`; null where `goal` does not wait for the job
 * @systemd src/core/job.c job_compare
 */
export function slackTo(
  jobs: readonly TimedJob[],
  goal: number,
  after: (unit: number) => readonly number[],
): readonly (number | null)[] {
  const latest = new Array<number>(jobs.length).fill(Infinity);
  const end = jobs[goal]?.finished;
  if (typeof end !== 'number') return jobs.map(() => null);
  latest[goal] = end;
  const waitedFor = waitedForOf(jobs, after);
  // Those that wait for a job end later: when it is looked at, its own limit is known.
  for (let i = goal; i >= 0; i--) {
    const job = jobs[i];
    const limit = latest[i] ?? Infinity;
    if (!job || limit === Infinity) continue;
    const begun = limit - ((job.finished ?? job.runnable) - job.runnable);
    waitedFor(i, (first) => {
      latest[first] = Math.min(latest[first] ?? Infinity, begun);
    });
  }
  return jobs.map(({ finished }, i) => {
    const limit = latest[i] ?? Infinity;
    return finished === null || limit === Infinity ? null : Math.max(0, Math.round((limit - finished) * 1000) / 1000);
  });
}

/** Calls a function with each earlier job that one had to wait for, some of them twice. */
function waitedForOf(
  jobs: readonly TimedJob[],
  after: (unit: number) => readonly number[],
): (second: number, use: (first: number) => void) => void {
  const byUnit = new Map<number, number[]>();
  /** The jobs that stop a unit, by the units that it is after. */
  const stoppedBefore = new Map<number, number[]>();
  const addTo = (lists: Map<number, number[]>, unit: number, job: number): void => {
    const list = lists.get(unit);
    if (list) list.push(job);
    else lists.set(unit, [job]);
  };
  for (const [i, job] of jobs.entries()) {
    addTo(byUnit, job.unit, i);
    if (isStopping(job)) for (const unit of after(job.unit)) addTo(stoppedBefore, unit, i);
  }
  return (second, use) => {
    const job = jobs[second];
    if (!job) return;
    const consider = (first: number): void => {
      const end = jobs[first]?.finished;
      // What had ended before the other was asked for did not hold it up.
      if (first < second && typeof end === 'number' && end <= job.runnable && end >= job.installed) use(first);
    };
    if (!isStopping(job)) for (const unit of after(job.unit)) for (const first of byUnit.get(unit) ?? []) consider(first);
    for (const first of stoppedBefore.get(job.unit) ?? []) consider(first);
    // What the record says counts, whatever the graph knows.
    if (job.releaser >= 0 && job.releaser < second) use(job.releaser);
  };
}
