import { describe, expect, test } from 'vitest';
import { findStopReleasers } from '../../src/explain/releasers-shutdown.js';
import { findReleasers } from '../../src/explain/releasers.js';
import type { MeasuredBoot } from '../../src/measure/measured-boot.js';
import { readBoot } from '../../src/measure/read-boot.js';
import { sharedCopy } from '../support/shared.js';
import { recordedBoots, treeOf, type RecordedBoot } from './recorded-boots.js';

const shared = sharedCopy();

/** Jobs whose releaser no record can show, with the reason; see the README beside the record. */
const EXCEPTIONS = [
  // The manager was about to exit already.
  'start-limit-action ',
  // Two ended in the same line of the console.
  'minimal-basic.target dbus.socket',
  'server-rescue.target shutdown.target',
  'server-graphical.target sysinit.target',
  'server-graphical.target shutdown.target',
];

type Jobs = readonly { readonly type: string; readonly installed: number | null }[];
const jobsOf = (boot: RecordedBoot, unit: string): Jobs => (boot.units[unit]?.jobs ?? []) as Jobs;

/** The record, at will as messages of level info have it: not when jobs were queued, and none that never ran. */
function measured(boot: RecordedBoot, isDebug: boolean): MeasuredBoot {
  const units = Object.entries(boot.units).map(([name, unit]) => [
    name,
    isDebug ? unit : { ...unit, jobs: jobsOf(boot, name).map((job) => ({ ...job, installed: null })) },
  ]);
  const { systemd, manager } = boot;
  const document = { schema: 'oracle-boot/1', systemd, manager, units: Object.fromEntries(units) as object };
  const found = readBoot(Buffer.from(JSON.stringify(document)), boot.name);
  if (found === null) throw new Error(`${boot.name} cannot be read`);
  return found;
}

function compare(isDebug: boolean): { right: number; all: number; wrong: string[]; count: number } {
  const result = { right: 0, all: 0, wrong: [] as string[], count: 0 };
  for (const boot of recordedBoots('shutdowns.json.gz')) {
    if (boot.jobs.length === 0) continue;
    result.count++;
    const { graph } = treeOf(boot, shared ?? '');
    for (const name of Object.keys(boot.units)) graph.load(name);
    const record = measured(boot, isDebug);
    const booted = findReleasers(graph, record, boot.unit);
    const run = findStopReleasers(graph, record, { booted, defaultUnit: boot.unit }, 'poweroff.target');
    const left = [...(run?.ended ?? [])];
    const askedAt = jobsOf(boot, 'poweroff.target')[0]?.installed ?? 0;
    for (const [unit, type, state, releaser] of boot.jobs) {
      const own = jobsOf(boot, unit).find((job) => job.type === type);
      // What was started to ask for the shutdown is no part of it; the console takes some milliseconds for all lines of a request.
      if ((own?.installed ?? 0) < askedAt - 20) continue;
      result.all++;
      const at = left.findIndex((job) => job.unit === unit && job.type === type);
      const job = at < 0 ? undefined : left.splice(at, 1)[0];
      const ours = job === undefined ? 'no job' : job.running === null ? false : (job.releasedBy?.unit ?? null);
      if (job?.result === state && ours === releaser) result.right++;
      else
        result.wrong.push(`${boot.name} ${unit}/${type} ${state} ${String(releaser)}, not ${String(job?.result)} ${String(ours)}`);
    }
  }
  return result;
}

describe.skipIf(shared === null)('releasers of a shutdown, found from what a record tells of its jobs', () => {
  test('are those of the debug log of the manager', () => {
    const { right, all, wrong, count } = compare(true);
    console.log(`releasers: ${String(right)} of ${String(all)} jobs in ${String(count)} shutdowns`);
    expect(wrong.filter((line) => !EXCEPTIONS.some((known) => line.startsWith(known)))).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(90);
    expect(right / all).toBeGreaterThan(0.99);
  });

  test('are so too, mostly, where the messages do not tell what was queued', () => {
    const { right, all } = compare(false);
    console.log(`releasers: ${String(right)} of ${String(all)} jobs, without when they were queued`);
    expect(right / all).toBeGreaterThan(0.98);
  });
});
