import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { messageOf, type DiagnosticCode } from '../../../src/diagnostic/message.js';
import { CASES } from './cases.js';
import { runOurs } from './real-generators.js';

const path = join(dirname(fileURLToPath(import.meta.url)), '../../oracle/generators/recorded.json');
const recorded = JSON.parse(readFileSync(path, 'utf8')) as { cases: Record<string, { log: string[] } | undefined> };

const UNTOLD = 'an init script that leads to nothing is told, and so is an rc.local without the right to run';
const INTEGRITY = 'in integritytab an unknown option is told, and a backslash stands before a comma or a backslash only';
const TWICE = 'of a key that stands twice the first counts, and a wrong escape loses the file, or a list';

/** Case, code, where; the last says whether the sentence is to the letter what the real generator says. */
const EXPECTED: readonly (readonly [string, DiagnosticCode, string | null, boolean])[] = [
  ['what is no device is not checked', 'fstab-check-no-device', '/etc/fstab:1:1', true],
  ['options for the root that could keep it away are ignored', 'fstab-option-ignored-for-root', '/etc/fstab:1:18', true],
  ['a dependency that is no name ends the work on the line', 'generated-name-invalid', '/etc/fstab:1:1', false],
  ['a timeout for what is no device is dropped', 'fstab-device-timeout-ignored', '/etc/fstab:1:16', true],
  ['a timeout for the device moves to the device', 'fstab-bad-timeout', '/etc/fstab:1:20', true],
  ['an option without the value that it needs ends the generator', 'generator-aborted', '/etc/fstab:2:16', false],
  ['no file system is made without a type or a device', 'fstab-makefs-no-type', '/etc/fstab:1:1', true],
  ['no file system is made without a type or a device', 'fstab-makefs-no-device', '/etc/fstab:2:1', true],
  ['two lines that make the same device clash', 'generated-exists', '/etc/fstab:2:1', false],
  ['the second line for a place is left out', 'generated-twice', '/etc/fstab:2:1', true],
  ['the second line for a name ends the table', 'generated-exists', '/etc/crypttab:2:1', true],
  ['places that systemd looks after are left out', 'fstab-no-mount-point', '/etc/fstab:6:3', true],
  ['swap areas are made but do not grow', 'fstab-growfs-swap', '/etc/fstab:1:20', true],
  ['a container has no swap and, with /sys read-only, no devices', 'fstab-no-devices-here', '/etc/fstab:1:1', true],
  ['a container without devices of its own has no swap', 'fstab-swap-in-container', '/etc/fstab:1:1', true],
  ['swap can be switched off', 'kernel-bad-switch', null, false],
  ['swap can be switched off', 'fstab-swap-off', '/etc/fstab:1:1', true],
  ['the root of the network is left alone', 'kernel-missing-argument', null, true],
  ['a key can lie on a device of its own', 'crypttab-colon', '/etc/crypttab:3:10', false],
  ['a device is not both swap and temporary, and what follows is lost', 'crypttab-tmp-and-swap', '/etc/crypttab:2:1', false],
  ['a key that may come late needs to say how late', 'generator-aborted', '/etc/crypttab:2:12', false],
  ['a line needs two fields', 'table-line-invalid', '/etc/crypttab:1:1', true],
  ['the kernel command line picks devices', 'crypttab-not-on-command-line', '/etc/crypttab:1:1', true],
  ['the kernel command line gives keys and options', 'kernel-bad-uuid', null, true],
  ['a root hash is hexadecimal', 'verity-bad-hash', null, true],
  ['a short hash needs its devices named', 'verity-incomplete', null, true],
  ['a device without a hash ends the generator', 'verity-incomplete', null, true],
  [
    'unknown options of integrity devices do not matter, bad backslashes do',
    'integritytab-unknown-option',
    '/etc/integritytab:1:12',
    true,
  ],
  ['a hibernated system is not looked for where it is not wanted', 'resume-off', null, true],
  ['the wish not to look for one has no value', 'resume-off-argument', null, true],
  ['an update gives way to the kernel command line', 'update-overridden-unit', null, true],
  ['an update gives way to the kernel command line', 'update-overridden-runlevel', null, true],
  ['a unit is masked once', 'generated-exists', null, false],
  ['a root that gives no name is not mounted', 'generated-name-invalid', null, false],
  ['a bad device of the kernel command line ends the generator', 'crypttab-tmp-and-swap', null, false],
  ['a header without a file ends the generator', 'generator-aborted', null, false],
  ['a relative key ends the table', 'integritytab-bad-key', '/etc/integritytab:1:1', false],
  ['a bad option ends the table', 'integritytab-bad-option', '/etc/integritytab:1:1', false],
  ['a name that is none ends the reading', 'generated-name-invalid', null, false],
  ['what a script provides is an alias, or a target that it wants', 'sysv-bad-facility', '/etc/init.d/alpha.sh:3:52', false],
  ['an older script has a description, a PID file and priorities', 'sysv-bad-pid-file', '/etc/init.d/bad:1:1', false],
  ['an older script has a description, a PID file and priorities', 'sysv-no-native-unit', '/etc/init.d/old:0:0', false],
  [UNTOLD, 'sysv-dangling', '/etc/init.d/gone:0:0', true],
  [UNTOLD, 'rc-local-not-executable', '/etc/rc.local:0:0', true],
  [INTEGRITY, 'integritytab-unknown-option', '/etc/integritytab:1:12', true],
  [INTEGRITY, 'integritytab-bad-option', '/etc/integritytab:4:1', false],
  ['what a desktop entry says against a unit', 'autostart-no-command', '/etc/xdg/autostart/no-exec.desktop:0:0', true],
  ['what a desktop entry says against a unit', 'autostart-bad-command', '/etc/xdg/autostart/empty.desktop:3:6', true],
  ['what a desktop entry says against a unit', 'autostart-no-program', '/etc/xdg/autostart/no-program.desktop:3:6', false],
  [
    'a file of the user hides that of the system, whatever it says',
    'autostart-refused',
    '/home/u/.config/autostart/c.desktop:0:0',
    true,
  ],
  [
    'a file of the user hides that of the system, whatever it says',
    'desktop-bad-boolean',
    '/home/u/.config/autostart/c.desktop:3:8',
    false,
  ],
  [TWICE, 'desktop-key-twice', '/etc/xdg/autostart/a.desktop:8:1', false],
  [TWICE, 'desktop-bad-escape', '/etc/xdg/autostart/c.desktop:4:12', false],
];

describe('what the generators say', () => {
  test.each(EXPECTED)('%s: %s at %s', (name, code, place, isVerbatim) => {
    const one = CASES.find((known) => known.name === name);
    const found = runOurs(one ?? { name }).findings.filter((finding) => finding.code === code);
    expect(found.map(({ at }) => at && `${at.path}:${String(at.line)}:${String(at.column)}`)).toContain(place);
    if (!isVerbatim) return;
    const log = (recorded.cases[name]?.log ?? []).map((line) => line.replaceAll('/oracle/normal/', '/run/systemd/generator/'));
    for (const finding of found) expect(log).toContain(messageOf(finding));
  });
});
