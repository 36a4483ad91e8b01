import type { Unit } from '../graph/unit.js';
import { UNIT_TYPE_TRAITS } from '../parse/unit-type-table.js';

const WORDS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

/**
 * The least important priority at which the manager logs anything about a unit: LogLevelMax= of its section.
 *
 * @systemd src/core/unit.h unit_log_level_test
 */
export function logLevelMax(unit: Unit): number {
  const value = unit.settings.text(`${UNIT_TYPE_TRAITS[unit.type].section}.LogLevelMax`);
  if (value === null) return WORDS.length - 1;
  const word = WORDS.indexOf(value);
  return word < 0 ? Number(value) : word;
}
