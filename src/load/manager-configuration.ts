import { kernelWords, splitKernelCommandLine } from './generators/kernel-command-line.js';
import { nearestWord } from '../base/edit-distance.js';
import { compareBytes } from '../base/compare.js';
import { USEC_INFINITY, USEC_PER_SEC, type Usec } from '../base/usec.js';
import type { FindingSink } from '../diagnostic/finding.js';
import type { DiagnosticCode } from '../diagnostic/message.js';
import { keyHint } from '../diagnostic/hint.js';
import type { FileSystem } from '../host/file-system.js';
import { parseBoolean } from '../parse/boolean.js';
import { parseInteger } from '../parse/number.js';
import { parseTimeSpan } from '../parse/time-span.js';
import { parseUnitFile, placeInValue, type Assignment } from '../parse/unit-file.js';

/** The settings of the manager that unit settings default to. Spans are microseconds. */
export interface ManagerConfiguration {
  readonly defaultTimeoutStartUsec: Usec;
  readonly defaultTimeoutStopUsec: Usec;
  /** null: as the stop timeout. */
  readonly defaultTimeoutAbortUsec: Usec | null;
  readonly defaultRestartUsec: Usec;
  readonly defaultStartLimitIntervalUsec: Usec;
  readonly defaultStartLimitBurst: number;
  readonly defaultTimerAccuracyUsec: Usec;
  readonly defaultDeviceTimeoutUsec: Usec;
  readonly defaultStandardOutput: string;
  readonly defaultStandardError: string;
  readonly defaultOomPolicy: string;
  /** How units are called in messages: `description`, `name` or `combined`. */
  readonly statusUnitFormat: string;
  /** Sent to PID 1 when Ctrl-Alt-Del is pressed more than seven times in two seconds. */
  readonly ctrlAltDelBurstAction: string;
  /** Is a service ended that does not say in time that it is alive? */
  readonly serviceWatchdogs: boolean;
}

/** What counts where no file says otherwise. @systemd man systemd-system.conf(5) */
export const DEFAULT_MANAGER_CONFIGURATION: ManagerConfiguration = {
  defaultTimeoutStartUsec: 90 * USEC_PER_SEC,
  defaultTimeoutStopUsec: 90 * USEC_PER_SEC,
  defaultTimeoutAbortUsec: null,
  defaultRestartUsec: 100_000,
  defaultStartLimitIntervalUsec: 10 * USEC_PER_SEC,
  defaultStartLimitBurst: 5,
  defaultTimerAccuracyUsec: 60 * USEC_PER_SEC,
  defaultDeviceTimeoutUsec: 90 * USEC_PER_SEC,
  defaultStandardOutput: 'journal',
  defaultStandardError: 'inherit',
  defaultOomPolicy: 'stop',
  statusUnitFormat: 'combined',
  ctrlAltDelBurstAction: 'reboot-force',
  serviceWatchdogs: true,
};

type Field = keyof ManagerConfiguration;

const SPANS: Readonly<Record<string, Field>> = {
  DefaultTimeoutStartSec: 'defaultTimeoutStartUsec',
  DefaultTimeoutStopSec: 'defaultTimeoutStopUsec',
  DefaultRestartSec: 'defaultRestartUsec',
  DefaultStartLimitIntervalSec: 'defaultStartLimitIntervalUsec',
  DefaultStartLimitInterval: 'defaultStartLimitIntervalUsec',
  DefaultTimerAccuracySec: 'defaultTimerAccuracyUsec',
  DefaultDeviceTimeoutSec: 'defaultDeviceTimeoutUsec',
};

const WORDS: Readonly<Record<string, { readonly field: Field; readonly what: string; readonly words: string }>> = {
  DefaultStandardOutput: {
    field: 'defaultStandardOutput',
    what: 'output type',
    words: 'inherit null tty journal journal+console kmsg kmsg+console',
  },
  DefaultStandardError: {
    field: 'defaultStandardError',
    what: 'output type',
    words: 'inherit null tty journal journal+console kmsg kmsg+console',
  },
  DefaultOOMPolicy: { field: 'defaultOomPolicy', what: 'OOM policy', words: 'continue stop kill' },
  StatusUnitFormat: { field: 'statusUnitFormat', what: 'status unit format', words: 'description name combined' },
};

const BOOLEANS = new Set(
  (
    'NoNewPrivileges DefaultCPUAccounting DefaultIOAccounting DefaultIPAccounting DefaultBlockIOAccounting DefaultMemoryAccounting ' +
    'DefaultTasksAccounting CrashShell CrashReboot DumpCore'
  ).split(' '),
);

const OTHER_KEYS = new Set(
  (
    'LogLevel LogTarget LogColor LogLocation LogTime ShowStatus CrashChVT CrashChangeVT CtrlAltDelBurstAction CPUAffinity NUMAPolicy ' +
    'NUMAMask JoinControllers RuntimeWatchdogSec RuntimeWatchdogPreSec RuntimeWatchdogPreGovernor RebootWatchdogSec ' +
    'ShutdownWatchdogSec KExecWatchdogSec WatchdogDevice CapabilityBoundingSet SystemCallArchitectures TimerSlackNSec ' +
    'DefaultTimeoutAbortSec DefaultStartLimitBurst DefaultEnvironment ManagerEnvironment DefaultTasksMax DefaultLimitCPU ' +
    'DefaultLimitFSIZE DefaultLimitDATA DefaultLimitSTACK DefaultLimitCORE DefaultLimitRSS DefaultLimitNOFILE DefaultLimitAS ' +
    'DefaultLimitNPROC DefaultLimitMEMLOCK DefaultLimitLOCKS DefaultLimitSIGPENDING DefaultLimitMSGQUEUE DefaultLimitNICE ' +
    'DefaultLimitRTPRIO DefaultLimitRTTIME DefaultSmackProcessLabel DefaultOOMScoreAdjust'
  ).split(' '),
);

const CONFIGURATION_DIRECTORIES = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'];

/** The file and its drop-ins, in the order of reading. @systemd src/shared/conf-parser.c config_parse_many_nulstr */
function configurationPaths(fileSystem: FileSystem, isUser: boolean): string[] {
  const name = isUser ? 'user.conf' : 'system.conf';
  const found = new Map<string, string>();
  for (const directory of CONFIGURATION_DIRECTORIES) {
    const path = `${directory}/systemd/${name}.d`;
    for (const entry of fileSystem.list(path) ?? []) {
      if (!entry.name.endsWith('.conf') || entry.name.startsWith('.') || found.has(entry.name)) continue;
      found.set(entry.name, `${path}/${entry.name}`);
    }
  }
  const dropIns = [...found.keys()].sort(compareBytes).map((key) => found.get(key) ?? '');
  return [`/etc/systemd/${name}`, ...dropIns];
}

/** Reads one assignment; a wrong value is reported and changes nothing. */
function apply(
  changed: Partial<Record<Field, unknown>>,
  assignment: Pick<Assignment, 'key' | 'value'>,
  report: (code: DiagnosticCode, values: Record<string, string>) => void,
): void {
  const { key, value } = assignment;
  const wrong = (what: string, hint = ''): void => report('wrong-value', { what, value, hint });
  const span = SPANS[key];
  const word = WORDS[key];
  if (span) {
    const usec = parseTimeSpan(value);
    if (usec === null) wrong('sec value', 'write a number and a unit, such as 90s');
    else changed[span] = usec;
  } else if (word) {
    if (word.words.split(' ').includes(value)) changed[word.field] = value;
    else wrong(word.what, `one of ${word.words.replaceAll(' ', ', ')}`);
  } else if (key === 'DefaultTimeoutAbortSec') {
    const usec = value === '' ? null : parseTimeSpan(value);
    if (value !== '' && usec === null) report('wrong-setting', { key, value, hint: 'write a number and a unit, such as 90s' });
    else changed.defaultTimeoutAbortUsec = usec;
  } else if (key === 'DefaultStartLimitBurst') {
    const burst = parseInteger(value, 0, 0xffff_ffff);
    if (typeof burst === 'number') changed.defaultStartLimitBurst = burst;
    else wrong('unsigned value');
  } else if (key === 'CtrlAltDelBurstAction') changed.ctrlAltDelBurstAction = value;
  else if (BOOLEANS.has(key) && parseBoolean(value) === null) wrong('boolean value', 'write yes or no');
}

const isKnownKey = (key: string): boolean => key in SPANS || key in WORDS || BOOLEANS.has(key) || OTHER_KEYS.has(key);

/** What words of the kernel command line set: the same as some keys of the files, and after them. */
const KERNEL_KEYS: Readonly<Record<string, string>> = {
  'systemd.default_standard_output': 'DefaultStandardOutput',
  'systemd.default_standard_error': 'DefaultStandardError',
  'systemd.default_timeout_start_sec': 'DefaultTimeoutStartSec',
  'systemd.status_unit_format': 'StatusUnitFormat',
};

/** @systemd src/core/main.c parse_proc_cmdline_item */
function applyKernelWords(
  changed: Partial<Record<Field, unknown>>,
  kernel: { readonly commandLine: string; readonly isInitrd: boolean },
  sink: FindingSink,
): void {
  for (const { key, value } of kernelWords(splitKernelCommandLine(kernel.commandLine), kernel.isInitrd, false)) {
    const name = key.replaceAll('-', '_');
    const wrong = (): void => sink.add({ code: 'kernel-bad-switch', at: null, values: { key, value: value ?? '' } });
    if (name === 'systemd.service_watchdogs') {
      const isOn = value === null ? true : parseBoolean(value);
      if (isOn === null) wrong();
      else changed.serviceWatchdogs = isOn;
    }
    const known = KERNEL_KEYS[name];
    if (known !== undefined && value !== null) apply(changed, { key: known, value }, wrong);
  }
}

/**
 * The configuration of the manager: `/etc/systemd/system.conf` (or user.conf) and its drop-ins, then the kernel command line.
 *
 * @systemd src/core/main.c parse_config_file, parse_proc_cmdline_item
 */
export function readManagerConfiguration(
  fileSystem: FileSystem,
  isUser: boolean,
  sink: FindingSink,
  kernel: { readonly commandLine: string; readonly isInitrd: boolean } | null = null,
): ManagerConfiguration {
  const changed: Partial<Record<Field, unknown>> = {};
  for (const path of configurationPaths(fileSystem, isUser)) {
    const content = fileSystem.readFile(path);
    if (typeof content === 'string') continue;
    const file = parseUnitFile(content, path, { sections: new Set(['Manager']) });
    for (const problem of file.problems) sink.add(problem);
    for (const assignment of file.assignments) {
      const { key, section } = assignment;
      if (isKnownKey(key)) {
        apply(changed, assignment, (code, values) => sink.add({ code, at: placeInValue(path, assignment, 0), values }));
      } else if (!key.startsWith('X-')) {
        const nearest = nearestWord(key, [...Object.keys(SPANS), ...Object.keys(WORDS), ...BOOLEANS, ...OTHER_KEYS]);
        const hint = keyHint({ nearest, sections: [], version: null });
        sink.add({
          code: 'unknown-key',
          at: { path, line: assignment.line, column: assignment.keyColumn },
          values: { key, section, hint },
        });
      }
    }
  }
  if (kernel !== null && !isUser) applyKernelWords(changed, kernel, sink);
  // Once the way to turn these off, and still one.
  for (const field of ['defaultTimeoutStartUsec', 'defaultTimeoutStopUsec'] as const)
    if (changed[field] === 0) changed[field] = USEC_INFINITY;
  return { ...DEFAULT_MANAGER_CONFIGURATION, ...changed } as ManagerConfiguration;
}
