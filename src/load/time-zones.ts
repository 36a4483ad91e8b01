import type { FileSystem } from '../host/file-system.js';
import { calendarZonesByName, isTimeZoneName, type CalendarZones } from '../parse/calendar-zones.js';
import type { CalendarSpec } from '../parse/calendar.js';
import { parseTimeZone, UTC_ZONE, type TimeZone } from '../parse/time-zone.js';

/** The time zones of a tree: for reading calendar event expressions, and for telling when they elapse. */
export interface TimeZones extends CalendarZones {
  /** The zone of /etc/localtime; UTC where there is none. */
  readonly local: TimeZone;
  /** The zone that an expression is in; null when the tree does not have it. */
  zoneOf(spec: CalendarSpec): TimeZone | null;
}

/**
 * Reads time zones from a tree when they are asked for. A tree without /usr/share is a folder of units rather than a system: there
 * every name of tzdata counts.
 */
export function timeZones(fileSystem: FileSystem): TimeZones {
  const known = new Map<string, TimeZone | null>();
  const read = (path: string): TimeZone | null => {
    let zone = known.get(path);
    if (zone === undefined) {
      const content = fileSystem.readFile(path);
      zone = typeof content === 'string' ? null : parseTimeZone(content);
      known.set(path, zone);
    }
    return zone;
  };
  const named = (name: string): TimeZone | null => (isTimeZoneName(name) ? read(`/usr/share/zoneinfo/${name}`) : null);
  const local = (): TimeZone => read('/etc/localtime') ?? UTC_ZONE;
  const isSystem = (): boolean => fileSystem.status('/usr/share')?.kind === 'directory';
  return {
    get local() {
      return local();
    },
    get localNames() {
      return local().names;
    },
    isZone: (name) => (isSystem() ? name === 'UTC' || named(name) !== null : calendarZonesByName.isZone(name)),
    zoneOf(spec) {
      if (spec.utc) return UTC_ZONE;
      return spec.timeZone === null ? local() : named(spec.timeZone);
    },
  };
}
