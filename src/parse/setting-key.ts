import { UNIT_TYPE_TRAITS, type UnitType } from './unit-type-table.js';

const KEYS = new Map<UnitType, Map<string, string>>();

/** `Section.Key` of a key in the section of a unit type, such as `Mount.Slice`. The same text each time: its hash is known. */
export function settingKey(type: UnitType, key: string): string {
  let known = KEYS.get(type);
  if (known === undefined) {
    known = new Map();
    KEYS.set(type, known);
  }
  let text = known.get(key);
  if (text === undefined) {
    text = `${UNIT_TYPE_TRAITS[type].section}.${key}`;
    known.set(key, text);
  }
  return text;
}
