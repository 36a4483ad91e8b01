import type { Answer } from './answer.js';
import type { Moment } from './hold.js';
import type { UnitSet } from './unit-set.js';

/** A set that was booted, and what the real manager answered. */
export interface RecordedSet {
  /** Of the manager that was asked. */
  readonly systemd: string;
  readonly set: UnitSet;
  readonly moment: Moment;
  readonly answer: Answer;
}
