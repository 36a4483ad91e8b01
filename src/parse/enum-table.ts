/** The words of a setting that takes one of a few, and what systemd calls the setting in its messages. */
export interface EnumWords {
  readonly noun: string;
  readonly words: readonly string[];
  /** Is a boolean accepted too? `yes` and `no` stand for it among the words. */
  readonly hasBoolean: boolean;
  /** Does an empty value bring back the default? Else it is wrong. */
  readonly isResettable: boolean;
}

const enumOf = (noun: string, words: string, options = ''): EnumWords => ({
  noun,
  words: words.split(' '),
  hasBoolean: options.includes('boolean'),
  isResettable: options.includes('resettable'),
});

/**
 * Every setting kind with a fixed set of words.
 *
 * @systemd the string tables of src/core and src/shared, as the manual pages list them
 */
export const ENUM_TABLE = {
  collectMode: enumOf('garbage collection mode', 'inactive inactive-or-failed'),
  jobMode: enumOf('job mode', 'fail replace replace-irreversibly isolate flush ignore-dependencies ignore-requirements triggering'),
  serviceType: enumOf('service type', 'simple forking oneshot dbus notify idle exec'),
  exitType: enumOf('service exit type', 'main cgroup'),
  restart: enumOf('service restart specifier', 'no on-success on-failure on-abnormal on-watchdog on-abort always'),
  notifyAccess: enumOf('notify access specifier', 'none main exec all'),
  timeoutFailureMode: enumOf('timeout failure mode', 'terminate abort kill'),
  oomPolicy: enumOf('OOM policy', 'continue stop kill'),
  killMode: enumOf('kill mode specification', 'control-group process mixed none', 'resettable'),
  bindIpv6Only: enumOf('bind IPv6 only value', 'default both ipv6-only yes no', 'boolean'),
  socketProtocol: enumOf('socket protocol', 'udplite sctp'),
  timestamping: enumOf('timestamping precision', 'off us ns usec nsec µs μs', 'boolean'),
  devicePolicy: enumOf('device policy', 'auto closed strict'),
  keyringMode: enumOf('keyring mode', 'inherit private shared'),
  utmpMode: enumOf('utmp mode', 'init login user'),
  protectHome: enumOf('protect home value', 'no yes read-only tmpfs', 'boolean'),
  protectSystem: enumOf('protect system value', 'no yes full strict', 'boolean'),
  protectProc: enumOf('/proc/ protection mode', 'default noaccess invisible ptraceable'),
  procSubset: enumOf('/proc/ subset mode', 'all pid'),
  runtimePreserve: enumOf('runtime directory preserve mode', 'no yes restart', 'boolean'),
  mountFlags: enumOf('mount flag', 'shared slave private', 'resettable'),
  logLevel: enumOf('log level', 'emerg alert crit err warning notice info debug 0 1 2 3 4 5 6 7'),
  logFacility: enumOf(
    'log facility',
    'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp local0 local1 local2 local3 local4 local5 local6 local7',
  ),
  ioClass: enumOf('IO scheduling class', 'none realtime best-effort idle 0 1 2 3', 'resettable'),
  cpuPolicy: enumOf('CPU scheduling policy', 'other batch idle fifo rr', 'resettable'),
} as const satisfies Record<string, EnumWords>;

/** The name of a set of words. */
export type EnumName = keyof typeof ENUM_TABLE;

/** What to do when the unit fails, hits a limit, succeeds. @systemd src/core/emergency-action.c emergency_action_table */
export const EMERGENCY_ACTIONS = [
  'none',
  'reboot',
  'reboot-force',
  'reboot-immediate',
  'poweroff',
  'poweroff-force',
  'poweroff-immediate',
  'exit',
  'exit-force',
] as const;
