import { wording, type Wording } from './wording.js';

/** About the input of generators. */
export const GENERATOR_MESSAGES = {
  'generated-twice': wording(
    'error',
    "Failed to create unit file '{path}', as it already exists. Duplicate entry in '{source}'?",
    'remove one of the two lines: the first one counts',
  ),
  'generated-exists': wording(
    'error',
    "Failed to create unit file '{path}': File exists",
    'remove one of the entries that ask for it',
  ),
  'generated-name-invalid': wording(
    'error',
    "Failed to generate unit name from '{text}': Invalid argument",
    'name a unit, or an absolute path without ..',
  ),
  'generator-aborted': wording(
    'error',
    '{generator} aborts at the option {option}, which has no value: this line and all after it are lost.',
    'write {option}=TIME, or remove it',
  ),
  'kernel-bad-switch': wording('warning', 'Failed to parse {key}= on the kernel command line, ignoring: {value}'),
  'kernel-missing-argument': wording('warning', 'Missing argument for {key}= kernel command line switch, ignoring.'),
  'fstab-no-mount-point': wording(
    'warning',
    'Mount point {where} is not a valid path, ignoring.',
    'the second field is an absolute path, or the type is swap',
  ),
  'fstab-option-ignored-for-root': wording('warning', 'Ignoring "{option}" option for root device', 'remove the option'),
  'fstab-bad-timeout': wording(
    'warning',
    'Failed to parse timeout for {name}, ignoring: {value}',
    'write a time span such as 30s or 5min',
  ),
  'fstab-device-timeout-ignored': wording(
    'warning',
    'x-systemd.device-timeout ignored for {what}',
    'only a device can be waited for',
  ),
  'fstab-check-no-device': wording(
    'warning',
    'Checking was requested for "{what}", but it is not a device.',
    'make the last field of the line 0',
  ),
  'fstab-makefs-no-device': wording(
    'error',
    'Cannot format something that is not a device node: {what}',
    'remove x-systemd.makefs',
  ),
  'fstab-makefs-no-type': wording(
    'error',
    'Cannot format partition {what}, filesystem type is not specified',
    'write the type into the third field',
  ),
  'fstab-growfs-swap': wording('warning', '{what}: growing swap devices is currently unsupported.', 'remove x-systemd.growfs'),
  'fstab-no-devices-here': wording('info', 'Running in a container, ignoring fstab {entry} for {what}.'),
  'fstab-swap-off': wording('info', 'Swap unit generation disabled on kernel command line, ignoring fstab swap entry for {what}.'),
  'fstab-swap-in-container': wording('info', 'Running in a container, ignoring fstab swap entry for {what}.'),
  'table-line-invalid': wording('error', 'Failed to parse {path}:{line}, ignoring.', 'fill in the fields that are missing'),
  'crypttab-tmp-and-swap': wording(
    'error',
    "Device '{name}' cannot be both 'tmp' and 'swap'. This line and all after it are lost.",
    'remove one of the two options',
  ),
  'crypttab-not-on-command-line': wording(
    'info',
    "Not creating device '{name}' because it was not specified on the kernel command line.",
  ),
  'crypttab-colon': wording(
    'warning',
    'Location specification argument contains a colon, but "{device}" doesn\'t look like a device specification. Assuming that "{text}" is a single device specification.',
    'after the colon stands an absolute path, or LABEL= or the like',
  ),
  'kernel-bad-uuid': wording('warning', 'Failed to parse {key}= kernel command line switch. UUID is invalid, ignoring.'),
  'sysv-no-native-unit': wording(
    'notice',
    "SysV service '{path}' lacks a native systemd unit file. Automatically generating a unit file for compatibility.",
    'write a unit file of that name',
  ),
  'sysv-dangling': wording(
    'warning',
    'stat() failed on {path}, ignoring: No such file or directory',
    'the link leads to nothing: remove it',
  ),
  'rc-local-not-executable': wording('info', '/etc/rc.local is not marked executable, skipping.', 'chmod +x it where it is to run'),
  'sysv-bad-pid-file': wording('error', 'PID file not absolute. Ignoring: {path}', 'write the path from / on'),
  'sysv-bad-facility': wording(
    'warning',
    "Unit name '{word}' is invalid: the facility is ignored.",
    'see the LSB for facility names',
  ),
  'integritytab-bad-key': wording(
    'error',
    'key file not absolute file path {key}: this line and all after it are lost.',
    'write the path from / on, or -',
  ),
  'integritytab-unknown-option': wording(
    'warning',
    "Encountered unknown option '{option}', ignoring.",
    'see integritytab(5) for the options that count',
  ),
  'integritytab-bad-option': wording(
    'error',
    'Failed to parse option {option}: this line and all after it are lost.',
    'see integritytab(5) for what the option takes',
  ),
  'resume-off': wording('notice', 'Found "noresume" on the kernel command line, quitting.'),
  'resume-off-argument': wording(
    'warning',
    '"noresume" kernel command line switch specified with an argument, ignoring.',
    'write noresume alone',
  ),
  'update-overridden-unit': wording(
    'warning',
    'Offline system update overridden by kernel command line systemd.unit= setting',
    'boot without systemd.unit=, or remove /system-update',
  ),
  'update-overridden-runlevel': wording(
    'warning',
    'Offline system update overridden by runlevel "{word}" on the kernel command line',
    'boot without the word, or remove /system-update',
  ),
  'desktop-key-twice': wording('warning', 'Key {key} was {how}, ignoring.', 'the first one counts: remove this one'),
  'desktop-bad-boolean': wording('error', 'Invalid value for boolean: {value}', 'write true or false'),
  'desktop-bad-escape': wording(
    'error',
    'Undefined escape sequence {escape}.',
    'after a backslash stands one of s, n, t, r, \\ and ;',
  ),
  'autostart-refused': wording(
    'warning',
    'Failed to parse {path}, ignoring it',
    'no unit is made of it, nor of a file of that name of the system',
  ),
  'autostart-no-command': wording('warning', '{path}: not generating unit, no Exec= line.', 'write Exec='),
  'autostart-no-program': wording(
    'info',
    '{path}: not generating unit, executable specified in Exec= does not exist: {program}',
    'if it is there where this tree runs, list its path under "paths" in the file given with --facts',
  ),
  'autostart-bad-command': wording(
    'warning',
    '{path}: not generating unit, error parsing Exec= line: Invalid argument',
    'write a program and its arguments',
  ),
  'verity-bad-hash': wording(
    'error',
    'Failed to parse hash: {hash}',
    'roothash= and usrhash= take hexadecimal digits, an even number of them',
  ),
  'verity-incomplete': wording(
    'error',
    'Verity information for {name} incomplete, {part} unspecified.',
    'give a hash of 32 digits or more, or name both devices too',
  ),
} as const satisfies Record<string, Wording>;
