import { describe, expect, test } from 'vitest';
import { sharedCopy } from '../support/shared.js';
import { recordedBoots, releasersOf, type RecordedBoot } from './recorded-boots.js';

const shared = sharedCopy();

/** Jobs that no stamp can show, with the reason. Every one of them is explained in the README beside the record. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['failure-action shutdown.target/start', 'the record has no edges of b.service, which was unloaded: ours is one step earlier'],
  ['path-start-limit a.service/start', 'the path starts it again and again: the stamps are of the last time'],
  ['start-limit-action scenario.target/start', 'the target was unloaded and loaded again: it has no stamps'],
]);

/** A unit that was unloaded has no stamps at all, and a job of an automatic restart leaves none that the next try does not overwrite. */
function hasStamps(boot: RecordedBoot, unit: string, isFirst: boolean): boolean {
  const known = boot.units[unit];
  return known !== undefined && known.loadState !== 'unloaded' && (isFirst || !(Number(known.nRestarts ?? 0) > 0));
}

describe.skipIf(shared === null)('releasers found from stamps and graph alone', () => {
  const boots = recordedBoots();
  test('are those of the debug log of the manager', () => {
    let [right, all, unseen] = [0, 0, 0];
    const wrong: string[] = [];
    for (const boot of boots) {
      const run = releasersOf(boot, shared ?? '');
      const left = [...(run?.ended ?? [])];
      const seen = new Set<string>();
      for (const [unit, type, result, releaser] of boot.jobs) {
        const isFirst = !seen.has(unit) && type !== 'restart';
        seen.add(unit);
        if (!hasStamps(boot, unit, isFirst)) {
          unseen++;
          continue;
        }
        all++;
        const at = left.findIndex((job) => job.unit === unit && job.type === type);
        const job = at < 0 ? undefined : left.splice(at, 1)[0];
        const ours = job === undefined ? 'no job' : job.running === null ? false : (job.releasedBy?.unit ?? null);
        // A job that another one ended has no releaser, whether it ran before or not.
        if (job?.result === result && (result === 'dependency' || ours === releaser)) right++;
        else wrong.push(`${boot.name} ${unit}/${type} ${result} ${String(releaser)}, not ${String(job?.result)} ${String(ours)}`);
      }
    }
    console.log(
      `releasers: ${String(right)} of ${String(all)} jobs in ${String(boots.length)} boots (${String(unseen)} jobs without any stamp)`,
    );
    expect(wrong.filter((line) => ![...EXCEPTIONS.keys()].some((known) => line.startsWith(known)))).toEqual([]);
    expect(boots.length).toBeGreaterThanOrEqual(40);
    expect(right / all).toBeGreaterThan(0.99);
  });

  test('a timer that fired late is seen by what it let begin', () => {
    const boot = boots.find(({ name }) => name === 'job-timeout');
    const run = boot === undefined ? null : releasersOf(boot, shared ?? '');
    // c.service has 400 ms from its beginning at 45.638 ms on; handler.service, its OnFailure=, began at 552.312 ms.
    const job = run?.ended.find(({ unit }) => unit === 'c.service');
    expect([job?.result, job?.running, job?.finished]).toEqual(['timeout', 45_638, 552_312]);
  });
});
