import type { Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Unit } from '../graph/unit.js';
import { Job, standsBefore, UNBEGUN, type JobSpan } from '../simulate/job.js';
import { RunQueue } from '../simulate/run-queue.js';
import { isUp, type ActiveState } from '../transaction/active-state.js';
import { buildTransaction } from '../transaction/build-transaction.js';
import { JOB_MODES, type JobMode, type JobResult, type RequestType } from '../transaction/job-table.js';
import type { ManagerState, QueuedJob } from '../transaction/manager-state.js';
import type { AcceptedTransaction } from '../transaction/transaction-result.js';
import type { Sureness } from './boot-run.js';

/** The jobs of the manager and their rules, for a run along a record: when a job begins and ends is for who extends it to say. */
export abstract class ReplayedManager implements ManagerState {
  readonly spans: JobSpan[] = [];
  readonly ended: JobSpan[] = [];
  readonly sureness = new Map<JobSpan, Sureness>();
  protected readonly graph: LoadedGraph;
  protected readonly states = new Map<Unit, ActiveState>();
  protected readonly queued = new Map<Unit, Job>();
  /** Jobs that nothing holds back, but that began later by their stamps. */
  protected readonly late = new Set<Job>();
  /** Jobs that began although another stood before them: the record cannot tell why. */
  protected readonly forced = new Set<Job>();
  protected readonly runQueue = new RunQueue(() => true);
  protected now: Usec;
  readonly #nops = new Map<Unit, Job>();
  readonly #orders = { After: new Map<Unit, readonly Unit[]>(), Before: new Map<Unit, readonly Unit[]>() };
  #nextId = 1;
  #sequence = 0;
  #request = 0;

  constructor(graph: LoadedGraph, active: ReadonlyMap<string, ActiveState>, now: Usec) {
    this.graph = graph;
    this.now = now;
    for (const [id, state] of active) {
      const unit = graph.find(id);
      if (unit) this.states.set(unit, state);
    }
  }

  /** Runs a job that nothing holds back. */
  protected abstract runJob(job: Job): void;
  /** Does the record tell when the job of a unit ended? */
  protected abstract hasEnd(unit: Unit): boolean;
  /** A job was queued. */
  protected onInstalled(_job: Job): void {
    // Who counts time limits does so here.
  }
  /** A job began to run. */
  protected onBegun(_job: Job): void {
    // As above.
  }

  // --- what building a transaction asks -------------------------------------------------------------------------------------------------

  units(): Iterable<Unit> {
    return this.graph.units.values();
  }

  activeState(unit: Unit): ActiveState {
    return this.states.get(unit) ?? (unit.perpetual ? 'active' : 'inactive');
  }

  job(unit: Unit): QueuedJob | undefined {
    return this.queued.get(unit);
  }

  jobs(): Iterable<QueuedJob> {
    return this.queued.values();
  }

  nopJob(unit: Unit): QueuedJob | undefined {
    return this.#nops.get(unit);
  }

  followers(): readonly Unit[] {
    return [];
  }

  // --- jobs ----------------------------------------------------------------------------------------------------------------------------

  /** Puts the jobs of a transaction into the queue. */
  install(transaction: AcceptedTransaction): void {
    const request = this.#request++;
    for (const step of transaction.actions) {
      if (step.action === 'cancel') {
        const job = this.queued.get(step.job.unit);
        if (job !== undefined) this.finish(job, 'canceled', false);
      } else if (step.action === 'install') {
        const { unit, type } = step.job;
        const span: JobSpan = { unit: unit.id, type, installed: this.now, ...UNBEGUN, pulledInBy: step.job.pulledInBy, request };
        const job = new Job(this.#nextId++, unit, type, step.job, span);
        (type === 'nop' ? this.#nops : this.queued).set(unit, job);
        this.spans.push(span);
        this.runQueue.add(job);
        this.onInstalled(job);
      } else {
        const job = this.queued.get(step.job.unit);
        if (job === undefined) continue;
        job.type = step.type;
        if (step.again) job.state = 'waiting';
        this.runQueue.add(job);
      }
    }
  }

  protected ask(unit: Unit, type: RequestType, mode: JobMode): boolean {
    const result = buildTransaction(this.graph, this, { unit, type, mode });
    if (result.ok) this.install(result);
    return result.ok;
  }

  protected askEach(unit: Unit, kind: 'OnFailure' | 'OnSuccess'): void {
    const word = unit.settings.text(`Unit.${kind}JobMode`);
    const mode = JOB_MODES.find((known) => known === word) ?? (kind === 'OnFailure' ? 'replace' : 'fail');
    for (const other of unit.related(kind)) this.ask(other, 'start', mode);
  }

  /** The units that one is ordered with; asked for again and again. */
  protected ordered(unit: Unit, direction: 'After' | 'Before'): readonly Unit[] {
    const known = this.#orders[direction].get(unit);
    if (known !== undefined) return known;
    const found = unit.related(direction);
    this.#orders[direction].set(unit, found);
    return found;
  }

  /** The queued jobs that stand before one. */
  protected blockers(job: Job): Job[] {
    const found: Job[] = [];
    if (job.type === 'nop' || job.ignoreOrder) return found;
    for (const direction of ['After', 'Before'] as const) {
      for (const unit of this.ordered(job.unit, direction)) {
        const other = this.queued.get(unit);
        if (other !== undefined && standsBefore(other, job, direction)) found.push(other);
      }
    }
    return found;
  }

  protected end(job: Job, result: JobResult, by: JobSpan | null): void {
    job.isGone = true;
    if (this.queued.get(job.unit) === job) this.queued.delete(job.unit);
    if (this.#nops.get(job.unit) === job) this.#nops.delete(job.unit);
    const { span } = job;
    Object.assign(span, { finished: this.now, result, endSequence: this.#sequence++, failedBy: by });
    this.ended.push(span);
  }

  protected wake(done: Job): void {
    for (const direction of ['After', 'Before'] as const) {
      for (const unit of this.ordered(done.unit, direction)) {
        const waiting = this.queued.get(unit);
        if (waiting === undefined) continue;
        if (waiting.state === 'waiting' && standsBefore(done, waiting, direction === 'After' ? 'Before' : 'After')) {
          waiting.span.releasedBy = done.span;
          waiting.span.runnable = this.now;
        }
        this.runQueue.add(waiting);
      }
    }
  }

  protected victims(job: Job, result: JobResult): readonly Unit[] {
    const kinds: DependencyKind[] = [];
    if (result !== 'done' && (job.type === 'start' || job.type === 'verify-active'))
      kinds.push('RequiredBy', 'RequisiteOf', 'BoundBy');
    else if (result !== 'done' && job.type === 'stop') kinds.push('ConflictedBy');
    else if (result === 'done' && job.type === 'start' && !isUp(this.activeState(job.unit))) kinds.push('RequisiteOf');
    return kinds.flatMap((kind) => job.unit.related(kind));
  }

  /** Ends a job, and depth first those that cannot do without it. */
  protected finish(first: Job, result: JobResult, isRecursive = true): void {
    this.end(first, result, null);
    const stack = [{ job: first, result, victims: isRecursive ? this.victims(first, result) : [], next: 0 }];
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const victim = frame.victims[frame.next++];
      if (victim === undefined) {
        stack.pop();
        if (frame.result === 'timeout' || frame.result === 'dependency') this.askEach(frame.job.unit, 'OnFailure');
        this.wake(frame.job);
        continue;
      }
      const job = this.queued.get(victim);
      if (job === undefined || (job.type !== 'start' && job.type !== 'verify-active')) continue;
      this.end(job, 'dependency', frame.job.span);
      this.sureness.set(job.span, this.sureness.get(frame.job.span) ?? 'inferred');
      stack.push({ job, result: 'dependency', victims: this.victims(job, 'dependency'), next: 0 });
    }
  }

  // --- running -------------------------------------------------------------------------------------------------------------------------

  protected drain(): void {
    for (let job = this.runQueue.take(); job !== null; job = this.runQueue.take()) {
      if (job.isGone || job.state !== 'waiting') continue;
      if (!this.forced.has(job) && this.blockers(job).length > 0) {
        job.span.runnable = null;
        continue;
      }
      this.runJob(job);
    }
  }

  /** What is stamped itself is only worked out where the end that let it begin is. */
  protected rate(job: Job, own: Sureness): void {
    const releaser = job.span.releasedBy === null ? undefined : this.graph.find(job.span.releasedBy.unit);
    const isInferred = own === 'measured' && releaser !== undefined && !this.hasEnd(releaser);
    this.sureness.set(job.span, isInferred ? 'inferred' : own);
  }

  protected begin(job: Job, at: Usec, own: Sureness): void {
    job.state = 'running';
    job.span.runnable ??= job.span.installed;
    job.span.running = at;
    job.span.runSequence = this.#sequence++;
    this.onBegun(job);
    this.rate(job, this.forced.has(job) || this.late.has(job) ? 'unknown' : own);
  }
}
