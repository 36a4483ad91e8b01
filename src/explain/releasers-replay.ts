import type { Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import type { MeasuredBoot } from '../measure/measured-boot.js';
import type { Job } from '../simulate/job.js';
import { isUp, type ActiveState } from '../transaction/active-state.js';
import { isUpAtOnce, staysUp, type Evidence } from './releasers-evidence.js';
import { ReplayedManager } from './replayed-manager.js';

/** Something that the stamps say, at its time. */
interface StampEvent {
  readonly at: Usec;
  readonly kind: 'end' | 'down' | 'begin' | 'timeout';
  readonly unit: Unit;
  readonly job?: Job;
}

/** At one time: what ends comes before what must have begun by then. */
const KIND_ORDER = { end: 0, down: 1, timeout: 2, begin: 3 } as const;

/** The places of units in their order: each after those that it comes after, but for cycles. */
function placesOf(units: Iterable<Unit>, after: (unit: Unit) => readonly Unit[]): Map<Unit, number> {
  const places = new Map<Unit, number>();
  const seen = new Set<Unit>();
  for (const first of units) {
    const stack = seen.has(first) ? [] : [{ unit: first, next: 0 }];
    seen.add(first);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const other = after(top.unit)[top.next++];
      if (other === undefined) {
        places.set(top.unit, places.size);
        stack.pop();
      } else if (!seen.has(other)) {
        seen.add(other);
        stack.push({ unit: other, next: 0 });
      }
    }
  }
  return places;
}

const TAKING_TIME: readonly string[] = ['service', 'mount', 'swap'];
const PASSIVE: readonly string[] = ['device', 'scope'];

/** So late a timer of the manager may fire. @systemd src/core/job.c job_start_timer; src/libsystemd/sd-event/sd-event.c DEFAULT_ACCURACY_USEC */
const TIMER_SLACK_USEC = 250_000;

/** Within this time the manager goes on from the end of one job to the next that waited for it. */
const DISPATCH_USEC = 100_000;

/** The manager run again along the stamps of a boot. */
export class Replay extends ReplayedManager {
  readonly #evidence: ReadonlyMap<Unit, Evidence>;
  readonly #begun = new Set<Unit>();
  readonly #events: StampEvent[] = [];
  readonly #deadline: Usec;
  readonly #places: ReadonlyMap<Unit, number>;

  constructor(
    graph: LoadedGraph,
    boot: MeasuredBoot,
    evidence: ReadonlyMap<Unit, Evidence>,
    active: ReadonlyMap<string, ActiveState>,
    begunAt: Usec,
  ) {
    super(graph, active, begunAt);
    this.#evidence = evidence;
    this.#deadline = boot.manager.finish ?? Number.POSITIVE_INFINITY;
    this.#places = placesOf(graph.units.values(), (unit) => this.ordered(unit, 'After'));
    for (const [unit, known] of evidence) this.#schedule(unit, known);
    this.#sort();
  }

  /** Later ones first: they are taken from the end. What has the same stamp goes in the order of the units. */
  #sort(): void {
    const place = ({ unit }: StampEvent): number => this.#places.get(unit) ?? 0;
    this.#events.sort((a, b) => b.at - a.at || KIND_ORDER[b.kind] - KIND_ORDER[a.kind] || place(b) - place(a));
  }

  protected override hasEnd(unit: Unit): boolean {
    return unit.perpetual || (this.#evidence.get(unit)?.end ?? null) !== null;
  }

  protected override onInstalled(job: Job): void {
    this.#limit(job, false);
  }

  protected override onBegun(job: Job): void {
    this.#limit(job, true);
  }

  #schedule(unit: Unit, known: Evidence): void {
    if (isUp(this.activeState(unit))) {
      if (known.down !== null) this.#events.push({ at: known.down, kind: 'down', unit });
      return;
    }
    const { begin, end, down, tolerance } = known;
    if (begin !== null) this.#events.push({ at: begin + 2 * tolerance, kind: 'begin', unit });
    if (end !== null) this.#events.push({ at: end, kind: 'end', unit });
    if (down !== null) this.#events.push({ at: down, kind: 'down', unit });
  }
  /** Runs until the stamps have nothing more to say. */
  run(): void {
    this.drain();
    for (let event = this.#events.pop(); event !== undefined; event = this.#events.pop()) {
      this.now = event.at;
      this.#apply(event);
      this.drain();
    }
  }
  protected override runJob(job: Job): void {
    const { unit, type } = job;
    const state = this.activeState(unit);
    if (type === 'start') return this.#runStart(job, state);
    const own = 'inferred';
    if (type === 'verify-active' && state === 'activating') return;
    this.begin(job, this.now, own);
    if (type === 'verify-active') return this.finish(job, isUp(state) ? 'done' : 'skipped');
    if (type === 'stop' || type === 'restart') {
      const down = this.#evidence.get(unit)?.down ?? null;
      if (isUp(state) && down !== null && down >= this.now) return;
    }
    this.finish(job, 'done');
  }

  #runStart(job: Job, state: ActiveState): void {
    const { unit } = job;
    const known = this.#evidence.get(unit);
    if (isUp(state)) {
      this.begin(job, this.now, 'inferred');
      return this.finish(job, 'done');
    }
    if (known === undefined) return this.#runUnseen(job, undefined);
    if (PASSIVE.includes(unit.type) && known.end !== null) return this.begin(job, this.now, 'measured');
    if (known.begin === null || this.#begun.has(unit)) {
      if (!known.isOverwritten || (known.end !== null && known.end < this.now)) return this.#runUnseen(job, known);
      this.begin(job, this.now, 'inferred');
      // Its end is overwritten: such a service is up at once, of others it is only known that they ended before what waited for them.
      if (known.end === null && isUpAtOnce(unit)) this.finish(job, 'done');
      return;
    }
    // Nothing else can happen while the run queue is worked off: what begins later was held back by something that is not known.
    if (!this.forced.has(job) && known.begin > this.#nextEnd(unit) + 2 * known.tolerance && this.now < known.begin) {
      this.late.add(job);
      return;
    }
    this.now = Math.max(this.now, known.begin);
    this.#begun.add(unit);
    this.begin(job, known.begin, 'measured');
    this.states.set(unit, 'activating');
    if (unit.type === 'path') this.#triggerAtOnce(unit);
    if (known.end !== known.begin) return;
    this.#settleEnd(unit, known);
    this.finish(job, known.result);
  }

  /** When the first job other than one of this unit ends that takes time: by then the run queue has been worked off. */
  #nextEnd(self: Unit): Usec {
    const next = this.#events.findLast(({ kind, unit }) => {
      const known = this.#evidence.get(unit);
      return kind === 'end' && unit !== self && this.queued.has(unit) && known?.end !== known?.begin;
    });
    return next?.at ?? Number.POSITIVE_INFINITY;
  }

  /** A path that is there already starts what it triggers while its own start job is still queued. */
  #triggerAtOnce(path: Unit): void {
    const next = this.#nextEnd(path);
    for (const unit of path.related('Triggers')) {
      const begin = this.#evidence.get(unit)?.begin ?? null;
      if (begin !== null && begin <= next && begin >= this.now && !this.queued.has(unit)) this.ask(unit, 'start', 'replace');
    }
  }

  /** A job whose unit left no stamps: what becomes of it the graph says, as far as it can. */
  #runUnseen(job: Job, known: Evidence | undefined): void {
    const { unit } = job;
    // Conditions that were never checked: the job did not run, another one ends it.
    if (known?.isNever === true && known.conditionResult === null && !this.forced.has(job)) return;
    const isTold = known !== undefined && (known.isNever || known.conditionResult !== undefined);
    this.begin(job, this.now, isTold ? 'inferred' : 'unknown');
    if (unit.loadState !== 'loaded') return this.finish(job, 'failed');
    // A unit that is not in the record may have taken its time: it ended before what waited for it began.
    if (!isTold && !known?.isOverwritten && TAKING_TIME.includes(unit.type) && !isUpAtOnce(unit)) return;
    if (known?.conditionResult === false) return this.finish(job, 'done');
    if (known?.assertResult === false) return this.finish(job, 'assert');
    if (!unit.supported) return this.finish(job, 'unsupported');
    const isUnbound = unit
      .related('BindsTo')
      .some((other) => unit.dependency('After', other) !== undefined && !isUp(this.activeState(other)));
    if (isUnbound && isTold) return this.finish(job, 'dependency');
    if (unit.type === 'device') return;
    // Its conditions held, and yet it never left inactive.
    const isRefused = known?.isNever === true && known.conditionResult === true;
    const hasAsserts = unit.settings.last('Unit.Asserts') !== undefined;
    if (!isRefused && staysUp(unit)) this.states.set(unit, 'active');
    this.finish(job, isRefused ? (hasAsserts ? 'assert' : 'failed') : 'done');
  }

  /** The clocks of a job. @systemd src/core/job.c job_start_timer */
  #limit(job: Job, isRunning: boolean): void {
    const { settings, type } = job.unit;
    const whole = settings.number('Unit.JobTimeoutSec', 0);
    const byDefault = settings.last('Unit.JobTimeoutSec')
      ? whole
      : type === 'device'
        ? this.graph.configuration.defaultDeviceTimeoutUsec
        : 0;
    const limit = isRunning ? settings.number('Unit.JobRunningTimeoutSec', byDefault) : whole;
    const at = this.now + limit;
    if (limit <= 0 || at > this.#deadline) return;
    this.#events.push({ at, kind: 'timeout', unit: job.unit, job });
    this.#sort();
  }

  /** A timer may fire late: where the stamps show it by what came of it, it fired then. */
  #timeOut(job: Job, event: StampEvent): void {
    const at = this.#firedAt(job);
    if (at <= this.now) return this.finish(job, 'timeout');
    this.#events.push({ ...event, at });
    this.#sort();
  }

  /** When the first unit began that only this time-out lets begin; now where there is none within the slack of a timer. */
  #firedAt(job: Job): Usec {
    const ended = new Set<Unit>([job.unit]);
    for (const unit of ended) {
      const result = unit === job.unit ? 'timeout' : 'dependency';
      const its = this.queued.get(unit);
      if (its !== undefined) for (const victim of this.victims(its, result)) if (this.queued.has(victim)) ended.add(victim);
    }
    const freed = (unit: Unit): boolean => {
      const waiting = this.queued.get(unit);
      return waiting?.state === 'waiting' && this.blockers(waiting).every((blocker) => ended.has(blocker.unit));
    };
    const begins = [...ended].flatMap((unit) => [
      ...unit.related('OnFailure').filter((other) => !this.queued.has(other)),
      ...[...this.ordered(unit, 'Before'), ...this.ordered(unit, 'After')].filter((other) => !ended.has(other) && freed(other)),
    ]);
    const times = begins.map((unit) => this.#evidence.get(unit)?.begin ?? -1);
    const first = Math.min(...times.filter((at) => at >= this.now));
    return first <= this.now + TIMER_SLACK_USEC ? first : this.now;
  }

  #settleEnd(unit: Unit, known: Evidence): void {
    this.states.set(unit, known.isUp ? 'active' : known.result === 'done' ? 'inactive' : 'failed');
  }

  #apply(event: StampEvent): void {
    const { unit } = event;
    const known = this.#evidence.get(unit);
    let job = this.queued.get(unit);
    if (event.kind === 'timeout') {
      if (event.job?.isGone === false) this.#timeOut(event.job, event);
      return;
    }
    if (known === undefined) return;
    if (event.kind === 'begin') return this.#mustHaveBegun(unit, job);
    if (event.kind === 'down') {
      this.states.set(unit, 'inactive');
      if (job !== undefined && job.type === 'stop' && job.state === 'running') this.finish(job, 'done');
      return;
    }
    if (known.begin !== null && !PASSIVE.includes(unit.type)) {
      this.#mustHaveBegun(unit, job);
      this.drain();
    }
    if (isUp(this.activeState(unit))) return;
    job = this.queued.get(unit);
    this.#settleEnd(unit, known);
    if (job !== undefined && job.type === 'start' && (job.state === 'running' || known.isUp)) {
      job.span.running ??= this.now;
      if (known.isOverwritten) this.states.set(unit, 'activating');
      this.finish(job, known.result);
    }
    if (known.isOverwritten) return;
    if (known.result !== 'done') {
      this.askEach(unit, 'OnFailure');
      this.#emergency(unit, 'FailureAction');
    } else if (!known.isUp) this.askEach(unit, 'OnSuccess');
  }

  #emergency(unit: Unit, key: string): void {
    const action = unit.settings.text(`Unit.${key}`) ?? 'none';
    const target = ['exit', 'poweroff', 'reboot', 'halt', 'kexec'].includes(action)
      ? this.graph.load(`${action}.target`)
      : undefined;
    if (target !== undefined) this.ask(target, 'start', 'replace-irreversibly');
  }

  /** By its stamps the unit has left inactive by now. */
  #mustHaveBegun(unit: Unit, queued: Job | undefined): void {
    if (this.#begun.has(unit) || isUp(this.activeState(unit))) return;
    if (queued === undefined) {
      // Somebody else asked for it: a trigger, a timer, a restart, a person.
      this.now = Math.min(this.now, this.#evidence.get(unit)?.begin ?? this.now);
      if (!this.ask(unit, 'start', 'replace')) return;
    }
    const job = this.queued.get(unit);
    if (job === undefined || job.type !== 'start' || job.state !== 'waiting') return;
    const known = job.span.releasedBy;
    let isUnseen = true;
    for (const blocker of this.blockers(job)) {
      // The stamps of a unit that was activated again are those of its last start: the first one has ended by now.
      if (blocker.state === 'running') {
        this.sureness.set(blocker.span, 'unknown');
        if (this.#evidence.get(blocker.unit)?.isOverwritten === true) isUnseen = false;
        this.finish(blocker, this.#evidence.get(blocker.unit)?.result ?? 'done');
      }
    }
    // Where an end that is stamped explains why it began now, those that left no stamp had ended before.
    if (isUnseen && known?.finished != null && this.now - known.finished <= DISPATCH_USEC && this.sureness.get(known) !== 'unknown')
      job.span.releasedBy = known;
    if (this.blockers(job).length > 0 || this.late.has(job)) this.forced.add(job);
    this.runQueue.add(job);
  }
}
