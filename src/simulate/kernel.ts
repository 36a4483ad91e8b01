import type { Usec } from '../base/usec.js';
import type { Unit } from '../graph/unit.js';
import type { FileKind } from '../host/file-system.js';
import type { ManagerConfiguration } from '../load/manager-configuration.js';
import type { ActiveState } from '../transaction/active-state.js';
import type { JobMode, JobResult, RequestType } from '../transaction/job-table.js';
import type { RequestError } from '../transaction/transaction-result.js';
import type { EventPriority, TimedEvent } from './event-queue.js';
import type { Job } from './job.js';
import type { Processes } from './processes.js';
import type { UnitRuntime } from './unit-runtime.js';
import type { WorldEvent } from './world.js';
import type { WorldState } from './world-state.js';

/** What a state change is told along with. */
export interface ChangeFlags {
  /** An automatic restart follows. */
  readonly willRestart?: boolean;
  /** The reload that ends with this change failed. */
  readonly reloadFailed?: boolean;
}

/** How a job is ended. */
export interface FinishOptions {
  /** Are dependents told? */
  readonly recursive: boolean;
  /** Is nothing said about it? */
  readonly silent?: boolean;
}

/** What the parts of the manager see of it. Each part is a file; none imports the machine that ties them together. */
export interface Kernel {
  readonly now: Usec;
  readonly configuration: ManagerConfiguration;
  readonly isUser: boolean;
  readonly processes: Processes;
  readonly world: WorldState;
  /** Is the manager still starting up (no moment without a job so far)? */
  readonly isStarting: boolean;

  runtime(unit: Unit): UnitRuntime;
  /** The runtime of a name, loaded when it is not known; null when it is no unit name. */
  load(name: string): UnitRuntime | null;
  /** The runtime of a name that is loaded; null when there is none. */
  find(name: string): UnitRuntime | null;
  /** A socket accepts a connection for a service: from now on it triggers it. */
  addTrigger(socket: UnitRuntime, service: UnitRuntime): void;
  /** Counts what happens. */
  nextSequence(): number;
  jobs(): Iterable<Job>;

  /** A line of the manager's log about a unit: `UNIT: text`. */
  log(priority: number, runtime: UnitRuntime, text: string): void;
  /** A line of the manager's log as it is. */
  say(priority: number, text: string, runtime?: UnitRuntime): void;
  at(time: Usec, priority: EventPriority, run: () => void): TimedEvent;
  /** Lets the time pass that the manager itself needs before the start of a unit begins. */
  spend(runtime: UnitRuntime): void;

  /** @param fromBus does somebody outside ask? Default false */
  request(runtime: UnitRuntime, type: RequestType, mode: JobMode, fromBus?: boolean): RequestError | null;
  finishJob(job: Job, result: JobResult, options: FinishOptions): void;
  enqueueJob(job: Job): void;
  /** Tells of a change of the low level state; both active states may be the same. */
  changed(runtime: UnitRuntime, from: ActiveState, to: ActiveState, flags?: ChangeFlags): void;
  emergency(action: string, reason: string, isLoud: boolean): void;
  /** Tells the units that trigger this one. */
  notifyTriggers(runtime: UnitRuntime): void;
  queueUpheld(runtime: UnitRuntime): void;
  queueBound(runtime: UnitRuntime): void;
  queueUnneeded(runtime: UnitRuntime): void;
  queueJobCollection(job: Job): void;
  queueCollection(runtime: UnitRuntime): void;
  /** After a job is gone: is it the end of the start-up? */
  checkFinished(): void;
  /** Runs `run` as soon as no job is left, or after 5 seconds. */
  whenIdle(run: () => void): void;
  /** The manager makes something at a path, or (null) removes what is there. */
  changePath(path: string, kind: FileKind | null): void;
  /** Lets something of the world happen now. */
  happen(event: WorldEvent): void;
}
