import { compareBytes } from '../base/compare.js';
import type { RequestTrace } from './trace.js';
import type { Simulation } from './simulation.js';

/** What a run comes to, in the form of the recordings of real boots. */
export interface Recording {
  /** The jobs of the request, `UNIT/TYPE`, sorted. */
  readonly jobs: readonly string[];
  /** What was asked for later, and which jobs came of it. */
  readonly later_jobs: readonly (readonly [string, readonly string[] | 'refused'])[];
  readonly results: Readonly<Record<string, string | readonly string[]>>;
  /** The jobs in the order in which they ended. */
  readonly order: readonly string[];
  /** The lines of the manager's log; `!N ` before those whose priority is not 6. */
  readonly log: readonly string[];
  /** `LOADSTATE ACTIVESTATE SUBSTATE RESULT` of the units at the end. */
  readonly states: Readonly<Record<string, string>>;
}

/** What is left out of a recording. */
export interface RecordingOptions {
  /** Units whose jobs and messages are not shown. */
  readonly hidden?: ReadonlySet<string>;
  /** Units whose states are shown besides those that had a job; null: of all units. */
  readonly shown?: ReadonlySet<string> | null;
}

const PERPETUAL = ['-.slice', 'system.slice', 'init.scope', '-.mount'];
const NOISE = /^(?:Startup finished in |Queued start job for default target|Failed to add a watch for )/;
const UNIT = /[\w@:.\\-]+\.(?:service|socket|target|path|timer|mount|automount|swap|slice|device|scope)/g;
const PIDS = /\b(process|Process|PID) \d+/g;

/** The units that recordings leave out: those of the base and the perpetual ones, but what the scenario has itself or keeps. */
export function hiddenUnits(base: readonly string[], own: readonly string[], kept: readonly string[]): ReadonlySet<string> {
  const hidden = new Set(base);
  for (const name of [...own, ...kept]) hidden.delete(name);
  return new Set([...hidden, ...PERPETUAL]);
}

const keyOf = (job: { readonly unit: string; readonly type: string }): string => `${job.unit}/${job.type}`;
const sorted = (words: readonly string[]): string[] => [...words].sort(compareBytes);

/** The form of the recordings. With `hidden` the process numbers are masked, too. */
export function recordingOf(run: Simulation, options: RecordingOptions = {}): Recording {
  const { hidden = new Set<string>(), shown = null } = options;
  const isShort = options.hidden !== undefined;
  const mask = (text: string): string => (isShort ? text.replace(PIDS, '$1 <PID>') : text);
  const installed = (request: RequestTrace): string[] =>
    request.installed.filter(({ unit }) => !hidden.has(unit)).map((job) => keyOf(job) + (job.merged ? ' (merged)' : ''));
  // Where the target could not be isolated, the same request was made again in another mode.
  const first = run.requests.findIndex((request) => request.error === null && request.unit === run.target);
  const initial = first === -1 ? run.requests[0] : run.requests[first];
  const jobs = initial === undefined || initial.error !== null ? [] : sorted(installed(initial));
  const results = new Map<string, string[]>();
  for (const span of run.ended) {
    if (hidden.has(span.unit)) continue;
    const list = results.get(keyOf(span));
    if (list) list.push(span.result ?? '');
    else results.set(keyOf(span), [span.result ?? '']);
  }
  const isShown = (unit: string): boolean =>
    !hidden.has(unit) &&
    (shown === null || shown.has(unit) || [...results.keys(), ...jobs].some((key) => key.startsWith(`${unit}/`)));
  return {
    jobs,
    later_jobs: run.requests
      .filter((request) => request !== initial && !hidden.has(request.unit))
      .map((request) => [`${keyOf(request)}/${request.mode}`, request.error === null ? sorted(installed(request)) : 'refused']),
    results: Object.fromEntries(
      [...results].sort(([a], [b]) => compareBytes(a, b)).map(([key, list]) => [key, list.length === 1 ? (list[0] ?? '') : list]),
    ),
    order: run.ended.filter(({ unit }) => !hidden.has(unit)).map(keyOf),
    log: run.log
      .filter(
        ({ priority, isSuppressed, text }) =>
          priority <= 6 &&
          !isSuppressed &&
          !(isShort && (NOISE.test(text) || (text.match(UNIT) ?? []).some((name) => hidden.has(name)))),
      )
      .map(({ priority, text }) => (priority === 6 ? mask(text) : `!${String(priority)} ${mask(text)}`)),
    states: Object.fromEntries(
      // Nobody can be asked when the manager is gone.
      (run.isHalted ? [] : run.states)
        .filter(({ unit }) => isShown(unit))
        .map((state) => [
          state.unit,
          [state.loadState, state.activeState, state.subState, state.result].filter((word) => word !== null).join(' '),
        ]),
    ),
  };
}
