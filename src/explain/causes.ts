import { USEC_INFINITY, type Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import type { Place } from '../parse/place.js';
import type { JobSpan } from '../simulate/job.js';
import { serviceTypeOf } from '../simulate/types/service-settings.js';
import type { LateAnswer } from './late.js';
import type { BootRun } from './boot-run.js';

/**
 * The likely causes of a late start, or stop, that have a name. Each is a rule of its own.
 *
 * @systemd man systemd.special(7), systemd.service(5), systemd.device(5), systemd.unit(5)
 */
export const CAUSES = {
  'waits-for-network-online': 'it waits for the network to be up, not only for its management to be started',
  'unbounded-oneshot': 'a oneshot service has no time limit: what it runs may hold up the boot for ever',
  'device-timeout': 'a device did not appear within its time limit',
  'mount-timeout': 'a mount ran into its time limit',
  'start-timeout': 'a service did not say that it was ready within its time limit',
  'job-timeout': 'a job ran into its time limit',
  'stop-timeout': 'a service did not end when it was told to, until its time limit was over and it was killed',
  'asked-for-late': 'it was only asked for when the boot was under way',
  'idle-waits': 'a service of Type=idle holds back its programs until nothing else is to be done, 5 s at most',
  'ready-too-early': 'a service of Type=simple counts as started before its program has run: what waits for it may come too early',
  'ordered-after-disabled': 'an order after a unit that nothing starts has no effect',
} as const;

/** The identity of a cause. */
export type CauseId = keyof typeof CAUSES;

/** A likely cause, with what it is concluded from. */
export interface Cause {
  readonly id: CauseId;
  readonly unit: string;
  /** Another unit that it is about; null where there is none. */
  readonly other: string | null;
  /** How long it held up the unit that is asked about; null where that is no matter of time. */
  readonly heldUpUsec: Usec | null;
  /** The line that shows it; null where there is none. */
  readonly at: Place | null;
}

/** Below this a wait is nobody's trouble. */
const NOTABLE_USEC: Usec = 500_000;

interface Context {
  readonly run: BootRun;
  readonly graph: LoadedGraph;
  readonly answer: LateAnswer;
}

type CauseRule = (context: Context) => Cause[];

const isNotable = (usec: Usec): boolean => usec >= NOTABLE_USEC;

function startLimitOf(graph: LoadedGraph, unit: Unit): Usec {
  const byDefault =
    unit.type === 'service' && serviceTypeOf(unit) === 'oneshot' ? USEC_INFINITY : graph.configuration.defaultTimeoutStartUsec;
  const key = unit.type === 'service' ? 'Service.TimeoutStartSec' : unit.type === 'swap' ? 'Swap.TimeoutSec' : 'Mount.TimeoutSec';
  const limit = unit.settings.number(key, byDefault);
  return limit === 0 ? USEC_INFINITY : limit;
}

function stopLimitOf(graph: LoadedGraph, unit: Unit): Usec {
  const limit = unit.settings.number('Service.TimeoutStopSec', graph.configuration.defaultTimeoutStopUsec);
  return limit === 0 ? USEC_INFINITY : limit;
}

const NETWORK_ONLINE = 'network-online.target';

const networkOnline: CauseRule = ({ answer }) =>
  answer.steps.flatMap((step, i): Cause[] => {
    const next = answer.steps[i + 1];
    if (next?.job.unit !== NETWORK_ONLINE || !isNotable(step.waitedUsec)) return [];
    const at = step.link?.dependency.reasons.find((reason) => reason.at !== null)?.at ?? null;
    return [{ id: 'waits-for-network-online', unit: step.job.unit, other: NETWORK_ONLINE, heldUpUsec: step.waitedUsec, at }];
  });

/** Steps that took notably long themselves. */
function longSteps({ answer }: Context): { job: JobSpan; unit: Unit; took: Usec }[] {
  return answer.steps.flatMap((step) =>
    step.unit !== null && isNotable(step.ownUsec) ? [{ job: step.job, unit: step.unit, took: step.ownUsec }] : [],
  );
}

const oneshot: CauseRule = (context) =>
  longSteps(context)
    .filter(({ unit, job }) => job.type === 'start' && unit.type === 'service' && serviceTypeOf(unit) === 'oneshot')
    .filter(({ unit }) => startLimitOf(context.graph, unit) === USEC_INFINITY)
    .map(({ unit, took }) => ({
      id: 'unbounded-oneshot',
      unit: unit.id,
      other: null,
      heldUpUsec: took,
      at: unit.settings.last('Service.Type')?.at ?? null,
    }));

/** A limit is said to be hit when the start failed after at least so long: timers fire late, never early. */
const timeouts: CauseRule = (context) =>
  longSteps(context).flatMap(({ unit, job, took }): Cause[] => {
    const entry = (id: CauseId, key: string): Cause[] => [
      { id, unit: unit.id, other: null, heldUpUsec: took, at: unit.settings.last(key)?.at ?? null },
    ];
    if (job.result === 'timeout')
      return entry(unit.type === 'device' ? 'device-timeout' : 'job-timeout', 'Unit.JobRunningTimeoutSec');
    if (job.result === 'done' || job.type !== 'start' || took < startLimitOf(context.graph, unit)) return [];
    if (unit.type === 'mount' || unit.type === 'swap') return entry('mount-timeout', 'Mount.TimeoutSec');
    return unit.type === 'service' ? entry('start-timeout', 'Service.TimeoutStartSec') : [];
  });

const stopTimeouts: CauseRule = (context) =>
  longSteps(context)
    .filter(({ unit, job }) => job.type === 'stop' && unit.type === 'service')
    .filter(({ unit, took }) => took >= stopLimitOf(context.graph, unit))
    .map(({ unit, took }) => ({
      id: 'stop-timeout',
      unit: unit.id,
      other: null,
      heldUpUsec: took,
      at: unit.settings.last('Service.TimeoutStopSec')?.at ?? null,
    }));

const askedLate: CauseRule = ({ run, answer }) => {
  const root = answer.steps.at(-1)?.job;
  if (root === undefined || !isNotable(root.installed - run.begunAt)) return [];
  return [{ id: 'asked-for-late', unit: root.unit, other: null, heldUpUsec: root.installed - run.begunAt, at: null }];
};

const idle: CauseRule = ({ answer }) =>
  answer.steps.flatMap(({ unit }): Cause[] =>
    unit?.type === 'service' && serviceTypeOf(unit) === 'idle'
      ? [{ id: 'idle-waits', unit: unit.id, other: null, heldUpUsec: null, at: unit.settings.last('Service.Type')?.at ?? null }]
      : [],
  );

/** Orders that somebody wrote in the files of the unit, with the units they name. */
function writtenOrders(answer: LateAnswer, graph: LoadedGraph): { unit: Unit; other: Unit; at: Place | null }[] {
  const unit = graph.find(answer.job.unit);
  if (unit === undefined) return [];
  return unit.dependencies('After').flatMap(({ unit: other, reasons }) => {
    const written = reasons.find(({ rule, setting }) => rule === 'directive' && setting === 'Unit.After');
    return written === undefined ? [] : [{ unit, other, at: written.at }];
  });
}

const tooEarly: CauseRule = ({ answer, graph, run }) =>
  writtenOrders(answer, graph)
    .filter(
      ({ other }) => other.type === 'service' && serviceTypeOf(other) === 'simple' && run.jobs.some((job) => job.unit === other.id),
    )
    .map(({ unit, other, at }) => ({ id: 'ready-too-early', unit: unit.id, other: other.id, heldUpUsec: null, at }));

const noEffect: CauseRule = ({ answer, graph, run }) =>
  writtenOrders(answer, graph)
    .filter(({ other }) => !other.perpetual && other.type !== 'device' && !run.jobs.some((job) => job.unit === other.id))
    // With a conflict the order is about the stop of the other.
    .filter(({ unit, other }) =>
      (['Conflicts', 'ConflictedBy'] as const).every((kind) => unit.dependency(kind, other) === undefined),
    )
    .map(({ unit, other, at }) => ({ id: 'ordered-after-disabled', unit: unit.id, other: other.id, heldUpUsec: null, at }));

/** A shutdown has one that is its own; the others are about starts. */
const STOP_RULES: readonly CauseRule[] = [stopTimeouts];
const RULES: readonly CauseRule[] = [networkOnline, timeouts, oneshot, askedLate, idle, tooEarly, noEffect];

/**
 * Names the likely causes of a late start, or of a late stop.
 *
 * @param isStop is it about a shutdown?
 * @returns those that cost time first, the most first; the others in the order of the rules
 */
export function findCauses(run: BootRun, graph: LoadedGraph, answer: LateAnswer, isStop = false): Cause[] {
  const found = (isStop ? STOP_RULES : RULES).flatMap((each) => each({ run, graph, answer }));
  return found.map((cause, i) => ({ cause, i })).sort((a, b) => (b.cause.heldUpUsec ?? 0) - (a.cause.heldUpUsec ?? 0) || a.i - b.i).map(({ cause }) => cause); // prettier-ignore
}
