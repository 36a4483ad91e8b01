import type { Kernel } from '../kernel.js';
import { TRIGGER_STATES } from '../state-table.js';
import { tellEnd } from '../unit-end.js';
import type { Outcome, UnitRuntime } from '../unit-runtime.js';
import { StatefulMachine } from './stateful.js';

/** The low level states of these types; only timers know `elapsed`. */
export type TriggerState = 'dead' | 'waiting' | 'running' | 'elapsed' | 'failed';

/** What automounts, paths and timers have in common: they wait, and start another unit. @systemd src/core/{automount,path,timer}.c */
export abstract class TriggerMachine extends StatefulMachine<TriggerState> {
  result = 'success';

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    super(kernel, runtime, TRIGGER_STATES, 'dead');
  }

  protected get triggered(): UnitRuntime | null {
    return this.runtime.peers('Triggers')[0] ?? null;
  }

  stop = (): Outcome => {
    this.enterDead('success');
    return 'began';
  };

  hitStartLimit = (): void => this.enterDead('start-limit-hit');

  resetFailed(): void {
    if (this.state === 'failed') this.setState('dead');
    this.result = 'success';
  }

  /** Says that the unit cannot start because the other one is not loaded. */
  protected refuse(other: UnitRuntime | null): Outcome {
    this.kernel.log(3, this.runtime, `Refusing to start, unit ${other?.unit.id ?? ''} to trigger not loaded.`);
    return 'error';
  }

  /** Asks for the start of the other unit. @returns false when that was refused, and this unit failed by it */
  protected trigger(other: UnitRuntime, what: 'unit' | 'mount'): boolean {
    const error = this.kernel.request(other, 'start', 'replace');
    if (error === null) return true;
    this.kernel.log(4, this.runtime, `Failed to queue ${what} startup job: ${error.text}`);
    this.enterDead('resources');
    return false;
  }

  protected enterDead(result: string): void {
    if (this.result === 'success') this.result = result;
    tellEnd(this.kernel, this.runtime, this.result);
    this.setState(this.result === 'success' ? 'dead' : 'failed');
  }
}
