import type { UnitType } from './unit-type-table.js';

/** What to say about a section that a unit of this type cannot have. */
export function hintForSection(type: UnitType, section: string): string {
  void [type, section];
  return '';
}
