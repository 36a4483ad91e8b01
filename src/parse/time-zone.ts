import { parseZoneRule, ruleOffsetAt } from './time-zone-rule.js';
import type { ZoneOffset } from './zone-offset.js';

export type { ZoneOffset } from './zone-offset.js';

/** A time zone: how far its clocks are from UTC. */
export interface TimeZone {
  /** @param at seconds since 1970 in UTC */
  offsetAt(at: number): ZoneOffset;
  /** The abbreviations: in standard time, and in daylight saving time; the same twice where there is only one of them. */
  readonly names: readonly [string, string];
}

/** Coordinated universal time. */
export const UTC_ZONE: TimeZone = { offsetAt: () => ({ seconds: 0, daylight: false }), names: ['UTC', 'UTC'] };

interface ZoneType extends ZoneOffset {
  readonly name: string;
}

interface Block {
  readonly times: readonly number[];
  /** The type that is in force from each of the times. */
  readonly types: readonly ZoneType[];
  /** What is in force before the first of the times. */
  readonly first: ZoneType;
  readonly end: number;
}

const HEADER_SIZE = 44;

/**
 * Reads a compiled time zone, as it stands below /usr/share/zoneinfo. Leap seconds (`right/`) are not counted.
 *
 * @returns null when the bytes are none
 * @systemd man tzfile(5)
 */
export function parseTimeZone(bytes: Uint8Array): TimeZone | null {
  const isZone = [0x54, 0x5a, 0x69, 0x66].every((byte, i) => bytes[i] === byte);
  if (!isZone) return null;
  try {
    return readTimeZone(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    // The file ends too early.
    return null;
  }
}

function readTimeZone(view: DataView): TimeZone {
  const isVersion1 = view.getUint8(4) === 0;
  let block = readBlock(view, 0, 4);
  if (!isVersion1) block = readBlock(view, block.end, 8);
  const rule = isVersion1 ? null : parseZoneRule(readFooter(view, block.end));
  const { times, types, first } = block;
  const used = types.length > 0 ? types : [first];
  const nameOf = (daylight: boolean): string | undefined => used.findLast((type) => type.daylight === daylight)?.name;
  const standard = nameOf(false) ?? nameOf(true) ?? '';
  return {
    names: [standard, nameOf(true) ?? standard],
    offsetAt(at) {
      if (rule !== null && at >= (times.at(-1) ?? -Infinity)) return ruleOffsetAt(rule, at);
      let low = 0;
      let high = times.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((times[middle] ?? Infinity) <= at) low = middle + 1;
        else high = middle;
      }
      return (low === 0 ? first : types[low - 1]) ?? first;
    },
  };
}

function readBlock(view: DataView, at: number, timeSize: 4 | 8): Block {
  const count = (index: number): number => view.getUint32(at + 20 + 4 * index);
  const [utcCount, standardCount, leapCount, timeCount, typeCount, nameSize] = [0, 1, 2, 3, 4, 5].map(count) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const timesAt = at + HEADER_SIZE;
  const indexesAt = timesAt + timeCount * timeSize;
  const typesAt = indexesAt + timeCount;
  const namesAt = typesAt + typeCount * 6;
  const end = namesAt + nameSize + leapCount * (timeSize + 4) + standardCount + utcCount;
  if (end > view.byteLength) throw new RangeError('the file ends too early');
  const time = (i: number): number => (timeSize === 4 ? view.getInt32(timesAt + 4 * i) : Number(view.getBigInt64(timesAt + 8 * i)));
  const all = Array.from({ length: typeCount }, (_, i): ZoneType => {
    const typeAt = typesAt + 6 * i;
    return {
      seconds: view.getInt32(typeAt),
      daylight: view.getUint8(typeAt + 4) !== 0,
      name: readText(view, namesAt + view.getUint8(typeAt + 5), 0),
    };
  });
  const first = all.find((type) => !type.daylight) ?? all[0] ?? { seconds: 0, daylight: false, name: 'UTC' };
  return {
    times: Array.from({ length: timeCount }, (_, i) => time(i)),
    types: Array.from({ length: timeCount }, (_, i) => all[view.getUint8(indexesAt + i)] ?? first),
    first,
    end,
  };
}

/** The text between two line feeds at the end of the file. */
function readFooter(view: DataView, at: number): string {
  return at < view.byteLength && view.getUint8(at) === 10 ? readText(view, at + 1, 10) : '';
}

function readText(view: DataView, at: number, terminator: number): string {
  let text = '';
  for (let i = at; i < view.byteLength && view.getUint8(i) !== terminator; i++) text += String.fromCharCode(view.getUint8(i));
  return text;
}
