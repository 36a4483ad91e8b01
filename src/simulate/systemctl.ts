import { parseSignal } from '../parse/signal.js';
import { mangleUnitName } from '../parse/unit-name.js';
import type { JobMode, RequestType } from '../transaction/job-table.js';
import type { RequestError } from '../transaction/transaction-result.js';

/** A systemctl command line that asks the manager for something. */
export type SystemctlCommand =
  | {
      readonly kind: 'job';
      readonly type: RequestType;
      /** The verb as systemctl names it in its errors. */
      readonly verb: string;
      readonly units: readonly string[];
      /** As it was given: the manager refuses one that it does not know. */
      readonly mode: string;
      readonly blocks: boolean;
      /** Is a unit that can be reloaded to be reloaded? */
      readonly reloads: boolean;
      /** Does a pattern stand for inactive units, too? */
      readonly takesAll: boolean;
    }
  | { readonly kind: 'cancel'; readonly jobs: readonly string[] }
  | { readonly kind: 'kill'; readonly units: readonly string[]; readonly signal: string; readonly whom: string }
  | { readonly kind: 'reset-failed'; readonly units: readonly string[] }
  | { readonly kind: 'daemon-reload'; readonly says: { readonly priority: number; readonly text: string } }
  | { readonly kind: 'nothing' };

const JOB_VERBS: Readonly<Record<string, readonly [RequestType, string]>> = {
  start: ['start', 'start'],
  stop: ['stop', 'stop'],
  condstop: ['stop', 'stop'],
  restart: ['restart', 'restart'],
  condrestart: ['try-restart', 'try-restart'],
  'try-restart': ['try-restart', 'try-restart'],
  reload: ['reload', 'reload'],
  'reload-or-restart': ['restart', 'reload-or-restart'],
  'force-reload': ['try-restart', 'reload-or-try-restart'],
  condreload: ['try-restart', 'reload-or-try-restart'],
  'try-reload-or-restart': ['try-restart', 'reload-or-try-restart'],
  'reload-or-try-restart': ['try-restart', 'reload-or-try-restart'],
  isolate: ['start', 'start'],
};
const RELOADING_VERBS = new Set([
  'reload-or-restart',
  'force-reload',
  'condreload',
  'try-reload-or-restart',
  'reload-or-try-restart',
]);
const TARGET_VERBS: Readonly<Record<string, readonly [string, JobMode]>> = {
  default: ['default.target', 'isolate'],
  rescue: ['rescue.target', 'isolate'],
  emergency: ['emergency.target', 'isolate'],
  poweroff: ['poweroff.target', 'replace-irreversibly'],
  reboot: ['reboot.target', 'replace-irreversibly'],
  halt: ['halt.target', 'replace-irreversibly'],
  kexec: ['kexec.target', 'replace-irreversibly'],
  exit: ['exit.target', 'replace-irreversibly'],
};
const VALUED = new Set(['-s', '--signal', '--job-mode', '--kill-who', '--kill-whom', '-t', '--type', '-p', '--property']);

/** A pattern stands for the units that it matches. */
export const GLOB = /[*?[]/;
/** Options from before --job-mode=. */
const OLD_MODES: readonly (readonly [string, JobMode])[] = [
  ['--fail', 'fail'],
  ['--irreversible', 'replace-irreversibly'],
  ['--ignore-dependencies', 'ignore-dependencies'],
];

/**
 * Understands the words of a systemctl command line.
 *
 * @param words without `systemctl` itself
 * @returns null for a verb that is not simulated
 */
export function parseSystemctl(words: readonly string[]): SystemctlCommand | null {
  const options = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--') {
      rest.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith('-')) rest.push(word);
    else if (word.includes('=')) options.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
    else if (VALUED.has(word)) options.set(word, words[++i] ?? '');
    else options.set(word, '');
  }
  const [verb = '', ...names] = rest;
  const units = names.flatMap((name) =>
    GLOB.test(name) ? name : (mangleUnitName(name, verb === 'isolate' ? 'target' : 'service') ?? []),
  );
  const blocks = !options.has('--no-block');
  const mode = options.get('--job-mode') ?? OLD_MODES.find(([flag]) => options.has(flag))?.[1] ?? 'replace';
  const takesAll = options.has('--all') || options.has('-a');
  const job = JOB_VERBS[verb];
  if (job)
    return {
      kind: 'job',
      type: job[0],
      verb: job[1],
      units,
      mode: verb === 'isolate' ? 'isolate' : mode,
      blocks,
      reloads: RELOADING_VERBS.has(verb),
      takesAll,
    };
  const target = TARGET_VERBS[verb];
  if (target)
    return {
      kind: 'job',
      type: 'start',
      verb: 'start',
      units: [target[0]],
      mode: target[1],
      blocks: false,
      reloads: false,
      takesAll,
    };
  switch (verb) {
    case 'cancel':
      return { kind: 'cancel', jobs: names };
    case 'kill':
      return {
        kind: 'kill',
        units,
        signal: parseSignal(options.get('-s') ?? options.get('--signal') ?? 'SIGTERM') ?? 'SIGTERM',
        whom: `${options.get('--kill-whom') ?? options.get('--kill-who') ?? 'all'}${mode === 'fail' ? '-fail' : ''}`,
      };
    case 'reset-failed':
      return { kind: 'reset-failed', units };
    case 'daemon-reload':
      return { kind: 'daemon-reload', says: { priority: 6, text: 'Reloading.' } };
    case 'daemon-reexec':
      return { kind: 'daemon-reload', says: { priority: 5, text: 'Reexecuting.' } };
    case 'status':
    case 'show':
    case 'is-active':
    case 'is-failed':
    case 'list-jobs':
    case 'list-units':
      return { kind: 'nothing' };
    default:
      return null;
  }
}

const WITHOUT_ADVICE = new Set(['NoSuchUnit', 'UnitMasked', 'JobTypeNotApplicable']);
/** What systemctl says when it is to start what a pattern stands for. @systemd src/systemctl/systemctl-start-unit.c verb_start */
export const GLOB_WARNING = `Warning: systemctl start called with a glob pattern.
Hint: unit globs expand to loaded units, so start will usually have no effect.
      Passing --all will also load units which are pulled in by other units.
      See systemctl(1) for more details.`;

const FORGIVING_VERBS = new Set(['try-restart', 'reload-or-try-restart']);

/** What systemctl prints when a request is refused; null for nothing. @systemd src/systemctl/systemctl-start-unit.c start_unit_one */
export function refusalText(verb: string, unit: string, error: RequestError): string | null {
  if (error.name === 'UnitMasked' && FORGIVING_VERBS.has(verb)) return null;
  const text = `Failed to ${verb} ${unit}: ${error.text}`;
  return WITHOUT_ADVICE.has(error.name) ? text : `${text}\nSee system logs and 'systemctl status ${unit}' for details.`;
}
