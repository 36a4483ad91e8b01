import { pathFromUnitName } from '../../parse/unit-name.js';
import type { ActiveState } from '../../transaction/active-state.js';
import type { Kernel } from '../kernel.js';
import { activeStateOf, TRIGGER_STATES } from '../state-table.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';

/** An automount. @systemd src/core/automount.c */
export class AutomountMachine implements UnitMachine {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  #state: 'dead' | 'waiting' | 'running' | 'failed' = 'dead';
  result = 'success';
  readonly canReload = false;
  readonly reload = null;

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    this.#kernel = kernel;
    this.#runtime = runtime;
  }

  get subState(): string {
    return this.#state;
  }

  get activeState(): ActiveState {
    return activeStateOf(TRIGGER_STATES, this.#state);
  }

  /** Where it waits. */
  get path(): string {
    const { unit } = this.#runtime;
    return unit.settings.text('Automount.Where') ?? pathFromUnitName(unit.id) ?? '';
  }

  willRestart(): boolean {
    return false;
  }

  get #mount(): UnitRuntime | null {
    return this.#runtime.peers('Triggers')[0] ?? null;
  }

  start = (): Outcome => {
    const mount = this.#mount;
    if (mount?.machine.activeState === 'active') {
      this.#kernel.log(3, this.#runtime, `Path ${this.path} is already a mount point, refusing start.`);
      return 'error';
    }
    if (mount !== null && mount.unit.loadState !== 'loaded') {
      this.#kernel.log(3, this.#runtime, `Refusing to start, unit ${mount.unit.id} to trigger not loaded.`);
      return 'error';
    }
    this.result = 'success';
    this.#setState('waiting');
    return 'began';
  };

  stop = (): Outcome => {
    this.#enterDead('success');
    return 'began';
  };

  hitStartLimit = (): void => this.#enterDead('start-limit-hit');

  resetFailed(): void {
    if (this.#state === 'failed') this.#setState('dead');
    this.result = 'success';
  }

  /** A process wants to use the path, and waits. */
  onAccess(by: string): void {
    const mount = this.#mount;
    if (this.activeState !== 'active' || mount === null || mount.machine.activeState === 'active') return;
    this.#kernel.log(6, this.#runtime, `Got automount request for ${this.path}, triggered by 2 (${by})`);
    if (this.#runtime.job?.type === 'stop') return;
    const error = this.#kernel.request(mount, 'start', 'replace');
    if (error !== null) {
      this.#kernel.log(4, this.#runtime, `Failed to queue mount startup job: ${error.text}`);
      this.#enterDead('resources');
      return;
    }
    this.#setState('running');
  }

  onTriggeredChange(mount: UnitRuntime): void {
    if (this.activeState !== 'active') return;
    if (mount.isStartLimitHit) {
      this.#enterDead('mount-start-limit-hit');
      return;
    }
    if (mount.job !== null) return;
    if (mount.machine.subState === 'mounted') this.#setState('running');
    else if (mount.machine.subState === 'dead' || mount.machine.subState === 'failed') this.#setState('waiting');
  }

  #enterDead(result: string): void {
    if (this.result === 'success') this.result = result;
    if (this.result === 'success') this.#kernel.log(6, this.#runtime, 'Deactivated successfully.');
    else this.#kernel.log(4, this.#runtime, `Failed with result '${this.result}'.`);
    this.#setState(this.result === 'success' ? 'dead' : 'failed');
  }

  #setState(state: 'dead' | 'waiting' | 'running' | 'failed'): void {
    const from = this.activeState;
    this.#state = state;
    this.#kernel.changed(this.#runtime, from, this.activeState);
  }
}
