import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { timeZones } from '../../src/load/time-zones.js';
import { nextElapse } from '../../src/parse/calendar-next.js';
import { parseCalendar } from '../../src/parse/calendar.js';
import { UTC_ZONE } from '../../src/parse/time-zone.js';

const berlin = readFileSync(new URL('../data/zoneinfo/Europe/Berlin', import.meta.url));

test('the local zone and named ones come from the tree', () => {
  const zones = timeZones(
    memoryFileSystem({
      '/usr/share/zoneinfo/Europe/Berlin': berlin,
      '/etc/localtime': { link: '../usr/share/zoneinfo/Europe/Berlin' },
    }),
  );
  expect(zones.localNames).toEqual(['CET', 'CEST']);
  expect(parseCalendar('12:00 Asia/Tokyo', zones)).toBeNull();
  const spec = parseCalendar('2024-07-01 12:00', zones);
  const zone = spec && zones.zoneOf(spec);
  expect(spec && zone && nextElapse(spec, Date.UTC(2024, 0, 1) * 1000, zone)).toBe(Date.UTC(2024, 6, 1, 10) * 1000);
});

test('without /etc/localtime it is UTC, and in a folder of units every zone of tzdata has a name', () => {
  const zones = timeZones(memoryFileSystem({}));
  expect(zones.local).toBe(UTC_ZONE);
  const spec = parseCalendar('12:00 Asia/Tokyo', zones);
  expect(spec?.timeZone).toBe('Asia/Tokyo');
  expect(spec && zones.zoneOf(spec)).toBeNull();
});
