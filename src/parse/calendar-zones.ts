import { TIME_ZONE_NAMES } from './time-zone-table.js';

/** What a calendar event expression may name as its time zone. */
export interface CalendarZones {
  /** Is there a zone of this name, that is, a TZif file below /usr/share/zoneinfo? */
  isZone(name: string): boolean;
  /** The abbreviations of the local zone: in standard time, and in daylight saving time (the same where it has none). */
  readonly localNames: readonly [string, string];
}

const known = new Set(
  Object.entries(TIME_ZONE_NAMES).flatMap(([area, names]) =>
    names.split(' ').map((name) => (area === '' ? name : `${area}/${name}`)),
  ),
);

/** The zones of tzdata, and UTC as the local one: what is assumed where there is no tree to look into. */
export const calendarZonesByName: CalendarZones = {
  isZone: (name) => known.has(name.replace(/^(?:posix|right)\//, '')),
  localNames: ['UTC', 'UTC'],
};

/**
 * Can a file below /usr/share/zoneinfo have this name? Letters, digits, `-`, `_`, `+` and single slashes inside.
 *
 * @systemd src/basic/time-util.c verify_timezone
 */
export function isTimeZoneName(name: string): boolean {
  return /^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+)*$/.test(name);
}
