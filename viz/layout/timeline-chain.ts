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
  const followers = followersOf(jobs, after);
  // A follower ends later: its own limit is known when it is asked for.
  for (let i = jobs.length - 1; i >= 0; i--) {
    for (const next of followers[i] ?? []) {
      const job = jobs[next];
      const limit = latest[next] ?? Infinity;
      if (!job || limit === Infinity) continue;
      latest[i] = Math.min(latest[i] ?? Infinity, limit - ((job.finished ?? job.runnable) - job.runnable));
    }
  }
  return jobs.map(({ finished }, i) => {
    const limit = latest[i] ?? Infinity;
    return finished === null || limit === Infinity ? null : Math.max(0, Math.round((limit - finished) * 1000) / 1000);
  });
}

/** For each job the later ones that had to wait for it. */
function followersOf(jobs: readonly TimedJob[], after: (unit: number) => readonly number[]): number[][] {
  const byUnit = new Map<number, number[]>();
  for (const [i, { unit }] of jobs.entries()) {
    const list = byUnit.get(unit);
    if (list) list.push(i);
    else byUnit.set(unit, [i]);
  }
  const followers: number[][] = jobs.map(() => []);
  const add = (first: number, second: number): void => {
    const [one, two] = [jobs[first], jobs[second]];
    if (!one || !two || first >= second || one.finished === null) return;
    // What had ended before the other was asked for did not hold it up.
    if (one.finished <= two.runnable && one.finished >= two.installed) followers[first]?.push(second);
  };
  for (const [i, job] of jobs.entries()) {
    for (const unit of after(job.unit)) {
      for (const other of byUnit.get(unit) ?? []) {
        if (isStopping(job)) add(i, other);
        else add(other, i);
      }
    }
    // What the record says counts, whatever the graph knows.
    if (job.releaser >= 0 && job.releaser < i && !followers[job.releaser]?.includes(i)) followers[job.releaser]?.push(i);
  }
  return followers;
}
