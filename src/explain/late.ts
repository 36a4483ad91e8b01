import type { Usec } from '../base/usec.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Dependency, Unit, UnitGraph } from '../graph/unit.js';
import { standsBefore, type JobSpan, type OrderedJob } from '../simulate/job.js';
import type { BootRun, Sureness } from './boot-run.js';

/** What ties two jobs: the entry of `kind` in the table of the unit that waited, or that cannot do without the other. */
export interface JobLink {
  readonly kind: DependencyKind;
  readonly dependency: Dependency;
}

/** One job on the way to the one that is asked about. Spans are microseconds. */
export interface LateStep {
  readonly job: JobSpan;
  readonly unit: Unit | null;
  /** From its installation to when the last job before it had ended. */
  readonly waitedUsec: Usec;
  /** What it took itself: from when it could run to its end. */
  readonly ownUsec: Usec;
  /** How long it waited for something that the record does not tell. */
  readonly unexplainedUsec: Usec;
  /** Why it waited for the next step, or could not do without it; null for the last one, and where the graph has no such tie (any more). */
  readonly link: JobLink | null;
  readonly sureness: Sureness;
}

/** A job that stood beside the chain: a job on it waited for this one too, but not for it last. */
export interface LateSlack {
  readonly unit: string;
  readonly type: string;
  readonly finished: Usec;
  readonly ownUsec: Usec;
  /** The job on the chain that waited for it. */
  readonly waiter: string;
  /** By how much later it could have ended without holding up the job that is asked about. */
  readonly slackUsec: Usec;
}

/** Why a job ended as late as it did. */
export interface LateAnswer {
  readonly job: JobSpan;
  /** From the job that is asked about back to the one that nothing held up. */
  readonly steps: readonly LateStep[];
  /** The step that took longest itself: an index of `steps`. */
  readonly culprit: number;
  readonly slack: readonly LateSlack[];
  /** A job that had begun and not ended at the end of the run, for which the job still waited; null where there is none. */
  readonly openBlocker: JobSpan | null;
}

/** The order that made one job wait for another; null where the graph has none. */
export function orderLink(graph: UnitGraph, waiter: JobSpan, first: JobSpan): JobLink | null {
  const [unit, other] = [graph.find(waiter.unit), graph.find(first.unit)];
  if (unit === undefined || other === undefined) return null;
  // A stop goes before a start whatever the direction; two stops go the other way round.
  const kinds =
    waiter.type === 'stop' || waiter.type === 'restart' ? (['Before', 'After'] as const) : (['After', 'Before'] as const);
  for (const kind of kinds) {
    const dependency = unit.dependency(kind, other);
    if (dependency !== undefined) return { kind, dependency };
  }
  return null;
}

const REQUIREMENTS: readonly DependencyKind[] = ['Requires', 'BindsTo', 'Requisite'];

/** The requirement by which the failure of one unit is that of another; null where the graph has none. */
export function requirementLink(graph: UnitGraph, unit: string, failed: string): JobLink | null {
  const [owner, other] = [graph.find(unit), graph.find(failed)];
  if (owner === undefined || other === undefined) return null;
  for (const kind of REQUIREMENTS) {
    const dependency = owner.dependency(kind, other);
    if (dependency !== undefined) return { kind, dependency };
  }
  return null;
}

function linkOf(graph: UnitGraph, job: JobSpan, next: JobSpan): JobLink | null {
  const required = job.running === null && job.failedBy === next ? requirementLink(graph, job.unit, next.unit) : null;
  return required ?? orderLink(graph, job, next);
}

/** When a job could run: when its releaser had ended, or it was installed. */
export const runnableAt = (job: JobSpan): Usec => job.runnable ?? job.running ?? job.installed;

/** What a job took itself; 0 where it never ran. */
export const ownUsec = (job: JobSpan): Usec => (job.finished === null || job.running === null ? 0 : job.finished - runnableAt(job));

/** What took less than this is of no interest. */
export const leastOf = (job: JobSpan): Usec => Math.max(1000, ((job.finished ?? job.installed) - job.installed) / 200);

/** From when a job could run to when its stamps say that it ran, where the record does not tell why. */
function unexplained(run: BootRun, job: JobSpan): Usec {
  return run.sureness(job) === 'unknown' && job.running !== null ? Math.max(0, job.running - runnableAt(job)) : 0;
}

/** The jobs back from one, each the releaser of the one before; a job that another one ended goes on with that. */
export function releaserChain(job: JobSpan): JobSpan[] {
  const chain: JobSpan[] = [];
  const seen = new Set<JobSpan>();
  for (
    let at: JobSpan | null = job;
    at !== null && !seen.has(at);
    at = at.running === null ? (at.failedBy ?? at.releasedBy) : at.releasedBy
  ) {
    seen.add(at);
    chain.push(at);
  }
  return chain;
}

/** Where a job still waits at the end of the run: a job at work that it waits for, directly or not. */
function openBlocker(run: BootRun, graph: UnitGraph, job: JobSpan): JobSpan | null {
  if (job.running !== null || job.result !== null) return null;
  const open = new Map(run.jobs.filter(({ result, type }) => result === null && type !== 'nop').map((each) => [each.unit, each]));
  const seen = new Set<JobSpan>([job]);
  for (const at of seen) {
    if (at.running !== null) return at;
    for (const direction of ['After', 'Before'] as const) {
      for (const other of graph.find(at.unit)?.related(direction) ?? []) {
        const before = open.get(other.id);
        if (before !== undefined && standsBefore(ordered(before), ordered(at), direction)) seen.add(before);
      }
    }
  }
  return null;
}

const ordered = ({ type }: JobSpan): OrderedJob => ({ type, ignoreOrder: false });

/** For every job that a job waited for, directly or not: by how much later it could have ended. */
function slackOf(run: BootRun, graph: UnitGraph, target: JobSpan): Map<JobSpan, { slack: Usec; waiter: JobSpan }> {
  const byUnit = new Map<string, JobSpan[]>();
  for (const job of run.jobs) {
    const known = byUnit.get(job.unit);
    if (known) known.push(job);
    else byUnit.set(job.unit, [job]);
  }
  const found = new Map<JobSpan, { slack: Usec; waiter: JobSpan }>([[target, { slack: 0, waiter: target }]]);
  // Latest first: every job that waited for one has been looked at before it.
  const queue = [...run.ended].reverse();
  for (const job of queue) {
    const mine = found.get(job);
    if (mine === undefined || job.running === null) continue;
    const unit = graph.find(job.unit);
    if (unit === undefined) continue;
    const start = runnableAt(job);
    const isStop = job.type === 'stop' || job.type === 'restart';
    for (const kind of ['After', 'Before'] as const) {
      for (const other of unit.related(kind)) {
        for (const before of byUnit.get(other.id) ?? []) {
          const goesFirst = kind === 'After' ? !isStop : before.type === 'stop' || before.type === 'restart';
          if (!goesFirst || before === job || before.finished === null || before.finished > start || before.installed > start)
            continue;
          // What ended before this one was even asked for did not hold it up.
          if (before.finished < job.installed) continue;
          const slack = mine.slack + (start - before.finished);
          const known = found.get(before);
          if (known === undefined || slack < known.slack) found.set(before, { slack, waiter: job });
        }
      }
    }
  }
  return found;
}

/**
 * Why a job of a run ended as late as it did: the chain of releasers back from it, what each took, and what stood beside it.
 *
 * @param slackCount how many units beside the chain are named at most, those that would be next first
 */
export function explainLate(run: BootRun, graph: UnitGraph, job: JobSpan, slackCount = 5): LateAnswer {
  const chain = releaserChain(job);
  const steps = chain.map((at, i): LateStep => {
    const next = chain[i + 1];
    return {
      job: at,
      unit: graph.find(at.unit) ?? null,
      waitedUsec: runnableAt(at) - at.installed,
      ownUsec: Math.max(0, ownUsec(at) - unexplained(run, at)),
      unexplainedUsec: unexplained(run, at),
      link: next === undefined ? null : linkOf(graph, at, next),
      sureness: run.sureness(at),
    };
  });
  let culprit = 0;
  for (const [i, step] of steps.entries()) if (step.ownUsec > (steps[culprit]?.ownUsec ?? 0)) culprit = i;
  const onChain = new Set(chain);
  const least = leastOf(job);
  const slack = [...slackOf(run, graph, job)]
    .filter(([each]) => !onChain.has(each) && ownUsec(each) >= least && run.sureness(each) !== 'unknown')
    .map(([each, { slack: slackUsec, waiter }]): LateSlack => ({
      unit: each.unit,
      type: each.type,
      finished: each.finished ?? 0,
      ownUsec: ownUsec(each),
      waiter: waiter.unit,
      slackUsec,
    }))
    .sort((a, b) => a.slackUsec - b.slackUsec || (a.unit < b.unit ? -1 : 1));
  return { job, steps, culprit, slack: slack.slice(0, slackCount), openBlocker: openBlocker(run, graph, job) };
}
