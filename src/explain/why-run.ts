import type { Usec } from '../base/usec.js';
import type { UnitGraph } from '../graph/unit.js';
import type { MeasuredBoot } from '../measure/measured-boot.js';
import type { Condition } from '../parse/condition.js';
import type { Place } from '../parse/place.js';
import type { JobSpan } from '../simulate/job.js';
import type { Simulation } from '../simulate/simulation.js';
import type { DropReason, PullIn } from '../transaction/transaction-result.js';
import { orderLink, requirementLink, type JobLink } from './late.js';
import type { BootRun } from './boot-run.js';

/** Something that became of a unit in a run, with its time (counted as the run counts). */
export type Fate =
  | {
      readonly code: 'dropped';
      readonly at: Usec;
      readonly type: string;
      readonly reason: DropReason;
      readonly because: string | null;
    }
  | { readonly code: 'started'; readonly at: Usec; readonly job: JobSpan; readonly link: JobLink | null }
  | {
      readonly code: 'skipped';
      readonly at: Usec;
      readonly conditions: readonly string[];
      readonly isSure: boolean;
      /** The line of the condition; null where it is not known which it was. */
      readonly place: Place | null;
    }
  | {
      readonly code: 'refused';
      readonly at: Usec;
      readonly result: string;
      readonly by: string | null;
      readonly requirement: JobLink | null;
    }
  | { readonly code: 'failed'; readonly at: Usec; readonly result: string; readonly log: readonly string[] }
  | {
      readonly code: 'stopped';
      readonly at: Usec;
      readonly result: string;
      readonly kind: PullIn['kind'];
      readonly by: string | null;
    }
  | { readonly code: 'restarted'; readonly at: Usec | null; readonly count: number }
  | { readonly code: 'waits'; readonly at: Usec; readonly type: string; readonly isRunning: boolean };

/** What a run is known by besides its jobs. */
export interface RunSource {
  readonly simulation: Simulation | null;
  readonly measured: MeasuredBoot | null;
}

const SKIPPED = /was skipped because of an unmet condition check \((.*)\)\.$/;
const RESTART = /Scheduled restart job, restart counter is at (\d+)\.$/;
const TELLING = /(?:exited, code=|Failed with result|operation timed out|Start request repeated|Watchdog timeout|Bound to unit)/;

/** The conditions of a unit as they are written, with their lines. */
function conditionsOf(graph: UnitGraph, unit: string): { text: string; at: Place }[] {
  const settings = graph.find(unit)?.settings.all('Unit.Conditions') ?? [];
  return settings.map(({ value, at }) => {
    const { type, trigger, negate, parameter } = value as Condition;
    return { text: `${type}=${trigger ? '|' : ''}${negate ? '!' : ''}${parameter}`, at };
  });
}

/** The unit that is started and has this one in Conflicts=, or is in its. */
function rivalOf(run: BootRun, graph: UnitGraph, unit: string): string | null {
  const own = graph.find(unit);
  const started = new Set(run.jobs.filter(({ type }) => type === 'start').map((job) => job.unit));
  return (
    (['ConflictedBy', 'Conflicts'] as const).flatMap((kind) => own?.related(kind) ?? []).find(({ id }) => started.has(id))?.id ??
    null
  );
}

function skippedFate(graph: UnitGraph, job: JobSpan, source: RunSource): Fate | null {
  const at = job.finished ?? job.installed;
  const line = source.simulation?.log.find((each) => each.unit === job.unit && each.at === at && SKIPPED.test(each.text));
  const known = conditionsOf(graph, job.unit);
  if (line !== undefined) {
    const text = SKIPPED.exec(line.text)?.[1] ?? '';
    return { code: 'skipped', at, conditions: [text], isSure: true, place: known.find((each) => each.text === text)?.at ?? null };
  }
  if (source.measured?.units.get(job.unit)?.conditionResult !== false) return null;
  const isSure = known.length === 1;
  return { code: 'skipped', at, conditions: known.map(({ text }) => text), isSure, place: isSure ? (known[0]?.at ?? null) : null };
}

function startFate(graph: UnitGraph, job: JobSpan, source: RunSource): Fate {
  const at = job.finished ?? job.installed;
  if (job.result === null) return { code: 'waits', at: job.installed, type: job.type, isRunning: job.running !== null };
  if (job.result === 'done') {
    const skipped = skippedFate(graph, job, source);
    return skipped ?? { code: 'started', at, job, link: job.releasedBy === null ? null : orderLink(graph, job, job.releasedBy) };
  }
  if (job.result !== 'failed' && job.result !== 'timeout') {
    const by = job.failedBy?.unit ?? null;
    return { code: 'refused', at, result: job.result, by, requirement: by === null ? null : requirementLink(graph, job.unit, by) };
  }
  const from = job.running ?? job.installed;
  const log = (source.simulation?.log ?? []).filter(
    (each) => each.unit === job.unit && each.at >= from && each.at <= at && TELLING.test(each.text),
  );
  const told = source.measured?.units.get(job.unit)?.result;
  return {
    code: 'failed',
    at,
    result: job.result,
    log:
      source.measured === null
        ? log.map(({ text }) => text)
        : told === undefined || told === 'success'
          ? []
          : [`its result is "${told}"`],
  };
}

/** Who had a unit stopped: the job that pulled the stop in. A stop that was asked for by itself while a unit that it is bound to went down follows that. */
function stopFate(graph: UnitGraph, run: BootRun, job: JobSpan): Fate {
  const at = job.finished ?? job.installed;
  const [pull] = job.pulledInBy;
  const entry = { code: 'stopped', at, result: job.result ?? 'not ended' } as const;
  if (pull?.by != null) return { ...entry, kind: pull.kind, by: pull.by.unit.id };
  const unit = graph.find(job.unit);
  const isUnderWay = run.jobs.some(({ unit: other, installed }) => other !== job.unit && installed === job.installed);
  const bound = unit?.related('BindsTo')[0];
  if (!isUnderWay && bound !== undefined) return { ...entry, kind: 'BindsTo', by: bound.id };
  return { ...entry, kind: pull?.kind ?? 'request', by: null };
}

/**
 * What became of a unit in a run, in the order in which it happened: why it started then, failed, was skipped or stopped, was started again,
 * or never ran.
 *
 * @returns empty when the run had no job for it and dropped none
 */
export function fatesOf(run: BootRun, graph: UnitGraph, unit: string, source: RunSource): Fate[] {
  const fates: { at: Usec; fate: Fate }[] = [];
  const add = (fate: Fate): void => void fates.push({ at: fate.at ?? Number.POSITIVE_INFINITY, fate });
  for (const request of source.simulation?.requests ?? []) {
    for (const dropped of request.dropped) {
      if (dropped.unit.id !== unit || dropped.reason === 'redundant' || dropped.reason === 'garbage') continue;
      add({
        code: 'dropped',
        at: request.at,
        type: dropped.type,
        reason: dropped.reason,
        because: dropped.reason === 'conflict' ? rivalOf(run, graph, unit) : (dropped.because?.unit.id ?? null),
      });
    }
  }
  for (const job of run.jobs) {
    if (job.unit !== unit) continue;
    if (job.type === 'start' || job.type === 'verify-active') add(startFate(graph, job, source));
    else if (job.type === 'stop') add(stopFate(graph, run, job));
  }
  for (const line of source.simulation?.log ?? []) {
    const count = line.unit === unit ? RESTART.exec(line.text)?.[1] : undefined;
    if (count !== undefined) add({ code: 'restarted', at: line.at, count: Number(count) });
  }
  const restarts = source.measured?.units.get(unit)?.restartCount ?? 0;
  if (restarts > 0) add({ code: 'restarted', at: null, count: restarts });
  return fates.sort((a, b) => a.at - b.at).map(({ fate }) => fate);
}
