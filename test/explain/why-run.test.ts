import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { sharedCopy } from '../support/shared.js';

const shared = sharedCopy();

interface FateJson {
  readonly code: string;
  readonly at: number | null;
  readonly by?: string | null;
  readonly because?: string | null;
  readonly conditions?: string[];
  readonly requirement?: string | null;
  readonly kind?: string;
}

async function fates(unit: string, argv: readonly string[]): Promise<FateJson[]> {
  const { out, status, err } = await cli(['why', unit, ...argv, '--json', '-q']);
  expect(status, err).toBe(0);
  return (JSON.parse(out) as { run: { fates: FateJson[] } }).run.fates;
}

const sample = (name: string): string[] => ['--root', `samples/${name}`, '--scenario', `samples/${name}/scenario.json`];

describe('why, with a run', () => {
  test('names the requirement that did not start, with its kind', async () => {
    expect(await fates('api.service', sample('failure-cascade'))).toMatchObject([
      { code: 'refused', by: 'database.service', requirement: 'Requires' },
    ]);
  });

  test('says of the unit that failed what the log says', async () => {
    const { out } = await cli(['why', 'storage.service', ...sample('failure-cascade'), '-q']);
    expect(out).toContain('status=1/FAILURE');
  });

  test('without a run is as before', async () => {
    const { out } = await cli(['why', 'api.service', '--root', 'samples/failure-cascade', '-q']);
    expect(out).not.toContain('In this run');
  });
});

// What each scenario is recorded for stands in its `expected` block: results, log and states of the real manager.
describe.skipIf(shared === null)('why, with a recorded scenario', () => {
  const scenario = (name: string): string[] => {
    const directory = join(shared ?? '', 'scenarios', name);
    const units = `${directory}:${join(shared ?? '', 'scenarios/_base')}`;
    return ['--unit-path', units, '--enable', 'none', '--from', 'scenario.target', '--scenario', join(directory, 'scenario.json')];
  };

  test.each([
    ['condition-skip', 'a.service', [{ code: 'skipped', conditions: ['ConditionPathExists=/does/not/exist'] }]],
    ['conflicts-boot', 'b.service', [{ code: 'dropped', because: 'a.service' }]],
    ['assert-fail', 'a.service', [{ code: 'refused', by: null }]],
    ['requires-fail-recursive', 'b.service', [{ code: 'refused', by: 'a.service', requirement: 'Requires' }]],
    ['bindsto-exit', 'b.service', [{ code: 'started' }, { code: 'stopped', kind: 'BindsTo', by: 'a.service' }]],
    ['shutdown-order', 'a.service', [{ code: 'started' }, { code: 'stopped', by: 'shutdown.target' }]],
  ])('%s: %s', async (name, unit, expected) => {
    expect(await fates(unit, scenario(name))).toMatchObject(expected);
  });

  test('counts automatic restarts', async () => {
    const found = await fates('a.service', scenario('restart-limit'));
    expect(found.filter(({ code }) => code === 'restarted').length).toBeGreaterThan(2);
    expect(found.some(({ code }) => code === 'failed')).toBe(true);
  });
});
