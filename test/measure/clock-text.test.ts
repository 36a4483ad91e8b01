import { expect, test } from 'vitest';
import { parsePrintedSpan, parseUsec, parseWallTime } from '../../src/measure/clock-text.js';

// In the form of blame; `systemd-analyze timespan` of 252 prints the same with microseconds (1min 2.345000s, 2h 3min 4.005000s, 1month 2d).
test.each([
  ['1min 2.345s', 62_345_000],
  ['345ms', 345_000],
  ['500us', 500],
  ['2h 3min 4.005s', 7_384_005_000],
  ['1month 2d', 2_629_800_000_000 + 172_800_000_000],
  ['1y', 31_557_600_000_000],
  ['0', 0],
])('%s is exactly %i microseconds', (text, usec) => {
  expect(parsePrintedSpan(text)).toBe(usec);
});

test.each(['', '1', '1.2', '-1s', '1s2', '1 s', 's', '1min  2s', 'infinity', `${'9'.repeat(40)}s`])(
  '"%s" is no span that systemd prints',
  (text) => {
    expect(parsePrintedSpan(text)).toBeNull();
  },
);

test('a moment keeps its zone, and one that is on no calendar is none', () => {
  // date -u -d '2026-11-22 18:47:35' +%s
  expect(parseWallTime('Sun 2026-11-22 18:47:35 UTC')).toEqual({ usec: 1_795_373_255_000_000, zone: 'UTC' });
  expect(parseWallTime('Sun 2026-11-22 18:47:35.000123 +03')).toEqual({ usec: 1_795_373_255_000_123, zone: '+03' });
  for (const text of ['n/a', 'Sun 2026-02-30 18:47:35 UTC', 'Sun 2026-11-22 25:47:35 UTC', '2026-11-22'])
    expect(parseWallTime(text)).toBeNull();
});

test('a count of microseconds has only digits, and "infinity" is none', () => {
  expect(parseUsec('1372780218')).toBe(1_372_780_218);
  for (const text of ['', '-1', '1.5', '18446744073709551615', '0x10']) expect(parseUsec(text)).toBeNull();
});
