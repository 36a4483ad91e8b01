import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chainTo, jobOf, slackTo, type TimedJob } from '../../../viz/layout/timeline-chain.js';

const job = (unit: number, runnable: number, finished: number | null, releaser: number, type = 'start'): TimedJob => ({
  unit,
  type,
  installed: 0,
  runnable,
  finished,
  releaser,
});

/** Units in the order in which they end: 0 (0-10) and 1 (0-4) before 2 (10-15), 2 before 3 (15-16). */
const jobs = [job(1, 0, 4, -1), job(0, 0, 10, -1), job(2, 10, 15, 1), job(3, 15, 16, 2)];
const after = (unit: number): readonly number[] => [[], [], [0, 1], [2]][unit] ?? [];

/** Runs of random units: each starts when all that it is ordered after are done, and may be begun later than it could. */
interface RandomRun {
  readonly jobs: readonly TimedJob[];
  readonly after: (unit: number) => readonly number[];
}
const runs = fc
  .array(fc.record({ took: fc.nat(50), before: fc.array(fc.nat(30), { maxLength: 4 }) }), { minLength: 1, maxLength: 30 })
  .map((units): RandomRun => {
    const order = units.map(({ before }, unit) => [...new Set(before)].filter((other) => other < unit));
    const ends: { unit: number; runnable: number; finished: number; by: number }[] = [];
    for (const [unit, { took }] of units.entries()) {
      let by = -1;
      for (const other of order[unit] ?? []) if (by < 0 || (ends[other]?.finished ?? 0) >= (ends[by]?.finished ?? 0)) by = other;
      const runnable = by < 0 ? 0 : (ends[by]?.finished ?? 0);
      ends.push({ unit, runnable, finished: runnable + took, by });
    }
    const sorted = [...ends].sort((a, b) => a.finished - b.finished || a.unit - b.unit);
    const place = new Map(sorted.map(({ unit }, i) => [unit, i]));
    return {
      jobs: sorted.map(({ unit, runnable, finished, by }) => job(unit, runnable, finished, place.get(by) ?? -1)),
      after: (unit) => order[unit] ?? [],
    };
  });

describe('the chain that sets the time of a job', () => {
  test('is its releaser, the releaser of that, and so on', () => {
    expect(chainTo(jobs, 3)).toEqual([1, 2, 3]);
  });

  test('is the job alone where it waited for nothing, and nothing where there is no job', () => {
    expect(chainTo(jobs, 0)).toEqual([0]);
    expect(chainTo(jobs, -1)).toEqual([]);
  });

  test('ends where releasers go round', () => {
    expect(chainTo([job(0, 0, 1, 1), job(1, 0, 1, 0)], 0)).toEqual([1, 0]);
  });

  test('the job of a unit is the one that starts it, not one that stops it before', () => {
    const stopped = [job(5, 0, 1, -1, 'stop'), job(5, 1, 2, 0)];
    expect(jobOf(stopped, 5)).toBe(1);
    expect(jobOf(stopped, 6)).toBe(-1);
  });
});

describe('slack', () => {
  test('is how much later a job may end: 4 instead of 10 ms leave 6', () => {
    expect(slackTo(jobs, 3, after)).toEqual([6, 0, 0, 0]);
  });

  test('counts from when a job could run: one that was begun late has used that time', () => {
    // It could run at 10, was begun at 12 and done at 15: what stands before it must be done at 10, not at 12.
    expect(slackTo([job(0, 0, 10, -1), job(1, 10, 15, 0)], 1, (unit) => (unit === 1 ? [0] : []))).toEqual([0, 0]);
  });

  test('is none of a job that the goal does not wait for, or that does not end', () => {
    expect(slackTo(jobs, 2, after)).toEqual([6, 0, 0, null]);
    expect(slackTo([job(0, 0, null, -1), job(1, 0, 3, -1)], 1, () => [0])).toEqual([null, 0]);
  });

  test('a stop goes first, whatever the direction of the order', () => {
    // Unit 0 is ordered after unit 1, but it is stopped: its job goes before the start of unit 1.
    const [stop, start] = [job(0, 0, 2, -1, 'stop'), job(1, 5, 6, -1)];
    expect(slackTo([stop, start], 1, (unit) => (unit === 0 ? [1] : []))).toEqual([3, 0]);
  });

  test('what had ended before the other was asked for did not hold it up', () => {
    const late = { ...job(1, 5, 6, -1), installed: 5 };
    expect(slackTo([job(0, 0, 2, -1), late], 1, (unit) => (unit === 1 ? [0] : []))).toEqual([null, 0]);
  });

  test('is 0 on the whole chain', () => {
    fc.assert(
      fc.property(runs, (run) => {
        for (const goal of run.jobs.keys()) {
          const slack = slackTo(run.jobs, goal, run.after);
          expect(chainTo(run.jobs, goal).map((i) => slack[i])).toEqual(chainTo(run.jobs, goal).map(() => 0));
        }
      }),
      { seed: 252, numRuns: 100 },
    );
  });

  test('a job that ends later by its slack, and no more, leaves the goal where it is', () => {
    fc.assert(
      fc.property(runs, fc.nat(100), fc.boolean(), (run, seed, isMore) => {
        const goal = run.jobs.length - 1;
        const delayed = seed % run.jobs.length;
        const slack = slackTo(run.jobs, goal, run.after)[delayed] ?? null;
        if (slack === null) return;
        const ends = new Map<number, number>();
        for (const unit of [...run.jobs].map((each) => each.unit).sort((a, b) => a - b)) {
          const own = run.jobs.find((each) => each.unit === unit) as TimedJob;
          const runnable = Math.max(0, ...run.after(unit).map((other) => ends.get(other) ?? 0));
          const more = own === run.jobs[delayed] ? slack + (isMore ? 1 : 0) : 0;
          ends.set(unit, runnable + (own.finished ?? 0) - own.runnable + more);
        }
        const last = run.jobs[goal] as TimedJob;
        expect(ends.get(last.unit)).toBe((last.finished ?? 0) + (isMore ? 1 : 0));
      }),
      { seed: 252, numRuns: 300 },
    );
  });
});
