import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatCalendar } from '../../src/parse/calendar-format.js';
import { nextElapse } from '../../src/parse/calendar-next.js';
import { calendarZonesByName } from '../../src/parse/calendar-zones.js';
import { parseCalendar } from '../../src/parse/calendar.js';
import { parseTimeZone, UTC_ZONE, type TimeZone } from '../../src/parse/time-zone.js';
import { sharedCopy } from '../support/shared.js';

interface Answer {
  readonly text: string;
  readonly base: string;
  readonly local: string;
  readonly normalized: string | null;
  readonly elapses: readonly string[] | null;
}

const data = (path: string): URL => new URL(path, import.meta.url);
const record = JSON.parse(readFileSync(data('../oracle/calendar.json'), 'utf8')) as { answers: readonly Answer[] };

function zone(name: string): TimeZone {
  if (name === 'UTC') return UTC_ZONE;
  const found = parseTimeZone(readFileSync(data(`../data/zoneinfo/${name.replace('posix/', '').replace('GMT', 'Etc/UTC')}`)));
  if (found === null) throw new Error(`no time zone: ${name}`);
  return found;
}

/** Microseconds since 1970 of `2024-01-31 12:00:00.5 UTC`. */
function usec(text: string): number {
  const [, date = '', time = '', fraction = ''] = /^(\S+) ([0-9:]+)(?:\.(\d+))? UTC$/.exec(text) ?? [];
  return Date.parse(`${date}T${time}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
}

/** As systemd prints it: the fraction of a second is cut off. */
const stamp = (at: number): string => `${new Date(Math.floor(at / 1e6) * 1000).toISOString().replace('T', ' ').slice(0, 19)} UTC`;

function answer({ text, base, local }: Answer): Pick<Answer, 'normalized' | 'elapses'> {
  const localZone = zone(local);
  const spec = parseCalendar(text, { ...calendarZonesByName, localNames: localZone.names });
  if (spec === null) return { normalized: null, elapses: null };
  const elapses: string[] = [];
  let at: number | null = usec(base);
  while (elapses.length < 5) {
    at = nextElapse(spec, at, spec.timeZone === null ? localZone : zone(spec.timeZone));
    if (at === null) break;
    elapses.push(stamp(at));
  }
  return { normalized: formatCalendar(spec), elapses };
}

describe('calendar event expressions, as systemd-analyze calendar answered', () => {
  const groups = {
    'are refused alike': (a: Answer) => a.normalized === null,
    'elapse in UTC at the same times': (a: Answer) =>
      a.normalized !== null && a.local === 'UTC' && !/[A-Z][a-z]+\/\w+$/.test(a.text),
    'elapse around changes of the clocks at the same times': (a: Answer) => a.local !== 'UTC' || /[A-Z][a-z]+\/\w+$/.test(a.text),
  };
  for (const [name, belongs] of Object.entries(groups))
    test(name, () => {
      const answers = record.answers.filter(belongs);
      expect(answers.length).toBeGreaterThan(100);
      for (const expected of answers)
        expect({ ...expected, ...answer(expected) }, `${expected.text} after ${expected.base} in ${expected.local}`).toEqual(
          expected,
        );
    });
});

const shared = sharedCopy();
describe.skipIf(shared === null)('the calendar vectors of the specification', () => {
  test('are read and written alike', () => {
    const vectors = JSON.parse(readFileSync(`${shared}/spec/loading-vectors.json`, 'utf8')) as {
      calendar: readonly { in: string; normalized: string | null }[];
    };
    for (const vector of vectors.calendar) {
      const spec = parseCalendar(vector.in);
      expect(spec === null ? null : formatCalendar(spec), vector.in).toBe(vector.normalized);
    }
  });
});

test('an expression in UTC does not look at the zone that is given', () => {
  const spec = parseCalendar('12:00 UTC');
  expect(spec).not.toBeNull();
  // 2024-01-01 00:00 UTC is 1704067200 s after 1970, noon 43200 s later.
  if (spec) expect(nextElapse(spec, 1_704_067_200e6, zone('Asia/Kolkata'))).toBe((1_704_067_200 + 43_200) * 1e6);
});
