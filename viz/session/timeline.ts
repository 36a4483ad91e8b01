import type { BootRun, JobSpan, LoadedGraph, MeasuredBoot, Simulation } from '../../src/index.js';
import { chainTo, jobOf, slackTo } from '../layout/timeline-chain.js';
import type { Span, Timeline } from '../protocol.js';
import { ASSUMED_MS } from './run-simulation.js';

/** A timeline in which a unit is its place in `units`, which are ids. */
export interface NumberedTimeline {
  readonly units: readonly string[];
  readonly timeline: Timeline;
}

/** What a timeline needs of the units. */
type Units = Pick<LoadedGraph, 'find'>;

const MS = 1000;
const LOG_LINES_MAX = 400;

/** What is known of a job besides its times. */
type Rest = Pick<Span, 'isSkipped' | 'note' | 'activeUntil' | 'isInferred'>;

/** The jobs of a run as spans, with the chain and the slack of the root. */
function spansOf(
  jobs: readonly JobSpan[],
  ended: readonly JobSpan[],
  until: number,
  root: string,
  graph: Units,
  at: (usec: number) => number,
  rest: (job: JobSpan, isLast: boolean) => Rest,
): { units: string[] } & Pick<Timeline, 'spans' | 'chain' | 'end'> {
  const idOf = (name: string): string => graph.find(name)?.id ?? name;
  const done = new Set(ended);
  const list = [...ended, ...jobs.filter((job) => !done.has(job))].filter((job) => job.type !== 'nop' && job.installed <= until);
  const place = new Map(list.map((job, i) => [job, i]));
  const last = new Map(list.map((job) => [job.unit, job]));
  const units = [...new Set(list.map((job) => idOf(job.unit)))];
  const number = new Map(units.map((id, i) => [id, i]));
  const spans = list.map((job): Omit<Span, 'slack'> => {
    const stop = job.finished ?? until;
    // A job waited for its releaser, unless the failure of another ended it. One that was cancelled before it ran ended for neither.
    const before = job.failedBy ?? (job.running === null && job.finished !== null ? null : job.releasedBy);
    return {
      unit: number.get(idOf(job.unit)) ?? -1,
      type: job.type,
      installed: at(job.installed),
      runnable: at(job.running === null ? stop : (job.runnable ?? job.running)),
      running: job.running === null ? null : at(job.running),
      finished: job.finished === null ? null : at(job.finished),
      result: job.result,
      releaser: before === null ? -1 : (place.get(before) ?? -1),
      ...rest(job, last.get(job.unit) === job),
    };
  });
  const after = (unit: number): number[] =>
    (graph.find(units[unit] ?? '')?.related('After') ?? []).flatMap(({ id }) => number.get(id) ?? []);
  const goal = jobOf(spans, number.get(idOf(root)) ?? -1);
  const slack = slackTo(spans, goal, after);
  return {
    units,
    chain: chainTo(spans, goal).map((i) => spans[i]?.unit ?? -1),
    end: spans.reduce((end, span) => Math.max(end, span.finished ?? span.runnable), 0),
    spans: spans.map((span, i) => ({ ...span, slack: slack[i] ?? null })),
  };
}

const isStart = (job: JobSpan): boolean => job.type === 'start' || job.type === 'restart' || job.type === 'verify-active';

/** The timeline of a simulated run: until the start-up is finished. */
export function simulatedTimeline(simulation: Simulation, graph: Units): NumberedTimeline {
  const at = (usec: number): number => (usec - simulation.requestedAt) / MS;
  const until = simulation.startupFinishedAt ?? simulation.endedAt;
  const states = new Map(simulation.states.map((state) => [state.unit, state]));
  const unmet = unmetConditions(simulation);
  const rest = (job: JobSpan, isLast: boolean): Rest => {
    const { finished } = job;
    const state = states.get(job.unit);
    const condition = finished === null ? undefined : unmet.get(`${String(finished)} ${job.unit}`);
    const isSkipped = isStart(job) && job.result === 'done' && condition !== undefined;
    const isFailed = job.result === 'failed' || job.result === 'timeout';
    const failure = isFailed && state && state.result !== job.result ? state.result : null;
    const note = isSkipped ? condition : job.result === 'canceled' ? cancellerOf(simulation, job) : failure;
    const { activeEnter = null, activeExit = null } = state?.times ?? {};
    const isUp = isStart(job) && job.result === 'done' && !isSkipped && isLast && activeEnter !== null && finished !== null;
    const exit = activeExit !== null && activeEnter !== null && activeExit >= activeEnter ? activeExit : null;
    const activeUntil = !isUp ? (finished === null ? null : at(finished)) : exit === null ? null : at(Math.max(exit, finished));
    return { isSkipped, note, activeUntil, isInferred: false };
  };
  const { units, ...spans } = spansOf(simulation.jobs, simulation.ended, until, simulation.target ?? '', graph, at, rest);
  const log = simulation.log.slice(0, LOG_LINES_MAX).map((line) => ({ at: at(line.at), priority: line.priority, text: line.text }));
  return { units, timeline: { ...spans, source: 'simulated', begun: 0, assumptions: assumptionsOf(simulation), log } };
}

/** The request that took a job out of the queue: the one that was made when it ended. */
function cancellerOf({ requests }: Simulation, job: JobSpan): string | null {
  const request = requests.findLast(({ at, error }, i) => at === job.finished && error === null && i !== job.request);
  return request ? `by ${request.unit}/${request.type}` : null;
}

/** The conditions that did not hold, by time and unit: as the log has them. */
function unmetConditions(simulation: Simulation): Map<string, string> {
  const found = new Map<string, string>();
  for (const { at, unit, text } of simulation.log) {
    const match = / was skipped because (?:of an unmet condition check \((.*)\)|no trigger condition checks were met)\.$/s.exec(text); // prettier-ignore
    if (unit !== null && match) found.set(`${String(at)} ${unit}`, match[1] ?? 'no trigger condition was met');
  }
  return found;
}

function assumptionsOf({ assumptions }: Simulation): string[] {
  const programs = new Set(assumptions.filter(({ kind }) => kind === 'program').map(({ unit }) => unit)).size;
  const others = assumptions
    .filter(({ kind }) => kind !== 'program')
    .map(({ kind, unit, what }) => `${kind}: ${unit ?? ''} ${what}`);
  if (programs === 0) return others;
  const who = programs === 1 ? 'One unit runs a program' : `${String(programs)} units run programs`;
  return [`${who} of which nothing is known: each takes ${String(ASSUMED_MS)} ms here.`, ...others];
}

/** The timeline of a boot that was measured elsewhere. Times count from the start of the manager, or from the first jobs where the record does not tell it. */
export function measuredTimeline(run: BootRun, boot: MeasuredBoot, root: string, graph: Units): NumberedTimeline {
  const zero = typeof boot.manager.unitsLoadFinish === 'number' ? 0 : run.begunAt;
  const at = (usec: number): number => (usec - zero) / MS;
  const until = run.finishedAt ?? run.jobs.reduce((end, job) => Math.max(end, job.finished ?? job.installed), run.begunAt);
  const rest = (job: JobSpan, isLast: boolean): Rest => {
    const { finished } = job;
    const unit = boot.units.get(job.unit);
    const isSkipped = isStart(job) && isLast && job.result === 'done' && unit?.conditionResult === false;
    const isFailed = job.result === 'failed' || job.result === 'timeout';
    const { activeEnter, activeExit } = unit?.stamps ?? {};
    const isUp =
      isStart(job) && job.result === 'done' && !isSkipped && isLast && typeof activeEnter === 'number' && finished !== null;
    const exit = typeof activeExit === 'number' && typeof activeEnter === 'number' && activeExit >= activeEnter ? activeExit : null;
    const activeUntil = !isUp ? (finished === null ? null : at(finished)) : exit === null ? null : at(Math.max(exit, finished));
    const sureness = run.sureness(job);
    return {
      isSkipped,
      note: isSkipped ? 'a condition did not hold' : isFailed ? (unit?.result ?? null) : null,
      activeUntil,
      isInferred: sureness === 'inferred' || sureness === 'unknown',
    };
  };
  const { units, ...spans } = spansOf(run.jobs, run.ended, until, root, graph, at, rest);
  return { units, timeline: { ...spans, source: 'measured', begun: at(run.begunAt), assumptions: [], log: [] } };
}
