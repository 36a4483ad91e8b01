import type { Condition } from '../parse/condition.js';
import { conditionsHold, type ConditionListResult } from './condition.js';
import type { Kernel } from './kernel.js';
import type { ConditionTest } from './run-job.js';
import type { UnitRuntime } from './unit-runtime.js';

const word = ({ type, trigger, negate, parameter }: Condition): string =>
  `${type}=${trigger ? '|' : ''}${negate ? '!' : ''}${parameter}`;

/** Tests the conditions and asserts of units against the world as it is at that moment of the run. */
export class UnitConditions implements ConditionTest {
  readonly #kernel: Kernel;
  /** What nothing answered, as `UNIT CONDITION`. */
  readonly assumed = new Set<string>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  conditionsHold(runtime: UnitRuntime): boolean {
    const result = this.#test(runtime, 'Unit.Conditions');
    runtime.conditionResult = result.holds;
    const { reported } = result;
    if (reported === null) runtime.unmetCondition = null;
    // The mark of a triggering condition is not shown, and it is only named where it is not one.
    else runtime.unmetCondition = reported.trigger ? '' : `${reported.type}=${reported.negate ? '!' : ''}${reported.parameter}`;
    return result.holds;
  }

  assertsHold(runtime: UnitRuntime): boolean {
    return this.#test(runtime, 'Unit.Asserts').holds;
  }

  #test(runtime: UnitRuntime, key: string): ConditionListResult {
    const list = runtime.unit.settings.all(key).map(({ value }) => value as Condition);
    const result = conditionsHold(list, this.#kernel.world.conditions);
    for (const { condition, error } of result.warnings) {
      this.#kernel.log(4, runtime, `Couldn't determine result for ${word(condition)}, assuming failed: ${error}`);
    }
    for (const condition of result.assumptions) this.assumed.add(`${runtime.unit.id} ${word(condition)}`);
    return result;
  }
}
