import type { JobSpan, Simulation } from '../../src/index.js';
import type { ModelIndex } from '../model.js';
import type { BreakClass, BreakEntry, Breaks, EdgeKind, RootOutcome, UnitEntry, WhatIf } from '../protocol.js';

/** How a unit is made to fail. */
export interface Failure {
  /** What is changed for it. */
  readonly whatIfs: readonly WhatIf[];
  /** Does its program fail? */
  readonly isProgram: boolean;
  /** Does it, a device, not appear? */
  readonly isAbsent: boolean;
  /** In words, as the end of "it fails, as". */
  readonly how: string;
}

const WITH_PROGRAM: readonly string[] = ['service', 'mount', 'swap'];
/** The targets in which a boot ends that went wrong. */
const REFUGES: readonly string[] = ['emergency.target', 'rescue.target'];

/** How a unit can be made to fail when it is started, the likeliest first: its program does; where it has none, an assertion of it does not hold. */
export function failuresOf(unit: UnitEntry): Failure[] {
  const none = { whatIfs: [], isProgram: false, isAbsent: false };
  if (unit.type === 'slice' || unit.type === 'scope') return [];
  if (unit.type === 'device') return [{ ...none, isAbsent: true, how: 'it does not appear' }];
  const assertion: WhatIf = { verb: 'edit', unit: unit.id, text: '[Unit]\nAssertPathExists=!/\n' };
  const failures = [{ ...none, whatIfs: [assertion], how: 'it has no program, so an assertion of it does not hold' }];
  if (!WITH_PROGRAM.includes(unit.type)) return failures;
  return [{ ...none, isProgram: true, how: 'its program ends with status 1 at once' }, ...failures];
}

const NO_OUTCOME: RootOutcome = { isReached: false, at: null, result: null };

/** The answer where there is nothing to try. */
export const noBreaks = (unit: number): Breaks => ({
  unit,
  hasJob: false,
  how: null,
  result: null,
  before: NO_OUTCOME,
  after: NO_OUTCOME,
  refuges: [],
  entries: [],
});

/** A run, looked up by unit. */
interface Run {
  readonly starts: ReadonlyMap<number, JobSpan>;
  readonly isUp: (unit: number) => boolean;
}

function readRun(model: ModelIndex, simulation: Simulation): Run {
  const starts = new Map<number, JobSpan>();
  for (const job of simulation.jobs) {
    const unit = model.indexOf(job.unit);
    if (job.type === 'start') starts.set(unit, job);
  }
  const up = new Set(
    simulation.states.filter(({ activeState }) => UP.includes(activeState)).map(({ unit }) => model.indexOf(unit)),
  );
  return { starts, isUp: (unit) => up.has(unit) };
}

const UP: readonly string[] = ['active', 'reloading'];

/** What is other in the run with the failure. null: nothing. */
function differenceOf(before: Run, after: Run, unit: number): 'fails' | 'stops' | 'lost' | 'starts' | null {
  const [one, two] = [before.starts.get(unit), after.starts.get(unit)];
  const wasFine = one !== undefined && one.result === 'done';
  if (wasFine && two === undefined) return 'lost';
  if (wasFine && two !== undefined && two.result !== 'done') return two.result === null ? 'lost' : 'fails';
  if (before.isUp(unit) && !after.isUp(unit)) return 'stops';
  if (!before.isUp(unit) && after.isUp(unit)) return 'starts';
  return one === undefined && two?.result === 'done' ? 'starts' : null;
}

type Tie = readonly [kind: EdgeKind, direction: 'in' | 'out'];

/** By which dependencies a broken unit does this to another. `in`: the other has the dependency on the broken one. */
const TIES: Readonly<Record<BreakClass, readonly Tie[]>> = {
  fails: [['Requires', 'in'], ['BindsTo', 'in'], ['Requisite', 'in'], ['Conflicts', 'in'], ['Conflicts', 'out']],
  race: [['Requires', 'in'], ['BindsTo', 'in'], ['Requisite', 'in']],
  stops: [['BindsTo', 'in'], ['PartOf', 'in'], ['Requires', 'in'], ['PropagatesStopTo', 'out'], ['Conflicts', 'in'], ['Conflicts', 'out']],
  lost: [['Triggers', 'out'], ['OnSuccess', 'out'], ['Wants', 'out'], ['Requires', 'out'], ['Upholds', 'out'], ['Requires', 'in'], ['After', 'in']],
  starts: [['OnFailure', 'out'], ['Requires', 'out'], ['BindsTo', 'out'], ['Wants', 'out'], ['Upholds', 'out'], ['Triggers', 'out']],
  'goes-on': [['Requires', 'in'], ['BindsTo', 'in'], ['Requisite', 'in'], ['Wants', 'in'], ['Upholds', 'in']],
  waits: [['After', 'in']],
}; // prettier-ignore

const REQUIRE = ['Requires', 'BindsTo', 'Requisite'] as const;

/**
 * Who is touched when the start of a unit fails: the difference of two runs, and those that only stand near. A requirement without order is a
 * race, whichever way the run went.
 */
export function breaksOf(model: ModelIndex, unit: number, normal: Simulation, failed: Simulation, how: string): Breaks {
  const before = readRun(model, normal);
  const after = readRun(model, failed);
  const classes = new Map<number, BreakClass>();
  for (const i of model.units.keys()) {
    const difference = i === unit ? null : differenceOf(before, after, i);
    if (difference !== null) classes.set(i, difference);
  }
  addRaces(model, unit, before, after, classes);
  const broken = [unit, ...[...classes].filter(([, name]) => name !== 'starts').map(([i]) => i)];
  for (const name of ['goes-on', 'waits'] as const)
    for (const from of broken)
      for (const [kind, direction] of TIES[name])
        for (const other of model[direction](kind, from))
          if (other !== unit && !classes.has(other) && after.starts.has(other)) classes.set(other, name);
  return {
    unit,
    hasJob: before.starts.has(unit),
    how,
    result: after.starts.get(unit)?.result ?? null,
    before: outcomeOf(model, normal, before),
    after: outcomeOf(model, failed, after),
    refuges: REFUGES.map((name) => model.indexOf(name)).filter((i) => i >= 0 && after.isUp(i) && !before.isUp(i)),
    entries: entriesOf(model, unit, after, classes),
  };
}

/** Requirements without order: they fail or not, as it happens; and so does what is sure to fail with them. What fails in any case is none. */
function addRaces(model: ModelIndex, unit: number, before: Run, after: Run, classes: Map<number, BreakClass>): void {
  const hasFailed = (i: number): boolean => after.starts.get(i)?.result !== 'done' && (i === unit || classes.get(i) === 'fails');
  if (!hasFailed(unit)) return;
  const reached = (from: readonly number[], isOrdered: boolean, may: (i: number) => boolean): Set<number> => {
    const found = new Set(from);
    for (const at of found)
      for (const kind of REQUIRE)
        for (const other of model.in(kind, at)) if (may(other) && (!isOrdered || model.isAfter(other, at))) found.add(other);
    return found;
  };
  const certain = reached([unit], true, hasFailed);
  const isTouched = (i: number): boolean =>
    i !== unit &&
    before.starts.get(i)?.result === 'done' &&
    after.starts.has(i) &&
    !certain.has(i) &&
    (classes.get(i) ?? 'fails') === 'fails' &&
    isStart(after.starts.get(i));
  for (const i of reached([...certain], false, isTouched)) if (!certain.has(i)) classes.set(i, 'race');
}

const isStart = (job: JobSpan | undefined): boolean =>
  job?.result === 'done' || job?.result === 'dependency' || job?.result === 'failed';

function outcomeOf(model: ModelIndex, simulation: Simulation, run: Run): RootOutcome {
  const job = run.starts.get(model.root);
  const at = job?.finished ?? null;
  return {
    isReached: job?.result === 'done',
    at: at === null ? null : (at - simulation.requestedAt) / 1000,
    result: job?.result ?? null,
  };
}

/** Breadth first, so that `via` is the nearest unit that was broken before. */
function entriesOf(model: ModelIndex, unit: number, after: Run, classes: ReadonlyMap<number, BreakClass>): BreakEntry[] {
  const entries = new Map<number, BreakEntry>();
  const add = (other: number, via: number, kind: EdgeKind | null): void => {
    const job = after.starts.get(other);
    entries.set(other, { unit: other, class: classes.get(other) ?? 'waits', via, kind, result: job?.result ?? null });
  };
  const isBreaking = (i: number): boolean => !['goes-on', 'waits'].includes(classes.get(i) ?? 'waits');
  const queue = [unit];
  const spread = (at: number): void => {
    const own = at === unit ? 'fails' : (classes.get(at) ?? 'fails');
    for (const name of Object.keys(TIES) as BreakClass[]) {
      for (const [kind, direction] of TIES[name]) {
        // A unit that comes up breaks others by conflicts alone; what it pulls in comes up with it.
        if ((own === 'starts') !== (kind === 'Conflicts' || (name === 'starts' && kind !== 'OnFailure'))) continue;
        for (const other of model[direction](kind, at)) {
          if (other === unit || classes.get(other) !== name || entries.has(other)) continue;
          const by = after.starts.get(other)?.failedBy?.unit;
          if (by !== undefined && name === 'fails' && model.indexOf(by) !== at && classes.get(model.indexOf(by)) === 'fails')
            continue;
          add(other, at, kind);
          if (isBreaking(other)) queue.push(other);
        }
      }
    }
  };
  let next = 0;
  const drain = (): void => { for (; next < queue.length; next++) spread(queue[next] ?? unit); }; // prettier-ignore
  drain();
  // What no dependency explains is the manager's own doing; what follows from it is explained from there.
  for (const other of classes.keys()) {
    if (entries.has(other) || !isBreaking(other)) continue;
    add(other, unit, null);
    queue.push(other);
    drain();
  }
  for (const other of classes.keys()) if (!entries.has(other)) add(other, unit, null);
  return [...entries.values()].sort((a, b) => a.unit - b.unit);
}
