import { USEC_PER_SEC } from '../../base/usec.js';
import { isDown } from '../../transaction/active-state.js';
import { EVENT_PRIORITY, type TimedEvent } from '../event-queue.js';
import type { Kernel } from '../kernel.js';
import { RateLimit } from '../rate-limit.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { TriggerMachine } from './trigger.js';

interface PathSpec {
  readonly type: string;
  readonly path: string;
  existed: boolean;
}

/** A path unit. @systemd src/core/path.c */
export class PathMachine extends TriggerMachine implements UnitMachine {
  readonly #specs: readonly PathSpec[];
  readonly #triggerLimit: RateLimit;
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
    if (this.runtime.unit.settings.boolean('Path.MakeDirectory', false)) {
      for (const spec of this.#specs) {
        if (spec.type !== 'PathExists' && spec.type !== 'PathExistsGlob')
          this.kernel.world.note(spec.path, 'created', this.kernel.now, true);
      }
    }
    this.result = 'success';
    this.#enterWaiting(true, false);
    return 'began';
  };

  onManagerReload(): void {
    this.#triggerLimit.reset();
  }

  /** Something happened to a path. @systemd src/core/path.c path_dispatch_io */
  onPath(path: string): void {
    if (this.state !== 'waiting') return;
    const matching = this.#specs.filter((spec) => concerns(spec, path));
    if (matching.length === 0) return;
    // Of what is above the path, only whether it is there counts.
    const isChange = matching.some(
      (spec) => (spec.type === 'PathChanged' || spec.type === 'PathModified') && !spec.path.startsWith(`${path}/`),
    );
    if (isChange) this.#enterRunning();
    else this.#enterWaiting(false, false);
  }

  onTriggeredChange(other: UnitRuntime): void {
    if (other.unit.loadState !== 'loaded' || (this.state !== 'waiting' && this.state !== 'running')) return;
    if (other.isStartLimitHit) {
      this.enterDead('unit-start-limit-hit');
      return;
    }
    if (other.job !== null) return;
    const otherIsDown = isDown(other.machine.activeState);
    const concernsUs = this.state === 'running' ? otherIsDown : !otherIsDown;
    if (!concernsUs || this.#recheck !== null) return;
    this.#recheck = this.kernel.at(this.kernel.now, EVENT_PRIORITY.idle, () => {
      this.#recheck = null;
      if (this.activeState === 'active') this.#enterWaiting(false, true);
    });
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
    const other = this.triggered;
    if (other !== null && !isDown(other.machine.activeState)) {
      this.setState('running');
      return;
    }
    if (this.#isGood(initial, fromTrigger)) this.#enterRunning();
    else this.setState('waiting');
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
}

/** Is what happened to a path of interest for a specification? Directories tell of what is directly in them. */
function concerns(spec: PathSpec, path: string): boolean {
  if (path === spec.path || spec.path.startsWith(`${path}/`)) return true;
  if (spec.type === 'PathExistsGlob') return true;
  const isInside = path.startsWith(`${spec.path}/`) && !path.slice(spec.path.length + 1).includes('/');
  return isInside && spec.type !== 'PathExists';
}
