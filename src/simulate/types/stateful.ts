import type { ActiveState } from '../../transaction/active-state.js';
import type { Kernel } from '../kernel.js';
import { activeStateOf } from '../state-table.js';
import type { UnitRuntime } from '../unit-runtime.js';

/** What the simple types have in common: one low level state, of which the manager is told when it changes. */
export abstract class StatefulMachine<State extends string> {
  protected readonly kernel: Kernel;
  protected readonly runtime: UnitRuntime;
  protected state: State;
  readonly canReload = false;
  readonly reload = null;
  readonly #activeStates: Readonly<Record<string, ActiveState>>;

  /** @param activeStates the state table of the type */
  constructor(kernel: Kernel, runtime: UnitRuntime, activeStates: Readonly<Record<string, ActiveState>>, state: State) {
    this.kernel = kernel;
    this.runtime = runtime;
    this.#activeStates = activeStates;
    this.state = state;
  }

  get subState(): string {
    return this.state;
  }

  get activeState(): ActiveState {
    return activeStateOf(this.#activeStates, this.state);
  }

  willRestart(): boolean {
    return false;
  }

  protected setState(state: State): void {
    const from = this.activeState;
    this.state = state;
    this.kernel.changed(this.runtime, from, this.activeState);
  }
}
