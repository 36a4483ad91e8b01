import { describe, expect, test } from 'vitest';
import { ownScenarios, runScenario } from '../support/scenario-run.js';

function answersOf(name: string): { given: string[]; recorded: unknown } {
  const source = ownScenarios('recorded.json').find((each) => each.name === name);
  if (!source) throw new Error(`${name} is not recorded`);
  const { run, recorded } = runScenario(source);
  const byCommand = new Map<string, string[]>();
  for (const { command, at, text } of run.answers) {
    const key = `${String(Math.round(at / 100_000))} ${command}`;
    byCommand.set(key, [...(byCommand.get(key) ?? []), text]);
  }
  return { given: [...byCommand.values()].map((texts) => texts.join('\n')), recorded: recorded.expected.step_output };
}

describe('What systemctl prints', () => {
  test('refusals name the verb as it stands on the bus, and what is wrong with names, modes and job numbers', () => {
    const { given, recorded } = answersOf('systemctl-refusals');
    expect(given).toEqual(recorded);
  });

  test('a pattern stands for units that are not inactive, and start warns of that', () => {
    const { given, recorded } = answersOf('systemctl-patterns');
    expect(given).toEqual(recorded);
  });
});
