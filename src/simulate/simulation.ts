import { USEC_INFINITY, type Usec } from '../base/usec.js';
import { compareBytes } from '../base/compare.js';
import type { LoadState } from '../load/load-state-table.js';
import type { ActiveState } from '../transaction/active-state.js';
import type { JobSpan } from './job.js';
import type { Machine } from './machine.js';
import type { RequestTrace, StepAnswer, TraceLine } from './trace.js';
import type { UnitTimes } from './unit-runtime.js';

/** A unit at the end of a run. */
export interface FinalState {
  readonly unit: string;
  readonly loadState: LoadState;
  readonly activeState: ActiveState;
  readonly subState: string;
  /** null for the types that have none. */
  readonly result: string | null;
  readonly times: UnitTimes;
  /** The job that it still waits for; null when there is none. */
  readonly job: JobSpan | null;
}

/** What was taken for granted in a run. */
export interface Assumption {
  readonly kind: 'program' | 'condition' | 'command' | 'random-delay' | 'device';
  /** The unit that it is about; null where it is none. */
  readonly unit: string | null;
  /** The command, condition or setting. */
  readonly what: string;
}

/** Everything that happened in a run. Times are microseconds since the start of the manager; the request was at `requestedAt`. */
export interface Simulation {
  /** The unit that was started; null when the manager gave up before. */
  readonly target: string | null;
  readonly requestedAt: Usec;
  /** When the clock stopped. */
  readonly endedAt: Usec;
  /** When no job was left for the first time; null when that did not come to be. */
  readonly startupFinishedAt: Usec | null;
  /** Did the manager give up, or was it ended at once? */
  readonly isHalted: boolean;
  /** Did things cause each other without end? The run stops there; the real manager would run out of stack, or be busy for ever. */
  readonly isEndless: boolean;
  /** Was the run cut off, since things would go on for ever, or for too long? */
  readonly isCutOff: boolean;
  readonly requests: readonly RequestTrace[];
  readonly jobs: readonly JobSpan[];
  /** The jobs that ended, in that order. */
  readonly ended: readonly JobSpan[];
  readonly log: readonly TraceLine[];
  /** The units that the manager knows at the end, by their ids in byte order. */
  readonly states: readonly FinalState[];
  readonly answers: readonly StepAnswer[];
  readonly assumptions: readonly Assumption[];
}

/** Puts together what a run left behind. What was before the request is left out. */
export function describeRun(machine: Machine, target: string | null, unknownCommands: readonly string[]): Simulation {
  const { trace, requestedAt } = machine;
  const from = machine.requestMarks;
  return {
    target,
    requestedAt,
    endedAt: machine.now,
    startupFinishedAt: machine.finishedAt,
    isHalted: machine.isHalted,
    isEndless: machine.isEndless,
    isCutOff: machine.isCutOff,
    requests: trace.requests.slice(from.requests),
    jobs: trace.jobs.slice(from.jobs),
    ended: trace.ended.slice(from.ended),
    log: trace.lines.slice(from.lines),
    states: machine.loadedUnits().map(({ unit, machine: { activeState, subState, result }, times, job }) => ({
      unit: unit.id,
      loadState: unit.loadState,
      activeState,
      subState,
      result,
      times: { ...times },
      job: job?.span ?? null,
    })),
    answers: trace.answers,
    assumptions: assumptionsOf(machine, unknownCommands),
  };
}

function assumptionsOf(machine: Machine, unknownCommands: readonly string[]): Assumption[] {
  const split = (kind: Assumption['kind'], entry: string): Assumption => {
    const space = entry.indexOf(' ');
    return { kind, unit: entry.slice(0, space), what: entry.slice(space + 1) };
  };
  const found: Assumption[] = [
    ...[...machine.processes.assumed].map((entry) => split('program', entry)),
    ...[...machine.conditions.assumed].map((entry) => split('condition', entry)),
    ...unknownCommands.map((what): Assumption => ({ kind: 'command', unit: null, what })),
  ];
  for (const { unit } of machine.ofType('timer')) {
    const delay = unit.settings.number('Timer.RandomizedDelaySec', 0);
    if (delay > 0)
      found.push({ kind: 'random-delay', unit: unit.id, what: unit.settings.last('Timer.RandomizedDelaySec')?.text ?? '' });
  }
  for (const { unit } of machine.ofType('service')) {
    const extra = unit.settings.last('Service.RuntimeRandomizedExtraSec');
    const isUsed = unit.settings.number('Service.RuntimeMaxSec', USEC_INFINITY) !== USEC_INFINITY;
    if (extra && isUsed && extra.value !== 0) found.push({ kind: 'random-delay', unit: unit.id, what: extra.text });
  }
  return found.sort((a, b) => compareBytes(`${a.kind} ${a.unit ?? ''} ${a.what}`, `${b.kind} ${b.unit ?? ''} ${b.what}`));
}
