import { describe, expect, test } from 'vitest';
import { activationUsec } from '../../src/measure/measured-boot.js';
import { BOOTS, read, readRecorded, recorded, recordedText, truth, unitOf, wrongStamps } from './recorded.js';

describe.each(BOOTS)('the boot %s', (name) => {
  const truths = truth(name);
  const show = `${recordedText(name, 'show-manager.txt')}\n${recordedText(name, 'show.txt')}`;

  test('systemctl show of the manager and of units has every stamp to the microsecond', () => {
    const boot = read(show).boot;
    expect(boot?.formats).toEqual(['systemctl-show']);
    expect(boot?.zero).toBe('userspace');
    expect(boot?.units.size).toBeGreaterThan(15);
    expect(boot && wrongStamps(boot, truths, 0)).toEqual([]);
  });
  test('oracle-boot/1 has every stamp to the microsecond', () => {
    const boot = readRecorded(name, 'boot.json');
    expect(boot.formats).toEqual(['oracle-boot']);
    expect([...boot.units.keys()]).toEqual([...truths.keys()]);
    expect(wrongStamps(boot, truths, 0)).toEqual([]);
  });
  test('the picture of plot is right within a thousandth of a pixel', () => {
    const boot = readRecorded(name, 'plot.svg');
    expect(boot.formats).toEqual(['plot-svg']);
    expect(boot.resolutionUsec).toEqual({ 'plot-svg': 10 });
    expect(boot.units.size).toBeGreaterThan(20);
    expect(wrongStamps(boot, truths, 10)).toEqual([]);
  });
  test('dump is right within a second', () => {
    const boot = readRecorded(name, 'dump.txt');
    expect(boot.formats).toEqual(['dump']);
    expect([...boot.units.keys()]).toEqual([...truths.keys()]);
    expect(wrongStamps(boot, truths, 1_000_000)).toEqual([]);
  });
  test('critical-chain is right within a millisecond, also where it draws in ASCII', () => {
    for (const file of ['critical-chain-measure.txt', 'critical-chain-ascii.txt']) {
      const boot = readRecorded(name, file);
      expect(boot.formats).toEqual(['critical-chain']);
      expect(wrongStamps(boot, truths, 1000)).toEqual([]);
      expect(boot.units.has('system.slice') || boot.units.has('swap.target') || boot.units.has('-.slice')).toBe(true);
    }
  });
  test('blame is right within a millisecond', () => {
    const boot = readRecorded(name, 'blame.txt');
    const exact = readRecorded(name, 'boot.json');
    expect(boot.formats).toEqual(['blame']);
    for (const unit of boot.units.values()) {
      const off = (activationUsec(unitOf(exact, unit.unit)) ?? Number.NaN) - (unit.activationUsec ?? Number.NaN);
      expect([unit.unit, off >= 0 && off < 1000]).toEqual([unit.unit, true]);
      expect(unit.stamps).toEqual({});
    }
  });
  test('dump and show know the same dependencies, states and conditions', () => {
    const dump = readRecorded(name, 'dump.txt');
    for (const unit of read(show).boot?.units.values() ?? []) {
      const other = unitOf(dump, unit.unit);
      for (const kind of ['After', 'Requires', 'Wants', 'Conflicts', 'RequiredBy', 'WantedBy', 'Before', 'Triggers']) {
        expect([unit.unit, kind, unit.deps?.[kind] ?? []]).toEqual([unit.unit, kind, other.deps?.[kind] ?? []]);
      }
      expect([other.loadState, other.activeState, other.subState]).toEqual([unit.loadState, unit.activeState, unit.subState]);
      expect([unit.unit, other.conditionResult, other.result]).toEqual([unit.unit, unit.conditionResult, unit.result]);
    }
  });
});

test('a minute and a second in blame and critical-chain are counted whole', () => {
  expect(unitOf(readRecorded('debian12-long', 'blame.txt'), 'long.service').activationUsec).toBe(61_202_000);
  expect(unitOf(readRecorded('debian12-long', 'critical-chain-measure.txt'), 'measure.target').stamps).toEqual({
    activeEnter: 61_238_000,
  });
});

test.each(['debian12', 'debian13'])(
  'on a machine that is no container a plot of %s counts from the kernel, its units from userspace',
  (name) => {
    const boot = readRecorded(name, 'metal-plot.svg');
    const show = readRecorded(name, 'show-manager.txt');
    expect(boot.zero).toBe('userspace');
    expect(wrongStamps(boot, truth(name), 10)).toEqual([]);
    // The figures of as-on-metal.c: firmware 4000123 and loader 1500456 before the kernel, initrd 2000789 after it.
    const userspace = show.userspaceMonotonic ?? Number.NaN;
    const off = (stamp: 'firmware' | 'loader' | 'kernel' | 'initrd', at: number): number =>
      Math.abs((boot.manager[stamp] ?? Number.NaN) - (at - userspace));
    expect(off('firmware', -4_000_123)).toBeLessThanOrEqual(10);
    expect(off('loader', -1_500_456)).toBeLessThanOrEqual(10);
    expect(off('kernel', 0)).toBeLessThanOrEqual(10);
    expect(off('initrd', 2_000_789)).toBeLessThanOrEqual(10);
    expect(boot.manager.securityStart).toBe(300);
  },
);

test('systemd 257 plots as JSON: exact, but not from when', () => {
  const { boot, codes } = read(recorded('debian13', 'plot.json'));
  expect(boot?.formats).toEqual(['plot-json']);
  expect(boot?.zero).toBe('plot');
  expect(codes).toContain('record-no-userspace-start');
  // It was a container: the zero is the start of userspace.
  expect(boot && wrongStamps(boot, truth('debian13'), 0)).toEqual([]);
});

test('a plot says neither that a failed unit was active nor that an active one ended with the boot', () => {
  for (const [name, file] of [
    ['debian12', 'plot.svg'],
    ['debian13', 'plot.svg'],
    ['debian13', 'plot.json'],
  ] as const) {
    const boot = readRecorded(name, file);
    expect(Object.keys(unitOf(boot, 'fails.service').stamps)).toEqual(['inactiveExit', 'inactiveEnter']);
    expect(Object.keys(unitOf(boot, 'early.service').stamps)).toEqual(['inactiveExit', 'activeEnter']);
    expect(Object.keys(unitOf(boot, 'ends.service').stamps)).toEqual([
      'inactiveExit',
      'activeEnter',
      'activeExit',
      'inactiveEnter',
    ]);
    expect(boot.units.has('skipped.service')).toBe(false);
  }
});

test('a unit that was skipped has no stamp but that of its condition', () => {
  const unit = unitOf(readRecorded('debian12', 'show-all.txt'), 'skipped.service');
  expect(unit.conditionResult).toBe(false);
  expect(unit.stamps.inactiveExit).toBeNull();
  expect(unit.stamps.condition).toBeGreaterThan(0);
});

test('a command with line breaks that look like a unit is no unit, in show nor in dump', () => {
  for (const file of ['show-all.txt', 'show.txt', 'dump.txt']) {
    const { boot, codes } = read(recorded('debian12', file));
    expect(boot?.units.has('fake.service')).toBe(false);
    expect(codes).not.toContain('record-damaged');
  }
  expect(unitOf(readRecorded('debian12', 'show-all.txt'), 'odd-text.service').stamps.inactiveExit).not.toBe(5);
});

test('without the manager systemctl show counts from the clock, and says so', () => {
  const { boot, codes } = read(recorded('debian12', 'show.txt'));
  expect(boot?.zero).toBe('monotonic');
  expect(codes).toContain('record-no-userspace-start');
});

test('what was asked before the end of the boot is known for that', () => {
  expect(read(recorded('debian12', 'not-finished.txt'))).toEqual({ boot: null, codes: ['record-not-finished'] });
});

test.each([
  ['a text', 'Startup finished in 1.2s (userspace)\n', 'record-unknown'],
  ['nothing', '', 'record-empty'],
  ['a gzip file', Buffer.from([0x1f, 0x8b, 8, 0]), 'record-compressed'],
  ['a file of the journal', Buffer.from('LPKSHHRH....'), 'record-journal-file'],
  ['JSON of something else', '{"schema": "wantedby-dump/1"}', 'record-unknown'],
  ['a list of something else', '[1, 2, {"name": 3}]', 'record-unknown'],
  ['JSON that is none', '{"schema": "oracle-boot/1", ', 'record-unknown'],
  ['the legend of a chain alone', recorded('debian12', 'critical-chain.txt'), 'record-without-units'],
])('%s is no record, and is said to be none', (_, input, code) => {
  const found = read(input);
  expect(found.boot).toBeNull();
  expect(found.codes.at(-1)).toBe(code);
});

test('colours of a terminal do not matter', () => {
  const found = read('\u001b[0;1;31m  402ms\u001b[0m middle.service\n');
  expect(found.boot && unitOf(found.boot, 'middle.service').activationUsec).toBe(402_000);
});

test('times of another zone in a dump are left out', () => {
  const text =
    '-> Unit a.service:\n\tInactive Exit Timestamp: Sun 2026-10-25 02:59:59 CEST\n\tActive Enter Timestamp: Sun 2026-10-25 02:00:01 CET\n';
  const { boot, codes } = read(`Timestamp userspace: Sun 2026-10-25 02:59:58 CEST\n${text}`);
  expect(boot && unitOf(boot, 'a.service').stamps).toEqual({ inactiveExit: 1_000_000 });
  expect(codes).toContain('record-zone-changed');
});

test('jobs that are queued when a dump is made have no times', () => {
  const job = '-> Job 12:\n\tAction: a.service -> start\n\tState: waiting\n\tIrreversible: no\n\tMay GC: no\n';
  const { boot } = read(`-> Unit a.service:\n\tDescription: x\n${job}`);
  expect(boot && unitOf(boot, 'a.service').jobs).toEqual([
    {
      id: '12',
      type: 'start',
      installed: null,
      runnable: null,
      running: null,
      finished: null,
      result: null,
      queued: { isRunning: false, isIrreversible: false, ignoresOrder: false },
      source: 'dump',
    },
  ]);
});

test('a plot that is stretched (257: --scale-svg) is measured by its grid', () => {
  const stretch = (text: string): string =>
    text.replace(
      /\b(x|x1|x2|width)="(-?\d+\.\d{3})"/g,
      (_, key: string, at: string) => `${key}="${(Number(at) * 2.5).toFixed(3)}"`,
    );
  const whole = stretch(recordedText('debian12', 'plot.svg'));
  const withoutSeconds = whole.replace(/.*class="sec" [^>]*>[1-9].*\n/g, '');
  for (const text of [whole, withoutSeconds]) {
    const { boot } = read(text);
    expect(boot?.resolutionUsec).toEqual({ 'plot-svg': 4 });
    expect(boot && wrongStamps(boot, truth('debian12'), 10)).toEqual([]);
  }
});

test('every format says what it lacks', () => {
  const codeOf = (file: string, name = 'debian13'): string | undefined =>
    read(recorded(name, file)).codes.find((code) => code.startsWith('record-limits'));
  expect(
    ['dump.txt', 'plot.json', 'plot.svg', 'blame.txt', 'critical-chain-measure.txt', 'journal.json', 'boot.json'].map((file) =>
      codeOf(file),
    ),
  ).toEqual([
    'record-limits-dump',
    'record-limits-plot',
    'record-limits-plot-svg',
    'record-limits-blame',
    'record-limits-critical-chain',
    'record-limits-journal',
    'record-limits-oracle',
  ]);
});

test.each([
  ['a UTF-8 mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16, as PowerShell writes it', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16, the higher byte first', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
])('a record with %s is read as the same without', (_, encode) => {
  for (const name of ['show.txt', 'plot.svg', 'journal.json', 'dump.txt', 'boot.json']) {
    const text = recordedText('debian12', name);
    const [plain, other] = [read(Buffer.from(text)).boot, read(encode(text)).boot];
    expect(plain).not.toBeNull();
    expect(other).toEqual(plain);
  }
});
