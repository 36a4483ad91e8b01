import type { Kernel } from '../kernel.js';
import { PLAIN_STATES } from '../state-table.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { StatefulMachine } from './stateful.js';

/** A target or a slice: it starts and stops at once. @systemd src/core/target.c, src/core/slice.c */
export class PlainMachine extends StatefulMachine<'dead' | 'active'> implements UnitMachine {
  readonly result = null;
  readonly hitStartLimit = null;
  readonly processRoles: UnitMachine['processRoles'];

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    super(kernel, runtime, PLAIN_STATES, 'dead');
    this.processRoles = runtime.unit.type === 'slice' ? {} : undefined;
  }

  coldplug(): void {
    this.setState('active');
  }

  start = (): Outcome => {
    this.setState('active');
    return 'began';
  };

  stop = (): Outcome => {
    this.setState('dead');
    return 'began';
  };
}
