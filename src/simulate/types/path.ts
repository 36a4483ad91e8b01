import { USEC_PER_SEC } from '../../base/usec.js';
import { isDown } from '../../transaction/active-state.js';
import { EVENT_PRIORITY, type TimedEvent } from '../event-queue.js';
import type { Kernel } from '../kernel.js';
import { seesChange, watchPath, type PathChange, type PathWatch } from '../path-watch.js';
import { RateLimit } from '../rate-limit.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { TriggerMachine, type TriggerState } from './trigger.js';

interface PathSpec {
  readonly type: string;
  readonly path: string;
  existed: boolean;
}

/** A path unit. @systemd src/core/path.c */
export class PathMachine extends TriggerMachine implements UnitMachine {
  readonly #specs: readonly PathSpec[];
  readonly #triggerLimit: RateLimit;
  /** In the order of the specifications; none where it does not wait. */
  #watches: readonly PathWatch[] = [];
  #recheck: TimedEvent | null = null;

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    super(kernel, runtime);
    const { settings } = runtime.unit;
    this.#specs = settings.all('Path.Specs').map(({ value }) => ({ ...(value as { type: string; path: string }), existed: false }));
    this.#triggerLimit = new RateLimit({
      intervalUsec: settings.number('Path.TriggerLimitIntervalSec', 2 * USEC_PER_SEC),
      burst: settings.number('Path.TriggerLimitBurst', 200),
    });
  }

  start = (): Outcome => {
    const other = this.triggered;
    if (other === null || other.unit.loadState !== 'loaded') return this.refuse(other);
    if (this.runtime.unit.settings.boolean('Path.MakeDirectory', false)) this.#makeDirectories();
    this.result = 'success';
    this.#enterWaiting(true, false);
    return 'began';
  };

  onManagerReload(): void {
    this.#triggerLimit.reset();
  }

  /** @systemd src/core/path.c path_mkdir */
  #makeDirectories(): void {
    const { world } = this.kernel;
    for (const { type, path } of this.#specs) {
      if (type === 'PathExists' || type === 'PathExistsGlob') continue;
      const error = world.directoryError(path);
      if (error !== null) this.kernel.say(4, `mkdir(${path}) failed: ${error}`);
      else this.kernel.changePath(path, 'directory');
    }
  }

  /** Something happened to a path: what watches it now will see it. @systemd src/core/path.c path_dispatch_io */
  onPath(change: PathChange): void {
    const watches = this.#watches;
    const seeing = this.#specs.filter(({ type }, i) => {
      const watch = watches[i];
      return watch !== undefined && seesChange(watch, type, change);
    });
    if (seeing.length === 0) return;
    const isChange = this.#specs.some(
      (spec, i) =>
        seeing.includes(spec) && watches[i]?.isWhole === true && (spec.type === 'PathChanged' || spec.type === 'PathModified'),
    );
    this.kernel.at(this.kernel.now, EVENT_PRIORITY.normal, () => {
      // Whoever watches anew knows nothing of what was seen before.
      if (this.#watches !== watches) return;
      if (isChange) this.#enterRunning();
      else this.#enterWaiting(false, false);
    });
  }

  onTriggeredChange(other: UnitRuntime): void {
    if (!this.#isConcerned(other) || this.#recheck !== null) return;
    this.#recheck = this.kernel.at(this.kernel.now, EVENT_PRIORITY.idle, () => {
      this.#recheck = null;
      if (this.#isConcerned(other)) this.#enterWaiting(false, true);
    });
  }

  /** Does the state of the other unit make this one look again? @systemd src/core/path.c path_trigger_notify_impl */
  #isConcerned(other: UnitRuntime): boolean {
    if (other.unit.loadState !== 'loaded' || (this.state !== 'waiting' && this.state !== 'running')) return false;
    if (other.isStartLimitHit) {
      this.enterDead('unit-start-limit-hit');
      return false;
    }
    if (other.job !== null) return false;
    return (this.state === 'running') === isDown(other.machine.activeState);
  }

  #isGood(initial: boolean, fromTrigger: boolean): boolean {
    const { world } = this.kernel;
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
    if (this.#recheck !== null) this.#recheck.isCanceled = true;
    this.#recheck = null;
    const other = this.triggered;
    if (other !== null && !isDown(other.machine.activeState)) {
      this.setState('running');
      return;
    }
    if (this.#isGood(initial, fromTrigger)) {
      this.#enterRunning();
      return;
    }
    const watches: PathWatch[] = [];
    for (const { path } of this.#specs) {
      const watch = watchPath(this.kernel.world.conditions, path);
      if ('error' in watch) {
        this.kernel.say(3, `Failed to add a watch for ${watch.path}: ${watch.error}`);
        this.kernel.log(4, this.runtime, `Failed to enter waiting state: ${watch.error}`);
        this.enterDead('resources');
        return;
      }
      watches.push(watch);
    }
    this.#watches = watches;
    this.setState('waiting');
  }

  #enterRunning(): void {
    const other = this.triggered;
    if (this.runtime.job?.type === 'stop' || other === null) return;
    if (!this.#triggerLimit.below(this.kernel.now)) {
      this.kernel.log(4, this.runtime, 'Trigger limit hit, refusing further activation.');
      this.enterDead('trigger-limit-hit');
      return;
    }
    if (!this.trigger(other, 'unit')) return;
    this.setState('running');
  }

  protected override setState(state: TriggerState): void {
    if (state !== 'waiting') this.#watches = [];
    super.setState(state);
  }
}
