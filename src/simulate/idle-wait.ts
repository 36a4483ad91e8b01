import type { Usec } from '../base/usec.js';
import { isDown } from '../transaction/active-state.js';
import { EVENT_PRIORITY, type EventPriority } from './event-queue.js';
import type { UnitRuntime } from './unit-runtime.js';

/** How long an idle process waits; without a service on the console nobody hears that it is bored, and it waits on. */
const IDLE_LIMIT_USEC = 5_000_000;
const IDLE_LIMIT_UNHEARD_USEC = 6_000_000;

/** What those who wait need of the manager. */
export interface IdleHost {
  readonly now: Usec;
  at(time: Usec, priority: EventPriority, run: () => void): unknown;
  /** The services that the manager knows. */
  services(): readonly UnitRuntime[];
}

/**
 * The programs of services of Type=idle: they wait until no job is left. When one has waited too long and is heard, all go on, and those
 * that come after it do not wait until something is asked for again.
 *
 * @systemd src/core/manager.c manager_dispatch_idle_pipe_fd, src/core/transaction.c transaction_activate
 */
export class IdleWait {
  readonly #host: IdleHost;
  readonly #waiters = new Set<() => void>();
  #isOpen = false;

  constructor(host: IdleHost) {
    this.#host = host;
  }

  /** There are jobs: something was asked for. */
  open(): void {
    this.#isOpen = true;
  }

  /** Runs `run` as soon as no job is left, or when it has waited long enough. */
  add(run: () => void): void {
    const { now } = this.#host;
    if (!this.#isOpen) {
      run();
      return;
    }
    this.#waiters.add(run);
    this.#host.at(now + IDLE_LIMIT_USEC, EVENT_PRIORITY.normal, () => {
      if (this.#waiters.has(run) && this.#host.services().some(isOnConsole)) this.release();
    });
    this.#host.at(now + IDLE_LIMIT_UNHEARD_USEC, EVENT_PRIORITY.normal, () => {
      if (this.#waiters.delete(run)) run();
    });
  }

  /** Lets all go on. */
  release(): void {
    this.#isOpen = false;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const run of waiters) run();
  }
}

/** Is it a service at work that may use the console? @systemd src/core/unit.c unit_needs_console */
function isOnConsole({ unit, machine }: UnitRuntime): boolean {
  if (isDown(machine.activeState)) return false;
  const { settings } = unit;
  const path = settings.text('Service.TTYPath');
  if (path !== null && path !== '/dev/console') return false;
  const uses = ['StandardInput', 'StandardOutput', 'StandardError'].some((key) =>
    /tty|console/.test(settings.text(`Service.${key}`) ?? ''),
  );
  return uses || ['TTYReset', 'TTYVHangup', 'TTYVTDisallocate'].some((key) => settings.boolean(`Service.${key}`, false));
}
