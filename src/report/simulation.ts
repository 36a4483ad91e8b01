import type { Usec } from '../base/usec.js';
import type { JobSpan } from '../simulate/job.js';
import { BURST_USEC } from '../simulate/machine.js';
import { recordingOf, type Recording, type RecordingOptions } from '../simulate/recording.js';
import type { Assumption, FinalState, Simulation } from '../simulate/simulation.js';
import { visible } from './escape.js';
import { secondsText } from './late.js';
import { fit, type Style } from './style.js';
import { tableText } from './table.js';
import { wrapText } from './wrap.js';

/** A job in the JSON form: times are seconds from the request on; null for what did not come to be. */
export interface TimelineEntry {
  readonly unit: string;
  readonly type: string;
  readonly installed: number;
  readonly runnable: number | null;
  readonly running: number | null;
  readonly finished: number | null;
  readonly result: string | null;
  /** `UNIT/TYPE` of the job that it waited for last. */
  readonly releasedBy: string | null;
}

/** One way in which a run may end. */
export interface OutcomeJson extends Recording {
  readonly timeline: readonly TimelineEntry[];
}

/** The document that `simulate --json` prints. */
export interface SimulationJson {
  readonly schema: 'wantedby-simulation/1';
  readonly outcomes: readonly OutcomeJson[];
  readonly assumptions: readonly Assumption[];
}

const keyOf = (span: JobSpan): string => `${span.unit}/${span.type}`;

/** The jobs of a run in the order in which they were queued. */
export function timelineOf(run: Simulation, hidden: ReadonlySet<string> = new Set()): TimelineEntry[] {
  const seconds = (at: Usec | null): number | null => (at === null ? null : (at - run.requestedAt) / 1_000_000);
  return run.jobs
    .filter(({ unit }) => !hidden.has(unit))
    .map((span) => ({
      unit: span.unit,
      type: span.type,
      installed: seconds(span.installed) ?? 0,
      runnable: seconds(span.runnable),
      running: seconds(span.running),
      finished: seconds(span.finished),
      result: span.result,
      releasedBy: span.releasedBy === null ? null : keyOf(span.releasedBy),
    }));
}

/**
 * The runs as the JSON document; one that comes to the same as an earlier one is left out.
 *
 * @param runs the run by names first
 */
export function simulationJson(runs: readonly Simulation[], options: RecordingOptions = {}): SimulationJson {
  const seen = new Set<string>();
  const outcomes: OutcomeJson[] = [];
  for (const run of runs) {
    const recording = recordingOf(run, options);
    const { jobs, later_jobs, results, states } = recording;
    const key = JSON.stringify([jobs, later_jobs, results, states]);
    if (seen.has(key)) continue;
    seen.add(key);
    outcomes.push({ ...recording, timeline: timelineOf(run, options.hidden) });
  }
  return { schema: 'wantedby-simulation/1', outcomes, assumptions: runs[0]?.assumptions ?? [] };
}

/** The manager's log with times, as a journal of PID 1 would have it: information and worse. */
export function systemdLog(run: Simulation): string {
  return run.log
    .filter(({ priority, isSuppressed }) => priority <= 6 && !isSuppressed)
    .map(({ at, text }) => `[${((at - run.requestedAt) / 1_000_000).toFixed(6).padStart(12)}] systemd[1]: ${visible(text)}`)
    .join('\n');
}

interface Bar {
  readonly span: JobSpan;
  readonly from: Usec;
  readonly to: Usec;
}

const NAME_COLUMNS_MAX = 32;

/** Draws waiting and working of each job on a common scale. */
function bars(run: Simulation, style: Style): string[] {
  const first = firstJobs(run);
  const end = first.reduce(
    (latest, { finished, running, installed }) => Math.max(latest, finished ?? running ?? installed),
    run.requestedAt + 1,
  );
  const shown: Bar[] = first
    .map((span) => ({ span, from: span.installed, to: span.finished ?? end }))
    .sort((a, b) => beginOf(a.span, end) - beginOf(b.span, end) || (a.span.runSequence ?? 0) - (b.span.runSequence ?? 0));
  const nameWidth = Math.min(
    NAME_COLUMNS_MAX,
    shown.reduce((longest, { span }) => Math.max(longest, keyOf(span).length), 0),
  );
  const width = Math.max(10, style.width - nameWidth - 24);
  const column = (at: Usec): number => Math.min(width, Math.floor(((at - run.requestedAt) / (end - run.requestedAt)) * width));
  const [waits, works] = style.isUtf8 ? ['·', '█'] : ['.', '#'];
  return shown.map(({ span, from, to }) => {
    const begin = column(from);
    const running = column(span.running ?? to);
    const stop = Math.max(column(to), running + (span.running === null ? 0 : 1));
    const bar = ' '.repeat(begin) + waits.repeat(Math.max(0, running - begin)) + works.repeat(Math.max(0, stop - running));
    const name = fit(visible(keyOf(span)), nameWidth, style.isUtf8).padEnd(nameWidth);
    const took = span.running === null ? '' : secondsText((span.finished ?? end) - span.running);
    const result = span.result ?? 'waiting';
    const paint = result === 'done' ? style.green : span.result === null ? style.yellow : style.red;
    return `${name} ${bar.slice(0, width + 1).padEnd(width + 1)} ${took.padStart(7)} ${result === 'done' ? '' : paint(result)}`.trimEnd();
  });
}

/** Where a job stands in the chart. That of a device is done without having run; one that could not run stands at the end. */
function beginOf({ running, finished, result }: JobSpan, end: Usec): Usec {
  return running ?? (result === 'done' ? finished : null) ?? end;
}

/** The jobs that belong to the start: those that were queued before no job was left. */
function firstJobs(run: Simulation): JobSpan[] {
  const { startupFinishedAt } = run;
  return startupFinishedAt === null
    ? run.jobs.slice(0, CHART_ROWS_MAX)
    : run.jobs.filter(({ installed }) => installed <= startupFinishedAt);
}

const CHART_ROWS_MAX = 2000;
const LATER_LINES_MAX = 30;

/** What happened when the start was over, a line each; the first ones where there are many. */
function laterLines(run: Simulation, style: Style): string[] {
  const later = run.jobs.filter((span) => run.startupFinishedAt !== null && span.installed > run.startupFinishedAt);
  if (later.length === 0) return [];
  const lines = later.slice(0, LATER_LINES_MAX).map((span) => {
    const result = span.result ?? 'waiting';
    return `  ${secondsText(span.installed - run.requestedAt).padStart(9)}  ${visible(keyOf(span))}${result === 'done' ? '' : `: ${style.red(result)}`}`;
  });
  if (later.length > LATER_LINES_MAX) lines.push(`  ... and ${String(later.length - LATER_LINES_MAX)} more jobs; --json has all`);
  return ['', style.bold('Later'), ...lines];
}

const isTrouble = (state: FinalState): boolean => state.activeState === 'failed' || state.job !== null;

function troubleLines(run: Simulation, style: Style): string[] {
  const lines: string[] = [];
  for (const span of run.ended) {
    if (span.result === null || span.result === 'done' || span.result === 'canceled') continue;
    const by = span.failedBy === null ? '' : `, because ${visible(keyOf(span.failedBy))} ended with ${span.failedBy.result ?? ''}`;
    const at = secondsText((span.finished ?? 0) - run.requestedAt);
    lines.push(wrapText(`${visible(keyOf(span))}: ${style.red(span.result)}${by}`, style.width, `  ${at}  `, 6).join('\n'));
  }
  return lines;
}

const ASSUMED: Readonly<Record<Assumption['kind'], string>> = {
  program: 'programs of which nothing is known: they are ready at once, and end at once where they are expected to end',
  condition: 'conditions that nothing answers: they count as met',
  command: 'commands that are not simulated',
  'random-delay': 'units with a random delay or a random extra time: it is taken to be 0',
  device: 'devices that appear at once',
};

/** What was taken for granted, one line for each kind. */
export function assumptionLines(run: Simulation): string[] {
  const counts = new Map<Assumption['kind'], number>();
  for (const { kind } of run.assumptions) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${String(count)} ${ASSUMED[kind]}`);
}

const CIRCLE_NAMES_MAX = 12;

/** What goes round where things cause each other without end: the jobs that the last moment has more than once. */
function circleLines(run: Simulation, style: Style): string[] {
  const counts = new Map<string, number>();
  for (const span of run.jobs)
    if (span.installed > run.endedAt - BURST_USEC) counts.set(keyOf(span), (counts.get(keyOf(span)) ?? 0) + 1);
  const names = [...counts].filter(([, count]) => count > 1).map(([name]) => visible(name));
  const shown = names.slice(0, CIRCLE_NAMES_MAX).join(', ') + (names.length > CIRCLE_NAMES_MAX ? ', ...' : '');
  const when = secondsText(run.endedAt - run.requestedAt);
  const text = `Things cause each other without end after ${when}, and the run stops there: the manager does not come out of it`;
  return wrapText(names.length === 0 ? `${text}.` : `${text} (${shown}).`, style.width, '', 2).map(style.red);
}

/** When no job was left for the first time since the request; null where that did not come to be. */
function quietAt(run: Simulation): number | null {
  if (run.startupFinishedAt === null || run.startupFinishedAt > run.requestedAt) return run.startupFinishedAt;
  let end = run.requestedAt;
  for (const { installed, finished } of [...run.jobs].sort((a, b) => a.installed - b.installed))
    if (installed <= end) end = Math.max(end, finished ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(end) ? end : null;
}

/** A run for people: who waited and worked when, what went wrong and why, and the state at the end. */
export function simulationText(run: Simulation, style: Style): string {
  const target = run.target === null ? null : run.states.find(({ unit }) => unit === run.target);
  const reached = run.ended.find((span) => span.unit === run.target && span.type === 'start');
  const head =
    run.target === null
      ? style.red('The manager gave up.')
      : reached?.result === 'done'
        ? `${style.bold(visible(run.target))} ${style.green('reached')} after ${secondsText((reached.finished ?? 0) - run.requestedAt)}`
        : `${style.bold(visible(run.target))} ${style.red('not reached')}${reached?.result ? `: ${reached.result}` : target ? `: ${target.activeState}` : ''}`;
  const out = [head];
  if (run.target === null)
    for (const { priority, text } of run.log) if (priority <= 3) out.push(...wrapText(visible(text), style.width, '  ', 4));
  if (run.isEndless) out.push(...circleLines(run, style));
  if (run.isCutOff) {
    const text = `The run is cut off after ${secondsText(run.endedAt - run.requestedAt)} and ${String(run.ended.length)} jobs: things would go on. --duration says how long to look.`;
    out.push(...wrapText(text, style.width, '', 2).map(style.yellow));
  }
  const quiet = quietAt(run);
  if (quiet !== null) out.push(`no job is left after ${secondsText(quiet - run.requestedAt)}`);
  out.push('', ...bars(run, style));
  out.push(...laterLines(run, style));
  const trouble = troubleLines(run, style);
  if (trouble.length > LATER_LINES_MAX)
    trouble.splice(LATER_LINES_MAX, Infinity, `  ... and ${String(trouble.length - LATER_LINES_MAX)} more; --json has all`);
  if (trouble.length > 0) out.push('', style.bold('What went wrong'), ...trouble);
  for (const answer of run.answers) out.push('', ...answer.text.split('\n').map(visible));
  const rest = run.states.filter(isTrouble);
  if (rest.length > 0) {
    const rows = rest.map(({ unit, activeState, subState, result, job }) => [
      `  ${visible(unit)}`,
      activeState,
      subState,
      result ?? '',
      job === null ? '' : `job ${job.type} ${job.running === null ? 'waits' : 'is running'}`,
    ]);
    out.push('', style.bold('At the end'), tableText(rows, style));
  }
  const assumed = assumptionLines(run);
  if (assumed.length > 0)
    out.push('', style.bold('Taken for granted'), ...assumed.flatMap((line) => wrapText(line, style.width, '  ', 4)));
  return out.join('\n');
}
