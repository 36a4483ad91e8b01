import type { Usec } from '../base/usec.js';
import type { FileKind } from '../host/file-system.js';
import { UTC_ZONE, type TimeZone } from '../parse/time-zone.js';
import { testCondition } from './condition.js';
import { pathStatus, type ConditionWorld } from './condition-world.js';

/** What has happened to the world in the run so far. */
export class WorldState {
  readonly #changes = new Map<string, FileKind | null>();
  readonly #mounts: Set<string>;
  readonly #times = new Map<string, Usec>();
  readonly #realtimeUsec: Usec;
  readonly timeZone: TimeZone = UTC_ZONE;
  /** What conditions see. */
  readonly conditions: ConditionWorld;

  constructor(base: ConditionWorld, realtimeUsec: Usec) {
    this.#realtimeUsec = realtimeUsec;
    this.#mounts = new Set(base.facts.mounts);
    this.conditions = { ...base, pathChanges: this.#changes, mountPoints: this.#mounts };
  }

  /** The time of day at a moment of the run. */
  realtime(at: Usec): Usec {
    return this.#realtimeUsec + at;
  }

  /** When a timer elapses that may elapse from `at` on: at once, as an ideal clock would. */
  timerInstant(at: Usec, _accuracy: Usec): Usec {
    return at;
  }

  /** Notes what happened to a path, `at` by the clock of the run (negative: before it). */
  note(path: string, change: 'created' | 'changed' | 'removed', at: Usec, isDirectory = false): void {
    if (change === 'removed') {
      for (const known of this.#changes.keys()) if (known.startsWith(`${path}/`)) this.#changes.set(known, null);
      this.#changes.set(path, null);
      this.#times.delete(path);
      return;
    }
    const known = pathStatus(this.conditions, path);
    const stays = known !== null && known !== 'unknown' && known.kind === 'directory';
    this.#changes.set(path, isDirectory || stays ? 'directory' : 'file');
    this.#times.set(path, this.realtime(at));
  }

  /** Notes that something is mounted at a path, or no more. */
  noteMount(path: string, isMounted: boolean): void {
    if (isMounted) this.#mounts.add(path);
    else this.#mounts.delete(path);
  }

  /** Is there something at a path? What nothing tells is taken not to be there. */
  exists(path: string): boolean {
    const status = pathStatus(this.conditions, path);
    return status !== null && status !== 'unknown';
  }

  /** Does a pattern match? */
  matchesGlob(pattern: string): boolean {
    return this.#test('ConditionPathExistsGlob', pattern);
  }

  /** Has a directory entries besides hidden and backup files? */
  hasEntries(path: string): boolean {
    return this.#test('ConditionDirectoryNotEmpty', path);
  }

  #test(type: string, parameter: string): boolean {
    const verdict = testCondition({ type, parameter, trigger: false, negate: false }, this.conditions);
    return 'value' in verdict && verdict.value;
  }

  /** The time of day at which a path was changed last; null where there is none. */
  modifiedAt(path: string): Usec | null {
    const noted = this.#times.get(path);
    if (noted !== undefined) return noted;
    if (this.#changes.get(path) === null) return null;
    return this.conditions.fileSystem.status(path)?.mtimeUsec ?? null;
  }
}
