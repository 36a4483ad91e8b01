import type { ActiveState } from '../../transaction/active-state.js';
import type { Kernel } from '../kernel.js';
import { activeStateOf, DEVICE_STATES, PLAIN_STATES } from '../state-table.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';

/** A target or a slice: it starts and stops at once. @systemd src/core/target.c, src/core/slice.c */
export class PlainMachine implements UnitMachine {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  #state: 'dead' | 'active';
  readonly result = null;
  readonly canReload = false;
  readonly reload = null;
  readonly hitStartLimit = null;

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    this.#kernel = kernel;
    this.#runtime = runtime;
    this.#state = runtime.unit.perpetual ? 'active' : 'dead';
  }

  get subState(): string {
    return this.#state;
  }

  get activeState(): ActiveState {
    return activeStateOf(PLAIN_STATES, this.#state);
  }

  willRestart(): boolean {
    return false;
  }

  start = (): Outcome => this.#set('active');
  stop = (): Outcome => this.#set('dead');

  #set(state: 'dead' | 'active'): Outcome {
    const from = this.activeState;
    this.#state = state;
    this.#kernel.changed(this.#runtime, from, this.activeState);
    return 'began';
  }
}

/** A device: the kernel makes it come and go. @systemd src/core/device.c */
export class DeviceMachine implements UnitMachine {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  #state: 'dead' | 'plugged' = 'dead';
  readonly result = null;
  readonly canReload = false;
  readonly start = null;
  readonly stop = null;
  readonly reload = null;
  readonly hitStartLimit = null;

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    this.#kernel = kernel;
    this.#runtime = runtime;
  }

  get subState(): string {
    return this.#state;
  }

  get activeState(): ActiveState {
    return activeStateOf(DEVICE_STATES, this.#state);
  }

  willRestart(): boolean {
    return false;
  }

  /** The device came or went. */
  onPlug(isThere: boolean): void {
    const state = isThere ? 'plugged' : 'dead';
    if (state === this.#state) return;
    const from = this.activeState;
    this.#state = state;
    this.#kernel.changed(this.#runtime, from, this.activeState);
  }
}

/** A scope: made around processes that somebody else started. @systemd src/core/scope.c */
export class ScopeMachine implements UnitMachine {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  #state: 'dead' | 'running';
  result = 'success';
  readonly canReload = false;
  readonly reload = null;
  readonly hitStartLimit = null;

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    this.#kernel = kernel;
    this.#runtime = runtime;
    this.#state = runtime.unit.perpetual ? 'running' : 'dead';
  }

  get subState(): string {
    return this.#state;
  }

  get activeState(): ActiveState {
    return this.#state === 'running' ? 'active' : 'inactive';
  }

  willRestart(): boolean {
    return false;
  }

  start = (): Outcome => this.#set('running', 'began');
  stop = (): Outcome => {
    this.#kernel.log(6, this.#runtime, 'Deactivated successfully.');
    return this.#set('dead', 'underway');
  };

  #set(state: 'dead' | 'running', outcome: Outcome): Outcome {
    const from = this.activeState;
    this.#state = state;
    this.#kernel.changed(this.#runtime, from, this.activeState);
    return outcome;
  }
}
