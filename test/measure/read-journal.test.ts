import { describe, expect, test } from 'vitest';
import { combineBoots } from '../../src/measure/combine-boots.js';
import type { MeasuredBoot } from '../../src/measure/measured-boot.js';
import { read, readRecorded, recorded, recordedText, truth, unitOf } from './recorded.js';

const entry = (fields: Record<string, string>): string =>
  JSON.stringify({ __REALTIME_TIMESTAMP: '5', __MONOTONIC_TIMESTAMP: '7', _PID: '1', ...fields });
const jobsOf = (boot: MeasuredBoot): string[] =>
  [...boot.units.values()].flatMap((unit) =>
    unit.jobs.map((job) => `${job.id ?? ''} ${unit.unit}/${job.type} ${job.result ?? 'unfinished'}`),
  );

describe.each(['debian12', 'debian13'])('the journal of %s', (name) => {
  const json = readRecorded(name, 'journal.json');

  test('has the same jobs as JSON and as export', () => {
    const both = readRecorded(name, 'journal.export');
    expect([json.formats, both.formats]).toEqual([['journal-json'], ['journal-export']]);
    const plain = (boot: MeasuredBoot): unknown =>
      [...boot.units].map(([unit, { jobs }]) => [unit, jobs.map((job) => ({ ...job, source: '' }))]);
    expect(plain(both)).toEqual(plain(json));
    expect(both.userspaceMonotonic).toBe(json.userspaceMonotonic);
  });
  test('has the results of jobs', () => {
    const results = Object.fromEntries([...json.units].map(([unit, { jobs }]) => [unit, jobs.map((job) => job.result)]));
    expect(results).toMatchObject({
      'early.service': ['done'],
      'fails.service': ['failed'],
      'needs-fails.service': ['dependency'],
      'skipped.service': ['done'],
      'times-out.service': ['failed'],
      'run-data.mount': ['done'],
      'again@x\\x2dy.service': ['done', 'done'],
    });
  });
  test('with the stamp of userspace, jobs begin and end when their unit changes, within its resolution', () => {
    const combined = combineBoots([json, readRecorded(name, 'show-manager.txt')]);
    const truths = truth(name);
    for (const [unit, begin, end] of [
      ['early.service', 'inactiveExit', 'activeEnter'],
      ['middle.service', 'inactiveExit', 'inactiveEnter'],
      ['long.service', 'inactiveExit', 'activeEnter'],
      ['fails.service', 'inactiveExit', 'inactiveEnter'],
      ['times-out.service', 'inactiveExit', 'inactiveEnter'],
    ] as const) {
      const job = combined?.units.get(unit)?.jobs[0];
      expect(Math.abs((job?.running ?? Number.NaN) - (truths.get(unit)?.[begin] ?? 0))).toBeLessThan(1000);
      // The end is written after the unit's state, by what comes between: here up to 3 ms (257 with its cgroup to remove).
      expect(Math.abs((job?.finished ?? Number.NaN) - (truths.get(unit)?.[end] ?? 0))).toBeLessThan(5000);
    }
  });
  test('finds the start of userspace within its resolution', () => {
    const exact = readRecorded(name, 'show-manager.txt').userspaceMonotonic ?? Number.NaN;
    expect(Math.abs((json.userspaceMonotonic ?? 0) - exact)).toBeLessThan(1000);
  });
});

test('at the debug level jobs have the time when they were installed, and all of them their end', () => {
  const boot = readRecorded('debian12-debug', 'journal-jobs.json');
  const [, restart] = unitOf(boot, 'again@x\\x2dy.service').jobs;
  expect(restart?.type).toBe('start');
  expect(restart?.installed).toBeLessThanOrEqual(restart?.finished ?? 0);
  expect(restart?.installed).toBeGreaterThan(500_000);
});

test('on a machine that is no container the start of userspace is that of kernel and initrd', () => {
  const done = entry({ JOB_ID: '3', JOB_TYPE: 'start', JOB_RESULT: 'done', UNIT: 'a.service', __MONOTONIC_TIMESTAMP: '3000009' });
  const last = entry({
    MESSAGE_ID: 'b07a249cd024414a82dd00cd181378ff',
    KERNEL_USEC: '1000001',
    INITRD_USEC: '500002',
    USERSPACE_USEC: '2000003',
    __MONOTONIC_TIMESTAMP: '3600000',
  });
  const { boot } = read(`${done}\n${last}\n`);
  expect(boot?.userspaceMonotonic).toBe(1_500_003);
  expect(boot?.manager.finish).toBe(2_000_003);
  expect(boot && unitOf(boot, 'a.service').jobs[0]?.finished).toBe(1_500_006);
});

test('the time a message was under way is taken off', () => {
  const job = { JOB_ID: '3', JOB_TYPE: 'start', JOB_RESULT: 'done', UNIT: 'a.service', __MONOTONIC_TIMESTAMP: '9000' };
  const at = (fields: Record<string, string>): unknown => {
    const { boot } = read(`${entry({ ...job, __REALTIME_TIMESTAMP: '1000500', ...fields })}\n`);
    return boot && unitOf(boot, 'a.service').jobs[0]?.finished;
  };
  expect(at({ _SOURCE_REALTIME_TIMESTAMP: '1000100' })).toBe(8600);
  expect(at({})).toBe(9000);
  // Set back in between: that clock tells nothing.
  expect(at({ _SOURCE_REALTIME_TIMESTAMP: '2000000' })).toBe(9000);
});

test('the first half of a restart job is not its end', () => {
  const part = (type: string, id: string): string =>
    entry({ JOB_ID: '3', JOB_TYPE: type, JOB_RESULT: 'done', UNIT: 'a.service', MESSAGE_ID: id });
  const { boot } = read(`${part('restart', '9d1aaa27d60140bd96365438aad20286')}\n`);
  expect(boot && jobsOf(boot)).toEqual(['3 a.service/restart unfinished']);
});

test('of several boots the last is taken, and entries of other programs than PID 1 do not count', () => {
  const job = (boot: string, unit: string, pid = '1'): string =>
    entry({ JOB_ID: '3', JOB_TYPE: 'start', JOB_RESULT: 'done', UNIT: unit, _BOOT_ID: boot, _PID: pid });
  const { boot, codes } = read([job('x', 'a.service'), job('y', 'b.service'), job('z', 'c.service', '44'), ''].join('\n'));
  expect(boot && jobsOf(boot)).toEqual(['3 b.service/start done']);
  expect(codes).toContain('record-several-boots');
});

test('a field of bytes in an export is passed over by its length, whatever is in it', () => {
  const inner = 'a\n\nJOB_ID=9\nUNIT=fake.service\nJOB_TYPE=start\nJOB_RESULT=done\n\n';
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(inner.length));
  const head =
    '__CURSOR=x\n__REALTIME_TIMESTAMP=5\n__MONOTONIC_TIMESTAMP=7\n_PID=1\nJOB_ID=3\nJOB_TYPE=start\nJOB_RESULT=done\nUNIT=a.service\nMESSAGE\n';
  const whole = Buffer.concat([Buffer.from(head), size, Buffer.from(`${inner}\n\n`)]);
  expect(read(whole).boot?.units.has('fake.service')).toBe(false);
  expect(read(whole).codes).not.toContain('record-truncated');
  size.fill(0xff);
  expect(read(Buffer.concat([Buffer.from(head), size, Buffer.from(inner)])).codes).toContain('record-truncated');
});

test('the export of a real journal is read to its end', () => {
  expect(read(recorded('debian12', 'journal.export')).codes).toEqual(['record-limits-journal']);
  expect(recordedText('debian12', 'journal.json').split('\n').length).toBeGreaterThan(50);
});
