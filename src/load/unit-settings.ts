import type { Place } from '../parse/place.js';

/** One effective value of a setting: it was valid, and no later line took it back. */
export interface Setting {
  /** The value as written (continuation lines joined). */
  readonly text: string;
  /** The value as systemd understands it; the type depends on the setting, see `load/interpret.ts`. */
  readonly value: unknown;
  readonly at: Place;
}

/** What the lines of files do to settings. */
export type SettingTarget = Pick<UnitSettings, 'set' | 'append' | 'reset'>;

/** The settings of a unit after its fragment and all drop-ins, resets applied. Keys are `Section.Key` with the current name of the key. */
export class UnitSettings {
  readonly #values = new Map<string, Setting[]>();

  /** Every effective line of a list setting, in order; a single one for other settings; empty when it is not set. */
  all(key: string): readonly Setting[] {
    return this.#values.get(key) ?? [];
  }

  /** The line that counts: the last one. */
  last(key: string): Setting | undefined {
    return this.#values.get(key)?.at(-1);
  }

  /** Every key that is set. */
  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  /** The value of a boolean setting. */
  boolean(key: string, otherwise: boolean): boolean {
    const value = this.last(key)?.value;
    return typeof value === 'boolean' ? value : otherwise;
  }

  /** The value of a setting that is a word or text. */
  text(key: string): string | null {
    const found = this.last(key);
    if (!found) return null;
    return typeof found.value === 'string' ? found.value : found.text;
  }

  /** The value of a setting that is a number (spans: microseconds, Infinity for "infinity"). */
  number(key: string, otherwise: number): number {
    const value = this.last(key)?.value;
    return typeof value === 'number' ? value : otherwise;
  }

  /** Replaces what is set. */
  set(key: string, setting: Setting): void {
    this.#values.set(key, [setting]);
  }

  /** Adds to what is set. */
  append(key: string, setting: Setting): void {
    const list = this.#values.get(key);
    if (list) list.push(setting);
    else this.#values.set(key, [setting]);
  }

  /** Forgets a setting: the default counts again. */
  reset(key: string): void {
    this.#values.delete(key);
  }
}
