import type { Unit } from '../graph/unit.js';
import { areConflicting, isRedundant, type JobType } from './job-table.js';
import type { Gone, JobNet, NetJob } from './job-net.js';
import type { ManagerState } from './manager-state.js';
import { conflictError, mergedType, resolveJobs } from './merge-jobs.js';
import type { RequestError } from './transaction-result.js';

/** A way in which merging ends: which jobs are gone, or why the request is refused. */
export interface MergeEnding {
  readonly gone: Gone;
  readonly error: RequestError | null;
  /** Which unit was the first whose jobs did not go together, for each walk. */
  readonly firsts: readonly Unit[];
}

interface Conflict {
  readonly unit: Unit;
  readonly loser: number | null;
  readonly types: readonly [JobType, JobType];
  /** What is gone after it is resolved; null when it cannot be. */
  readonly after: Set<number> | null;
  /** The jobs that decide how it is resolved. */
  readonly decides: ReadonlySet<number>;
}

function conflictOf(net: JobNet, state: ManagerState, unit: Unit, gone: Gone): Conflict | null {
  const left = net.left(unit, gone);
  if (left.length < 2) return null;
  const numbers = new Map(left.map((index): [NetJob, number] => [net.job(index), index]));
  const indexOf = (job: NetJob): number => numbers.get(job) ?? -1;
  const resolution = resolveJobs([...numbers.keys()], state, (job) => net.isConflicted(indexOf(job), gone));
  if (!resolution) return null;
  const loser = resolution.loser && indexOf(resolution.loser);
  const blamed = left.flatMap((index) => net.job(index).neededBy.filter((link) => link.conflicts).map((link) => link.to)); // prettier-ignore
  return {
    unit,
    loser,
    types: resolution.types,
    after: loser === null ? null : net.without([loser], gone),
    decides: new Set([...left, ...blamed]),
  };
}

/** Does it make no difference whether this conflict is resolved before or after all others? */
function isApart(conflict: Conflict, others: readonly Conflict[], gone: Gone): boolean {
  const touches = (a: Conflict, b: Conflict): boolean =>
    [...(a.after ?? [])].some((job) => !gone.has(job) && (b.decides.has(job) || (b.after?.has(job) ?? false)));
  return others.every((other) => other === conflict || (!touches(conflict, other) && !touches(other, conflict)));
}

/**
 * Finds the ways in which merging can go when some jobs are gone already.
 *
 * @param endingsMax how many to look for at most
 * @param isOrderKnown are the jobs of each unit in an order in which they can have been added?
 * @returns `complete` false when there may be more
 */
export function exploreMerge(
  net: JobNet,
  state: ManagerState,
  units: readonly Unit[],
  start: Gone,
  endingsMax: number,
  isOrderKnown: boolean,
): { complete: boolean; endings: MergeEnding[] } {
  const endings: MergeEnding[] = [];
  const seen = new Set<string>();
  const stack: MergeEnding[] = [{ gone: start, error: null, firsts: [] }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { gone, firsts } = at;
    const conflicts = units.map((unit) => conflictOf(net, state, unit, gone)).filter((conflict) => conflict !== null);
    const hopeless = conflicts.filter(({ loser }) => loser === null);
    if (hopeless.length > 0) {
      for (const { unit, types } of hopeless) {
        const [a, b] = types;
        // Which of the two types is named first follows from the order in which the jobs were added.
        const ways = isOrderKnown ? ([[a, b]] as const) : ([[a, b], [b, a]] as const); // prettier-ignore
        for (const named of ways) endings.push({ gone, error: conflictError(unit, named), firsts: [...firsts, unit] }); // prettier-ignore
      }
      continue;
    }
    if (conflicts.length === 0) {
      endings.push({ gone, error: null, firsts });
      if (endings.length >= endingsMax) return { complete: stack.length === 0, endings };
      continue;
    }
    const apart = conflicts.find((conflict) => isApart(conflict, conflicts, gone));
    for (const { unit, after } of apart ? [apart] : conflicts) {
      if (!after) continue;
      const key = [...after].sort((a, b) => a - b).join(' ');
      if (seen.has(key)) continue;
      seen.add(key);
      stack.push({ gone: after, error: null, firsts: [...firsts, unit] });
    }
  }
  return { complete: true, endings };
}

/**
 * The jobs that are left at the end, merged, without those that have nothing to do: unit and type.
 */
export function finalJobs(net: JobNet, state: ManagerState, units: readonly Unit[], gone: Gone): { unit: Unit; type: JobType }[] {
  const result: { unit: Unit; type: JobType }[] = [];
  for (const unit of units) {
    const left = net.left(unit, gone).map((index) => net.job(index));
    const first = left[0];
    if (!first) continue;
    const isAnchor = left.some((job) => job.isAnchor);
    const type = left.length === 1 ? first.type : mergedType([...left.filter((j) => j.isAnchor), ...left.filter((j) => !j.isAnchor)], state); // prettier-ignore
    const queued = state.job(unit);
    const contradicts = queued !== undefined && areConflicting(type, queued.type);
    if (isAnchor || contradicts || !isRedundant(type, state.activeState(unit))) result.push({ unit, type });
  }
  return result;
}

/** The jobs that there would be if none had to be deleted: as {@link finalJobs}, and all jobs of units for which they do not go together. */
export function wantedJobs(net: JobNet, state: ManagerState, units: readonly Unit[]): { unit: Unit; type: JobType }[] {
  const none: Gone = new Set();
  const torn = units.filter((unit) => conflictOf(net, state, unit, none) !== null);
  const apart = torn.flatMap((unit) => net.left(unit, none).map((index) => net.job(index)));
  const useful = apart.filter((job) => job.isAnchor || !isRedundant(job.type, state.activeState(job.unit)));
  const whole = new Set(torn);
  return [...finalJobs(net, state, units.filter((unit) => !whole.has(unit)), none), ...useful]; // prettier-ignore
}
