import { USEC_INFINITY, type Usec } from '../../base/usec.js';
import { nextElapse } from '../../parse/calendar-next.js';
import type { CalendarSpec } from '../../parse/calendar.js';
import { UTC_ZONE } from '../../parse/time-zone.js';
import { isDown } from '../../transaction/active-state.js';
import { EVENT_PRIORITY, type TimedEvent } from '../event-queue.js';
import { formatTimestamp } from '../format-timestamp.js';
import type { Kernel } from '../kernel.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { TriggerMachine, type TriggerState } from './trigger.js';

interface TimerValue {
  readonly base: string;
  readonly calendar?: CalendarSpec;
  readonly span?: Usec;
  isDisabled: boolean;
}

const OF_UNIT = new Set(['OnUnitActiveSec', 'OnUnitInactiveSec']);
const ONE_TIME = new Set(['OnActiveSec', 'OnBootSec', 'OnStartupSec']);

/** A timer. Times of day are microseconds since 1970, all others since the start of the run. @systemd src/core/timer.c */
export class TimerMachine extends TriggerMachine implements UnitMachine {
  readonly #values: TimerValue[];
  readonly #accuracyUsec: Usec;
  /** By the clock of the run, and by the time of day. */
  #lastTrigger: { at: Usec | null; realtime: Usec } | null = null;
  #events: TimedEvent[] = [];

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    super(kernel, runtime);
    const { settings } = runtime.unit;
    this.#values = settings
      .all('Timer.Values')
      .map(({ value }) => ({ ...(value as Omit<TimerValue, 'isDisabled'>), isDisabled: false }));
    this.#accuracyUsec = settings.number('Timer.AccuracySec', kernel.configuration.defaultTimerAccuracyUsec);
  }

  start = (): Outcome => {
    const other = this.triggered;
    if (other === null || other.unit.loadState !== 'loaded') return this.refuse(other);
    this.#lastTrigger = null;
    for (const value of this.#values) if (value.base === 'OnActiveSec') value.isDisabled = false;
    this.#readStamp();
    this.result = 'success';
    this.#enterWaiting(false);
    return 'began';
  };

  get #stampPath(): string | null {
    const { unit } = this.runtime;
    return unit.settings.boolean('Timer.Persistent', false) ? `/var/lib/systemd/timers/stamp-${unit.id}` : null;
  }

  #readStamp(): void {
    const path = this.#stampPath;
    if (path === null) return;
    const { world, now } = this.kernel;
    const stamp = world.modifiedAt(path);
    if (stamp === null) world.note(path, 'created', now);
    else if (stamp <= world.realtime(now)) this.#lastTrigger = { at: null, realtime: stamp };
    else {
      const text = formatTimestamp(stamp, world.timeZones.local);
      this.kernel.log(4, this.runtime, `Not using persistent file timestamp ${text} as it is in the future.`);
    }
  }

  onTriggeredChange(other: UnitRuntime): void {
    if (other.unit.loadState !== 'loaded') return;
    for (const value of this.#values) if (OF_UNIT.has(value.base)) value.isDisabled = false;
    if (this.state === 'waiting' || this.state === 'elapsed') this.#enterWaiting(false);
    else if (this.state === 'running' && isDown(other.machine.activeState)) this.#enterWaiting(false);
  }

  /** The manager was reloaded: a timer that waits is computed anew, and before it is in a state again. @systemd src/core/timer.c timer_coldplug */
  onManagerReload(): void {
    for (const value of this.#values) value.isDisabled = false;
    if (this.state === 'waiting') this.#enterWaiting(false, true);
  }

  /** The clock or the time zone was set. */
  onClockChange(kind: 'OnClockChange' | 'OnTimezoneChange'): void {
    if (this.state !== 'waiting') return;
    if (this.runtime.unit.settings.boolean(`Timer.${kind}`, false)) this.#enterRunning();
    else this.#enterWaiting(kind === 'OnClockChange');
  }

  /** When a value elapses next, by the clock of the run; null when it does not. */
  #nextOf(value: TimerValue, isClockChange: boolean, isReload: boolean): Usec | null {
    const { now, world } = this.kernel;
    if (value.calendar !== undefined) {
      const { times } = this.runtime;
      const from = this.#lastTrigger?.realtime ?? world.realtime(times.inactiveExit ?? now);
      const next = nextElapse(value.calendar, from, world.timeZones.zoneOf(value.calendar) ?? UTC_ZONE);
      if (next === null) return null;
      // What was missed before the manager started is due at its start.
      return Math.max(next, world.realtime(0)) - world.realtime(0);
    }
    const base = this.#baseOf(value, isReload);
    if (base === null) return null;
    const next = base + (value.span ?? 0);
    // Real time goes on between the elapse and this; here both may be the same moment.
    if (this.#lastTrigger !== null && !isClockChange && next <= now && ONE_TIME.has(value.base)) {
      value.isDisabled = true;
      return null;
    }
    return next;
  }

  #baseOf(value: TimerValue, isReload: boolean): Usec | null {
    const { now } = this.kernel;
    const { times } = this.runtime;
    const other = this.triggered;
    const latest = (a: Usec | null | undefined): Usec | null => {
      const b = this.#lastTrigger?.at ?? null;
      const found = [a, b].filter((time): time is Usec => time !== null && time !== undefined);
      return found.length === 0 ? null : Math.max(...found);
    };
    switch (value.base) {
      case 'OnActiveSec':
        return this.activeState === 'active' && !isReload ? (times.inactiveExit ?? now) : now;
      case 'OnBootSec':
      case 'OnStartupSec':
        return 0;
      case 'OnUnitActiveSec':
        return latest(other?.times.inactiveExit);
      case 'OnUnitInactiveSec':
        return latest(other?.times.inactiveEnter);
      default:
        return null;
    }
  }

  #enterWaiting(isClockChange: boolean, isReload = false): void {
    let monotonic = USEC_INFINITY;
    let calendar = USEC_INFINITY;
    // What the unit that it starts may set off once more stays around, whatever RemainAfterElapse= says.
    let isOfUnit = false;
    for (const value of this.#values) {
      if (value.isDisabled) continue;
      if (OF_UNIT.has(value.base)) isOfUnit = true;
      const next = this.#nextOf(value, isClockChange, isReload);
      if (next === null) continue;
      if (value.calendar === undefined) monotonic = Math.min(monotonic, next);
      else calendar = Math.min(calendar, next);
    }
    this.#disarm();
    const { settings } = this.runtime.unit;
    const waitsForChange = settings.boolean('Timer.OnClockChange', false) || settings.boolean('Timer.OnTimezoneChange', false);
    if (monotonic === USEC_INFINITY && calendar === USEC_INFINITY && !waitsForChange) {
      if (isOfUnit || settings.boolean('Timer.RemainAfterElapse', true)) this.setState('elapsed');
      else this.enterDead('success');
      return;
    }
    for (const next of [monotonic, calendar]) this.#events.push(this.#armAt(next));
    this.setState('waiting');
  }

  #armAt(next: Usec): TimedEvent {
    const at = Math.max(next, this.kernel.now);
    return this.kernel.at(this.kernel.world.timerInstant(at, this.#accuracyUsec), EVENT_PRIORITY.normal, () => {
      if (this.state === 'waiting') this.#enterRunning();
    });
  }

  #disarm(): void {
    for (const event of this.#events) event.isCanceled = true;
    this.#events = [];
  }

  #enterRunning(): void {
    const other = this.triggered;
    if (this.runtime.job?.type === 'stop' || other === null) return;
    if (!this.trigger(other, 'unit')) return;
    const { now, world } = this.kernel;
    this.#lastTrigger = { at: now, realtime: world.realtime(now) };
    const stamp = this.#stampPath;
    if (stamp !== null) world.note(stamp, 'created', now);
    this.setState('running');
  }

  protected override setState(state: TriggerState): void {
    if (state !== 'waiting') this.#disarm();
    super.setState(state);
  }
}
