import { USEC_INFINITY, USEC_PER_SEC, type Usec } from '../base/usec.js';
import { wordsHint } from '../diagnostic/hint.js';
import type { FindingSink } from '../diagnostic/finding.js';

/** Reads values out of JSON of any shape; what does not fit is a finding at its path in the document. */
export class JsonReader {
  readonly #file: string;
  readonly #sink: FindingSink;
  readonly path: string;
  readonly value: Readonly<Record<string, unknown>>;

  constructor(file: string, sink: FindingSink, value: Readonly<Record<string, unknown>>, path = '') {
    this.#file = file;
    this.#sink = sink;
    this.value = value;
    this.path = path;
  }

  /** Reports that a value is not what it should be. */
  wrong(key: string, expected: string): void {
    this.#report('bad-scenario', key, { expected });
  }

  #report(code: 'bad-scenario' | 'unknown-scenario-key', key: string, values: Readonly<Record<string, string>>): void {
    const name = this.path === '' ? key : key === '' ? this.path : `${this.path}.${key}`;
    this.#sink.add({ code, at: { path: this.#file, line: 1, column: 1 }, values: { key: name, ...values } });
  }

  /** Reports the keys that are not among those known. */
  knows(keys: readonly string[]): void {
    for (const key of Object.keys(this.value))
      if (!keys.includes(key)) this.#report('unknown-scenario-key', key, { hint: wordsHint(key, keys) });
  }

  /** null where it is absent or no text. */
  text(key: string): string | null {
    return this.#typed(key, 'text', (value): value is string => typeof value === 'string');
  }

  number(key: string): number | null {
    return this.#typed(key, 'a number', (value): value is number => typeof value === 'number' && Number.isFinite(value));
  }

  flag(key: string): boolean | null {
    return this.#typed(key, 'true or false', (value): value is boolean => typeof value === 'boolean');
  }

  #typed<T>(key: string, expected: string, isIt: (value: unknown) => value is T): T | null {
    const value = this.value[key];
    if (value === undefined) return null;
    if (isIt(value)) return value;
    this.wrong(key, expected);
    return null;
  }

  /** A span in seconds, as microseconds; `"never"` or null in the document is infinity. */
  span(key: string): Usec | null {
    const value = this.value[key];
    if (value === undefined) return null;
    if (value === null || value === 'never' || value === 'infinity') return USEC_INFINITY;
    if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return Math.round(value * USEC_PER_SEC);
    this.wrong(key, 'seconds');
    return null;
  }

  /** One of some words. */
  word<T extends string>(key: string, words: readonly T[]): T | null {
    const value = this.value[key];
    if (value === undefined) return null;
    const found = words.find((word) => word === value);
    if (found === undefined) this.wrong(key, `one of ${words.join(', ')}`);
    return found ?? null;
  }

  object(key: string): JsonReader | null {
    const value = this.value[key];
    if (value === undefined) return null;
    return this.#objectOf(value, key);
  }

  #objectOf(value: unknown, key: string): JsonReader | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.wrong(key, 'an object');
      return null;
    }
    const path = this.path === '' ? key : `${this.path}.${key}`;
    return new JsonReader(this.#file, this.#sink, value as Record<string, unknown>, path);
  }

  /** The objects of a list; what is none is left out. */
  objects(key: string): JsonReader[] {
    return this.list(key).flatMap((value, i) => this.#objectOf(value, `${key}[${String(i)}]`) ?? []);
  }

  /** The elements of a list; empty where it is absent. */
  list(key: string): readonly unknown[] {
    const value = this.value[key];
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.wrong(key, 'a list');
    return [];
  }

  /** The texts of a list. */
  texts(key: string): string[] {
    return this.list(key).flatMap((value, i) => {
      if (typeof value === 'string') return [value];
      this.wrong(`${key}[${String(i)}]`, 'text');
      return [];
    });
  }
}
