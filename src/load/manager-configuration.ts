import type { Usec } from '../base/usec.js';

/** The settings of the manager that unit settings default to. Spans are microseconds. */
export interface ManagerConfiguration {
  readonly defaultTimeoutStartUsec: Usec;
  readonly defaultTimeoutStopUsec: Usec;
  readonly defaultRestartUsec: Usec;
  readonly defaultStartLimitIntervalUsec: Usec;
  readonly defaultStartLimitBurst: number;
  readonly defaultTimerAccuracyUsec: Usec;
  readonly defaultDeviceTimeoutUsec: Usec;
  readonly defaultStandardOutput: string;
  readonly defaultStandardError: string;
}
