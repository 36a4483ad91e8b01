import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CAUSES } from '../../src/explain/causes.js';
import { cli } from '../support/cli.js';

let scratch = '';
let count = 0;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'wantedby-causes-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

type Cause = {
  readonly id: string;
  readonly unit: string;
  readonly other: string | null;
  readonly line?: number;
  readonly heldUp: number | null;
};

const seen = new Set<string>();
const TARGET = '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\nWants=app.service\nAfter=app.service\n';
const oneshot = (unit: string, more = ''): string =>
  `[Unit]\nDefaultDependencies=no\n${unit}[Service]\nType=oneshot\nExecStart=/bin/x\n${more}`;

/** The causes that are named for app.service, with the programs behaving as told. */
async function causes(
  units: Readonly<Record<string, string>>,
  programs: readonly object[],
  more: object = {},
  from = 'default.target',
): Promise<Cause[]> {
  const directory = mkdtempSync(join(scratch, `${String(count++)}-`));
  for (const [name, text] of Object.entries({ 'default.target': TARGET, ...units })) writeFileSync(join(directory, name), text);
  const scenario = join(directory, 'scenario.json');
  writeFileSync(scenario, JSON.stringify({ target: 'default.target', mode: 'boot', duration: 600, world: { programs, ...more } }));
  const { out, status, err } = await cli([
    'late',
    'app.service',
    '--unit-path',
    directory,
    '--enable',
    'none',
    '--scenario',
    scenario,
    ...(from === 'default.target' ? [] : ['--from', from]),
    '--json',
    '-q',
  ]);
  expect(status, err).toBe(0);
  const found = (JSON.parse(out) as { causes: Cause[] }).causes;
  for (const { id } of found) seen.add(id);
  return found;
}

const takes = (unit: string, after: number): object => ({ unit, setting: 'ExecStart', exit: { after, status: 0 } });

describe('likely causes of a late start', () => {
  test('waiting for network-online.target, with the line', async () => {
    const found = await causes(
      {
        'app.service': oneshot('Wants=network-online.target\nAfter=network-online.target\n'),
        'network-online.target': '[Unit]\nDefaultDependencies=no\nWants=wait.service\nAfter=wait.service\n',
        'wait.service': oneshot('', 'TimeoutStartSec=60\n'),
      },
      [takes('wait.service', 5)],
    );
    expect(found).toMatchObject([{ id: 'waits-for-network-online', unit: 'app.service', other: 'network-online.target', line: 4 }]);
  });

  test('a oneshot without a limit, and none where there is one', async () => {
    const app = oneshot('Wants=slow.service\nAfter=slow.service\n');
    const rules = [takes('slow.service', 5)];
    expect(await causes({ 'app.service': app, 'slow.service': oneshot('') }, rules)).toMatchObject([
      { id: 'unbounded-oneshot', unit: 'slow.service' },
    ]);
    expect(await causes({ 'app.service': app, 'slow.service': oneshot('', 'TimeoutStartSec=60\n') }, rules)).toEqual([]);
  });

  test('a device that did not appear', async () => {
    const found = await causes({ 'app.service': oneshot('Wants=dev-x.device\nAfter=dev-x.device\n') }, [], {
      facts: { devices: { 'dev-x.device': null } },
    });
    expect(found).toMatchObject([{ id: 'device-timeout', unit: 'dev-x.device', heldUp: 90 }]);
  });

  test('a mount that ran into its limit', async () => {
    const found = await causes(
      {
        'app.service': oneshot('Wants=srv.mount\nAfter=srv.mount\n'),
        'srv.mount': '[Unit]\nDefaultDependencies=no\n[Mount]\nWhat=tmpfs\nWhere=/srv\nType=tmpfs\nTimeoutSec=20\n',
      },
      [{ unit: 'srv.mount', setting: 'ExecMount', exit: null }],
    );
    expect(found).toMatchObject([{ id: 'mount-timeout', unit: 'srv.mount', line: 7 }]);
  });

  test('a service that did not say that it is ready', async () => {
    const notify = '[Unit]\nDefaultDependencies=no\n[Service]\nType=notify\nTimeoutStartSec=10\nExecStart=/bin/x\n';
    const found = await causes({ 'app.service': oneshot('Wants=d.service\nAfter=d.service\n'), 'd.service': notify }, [
      { unit: 'd.service', setting: 'ExecStart', ready: 1000, exit: null },
    ]);
    expect(found).toMatchObject([{ id: 'start-timeout', unit: 'd.service', line: 5 }]);
  });

  test('a job that ran into its limit', async () => {
    const found = await causes(
      {
        'app.service': oneshot('Wants=slow.service\nAfter=slow.service\n'),
        'slow.service':
          '[Unit]\nDefaultDependencies=no\nJobRunningTimeoutSec=3\n[Service]\nType=oneshot\nTimeoutStartSec=60\nExecStart=/bin/x\n',
      },
      [takes('slow.service', 20)],
    );
    expect(found).toMatchObject([{ id: 'job-timeout', unit: 'slow.service', heldUp: 3 }]);
  });

  test('a unit that was asked for late', async () => {
    const found = await causes(
      {
        'default.target': '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\nWants=app.timer slow.service\nAfter=slow.service\n',
        'app.timer': '[Unit]\nDefaultDependencies=no\n[Timer]\nOnActiveSec=2s\nAccuracySec=1us\n',
        'app.service': oneshot(''),
        'slow.service': oneshot('', 'TimeoutStartSec=60\n'),
      },
      [takes('slow.service', 5)],
    );
    expect(found).toMatchObject([{ id: 'asked-for-late', unit: 'app.service' }]);
    expect(found[0]?.heldUp).toBeCloseTo(2, 3);
  });

  test('a service of Type=idle', async () => {
    const found = await causes({ 'app.service': '[Unit]\nDefaultDependencies=no\n[Service]\nType=idle\nExecStart=/bin/x\n' }, []);
    expect(found).toMatchObject([{ id: 'idle-waits', unit: 'app.service', line: 4 }]);
  });

  test('an order after a service of Type=simple, and one without effect', async () => {
    const found = await causes(
      {
        'app.service': oneshot('Wants=daemon.service\nAfter=daemon.service\nAfter=absent.service\n'),
        'daemon.service': '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/x\n',
        'absent.service': oneshot(''),
      },
      [],
    );
    expect(found).toMatchObject([
      { id: 'ready-too-early', unit: 'app.service', other: 'daemon.service', line: 4 },
      { id: 'ordered-after-disabled', unit: 'app.service', other: 'absent.service', line: 5 },
    ]);
  });

  test('a service that was killed at the end of its time to stop', async () => {
    const service = (more: string): string =>
      `[Unit]\nDefaultDependencies=no\nConflicts=shutdown.target\nBefore=shutdown.target\n[Service]\nExecStart=/bin/x\n${more}`;
    const found = await causes(
      {
        'app.service': service('TimeoutStopSec=3\n'),
        'shutdown.target': '[Unit]\nDefaultDependencies=no\n',
        'poweroff.target': '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\nRequires=shutdown.target\nAfter=shutdown.target\n',
      },
      [{ unit: 'app.service', setting: 'ExecStart', exit: null, onTerm: 'ignore' }],
      {},
      'poweroff.target',
    );
    expect(found).toMatchObject([{ id: 'stop-timeout', unit: 'app.service', heldUp: 3, line: 7 }]);
  });

  test('each cause is met in one of these', () => {
    expect([...seen].sort((a, b) => (a < b ? -1 : 1))).toEqual(Object.keys(CAUSES).sort((a, b) => (a < b ? -1 : 1)));
  });
});
