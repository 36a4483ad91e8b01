import { wording, type Wording } from './wording.js';

/** About a unit as a whole: what it depends on, and why it is not loaded. */
export const LOAD_MESSAGES = {
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
  'dependency-merged-back': wording(
    'warning',
    '{unit}: Dependency {kind}={unit} in {name} is dropped, as {name} is merged into {unit}.',
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
  'fatal-value': wording('notice', '{unit}: the file is not read any further, and the unit is not loaded.', 'mend the line above'),
  'too-many-units': wording(
    'error',
    'More than {limit} units are named, the last is {unit}: no more are loaded.',
    'look for templates that name ever more instances of each other; systemd would go on until memory ends',
  ),
  'several-triggered-units': wording('warning', 'Multiple units to trigger specified, ignoring: {name}', 'the first Unit= counts'),
  'trigger-add-failed': wording(
    'warning',
    'Failed to add trigger on {name}, ignoring: Invalid argument',
    'name one unit, such as a.service',
  ),
  'triggers-itself': wording('warning', 'Units cannot trigger themselves, ignoring: {name}', 'name the unit to start'),
  'bus-name-known': wording('warning', 'Failed to put bus name to hashmap: File exists'),
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
  'job-running-timeout-later': wording(
    'warning',
    '{unit}: JobRunningTimeoutSec= is greater than JobTimeoutSec=, it has no effect.',
    'JobTimeoutSec= ends the job before: shorten JobRunningTimeoutSec=, or remove it',
  ),
  'several-isolate-units': wording(
    'error',
    '{unit}: More than one {kind}= dependencies specified but {kind}JobMode=isolate set. Refusing.',
    'keep one unit, or another job mode',
  ),
} as const satisfies Record<string, Wording>;
