import type { Usec } from '../base/usec.js';
import { CALENDAR_YEAR_MAX, type CalendarComponent, type CalendarSpec } from './calendar.js';
import { CivilClock, momentAt, type CivilTime } from './civil-time.js';
import { UTC_ZONE, type TimeZone } from './time-zone.js';

const USEC = 1_000_000;
/** systemd gives up after so many corrections. */
const PASS_COUNT_MAX = 1000;
/** No time after 9999-12-30 is asked about. */
const USEC_MAX = 253_402_214_399_000_000;

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
type Field = (typeof FIELDS)[number];
type Draft = { -readonly [Key in keyof CivilTime]: CivilTime[Key] } & { usec: number };

/**
 * Finds when an expression elapses next.
 *
 * @param after microseconds since 1970 in UTC; the answer is later
 * @param zone the zone of the expression where it names one, else the local zone; an expression in UTC does not look at it
 * @returns microseconds since 1970 in UTC; null when it never elapses again
 * @systemd src/shared/calendarspec.c calendar_spec_next_usec
 */
export function nextElapse(spec: CalendarSpec, after: Usec, zone: TimeZone): Usec | null {
  if (after > USEC_MAX) return null;
  const clock = new CivilClock(spec.utc ? UTC_ZONE : zone);
  const start = after + 1;
  const draft: Draft = { ...momentAt(clock.zone, Math.floor(start / USEC)).civil, usec: start % USEC };
  const asked = { ...draft };
  let wentBack = false;
  for (let pass = 0; pass < PASS_COUNT_MAX; pass++) {
    const whole = clock.find(draft);
    if (whole !== null) Object.assign(draft, whole.civil);
    if (!wentBack) draft.daylight = spec.local?.daylight ?? null;
    const step = advance(spec, clock, draft);
    if (step === 'never') return null;
    if (step === 'again') continue;
    if (!isBefore(draft, asked)) {
      const found = clock.find(draft);
      return found === null ? null : found.seconds * USEC + draft.usec;
    }
    // A change of the clocks led back behind the beginning: try an hour later, with the daylight saving that was found.
    draft.hour++;
    wentBack = true;
  }
  return null;
}

/** Do the clocks show an earlier time? Whether that is in daylight saving time does not matter. */
function isBefore(draft: Draft, asked: Draft): boolean {
  const field = FIELDS.find((field) => draft[field] !== asked[field]) ?? 'usec';
  return draft[field] < asked[field];
}

/** Moves the draft on to the first field that does not match, or finds that all do. */
function advance(spec: CalendarSpec, clock: CivilClock, draft: Draft): 'found' | 'again' | 'never' {
  for (const [index, field] of FIELDS.entries()) {
    const value = matchField(spec, clock, draft, field);
    if (value !== null && value !== valueOf(draft, field)) {
      setValue(draft, field, value);
      resetBelow(draft, index);
    }
    const bounds = value === null ? 'wrong' : checkBounds(clock, draft);
    if (field === 'year') {
      if (bounds !== 'within') return 'never';
      continue;
    }
    if (bounds === 'moved') return 'again';
    if (bounds === 'wrong' || (field === 'day' && !matchesWeekday(spec, clock, draft))) {
      // No luck here: try the next one of the field above; a wrong weekday leaves the day itself to be tried.
      const above = bounds === 'wrong' ? index - 1 : index;
      draft[FIELDS[above] ?? 'year']++;
      resetBelow(draft, above);
      return 'again';
    }
  }
  return 'found';
}

/** The number of a field as expressions have it: months from 1, seconds in microseconds. */
function valueOf(draft: Draft, field: Field): number {
  if (field === 'second') return draft.second * USEC + draft.usec;
  return field === 'month' ? draft.month + 1 : draft[field];
}

function setValue(draft: Draft, field: Field, value: number): void {
  if (field === 'second') {
    draft.second = Math.floor(value / USEC);
    draft.usec = value % USEC;
  } else draft[field] = field === 'month' ? value - 1 : value;
}

function resetBelow(draft: Draft, index: number): void {
  for (const field of FIELDS.slice(index + 1)) draft[field] = field === 'day' ? 1 : 0;
  if (index < FIELDS.length - 1) draft.usec = 0;
}

/** @returns the first value of the field that is not before that of the draft; null when there is none */
function matchField(spec: CalendarSpec, clock: CivilClock, draft: Draft, field: Field): number | null {
  const chain = field === 'second' ? spec.microsecond : spec[field];
  const value = valueOf(draft, field);
  if (chain.length === 0) return value;
  let best: number | null = null;
  for (const component of chain) {
    const fromEnd = field === 'day' && spec.endOfMonth;
    const { start, stop } = fromEnd ? fromMonthEnd(component, clock, draft) : component;
    let candidate: number | null = null;
    if (start >= value) candidate = start;
    else if (component.repeat > 0) {
      const next = start + component.repeat * Math.ceil((value - start) / component.repeat);
      if (stop === null || next <= stop) candidate = next;
    }
    if (candidate !== null && (best === null || candidate < best)) best = candidate;
  }
  return best;
}

/** Turns days counted from the end of the month into days of the draft's month. */
function fromMonthEnd(component: CalendarComponent, clock: CivilClock, draft: Draft): { start: number; stop: number | null } {
  const day = (count: number): number => {
    const found = clock.find({ ...draft, month: draft.month + 1, day: 1 - count });
    // -1 is before every day: a month without it has no match but by repetition.
    return found === null || found.civil.month !== draft.month ? -1 : found.civil.day;
  };
  const start = day(component.start);
  const stop = component.stop === null ? -1 : day(component.stop);
  if (stop > 0) return { start: stop, stop: start < 0 ? null : start };
  return { start, stop: stop < 0 ? null : stop };
}

/**
 * Is the draft a time that exists? If the clocks skip it, or a day is after the end of its month, the draft moves on to the
 * earliest time after it in the unit that changed.
 */
function checkBounds(clock: CivilClock, draft: Draft): 'within' | 'moved' | 'wrong' {
  if (draft.year > CALENDAR_YEAR_MAX) return 'wrong';
  const found = clock.find(draft);
  if (found === null) return 'wrong';
  const whole: Draft = { ...found.civil, usec: draft.usec };
  const changed = FIELDS.findIndex((field) => whole[field] !== draft[field]);
  const field = FIELDS[changed];
  if (field === undefined) return 'within';
  if (whole[field] < draft[field]) return 'wrong';
  const below = FIELDS[changed + 1];
  if (below !== undefined) whole[below] = below === 'day' ? 1 : 0;
  Object.assign(draft, whole);
  return 'moved';
}

function matchesWeekday(spec: CalendarSpec, clock: CivilClock, draft: Draft): boolean {
  if (spec.weekdays === null) return true;
  const found = clock.find(draft);
  return found !== null && (spec.weekdays & (1 << found.weekday)) !== 0;
}
