import { wording, type Wording } from './wording.js';

/** About recorded boots. */
export const RECORD_MESSAGES = {
  'record-unknown': wording(
    'error',
    '{path} is no record of a boot that can be read.',
    'give the output of systemd-analyze dump, plot, blame or critical-chain, of systemctl show, or of journalctl -o json or -o export',
  ),
  'record-without-units': wording('error', '{path} names no unit.', 'record it again, when the boot is over'),
  'record-empty': wording('error', '{path} is empty.', 'record it again'),
  'record-compressed': wording('error', '{path} is compressed or an archive.', 'unpack it first'),
  'record-journal-file': wording('error', '{path} is a file of the journal itself.', 'read it with journalctl -o export --file'),
  'record-not-finished': wording(
    'error',
    '{path} has no times: systemd-analyze was asked before the boot was over.',
    'ask again when systemctl is-system-running no longer says starting',
  ),
  'record-too-large': wording('error', '{path} is larger than {limit} bytes: it is not read.', 'record fewer units'),
  'record-truncated': wording('warning', '{path} is cut off: what follows is missing.', 'record it again, with its last line'),
  'record-damaged': wording('warning', '{path} has lines or entries that cannot be read: {count} are ignored, the first is here.'),
  'record-no-userspace-start': wording(
    'warning',
    '{path} does not say when userspace started: its times count from another moment.',
    'add the output of systemctl show without a unit',
  ),
  'record-zone-changed': wording(
    'warning',
    '{path} has {count} times that are not in the time zone {zone}: they are left out.',
    'record with systemctl show, whose times do not depend on the zone',
  ),
  'record-several-boots': wording('notice', '{path} has {count} boots: the last one is taken.', 'journalctl -b picks one'),
  'record-limits-dump': wording(
    'notice',
    'The times in {path} are those of the wall clock, in whole seconds: they are up to a second off, and more where the clock was set during the boot.',
    "systemctl show '*' has microseconds",
  ),
  'record-limits-plot': wording(
    'info',
    '{path} has only what happened until the end of the boot, and no units that were never started.',
    "systemctl show '*' has the rest",
  ),
  'record-limits-plot-svg': wording(
    'info',
    '{path} has times rounded to {resolution} µs, only until the end of the boot, and no units that were never started.',
    "systemctl show '*' has the rest",
  ),
  'record-limits-blame': wording(
    'notice',
    '{path} has how long units took, cut to milliseconds: not when that was, and no unit that took no time.',
    "systemctl show '*' has when",
  ),
  'record-limits-critical-chain': wording(
    'notice',
    '{path} has the units of one chain, one time of each, cut to milliseconds.',
    "systemctl show '*' has all units",
  ),
  'record-limits-journal': wording(
    'info',
    '{path} has the times of messages: jobs that ended before the journal started are not in it, and of units it has no stamps.',
    "systemctl show '*' has stamps",
  ),
  'record-limits-oracle': wording('info', '{path} has the times of jobs from the console, up to some milliseconds late.'),
  'records-of-different-boots': wording(
    'error',
    '{path} is of another boot than {other}: it is left out.',
    'record both from one boot',
  ),
  'records-not-comparable': wording(
    'warning',
    '{path} has times that count from an unknown moment, and none in common with {other}: it is left out.',
    'add the output of systemctl show without a unit',
  ),
  'records-disagree': wording(
    'notice',
    '{count} units have other times in {path} than in {other}: they were started or stopped between the two; the finer times are taken.',
  ),
  'report-without-records': wording('warning', '{path} has no record of a boot: only its unit files can be read.'),
} as const satisfies Record<string, Wording>;
