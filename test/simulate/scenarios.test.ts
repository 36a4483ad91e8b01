import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../src/transaction/choices.js';
import {
  differencesOf,
  normalized,
  ownScenarios,
  runScenario,
  scenarioInFolder,
  type ScenarioSource,
} from '../support/scenario-run.js';
import { sharedCopy } from '../support/shared.js';

const shared = sharedCopy();
/** Another folder of recordings can be held against the simulator, too. */
const folder = process.env.WANTEDBY_SCENARIOS ?? (shared === null ? null : join(shared, 'scenarios'));
const inFolder =
  folder === null
    ? []
    : readdirSync(folder)
        .filter((name) => existsSync(join(folder, name, 'scenario.json')))
        .map((name) => scenarioInFolder(folder, name));

function expectRecorded(source: ScenarioSource): void {
  const scenario = runScenario(source);
  const differences = differencesOf(scenario);
  if (differences.length > 0) {
    const { recording, recorded } = scenario;
    const shown = Object.fromEntries(
      differences.map((key) => [key, { expected: recorded.expected[key], observed: recording[key as keyof typeof recording] }]),
    );
    expect.fail(JSON.stringify(shown, null, 1));
  }
  expect(scenario.findings).toEqual([]);
}

describe('Scenarios recorded for this project', () => {
  test.each(ownScenarios('recorded.json'))('$name ends as the real manager ended', expectRecorded);
  test.each(ownScenarios('random.json'))('$name ends as the real manager ended', expectRecorded);
});

describe.skipIf(folder === null)('Recorded scenarios', () => {
  test.each(inFolder)('$name ends as the real manager ended', expectRecorded);

  test.each(inFolder.filter(({ text }) => text.includes('"expected_any"')))(
    '$name: every recorded outcome is reached by some walk',
    (source) => {
      const { recorded } = runScenario(source);
      const missing = new Set(
        (recorded.expected_any ?? []).map((variant) => JSON.stringify(variant.jobs ?? recorded.expected.jobs)),
      );
      for (let seed = 1; seed <= 200 && missing.size > 0; seed++) {
        const { recording } = runScenario(source, seeded(seed));
        missing.delete(JSON.stringify(normalized(recording.jobs, recorded.normalize)));
      }
      expect([...missing]).toEqual([]);
    },
  );
});
