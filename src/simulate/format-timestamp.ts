import { USEC_PER_SEC, type Usec } from '../base/usec.js';
import { momentAt } from '../parse/civil-time.js';
import type { TimeZone } from '../parse/time-zone.js';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * A time of day as the manager writes it: `Wed 2024-01-10 12:00:00 UTC`.
 *
 * @param usec microseconds since 1970; parts of a second are not written
 * @systemd src/basic/time-util.c format_timestamp_style
 */
export function formatTimestamp(usec: Usec, zone: TimeZone): string {
  const { civil, weekday } = momentAt(zone, Math.floor(usec / USEC_PER_SEC));
  const pad = (number: number, width = 2): string => String(number).padStart(width, '0');
  const date = `${pad(civil.year, 4)}-${pad(civil.month + 1)}-${pad(civil.day)}`;
  const time = `${pad(civil.hour)}:${pad(civil.minute)}:${pad(civil.second)}`;
  return `${WEEKDAYS[weekday] ?? ''} ${date} ${time} ${zone.names[civil.daylight === true ? 1 : 0]}`;
}
