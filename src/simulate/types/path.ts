import { USEC_PER_SEC } from '../../base/usec.js';
import { isDown, type ActiveState } from '../../transaction/active-state.js';
import { EVENT_PRIORITY, type TimedEvent } from '../event-queue.js';
import type { Kernel } from '../kernel.js';
import { RateLimit } from '../rate-limit.js';
import { activeStateOf, TRIGGER_STATES } from '../state-table.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';

interface PathSpec {
  readonly type: string;
  readonly path: string;
  existed: boolean;
}

/** What happened to a path. */
export type PathChange = 'created' | 'changed' | 'removed';

/** A path unit. @systemd src/core/path.c */
export class PathMachine implements UnitMachine {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  readonly #specs: readonly PathSpec[];
  readonly #triggerLimit: RateLimit;
  #state: 'dead' | 'waiting' | 'running' | 'failed' = 'dead';
  #recheck: TimedEvent | null = null;
  result = 'success';
  readonly canReload = false;
  readonly reload = null;

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    this.#kernel = kernel;
    this.#runtime = runtime;
    const { settings } = runtime.unit;
    this.#specs = settings.all('Path.Specs').map(({ value }) => ({ ...(value as { type: string; path: string }), existed: false }));
    this.#triggerLimit = new RateLimit({
      intervalUsec: settings.number('Path.TriggerLimitIntervalSec', 2 * USEC_PER_SEC),
      burst: settings.number('Path.TriggerLimitBurst', 200),
    });
  }

  get subState(): string {
    return this.#state;
  }

  get activeState(): ActiveState {
    return activeStateOf(TRIGGER_STATES, this.#state);
  }

  willRestart(): boolean {
    return false;
  }

  get #triggered(): UnitRuntime | null {
    return this.#runtime.peers('Triggers')[0] ?? null;
  }

  start = (): Outcome => {
    const other = this.#triggered;
    if (other === null || other.unit.loadState !== 'loaded') {
      this.#kernel.log(3, this.#runtime, `Refusing to start, unit ${other?.unit.id ?? ''} to trigger not loaded.`);
      return 'error';
    }
    if (this.#runtime.unit.settings.boolean('Path.MakeDirectory', false)) {
      for (const spec of this.#specs) {
        if (spec.type !== 'PathExists' && spec.type !== 'PathExistsGlob')
          this.#kernel.world.note(spec.path, 'created', this.#kernel.now);
      }
    }
    this.result = 'success';
    this.#enterWaiting(true, false);
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

  /** Something happened to a path. @systemd src/core/path.c path_dispatch_io */
  onPath(path: string, change: PathChange): void {
    if (this.#state !== 'waiting') return;
    const matching = this.#specs.filter((spec) => concerns(spec, path));
    if (matching.length === 0) return;
    const isChange = matching.some((spec) => spec.type === 'PathChanged' || spec.type === 'PathModified');
    if (isChange) this.#enterRunning();
    else if (change !== 'removed' || matching.length > 0) this.#enterWaiting(false, false);
  }

  onTriggeredChange(other: UnitRuntime): void {
    if (other.unit.loadState !== 'loaded' || (this.#state !== 'waiting' && this.#state !== 'running')) return;
    if (other.isStartLimitHit) {
      this.#enterDead('unit-start-limit-hit');
      return;
    }
    if (other.job !== null) return;
    const otherIsDown = isDown(other.machine.activeState);
    const concernsUs = this.#state === 'running' ? otherIsDown : !otherIsDown;
    if (!concernsUs || this.#recheck !== null) return;
    this.#recheck = this.#kernel.at(this.#kernel.now, EVENT_PRIORITY.idle, () => {
      this.#recheck = null;
      if (this.activeState === 'active') this.#enterWaiting(false, true);
    });
  }

  #isGood(initial: boolean, fromTrigger: boolean): boolean {
    const { world } = this.#kernel;
    let isGood = false;
    for (const spec of this.#specs) {
      switch (spec.type) {
        case 'PathExists':
          isGood = world.exists(spec.path);
          break;
        case 'PathExistsGlob':
          isGood = world.matchesGlob(spec.path);
          break;
        case 'DirectoryNotEmpty':
          isGood = world.hasEntries(spec.path);
          break;
        default: {
          const exists = world.exists(spec.path);
          isGood = !initial && !fromTrigger && exists !== spec.existed;
          spec.existed = exists;
        }
      }
      if (isGood) return true;
    }
    return isGood;
  }

  #enterWaiting(initial: boolean, fromTrigger: boolean): void {
    const other = this.#triggered;
    if (other !== null && !isDown(other.machine.activeState)) {
      this.#setState('running');
      return;
    }
    if (this.#isGood(initial, fromTrigger)) this.#enterRunning();
    else this.#setState('waiting');
  }

  #enterRunning(): void {
    const other = this.#triggered;
    if (this.#runtime.job?.type === 'stop' || other === null) return;
    if (!this.#triggerLimit.below(this.#kernel.now)) {
      this.#kernel.log(4, this.#runtime, 'Trigger limit hit, refusing further activation.');
      this.#enterDead('trigger-limit-hit');
      return;
    }
    const error = this.#kernel.request(other, 'start', 'replace');
    if (error !== null) {
      this.#kernel.log(4, this.#runtime, `Failed to queue unit startup job: ${error.text}`);
      this.#enterDead('resources');
      return;
    }
    this.#setState('running');
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

/** Is what happened to a path of interest for a specification? Directories tell of what is directly in them. */
function concerns(spec: PathSpec, path: string): boolean {
  if (path === spec.path || spec.path.startsWith(`${path}/`)) return true;
  if (spec.type === 'PathExistsGlob') return true;
  const isInside = path.startsWith(`${spec.path}/`) && !path.slice(spec.path.length + 1).includes('/');
  return isInside && spec.type !== 'PathExists';
}
