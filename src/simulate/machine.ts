import { assert } from '../base/assert.js';
import type { Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import type { FileKind } from '../host/file-system.js';
import type { ManagerConfiguration } from '../load/manager-configuration.js';
import type { ActiveState } from '../transaction/active-state.js';
import { buildTransaction } from '../transaction/build-transaction.js';
import type { Choices } from '../transaction/choices.js';
import type { JobMode, JobResult, RequestType } from '../transaction/job-table.js';
import type { ManagerState, QueuedJob } from '../transaction/manager-state.js';
import type { AcceptedTransaction, LogLine, PlannedJob, RequestError } from '../transaction/transaction-result.js';
import { actOn } from './emergency.js';
import { EventQueue, EVENT_PRIORITY, type EventPriority, type TimedEvent } from './event-queue.js';
import { finishJob } from './finish-job.js';
import { IdleWait } from './idle-wait.js';
import { Job, standsBefore, UNBEGUN, type JobSpan } from './job.js';
import type { ChangeFlags, FinishOptions, Kernel } from './kernel.js';
import { LoadedUnits } from './loaded-units.js';
import { makeMachine } from './make-machine.js';
import { makeUnitDirectories } from './own-files.js';
import { Processes } from './processes.js';
import { runJob, startJobTimer } from './run-job.js';
import { RunQueue } from './run-queue.js';
import { RuntimeRecord, type DependencyTables } from './runtime-record.js';
import { changeState } from './state-change.js';
import { SteadyQueues } from './steady-queues.js';
import type { RequestTrace, Trace } from './trace.js';
import { UnitConditions } from './unit-conditions.js';
import type { UnitRuntime } from './unit-runtime.js';
import type { World, WorldEvent } from './world.js';
import { happen, tellPaths } from './world-events.js';
import type { WorldState } from './world-state.js';

/** How many events and jobs there may be in so short a time: more of them are a circle. A program that is done at once takes a microsecond or two. */
const BURST_COUNT_MAX = 100_000;
/** How long that time is. */
export const BURST_USEC: Usec = 100_000;
/** Thrown where the machine is switched off. */
class MachineGone extends Error {}

/** What a machine is made of. */
export interface MachineOptions {
  readonly graph: LoadedGraph;
  readonly world: World;
  readonly worldState: WorldState;
  readonly choices: Choices;
  /** Takes the messages that loading left since the last call. */
  readonly takeLoadMessages: () => readonly LogLine[];
}

/** The manager in virtual time: it ties the parts together. */
export class Machine implements Kernel, ManagerState {
  now: Usec = 0;
  readonly configuration: ManagerConfiguration;
  readonly isUser: boolean;
  readonly processes: Processes;
  readonly world: WorldState;
  readonly conditions: UnitConditions;
  readonly trace: Trace = { lines: [], requests: [], jobs: [], ended: [], answers: [] };
  /** When the start-up was finished; null while it is not. */
  finishedAt: Usec | null = null;
  isRunning = false;
  /** The manager gave up, or was ended at once. */
  isHalted = false;
  /** Did things cause each other without end? The real manager would run out of stack, or be busy for ever. */
  isEndless = false;
  /** Would things go on after the end of the last run? */
  isStopped = false;
  /** Have too many jobs ended? */
  isCutOff = false;
  #isShuttingDown = false;
  #burst = { from: 0, count: 0 };
  /** When the request of the scenario was made, and what had happened before. */
  requestedAt: Usec = 0;
  requestMarks = { lines: 0, requests: 0, jobs: 0, ended: 0 };
  readonly #options: MachineOptions;
  readonly #events = new EventQueue();
  readonly #units: LoadedUnits;
  readonly #jobs = new Map<number, Job>();
  readonly #runQueue: RunQueue;
  readonly #steady = new SteadyQueues();
  readonly #jobCollection = new Set<Job>();
  readonly #idle = new IdleWait(this);
  #nextJobId = 1;
  #nextRequest = 0;
  #sequence = 0;
  #jobEndListeners: (() => void)[] = [];

  constructor(options: MachineOptions) {
    this.#options = options;
    this.configuration = options.graph.configuration;
    this.isUser = options.graph.isUser;
    this.world = options.worldState;
    this.processes = new Processes(this, options.world, options.graph.facts.container === false);
    this.conditions = new UnitConditions(this);
    this.#runQueue = new RunQueue(() => this.isStarting);
    this.#units = new LoadedUnits(options.graph, (unit) => this.#makeRuntime(unit));
    this.#takeLoadMessages();
    this.#units.noteLoaded();
  }

  get isStarting(): boolean {
    return this.finishedAt === null;
  }

  // --- units --------------------------------------------------------------------------------------------------------------------------

  runtime(unit: Unit): UnitRuntime {
    return this.#units.runtime(unit);
  }

  #makeRuntime(unit: Unit): RuntimeRecord {
    const { graph, choices } = this.#options;
    const tables: DependencyTables = {
      kinds: (owner, kinds) => choices.kinds(owner, kinds),
      related: (owner, kind) => choices.related(owner, kind).map((other) => this.runtime(other)),
    };
    const runtime = new RuntimeRecord(unit, this.configuration, tables, (record) => makeMachine(this, record, graph.facts));
    if (runtime.machine.activeState === 'active') runtime.times.inactiveExit = runtime.times.activeEnter = this.now;
    return runtime;
  }

  find(name: string): UnitRuntime | null {
    return this.#units.find(name);
  }

  load(name: string): UnitRuntime | null {
    return this.#units.load(name, () => this.#takeLoadMessages());
  }

  addTrigger(socket: UnitRuntime, service: UnitRuntime): void {
    this.#units.addTrigger(socket.unit, service.unit);
  }

  #takeLoadMessages(): void {
    for (const line of this.#options.takeLoadMessages()) this.#sayLine(line);
  }

  /** The perpetual units, in the order of a walk over all. */
  perpetualUnits(): UnitRuntime[] {
    const units = [...this.units()].filter((unit) => unit.perpetual);
    return this.#options.choices.loaded(units).map((unit) => this.runtime(unit));
  }

  /** The units that the manager knows at this time, by their ids in byte order. */
  loadedUnits(): UnitRuntime[] {
    return this.#units.sorted();
  }

  /** All files are read again, and nothing in them has changed: only what the manager does not keep over it is lost. */
  reload(): void {
    for (const runtime of this.loadedUnits()) {
      runtime.startLimit.reset();
      runtime.automaticLimit.reset();
      runtime.machine.onManagerReload?.();
      // Each is found in its state, which is looked at as any change to it.
      this.#steady.add(runtime);
    }
  }

  units(): Iterable<Unit> {
    return this.#units.units();
  }

  activeState(unit: Unit): ActiveState {
    return this.runtime(unit).machine.activeState;
  }

  job(unit: Unit): QueuedJob | undefined {
    return this.runtime(unit).job ?? undefined;
  }

  nopJob(unit: Unit): QueuedJob | undefined {
    return this.runtime(unit).nopJob ?? undefined;
  }

  followers(): readonly Unit[] {
    return [];
  }

  // --- log ----------------------------------------------------------------------------------------------------------------------------

  log(priority: number, runtime: UnitRuntime, text: string): void {
    this.say(priority, `${runtime.unit.id}: ${text}`, runtime);
  }

  say(priority: number, text: string, runtime?: UnitRuntime): void {
    const isSuppressed = runtime !== undefined && priority > runtime.logLevelMax;
    this.trace.lines.push({ at: this.now, priority, unit: runtime?.unit.id ?? null, isSuppressed, text });
  }

  #sayLine({ priority, unit, text, isLimited }: LogLine): void {
    const runtime = unit === null || isLimited === false ? null : this.find(unit);
    const isSuppressed = runtime !== null && priority > runtime.logLevelMax;
    this.trace.lines.push({ at: this.now, priority, unit, isSuppressed, text: unit === null ? text : `${unit}: ${text}` });
  }

  // --- jobs ---------------------------------------------------------------------------------------------------------------------------

  jobs(): Iterable<Job> {
    return this.#jobs.values();
  }

  request(runtime: UnitRuntime, type: RequestType, mode: JobMode, fromBus = false): RequestError | null {
    const request = { unit: runtime.unit, type, mode, fromBus };
    const result = buildTransaction(this.#options.graph, this, request, this.#options.choices);
    const isTried = result.messages.some((line) => line.text.startsWith('Trying to enqueue job'));
    for (const line of result.messages) this.#sayLine(line);
    const entry: RequestTrace = {
      at: this.now,
      unit: runtime.unit.id,
      type,
      mode,
      installed: [],
      error: result.ok ? null : result.error,
      dropped: result.dropped,
      cycles: result.cycles,
    };
    if (isTried) {
      this.trace.requests.push(entry);
      this.#nextRequest++;
    }
    if (!result.ok) return result.error;
    this.#apply(result, entry);
    return null;
  }

  #apply(transaction: AcceptedTransaction, entry: RequestTrace): void {
    for (const step of transaction.actions) {
      if (step.action === 'cancel') {
        const job = step.job as Job;
        if (!job.isGone) this.finishJob(job, 'canceled', { recursive: false });
      } else if (step.action === 'install') this.#install(step.job, entry);
      else {
        const job = step.into as Job;
        assert(!job.isGone, 'a job that is merged into is queued');
        job.type = step.type;
        job.span.type = step.type;
        if (step.again) job.state = 'waiting';
        job.irreversible ||= step.irreversible;
        job.ignoreOrder ||= step.ignoreOrder;
        entry.installed.push({ unit: job.unit.id, type: step.again ? step.type : step.job.type, merged: true });
        this.enqueueJob(job);
        startJobTimer(this, job, false);
      }
    }
    if (this.#jobs.size > 0) this.#idle.open();
  }

  #install(planned: PlannedJob, entry: RequestTrace): void {
    const { unit, type } = planned;
    const span: JobSpan = {
      unit: unit.id,
      type,
      installed: this.now,
      ...UNBEGUN,
      pulledInBy: planned.pulledInBy,
      request: this.#nextRequest - 1,
    };
    const job = new Job(this.#nextJobId++, unit, type, planned, span);
    const runtime = this.runtime(unit);
    this.#jobs.set(job.id, job);
    if (type === 'nop') runtime.nopJob = job;
    else runtime.job = job;
    this.trace.jobs.push(span);
    entry.installed.push({ unit: unit.id, type, merged: false });
    this.enqueueJob(job);
    startJobTimer(this, job, false);
    this.queueJobCollection(job);
  }

  finishJob(job: Job, result: JobResult, options: FinishOptions): void {
    if (!finishJob(this, this, job, result, options)) this.#giveUp();
  }

  /** Takes a job out of the table. For `finishJob`. */
  remove(job: Job): void {
    this.#jobs.delete(job.id);
    const runtime = this.runtime(job.unit);
    if (runtime.job === job) runtime.job = null;
    if (runtime.nopJob === job) runtime.nopJob = null;
    job.isGone = true;
    if (job.timer !== null) job.timer.isCanceled = true;
    this.trace.ended.push(job.span);
    this.#tellJobEnd();
  }

  /** Calls once, after the next job that ends. */
  onJobEnd(run: () => void): void {
    this.#jobEndListeners.push(run);
  }

  #tellJobEnd(): void {
    if (this.#jobEndListeners.length === 0) return;
    const listeners = this.#jobEndListeners;
    this.#jobEndListeners = [];
    this.at(this.now, EVENT_PRIORITY.world, () => {
      for (const run of listeners) run();
    });
  }

  /** Begins the entry of the start half of a restart job. For `finishJob`. */
  nextSpan(job: Job): JobSpan {
    this.trace.ended.push(job.span);
    const span: JobSpan = { ...job.span, ...UNBEGUN, type: 'start', installed: this.now };
    this.trace.jobs.push(span);
    return span;
  }

  nextSequence(): number {
    return this.#sequence++;
  }

  enqueueJob(job: Job): void {
    this.#runQueue.add(job);
  }

  queueJobCollection(job: Job): void {
    if (job.unit.type === 'device') this.#jobCollection.add(job);
  }

  changed(runtime: UnitRuntime, from: ActiveState, to: ActiveState, flags: ChangeFlags = {}): void {
    changeState(this, runtime, from, to, flags);
  }

  notifyTriggers(runtime: UnitRuntime): void {
    for (const other of runtime.peers('TriggeredBy')) other.machine.onTriggeredChange?.(runtime);
  }

  emergency(action: string, reason: string, isLoud: boolean): void {
    actOn(this, action, reason, isLoud, (isOnTheSpot) => {
      this.isHalted = true;
      // Whatever is under way is not gone on with.
      if (isOnTheSpot) throw new MachineGone();
      this.#isShuttingDown = true;
    });
  }

  queueUpheld(runtime: UnitRuntime): void {
    this.#steady.upheld.add(runtime);
  }

  queueBound(runtime: UnitRuntime): void {
    this.#steady.bound.add(runtime);
  }

  queueUnneeded(runtime: UnitRuntime): void {
    this.#steady.unneeded.add(runtime);
  }

  queueCollection(runtime: UnitRuntime): void {
    this.#units.queueCollection(runtime);
  }

  /** What happens from now on belongs to the request of the scenario. */
  markRequest(): void {
    const { lines, requests, jobs, ended } = this.trace;
    this.requestedAt = this.now;
    // In a boot the messages of loading the first unit are part of it.
    this.requestMarks = {
      lines: this.isRunning ? lines.length : 0,
      requests: requests.length,
      jobs: jobs.length,
      ended: ended.length,
    };
  }

  // --- time ---------------------------------------------------------------------------------------------------------------------------

  at(time: Usec, priority: EventPriority, run: () => void): TimedEvent {
    return this.#events.add(Math.max(time, this.now), priority, run);
  }

  spend({ unit }: UnitRuntime): void {
    this.now += this.#options.world.managerUsec[unit.id] ?? 0;
  }

  whenIdle(run: () => void): void {
    this.#idle.add(run);
  }

  services(): readonly UnitRuntime[] {
    return this.ofType('service');
  }

  checkFinished(): void {
    if (!this.isRunning || this.#jobs.size > 0) return;
    this.#idle.release();
    if (this.finishedAt !== null) return;
    this.finishedAt = this.now;
  }

  changePath(path: string, kind: FileKind | null): void {
    const change = this.world.note(path, kind === null ? 'removed' : 'created', this.now, kind ?? undefined);
    if (change !== null) tellPaths(this, change);
  }

  happen(event: WorldEvent): void {
    happen(this, this, event);
  }

  makeDirectories(runtime: UnitRuntime): void {
    makeUnitDirectories(this, runtime);
  }

  /** All runtimes of a type that the manager knows. */
  ofType(type: Unit['type']): UnitRuntime[] {
    return this.loadedUnits().filter((runtime) => runtime.unit.type === type);
  }

  /** Works off what an event left behind, until nothing is left. @systemd src/core/manager.c manager_loop */
  settle(): void {
    while (!this.isHalted) if (!this.#collectJobs() && !this.#units.collect() && !this.#steady.work(this)) return;
  }

  /** @systemd src/core/job.c job_may_gc */
  #collectJobs(): boolean {
    if (this.#jobCollection.size === 0) return false;
    for (const job of [...this.#jobCollection]) {
      this.#jobCollection.delete(job);
      if (job.isGone || job.clientCount > 0 || this.#isAwaited(job)) continue;
      this.finishJob(job, 'collected', { recursive: false });
    }
    return true;
  }

  #isAwaited(job: Job): boolean {
    const runtime = this.runtime(job.unit);
    const waits = (other: UnitRuntime, direction: 'After' | 'Before'): boolean =>
      other.job !== null && standsBefore(job, other.job, direction);
    return (
      runtime.peers('Before').some((other) => waits(other, 'After')) ||
      runtime.peers('After').some((other) => waits(other, 'Before'))
    );
  }

  /** Runs until nothing is left to happen, until so many jobs have ended, or until a time: then the clock stands there. */
  run(until: Usec, endedMax = Number.POSITIVE_INFINITY): void {
    try {
      this.#loop(until, endedMax);
    } catch (error) {
      if (!(error instanceof MachineGone)) throw error;
    }
    if (this.#isShuttingDown && !this.isUser) this.say(5, 'Shutting down.');
    this.#isShuttingDown = false;
  }

  #loop(until: Usec, endedMax: number): void {
    this.isRunning = true;
    this.isStopped = false;
    this.settle();
    while (!this.isHalted && !this.isCutOff) {
      const next = this.#events.nextTime();
      if (next !== null && next <= this.now) {
        this.#events.take()?.run();
        this.settle();
        this.#count();
      } else if (!this.#runQueue.isEmpty) {
        // Jobs that are queued meanwhile are run as well: a circle of them has no end.
        for (let job = this.#runQueue.take(); job !== null && !this.isEndless; job = this.#runQueue.take()) {
          runJob(this, this.conditions, job);
          this.#count();
        }
        this.settle();
      } else {
        if (next === null) break;
        if (next > until) {
          this.isStopped = true;
          break;
        }
        this.now = next;
        this.isCutOff = this.trace.ended.length >= endedMax;
      }
    }
  }

  /** Things may cause each other without end while hardly any time passes. */
  #count(): void {
    if (this.now - this.#burst.from >= BURST_USEC) this.#burst = { from: this.now, count: 0 };
    if (++this.#burst.count > BURST_COUNT_MAX) this.#giveUp();
  }

  #giveUp(): void {
    this.isEndless = true;
    this.isHalted = true;
  }

  /** Runs until no job is left. */
  runUntilQuiet(until: Usec): void {
    this.run(this.now);
    while (this.#jobs.size > 0 && !this.isHalted) {
      const next = this.#runQueue.isEmpty ? this.#events.nextTime() : this.now;
      if (next === null || next > until) return;
      this.run(next);
    }
  }
}
