import type { Usec } from '../base/usec.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Unit } from '../graph/unit.js';
import type { ActiveState } from '../transaction/active-state.js';
import type { Job } from './job.js';
import type { RateLimit } from './rate-limit.js';

/**
 * What came of asking a unit to start, stop or reload. The words stand for the error numbers that the manager uses: `began` > 0,
 * `underway` 0, `already` EALREADY, `again` EAGAIN, `skipped` ECOMM, `passive` EBADR, `inactive` ENOEXEC, `assert` EPROTO,
 * `unsupported` EOPNOTSUPP, `unbound` ENOLINK, `once` ESTALE, `error` any other.
 */
export type Outcome =
  | 'began'
  | 'underway'
  | 'already'
  | 'again'
  | 'skipped'
  | 'passive'
  | 'inactive'
  | 'assert'
  | 'unsupported'
  | 'unbound'
  | 'once'
  | 'error';

/** The part of a unit that its type decides. */
export interface UnitMachine {
  readonly activeState: ActiveState;
  /** The low level state, as `systemctl show -p SubState`. */
  readonly subState: string;
  /** As `-p Result`; null for the types that have none. */
  readonly result: string | null;
  readonly canReload: boolean;
  /** null: the type cannot be started by the manager. */
  readonly start: (() => Outcome) | null;
  readonly stop: (() => Outcome) | null;
  readonly reload: (() => Outcome) | null;
  /** Makes the unit fail because it was started too often; null for the types that have no start limit. */
  readonly hitStartLimit: (() => void) | null;
  /** A perpetual unit is found up when the manager starts. */
  coldplug?(): void;
  /** Is the unit about to be started again by itself? */
  willRestart(): boolean;
  /**
   * The numbers of its processes with a role, for who sends them a signal. Absent: units of the type have no processes at all. A role that
   * is absent: none of them ever has that one; null: there is none now.
   */
  readonly processRoles?: { readonly main?: number | null; readonly control?: number | null } | undefined;
  /** A unit that this one triggers changed its state or lost its job. */
  onTriggeredChange?(other: UnitRuntime): void;
  /** May the manager forget the unit, as far as its type is concerned? */
  mayBeCollected?(): boolean;
  resetFailed?(): void;
  /** The manager was told to read all files again, and is at the same state after it, but for what it does not keep. */
  onManagerReload?(): void;
  /** The service took what came in over this socket. */
  onTrafficRead?(): void;
  /** The last process of the unit is gone. */
  onCgroupEmpty?(): void;
}

/** When a unit last changed. null: never. */
export interface UnitTimes {
  inactiveExit: Usec | null;
  activeEnter: Usec | null;
  activeExit: Usec | null;
  inactiveEnter: Usec | null;
}

/** A unit as the running manager has it. */
export interface UnitRuntime {
  readonly unit: Unit;
  readonly machine: UnitMachine;
  job: Job | null;
  nopJob: Job | null;
  readonly times: UnitTimes;
  /** As messages show it: that of the unit, and for a connection who is at the other end. */
  description: string;
  conditionResult: boolean;
  /** The condition that is reported when it was skipped, as the manager words it. */
  unmetCondition: string | null;
  /** Nothing less important is logged about it. */
  readonly logLevelMax: number;
  readonly startLimit: RateLimit;
  isStartLimitHit: boolean;
  /** Of the three queues that start and stop units without a request. */
  readonly automaticLimit: RateLimit;
  /** The units of a kind of dependency, by their ids in byte order. */
  peers(kind: DependencyKind): readonly UnitRuntime[];
  /** The units of several kinds that have one effect: the manager walks the kinds in the order of a hash table. */
  peersOfKinds(kinds: readonly DependencyKind[]): readonly UnitRuntime[];
}
