import { USEC_INFINITY, type Usec } from '../../base/usec.js';
import { simplifyPath } from '../../base/path.js';
import { pathFromUnitName } from '../../parse/unit-name.js';
import { hasOption } from '../../parse/mount-options.js';
import type { ActiveState } from '../../transaction/active-state.js';
import { EVENT_PRIORITY, type TimedEvent } from '../event-queue.js';
import { describeEnd, type Command, type ProcessEnd } from '../exec-command.js';
import type { Kernel } from '../kernel.js';
import { killProcesses } from '../kill.js';
import { tellLeftOverProcesses } from '../left-over.js';
import type { Process } from '../processes.js';
import { activeStateOf } from '../state-table.js';
import { tellEnd } from '../unit-end.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { mountWords, swapWords, unmountWords } from './mount-command.js';
import { MOUNT, SWAP, type MountKind } from './mount-kind.js';
import { ensureDirectory, LINK_ERROR, prepareMountPoint } from './mount-point.js';

/** A mount or a swap: a program brings it up, the kernel says whether it is. @systemd src/core/mount.c, src/core/swap.c */
export class MountMachine implements UnitMachine {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  readonly #kind: MountKind;
  readonly #timeoutUsec: Usec;
  #state: string;
  result = 'success';
  #reloadFailed = false;
  /** Of a swap: is it on? */
  #isOn: boolean;
  #control: Process | null = null;
  #timer: TimedEvent | null = null;
  readonly canReload: boolean;
  readonly reload: (() => Outcome) | null;

  constructor(kernel: Kernel, runtime: UnitRuntime, isMounted: boolean) {
    this.#kernel = kernel;
    this.#runtime = runtime;
    const { unit } = runtime;
    this.#kind = unit.type === 'swap' ? SWAP : MOUNT;
    this.#isOn = isMounted;
    this.#state = isMounted && !unit.perpetual ? this.#kind.up : 'dead';
    this.#timeoutUsec = unit.settings.number(`${this.#kind.section}.TimeoutSec`, kernel.configuration.defaultTimeoutStartUsec);
    this.canReload = unit.type === 'mount';
    this.reload = this.canReload ? (): Outcome => this.#remount() : null;
  }

  coldplug(): void {
    this.#setState(this.#kind.up);
  }

  get subState(): string {
    return this.#state;
  }

  get activeState(): ActiveState {
    return activeStateOf(this.#kind.states, this.#state);
  }

  /** Where it is, or what it swaps to. */
  get path(): string {
    const { unit } = this.#runtime;
    const set = unit.settings.text(this.#kind.section === 'Mount' ? 'Mount.Where' : 'Swap.What');
    return simplifyPath(set ?? pathFromUnitName(unit.id) ?? '');
  }

  /** As the kernel tells it. */
  get #isMounted(): boolean {
    if (this.#kind === SWAP) return this.#isOn;
    return this.#runtime.unit.perpetual || this.#kernel.world.mounts.isMounted(this.path);
  }

  set #isMounted(isMounted: boolean) {
    this.#isOn = isMounted;
    if (this.#kind === SWAP) return;
    if (isMounted) this.#kernel.world.mounts.mount(this.path);
    else this.#kernel.world.mounts.clear(this.path);
  }

  get processRoles(): UnitMachine['processRoles'] {
    return { control: this.#control?.pid ?? null };
  }

  willRestart(): boolean {
    return false;
  }

  mayBeCollected(): boolean {
    return !this.#isMounted;
  }

  start = (): Outcome => {
    if (this.activeState === 'deactivating') return 'again';
    if (this.activeState === 'activating') return 'underway';
    this.result = 'success';
    this.#reloadFailed = false;
    this.#enterComing();
    return 'began';
  };

  stop = (): Outcome => {
    if (this.activeState === 'deactivating') return 'underway';
    if (this.#state === this.#kind.up) {
      this.#enterGoing();
      return 'began';
    }
    // A program that is at work is told to end, where it was not told before.
    if (this.#state.startsWith('remounting-')) this.#setState(this.#state.replace('remounting', 'unmounting'));
    else this.#enterSignal(`${this.#kind.going}-sigterm`, 'success');
    return 'underway';
  };

  hitStartLimit = (): void => this.#enterDead('start-limit-hit');

  resetFailed(): void {
    if (this.#state === 'failed') this.#setState('dead');
    this.result = 'success';
  }

  /** Somebody else mounted or unmounted something there. */
  onForeignChange(): void {
    this.#kernel.at(this.#kernel.now, EVENT_PRIORITY.mountTable, () => this.#onTable());
  }

  #onTable(): void {
    const { coming, come, up } = this.#kind;
    if (this.#isMounted) {
      if (this.#state === coming) this.#setState(come);
      else if (this.#state === 'dead' || this.#state === 'failed') {
        this.result = 'success';
        this.#enterUp('success');
      }
    } else if (this.#state === up) this.#enterDead('success');
    else if (this.#state === come) this.#setState(coming);
  }

  #remount(): Outcome {
    this.#reloadFailed = false;
    this.#run('ExecRemount', mountWords(this.#runtime.unit, this.path, true));
    this.#setState('remounting');
    return 'began';
  }

  #enterComing(): void {
    const { unit } = this.#runtime;
    if (this.#kind === MOUNT) {
      if (!prepareMountPoint(this.#kernel, this.#runtime, this.path)) {
        this.#kernel.log(4, this.#runtime, `Failed to run 'mount' task: ${LINK_ERROR}`);
        this.#enterDeadOrUp('resources');
        return;
      }
    }
    tellLeftOverProcesses(this.#kernel, this.#runtime, 'start');
    if (this.#kind === MOUNT) this.#makeBindSource();
    this.#run(this.#kind.comingSetting, this.#kind === MOUNT ? mountWords(unit, this.path, false) : swapWords(unit, this.path));
    this.#setState(this.#kind.coming);
  }

  #makeBindSource(): void {
    const { settings } = this.#runtime.unit;
    const what = settings.text('Mount.What') ?? '';
    const type = settings.text('Mount.Type') ?? '';
    const isBind = hasOption(settings.text('Mount.Options') ?? '', 'bind', 'rbind') || type === 'bind' || type === 'rbind';
    if (isBind && what.startsWith('/')) ensureDirectory(this.#kernel, simplifyPath(what));
  }

  #enterGoing(): void {
    const words = this.#kind === MOUNT ? unmountWords(this.#runtime.unit, this.path) : ['/sbin/swapoff', this.path];
    this.#run(this.#kind.goingSetting, words);
    this.#setState(this.#kind.going);
  }

  #run(setting: string, words: readonly string[]): void {
    const command: Command = { setting, index: 0, words, ignoresFailure: false };
    this.#arm();
    const process: Process = this.#kernel.processes.spawn(this.#runtime, command, 'command', {
      onEnd: (end) => {
        if (this.#control === process) this.#onEnd(end);
      },
    });
    this.#control = process;
  }

  #onEnd(end: ProcessEnd): void {
    const { coming, come, going } = this.#kind;
    this.#control = null;
    const isClean = end.code === 'exited' && end.status === 0;
    // The kernel tells of the mount before the manager hears of the end of the program.
    if (isClean && this.#state === coming) {
      this.#isMounted = true;
      this.#setState(come);
    }
    if (isClean && this.#state === going) this.#isMounted = false;
    const result = isClean ? 'success' : end.code === 'exited' ? 'exit-code' : end.code === 'killed' ? 'signal' : 'core-dump';
    const isReload = this.#state.startsWith('remounting');
    // Of a mount that comes or goes it depends on what the kernel says.
    const isOpen = this.#kind === MOUNT && (this.#state === coming || this.#state === going);
    if (isReload) this.#reloadFailed = !isClean;
    else if (!isOpen) this.#noteResult(result);
    const priority = isClean ? 7 : end.code === 'exited' ? 5 : 4;
    this.#kernel.log(priority, this.#runtime, `${this.#kind.label} exited, ${describeEnd(end)}${isClean ? ' (success)' : ''}`);
    if (isReload) this.#enterDeadOrUp('success');
    else if (this.#state === come) this.#enterUp(result);
    else if (this.#state === coming) this.#enterDead(result);
    else if (isOpen && result === 'exit-code' && !this.#isMounted) {
      this.#kernel.log(5, this.#runtime, 'Mount disappeared even though umount process failed, continuing.');
      this.#enterDead('success');
    } else this.#enterDeadOrUp(result);
  }

  #enterUp(result: string): void {
    this.#noteResult(result);
    this.#setState(this.#kind.up);
  }

  #enterDeadOrUp(result: string): void {
    if (this.#isMounted) this.#enterUp(result);
    else this.#enterDead(result);
  }

  #enterDead(result: string): void {
    this.#noteResult(result);
    tellEnd(this.#kernel, this.#runtime, this.result);
    tellLeftOverProcesses(this.#kernel, this.#runtime, 'stop');
    this.#setState(this.result === 'success' ? 'dead' : 'failed');
  }

  #enterSignal(first: string, result: string): void {
    const isReload = first.startsWith('remounting');
    if (!isReload) this.#noteResult(result);
    let state = first;
    for (;;) {
      const isKill = state.endsWith('sigkill');
      const operation = isKill ? 'kill' : isReload || this.#isSwapRestart ? 'restart' : 'terminate';
      if (killProcesses(this.#kernel, this.#runtime, this.#kind.section, operation, null, this.#control)) {
        this.#arm();
        this.#setState(state);
        return;
      }
      if (isKill) break;
      state = state.replace('sigterm', 'sigkill');
    }
    if (isReload) this.#enterUp('success');
    else this.#enterDeadOrUp('success');
  }

  /** @systemd src/core/swap.c state_to_kill_operation */
  get #isSwapRestart(): boolean {
    return this.#kind === SWAP && this.#runtime.job?.type === 'restart';
  }

  #arm(): void {
    if (this.#timer !== null) this.#timer.isCanceled = true;
    const limit = this.#timeoutUsec === 0 ? USEC_INFINITY : this.#timeoutUsec;
    this.#timer = this.#kernel.at(this.#kernel.now + limit, EVENT_PRIORITY.normal, () => this.#onTimeout());
  }

  #onTimeout(): void {
    const { coming, come, going, comingTimeout, goingTimeout, label, section } = this.#kind;
    const say = (text: string): void => this.#kernel.log(4, this.#runtime, text);
    const state = this.#state;
    if (state === coming || state === come) {
      say(comingTimeout);
      this.#enterSignal(`${going}-sigterm`, 'timeout');
    } else if (state === 'remounting') {
      say('Remounting timed out. Terminating remount process.');
      this.#reloadFailed = true;
      this.#enterSignal('remounting-sigterm', 'success');
    } else if (state === going) {
      say(goingTimeout);
      this.#enterSignal(`${going}-sigterm`, 'timeout');
    } else if (state.endsWith('-sigterm')) {
      const what = state.startsWith('remounting') ? 'Remounting' : label;
      if (this.#runtime.unit.settings.boolean(`${section}.SendSIGKILL`, true)) {
        say(`${what} timed out. Killing.`);
        this.#enterSignal(state.replace('sigterm', 'sigkill'), 'timeout');
      } else {
        say(`${what} timed out. Skipping SIGKILL. Ignoring.`);
        this.#enterDeadOrUp(state.startsWith('remounting') ? 'success' : 'timeout');
      }
    } else if (state.endsWith('-sigkill')) {
      say(`${label} still around after SIGKILL. Ignoring.`);
      this.#enterDeadOrUp(state.startsWith('remounting') ? 'success' : 'timeout');
    }
  }

  #noteResult(result: string): void {
    if (this.result === 'success') this.result = result;
  }

  #setState(state: string): void {
    const from = this.activeState;
    this.#state = state;
    if (state === 'dead' || state === 'failed' || state === this.#kind.up) {
      if (this.#timer !== null) this.#timer.isCanceled = true;
      this.#control = null;
    }
    this.#kernel.changed(this.#runtime, from, this.activeState, { reloadFailed: this.#reloadFailed });
  }
}
