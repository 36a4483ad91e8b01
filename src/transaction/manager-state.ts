import type { Unit, UnitGraph } from '../graph/unit.js';
import type { ActiveState } from './active-state.js';
import type { JobType } from './job-table.js';

/** A job in the manager's queue. */
export interface QueuedJob {
  readonly unit: Unit;
  readonly type: JobType;
  readonly state: 'waiting' | 'running';
  readonly irreversible: boolean;
  readonly ignoreOrder: boolean;
}

/** What a transaction sees of the manager. Nothing of it is changed by building one. */
export interface ManagerState {
  /** The loaded units, each once, in byte order of their ids: isolate looks at all of them. */
  units(): Iterable<Unit>;
  activeState(unit: Unit): ActiveState;
  /** The queued job of a unit that is not a nop job. */
  job(unit: Unit): QueuedJob | undefined;
  /** The queued nop job of a unit. */
  nopJob(unit: Unit): QueuedJob | undefined;
  /** Every queued job, in the order in which they were queued. */
  jobs(): Iterable<QueuedJob>;
  /** The other device units that stand for the same device; only devices have any. */
  followers(unit: Unit): readonly Unit[];
}

/** Changes to an idle manager. */
export interface StateSketch {
  /** Unit id to state, for those that are not as an idle manager has them. */
  readonly active?: ReadonlyMap<string, ActiveState>;
  readonly jobs?: readonly QueuedJob[];
}

/**
 * A manager before its first request: perpetual units are active, all others inactive, no job is queued.
 *
 * @param sketch what is different from that
 */
export function idleState(graph: UnitGraph, sketch: StateSketch = {}): ManagerState {
  const jobs = sketch.jobs ?? [];
  const byUnit = new Map(jobs.filter((job) => job.type !== 'nop').map((job) => [job.unit, job]));
  const nops = new Map(jobs.filter((job) => job.type === 'nop').map((job) => [job.unit, job]));
  return {
    units: () => graph.units.values(),
    activeState: (unit) => sketch.active?.get(unit.id) ?? (unit.perpetual ? 'active' : 'inactive'),
    job: (unit) => byUnit.get(unit),
    nopJob: (unit) => nops.get(unit),
    jobs: () => jobs,
    followers: () => [],
  };
}
