import { readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differencesOf, runScenario } from '../support/scenario-run.js';
import { sharedCopy } from '../support/shared.js';

const shared = sharedCopy();
/** Another folder of recordings can be held against the simulator, too. */
const folder = process.env.WANTEDBY_SCENARIOS ?? (shared === null ? '' : join(shared, 'scenarios'));
const names = shared === null ? [] : readdirSync(folder).filter((name) => existsSync(join(folder, name, 'scenario.json')));

describe.skipIf(shared === null)('Recorded scenarios', () => {
  test.each(names)('%s ends as the real manager ended', (name) => {
    const scenario = runScenario(folder, name);
    const differences = differencesOf(scenario);
    if (differences.length > 0) {
      const { recording, recorded } = scenario;
      const shown = Object.fromEntries(
        differences.map((key) => [key, { expected: recorded.expected[key], observed: recording[key as keyof typeof recording] }]),
      );
      expect.fail(JSON.stringify(shown, null, 1));
    }
    expect(scenario.findings).toEqual([]);
  });
});
