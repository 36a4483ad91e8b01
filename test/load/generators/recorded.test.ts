import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CASES } from './cases.js';
import { runOurs, withoutChance, type Output } from './real-generators.js';

const path = join(dirname(fileURLToPath(import.meta.url)), '../../oracle/generators/recorded.json');
const recorded = JSON.parse(existsSync(path) ? readFileSync(path, 'utf8') : '{"cases":{}}') as {
  cases: Record<string, { output: Output } | undefined>;
};

describe('our generators write what the real ones were recorded to write', () => {
  test('each case has a name of its own and a record', () => {
    expect(Object.keys(recorded.cases)).toEqual(CASES.map((one) => one.name));
  });
  test.each(CASES.map((one) => [one.name, one] as const))('%s', (name, one) => {
    expect(withoutChance(runOurs(one).output)).toEqual(withoutChance(recorded.cases[name]?.output ?? {}));
  });
});
