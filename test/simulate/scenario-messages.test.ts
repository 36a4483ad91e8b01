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

test('a key that scenarios do not have is said, with what may have been meant', () => {
  const sink = findingList();
  readScenario('{"target": "a.target", "stpes": [], "world": {"porgrams": []}}', 'scenario.json', sink);
  expect(sink.findings.map(({ code, values }) => [code, values.key, String(values.hint).slice(0, 21)])).toEqual([
    ['unknown-scenario-key', 'stpes', 'did you mean steps? ('],
    ['unknown-scenario-key', 'world.porgrams', 'did you mean programs'],
  ]);
});
