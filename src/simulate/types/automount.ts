import { simplifyPath } from '../../base/path.js';
import { USEC_PER_SEC, type Usec } from '../../base/usec.js';
import { pathFromUnitName } from '../../parse/unit-name.js';
import { EVENT_PRIORITY, type TimedEvent } from '../event-queue.js';
import type { Kernel } from '../kernel.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { MountMachine } from './mount.js';
import { LINK_ERROR, prepareMountPoint } from './mount-point.js';
import { TriggerMachine, type TriggerState } from './trigger.js';

/** Mounts that do not come up, or go away. @systemd src/core/automount.c automount_trigger_notify */
const UNHAPPY = new Set(
  'dead unmounting remounting-sigterm remounting-sigkill unmounting-sigterm unmounting-sigkill failed'.split(' '),
);

/** An automount. @systemd src/core/automount.c */
export class AutomountMachine extends TriggerMachine implements UnitMachine {
  readonly #idleUsec: Usec;
  /** Does a process wait for the mount? */
  #isAwaited = false;
  /** When a process last went through the path, or the trap was set up. */
  #usedAt: Usec = 0;
  #expiry: TimedEvent | null = null;

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    super(kernel, runtime);
    this.#idleUsec = runtime.unit.settings.number('Automount.TimeoutIdleSec', 0);
  }

  /** Where it waits. */
  get path(): string {
    const { unit } = this.runtime;
    return simplifyPath(unit.settings.text('Automount.Where') ?? pathFromUnitName(unit.id) ?? '');
  }

  start = (): Outcome => {
    const mount = this.triggered;
    const { mounts } = this.kernel.world;
    if (mounts.paths.has(this.path)) {
      this.kernel.log(3, this.runtime, `Path ${this.path} is already a mount point, refusing start.`);
      return 'error';
    }
    if (mount !== null && mount.unit.loadState !== 'loaded') return this.refuse(mount);
    this.result = 'success';
    this.#isAwaited = false;
    if (!prepareMountPoint(this.kernel, this.runtime, this.path)) {
      this.kernel.log(3, this.runtime, `Failed to initialize automounter: ${LINK_ERROR}`);
      this.enterDead('resources');
      return 'began';
    }
    mounts.addTrap(this.path);
    this.#usedAt = this.kernel.now;
    this.setState('waiting');
    return 'began';
  };

  /** A process goes through the path: it waits where nothing is mounted. */
  onAccess(by: string): void {
    const mount = this.triggered;
    if (this.activeState !== 'active' || mount === null) return;
    if (this.kernel.world.mounts.isMounted(this.path)) {
      this.#usedAt = this.kernel.now;
      return;
    }
    if (this.#isAwaited) return;
    this.kernel.log(6, this.runtime, `Got automount request for ${this.path}, triggered by 2 (${by})`);
    if (this.runtime.job?.type === 'stop') return;
    this.#isAwaited = true;
    if (this.trigger(mount, 'mount')) this.setState('running');
  }

  /** Somebody took the trap away. @systemd src/core/automount.c automount_dispatch_io */
  onHangup(): void {
    if (this.activeState !== 'active') return;
    this.kernel.log(
      3,
      this.runtime,
      'Got hangup/error on autofs pipe from kernel. Likely our automount point has been unmounted by someone or something else?',
    );
    this.enterDead('unmounted');
  }

  /** What is mounted there goes with the automount, all layers of it. @systemd src/core/automount.c automount_set_state, unmount_autofs */
  protected override setState(state: TriggerState): void {
    const { mounts } = this.kernel.world;
    const mount = this.triggered?.machine;
    const goesAway = state !== 'waiting' && state !== 'running' && this.activeState === 'active';
    if (state !== 'running' && this.#expiry !== null) this.#expiry.isCanceled = true;
    super.setState(state);
    if (!goesAway) return;
    this.#isAwaited = false;
    mounts.clear(this.path);
    mounts.removeTrap(this.path);
    if (mount instanceof MountMachine) mount.onForeignChange();
  }

  onTriggeredChange(mount: UnitRuntime): void {
    if (this.activeState !== 'active') return;
    if (mount.isStartLimitHit) {
      this.enterDead('mount-start-limit-hit');
      return;
    }
    if (mount.job !== null) return;
    const { subState } = mount.machine;
    if (subState === 'mounted' || subState === 'remounting') {
      if (this.#isAwaited) this.#usedAt = this.kernel.now;
      this.#isAwaited = false;
      this.#awaitExpiry();
      this.setState('running');
    } else if (UNHAPPY.has(subState)) {
      this.#isAwaited = false;
      this.setState('waiting');
    }
  }

  /** Looks again and again whether the mount has been idle for long enough. @systemd src/core/automount.c automount_start_expire */
  #awaitExpiry(): void {
    if (this.#idleUsec === 0) return;
    if (this.#expiry !== null) this.#expiry.isCanceled = true;
    const after = Math.max(Math.floor(this.#idleUsec / 3), USEC_PER_SEC);
    this.#expiry = this.kernel.at(this.kernel.now + after, EVENT_PRIORITY.normal, () => this.#expire());
  }

  /** The kernel counts whole seconds. */
  #expire(): void {
    this.#awaitExpiry();
    const idle = Math.ceil(this.#idleUsec / USEC_PER_SEC) * USEC_PER_SEC;
    if (this.kernel.processes.keepBusy(this.path)) this.#usedAt = this.kernel.now;
    if (this.triggered === null || this.kernel.now - this.#usedAt < idle) return;
    if (this.#expiry !== null) this.#expiry.isCanceled = true;
    const error = this.kernel.request(this.triggered, 'stop', 'replace');
    if (error === null) return;
    this.kernel.log(4, this.runtime, `Failed to queue unmount job: ${error.text}`);
    this.enterDead('resources');
  }
}
