import { findingList, messageOf, readScenario, type FindingSink, type ScenarioFile } from '../index.js';
import { UsageError } from './streams.js';

/**
 * The scenario that a user gives.
 *
 * @param option what stands before the path in an error, such as `--scenario: `
 * @throws UsageError that says why the text is no scenario
 */
export function givenScenario(text: string, path: string, option: string, sink: FindingSink): ScenarioFile {
  const own = findingList();
  const file = readScenario(text, path, own);
  if (file === null) {
    const reasons = own.findings.map(messageOf).join(' ');
    throw new UsageError(`${option}${path} is no scenario: it must be a JSON object with a target. ${reasons}`);
  }
  for (const finding of own.findings) sink.add(finding);
  return file;
}
