/** How serious a finding is, as the priorities of PID 1's log. */
export type Severity = 'error' | 'warning' | 'notice' | 'info';

/** `text`: the sentence, where possible PID 1's own; `help`: what to do about it. `{name}` stands for a value of the finding. */
interface Wording {
  readonly severity: Severity;
  readonly text: string;
  readonly help?: string;
}

const wording = (severity: Severity, text: string, help?: string): Wording =>
  help === undefined ? { severity, text } : { severity, text, help };

/** Every diagnostic: its identity, severity, sentence, advice. The only place with sentences about input. */
export const MESSAGES = {
  // Files and directories
  'unreadable-file': wording('notice', 'Failed to open {path}: {error}', 'check that the file is there and may be read'),
  'unreadable-table': wording('error', 'Failed to open {path}: {error}', 'check that the file may be read'),
  'unreadable-directory': wording('warning', 'Failed to read directory {path}: {error}'),
  'not-a-regular-file': wording(
    'warning',
    '{path} is a {kind}, not a regular file: it is ignored.',
    'replace it by a regular file or a symbolic link, or remove it',
  ),
  'name-too-long': wording('warning', 'The name of {path} is longer than 255 bytes: it is ignored.', 'give it a shorter name'),
  'executable-file': wording(
    'warning',
    'Configuration file {path} is marked executable. Please remove executable permission bits. Proceeding anyway.',
    'chmod a-x',
  ),
  'world-writable-file': wording(
    'warning',
    'Configuration file {path} is marked world-writable. Please remove world writability permission bits. Proceeding anyway.',
    'chmod o-w',
  ),
  // Names and links
  'alias-type-not-allowed': wording(
    'notice',
    '{source}: symlinks are not allowed for units of this type, rejecting.',
    'give the unit its own file',
  ),
  'alias-template-not-allowed': wording('notice', '{source}: templates not allowed for {type} units, rejecting.'),
  'alias-bad-name': wording(
    'notice',
    '{source} points to "{destination}" which is not a valid unit name: Invalid cross-device link',
    'point the link to a unit file',
  ),
  'alias-class-differs': wording('notice', '{source}: symlink target name type "{destination}" does not match source, rejecting.'),
  'alias-instance-differs': wording(
    'notice',
    '{source}: unit symlink target "{destination}" instance name doesn\'t match, rejecting.',
  ),
  'alias-type-differs': wording('notice', '{source}: symlink target "{destination}" has incompatible suffix, rejecting.'),
  'suspicious-symlink': wording(
    'warning',
    'Suspicious symlink {path} \u2192 {target}, treating as alias.',
    'point the link to the file in the search directory itself',
  ),
  'dependency-not-a-symlink': wording(
    'warning',
    '{kind} dependency dropin {path} is not a symlink, ignoring.',
    'make it a symbolic link to the unit file',
  ),
  'dependency-bad-name': wording(
    'warning',
    '{kind} dependency dropin {path} is not a valid unit name, ignoring.',
    "rename the link to the unit's name, or remove it",
  ),
  'dependency-other-name': wording(
    'warning',
    '{kind} dependency dropin {path} target {target} has different name',
    'the name of the link counts, not its target',
  ),
  // Dependencies
  'dependency-dropped': wording(
    'warning',
    '{unit}: Dependency {kind}={name} is dropped.',
    'a unit cannot depend on itself: remove the line',
  ),
  'dependency-merged-away': wording(
    'warning',
    '{unit}: Dependency {kind}={name} is dropped, as {name} is merged into {unit}.',
    '{name} is another name of {unit}: remove the line',
  ),
  'device-cannot-be-delayed': wording(
    'warning',
    '{unit}: Dependency {kind}={name} ignored (.device units cannot be delayed)',
    'remove the line',
  ),
  'unit-cannot-fail': wording(
    'warning',
    '{unit}: Requested dependency {kind}={name} ignored ({type} units cannot fail).',
    'remove the line',
  ),
  'link-not-added': wording(
    'warning',
    'Cannot add {kind} dependency on {name}, ignoring: Invalid argument',
    'units of this type have no instances: remove the link',
  ),
  'service-runtime-of-oneshot': wording(
    'warning',
    '{unit}: RuntimeMaxSec= has no effect in combination with Type=oneshot. Ignoring.',
    'TimeoutStartSec= limits how long a oneshot service runs',
  ),
  'service-runtime-extra-alone': wording(
    'warning',
    '{unit}: Service has RuntimeRandomizedExtraSec= setting, but no RuntimeMaxSec=. Ignoring.',
    'add RuntimeMaxSec=',
  ),
  'service-usb-alone': wording('warning', '{unit}: Service has {key}= setting, but no {other}=. Ignoring.', 'add {other}='),
  'dependency-add-failed': wording(
    'warning',
    'Failed to add dependency on {name}, ignoring: Invalid argument',
    'name a unit with its type, such as a.service',
  ),
  // Loading
  'alias-loop': wording('warning', 'Cannot load unit {unit}: Too many levels of symbolic links', 'break the circle of links'),
  'unreadable-drop-in': wording(
    'notice',
    "Failed to open configuration file '{path}': {error}",
    'remove the drop-in, or make it readable',
  ),
  'fatal-setting': wording(
    'notice',
    '{unit}: Unit configuration has fatal error, unit will not be started.',
    'mend the line above',
  ),
  'too-many-units': wording(
    'error',
    'More than {limit} units are named, the last is {unit}: no more are loaded.',
    'look for templates that name ever more instances of each other; systemd would go on until memory ends',
  ),
  'several-triggered-units': wording('warning', 'Multiple units to trigger specified, ignoring: {name}', 'the first Unit= counts'),
  'triggers-itself': wording('warning', 'Units cannot trigger themselves, ignoring: {name}', 'name the unit to start'),
  'duplicate-bus-name': wording(
    'error',
    '{unit}: Two services allocated for the same bus name {name}, refusing operation.',
    '{other} has taken the name: change BusName= of one of them',
  ),
  'service-without-command': wording(
    'error',
    '{unit}: Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.',
    'add ExecStart=',
  ),
  'service-without-exec-start': wording(
    'error',
    '{unit}: Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.',
    'add ExecStart=',
  ),
  'service-without-start-or-remain': wording(
    'error',
    '{unit}: Service has no ExecStart= and no SuccessAction= settings and does not have RemainAfterExit=yes set. Refusing.',
    'add ExecStart= or RemainAfterExit=yes',
  ),
  'service-several-exec-start': wording(
    'error',
    '{unit}: Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.',
    'in a drop-in, clear the list first with an empty ExecStart=',
  ),
  'oneshot-restart': wording(
    'error',
    "{unit}: Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot services. Refusing.",
    'use Restart=on-failure',
  ),
  'oneshot-force-restart': wording(
    'error',
    "{unit}: Service has RestartForceExitStatus= set, which isn't allowed for Type=oneshot services. Refusing.",
    'remove RestartForceExitStatus=',
  ),
  'oneshot-exit-type': wording(
    'error',
    "{unit}: Service has ExitType=cgroup set, which isn't allowed for Type=oneshot services. Refusing.",
    'remove ExitType=',
  ),
  'dbus-without-name': wording(
    'error',
    '{unit}: Service is of type D-Bus but no D-Bus service name has been specified. Refusing.',
    'add BusName=',
  ),
  'service-pam-kill-mode': wording(
    'error',
    "{unit}: Service has PAM enabled. Kill mode must be set to 'control-group' or 'mixed'. Refusing.",
    'change KillMode=',
  ),
  'socket-without-listener': wording(
    'error',
    '{unit}: Unit has no Listen setting (ListenStream=, ListenDatagram=, ListenFIFO=, ...). Refusing.',
    'add a Listen line',
  ),
  'socket-cannot-accept': wording(
    'error',
    '{unit}: Unit configured for accepting sockets, but sockets are non-accepting. Refusing.',
    'Accept=yes needs stream sockets',
  ),
  'socket-max-connections': wording('error', '{unit}: MaxConnection= setting too small. Refusing.', 'set MaxConnections= above 0'),
  'socket-accept-with-service': wording(
    'error',
    '{unit}: Explicit service configuration for accepting socket units not supported. Refusing.',
    'remove Service= or Accept=yes',
  ),
  'socket-pam-kill-mode': wording(
    'error',
    "{unit}: Unit has PAM enabled. Kill mode must be set to 'control-group'. Refusing.",
    'change KillMode=',
  ),
  'mount-pam-kill-mode': wording(
    'error',
    "{unit}: Unit has PAM enabled. Kill mode must be set to control-group'. Refusing.",
    'change KillMode=',
  ),
  'swap-pam-kill-mode': wording(
    'error',
    "{unit}: Unit has PAM enabled. Kill mode must be set to 'control-group'. Refusing to load.",
    'change KillMode=',
  ),
  'socket-symlinks': wording(
    'error',
    '{unit}: Unit has symlinks set but none or more than one node in the file system. Refusing.',
    'Symlinks= needs exactly one socket or FIFO with a path',
  ),
  'timer-without-value': wording(
    'error',
    '{unit}: Timer unit lacks value setting. Refusing.',
    'add OnCalendar=, OnBootSec= or another',
  ),
  'path-without-path': wording('error', '{unit}: Path unit lacks path setting. Refusing.', 'add PathExists= or another'),
  'mount-where-differs': wording(
    'error',
    "{unit}: Where= setting doesn't match unit name. Refusing.",
    'the name of the unit must be the escaped form of {where}',
  ),
  'mount-api': wording(
    'error',
    '{unit}: Cannot create mount unit for API file system {where}. Refusing.',
    'the manager mounts it itself: remove the unit',
  ),
  'mount-without-what': wording('error', '{unit}: What= setting is missing. Refusing.', 'add What='),
  'mount-bad-name': wording(
    'error',
    '{unit}: the name stands for no path: Invalid argument',
    'name the unit after its mount point, as systemd-escape --path does',
  ),
  'mount-path-not-normalized': wording(
    'error',
    '{unit}: {path} is no path that mounts can be found for: Operation not permitted',
    'write the path without ".."',
  ),
  'device-path-not-normalized': wording(
    'error',
    '{unit}: {path} is no path of a device: Invalid argument',
    'write {path} without ".."',
  ),
  'automount-root': wording(
    'error',
    '{unit}: Cannot have an automount unit for the root directory: Cannot assign requested address',
    'remove the unit',
  ),
  'automount-reserved-option': wording(
    'error',
    '{unit}: ExtraOptions= setting may not contain reserved option {option}.',
    'remove the option',
  ),
  'swap-what-differs': wording(
    'error',
    '{unit}: Value of What= and unit name do not match, not loading.',
    'the name of the unit must be the escaped form of {what}',
  ),
  'slice-bad-name': wording(
    'error',
    '{unit}: no slice can have this name: Invalid argument',
    'a slice name has no dash at its start or end, and no two together',
  ),
  'several-isolate-units': wording(
    'error',
    '{unit}: More than one {kind}= dependencies specified but {kind}JobMode=isolate set. Refusing.',
    'keep one unit, or another job mode',
  ),
  // [Install] and enabling, in systemctl's words; {verb} is enable, disable, preset, mask
  'install-alias-not-allowed': wording(
    'warning',
    'Alias= is not allowed for {type} units, ignoring.',
    'remove Alias=: systemd takes aliases only for services, sockets, targets, devices, timers and paths',
  ),
  'install-invalid-syntax': wording('warning', 'Invalid syntax, ignoring: {text}', 'close the quote'),
  'install-default-instance': wording(
    'warning',
    'DefaultInstance= only makes sense for template units, ignoring.',
    'name the file NAME@.{type}, or remove DefaultInstance=',
  ),
  'install-invalid-default-instance': wording(
    'warning',
    'Invalid DefaultInstance= value "{text}".',
    'escape it as systemd-escape does; until then the unit cannot be enabled',
  ),
  'install-cannot-be-templated': wording(
    'error',
    '{path}: unit type {type} cannot be templated, ignoring.',
    'remove the @ from the name',
  ),
  'install-masked-ignored': wording('info', 'Unit {path} is masked, ignoring.'),
  'install-dangling-ignored': wording('info', 'Unit {path} is an alias to a unit that is not present, ignoring.'),
  'install-destination-missing': wording(
    'warning',
    'Unit {unit} is added as a dependency to a non-existent unit {name}.',
    'check the name: the link is made all the same, but nothing will ever follow it',
  ),
  'install-auxiliary-failed': wording('warning', 'Failed to enable auxiliary unit {name}, ignoring.', 'check the name in Also='),
  'install-exists': wording('error', 'Failed to {verb} unit, file "{path}" already exists.'),
  'install-exists-as-link': wording(
    'error',
    'Failed to {verb} unit, file "{path}" already exists and is a symlink to "{target}".',
    'disable the other unit first',
  ),
  'install-masked': wording('error', 'Failed to {verb} unit, unit {path} is masked.', 'unmask it first'),
  'install-generated': wording('error', 'Failed to {verb} unit, unit {path} is transient or generated.'),
  'install-invalid-specifier': wording(
    'error',
    'Failed to {verb} unit, invalid specifier in "{name}".',
    'write %% for a percent sign',
  ),
  'install-unresolved-specifier': wording('error', 'Failed to {verb} unit, cannot resolve specifiers in "{name}".'),
  'install-destination-not-template': wording(
    'error',
    'Failed to {verb} {unit}, destination unit {name} is a non-template unit.',
    'set DefaultInstance=, or enable an instance of it',
  ),
  'install-invalid-name': wording('error', 'Failed to {verb} unit, "{name}" is not a valid unit name.'),
  'install-linked': wording('error', 'Failed to {verb} unit, refusing to operate on linked unit file {name}.'),
  'install-cannot-alias': wording('error', 'Failed to {verb} unit, cannot alias {unit} as {name}.'),
  'install-invalid-reference': wording('error', 'Failed to {verb} unit, invalid unit reference "{name}".'),
  'install-not-found': wording('error', 'Failed to {verb} unit, unit {name} does not exist.'),
  'install-failed': wording('error', 'Failed to {verb} unit, file "{name}": {error}'),
  'preset-invalid-line': wording(
    'warning',
    "Couldn't parse line '{text}'. Ignoring.",
    'write enable PATTERN or disable PATTERN; instances may follow only a template',
  ),
  // What a user gives
  'facts-not-json': wording('error', 'The facts cannot be read as JSON: {error}', 'write one JSON object'),
  'unknown-fact': wording('warning', 'Unknown fact "{key}", ignoring.', 'known are: {known}'),
  'bad-fact': wording('warning', 'The fact "{key}" has the wrong form, ignoring.', 'it must be {expected}'),
  // Scenarios
  'scenario-not-json': wording('error', 'The scenario is not a JSON object: {error}', 'see the manual for the form of a scenario'),
  'bad-scenario': wording('warning', 'The value "{key}" of the scenario has the wrong form, ignoring.', 'it must be {expected}'),
  // Syntax
  'line-too-long': wording('error', 'Line is too long (1048576 bytes or more): the whole file is refused.', 'split the line'),
  'invalid-utf8': wording(
    'error',
    'String is not UTF-8 clean, ignoring assignment: {text}',
    'save the file as UTF-8; here systemd stops reading the file',
  ),
  'invalid-section-header': wording(
    'error',
    "Invalid section header '{text}'",
    'a section header is [Name] on a line of its own; here systemd stops reading the file',
  ),
  'bad-characters-in-section': wording(
    'error',
    "Bad characters in section header '{text}'",
    'a section name has no quotes, backslashes or control characters',
  ),
  'unknown-section': wording('warning', "Unknown section '{section}'. Ignoring.", '{hint}'),
  'assignment-outside-section': wording(
    'warning',
    'Assignment outside of section. Ignoring.',
    'put it below a section header such as [Unit]',
  ),
  'missing-equals': wording(
    'warning',
    "Missing '=', ignoring line.",
    'write Key=value, or start the line with # if it is a comment',
  ),
  'missing-key': wording('warning', "Missing key name before '=', ignoring line.", 'write Key=value'),
  'unknown-key': wording('warning', "Unknown key '{key}' in section [{section}], ignoring.", '{hint}'),
  // Generators
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
  // Values of settings
  'wrong-value': wording('warning', 'Failed to parse {what}, ignoring: {value}', '{hint}'),
  'wrong-value-fatal': wording('error', 'Failed to parse {what}: {value}', 'write yes or no; here systemd refuses the unit'),
  'wrong-parameter': wording('warning', 'Failed to parse {key}= parameter, ignoring: {value}', '{hint}'),
  'wrong-setting': wording('warning', 'Failed to parse {key}= setting, ignoring: {value}', '{hint}'),
  'wrong-key-value': wording('warning', 'Failed to parse {key}, ignoring: {value}', 'close the quotes'),
  'wrong-quoted-value': wording('warning', "Failed to parse {what} '{value}', ignoring: {error}", '{hint}'),
  'wrong-address': wording(
    'warning',
    "Failed to parse address value in '{value}', ignoring: {error}",
    'write a path, @name, PORT or ADDRESS:PORT',
  ),
  'address-family-not-supported': wording(
    'warning',
    'Address family not supported, ignoring: {value}',
    'only a path or @name can be of this type',
  ),
  'wrong-cpu-set': wording('error', "Failed to parse CPU affinity '{value}'", 'write numbers and ranges such as 0-3,5'),
  'invalid-cpu-range': wording(
    'warning',
    "Range '{value}' is invalid, {first} > {last}, ignoring.",
    'write the smaller number first',
  ),
  'unbalanced-cpu-set': wording('error', 'Invalid value for {key}: {value}', 'close the quotes'),
  'invalid-value': wording('warning', 'Invalid {what}, ignoring: {value}', '{hint}'),
  'invalid-quoted-value': wording('warning', "Invalid {what} '{value}', ignoring.", '{hint}'),
  'invalid-quoted-value-error': wording('warning', "Invalid {what} '{value}', ignoring: {error}", '{hint}'),
  'invalid-controller': wording('warning', "Invalid controller name '{value}', ignoring", '{hint}'),
  'invalid-io-weight': wording('warning', "IO weight '{value}' invalid, ignoring: {error}", 'a weight is 1 to 10000'),
  'invalid-device-value': wording(
    'warning',
    "Invalid {what} specified in '{value}', ignoring.",
    'write the device path, a blank, the value',
  ),
  'unbalanced-device-value': wording('warning', "Failed to extract {what} from '{value}', ignoring.", 'close the quotes'),
  'out-of-range': wording('warning', '{what} out of range, ignoring: {value}', '{hint}'),
  'cpu-priority-out-of-range': wording(
    'warning',
    'CPU scheduling priority is out of range, ignoring: {value}',
    'use 1 to 99 with fifo or rr',
  ),
  'out-of-range-quoted': wording('warning', "{what} '{value}' out of range, ignoring.", '{hint}'),
  'swap-priority-reserved': wording(
    'warning',
    'Sorry, swap priorities smaller than -1 may only be assigned by the kernel itself, ignoring: {value}',
    'use -1 to 32767',
  ),
  'limit-soft-above-hard': wording(
    'warning',
    'Soft resource limit chosen higher than hard limit, ignoring: {value}',
    'write SOFT:HARD',
  ),
  'not-for-this-type': wording('warning', '{key}= is not supported for this unit type, ignoring.', 'remove the line'),
  'delegate-not-for-this-type': wording('warning', '{key}= setting not supported for this unit type, ignoring.', 'remove the line'),
  'action-of-system-manager': wording(
    'info',
    '{key}= in user mode specified as "{value}", using "exit-force" instead.',
    'a user manager can only exit: write none, exit or exit-force',
  ),
  'cpu-too-high': wording('error', 'Cannot add CPU {cpu} to set: Numerical result out of range', 'the last possible one is {last}'),
  'unknown-system-call-group': wording('warning', 'Unknown system call group, ignoring: {word}', '{hint}'),
  'bind-option': wording('warning', 'Invalid option string, ignoring setting: {word}', 'write rbind or norbind'),
  'wrong-system-call-errno': wording(
    'warning',
    'Failed to parse syscall:errno, ignoring: {word}',
    'write SYSCALL, or SYSCALL:ERROR with a name such as EPERM or a number up to 4095',
  ),
  'allow-listed-with-errno': wording(
    'warning',
    'Allow-listed system calls cannot take error number, ignoring: {word}',
    'an error belongs to a list of what is forbidden, which starts with ~',
  ),
  'unknown-architecture': wording(
    'warning',
    'Failed to parse system call architecture "{word}", ignoring: Invalid argument',
    '{hint}',
  ),
  'wrong-address-prefix': wording(
    'warning',
    'Address prefix is invalid, ignoring assignment: {word}',
    'write ADDRESS, ADDRESS/BITS, any, localhost, link-local or multicast',
  ),
  'wrong-socket-bind': wording(
    'warning',
    'Unable to parse {key}= assignment, ignoring: {value}',
    'write any, or [ipv4:|ipv6:][tcp:|udp:]PORT or FIRST-LAST',
  ),
  'wrong-controllers': wording('warning', 'Invalid cgroup string: {value}, ignoring', '{hint}'),
  'wrong-interface-name': wording(
    'warning',
    'Invalid interface name, ignoring: {word}',
    'a name has up to 15 characters, no blank, slash, colon or percent sign, and is no number',
  ),
  'unknown-file-system-group': wording('warning', 'bpf-lsm: Unknown filesystem group, ignoring: {word}', '{hint}'),
  'credential-name': wording(
    'warning',
    'Credential name "{word}" not valid, ignoring.',
    'a name is that of a file: ASCII, no slash, no colon',
  ),
  'credential-source': wording(
    'warning',
    'Credential source "{word}" not valid, ignoring.',
    'write a path without .. and //, or the name of a credential of the manager',
  ),
  'credential-not-base64': wording(
    'warning',
    'Encrypted credential data not valid Base64 data, ignoring.',
    'use what `systemd-creds encrypt` prints',
  ),
  'credential-escape': wording('warning', 'Can\'t unescape "{text}", ignoring: Invalid argument', 'write \\\\ for a backslash'),
  'wrong-escape': wording(
    'warning',
    "Failed to decode C escaped text '{value}', ignoring: Invalid argument",
    'write \\\\ for a backslash',
  ),
  'wrong-base64': wording('warning', 'Failed to decode base64 data, ignoring: {value}', 'use what `base64` prints'),
  'wrong-coredump-filter': wording('warning', 'Failed to parse the {key}={value}, ignoring: {error}', '{hint}'),
  undecodable: wording('warning', 'Failed to decode {key}=, ignoring: {value}', '{hint}'),
  'root-hash-short': wording('warning', '{key}= is too short, ignoring: {value}', 'a root hash has at least 32 hexadecimal digits'),
  'root-hash-signature': wording(
    'warning',
    "Failed to decode {key}=, not a path but doesn't start with 'base64:', ignoring: {value}",
    'write a path, or base64: and the signature',
  ),
  'unknown-partition': wording('warning', 'Invalid partition name {word}, ignoring', '{hint}'),
  'unknown-bpf-attach-type': wording('warning', 'Unknown BPF attach type={word}, ignoring: {value}', '{hint}'),
  'specifier-unresolved-in': wording(
    'warning',
    'Failed to resolve unit specifiers in {text}, ignoring: {value}',
    'write %% for a percent sign',
  ),
  'invalid-syntax': wording(
    'warning',
    'Invalid syntax, ignoring: {value}',
    'close the quotes; a backslash starts an escape such as \\x20',
  ),
  'invalid-syntax-of-key': wording('warning', 'Invalid syntax {key}={value}, ignoring: {error}', 'close the quotes'),
  'invalid-syntax-in-key': wording(
    'warning',
    'Invalid syntax in {key}=, ignoring: {value}',
    'a backslash starts an escape such as \\x20',
  ),
  'unreadable-word': wording('warning', 'Failed to extract first word, ignoring: {value}', 'close the quotes'),
  'trailing-garbage': wording('warning', 'Trailing garbage in {key}, ignoring: {value}', 'close the quotes'),
  'log-field-without-equals': wording('warning', "Log field lacks '=' character, ignoring: {value}", 'write FIELD=value'),
  'log-field-name': wording(
    'warning',
    'Log field name is invalid, ignoring: {value}',
    'a field name is of A-Z, 0-9 and _, and does not start with _',
  ),
  'log-namespace': wording(
    'warning',
    'Specified log namespace name is not valid, ignoring: {value}',
    'use letters, digits, - and _',
  ),
  'environment-name': wording('warning', 'Invalid environment name for {key}, ignoring: {value}', 'write NAME'),
  'environment-name-or-assignment': wording(
    'warning',
    'Invalid environment name or assignment {key}, ignoring: {value}',
    'write NAME or NAME=value',
  ),
  'missing-destination': wording('warning', 'Missing destination in {key}, ignoring: {value}', 'write IMAGE:DESTINATION'),
  'directory-private': wording(
    'warning',
    "{key}= path can't be 'private', ignoring assignment: {value}",
    'systemd keeps the name private for itself',
  ),
  'directory-destination': wording(
    'warning',
    'Destination parameter is not supported for ConfigurationDirectory, ignoring: {value}',
    'remove the colon and what follows',
  ),
  // Specifiers
  'specifier-unresolved': wording(
    'warning',
    'Failed to resolve unit specifiers in {text}, ignoring: {error}',
    'write %% for a percent sign',
  ),
  'specifier-unresolved-word': wording(
    'warning',
    'Failed to resolve unit specifiers in {text}: {error}',
    'write %% for a percent sign',
  ),
  'specifier-unresolved-environment': wording(
    'warning',
    'Failed to resolve specifiers in {text}, ignoring: {error}',
    'write %% for a percent sign',
  ),
  'specifier-fatal': wording(
    'error',
    'Failed to resolve unit specifiers in {text}: {error}',
    'write %% for a percent sign; here systemd refuses the unit',
  ),
  'working-directory-specifier': wording(
    'warning',
    'Failed to resolve unit specifiers in working directory path {text}, ignoring: {error}',
    'write %% for a percent sign',
  ),
  'working-directory-specifier-fatal': wording(
    'error',
    'Failed to resolve unit specifiers in working directory path {text}: {error}',
    'write %% for a percent sign; here systemd refuses the unit',
  ),
  'specifier-deprecated': wording(
    'warning',
    "Specifier '%{letter}' used in unit configuration, which is deprecated. Please update your unit file, as it does not work as intended.",
  ),
  // Paths
  'path-not-absolute': wording('error', '{key}= path is not absolute, ignoring: {path}', 'begin the path with /'),
  'path-not-absolute-fatal': wording(
    'error',
    '{key}= path is not absolute: {path}',
    'begin the path with /; here systemd refuses the unit',
  ),
  'path-absolute': wording(
    'error',
    '{key}= path is absolute, ignoring: {path}',
    'leave away what stands before the name of the directory',
  ),
  'path-not-normalized': wording('error', '{key}= path is not normalized, ignoring: {path}', 'write the path without ..'),
  'path-not-normalized-fatal': wording(
    'error',
    '{key}= path is not normalized: {path}',
    'write the path without ..; here systemd refuses it',
  ),
  'path-too-long': wording('error', '{key}= path has invalid length ({length} bytes), ignoring.'),
  'path-too-long-fatal': wording('error', '{key}= path has invalid length ({length} bytes).'),
  'legacy-var-run': wording(
    'notice',
    '{key}= references a path below legacy directory /var/run/, updating {path} \u2192 {newPath}; please update the unit file accordingly.',
    'write {newPath}',
  ),
  // Names of units in values
  'unit-type-required': wording('warning', 'Unit must be of type {type}, ignoring: {value}', 'name a .{type} unit'),
  'unit-type-not-valid': wording(
    'warning',
    'Unit type not valid, ignoring: {value}',
    'name a unit with its type, such as a.service',
  ),
  'unit-not-loadable': wording('warning', 'Failed to load unit {name}, ignoring: {error}', 'name one unit, such as a.service'),
  'slice-not-assigned': wording(
    'warning',
    'Failed to assign slice {name} to unit {unit}, ignoring: Invalid argument',
    'name a .slice unit',
  ),
  'slice-not-loadable': wording('warning', 'Failed to load slice unit {name}, ignoring: {error}', 'name a slice, such as a.slice'),
  // Old settings
  'obsolete-dependency': wording(
    'warning',
    'Unit dependency type {key}= is obsolete, replacing by {newKey}=, please update your unit file',
    'write {newKey}=',
  ),
  'deprecated-isolate': wording(
    'notice',
    'OnFailureIsolate is deprecated. Please use OnFailureJobMode= instead',
    'write OnFailureJobMode=',
  ),
  'deprecated-key': wording(
    'warning',
    'Unit uses {key}=; please use {newKey}= instead. Support for {key}= will be removed soon.',
    'write {newKey}=',
  ),
  'deprecated-io-key': wording(
    'warning',
    'Unit uses {key}=; please use IO*= settings instead. Support for {key}= will be removed soon.',
  ),
  'removed-option': wording('info', 'Support for option {key}= has been removed and it is ignored', 'remove the line'),
  'obsolete-output': wording(
    'notice',
    'Standard output type {value} is obsolete, automatically updating to {newValue}. Please update your unit file, and consider removing the setting altogether.',
    'write {newValue}, or remove the line',
  ),
  'kill-mode-none': wording(
    'warning',
    "Unit uses KillMode=none. This is unsafe, as it disables systemd's process lifecycle management for the service. Please update the service to use a safer KillMode=, such as 'mixed' or 'control-group'. Support for KillMode=none is deprecated and will eventually be removed.",
    'write KillMode=mixed',
  ),
  // Commands
  'exec-unbalanced-quotes': wording('error', 'Unbalanced quoting, ignoring: "{value}"', 'close the quotes'),
  'exec-unknown-escape': wording('warning', 'Ignoring unknown escape sequences: "{word}"', 'write \\\\ for a backslash'),
  'exec-empty-path': wording('error', "Empty path in command line: '{value}'", 'name the program'),
  'exec-empty-path-ignored': wording('warning', "Empty path in command line, ignoring: '{value}'", 'name the program'),
  'exec-special-characters': wording('error', 'Executable name contains special characters: {path}', 'rename the program'),
  'exec-special-characters-ignored': wording(
    'warning',
    'Executable name contains special characters, ignoring: {path}',
    'rename the program',
  ),
  'exec-directory': wording('error', 'Executable path specifies a directory: {path}', 'name the program in it'),
  'exec-directory-ignored': wording('warning', 'Executable path specifies a directory, ignoring: {path}', 'name the program in it'),
  'exec-not-a-path': wording(
    'error',
    'Neither a valid executable name nor an absolute path: {path}',
    'write the whole path of the program, or its bare name',
  ),
  'exec-not-a-path-ignored': wording(
    'warning',
    'Neither a valid executable name nor an absolute path, ignoring: {path}',
    'write the whole path of the program, or its bare name',
  ),
  'exec-no-argv0': wording(
    'error',
    'Empty executable name or zeroeth argument: {value}',
    '@ wants the name to show as the next word',
  ),
  'exec-no-argv0-ignored': wording(
    'warning',
    'Empty executable name or zeroeth argument, ignoring: {value}',
    '@ wants the name to show as the next word',
  ),
  // Users
  'user-invalid': wording('error', 'Invalid user/group name or numeric ID: {value}', 'here systemd refuses the unit'),
  'user-odd': wording('notice', "Accepting user/group name '{value}', which does not match strict user/group name rules."),
  'user-nobody': wording(
    'notice',
    'Special user {value} configured, this is not safe!',
    'use a user of its own, or DynamicUser=yes',
  ),
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
  // Recorded boots
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
  'integritytab-bad-option': wording(
    'error',
    'Failed to parse option {option}: this line and all after it are lost.',
    'see integritytab(5) for what the option takes',
  ),
  'verity-bad-hash': wording(
    'error',
    'Failed to parse hash: {hash}',
    'roothash= and usrhash= take hexadecimal digits, an even number of them',
  ),
  'verity-incomplete': wording(
    'error',
    'Verity information for {name} incomplete, data or hash device unspecified.',
    'give a hash of 32 digits or more, or name both devices',
  ),
} as const satisfies Record<string, Wording>;

/** What the words of a finding are made of. */
interface Worded {
  readonly code: DiagnosticCode;
  readonly values: Readonly<Record<string, string>>;
}

/** The identity of a diagnostic. */
export type DiagnosticCode = keyof typeof MESSAGES;

/** How serious a finding is. */
export function severityOf(finding: Worded): Severity {
  return MESSAGES[finding.code].severity;
}

const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/** The sentence of a finding, without its place. Values are put in as they are: escape them for the place where they are shown. */
export function messageOf(finding: Worded): string {
  return fill(MESSAGES[finding.code].text, finding.values);
}

/** What to do about a finding; null where there is nothing to say. */
export function helpOf(finding: Worded): string | null {
  const found: Wording = MESSAGES[finding.code];
  if (found.help === undefined) return null;
  const text = fill(found.help, finding.values);
  return text === '' || /^\{\w+\}$/.test(text) ? null : text;
}
