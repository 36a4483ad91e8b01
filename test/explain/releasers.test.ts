import { describe, expect, test } from 'vitest';
import { sharedCopy } from '../support/shared.js';
import { recordedBoots, releasersOf, type RecordedBoot } from './recorded-boots.js';

const shared = sharedCopy();

/**
 * The releaser by the log. Where the edges of a unit are not in the record, because it was unloaded again, the line of the log that the job was held
 * back by it tells.
 */
function releaserIn(boot: RecordedBoot, [, , , releaser, heldBack]: RecordedBoot['jobs'][number]): string | null | undefined {
  const isUnloaded = heldBack !== null && (boot.units[heldBack]?.loadState ?? 'unloaded') === 'unloaded';
  return releaser === null && isUnloaded ? heldBack : releaser;
}

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
      for (const told of boot.jobs) {
        const [unit, type, result] = told;
        const releaser = releaserIn(boot, told);
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
    expect(wrong).toEqual([]);
    expect(boots.length).toBeGreaterThanOrEqual(40);
  });

  test('a timer that fired late is seen by what it let begin', () => {
    const boot = boots.find(({ name }) => name === 'job-timeout');
    const run = boot === undefined ? null : releasersOf(boot, shared ?? '');
    // c.service has 400 ms from its beginning at 45.638 ms on; handler.service, its OnFailure=, began at 552.312 ms.
    const job = run?.ended.find(({ unit }) => unit === 'c.service');
    expect([job?.result, job?.running, job?.finished]).toEqual(['timeout', 45_638, 552_312]);
  });
});
