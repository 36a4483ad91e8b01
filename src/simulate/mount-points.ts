import { isBelow } from '../base/path.js';
import type { FileKind } from '../host/file-system.js';

type Changes = Map<string, FileKind | null>;

/** What is mounted where in a run: the layers of each path, and the traps of automounts below them. */
export class MountPoints {
  readonly #changes: Changes;
  /** What was changed below a path before each of its layers came. */
  readonly #covered = new Map<string, Changes[]>();
  readonly #layers = new Map<string, number>();
  readonly #traps = new Set<string>();
  readonly #paths = new Set<string>();

  /**
   * @param paths where something is mounted from the start
   * @param changes what the run changes: a mount covers what was changed below it, and takes away with it what was changed since
   */
  constructor(paths: readonly string[], changes: Changes) {
    this.#changes = changes;
    for (const path of paths) this.mount(path);
  }

  /** Where there is anything, a trap counting as a mount. */
  get paths(): ReadonlySet<string> {
    return this.#paths;
  }

  /** Is anything mounted there, besides a trap? */
  isMounted(path: string): boolean {
    return this.#layers.has(path);
  }

  /** Lays one more over what is there. */
  mount(path: string): void {
    this.#layers.set(path, (this.#layers.get(path) ?? 0) + 1);
    this.#paths.add(path);
    const covered = this.#takeChanges(path);
    const stack = this.#covered.get(path);
    if (stack) stack.push(covered);
    else this.#covered.set(path, [covered]);
  }

  /** Takes off the topmost layer. @returns what that was; null when there was none */
  unmount(path: string): 'mount' | 'trap' | null {
    const count = this.#layers.get(path) ?? 0;
    if (count > 1) this.#layers.set(path, count - 1);
    else if (!this.#layers.delete(path)) return this.removeTrap(path) ? 'trap' : null;
    else if (!this.#traps.has(path)) this.#paths.delete(path);
    this.#takeChanges(path);
    for (const [below, kind] of this.#covered.get(path)?.pop() ?? []) this.#changes.set(below, kind);
    return 'mount';
  }

  #takeChanges(path: string): Changes {
    const below = [...this.#changes].filter(([changed]) => changed !== path && isBelow(changed, path));
    for (const [changed] of below) this.#changes.delete(changed);
    return new Map(below);
  }

  /** Takes off all layers but a trap. */
  clear(path: string): void {
    while (this.isMounted(path)) this.unmount(path);
  }

  /** An automount waits there. */
  addTrap(path: string): void {
    this.#traps.add(path);
    this.#paths.add(path);
  }

  /** @returns false when there was none */
  removeTrap(path: string): boolean {
    if (!this.#traps.delete(path)) return false;
    if (!this.isMounted(path)) this.#paths.delete(path);
    return true;
  }
}
