// Records what `systemd-analyze calendar` says of many expressions into calendar.json. Needs systemd 252 and tzdata.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

let state = 12345;
const below = (n) => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return (state >>> 8) % n;
};
const pick = (list) => list[below(list.length)];
const chance = (percent) => below(100) < percent;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'Monday', 'friday'];
const number = (from, to) => String(from + below(to - from + 1));

function field(from, to, star) {
  if (chance(star)) return '*';
  const one = () => {
    const start = number(from, to);
    const range = chance(25) ? `..${number(Math.min(Number(start) + 1, to), to)}` : '';
    return start + range + (chance(25) ? `/${number(1, Math.max(2, Math.floor((to - from) / 3)))}` : '');
  };
  return Array.from({ length: chance(25) ? 1 + below(3) : 1 }, one).join(',');
}
function expression(zone) {
  const parts = [];
  if (chance(35)) parts.push(Array.from({ length: 1 + below(3) }, () => pick(DAYS) + (chance(20) ? `..${pick(['Sat', 'Sun'])}` : '')).join(','));
  if (chance(75)) {
    const day = chance(20) ? `~${field(1, 28, 5)}` : `-${field(1, 31, 45)}`;
    parts.push((chance(70) ? `${field(2023, 2060, 75)}-` : '') + field(1, 12, 60) + day);
  }
  if (chance(85) || parts.length === 0) {
    let time = `${field(0, 23, 30)}:${field(0, 59, 30)}`;
    if (chance(50)) time += `:${chance(20) ? `${below(60)}.${below(1000000)}` : field(0, 59, 20)}`;
    parts.push(time);
  }
  if (zone) parts.push(zone);
  return parts.join(' ');
}
function ask(text, base, local, iterations = 5) {
  const run = spawnSync('systemd-analyze', ['calendar', `--base-time=${base}`, `--iterations=${iterations}`, text], {
    env: { PATH: process.env.PATH, TZ: local, LC_ALL: 'C' },
    encoding: 'utf8',
  });
  const normalized = /^Normalized form: (.*)$/m.exec(run.stdout)?.[1] ?? null;
  let elapses = [];
  for (const [, key, value] of run.stdout.matchAll(/^\s*(Next elapse|Iter\. #\d+|\(in UTC\)): (.*)$/gm)) {
    if (key === '(in UTC)') elapses.pop();
    if (value === 'never') continue;
    elapses.push(value.replace(/^\w+ /, ''));
  }
  return { text, base, local, normalized, elapses: normalized === null ? null : elapses, failed: run.status !== 0 };
}

const BASES = ['2023-06-15 12:00:00 UTC', '2024-02-28 23:59:59 UTC', '2026-12-31 00:00:00 UTC', '2038-01-19 03:14:07 UTC'];
const answers = [];
for (let i = 0; i < 330; i++) answers.push(ask(expression(chance(20) ? 'UTC' : null), pick(BASES), 'UTC'));

// Around the changes of the clocks: just before, between, after.
const ZONES = {
  'Europe/Berlin': ['2024-03-30 00:00:00 UTC', '2024-10-26 00:00:00 UTC', '2045-03-25 00:00:00 UTC', '2045-10-28 12:00:00 UTC'],
  'America/New_York': ['2024-03-09 12:00:00 UTC', '2024-11-02 12:00:00 UTC', '2050-11-05 12:00:00 UTC'],
  'Australia/Lord_Howe': ['2024-04-06 00:00:00 UTC', '2024-10-05 00:00:00 UTC', '2060-10-02 00:00:00 UTC'],
  'Africa/Casablanca': ['2024-03-09 00:00:00 UTC', '2024-04-13 00:00:00 UTC'],
  'Europe/Dublin': ['2024-03-30 12:00:00 UTC', '2024-10-26 12:00:00 UTC', '2050-10-29 12:00:00 UTC'],
  'America/Sao_Paulo': ['2018-11-03 00:00:00 UTC', '2018-02-17 00:00:00 UTC'],
  'Africa/Cairo': ['2024-04-25 00:00:00 UTC', '2024-10-31 00:00:00 UTC'],
  'Pacific/Apia': ['2011-12-29 00:00:00 UTC'],
  'Asia/Kolkata': ['2024-03-30 00:00:00 UTC'],
  'America/Nuuk': ['2024-03-30 00:00:00 UTC', '2030-10-26 00:00:00 UTC'],
};
const NIGHT = ['*:0/30', '02:30', '*-*-* 1..3:15:00', '*:59:59', '00:00', '0/2:0', '1,2:0/20', '02:00:00', '03:00', '*-*~1 2:30', 'Sun 2:30', 'Sun *-*-* 01:30:00', '23:30', '0:30:30.5', '*-*-* *:*:0/15', 'daily', 'hourly', 'Sat,Sun *-*-* 02:59'];
for (const [zone, bases] of Object.entries(ZONES))
  for (const base of bases) {
    for (const text of NIGHT) if (chance(55)) answers.push(ask(`${text} ${zone}`, base, 'UTC'));
    for (let i = 0; i < 4; i++) answers.push(ask(expression(zone), base, 'UTC'));
    for (let i = 0; i < 2; i++) answers.push(ask(pick(NIGHT), base, zone));
  }
for (const name of ['CET', 'CEST', 'cest'])
  for (const base of ZONES['Europe/Berlin'])
    for (const text of ['02:30', '*-*-* 12:00', '*-07-01 03:00', '*-01-01 03:00', 'Sun 01:30', '*:0/30']) answers.push(ask(`${text} ${name}`, base, 'Europe/Berlin'));
for (const text of ['*-02~01,27', '*-02~01,25', '*-02~01,02,22', '*-02~01,02,23', '*-02~28', '*-02~29', '*-02~1..5/2', '*-04~31', '@5', '@ 5', '@+5', '@5 ', 'Mon @5', '@1700000000.5', '@4102444800', '@99999999999', 'Mon,', 'Mon,,Tue', 'Mon.Tue', 'Mon..Wed..Fri', 'Mon-Wed-Fri', 'Tue..Mon', 'Mon..Mon', 'Sat,Sun..Sun', ' 10:00', '10:00 ', 'Mon  10:00', '10:00  UTC', 'UTC', ' UTC', 'daily utc', 'daily  UTC', 'daily Foo/Bar', 'daily Europe//Berlin', 'daily /Europe/Berlin', 'daily europe/berlin', 'daily posix/Europe/Berlin', 'daily Etc/UTC', 'daily GMT', '*-*-31', '*-2-29', '*-02-30..31', '2023..2025/1-1-1', '2025..2023-1-1', '70-1-1', '99-1-1', '00-1-1', '100-1-1', '1970-1-1', '2199-12-31', '2199-12-31 23:59:59', '*:*:*', '*:*', '*', '*:*:60', '*:*:59.9999999', '*:*:59.999999', '*:*:0..30', '*:*:0..0.5', '*:*:1.5..4.25', '*:*:1.5..4.25/0.5', '*:*:0/1', '*:*:0/1,5', '*:*:1/0.25', '*:*:0..59/1', '*:*:00.', '*:*:1...5', '0..0:0', '0..23/23:0', '0..23/24:0', '0/23:0', '0/24:0', '1/23:0', '0..10/7:0', '5,5,5:0', '5,3..4,3..4:0', '*-1~1', '*~1-1', '1~1', '1~1~1', 'Mon 1~1', '*-*~*', '*-*-* 00:00:00 00', '10:00:00:00', 'anually', 'bi-annually', 'SEMI-ANNUALLY', 'yearly', 'quarterly', '2147483647-1-1', '2147483648-1-1', '0:0:2147', '0:0:2148', '-1:0', '+1:0', '1..:0', '..1:0', '1/:0', '1,:0', ',1:0', 'Mon10:00', 'Mon:10', 'Montag', 'Mond', 'Thu Fri', 'Mon Tue 10:00', '2023-6-15 12:00:00.000001', '*-*-01..31/30', '*-*-01/31', '*-1/12-1', '*-1/11-1', '2023-02-29', '2024-02-29', 'Fri 2024-02-29', 'Thu 2024-02-29', 'Mon *-02-29', '*-02~30', 'Tue *-02~29', `${'1,'.repeat(240)}2:0`, `${'1,'.repeat(241)}2:0`])
  for (const base of BASES.slice(0, 2)) answers.push(ask(text, base, 'UTC'));
for (const base of ['2023-06-15 11:59:59.999999 UTC', '2023-06-15 12:00:00.5 UTC', '2023-06-15 12:00:00.000001 UTC'])
  for (const text of ['12:00', '12:00:00.5', '*:*:0.25/0.25', '*:*:59.999999', '*:*:*']) answers.push(ask(text, base, 'UTC'));

const version = execFileSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).split('\n')[0];
const tzdata = execFileSync('dpkg-query', ['-W', '-f', '${Version}', 'tzdata'], { encoding: 'utf8' });
const seen = new Set();
const unique = answers.filter((a) => !seen.has(JSON.stringify([a.text, a.base, a.local])) && seen.add(JSON.stringify([a.text, a.base, a.local])));
writeFileSync(
  new URL('calendar.json', import.meta.url),
  `{\n"command": "TZ=LOCAL systemd-analyze calendar --base-time=BASE --iterations=5 TEXT",\n"version": ${JSON.stringify(version)},\n"tzdata": ${JSON.stringify(tzdata)},\n"answers": [\n${unique.map((a) => JSON.stringify(a)).join(',\n')}\n]\n}\n`,
);
console.log(unique.length, 'answers');
