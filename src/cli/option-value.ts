import { readFileSync, statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError, type Streams } from './streams.js';

/** The whole number that an option gives; null where it is not given. Throws UsageError for anything else. */
export function wholeNumber(value: unknown, option: string): number | null {
  if (value === undefined) return null;
  const word = String(value);
  if (!/^\d{1,15}$/.test(word)) throw new UsageError(`--${option}: ${word === '' ? 'an empty word' : word} is no whole number`);
  return Number(word);
}

/** One of the words that an option may have. Throws UsageError for another one. */
export function oneOf<Word extends string>(value: unknown, option: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new UsageError(`--${option}: ${String(value)} is none of ${words.join(', ')}`);
  return found;
}

/** The text of a file that the user names. Throws UsageError where it cannot be read. */
export function readInput(path: string, option: string, streams: Streams): string {
  try {
    return readFileSync(resolve(streams.currentDirectory, path), 'utf8');
  } catch {
    throw new UsageError(`${option}: ${path} cannot be read`);
  }
}

/** What a path of the command line leads to; null where there is nothing, or it cannot be seen. */
export function statusOfPath(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
