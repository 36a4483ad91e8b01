import type { TimeZone } from './time-zone.js';

/** A date and a time of day by the clocks of a zone. Fields may be out of bounds (minute 60) until they are made whole. */
export interface CivilTime {
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Is daylight saving time in force? null: not known, either will do. */
  readonly daylight: boolean | null;
}

/** A civil time with every field in its bounds, and when that is. */
export interface Moment {
  /** Since 1970, in UTC. */
  readonly seconds: number;
  readonly civil: CivilTime;
  /** 0 is Monday. */
  readonly weekday: number;
}

const PROBE_COUNT_MAX = 6;
/** How far apart, and how far away at most, a time is looked for in which daylight saving is as asked. */
const SEARCH_STEP = 601_200;
const SEARCH_LIMIT = 536_454_000 / 2 + SEARCH_STEP;

/** The civil time in a zone at some seconds since 1970. */
export function momentAt(zone: TimeZone, seconds: number): Moment {
  const { seconds: offset, daylight } = zone.offsetAt(seconds);
  const date = new Date((seconds + offset) * 1000);
  const civil = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    daylight,
  };
  return { seconds, civil, weekday: (date.getUTCDay() + 6) % 7 };
}

/**
 * Finds when it is some civil time in a zone. Where the clocks show it twice or never, the answer is the one that mktime() of the
 * GNU C library gives, which depends on the offset it found the time before: hence one object for a row of questions.
 */
export class CivilClock {
  readonly zone: TimeZone;
  #lastOffset = 0;

  constructor(zone: TimeZone) {
    this.zone = zone;
  }

  /** @returns null when there is no such time, or it is before 1970 */
  find(asked: CivilTime): Moment | null {
    const found = this.#search(asked);
    if (found === null) return null;
    this.#lastOffset = asUtc(asked) - found;
    return found < 0 ? null : momentAt(this.zone, found);
  }

  #search(asked: CivilTime): number | null {
    const found = this.#probe(asked);
    if (found === null || typeof found === 'object') return found?.inGap ?? null;
    if (asked.daylight === null || momentAt(this.zone, found).civil.daylight === asked.daylight) return found;
    for (let distance = SEARCH_STEP; distance < SEARCH_LIMIT; distance += SEARCH_STEP) {
      for (const other of [found - distance, found + distance]) {
        const { civil } = momentAt(this.zone, other);
        if (civil.daylight === asked.daylight) return other + asUtc(asked) - asUtc(civil);
      }
    }
    return found;
  }

  /** Corrects a first guess by its error until there is none. */
  #probe(asked: CivilTime): number | { readonly inGap: number } | null {
    const wanted = asUtc(asked);
    let time = wanted - this.#lastOffset;
    let before = time;
    let beforeThat = time;
    let wasDaylight = false;
    for (let probes = 0; probes < PROBE_COUNT_MAX; probes++) {
      const { civil } = momentAt(this.zone, time);
      const error = wanted - asUtc(civil);
      if (error === 0) return time;
      const isDaylight = civil.daylight === true;
      // Going to and fro between two times: the clocks skip what is asked for.
      if (time === before && time !== beforeThat) {
        if (asked.daylight === null ? isDaylight || !wasDaylight : asked.daylight !== isDaylight) return { inGap: time };
      }
      before = beforeThat;
      beforeThat = time;
      time += error;
      wasDaylight = isDaylight;
    }
    return null;
  }
}

function asUtc(civil: CivilTime): number {
  return Date.UTC(civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second) / 1000;
}
