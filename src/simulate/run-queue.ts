import { compareBytes } from '../base/compare.js';
import type { Unit } from '../graph/unit.js';
import { UNIT_TYPE_TRAITS, UNIT_TYPES } from '../parse/unit-type-table.js';
import type { Job } from './job.js';

const WEIGHT_DEFAULT = 100;
const WEIGHT_IDLE = 1;

function weightOf(unit: Unit, isStarting: boolean): number {
  const { section } = UNIT_TYPE_TRAITS[unit.type];
  for (const key of isStarting ? ['StartupCPUWeight', 'CPUWeight'] : ['CPUWeight']) {
    const value = unit.settings.last(`${section}.${key}`)?.value;
    if (typeof value === 'number') return value;
    if (value === 'idle') return WEIGHT_IDLE;
  }
  return WEIGHT_DEFAULT;
}

/** What decides of the place of a job in the run queue. */
interface Rank {
  readonly type: number;
  readonly weight: number;
  readonly nice: number;
  readonly id: string;
}

function compareRanks(a: Rank, b: Rank): number {
  return b.type - a.type || b.weight - a.weight || a.nice - b.nice || compareBytes(a.id, b.id);
}

/** The jobs that may be ready to run, in the order in which the manager takes them. @systemd src/core/unit.c unit_compare_priority */
export class RunQueue {
  readonly #heap: { readonly job: Job; readonly rank: Rank }[] = [];
  readonly #isStarting: () => boolean;
  readonly #ranks = new Map<Unit, Rank>();
  readonly #ranksAtStart = new Map<Unit, Rank>();

  constructor(isStarting: () => boolean) {
    this.#isStarting = isStarting;
  }

  get isEmpty(): boolean {
    return this.#heap.length === 0;
  }

  /** Puts a job in, unless it is in already. */
  add(job: Job): void {
    if (job.isInRunQueue) return;
    job.isInRunQueue = true;
    this.#heap.push({ job, rank: this.#rankOf(job.unit) });
    let at = this.#heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfSooner(at, parent)) break;
      at = parent;
    }
  }

  #rankOf(unit: Unit): Rank {
    const isStarting = this.#isStarting();
    const ranks = isStarting ? this.#ranksAtStart : this.#ranks;
    const known = ranks.get(unit);
    if (known) return known;
    const { section } = UNIT_TYPE_TRAITS[unit.type];
    const rank: Rank = {
      type: UNIT_TYPES.indexOf(unit.type),
      weight: weightOf(unit, isStarting),
      nice: unit.settings.number(`${section}.Nice`, 0),
      id: unit.id,
    };
    ranks.set(unit, rank);
    return rank;
  }

  /** Takes the first job out; null when there is none. */
  take(): Job | null {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return null;
    if (first !== last) {
      this.#heap[0] = last;
      this.#sink();
    }
    first.job.isInRunQueue = false;
    return first.job;
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const a = this.#heap[left];
      if (a === undefined) return;
      const b = this.#heap[left + 1];
      const child = b !== undefined && compareRanks(b.rank, a.rank) < 0 ? left + 1 : left;
      if (!this.#swapIfSooner(child, at)) return;
      at = child;
    }
  }

  #swapIfSooner(child: number, parent: number): boolean {
    const a = this.#heap[child];
    const b = this.#heap[parent];
    if (a === undefined || b === undefined || compareRanks(a.rank, b.rank) >= 0) return false;
    this.#heap[child] = b;
    this.#heap[parent] = a;
    return true;
  }
}
