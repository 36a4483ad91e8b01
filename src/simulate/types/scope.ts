import type { Kernel } from '../kernel.js';
import { SCOPE_STATES } from '../state-table.js';
import { tellEnd } from '../unit-end.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { StatefulMachine } from './stateful.js';

/** A scope: made around processes that somebody else started. @systemd src/core/scope.c */
export class ScopeMachine extends StatefulMachine<'dead' | 'running'> implements UnitMachine {
  readonly result = 'success';
  readonly hitStartLimit = null;
  readonly processRoles = {};

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    super(kernel, runtime, SCOPE_STATES, 'dead');
  }

  coldplug(): void {
    this.setState('running');
  }

  start = (): Outcome => {
    this.setState('running');
    return 'began';
  };

  stop = (): Outcome => {
    tellEnd(this.kernel, this.runtime, 'success');
    this.setState('dead');
    return 'underway';
  };
}
