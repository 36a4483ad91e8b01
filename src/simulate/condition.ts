import type { Condition } from '../parse/condition.js';
import { MACHINE_TESTS } from './condition-machine.js';
import { PATH_TESTS } from './condition-path.js';
import { unknown, type Verdict } from './condition-verdict.js';
import type { ConditionWorld } from './condition-world.js';

export type { ConditionWorld } from './condition-world.js';
export type { Verdict } from './condition-verdict.js';

/** What became of one condition in a test of a list. */
export interface ConditionOutcome {
  readonly condition: Condition;
  readonly result: 'succeeded' | 'failed' | 'error';
  /** With `error` the words of its errno, else null. */
  readonly error: string | null;
  /** What would have to be known to answer it; null where it was answered. It then counts as met. */
  readonly unknown: string | null;
}

/** The answer of a list of conditions, or of asserts. */
export interface ConditionListResult {
  readonly holds: boolean;
  /** The one that the manager names when they do not hold, else null. */
  readonly reported: Condition | null;
  /** Do they not hold because there are triggering ones, and none of them is met? */
  readonly allTriggersFailed: boolean;
  /** Those that could not be tested, in the order of the tests: the manager warns of each and takes it as not met. */
  readonly warnings: readonly { readonly condition: Condition; readonly error: string }[];
  /** Those that nothing answers: they count as met. */
  readonly assumptions: readonly Condition[];
  /** What was tested, in that order; the rest was not looked at. */
  readonly tested: readonly ConditionOutcome[];
}

/**
 * Tests a condition or an assert, its `!` not applied.
 *
 * @systemd src/shared/condition.c condition_test
 */
export function testCondition(condition: Condition, world: ConditionWorld): Verdict {
  const name = condition.type.replace(/^(?:Condition|Assert)/, '');
  const tests = Object.hasOwn(PATH_TESTS, name) ? PATH_TESTS : MACHINE_TESTS;
  const test = Object.hasOwn(tests, name) ? tests[name] : undefined;
  return test === undefined ? unknown('a newer systemd') : test(condition.parameter, world);
}

/**
 * Tests the conditions, or the asserts, of a unit: from the last to the first, up to the first that is not met and no triggering
 * one. Of the triggering ones one must be met, if there are any.
 *
 * @param list in the order of the files
 * @systemd src/shared/condition.c condition_test_list; src/core/job.c unit_find_failed_condition
 */
export function conditionsHold(list: readonly Condition[], world: ConditionWorld): ConditionListResult {
  const tested: ConditionOutcome[] = [];
  let unmet: Condition | null = null;
  for (const condition of list.toReversed()) {
    const outcome = outcomeOf(condition, testCondition(condition, world));
    tested.push(outcome);
    if (condition.trigger || outcome.result === 'succeeded') continue;
    unmet = condition;
    break;
  }
  const triggers = tested.filter(({ condition }) => condition.trigger);
  const allTriggersFailed = unmet === null && triggers.length > 0 && triggers.every(({ result }) => result !== 'succeeded');
  return {
    holds: unmet === null && !allTriggersFailed,
    reported: unmet ?? (allTriggersFailed ? (triggers[0]?.condition ?? null) : null),
    allTriggersFailed,
    warnings: tested.flatMap(({ condition, error }) => (error === null ? [] : [{ condition, error }])),
    assumptions: tested.filter((outcome) => outcome.unknown !== null).map(({ condition }) => condition),
    tested,
  };
}

function outcomeOf(condition: Condition, verdict: Verdict): ConditionOutcome {
  const open = { condition, error: null, unknown: null };
  // An error is not turned around.
  if ('error' in verdict) return { ...open, result: 'error', error: verdict.error };
  if ('unknown' in verdict) return { ...open, result: 'succeeded', unknown: verdict.unknown };
  return { ...open, result: verdict.value !== condition.negate ? 'succeeded' : 'failed' };
}
