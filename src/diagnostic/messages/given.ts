import { wording, type Wording } from './wording.js';

/** About facts and scenarios, which a user gives. */
export const GIVEN_MESSAGES = {
  'facts-not-json': wording('error', 'The facts cannot be read as JSON: {error}', 'write one JSON object'),
  'unknown-fact': wording('warning', 'Unknown fact "{key}", ignoring.', 'known are: {known}'),
  'bad-fact': wording('warning', 'The fact "{key}" has the wrong form, ignoring.', 'it must be {expected}'),
  'scenario-not-json': wording('error', 'The scenario is not a JSON object: {error}', 'see the manual for the form of a scenario'),
  'unknown-scenario-key': wording('warning', 'Unknown key "{key}" of the scenario, ignoring.', '{hint}'),
  'bad-scenario': wording('warning', 'The value "{key}" of the scenario has the wrong form, ignoring.', 'it must be {expected}'),
} as const satisfies Record<string, Wording>;
