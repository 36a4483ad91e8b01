import { pathFromUnitName } from '../../parse/unit-name.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { MountMachine } from './mount.js';
import { TriggerMachine, type TriggerState } from './trigger.js';

/** An automount. @systemd src/core/automount.c */
export class AutomountMachine extends TriggerMachine implements UnitMachine {
  /** Where it waits. */
  get path(): string {
    const { unit } = this.runtime;
    return unit.settings.text('Automount.Where') ?? pathFromUnitName(unit.id) ?? '';
  }

  start = (): Outcome => {
    const mount = this.triggered;
    if (mount?.machine.activeState === 'active') {
      this.kernel.log(3, this.runtime, `Path ${this.path} is already a mount point, refusing start.`);
      return 'error';
    }
    if (mount !== null && mount.unit.loadState !== 'loaded') return this.refuse(mount);
    this.result = 'success';
    this.setState('waiting');
    return 'began';
  };

  /** A process wants to use the path, and waits. */
  onAccess(by: string): void {
    const mount = this.triggered;
    if (this.activeState !== 'active' || mount === null || mount.machine.activeState === 'active') return;
    this.kernel.log(6, this.runtime, `Got automount request for ${this.path}, triggered by 2 (${by})`);
    if (this.runtime.job?.type === 'stop') return;
    if (!this.trigger(mount, 'mount')) return;
    this.setState('running');
  }

  /** What is mounted there goes with the automount, all layers of it. @systemd src/core/automount.c automount_set_state, unmount_autofs */
  protected override setState(state: TriggerState): void {
    super.setState(state);
    const mount = this.triggered?.machine;
    if (this.activeState === 'active' || !(mount instanceof MountMachine) || mount.activeState === 'inactive') return;
    this.kernel.world.noteMount(this.path, false);
    mount.onForeignChange(false);
  }

  onTriggeredChange(mount: UnitRuntime): void {
    if (this.activeState !== 'active') return;
    if (mount.isStartLimitHit) {
      this.enterDead('mount-start-limit-hit');
      return;
    }
    if (mount.job !== null) return;
    if (mount.machine.subState === 'mounted') this.setState('running');
    else if (mount.machine.subState === 'dead' || mount.machine.subState === 'failed') this.setState('waiting');
  }
}
