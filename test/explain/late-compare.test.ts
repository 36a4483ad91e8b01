import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cli } from '../support/cli.js';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'wantedby-compare-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A boot in which slow.service takes some milliseconds, then app.service 100. */
function boot(name: string, slowMs: number): string {
  const unit = (inactiveExit: number, activeEnter: number): object => ({ loadState: 'loaded', inactiveExit, activeEnter, activeExit: null, inactiveEnter: null, conditionResult: true, jobs: [] }); // prettier-ignore
  const end = 10 + slowMs;
  const document = {
    schema: 'oracle-boot/1',
    manager: { unitsLoadFinish: 10, finish: end + 101 },
    units: {
      'slow.service': unit(10, end),
      'app.service': unit(end, end + 100),
      'quick.service': unit(10, 20),
      'default.target': unit(end + 100, end + 100),
    },
  };
  const path = join(scratch, `${name}.json`);
  writeFileSync(path, JSON.stringify(document));
  return path;
}

test('names the unit whose own time moved the others', async () => {
  const units: Record<string, string> = {
    'default.target':
      '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\nWants=app.service quick.service\nAfter=app.service quick.service\n',
    'app.service':
      '[Unit]\nDefaultDependencies=no\nWants=slow.service\nAfter=slow.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/app\n',
    'slow.service': '[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/slow\n',
    'quick.service': '[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/quick\n',
  };
  for (const [name, text] of Object.entries(units)) writeFileSync(join(scratch, name), text);
  const argv = ['late', '--unit-path', scratch, '--enable', 'none', '--compare', boot('monday', 500), boot('tuesday', 800)];
  const { out, status, err } = await cli([...argv, '--json', '-q']);
  expect(status, err).toBe(0);
  const { moved } = JSON.parse(out) as { moved: { unit: string; moved: number; blame: string }[] };
  // 800 ms - 500 ms, for the unit itself and for all that waits for it.
  expect(moved.map(({ unit, moved: by, blame }) => [unit, by, blame])).toEqual([
    ['app.service', 0.3, 'slow.service'],
    ['default.target', 0.3, 'slow.service'],
    ['slow.service', 0.3, 'slow.service'],
  ]);
  const { out: text } = await cli([...argv, '-q']);
  expect(text.replace(/\s+/g, ' ')).toContain('slow.service took 300 ms longer itself; by that moved app.service, default.target.');
});

test('a unit that one record does not tell of has not moved', async () => {
  const whole = boot('wednesday', 500);
  const document = JSON.parse(readFileSync(boot('thursday', 800), 'utf8')) as { units: Record<string, object> };
  delete document.units['slow.service'];
  const part = join(scratch, 'part.json');
  writeFileSync(part, JSON.stringify(document));
  const { out } = await cli(['late', '--unit-path', scratch, '--enable', 'none', '--compare', whole, part, '--json', '-q']);
  const { moved } = JSON.parse(out) as { moved: { unit: string; blame: string }[] };
  // Of slow.service the second record has no times: that it took longer cannot be said.
  expect(moved.map(({ unit, blame }) => [unit, blame])).toEqual([
    ['app.service', 'app.service'],
    ['default.target', 'default.target'],
  ]);
});
