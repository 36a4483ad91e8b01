import type { Usec } from '../base/usec.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Reason, Unit, UnitGraph } from '../graph/unit.js';
import type { JobSpan } from '../simulate/job.js';
import type { ProgramRule } from '../simulate/world.js';
import { withoutOrder, type GraphEdits } from './late-change.js';
import { jobOf } from './late-run.js';
import { startRules } from './late-scenario.js';
import { leastOf, type LateAnswer } from './late.js';
import type { BootRun } from './boot-run.js';

/** A change whose effect is simulated. `order`: one unit no longer waits for the other. `instant`: a unit's start takes no time. `gone`: as if masked. */
export type LateChange =
  | { readonly kind: 'order'; readonly after: string; readonly before: string; readonly reasons: readonly Reason[] }
  | { readonly kind: 'instant'; readonly unit: string }
  | { readonly kind: 'gone'; readonly unit: string };

/** Why a change may do harm. */
export type LateWarning =
  | { readonly code: 'requires'; readonly unit: string; readonly other: string; readonly kind: DependencyKind }
  | { readonly code: 'mount'; readonly unit: string; readonly other: string }
  | { readonly code: 'socket'; readonly unit: string; readonly other: string }
  | { readonly code: 'network'; readonly unit: string; readonly other: string }
  | { readonly code: 'lost'; readonly units: readonly string[] };

/** What a change would save. */
export interface LateSaving {
  readonly change: LateChange;
  /** By how much earlier the job would end; negative where it would be later. */
  readonly savedUsec: Usec;
  /** When it would end then. */
  readonly finished: Usec;
  readonly warnings: readonly LateWarning[];
}

/** What is simulated: edits of the graph, and rules that go before those of the scenario. */
export interface Trial {
  readonly edits: GraphEdits;
  readonly programs: readonly ProgramRule[];
  readonly devices?: Readonly<Record<string, number | null>>;
}

/** Runs the boot with a trial; the empty one is the boot as it is. */
export type TryOut = (trial: Trial) => BootRun;

const NEEDS: readonly DependencyKind[] = ['Requires', 'BindsTo', 'Requisite'];

/** May a user take these reasons away: are all of them written in a file? */
const isWritten = (reasons: readonly Reason[]): boolean => reasons.every(({ rule }) => rule === 'directive');

function needOf(unit: Unit, other: Unit): DependencyKind | null {
  return NEEDS.find((kind) => unit.dependency(kind, other) !== undefined) ?? null;
}

function orderWarnings(graph: UnitGraph, after: string, before: string): LateWarning[] {
  const [unit, other] = [graph.find(after), graph.find(before)];
  if (unit === undefined || other === undefined) return [];
  const found: LateWarning[] = [];
  const kind = needOf(unit, other);
  if (kind !== null) found.push({ code: 'requires', unit: after, other: before, kind });
  if (other.type === 'mount' || other.type === 'automount') found.push({ code: 'mount', unit: after, other: before });
  if (other.type === 'socket' && other.dependency('Triggers', unit) !== undefined)
    found.push({ code: 'socket', unit: after, other: before });
  if (/^network(?:-online)?\.target$|-wait-online\.service$/.test(before))
    found.push({ code: 'network', unit: after, other: before });
  return found;
}

/** The order by which one waited: at a stop the unit that is ordered after the other goes first. */
const orderOf = (waiter: string, first: string, kind: 'After' | 'Before'): { after: string; before: string } =>
  kind === 'After' ? { after: waiter, before: first } : { after: first, before: waiter };

/** The changes worth a try: each order on the chain that somebody wrote, each unit that took its time, each unit that could be left out. */
export function candidateChanges(graph: UnitGraph, answer: LateAnswer, countMax: number): LateChange[] {
  const changes: LateChange[] = [];
  const least = leastOf(answer.job);
  for (const [i, step] of answer.steps.entries()) {
    const next = answer.steps[i + 1];
    const kind = step.link?.kind;
    const reasons = step.link?.dependency.reasons ?? [];
    if (next !== undefined && (kind === 'After' || kind === 'Before') && isWritten(reasons) && step.waitedUsec >= least)
      changes.push({ kind: 'order', ...orderOf(step.job.unit, next.job.unit, kind), reasons });
    if (step.ownUsec < least) continue;
    changes.push({ kind: 'instant', unit: step.job.unit });
    const own = graph.find(answer.job.unit);
    if (i > 0 && step.unit !== null && own !== undefined && !isNeeded(own, step.unit))
      changes.push({ kind: 'gone', unit: step.job.unit });
  }
  return changes.slice(0, countMax);
}

/** Does a unit, directly or not, require another one? */
function isNeeded(unit: Unit, other: Unit): boolean {
  const seen = new Set<Unit>([unit]);
  const stack = [unit];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at === other) return true;
    for (const kind of NEEDS) {
      for (const next of at.related(kind)) {
        if (seen.has(next)) continue;
        seen.add(next);
        stack.push(next);
      }
    }
  }
  return false;
}

const PULLING: readonly DependencyKind[] = ['Requires', 'BindsTo', 'Wants', 'Upholds'];

/** A unit and what it pulls in, directly or not. */
function pulledInBy(graph: UnitGraph, name: string): Set<string> {
  const first = graph.find(name);
  const seen = new Set<Unit>(first === undefined ? [] : [first]);
  for (const unit of seen) for (const kind of PULLING) for (const other of unit.related(kind)) seen.add(other);
  return new Set([...seen].map(({ id }) => id));
}

/** The edits that a change stands for. */
export function trialOf(graph: UnitGraph, change: LateChange): Trial {
  switch (change.kind) {
    case 'order':
      return { edits: { isWithout: withoutOrder(change.after, change.before) }, programs: [] };
    case 'gone':
      return { edits: { masked: new Set([change.unit]) }, programs: [] };
    case 'instant': {
      const unit = graph.find(change.unit);
      if (unit?.type === 'device') return { edits: {}, programs: [], devices: { [change.unit]: 0 } };
      return { edits: {}, programs: unit === undefined ? [] : startRules(unit, 0, false) };
    }
  }
}

const startedUnits = (run: BootRun): Set<string> =>
  new Set(
    run.ended
      .filter(({ type, result, running }) => type === 'start' && result === 'done' && running !== null)
      .map(({ unit }) => unit),
  );

/**
 * What would have the job end earlier, found by simulating each change; the most saving first.
 *
 * @param tryOut simulates the boot with a change
 * @returns only what saves a hundredth of the time or more. Cost: one simulation for each change, `countMax` at most
 */
export function findSavings(graph: UnitGraph, answer: LateAnswer, isStop: boolean, tryOut: TryOut, countMax = 40): LateSaving[] {
  const base = tryOut({ edits: {}, programs: [] });
  const baseline = jobOf(base, answer.job.unit, isStop);
  if (baseline?.finished == null) return [];
  const started = startedUnits(base);
  const savings: LateSaving[] = [];
  for (const change of candidateChanges(graph, answer, countMax)) {
    const run = tryOut(trialOf(graph, change));
    const job: JobSpan | null = jobOf(run, answer.job.unit, isStop);
    if (job?.finished == null || job.result !== baseline.result) continue;
    const savedUsec = baseline.finished - job.finished;
    if (savedUsec < Math.max(1000, (baseline.finished - base.begunAt) / 100)) continue;
    const now = startedUnits(run);
    const gone = change.kind === 'gone' ? change.unit : null;
    // What only the unit itself asked for goes with it.
    const own = gone === null ? new Set<string>() : pulledInBy(graph, gone);
    const lost = [...started].filter((unit) => !now.has(unit) && !own.has(unit));
    savings.push({
      change,
      savedUsec,
      finished: job.finished,
      warnings: [
        ...(change.kind === 'order' ? orderWarnings(graph, change.after, change.before) : []),
        ...(lost.length > 0 ? [{ code: 'lost', units: lost } as const] : []),
      ],
    });
  }
  return savings.sort((a, b) => b.savedUsec - a.savedUsec);
}
