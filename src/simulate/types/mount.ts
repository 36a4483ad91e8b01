import { USEC_INFINITY, type Usec } from '../../base/usec.js';
import { pathFromUnitName } from '../../parse/unit-name.js';
import type { ActiveState } from '../../transaction/active-state.js';
import { EVENT_PRIORITY, type TimedEvent } from '../event-queue.js';
import { describeEnd, type Command, type ProcessEnd } from '../exec-command.js';
import type { Kernel } from '../kernel.js';
import { killProcesses } from '../kill.js';
import { tellLeftOverProcesses } from '../left-over.js';
import type { Process } from '../processes.js';
import { activeStateOf, MOUNT_STATES, SWAP_STATES } from '../state-table.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';

/** The words in which mounts and swaps differ. */
interface Kind {
  readonly section: 'Mount' | 'Swap';
  readonly label: string;
  readonly states: Readonly<Record<string, ActiveState>>;
  readonly up: string;
  readonly coming: string;
  readonly come: string;
  readonly going: string;
  readonly comingWord: string;
  readonly goingWord: string;
  readonly comingSetting: string;
  readonly goingSetting: string;
}

const MOUNT: Kind = {
  section: 'Mount',
  label: 'Mount process',
  states: MOUNT_STATES,
  up: 'mounted',
  coming: 'mounting',
  come: 'mounting-done',
  going: 'unmounting',
  comingWord: 'Mounting',
  goingWord: 'Unmounting',
  comingSetting: 'ExecMount',
  goingSetting: 'ExecUnmount',
};
const SWAP: Kind = {
  section: 'Swap',
  label: 'Swap process',
  states: SWAP_STATES,
  up: 'active',
  coming: 'activating',
  come: 'activating-done',
  going: 'deactivating',
  comingWord: 'Activation',
  goingWord: 'Deactivation',
  comingSetting: 'ExecActivate',
  goingSetting: 'ExecDeactivate',
};

/** A mount or a swap: a program brings it up, the kernel says whether it is. @systemd src/core/mount.c, src/core/swap.c */
export class MountMachine implements UnitMachine {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  readonly #kind: Kind;
  readonly #timeoutUsec: Usec;
  #state: string;
  result = 'success';
  #reloadFailed = false;
  #isMounted: boolean;
  #control: Process | null = null;
  #timer: TimedEvent | null = null;
  readonly canReload: boolean;
  readonly reload: (() => Outcome) | null;

  constructor(kernel: Kernel, runtime: UnitRuntime, isMounted: boolean) {
    this.#kernel = kernel;
    this.#runtime = runtime;
    const { unit } = runtime;
    this.#kind = unit.type === 'swap' ? SWAP : MOUNT;
    this.#isMounted = isMounted || unit.perpetual;
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
    return set ?? pathFromUnitName(unit.id) ?? '';
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
    tellLeftOverProcesses(this.#kernel, this.#runtime, 'start');
    const { settings } = this.#runtime.unit;
    const what = settings.text(`${this.#kind.section}.What`) ?? '';
    this.#run(this.#kind.comingSetting, [
      this.#kind === MOUNT ? '/bin/mount' : '/sbin/swapon',
      what,
      ...(this.#kind === MOUNT ? [this.path] : []),
    ]);
    this.#setState(this.#kind.coming);
    return 'began';
  };

  stop = (): Outcome => {
    if (this.activeState === 'deactivating') return 'underway';
    if (this.#state === this.#kind.up) {
      this.#enterGoing();
      return 'began';
    }
    // A program that is at work is told to end.
    this.#enterSignal(`${this.#kind.going}-sigterm`, 'success');
    return 'underway';
  };

  hitStartLimit = (): void => this.#enterDead('start-limit-hit');

  resetFailed(): void {
    if (this.#state === 'failed') this.#setState('dead');
    this.result = 'success';
  }

  /** Somebody else mounted or unmounted it. */
  onForeignChange(isMounted: boolean): void {
    if (this.#isMounted === isMounted) return;
    this.#isMounted = isMounted;
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
    this.#run('ExecRemount', ['/bin/mount', this.path, '-o', 'remount']);
    this.#setState('remounting');
    return 'began';
  }

  #enterGoing(): void {
    this.#run(this.#kind.goingSetting, [this.#kind === MOUNT ? '/bin/umount' : '/sbin/swapoff', this.path]);
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
    if (isReload) this.#reloadFailed = !isClean;
    else this.#noteResult(result);
    const priority = isClean ? 7 : end.code === 'exited' ? 5 : 4;
    this.#kernel.log(priority, this.#runtime, `${this.#kind.label} exited, ${describeEnd(end)}${isClean ? ' (success)' : ''}`);
    if (isReload) this.#enterUp('success');
    else if (this.#state === come) this.#enterUp(result);
    else if (this.#state === coming) this.#enterDead(result);
    else this.#enterDeadOrUp(this.#isMounted ? result : 'success');
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
    if (this.result === 'success') this.#kernel.log(6, this.#runtime, 'Deactivated successfully.');
    else this.#kernel.log(4, this.#runtime, `Failed with result '${this.result}'.`);
    tellLeftOverProcesses(this.#kernel, this.#runtime, 'stop');
    this.#setState(this.result === 'success' ? 'dead' : 'failed');
  }

  #enterSignal(first: string, result: string): void {
    const isReload = first.startsWith('remounting');
    if (!isReload) this.#noteResult(result);
    let state = first;
    for (;;) {
      const isKill = state.endsWith('sigkill');
      if (killProcesses(this.#kernel, this.#runtime, this.#kind.section, isKill ? 'kill' : 'terminate', null, this.#control)) {
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

  #arm(): void {
    if (this.#timer !== null) this.#timer.isCanceled = true;
    const limit = this.#timeoutUsec === 0 ? USEC_INFINITY : this.#timeoutUsec;
    this.#timer = this.#kernel.at(this.#kernel.now + limit, EVENT_PRIORITY.normal, () => this.#onTimeout());
  }

  #onTimeout(): void {
    const { coming, come, going, comingWord, goingWord } = this.#kind;
    const say = (text: string): void => this.#kernel.log(4, this.#runtime, text);
    const state = this.#state;
    if (state === coming || state === come) {
      say(`${comingWord} timed out. Terminating.`);
      this.#enterSignal(`${going}-sigterm`, 'timeout');
    } else if (state === 'remounting') {
      say('Remounting timed out. Terminating remount process.');
      this.#reloadFailed = true;
      this.#enterSignal('remounting-sigterm', 'success');
    } else if (state === going) {
      say(`${goingWord} timed out. Terminating.`);
      this.#enterSignal(`${going}-sigterm`, 'timeout');
    } else if (state.endsWith('-sigterm')) {
      say(`${state.startsWith('remounting') ? 'Remounting' : goingWord} timed out. Killing.`);
      this.#enterSignal(state.replace('sigterm', 'sigkill'), 'timeout');
    } else if (state.endsWith('-sigkill')) {
      say('Mount process still around after SIGKILL. Ignoring.');
      this.#enterDeadOrUp('timeout');
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
