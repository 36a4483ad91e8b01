import type { Usec } from '../base/usec.js';

/**
 * The order in which the manager takes events that are pending at one moment: the lowest number first. Jobs run only when no event is left.
 *
 * @systemd src/core/manager.c, the calls of sd_event_source_set_priority
 */
export const EVENT_PRIORITY = {
  mountTable: -10,
  cgroup: -9,
  notify: -8,
  child: -7,
  cgroupEmpty: -5,
  execFd: -3,
  normal: 0,
  world: 10,
  /** After the jobs: a path looks again when no job is left to run. */
  idle: 100,
} as const;

/** A priority of an event. */
export type EventPriority = (typeof EVENT_PRIORITY)[keyof typeof EVENT_PRIORITY];

/** Something that will happen. */
export interface TimedEvent {
  readonly at: Usec;
  readonly priority: EventPriority;
  readonly sequence: number;
  readonly run: () => void;
  isCanceled: boolean;
}

function isSooner(a: TimedEvent, b: TimedEvent): boolean {
  if (a.at !== b.at) return a.at < b.at;
  if (a.priority !== b.priority) return a.priority < b.priority;
  return a.sequence < b.sequence;
}

/** What will happen, by time, priority and arrival: a total order. */
export class EventQueue {
  readonly #heap: TimedEvent[] = [];
  #sequence = 0;

  /** Notes that something will happen. An infinite time is allowed: it never comes. */
  add(at: Usec, priority: EventPriority, run: () => void): TimedEvent {
    const event: TimedEvent = { at, priority, sequence: this.#sequence++, run, isCanceled: false };
    if (at === Number.POSITIVE_INFINITY) return event;
    this.#heap.push(event);
    this.#rise(this.#heap.length - 1);
    return event;
  }

  /** The time of the next event; null when there is none. */
  nextTime(): Usec | null {
    this.#dropCanceled();
    return this.#heap[0]?.at ?? null;
  }

  /** Does the next event wait until no job is left to run? */
  isNextIdle(): boolean {
    this.#dropCanceled();
    return this.#heap[0]?.priority === EVENT_PRIORITY.idle;
  }

  /** Takes the next event out; null when there is none. */
  take(): TimedEvent | null {
    this.#dropCanceled();
    return this.#removeFirst();
  }

  #dropCanceled(): void {
    while (this.#heap[0]?.isCanceled === true) this.#removeFirst();
  }

  #removeFirst(): TimedEvent | null {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return null;
    if (first !== last) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return first;
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfSooner(at, parent)) return;
      at = parent;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const a = this.#heap[left];
      if (a === undefined) return;
      const b = this.#heap[right];
      const child = b !== undefined && isSooner(b, a) ? right : left;
      if (!this.#swapIfSooner(child, at)) return;
      at = child;
    }
  }

  #swapIfSooner(child: number, parent: number): boolean {
    const a = this.#heap[child];
    const b = this.#heap[parent];
    if (a === undefined || b === undefined || !isSooner(a, b)) return false;
    this.#heap[child] = b;
    this.#heap[parent] = a;
    return true;
  }
}
