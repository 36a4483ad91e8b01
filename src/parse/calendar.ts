import { calendarZonesByName, type CalendarZones } from './calendar-zones.js';

/** One element of a field: a value, a range, or either with a step. Seconds are counted in microseconds. */
export interface CalendarComponent {
  readonly start: number;
  /** The end of the range, itself in it; null where there is no range. */
  readonly stop: number | null;
  /** The step; 0 for a single value. Without a range it goes on to the end of the field. */
  readonly repeat: number;
}

/** A calendar event expression in its normal form. A field without components stands for every value (`*`). */
export interface CalendarSpec {
  /** Bit 0 is Monday, bit 6 Sunday; null for every day. */
  readonly weekdays: number | null;
  readonly year: readonly CalendarComponent[];
  /** 1 to 12. */
  readonly month: readonly CalendarComponent[];
  /** 1 to 31; with `endOfMonth` counted back from the end, 1 being the last day. */
  readonly day: readonly CalendarComponent[];
  readonly endOfMonth: boolean;
  readonly hour: readonly CalendarComponent[];
  readonly minute: readonly CalendarComponent[];
  /** Microseconds within the minute. */
  readonly microsecond: readonly CalendarComponent[];
  /** Is it in UTC, whatever the local time zone is? */
  readonly utc: boolean;
  /** The zone it is in, by its name in tzdata; null for UTC and for the local zone. */
  readonly timeZone: string | null;
  /** Where the abbreviation of the local zone was written: its name, and whether daylight saving time is in force there. */
  readonly local: { readonly name: string; readonly daylight: boolean } | null;
}

/** The first year that an expression may name. */
export const CALENDAR_YEAR_MIN = 1970;
/** The last year that an expression may name, and in which one elapses. */
export const CALENDAR_YEAR_MAX = 2199;

const USEC = 1_000_000;
const INT_MAX = 0x7fff_ffff;
const ANY_WEEKDAY = 127;
/** More elements than this in one field are refused. */
const COMPONENT_COUNT_MAX = 241;

interface Fields {
  weekdays: number;
  year: CalendarComponent[];
  month: CalendarComponent[];
  day: CalendarComponent[];
  endOfMonth: boolean;
  hour: CalendarComponent[];
  minute: CalendarComponent[];
  microsecond: CalendarComponent[];
}

/** A place in the text that moves on. */
interface Cursor {
  readonly text: string;
  at: number;
}

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const value = (start: number): CalendarComponent => ({ start, stop: null, repeat: 0 });
const peek = (cursor: Cursor): string => cursor.text.charAt(cursor.at);

function skipBlanks(cursor: Cursor): void {
  while (peek(cursor) === ' ') cursor.at++;
}

/**
 * Reads a calendar event expression, as `OnCalendar=` has it.
 *
 * @param zones which names of time zones there are, and what the local one is called; UTC and the names of tzdata when not given
 * @returns null when systemd refuses it. An expression that never elapses, such as `02-30`, is not refused.
 * @systemd src/shared/calendarspec.c calendar_spec_from_string
 */
export function parseCalendar(text: string, zones: CalendarZones = calendarZonesByName): CalendarSpec | null {
  const zone = splitZone(text, zones);
  if (zone.text === '') return null;
  const fields = shorthand(lower(zone.text)) ?? parseFields(zone.text);
  if (fields === null) return null;
  const named = zone.timeZone === 'UTC';
  const spec: CalendarSpec = {
    weekdays: fields.weekdays === 0 || fields.weekdays === ANY_WEEKDAY ? null : fields.weekdays,
    year: normalize(fields.year.map(fullYear)),
    month: normalize(fields.month),
    day: normalize(fields.day),
    endOfMonth: fields.endOfMonth && fields.day.length > 0,
    hour: normalize(fields.hour),
    minute: normalize(fields.minute),
    microsecond: normalize(fields.microsecond),
    utc: zone.utc || named || fields.utc,
    timeZone: named ? null : zone.timeZone,
    local: zone.local,
  };
  return isValid(spec) ? spec : null;
}

interface ZoneSplit {
  readonly text: string;
  readonly utc: boolean;
  readonly timeZone: string | null;
  readonly local: CalendarSpec['local'];
}

function splitZone(text: string, zones: CalendarZones): ZoneSplit {
  const none = { utc: false, timeZone: null, local: null };
  if (lower(text).endsWith(' utc')) return { ...none, text: text.slice(0, -4), utc: true };
  for (const [index, name] of zones.localNames.entries()) {
    if (name === '' || !lower(text).endsWith(` ${lower(name)}`)) continue;
    return { ...none, text: text.slice(0, -name.length - 1), local: { name, daylight: index === 1 } };
  }
  const at = text.lastIndexOf(' ');
  const word = text.slice(at + 1);
  if (at >= 0 && zones.isZone(word)) return { ...none, text: text.slice(0, at), timeZone: word };
  return { ...none, text };
}

const EMPTY: Fields & { utc: boolean } = {
  weekdays: 0,
  year: [],
  month: [],
  day: [],
  endOfMonth: false,
  hour: [],
  minute: [],
  microsecond: [],
  utc: false,
};

function shorthand(word: string): (Fields & { utc: boolean }) | null {
  const zero = [value(0)];
  const minutely = { ...EMPTY, microsecond: zero };
  const hourly = { ...minutely, minute: zero };
  const daily = { ...hourly, hour: zero };
  const monthly = { ...daily, day: [value(1)] };
  switch (word) {
    case 'minutely':
      return minutely;
    case 'hourly':
      return hourly;
    case 'daily':
      return daily;
    case 'weekly':
      return { ...daily, weekdays: 1 };
    case 'monthly':
      return monthly;
    case 'yearly':
    case 'annually':
    case 'anually':
      return { ...monthly, month: [value(1)] };
    case 'quarterly':
      return { ...monthly, month: [1, 4, 7, 10].map(value) };
    case 'semiannually':
    case 'semi-annually':
    case 'biannually':
    case 'bi-annually':
      return { ...monthly, month: [1, 7].map(value) };
    default:
      return null;
  }
}

function parseFields(text: string): (Fields & { utc: boolean }) | null {
  const cursor: Cursor = { text, at: 0 };
  const fields = { ...EMPTY };
  const weekdays = parseWeekdays(cursor);
  if (weekdays === null) return null;
  fields.weekdays = weekdays;
  if (peek(cursor) === '@') return parseEpoch(cursor, fields);
  if (!parseDate(cursor, fields) || !parseTime(cursor, fields)) return null;
  return cursor.at === text.length ? fields : null;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** @returns a bit for each day, 0 when there is no weekday here; null when the list is wrong */
function parseWeekdays(cursor: Cursor): number | null {
  const text = lower(cursor.text);
  let bits = 0;
  let from = -1;
  for (let first = true; ; first = false) {
    const day = WEEKDAYS.findIndex((name) => text.startsWith(name.slice(0, 3), cursor.at));
    if (day < 0) return first ? 0 : null;
    const name = WEEKDAYS[day] ?? '';
    cursor.at += text.startsWith(name, cursor.at) ? name.length : 3;
    if (!['', '-', '.', ',', ' '].includes(peek(cursor))) return null;
    if (from > day) return null;
    for (let i = from < 0 ? day : from; i <= day; i++) bits |= 1 << i;
    const isRange = text.startsWith('..', cursor.at) || peek(cursor) === '-';
    if (isRange) {
      if (from >= 0) return null;
      from = day;
      cursor.at += peek(cursor) === '-' ? 1 : 2;
    } else if (peek(cursor) === ',') {
      from = -1;
      cursor.at++;
    } else if (peek(cursor) === '.') return null;
    else {
      skipBlanks(cursor);
      return bits;
    }
    // A comma may end the list, a range may not.
    if (peek(cursor) === '' || peek(cursor) === ' ') {
      skipBlanks(cursor);
      return from < 0 ? bits : null;
    }
  }
}

function parseEpoch(cursor: Cursor, fields: Fields): (Fields & { utc: boolean }) | null {
  const found = /^@[\t-\r ]*\+?([0-9]+)$/.exec(cursor.text.slice(cursor.at));
  const seconds = found ? Number(found[1]) : NaN;
  // Later than the last year that an expression may name: refused all the same.
  if (!(seconds < 1e11)) return null;
  const date = new Date(seconds * 1000);
  return {
    ...fields,
    year: [value(date.getUTCFullYear())],
    month: [value(date.getUTCMonth() + 1)],
    day: [value(date.getUTCDate())],
    hour: [value(date.getUTCHours())],
    minute: [value(date.getUTCMinutes())],
    microsecond: [value(date.getUTCSeconds() * USEC)],
    utc: true,
  };
}

/** Reads `Y-M-D` or `M-D`, if a date stands here. */
function parseDate(cursor: Cursor, fields: Fields): boolean {
  if (peek(cursor) === '') return true;
  const begin = cursor.at;
  const chains: CalendarComponent[][] = [];
  for (;;) {
    const chain = parseChain(cursor, false);
    if (chain === null) return false;
    chains.push(chain);
    const next = peek(cursor);
    if (chains.length === 1 && (next === '' || next === ':')) {
      // That was a time.
      cursor.at = begin;
      return true;
    }
    if (chains.length > 1 && (next === '' || next === ' ')) break;
    // Only the day is counted from the end: nothing comes after it.
    if (chains.length === 3 || fields.endOfMonth || (next !== '~' && next !== '-')) return false;
    fields.endOfMonth = next === '~';
    cursor.at++;
  }
  skipBlanks(cursor);
  fields.day = chains.pop() ?? [];
  fields.month = chains.pop() ?? [];
  fields.year = chains.pop() ?? [];
  return true;
}

/** Reads `H:M` or `H:M:S` up to the end of the text; nothing stands for midnight. */
function parseTime(cursor: Cursor, fields: Fields): boolean {
  const zero = [value(0)];
  fields.hour = zero;
  fields.minute = zero;
  fields.microsecond = zero;
  if (peek(cursor) === '') return true;
  const hour = parseChain(cursor, false);
  if (hour === null || peek(cursor) !== ':') return false;
  cursor.at++;
  const minute = parseChain(cursor, false);
  if (minute === null) return false;
  fields.hour = hour;
  fields.minute = minute;
  if (peek(cursor) === '') return true;
  if (peek(cursor) !== ':') return false;
  cursor.at++;
  const second = parseChain(cursor, true);
  if (second === null) return false;
  fields.microsecond = second;
  return true;
}

function parseChain(cursor: Cursor, isSecond: boolean): CalendarComponent[] | null {
  if (peek(cursor) === '*') {
    cursor.at++;
    return isSecond ? [{ start: 0, stop: null, repeat: USEC }] : [];
  }
  const chain: CalendarComponent[] = [];
  for (;;) {
    const component = parseComponent(cursor, isSecond);
    if (component === null || chain.length === COMPONENT_COUNT_MAX) return null;
    chain.push(component);
    if (peek(cursor) !== ',') return chain;
    cursor.at++;
  }
}

function parseComponent(cursor: Cursor, isSecond: boolean): CalendarComponent | null {
  const start = parseNumber(cursor, isSecond);
  if (start === null) return null;
  let stop: number | null = null;
  let repeat: number | null = 0;
  if (cursor.text.startsWith('..', cursor.at)) {
    cursor.at += 2;
    stop = parseNumber(cursor, isSecond);
    if (stop === null) return null;
    repeat = isSecond ? USEC : 1;
  }
  if (peek(cursor) === '/') {
    cursor.at++;
    repeat = parseNumber(cursor, isSecond);
    if (repeat === null || repeat === 0) return null;
  } else if (isSecond && stop !== null && start + repeat > stop) return null;
  return ['', ' ', ',', '-', '~', ':'].includes(peek(cursor)) ? { start, stop, repeat } : null;
}

function parseNumber(cursor: Cursor, isSecond: boolean): number | null {
  const digits = /^[0-9]+/.exec(cursor.text.slice(cursor.at, cursor.at + 400))?.[0];
  if (digits === undefined) return null;
  cursor.at += digits.length;
  let number = Number(digits) * (isSecond ? USEC : 1);
  if (isSecond && peek(cursor) === '.' && !cursor.text.startsWith('..', cursor.at)) {
    cursor.at++;
    const fraction = /^[0-9]+/.exec(cursor.text.slice(cursor.at))?.[0];
    if (fraction === undefined) return null;
    cursor.at += fraction.length;
    // Six digits count, the seventh rounds.
    number += Number(fraction.slice(0, 6).padEnd(6, '0')) + (fraction.charAt(6) >= '5' ? 1 : 0);
  }
  return number > INT_MAX ? null : number;
}

function fullYear({ start, stop, repeat }: CalendarComponent): CalendarComponent {
  const full = (year: number): number => (year < 70 ? year + 2000 : year < 100 ? year + 1900 : year);
  return { start: full(start), stop: stop === null ? null : full(stop), repeat };
}

/** Cuts ranges to what their steps reach, sorts, and drops what stands twice. */
function normalize(chain: readonly CalendarComponent[]): CalendarComponent[] {
  const sorted = chain
    .map(({ start, stop, repeat }): CalendarComponent => {
      const end = stop !== null && stop > start && repeat > 0 ? stop - ((stop - start) % repeat) : stop;
      return start === end ? value(start) : { start, stop: end, repeat };
    })
    .sort((a, b) => a.start - b.start || (a.stop ?? -1) - (b.stop ?? -1) || a.repeat - b.repeat);
  return sorted.filter((component, i) => {
    const before = sorted[i - 1];
    return !(before && before.start === component.start && before.stop === component.stop && before.repeat === component.repeat);
  });
}

function isValid(spec: CalendarSpec): boolean {
  return (
    isChainValid(spec.year, CALENDAR_YEAR_MIN, CALENDAR_YEAR_MAX, false) &&
    isChainValid(spec.month, 1, 12, false) &&
    isChainValid(spec.day, 1, 31, spec.endOfMonth) &&
    isChainValid(spec.hour, 0, 23, false) &&
    isChainValid(spec.minute, 0, 59, false) &&
    isChainValid(spec.microsecond, 0, 60 * USEC - 1, false)
  );
}

/** Is every value in bounds, and does every step fit in at least once? */
function isChainValid(chain: readonly CalendarComponent[], from: number, max: number, endOfMonth: boolean): boolean {
  let to = max;
  for (const { start, stop, repeat } of chain) {
    // Only the first 28 days from the end exist in every month. systemd takes three days off anew for every further element.
    if (endOfMonth) to -= 3;
    if (start < from || start > to || repeat > to - from) return false;
    if (stop !== null && (stop < from || stop > to || start + repeat > stop)) return false;
    if (stop === null && (endOfMonth ? start - repeat < from : start + repeat > to)) return false;
  }
  return true;
}
