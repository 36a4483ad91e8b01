import { isDown, isUp } from '../transaction/active-state.js';
import { KINDS_OF_ATOM } from '../transaction/atom-table.js';
import type { JobMode } from '../transaction/job-table.js';
import { EVENT_PRIORITY } from './event-queue.js';
import type { Kernel } from './kernel.js';
import type { UnitRuntime } from './unit-runtime.js';

/** How many rounds of these queues one event may cause before something is wrong with us: each action is rate limited for each unit. */
const ROUND_MAX = 10_000_000;

interface Verdict {
  readonly culprit: UnitRuntime | null;
}

/** One of the queues that start or stop units without a request. */
class SteadyQueue {
  readonly #units = new Set<UnitRuntime>();
  readonly #mayEnter: (runtime: UnitRuntime) => boolean;
  readonly #judge: (runtime: UnitRuntime) => Verdict | null;
  readonly #type: 'start' | 'stop';
  readonly #mode: JobMode;
  readonly #refusal: (culprit: UnitRuntime | null) => string;

  constructor(
    mayEnter: (runtime: UnitRuntime) => boolean,
    judge: (runtime: UnitRuntime) => Verdict | null,
    job: { type: 'start' | 'stop'; mode: JobMode },
    refusal: (culprit: UnitRuntime | null) => string,
  ) {
    this.#mayEnter = mayEnter;
    this.#judge = judge;
    this.#type = job.type;
    this.#mode = job.mode;
    this.#refusal = refusal;
  }

  add(runtime: UnitRuntime): void {
    if (this.#mayEnter(runtime)) this.#units.add(runtime);
  }

  /**
   * Works the queue off.
   *
   * @param retry has a unit looked at anew that was started or stopped too often just now
   * @returns true when there was something in it
   */
  work(kernel: Kernel, retry: (runtime: UnitRuntime) => void): boolean {
    if (this.#units.size === 0) return false;
    let rounds = 0;
    for (let next = this.#first(); next !== null && rounds < ROUND_MAX; next = this.#first(), rounds++) {
      this.#units.delete(next);
      const verdict = this.#judge(next);
      if (verdict === null) continue;
      if (!next.automaticLimit.below(kernel.now)) {
        const unit = next;
        kernel.log(4, unit, this.#refusal(verdict.culprit));
        kernel.at(unit.automaticLimit.closedAt(), EVENT_PRIORITY.normal, () => retry(unit));
        continue;
      }
      const error = kernel.request(next, this.#type, this.#mode);
      if (error !== null) kernel.log(4, next, `Failed to enqueue ${this.#type} job, ignoring: ${error.text}`);
    }
    return true;
  }

  #first(): UnitRuntime | null {
    for (const runtime of this.#units) return runtime;
    return null;
  }
}

const isQuietlyActive = (runtime: UnitRuntime): boolean => runtime.machine.activeState === 'active' && runtime.job === null;

/** @systemd src/core/unit.c unit_is_upheld_by_active */
function upholder(runtime: UnitRuntime): Verdict | null {
  if (!isDown(runtime.machine.activeState) || runtime.job !== null) return null;
  for (const other of runtime.peersOfKinds(KINDS_OF_ATOM.startSteadily))
    if (other.job === null && isUp(other.machine.activeState)) return { culprit: other };
  return null;
}

/** @systemd src/core/unit.c unit_is_bound_by_inactive */
function missingBound(runtime: UnitRuntime): Verdict | null {
  if (!isQuietlyActive(runtime)) return null;
  for (const other of runtime.peersOfKinds(KINDS_OF_ATOM.cannotBeActiveWithout))
    if (other.job === null && isDown(other.machine.activeState)) return { culprit: other };
  return null;
}

/** @systemd src/core/unit.c unit_is_unneeded */
function isUnneeded(runtime: UnitRuntime): Verdict | null {
  if (!isQuietlyActive(runtime)) return null;
  for (const other of runtime.peersOfKinds(KINDS_OF_ATOM.pinsStopWhenUnneeded))
    if (other.job !== null || !isDown(other.machine.activeState) || other.machine.willRestart()) return null;
  return { culprit: null };
}

/** The three queues that keep units up or take them down, in the order in which the manager looks at them. */
export class SteadyQueues {
  readonly upheld = new SteadyQueue(
    (runtime) => runtime.peers('UpheldBy').length > 0,
    upholder,
    { type: 'start', mode: 'fail' },
    (o) =>
      `Unit needs to be started because active unit ${o?.unit.id ?? ''} upholds it, but not starting since we tried this too often recently. Will retry later.`,
  );
  readonly bound = new SteadyQueue(
    (runtime) => runtime.peers('BindsTo').length > 0,
    missingBound,
    { type: 'stop', mode: 'replace' },
    (o) =>
      `Unit needs to be stopped because it is bound to inactive unit ${o?.unit.id ?? ''} it, but not stopping since we tried this too often recently. Will retry later.`,
  );
  readonly unneeded = new SteadyQueue(
    (runtime) => isUp(runtime.machine.activeState) && runtime.unit.settings.boolean('Unit.StopWhenUnneeded', false),
    isUnneeded,
    { type: 'stop', mode: 'fail' },
    () => 'Unit not needed anymore, but not stopping since we tried this too often recently. Will retry later.',
  );

  /** Has a unit looked at by all of them. */
  add(runtime: UnitRuntime): void {
    for (const queue of [this.upheld, this.bound, this.unneeded]) queue.add(runtime);
  }

  /** Works off the first of the queues that is not empty; false when all are. */
  work(kernel: Kernel): boolean {
    // What was put off may have to do with any of them.
    const retry = (runtime: UnitRuntime): void => this.add(runtime);
    return this.upheld.work(kernel, retry) || this.bound.work(kernel, retry) || this.unneeded.work(kernel, retry);
  }
}
