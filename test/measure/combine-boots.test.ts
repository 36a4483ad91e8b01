import { describe, expect, test } from 'vitest';
import { findingList } from '../../src/diagnostic/finding.js';
import { combineBoots } from '../../src/measure/combine-boots.js';
import type { MeasuredBoot } from '../../src/measure/measured-boot.js';
import { readRecorded, truth, unitOf, wrongStamps } from './recorded.js';

const combine = (...boots: MeasuredBoot[]): { boot: MeasuredBoot; codes: string[] } => {
  const sink = findingList();
  const boot = combineBoots(boots, sink);
  if (boot === null) throw new Error('nothing');
  return { boot, codes: sink.findings.map((finding) => finding.code) };
};

describe.each(['debian12', 'debian13'])('the records of %s', (name) => {
  const get = (file: string): MeasuredBoot => readRecorded(name, file);

  test('units of systemctl show count from userspace when the manager is there too', () => {
    const { boot, codes } = combine(get('show-all.txt'), get('show-manager.txt'));
    expect(codes).toEqual([]);
    expect(boot.zero).toBe('userspace');
    expect(boot.findings.map((finding) => finding.code)).not.toContain('record-no-userspace-start');
    expect(wrongStamps(boot, truth(name), 0)).toEqual([]);
    expect(boot.units.size).toBe(truth(name).size);
  });
  test('units of systemctl show are set by the stamps they share with a plot', () => {
    const { boot, codes } = combine(get('show-all.txt'), get('plot.svg'));
    expect(codes).toEqual([]);
    expect(boot.zero).toBe('userspace');
    // The plot is rounded to 10 µs, many stamps make it finer.
    expect(wrongStamps(boot, truth(name), 10)).toEqual([]);
    expect(unitOf(boot, 'skipped.service').stampSource).toBe('systemctl-show');
  });
  test('all of them together: the finest stamps, the jobs of the journal, the durations of blame', () => {
    const files = [
      'dump.txt',
      'blame.txt',
      'critical-chain-measure.txt',
      'journal.json',
      'plot.svg',
      'show.txt',
      'show-manager.txt',
    ];
    const { boot, codes } = combine(...files.map(get));
    expect(codes).toEqual([]);
    expect(boot.formats.length).toBe(6);
    const early = unitOf(boot, 'early.service');
    expect(early.stampSource).toBe('systemctl-show');
    expect(early.jobs.map((job) => job.result)).toEqual(['done']);
    expect(early.activationUsec).toBeGreaterThan(300_000);
    // Not in the output of show '*', which leaves out what is not active: from the plot, and what never was from the dump.
    const fails = unitOf(boot, 'fails.service');
    expect(wrongStamps(boot, truth(name), 1_000_000)).toEqual([]);
    expect(fails.stamps.activeEnter).toBeNull();
  });
  test('the order in which records are given does not matter', () => {
    const files = ['dump.txt', 'plot.svg', 'show-all.txt', 'journal.json', 'show-manager.txt'];
    const one = combine(...files.map(get)).boot;
    const other = combine(...files.reverse().map(get)).boot;
    expect([...other.units.values()]).toEqual([...one.units.values()]);
  });
});

test('a plot as JSON counts from the kernel on a machine of its own, and the stamps of another record tell', () => {
  const exact = readRecorded('debian13', 'boot.json');
  const metal = readRecorded('debian13', 'metal-plot.json');
  const { boot } = combine(metal, readRecorded('debian13', 'metal-plot.svg'));
  expect(wrongStamps(boot, truth('debian13'), 10)).toEqual([]);
  expect(unitOf(boot, 'long.service').stampSource).toBe('plot-json');
  const { boot: container } = combine(readRecorded('debian13', 'plot.json'), readRecorded('debian13', 'show-manager.txt'));
  expect(unitOf(container, 'long.service').stamps.inactiveExit).toBe(unitOf(exact, 'long.service').stamps.inactiveExit);
});

test('a record of another boot is left out', () => {
  const one = readRecorded('debian12', 'boot.json');
  for (const file of ['plot.svg', 'show-all.txt', 'boot.json', 'critical-chain-ascii.txt', 'blame.txt']) {
    const { boot, codes } = combine(one, readRecorded('debian13', file));
    expect([file, codes]).toEqual([file, ['records-of-different-boots']]);
    expect(boot.paths).toEqual(['debian12/boot.json']);
  }
  expect(combine(readRecorded('debian12', 'show-manager.txt'), readRecorded('debian13', 'show-manager.txt')).codes).toEqual([
    'records-of-different-boots',
  ]);
});

test('times from an unknown moment that nothing ties to the rest are left out', () => {
  const jobs = { ...readRecorded('debian12', 'show-all.txt'), paths: ['show'] };
  const chain = readRecorded('debian12', 'blame.txt');
  const { codes } = combine(jobs, chain);
  expect(codes).toEqual(['records-not-comparable']);
});

test('nothing is combined of nothing', () => {
  expect(combineBoots([])).toBeNull();
});
