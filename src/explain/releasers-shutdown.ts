import type { Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import type { MeasuredBoot } from '../measure/measured-boot.js';
import { standsBefore, type Job } from '../simulate/job.js';
import { isDown, isUp, type ActiveState } from '../transaction/active-state.js';
import { buildTransaction } from '../transaction/build-transaction.js';
import { BY_NAME } from '../transaction/choices.js';
import { loadRefusal } from '../transaction/first-transaction.js';
import { idleState } from '../transaction/manager-state.js';
import type { AcceptedTransaction } from '../transaction/transaction-result.js';
import type { BootRun } from './boot-run.js';
import { ReplayedManager } from './replayed-manager.js';
import { begunBy, toldJob, toldRequest, upBefore, type ToldJob } from './shutdown-record.js';

/** Does a unit run programs to start or stop? All else is done at once. */
const takesTime = ({ type, settings }: Unit): boolean =>
  ['service', 'mount', 'swap'].includes(type) ||
  (type === 'socket' && ['ExecStopPre', 'ExecStopPost'].some((key) => settings.last(`Socket.${key}`) !== undefined));

/** Within this time the manager goes on from the end of one job to the next that waited for it. */
const DISPATCH_USEC = 100_000;

/** What nothing held back was stopped within this time of the request. */
const BURST_USEC = 1_000_000;

/** The manager run again along what a record tells of a shutdown. */
class ShutdownReplay extends ReplayedManager {
  readonly #told: ReadonlyMap<Unit, ToldJob>;

  constructor(graph: LoadedGraph, active: ReadonlyMap<string, ActiveState>, told: ReadonlyMap<Unit, ToldJob>, askedAt: Usec) {
    super(graph, active, askedAt);
    this.#told = told;
  }

  /** Runs until the record has nothing more to say. */
  run(): void {
    this.drain();
    const ends = [...this.#told].flatMap(([unit, { end }]) => (end === null ? [] : [{ unit, end }]));
    ends.sort((a, b) => a.end - b.end);
    for (const { unit, end } of ends) {
      this.now = Math.max(this.now, end);
      const job = this.queued.get(unit);
      if (job === undefined) continue;
      this.#letRun(job);
      this.#endNow(job);
      this.drain();
    }
  }

  protected override hasEnd(unit: Unit): boolean {
    return (this.#told.get(unit)?.end ?? null) !== null;
  }

  protected override runJob(job: Job): void {
    const told = this.#told.get(job.unit);
    const begin = told?.begin ?? this.now;
    if (begin > this.now + DISPATCH_USEC) this.late.add(job);
    this.begin(job, Math.max(this.now, begin), told === undefined ? 'inferred' : 'measured');
    const state = this.activeState(job.unit);
    if (job.type === 'stop' ? isDown(state) : isUp(state)) this.finish(job, 'done');
    else if (told === undefined) {
      // What left no trace may have taken its time: it ended before what waited for it began.
      if (!takesTime(job.unit)) this.#endNow(job);
    } else if (told.end !== null && told.end <= this.now + (takesTime(job.unit) ? 0 : DISPATCH_USEC)) {
      // What takes no time ends while the run queue is worked off, in its order; nothing else happens in between.
      this.now = Math.max(this.now, told.end);
      this.#endNow(job);
    }
  }

  #endNow(job: Job): void {
    if (job.isGone) return;
    this.states.set(job.unit, job.type === 'stop' ? 'inactive' : 'active');
    this.finish(job, this.#told.get(job.unit)?.result ?? 'done');
  }

  /** By the record a job has ended by now: so have those before it, or the order was another. */
  #letRun(first: Job): void {
    const stack = [first];
    const seen = new Set<Job>(stack);
    for (let job = stack.at(-1); job !== undefined; job = stack.at(-1)) {
      const before = job.state === 'waiting' ? this.blockers(job).find((other) => !seen.has(other)) : undefined;
      if (before !== undefined) {
        seen.add(before);
        stack.push(before);
        continue;
      }
      stack.pop();
      if (job.state === 'waiting' && !job.isGone) {
        if (this.blockers(job).length > 0) this.forced.add(job);
        this.runQueue.add(job);
        this.drain();
      }
      if (job !== first && !job.isGone) this.#endBefore(job);
    }
  }

  /** Ends a job that another one waited for: its own end comes within what cannot be told apart, or is not in the record. */
  #endBefore(job: Job): void {
    const told = this.#told.get(job.unit);
    if (told?.end != null && told.end > this.now + 2 * told.tolerance) return;
    if (told?.end == null) this.sureness.set(job.span, 'unknown');
    this.#endNow(job);
  }
}

function shutdownJobs(graph: LoadedGraph, target: Unit, active: ReadonlyMap<string, ActiveState>): AcceptedTransaction | null {
  const request = { unit: target, type: 'start', mode: 'replace-irreversibly' } as const;
  const result = buildTransaction(graph, idleState(graph, { active }), request, BY_NAME);
  return result.ok ? result : null;
}

/**
 * When the shutdown was asked for, where no message says so: what no other job stands before was stopped at once. Most of those agree; one that was
 * stopped by itself before does not.
 *
 * @param defaultUnit what was booted into: it goes only when all goes
 * @returns null when there was none: no unit of the shutdown was started, the default unit not stopped, and most of what goes first was not
 */
function burstOf(boot: MeasuredBoot, transaction: AcceptedTransaction, defaultUnit: string): Usec | null {
  const planned = new Map(transaction.jobs.map((job) => [job.unit, job]));
  const isUnderWay = transaction.jobs.some(({ unit, type }) =>
    type === 'start'
      ? toldJob(boot, unit.id, 'start')?.end != null
      : unit.id === defaultUnit && toldJob(boot, unit.id, 'stop') !== null,
  );
  const begins: Usec[] = [];
  let count = 0;
  for (const job of transaction.jobs) {
    const told = job.type === 'stop' ? toldJob(boot, job.unit.id, 'stop') : null;
    const begin = told === null ? null : begunBy(told);
    const isHeld = (['After', 'Before'] as const).some((direction) =>
      job.unit.related(direction).some((unit) => {
        const other = planned.get(unit);
        return other !== undefined && standsBefore(other, job, direction);
      }),
    );
    if (isHeld || job.type !== 'stop') continue;
    count++;
    if (begin !== null) begins.push(begin);
  }
  begins.sort((a, b) => a - b);
  const middle = begins[begins.length >> 1];
  if (middle === undefined) return null;
  const burst = begins.filter((at) => Math.abs(at - middle) <= BURST_USEC);
  return isUnderWay || 2 * burst.length > count ? (burst[0] ?? null) : null;
}

/**
 * Works out the jobs of a shutdown from what a record tells of stops (messages of the journal) and the graph: when each could have run,
 * and which job's end let it. Times count as in the record; it begins when the shutdown was asked for.
 *
 * @param before the jobs of the boot before it, null where they are not known; and the unit that was booted into
 * @param target what was asked for: poweroff.target, reboot.target ...
 * @returns null when the record tells of no shutdown, or it would be refused
 * @systemd src/core/job.c job_compare, job_finish_and_invalidate
 */
export function findStopReleasers(
  graph: LoadedGraph,
  boot: MeasuredBoot,
  before: { readonly booted: BootRun | null; readonly defaultUnit: string },
  target: string,
): BootRun | null {
  const { booted } = before;
  const unit = graph.find(target) ?? graph.load(target);
  if (unit === undefined || loadRefusal(unit) !== null) return null;
  const asked = toldRequest(boot, unit.id);
  const everything = shutdownJobs(graph, unit, upBefore(graph, boot, booted, { from: null, isWhole: false }));
  const askedAt =
    asked?.at ?? (everything === null ? null : burstOf(boot, everything, graph.find(before.defaultUnit)?.id ?? before.defaultUnit));
  if (askedAt === null) return null;
  const active = upBefore(graph, boot, booted, { from: askedAt, isWhole: asked !== null });
  const transaction = shutdownJobs(graph, unit, active);
  if (transaction === null) return null;
  const told = new Map<Unit, ToldJob>();
  for (const { unit: each, type } of transaction.jobs) {
    const found = type === 'stop' || type === 'start' ? toldJob(boot, each.id, type) : null;
    const begin = found === null ? null : begunBy(found);
    if (found !== null && begin !== null && begin >= askedAt - 2 * found.tolerance) told.set(each, found);
  }
  const replay = new ShutdownReplay(graph, active, told, askedAt);
  replay.install(transaction);
  replay.run();
  return {
    source: 'measured',
    jobs: replay.spans,
    ended: replay.ended,
    sureness: (job) => replay.sureness.get(job) ?? 'unknown',
    begunAt: askedAt,
    finishedAt: null,
    choices: BY_NAME,
  };
}
