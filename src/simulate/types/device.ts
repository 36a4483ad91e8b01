import type { Kernel } from '../kernel.js';
import { DEVICE_STATES } from '../state-table.js';
import type { UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { StatefulMachine } from './stateful.js';

/** A device: the kernel makes it come and go. @systemd src/core/device.c */
export class DeviceMachine extends StatefulMachine<'dead' | 'plugged'> implements UnitMachine {
  readonly result = null;
  readonly start = null;
  readonly stop = null;
  readonly hitStartLimit = null;

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    super(kernel, runtime, DEVICE_STATES, 'dead');
  }

  /** The device came or went. */
  onPlug(isThere: boolean): void {
    const state = isThere ? 'plugged' : 'dead';
    if (state !== this.state) this.setState(state);
  }
}
