import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_REALTIME_USEC } from '../../src/simulate/world.js';
import { boot } from '../support/simulate-units.js';

const berlin = readFileSync(new URL('../data/zoneinfo/Europe/Berlin', import.meta.url));
const HOUR = 3_600_000_000;

const units = (timer: string): Record<string, string> => ({
  'test.target': '[Unit]\nWants=a.timer\nAllowIsolate=yes\n',
  'a.timer': `[Timer]\nAccuracySec=1us\n${timer}\n`,
  'a.service': '[Service]\nType=oneshot\nExecStart=/bin/true\n',
});

// The run begins on 2024-01-10 at 12:00 in UTC, when it is 13:00 in Berlin.
test.each([
  ['OnCalendar=13:30', 0.5],
  ['OnCalendar=13:30 UTC', 1.5],
  ['OnCalendar=13:30 CET', 0.5],
  ['OnCalendar=18:00 Asia/Kolkata', 0.5],
])('%s elapses by the clocks of its zone, without one by those of /etc/localtime', (timer, hours) => {
  const run = boot(
    units(timer),
    { durationUsec: 2 * HOUR },
    {
      '/etc/localtime': berlin,
      '/usr/share/zoneinfo/Asia/Kolkata': readFileSync(new URL('../data/zoneinfo/Asia/Kolkata', import.meta.url)),
    },
  );
  expect(run.requests.filter(({ unit }) => unit === 'a.service').map(({ at }) => at / HOUR)).toEqual([hours]);
});

test('a zone that the tree does not have is refused', () => {
  const run = boot(units('OnCalendar=13:30 Asia/Tokyo'), {}, { '/etc/localtime': berlin, '/usr/share/zoneinfo/': '' });
  expect(run.states.find(({ unit }) => unit === 'a.timer')?.loadState).toBe('bad-setting');
});

test('a stamp of the future is told, and counts as none', () => {
  // Real: "Not using persistent file timestamp Sun 2027-11-28 18:51:10 UTC as it is in the future.", and OnBootSec=100ms elapses at once.
  const run = boot(
    units('Persistent=yes\nOnBootSec=0'),
    {},
    {
      '/var/lib/systemd/timers/stamp-a.timer': { content: '', mtimeUsec: DEFAULT_REALTIME_USEC + 24 * HOUR },
    },
  );
  expect(run.log.map(({ text }) => text)).toContain(
    'a.timer: Not using persistent file timestamp Thu 2024-01-11 12:00:00 UTC as it is in the future.',
  );
  expect(run.requests.map(({ unit }) => unit)).toContain('a.service');
});
