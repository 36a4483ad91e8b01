import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recorded } from '../measure/recorded.js';
import { cli } from '../support/cli.js';
import { sharedCopy } from '../support/shared.js';

const shared = sharedCopy();
let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'wantedby-records-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** One boot in every format. By boot.mjs: early.service takes 0.3 s, middle.service 0.4 s after it, late.service waits for that. */
describe.skipIf(shared === null)('late from every kind of record', () => {
  test.each([
    ['boot.json', 0.764, 0.001],
    // systemd 257.
    ['debian13/plot.json', 0.763, 0.02],
    ['plot.svg', 0.764, 0.001],
    ['show.txt', 0.764, 0.001],
    // It begins when journald does, 0.0177 s after the first jobs were queued.
    ['journal.json', 0.764 - 0.0177, 0.001],
    ['journal.export', 0.764 - 0.0177, 0.001],
    ['blame.txt', 0.716, 0.06],
  ])('%s names middle.service as what late.service waited for', async (name, end, tolerance) => {
    const [file = '', boot = 'debian12'] = name.split('/').reverse();
    const record = join(scratch, file);
    writeFileSync(record, recorded(boot, file));
    const { out, err, status } = await cli([
      'late', 'late.service', '--root', join(shared ?? '', 'corpora/minimal'), '--unit-path', 'test/oracle/boots/units', '--enable', 'none', '--from', 'measure.target', '--measured', record, '--json', '-q',
    ]); // prettier-ignore
    expect(status, err).toBe(0);
    const { chain } = JSON.parse(out) as { chain: { unit: string; finished: number; itself: number }[] };
    expect(chain.slice(0, 3).map(({ unit }) => unit)).toEqual(['late.service', 'middle.service', 'early.service']);
    expect(Math.abs((chain[0]?.finished ?? 0) - end)).toBeLessThanOrEqual(tolerance);
    expect(chain[1]?.itself).toBeCloseTo(0.42, 1);
  });

  test('a dump says that it is exact to a second only', async () => {
    const record = join(scratch, 'dump.txt');
    writeFileSync(record, recorded('debian12', 'dump.txt'));
    const { out } = await cli([
      'late', 'late.service', '--root', join(shared ?? '', 'corpora/minimal'), '--unit-path', 'test/oracle/boots/units', '--enable', 'none', '--from', 'measure.target', '--measured', record, '-q',
    ]); // prettier-ignore
    expect(out).toContain('They are exact to 1 s only');
  });
});
