import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isTimeZoneName } from '../../src/parse/calendar-zones.js';
import { parseZoneRule, ruleOffsetAt } from '../../src/parse/time-zone-rule.js';
import { parseTimeZone } from '../../src/parse/time-zone.js';

const read = (name: string): Uint8Array => readFileSync(new URL(`../data/zoneinfo/${name}`, import.meta.url));
const at = (text: string): number => Date.parse(text) / 1000;

test('a compiled time zone tells its offset, from the list and by the rule for the years after it', () => {
  const zone = parseTimeZone(read('Europe/Berlin'));
  expect(zone?.names).toEqual(['CET', 'CEST']);
  expect(zone?.offsetAt(at('2024-03-31T00:59:59Z'))).toMatchObject({ seconds: 3600, daylight: false });
  expect(zone?.offsetAt(at('2024-03-31T01:00:00Z'))).toMatchObject({ seconds: 7200, daylight: true });
  // zdump -v Europe/Berlin: Sun Oct 25 01:00:00 2499 UT is CET again.
  expect(zone?.offsetAt(at('2499-10-25T00:59:59Z'))).toMatchObject({ seconds: 7200, daylight: true });
  expect(zone?.offsetAt(at('2499-10-25T01:00:00Z'))).toMatchObject({ seconds: 3600, daylight: false });
});

test('Irish winter is daylight saving time of minus one hour', () => {
  const zone = parseTimeZone(read('Europe/Dublin'));
  expect(zone?.names).toEqual(['IST', 'GMT']);
  expect(zone?.offsetAt(at('2024-01-01T00:00:00Z'))).toMatchObject({ seconds: 0, daylight: true });
  expect(zone?.offsetAt(at('2060-01-01T00:00:00Z'))).toMatchObject({ seconds: 0, daylight: true });
});

test('bytes that are no time zone, or the half of one, are none', () => {
  expect(parseTimeZone(new Uint8Array())).toBeNull();
  expect(parseTimeZone(read('Europe/Berlin').subarray(0, 1000))).toBeNull();
});

test('the rule of a zone may count days of the year, and needs no dates', () => {
  const julian = parseZoneRule('AAA0BBB,J60,300/0');
  // J60 is 1 March also in a leap year.
  expect(julian && ruleOffsetAt(julian, at('2024-03-01T01:59:59Z')).daylight).toBe(false);
  expect(julian && ruleOffsetAt(julian, at('2024-03-01T02:00:00Z')).daylight).toBe(true);
  expect(parseZoneRule('<+0530>-5:30')).toMatchObject({ standard: { seconds: 19_800 }, daylight: null });
  expect(parseZoneRule('nonsense')).toBeNull();
});

test('a name of a time zone has no dots, no empty parts and no slash at either end', () => {
  for (const name of ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3'])
    expect(isTimeZoneName(name)).toBe(true);
  for (const name of ['', '/UTC', 'Europe/', 'Europe//Berlin', '../etc/localtime', 'zone.tab'])
    expect(isTimeZoneName(name)).toBe(false);
});
