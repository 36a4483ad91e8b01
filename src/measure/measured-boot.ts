import type { Usec } from '../base/usec.js';
import type { Finding } from '../diagnostic/finding.js';

/**
 * The kinds of records that can be read, the one that is trusted most first where several are equally fine.
 *
 * @systemd man systemd-analyze(1), systemctl(1), journalctl(1)
 */
export const RECORD_FORMATS = [
  'systemctl-show',
  'oracle-boot',
  'plot-json',
  'plot-svg',
  'journal-json',
  'journal-export',
  'critical-chain',
  'blame',
  'dump',
] as const;

/** What kind of record something comes from. */
export type RecordFormat = (typeof RECORD_FORMATS)[number];

/** The stamps of a unit: the five of its last activation, and when its conditions and asserts were last checked, which is when its start job last ran. */
export const UNIT_STAMPS = [
  'inactiveExit',
  'activeEnter',
  'activeExit',
  'inactiveEnter',
  'stateChange',
  'condition',
  'assert',
] as const;

/** The name of a unit's stamp. */
export type UnitStamp = (typeof UNIT_STAMPS)[number];

/** A number: when it was. null: the record says that it never was. Absent: the record does not tell. */
export type MeasuredStamps = { readonly [K in UnitStamp]?: Usec | null };

/** The stamps of the manager, in the order of a boot. */
export const MANAGER_STAMPS = [
  'firmware',
  'loader',
  'kernel',
  'initrd',
  'initrdSecurityStart',
  'initrdSecurityFinish',
  'initrdGeneratorsStart',
  'initrdGeneratorsFinish',
  'initrdUnitsLoadStart',
  'initrdUnitsLoadFinish',
  'userspace',
  'securityStart',
  'securityFinish',
  'generatorsStart',
  'generatorsFinish',
  'unitsLoadStart',
  'unitsLoadFinish',
  'finish',
] as const;

/** The name of a manager's stamp. */
export type ManagerStamp = (typeof MANAGER_STAMPS)[number];

/** A job as far as the record tells; every time that it does not tell is null. */
export interface MeasuredJob {
  /** The manager's number of the job; null where the record has none. */
  readonly id: string | null;
  /** The type it ended with: a restart job ends as `start`. */
  readonly type: string;
  readonly installed: Usec | null;
  /** No format tells: it is worked out from the graph. */
  readonly runnable: Usec | null;
  /** When the manager said that it had begun, which is after it forked the first process: the job began by then. */
  readonly running: Usec | null;
  readonly finished: Usec | null;
  /** null: it was still queued when the record was made, or its end is not in the record. */
  readonly result: string | null;
  /** How it stood in the queue when the record was made; absent where the record does not tell. */
  readonly queued?: QueueEntry;
  readonly source: RecordFormat;
}

/** A job in the queue of the manager. */
export interface QueueEntry {
  readonly isRunning: boolean;
  readonly isIrreversible: boolean;
  readonly ignoresOrder: boolean;
}

/** A unit as far as the record tells. A property that is absent is not told. */
export interface MeasuredUnit {
  readonly unit: string;
  /** All its names, sorted. */
  readonly names?: readonly string[];
  readonly loadState?: string;
  readonly activeState?: string;
  readonly subState?: string;
  readonly result?: string;
  readonly stamps: MeasuredStamps;
  /** Where the stamps come from; their resolution is that of this format. null where there are none. */
  readonly stampSource: RecordFormat | null;
  /** How long the last activation took, where the record says so itself (blame, critical-chain, plot). 0: none, or none that could be measured. */
  readonly activationUsec?: Usec;
  readonly activationSource?: RecordFormat;
  readonly jobs: readonly MeasuredJob[];
  /** Unit names by kind (`After`, `Requires` ...), each list sorted; kinds without any unit may be missing. */
  readonly deps?: Readonly<Record<string, readonly string[]>>;
  /** Did its conditions hold when they were last checked? null: they were never checked. */
  readonly conditionResult?: boolean | null;
  readonly assertResult?: boolean | null;
  readonly restartCount?: number;
  readonly fragmentPath?: string;
}

/**
 * What a time counts from. `userspace`: the start of the manager. `monotonic`: the zero of the machine's clock, which is about the start
 * of the kernel. `plot`: the one on a machine of its own, the other in a container; the record does not say which. `wall`: 1970.
 */
export type TimeZero = 'userspace' | 'monotonic' | 'plot' | 'wall';

/** A boot as one record, or several together, tell it. All times are microseconds since `zero`; those before it are negative. */
export interface MeasuredBoot {
  readonly formats: readonly RecordFormat[];
  readonly paths: readonly string[];
  /** The version of systemd, as it gives it; null where the record has none. */
  readonly systemd: string | null;
  readonly zero: TimeZero;
  /** The start of userspace on the machine's monotonic clock; null where the record does not tell. */
  readonly userspaceMonotonic: Usec | null;
  /** Does the manager run in a container (no security stamp)? null where the record does not tell. */
  readonly isContainer: boolean | null;
  /** What was booted into, where the record itself says so; null where it does not. */
  readonly target: string | null;
  /** null: the record says that there was none. Absent: it does not tell. */
  readonly manager: { readonly [K in ManagerStamp]?: Usec | null };
  readonly managerSource: RecordFormat | null;
  /** In byte order of their names. */
  readonly units: ReadonlyMap<string, MeasuredUnit>;
  /** By format: a time of it is at most this much off, to either side. For jobs of a journal: unless PID 1 was held up between deed and word. */
  readonly resolutionUsec: { readonly [K in RecordFormat]?: Usec };
  readonly findings: readonly Finding[];
}

/**
 * How long the last activation of a unit took, as `systemd-analyze blame` counts.
 *
 * @returns 0 where it took no time or never was activated; null where the stamps do not tell
 * @systemd src/analyze/analyze-time-data.c acquire_time_data
 */
export function activationUsec(unit: MeasuredUnit): Usec | null {
  const { inactiveExit, activeEnter, inactiveEnter } = unit.stamps;
  if (inactiveExit === undefined) return unit.activationUsec ?? null;
  if (inactiveExit === null) return 0;
  if (typeof activeEnter === 'number' && activeEnter >= inactiveExit) return activeEnter - inactiveExit;
  if (activeEnter === undefined) return unit.activationUsec ?? null;
  if (typeof inactiveEnter === 'number' && inactiveEnter >= inactiveExit) return inactiveEnter - inactiveExit;
  return inactiveEnter === undefined ? (unit.activationUsec ?? null) : 0;
}
