import type { ZoneOffset } from './zone-offset.js';

/** When a zone changes its clocks in a year. */
type ChangeDay =
  | { readonly kind: 'week-day'; readonly month: number; readonly week: number; readonly day: number }
  | { readonly kind: 'julian'; readonly day: number }
  | { readonly kind: 'ordinal'; readonly day: number };

interface Change {
  readonly on: ChangeDay;
  /** After midnight of that day, by the clocks before the change. */
  readonly seconds: number;
}

/** The rule of a zone for all years after those that are listed, as the environment variable TZ has it in POSIX. */
export interface ZoneRule {
  readonly standard: ZoneOffset;
  /** null where there is no daylight saving time. */
  readonly daylight: { readonly offset: ZoneOffset; readonly start: Change; readonly end: Change } | null;
}

const NAME = '(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)';
const TIME = '[+-]?\\d+(?::\\d+(?::\\d+)?)?';
const DATE = '(?:M\\d+\\.\\d+\\.\\d+|J?\\d+)';
const RULE = new RegExp(`^${NAME}(${TIME})(?:(${NAME})(${TIME})?(?:,(${DATE})(?:/(${TIME}))?,(${DATE})(?:/(${TIME}))?)?)?$`);

/**
 * Reads a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`.
 *
 * @returns null when it is none
 */
export function parseZoneRule(text: string): ZoneRule | null {
  const found = RULE.exec(text);
  if (!found) return null;
  const [, standard = '', daylightName, daylight, start, startTime, end, endTime] = found;
  // POSIX counts to the west.
  const seconds = 0 - parseClock(standard);
  const rule = { standard: { seconds, daylight: false } };
  if (daylightName === undefined) return { ...rule, daylight: null };
  return {
    ...rule,
    daylight: {
      offset: { seconds: daylight === undefined ? seconds + 3600 : 0 - parseClock(daylight), daylight: true },
      start: { on: parseDay(start ?? 'M3.2.0'), seconds: parseClock(startTime ?? '2') },
      end: { on: parseDay(end ?? 'M11.1.0'), seconds: parseClock(endTime ?? '2') },
    },
  };
}

function parseClock(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number);
  return (text.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
}

function parseDay(text: string): ChangeDay {
  const [first = 0, week = 0, day = 0] = text.replace(/^[MJ]/, '').split('.').map(Number);
  if (text.startsWith('M')) return { kind: 'week-day', month: first, week, day };
  return { kind: text.startsWith('J') ? 'julian' : 'ordinal', day: first };
}

/**
 * What is in force by a rule at some time.
 *
 * @param at seconds since 1970 in UTC
 */
export function ruleOffsetAt(rule: ZoneRule, at: number): ZoneOffset {
  if (rule.daylight === null) return rule.standard;
  const year = new Date(at * 1000).getUTCFullYear();
  const { offset, start, end } = rule.daylight;
  const startAt = dayOf(start.on, year) + start.seconds - rule.standard.seconds;
  const endAt = dayOf(end.on, year) + end.seconds - offset.seconds;
  // In the south summer goes over the end of the year.
  const isDaylight = startAt > endAt ? at < endAt || at >= startAt : at >= startAt && at < endAt;
  return isDaylight ? offset : rule.standard;
}

/** Midnight of the day in seconds since 1970, as if it were UTC. */
function dayOf(on: ChangeDay, year: number): number {
  const midnight = (month: number, day: number): number => Date.UTC(year, month, day) / 1000;
  if (on.kind === 'ordinal') return midnight(0, on.day + 1);
  if (on.kind === 'julian') {
    // 29 February is never counted.
    const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    return midnight(0, on.day + (isLeap && on.day >= 60 ? 1 : 0));
  }
  const firstDay = new Date(Date.UTC(year, on.month - 1, 1)).getUTCDay();
  const dayCount = new Date(Date.UTC(year, on.month, 0)).getUTCDate();
  let day = 1 + ((on.day - firstDay + 7) % 7) + 7 * (on.week - 1);
  // The fifth week is the last one, be there five or four.
  if (day > dayCount) day -= 7;
  return midnight(on.month - 1, day);
}
