import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Simulation } from '../../src/simulate/simulation.js';
import { BY_NAME, seeded } from '../../src/transaction/choices.js';
import { generateSet } from '../conformance/random/generate.js';
import { answerOf, runSet } from '../conformance/random/simulated.js';
import { STUBS } from '../conformance/random/stubs.js';
import { render } from '../conformance/random/unit-set.js';

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const RUNS = { numRuns: 60, seed: 5 };

/** Boots the set of a seed, the manager's tables walked in one of its ways. */
function boot(seed: number): Simulation {
  const set = generateSet(seed);
  return runSet(set, render(set, null), { stubs: STUBS, choices: seed % 2 === 0 ? BY_NAME : seeded(seed), duration: 8 });
}

const isSorted = (times: readonly number[]): boolean => times.every((time, i) => i === 0 || time >= (times[i - 1] ?? 0));

describe('In every run of a generated set of units', () => {
  test('time never goes back', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const run = boot(seed);
        expect(isSorted(run.log.map(({ at }) => at))).toBe(true);
        expect(isSorted(run.requests.map(({ at }) => at))).toBe(true);
        expect(isSorted(run.ended.map(({ finished }) => finished ?? Number.NaN))).toBe(true);
        for (const { installed, runnable, running, finished } of run.jobs) {
          const moments = [installed, runnable, running, finished].filter((moment) => moment !== null);
          expect(isSorted(moments)).toBe(true);
          expect(moments.at(-1)).toBeLessThanOrEqual(run.endedAt);
        }
      }),
      RUNS,
    );
  });

  test('every job ends, or is told to be waiting', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const run = boot(seed);
        if (run.isHalted) return;
        const waiting = new Set(run.states.map(({ job }) => job));
        for (const job of run.jobs) expect(job.result !== null || waiting.has(job)).toBe(true);
        for (const { unit } of run.ended) expect(unit).not.toBe('');
      }),
      RUNS,
    );
  });

  test('no unit has two jobs at a time, and none starts that is being stopped', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const run = boot(seed);
        const last = new Map<string, Simulation['jobs'][number]>();
        for (const job of run.jobs) {
          if (job.type === 'nop') continue;
          const before = last.get(job.unit);
          // The one before ended when the next was put into the queue, or earlier.
          if (before !== undefined) expect(before.finished ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(job.installed);
          last.set(job.unit, job);
        }
      }),
      RUNS,
    );
  });

  test('the same set ends the same, to the byte', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const whole = (run: Simulation): string => JSON.stringify([answerOf(run), run.log, run.states.map(({ times }) => times)]);
        expect(whole(boot(seed))).toBe(whole(boot(seed)));
      }),
      RUNS,
    );
  });
});
