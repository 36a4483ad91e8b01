import { expect, test } from 'vitest';
import { findingList } from '../../src/diagnostic/finding.js';
import { readScenario } from '../../src/simulate/read-scenario.js';

const codesOf = (text: string): string[] => {
  const sink = findingList();
  readScenario(text, 'scenario.json', sink);
  return sink.findings.map((finding) => finding.code);
};

test('a scenario that is no JSON is said', () => {
  expect(codesOf('{')).toEqual(['scenario-not-json']);
});

test('a value of the wrong form is left out and said', () => {
  expect(codesOf('{"target": "a.target", "duration": "long"}')).toEqual(['bad-scenario']);
});
