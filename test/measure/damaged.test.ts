import { expect, test } from 'vitest';
import type { MeasuredBoot } from '../../src/measure/measured-boot.js';
import { read, recorded } from './recorded.js';

const FILES = [
  ['debian12', 'show-all.txt'],
  ['debian12', 'show-manager.txt'],
  ['debian12', 'dump.txt'],
  ['debian13', 'dump.txt'],
  ['debian12', 'plot.svg'],
  ['debian13', 'metal-plot.svg'],
  ['debian13', 'plot.json'],
  ['debian12-long', 'blame.txt'],
  ['debian12-long', 'critical-chain-ascii.txt'],
  ['debian12', 'journal.json'],
  ['debian12', 'journal.export'],
  ['debian12', 'boot.json'],
] as const;

/** What the part of a record says otherwise than the whole: it must say less, never something else. */
function contradictions(part: MeasuredBoot, whole: MeasuredBoot): string[] {
  const wrong: string[] = [];
  // A journal without its end does not know the start of userspace; then only durations can be held against the whole.
  const shift = part.zero === whole.zero ? 0 : (whole.userspaceMonotonic ?? 0);
  for (const [name, unit] of part.units) {
    const all = whole.units.get(name);
    if (all === undefined) wrong.push(`${name} is not in the whole`);
    for (const [stamp, at] of Object.entries(unit.stamps)) {
      if (at !== all?.stamps[stamp as keyof typeof unit.stamps]) wrong.push(`${name} ${stamp}`);
    }
    if (unit.activationUsec !== undefined && unit.activationUsec !== all?.activationUsec) wrong.push(`${name} activation`);
    if (unit.deps !== undefined && JSON.stringify(unit.deps) !== JSON.stringify(all?.deps)) wrong.push(`${name} deps`);
    for (const [i, job] of unit.jobs.entries()) {
      const other = all?.jobs[i];
      const isSame = (a: number | null, b: number | null | undefined): boolean =>
        a === null || (typeof b === 'number' && a - shift === b);
      if (other?.id !== job.id || !isSame(job.running, other.running) || !isSame(job.finished, other.finished))
        wrong.push(`${name} job`);
    }
  }
  return wrong;
}

test.each(FILES)('the beginning of %s/%s says less than the whole, never something else', (name, file) => {
  const bytes = recorded(name, file);
  const whole = read(bytes).boot;
  if (whole === null) throw new Error('not readable');
  const count = 60;
  for (let i = 0; i <= count; i++) {
    // Not in even steps only, so that cuts fall on all parts of lines.
    const end = Math.min(bytes.length, Math.floor((bytes.length * i) / count) + ((i * 7) % 23));
    const { boot, codes } = read(bytes.subarray(0, end));
    if (boot !== null) expect([end, contradictions(boot, whole)]).toEqual([end, []]);
    else expect(codes.length).toBeGreaterThan(0);
  }
});

test('a record that ends in the middle of a line is said to be cut off, and the line does not count', () => {
  for (const text of [
    '1.5s a.service\n2.5s b.serv',
    'Id=a.service\nLoadState=loaded\nInactiveExitTimestampMonotonic=12',
    '-> Unit a.service:\n\tDescr',
  ]) {
    const { boot, codes } = read(text);
    expect(codes).toContain('record-truncated');
    expect([...(boot?.units.keys() ?? [])]).toEqual(['a.service']);
    expect(boot?.units.get('a.service')?.stamps).toEqual({});
  }
});

test('a plot as JSON that is cut off gives its whole rows', () => {
  const text =
    '[{"name":"-.slice","activated":2,"activating":2,"time":0,"deactivated":90,"deactivating":90},{"name":"a.service","activa';
  const { boot, codes } = read(text);
  expect([...(boot?.units.keys() ?? [])]).toEqual(['-.slice']);
  expect(codes).toContain('record-truncated');
});

test('lines that cannot be read are counted in one finding, at the first of them', () => {
  const { boot } = read('1.5s a.service\nnothing of blame\n?\n2.5s b.service\n');
  expect(boot?.units.size).toBe(2);
  const damaged = boot?.findings.find((finding) => finding.code === 'record-damaged');
  expect([damaged?.values.count, damaged?.at?.line]).toEqual(['2', 2]);
});

test('numbers that are none, or beyond what a clock has, are left out', () => {
  const { boot } = read(
    'Id=a.service\nInactiveExitTimestampMonotonic=18446744073709551615\nActiveEnterTimestampMonotonic=-5\nActiveExitTimestampMonotonic=1e3\nInactiveEnterTimestampMonotonic=0\n',
  );
  expect(boot?.units.get('a.service')?.stamps).toEqual({ inactiveEnter: null });
});

test('bytes changed at random never make it throw, and never make units of no unit names', () => {
  let seed = 12345;
  const next = (limit: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % limit;
  for (const [name, file] of FILES) {
    const bytes = Uint8Array.from(recorded(name, file));
    for (let i = 0; i < 20; i++) {
      for (let k = 0; k < 30; k++) bytes[next(bytes.length)] = next(256);
      const { boot, codes } = read(bytes);
      expect(boot === null ? codes.length : 1).toBeGreaterThan(0);
      for (const unit of boot?.units.keys() ?? []) expect(unit).toMatch(/^[^/\s]+\.[a-z]+$/);
    }
  }
});

test.each([
  ['braces', '['.repeat(400_000)],
  ['objects', '[{"a":'.repeat(100_000)],
  ['one long line of spaces', `Id=a.service\n${' '.repeat(2_000_000)}x\n`],
  ['one long line of blame', `1s a.service\n${'1s '.repeat(500_000)}\n`],
  [
    'one long line of a chain',
    `The time the unit took to start is printed after the "+" character.\n${'  '.repeat(500_000)}\n${'| '.repeat(500_000)}x\n`,
  ],
  ['one long bar', `<!-- This file is a systemd-analyze SVG file -->\n  <rect class="a" x="${'1'.repeat(1_000_000)}"\n`],
  [
    'many bars in a row',
    `<!-- This file is a systemd-analyze SVG file -->\n${'  <rect class="active" x="0.000" y="0.000" width="1.000" height="19.000" />\n'.repeat(40_000)}`,
  ],
  ['many dependencies', `-> Unit a.service:\n${'\tAfter: b.service (origin-file)\n'.repeat(100_000)}`],
  ['many edges origins', `-> Unit a.service:\n\tAfter: b.service (${'origin-a'.repeat(200_000)}\n`],
  [
    'many jobs',
    `-> Unit a.service:\n${Array.from({ length: 60_000 }, (_, i) => `-> Job ${String(i)}:\n\tAction: a.service -> start\n`).join('')}`,
  ],
  ['many units', Array.from({ length: 30_000 }, (_, i) => `Id=a${String(i)}.service\n\n`).join('')],
  ['blank lines', `Id=a.service\n${'\n'.repeat(300_000)}[`],
  ['an export without ends', `__CURSOR=x\n${'A=b\n'.repeat(300_000)}`],
])('%s are read in linear time', (_, input) => {
  const started = performance.now();
  read(input);
  expect(performance.now() - started).toBeLessThan(4000);
});
