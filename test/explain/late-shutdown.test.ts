import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recorded, recordedText } from '../measure/recorded.js';
import { cli } from '../support/cli.js';
import { sharedCopy } from '../support/shared.js';

const shared = sharedCopy();
const units = 'test/oracle/boots/units-stop';
let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'wantedby-shutdown-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface LateJson {
  readonly answer: string;
  readonly chain: readonly { readonly unit: string; readonly type: string; readonly waited: number; readonly itself: number }[];
  readonly causes: readonly { readonly id: string }[];
  readonly savings: readonly { readonly change: { readonly kind: string; readonly unit?: string }; readonly saved: number }[];
}

async function late(content: Uint8Array | string, unit: string, from: readonly string[]): Promise<Awaited<ReturnType<typeof cli>>> {
  const path = join(scratch, 'record');
  writeFileSync(path, content);
  const paths = [`${units}-journal`, units, join(shared ?? '', 'oracle/stubs')].join(':');
  return cli(['late', unit, '--unit-path', paths, '--enable', 'none', ...from, '--measured', path, '--json', '-q']);
}

const POWEROFF = ['--from', 'poweroff.target'];

/** stubborn.service stops after db.service (0.4 s), that after app.service (0.7 s), and is killed after 0.8 s: timers fire up to 0.25 s late. */
describe.skipIf(shared === null)('why did it stop late, from a measured shutdown', () => {
  test.each(['journal.json', 'journal.export', 'boot.json'])('%s tells the chain of stops', async (name) => {
    const { out, err, status } = await late(recorded('debian12-stop', name), 'stubborn.service', POWEROFF);
    expect(status, err).toBe(0);
    const { answer, chain, causes, savings } = JSON.parse(out) as LateJson;
    expect(chain.map(({ unit }) => unit)).toEqual([
      'stubborn.service',
      'db.service',
      'app.service',
      'front.service',
      'stop.target',
    ]);
    expect(chain.every(({ type }) => type === 'stop')).toBe(true);
    expect(chain[0]?.itself).toBeGreaterThanOrEqual(0.8);
    expect(chain[0]?.itself).toBeLessThan(0.8 + 0.25 + 0.05);
    expect(chain[1]?.itself).toBeCloseTo(0.4, 1);
    expect(chain[2]?.itself).toBeCloseTo(0.7, 1);
    expect(chain[0]?.waited).toBeCloseTo((chain[1]?.waited ?? 0) + (chain[1]?.itself ?? 0), 3);
    expect(answer).toMatch(/^stubborn\.service was stopped at .* s: it waited .* s for db\.service, because of Before= in .*stubborn\.service:3 \(stops go in reverse\), and then took .* itself\.$/); // prettier-ignore
    expect(causes.map(({ id }) => id)).toEqual(['stop-timeout']);
    const [app] = savings.filter(({ change }) => change.kind === 'instant' && change.unit === 'app.service');
    // beside app.service there is tool.service, which db.service waits for too: 0.3 s.
    expect(app?.saved).toBeCloseTo(0.4, 1);
  });

  test('of what had not ended at the end of the record it says what it still waits for', async () => {
    const { out } = await late(recorded('debian12-stop', 'journal.json'), 'poweroff.target', POWEROFF);
    expect((JSON.parse(out) as LateJson).answer).toMatch(
      /^poweroff\.target never ran: when the record ends, it still waits for record\.service, which has been stopping since 2\.\d+ s\.$/,
    );
  });

  test('a stop by hand before it is no part of it', async () => {
    const lines = recordedText('debian12-stop', 'journal.json').trimEnd().split('\n');
    const stop = lines.find((line) => line.includes('Stopped front.service')) ?? '';
    const [, at = ''] = /"__MONOTONIC_TIMESTAMP":"(\d+)"/.exec(stop) ?? [];
    const before = stop
      .replaceAll('front.service', 'setup.service')
      .replace(at, String(Number(at) - 5_000_000))
      .replace(/"JOB_ID":"\d+"/, '"JOB_ID":"23"');
    const first = lines.findIndex((line) => line.includes('Stopped target stop.target'));
    const text = [...lines.slice(0, first), before, ...lines.slice(first)].join('\n');
    const { out } = await late(`${text}\n`, 'stubborn.service', POWEROFF);
    expect((JSON.parse(out) as LateJson).chain[0]?.waited).toBeCloseTo(1.1, 1);
  });

  test('what tells of no shutdown is refused, with what would', async () => {
    for (const name of ['show.txt', 'show-manager.txt']) {
      const { err, status } = await late(recorded('debian12-stop', name), 'stubborn.service', POWEROFF);
      expect(status).toBe(2);
      expect(err).toContain('tells of no shutdown: a journal of that boot does (journalctl -b -1 -o json)');
    }
  });

  test('what was booted into is known from the record: the first job of a journal, the unit of boot.json', async () => {
    for (const name of ['journal.json', 'boot.json']) {
      const { out, err, status } = await late(recorded('debian12-stop', name), 'stop.target', []);
      expect(status, err).toBe(0);
      expect((JSON.parse(out) as LateJson).chain[0]?.unit).toBe('stop.target');
    }
  });
});
