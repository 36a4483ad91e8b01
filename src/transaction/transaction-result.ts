import type { DependencyKind } from '../graph/dependency-table.js';
import type { Unit } from '../graph/unit.js';
import type { JobMode, JobType, RequestType } from './job-table.js';
import type { QueuedJob } from './manager-state.js';

/** What is asked of the manager. */
export interface Request {
  readonly unit: Unit;
  readonly type: RequestType;
  readonly mode: JobMode;
  /** true where it comes from outside (systemctl, the bus): RefuseManualStart= and RefuseManualStop= are looked at then. Default false. */
  readonly fromBus?: boolean;
}

/** A line of the manager's log. */
export interface LogLine {
  /** The syslog priority, 0 to 7. */
  readonly priority: number;
  /** The unit it is logged for; the manager prints it as `UNIT: text`. */
  readonly unit: string | null;
  /** Does LogLevelMax= of the unit matter? Default true. */
  readonly isLimited?: boolean;
  readonly text: string;
}

/** Why a job is in a transaction. */
export interface PullIn {
  /** The job that asked for it; null for the request itself. */
  readonly by: { readonly unit: Unit; readonly type: JobType } | null;
  /** The kind of dependency in the table of `by.unit`, or what else added it. */
  readonly kind: DependencyKind | 'request' | 'isolate' | 'triggering' | 'follower';
  /** Can `by` not do without it? */
  readonly matters: boolean;
  /** Is it the stop of a unit that `by.unit` names in Conflicts=? */
  readonly conflicts: boolean;
}

/** A job as the transaction has it when it is applied. */
export interface PlannedJob {
  readonly unit: Unit;
  readonly type: JobType;
  readonly irreversible: boolean;
  readonly ignoreOrder: boolean;
  /** Does the request depend on it? */
  readonly matters: boolean;
  readonly isAnchor: boolean;
  /** In the order in which they were found: following the first of each leads back to the request. */
  readonly pulledInBy: readonly PullIn[];
}

/** One step of applying a transaction, in the order in which the manager takes them. */
export type JobAction =
  | { readonly action: 'cancel'; readonly job: QueuedJob }
  | { readonly action: 'install'; readonly job: PlannedJob }
  | {
      /** The queued job takes over the new one and becomes `type`; a running job waits again where `again` says so. */
      readonly action: 'merge';
      readonly job: PlannedJob;
      readonly into: QueuedJob;
      readonly type: JobType;
      readonly again: boolean;
      readonly irreversible: boolean;
      readonly ignoreOrder: boolean;
    };

/** Why a job was taken out again. `dependency`: another job that it cannot do without was deleted. */
export type DropReason = 'cycle' | 'conflict' | 'dependency' | 'garbage' | 'redundant' | 'impact';

/** A job that was taken out again. */
export interface DroppedJob {
  readonly unit: Unit;
  readonly type: JobType;
  readonly reason: DropReason;
  /** For `dependency` the job it went with; for `conflict` the job that won. */
  readonly because: { readonly unit: Unit; readonly type: JobType } | null;
  /** Why it had been pulled in. */
  readonly pulledInBy: readonly PullIn[];
}

/** A cycle that the manager met. */
export interface FoundCycle {
  /** Each job has to run right after the next one, and the last one after the first; the entry point is the last. */
  readonly path: readonly { readonly unit: Unit; readonly type: JobType; readonly queued: boolean }[];
  /** The unit whose jobs were deleted; null when there was none that may be. */
  readonly victim: Unit | null;
}

/** The errors of a request, by the last part of their bus name, with the error number that stands for them. */
export const REQUEST_ERRORS = {
  NoSuchUnit: 'ENOENT',
  LoadFailed: 'EIO',
  BadUnitSetting: 'ENOEXEC',
  UnitMasked: 'ERFKILL',
  JobTypeNotApplicable: 'EBADR',
  NoIsolation: 'EPERM',
  OnlyByDependency: 'EINVAL',
  InvalidArgs: 'EINVAL',
  TransactionOrderIsCyclic: 'EDEADLK',
  TransactionJobsConflicting: 'EDEADLK',
  TransactionIsDestructive: 'EDEADLK',
  LoadErrno: 'the unit\'s own',
} as const; // prettier-ignore

/** The name of an error of a request. */
export type RequestErrorName = keyof typeof REQUEST_ERRORS;

/** An error of a request: its text is what the manager tells the one who asked. */
export interface RequestError {
  readonly name: RequestErrorName;
  readonly text: string;
}

/** A transaction that can be applied. */
export interface AcceptedTransaction {
  readonly ok: true;
  /** The jobs in the order in which they are applied; the anchor among them. */
  readonly jobs: readonly PlannedJob[];
  readonly anchor: PlannedJob;
  readonly actions: readonly JobAction[];
  readonly dropped: readonly DroppedJob[];
  readonly cycles: readonly FoundCycle[];
  readonly messages: readonly LogLine[];
}

/** A request that is refused: nothing changes. */
export interface RefusedTransaction {
  readonly ok: false;
  readonly error: RequestError;
  readonly dropped: readonly DroppedJob[];
  readonly cycles: readonly FoundCycle[];
  readonly messages: readonly LogLine[];
}

/** What becomes of a request. */
export type TransactionResult = AcceptedTransaction | RefusedTransaction;
