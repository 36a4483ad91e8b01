import { decodeUtf8 } from '../../base/text.js';
import type { Place } from '../../parse/place.js';
import { splitLines } from '../../parse/unit-file.js';
import type { GeneratorContext } from './generator-output.js';
import { EntryFailed } from './helper-units.js';

/** One line of crypttab, veritytab or integritytab. */
export interface DeviceEntry {
  readonly fields: readonly string[];
  readonly at: Place;
  readonly fieldPlaces: readonly Place[];
}

/**
 * Reads a table of fields between blanks; a line with fewer than `fieldCountMin` is left out with a finding, fields after the
 * last known one are not looked at.
 *
 * @systemd src/cryptsetup/cryptsetup-generator.c add_crypttab_devices
 */
export function readDeviceTable(
  context: GeneratorContext,
  path: string,
  fieldCountMin: number,
  fieldCountMax: number,
): DeviceEntry[] {
  const content = context.fileSystem.readFile(path);
  if (typeof content === 'string') {
    if (content !== 'ENOENT') context.warn('unreadable-table', { path, line: 0, column: 0 }, { path, error: content });
    return [];
  }
  const entries: DeviceEntry[] = [];
  for (const [index, line] of splitLines(decodeUtf8(content)).entries()) {
    const words = [...line.matchAll(/[^ \t\r\v\f]+/g)];
    const first = words[0];
    if (first === undefined || first[0].startsWith('#')) continue;
    const place = (column: number): Place => ({ path, line: index + 1, column: column + 1 });
    if (words.length < fieldCountMin) {
      context.warn('table-line-invalid', place(first.index), { path, line: String(index + 1) });
      continue;
    }
    const used = words.slice(0, fieldCountMax);
    entries.push({
      fields: used.map((word) => word[0]),
      at: place(first.index),
      fieldPlaces: used.map((word) => place(word.index)),
    });
  }
  return entries;
}

/**
 * Adds each line of a table, for the generators that give up altogether at the first one that fails, with a finding.
 *
 * @returns false where it gave up
 */
export function addDevices(
  context: GeneratorContext,
  entries: readonly DeviceEntry[],
  add: (context: GeneratorContext, fields: readonly string[], at: Place, places: readonly Place[]) => void,
): boolean {
  for (const { fields, at, fieldPlaces } of entries) {
    try {
      add(context, fields, at, fieldPlaces);
    } catch (error) {
      if (!(error instanceof EntryFailed)) throw error;
      context.warn(error.code, at, error.values);
      return false;
    }
  }
  return true;
}
