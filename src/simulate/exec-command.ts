import type { Unit } from '../graph/unit.js';
import { EXIT_STATUS_NAMES } from '../parse/exit-status.js';
import type { ExecCommand } from '../parse/exec-command.js';

/** A command of a unit, with its place among those of its setting. */
export interface Command {
  /** The key without its section, such as `ExecStartPre`. */
  readonly setting: string;
  readonly index: number;
  /** The program as written, then its arguments as the program gets them, except for environment variables. */
  readonly words: readonly string[];
  readonly ignoresFailure: boolean;
  /** Of a helper of the manager itself: the status with which it ends. Absent: a program. */
  readonly helperStatus?: number;
}

/** The commands of a setting, in order. */
export function commandsOf(unit: Unit, section: string, setting: string): readonly Command[] {
  return unit.settings.all(`${section}.${setting}`).map(({ value }, index) => {
    const { path, argv, flags } = value as ExecCommand;
    const unescape = (word: string): string => (flags.noExpand ? word : word.replaceAll('$$', () => '$'));
    return { setting, index, words: [path, ...argv.slice(1).map(unescape)], ignoresFailure: flags.ignoreFailure };
  });
}

const NAME_OF_STATUS = new Map(Object.entries(EXIT_STATUS_NAMES).map(([name, status]) => [status, name]));

/** How a process ended. `status` is the exit status, or the number of the signal. */
export interface ProcessEnd {
  readonly code: 'exited' | 'killed' | 'dumped';
  readonly status: number;
  /** Such as `SIGTERM`; null where it exited. */
  readonly signal: string | null;
}

/** As the manager writes it: `code=exited, status=1/FAILURE`. */
export function describeEnd(end: ProcessEnd): string {
  const name = end.signal === null ? (NAME_OF_STATUS.get(end.status) ?? 'n/a') : end.signal.replace(/^SIG/, '');
  return `code=${end.code}, status=${String(end.status)}/${name}`;
}

/** Does SuccessExitStatus= or one of its kin name this end? */
export function isListed(unit: Unit, key: string, end: ProcessEnd): boolean {
  return unit.settings.all(key).some(({ value }) => {
    const { statuses, signals } = value as { statuses: readonly number[]; signals: readonly string[] };
    return end.signal === null ? statuses.includes(end.status) : signals.includes(end.signal);
  });
}

const DAEMON_SIGNALS = new Set(['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE']);

/**
 * Is this a clean end? One that left a core dump never is.
 *
 * @param kind for a daemon the usual signals that end one are clean
 * @systemd src/shared/exit-status.c is_clean_exit
 */
export function isClean(unit: Unit, kind: 'daemon' | 'command', end: ProcessEnd): boolean {
  if (end.code === 'exited' && end.status === 0) return true;
  if (end.code === 'killed' && kind === 'daemon' && end.signal !== null && DAEMON_SIGNALS.has(end.signal)) return true;
  return end.code !== 'dumped' && isListed(unit, 'Service.SuccessExitStatus', end);
}
