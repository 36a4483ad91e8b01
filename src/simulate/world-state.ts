import { directoryName, simplifyPath } from '../base/path.js';
import type { Usec } from '../base/usec.js';
import type { FileKind } from '../host/file-system.js';
import { timeZones, type TimeZones } from '../load/time-zones.js';
import { BoundAddresses } from './bound-addresses.js';
import { testCondition } from './condition.js';
import { pathStatus, resolvedPath, type ConditionWorld } from './condition-world.js';
import { MountPoints } from './mount-points.js';
import { watchPath, type PathChange } from './path-watch.js';

/** What has happened to the world in the run so far. */
export class WorldState {
  readonly #changes = new Map<string, FileKind | null>();
  readonly #times = new Map<string, Usec>();
  readonly #realtimeUsec: Usec;
  #timeZones: TimeZones | null = null;
  readonly mounts: MountPoints;
  readonly addresses = new BoundAddresses();
  /** What conditions see. */
  readonly conditions: ConditionWorld;

  constructor(base: ConditionWorld, realtimeUsec: Usec) {
    this.#realtimeUsec = realtimeUsec;
    this.mounts = new MountPoints(base.facts.mounts.map(simplifyPath), this.#changes);
    this.conditions = { ...base, pathChanges: this.#changes, mountPoints: this.mounts.paths };
  }

  /** The time zones of the tree. */
  get timeZones(): TimeZones {
    return (this.#timeZones ??= timeZones(this.conditions.fileSystem));
  }

  /** The time of day at a moment of the run. */
  realtime(at: Usec): Usec {
    return this.#realtimeUsec + at;
  }

  /** When a timer elapses that may elapse from `at` on: at once, as an ideal clock would. */
  timerInstant(at: Usec, _accuracy: Usec): Usec {
    return at;
  }

  /**
   * Notes what happened to a path, `at` by the clock of the run (negative: before it).
   *
   * @param kind what stands there now; absent: what stood there before, else a file
   * @returns what is seen of it; null when nothing is: what is not there cannot be removed, a directory that is there not be made
   */
  note(path: string, change: PathChange['is'], at: Usec, kind?: FileKind): PathChange | null {
    const known = pathStatus(this.conditions, path);
    const exists = known !== null && known !== 'unknown';
    const plain = simplifyPath(path);
    const name = plain === '/' ? '' : plain.slice(plain.lastIndexOf('/') + 1);
    const directory = resolvedPath(this.conditions, directoryName(plain));
    const real = `${directory === '/' ? '' : directory}/${name}`;
    if (change === 'removed') {
      if (!exists) return null;
      for (const below of this.#changes.keys()) if (below.startsWith(`${real}/`)) this.#changes.set(below, null);
      this.#changes.set(real, null);
      this.#times.delete(real);
      return { path: real, is: 'removed' };
    }
    if (exists && kind === 'directory') return null;
    const above: string[] = [];
    for (let path = directoryName(real); !exists && !this.exists(path) && path !== '/'; path = directoryName(path))
      above.push(path);
    for (const path of above) this.#changes.set(path, 'directory');
    const before = exists && known.kind !== 'unknown' ? known.kind : 'file';
    this.#changes.set(real, kind ?? before);
    this.#times.set(real, this.realtime(at));
    return exists ? { path: resolvedPath(this.conditions, plain), is: 'changed' } : { path: above.at(-1) ?? real, is: 'created' };
  }

  /** Why no directory can be made at a path, with those above it; null where it can, or is there. @systemd src/basic/mkdir.c mkdir_p */
  directoryError(path: string): string | null {
    const watch = watchPath(this.conditions, path);
    if ('error' in watch) return watch.error;
    const found = watch.isWhole ? pathStatus(this.conditions, path) : null;
    const mayStay = found === null || found === 'unknown' || found.kind === 'directory' || found.kind === 'unknown';
    return mayStay ? null : 'File exists';
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
    const real = resolvedPath(this.conditions, path);
    const noted = this.#times.get(real);
    if (noted !== undefined) return noted;
    if (this.#changes.get(real) === null) return null;
    return this.conditions.fileSystem.status(path)?.mtimeUsec ?? null;
  }
}
