import { compareBytes } from '../base/compare.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Unit } from '../graph/unit.js';
import { isDown, isUp } from './active-state.js';
import { jobError } from './applicable.js';
import { fillTransaction, type FilledTransaction } from './build-transaction.js';
import { BY_NAME, replay, type Choices, type Script } from './choices.js';
import type { ManagerState } from './manager-state.js';
import type { Job } from './transaction.js';
import type { Request } from './transaction-result.js';

/** One way of filling a transaction. */
export interface FillVariant {
  readonly script: Script;
  readonly filled: FilledTransaction;
}

/** The ways of filling a transaction that differ. */
export interface FillVariants {
  readonly complete: boolean;
  readonly variants: readonly FillVariant[];
}

const MUST_KINDS: readonly DependencyKind[] = ['Requires', 'BindsTo', 'Requisite'];
const START_KINDS: readonly DependencyKind[] = ['Requires', 'BindsTo', 'Wants', 'Upholds'];
const STARTED_BY: readonly DependencyKind[] = ['RequiredBy', 'BoundBy', 'WantedBy', 'UpheldBy'];
const STOPPED_BY: readonly DependencyKind[] = ['Requires', 'Requisite', 'BindsTo', 'PartOf', 'StopPropagatedFrom'];
/** How many units are put into every order: 5! ways. */
const MOVING_MAX = 5;
const PERMUTATIONS_MAX = 120;
const OPTIONS_MAX = 1024;
/** After so many runs that all came to the same, the search is given up. */
const FRUITLESS_MAX = 32;
/** How many choices wait to be tried, for each run that may be made. */
const WAITING_MAX = 16;

/** Units that follow back from others along kinds of dependency, with these. */
function reachedBack(units: readonly Unit[], kinds: readonly DependencyKind[]): Set<Unit> {
  const reached = new Set(units);
  const stack = [...units];
  for (let unit = stack.pop(); unit !== undefined; unit = stack.pop()) {
    for (const kind of kinds) {
      for (const other of unit.related(kind)) {
        if (reached.has(other)) continue;
        reached.add(other);
        stack.push(other);
      }
    }
  }
  return reached;
}

/** Units whose job may be deleted, so that it makes a difference which other jobs are linked to it; `all` where that is not known. */
export type LinkedUnits = ReadonlySet<Unit> | 'all';

const isLinked = (linked: LinkedUnits, unit: Unit): boolean => linked === 'all' || linked.has(unit);

/**
 * The units whose jobs may go when the jobs of some units may be deleted: what cannot do without them, and where garbage is collected
 * also what they pull in.
 */
export function mayGo(deletable: readonly Unit[], collectsGarbage: boolean): Set<Unit> {
  const gone = reachedBack(deletable, ['RequiredBy', 'BoundBy', 'RequisiteOf', 'ConflictedBy']);
  return collectsGarbage ? reachedBack([...gone], START_KINDS) : gone;
}

/** The units whose start leads to a start or a stop of a unit. */
function startsThatConcern(unit: Unit): Set<Unit> {
  const stopped = reachedBack([unit], STOPPED_BY);
  const stopping = [...stopped].flatMap((other) => [...other.related('Conflicts'), ...other.related('ConflictedBy')]);
  return reachedBack([unit, ...stopping], STARTED_BY);
}

/** Every order of some elements; where there are too many, each element once at the front. */
function permutations<T>(elements: readonly T[], max: number): T[][] {
  let count = 1;
  for (let n = 2; n <= elements.length && count <= max; n++) count *= n;
  if (count > max) return elements.map((element) => [element, ...elements.filter((other) => other !== element)]);
  let all: T[][] = [[]];
  for (const element of elements) {
    all = all.flatMap((list) =>
      Array.from({ length: list.length + 1 }, (_, i) => [...list.slice(0, i), element, ...list.slice(i)]),
    );
  }
  return all;
}

/**
 * What in the order of walks makes a difference while jobs are added: only where a required unit cannot be started. What was added
 * before the error stays, so it depends on what was met before; and a unit that failed once is found present the second time.
 */
class FillOrder {
  /** Units whose start fails, at least in some order. */
  readonly fragile: ReadonlySet<Unit>;
  /** Those of them that leave a job behind, with all units whose start can lead to theirs. */
  readonly #leadsTo: readonly ReadonlySet<Unit>[];
  readonly #leading: ReadonlySet<Unit>;
  readonly #sure: ReadonlySet<Unit>;
  readonly #state: ManagerState;

  /** `several`: units for which it makes a difference whether their start or their stop is added last. */
  constructor(state: ManagerState, anchor: Unit, several: readonly Unit[]) {
    this.#state = state;
    const failing = [...state.units()].filter((unit) => jobError('start', unit) !== null);
    const requirers = failing.flatMap((unit) => [...unit.related('RequisiteOf'), unit]);
    this.fragile = reachedBack(requirers, ['RequiredBy', 'BoundBy']);
    const leaving = [...this.fragile].filter((unit) => jobError('start', unit) === null);
    this.#leadsTo = [...leaving.map((unit) => reachedBack([unit], STARTED_BY)), ...several.map(startsThatConcern)];
    this.#leading = new Set(this.#leadsTo.flatMap((set) => [...set]));
    this.#sure = this.#reachedSurely(anchor);
  }

  /** Units that are started whatever the order: every way to them is through units whose start does not fail. */
  #reachedSurely(anchor: Unit): Set<Unit> {
    const sure = new Set([anchor]);
    const stack = [anchor];
    for (let unit = stack.pop(); unit !== undefined; unit = stack.pop()) {
      if (this.fragile.has(unit)) continue;
      for (const other of START_KINDS.flatMap((kind) => unit?.related(kind) ?? [])) {
        if (sure.has(other)) continue;
        sure.add(other);
        stack.push(other);
      }
    }
    return sure;
  }

  /**
   * Is all that the start of a unit adds there already? Its jobs have nothing to do and are dropped.
   */
  #isIdle(unit: Unit): boolean {
    const seen = new Set([unit]);
    const stack = [unit];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const current = at;
      if (!isUp(this.#state.activeState(current)) || this.#state.job(current)) return false;
      if (['Conflicts', 'ConflictedBy', 'Requisite'].some((kind) => current.related(kind as DependencyKind).length > 0))
        return false;
      for (const other of START_KINDS.flatMap((kind) => current.related(kind))) {
        if (seen.has(other)) continue;
        seen.add(other);
        stack.push(other);
      }
    }
    return true;
  }

  /** Those of a group that lead to the same as another one of it. */
  #interfering(units: readonly Unit[]): Set<Unit> {
    const group = new Set(units);
    const found = new Set<Unit>();
    for (const set of this.#leadsTo) {
      const [few, many] = set.size < group.size ? [set, group] : [group, set];
      const both = [...few].filter((unit) => many.has(unit));
      if (both.length > 1) for (const unit of both) found.add(unit);
    }
    return found;
  }

  /**
   * The orders of a group that differ, each as the units that come first. `null` when there is one alone.
   *
   * @param linked units for which it makes a difference whether this one is linked to them, though they are started anyhow
   */
  options(
    kind: DependencyKind,
    units: readonly Unit[],
    linked: LinkedUnits,
  ): { orders: readonly (readonly Unit[])[]; complete: boolean } | null {
    const must = MUST_KINDS.includes(kind);
    const fails = (unit: Unit): boolean =>
      kind === 'Requisite' ? jobError('verify-active', unit) !== null : this.fragile.has(unit);
    const mayFail = must && units.some(fails);
    const interfering = this.#interfering(units);
    const moves = (unit: Unit): boolean => (mayFail && fails(unit)) || interfering.has(unit);
    const moving = units.filter(moves);
    const toggled = mayFail
      ? units.filter((unit) => !moves(unit) && (isLinked(linked, unit) || !this.#sure.has(unit)) && !this.#isIdle(unit))
      : [];
    if (moving.length < 2 && toggled.length === 0) return null;
    const orders = permutations(moving, PERMUTATIONS_MAX);
    const result: Unit[][] = [];
    const subsets = 2 ** Math.min(toggled.length, 20);
    let complete = moving.length <= MOVING_MAX && toggled.length <= 20;
    for (let subset = 0; subset < subsets; subset++) {
      const before = toggled.filter((_, i) => (subset & (1 << i)) !== 0);
      for (const order of orders) result.push([...before, ...order]);
      if (result.length > OPTIONS_MAX) {
        complete = false;
        break;
      }
    }
    return { orders: result, complete };
  }

  /** Can the start of one of these fail or lead to one that does? */
  concerns(units: readonly Unit[]): boolean {
    return units.some((unit) => this.fragile.has(unit) || this.#leading.has(unit));
  }
}

/** The units that isolating stops or keeps, as the walk over all units has it. */
function isolateOptions(state: ManagerState): Unit[][] | null {
  const isUp = (unit: Unit): boolean => !isDown(state.activeState(unit)) || state.job(unit) !== undefined;
  const doubtful = [...state.units()].filter(
    (unit) =>
      !unit.ignoreOnIsolate &&
      isUp(unit) &&
      unit.related('TriggeredBy').some((trigger) => !trigger.ignoreOnIsolate && isUp(trigger)),
  );
  if (doubtful.length === 0) return null;
  const triggers = doubtful.flatMap((unit) => unit.related('TriggeredBy'));
  const result: Unit[][] = [];
  for (let subset = 0; subset < 2 ** Math.min(doubtful.length, 12); subset++) {
    result.push([...doubtful.filter((_, i) => (subset & (1 << i)) !== 0), ...triggers]);
  }
  return result;
}

/** A text that is the same for transactions with the same jobs (and links to some units) in them. */
function signatureOf({ transaction }: FilledTransaction, linked: LinkedUnits): string {
  const linksOf = (job: Job): string[] => [...job.neededBy].map((link) => `${link.subject?.unit.id ?? ''} ${String(link.matters)}`);
  const jobText = (job: Job): string =>
    isLinked(linked, job.unit) ? `${job.type}<${linksOf(job).sort(compareBytes).join()}` : job.type;
  const units = [...transaction.jobs].map(([unit, jobs]) => `${unit.id}:${jobs.map(jobText).join('/')}`);
  return units.sort(compareBytes).join(' ');
}

/** Which ways of filling are looked for. */
export interface FillSearch {
  /** Units whose links are told apart; for others only ways that have different jobs are wanted. */
  readonly linked: LinkedUnits;
  /** Units for which it makes a difference which of their jobs is the newest. */
  readonly several: readonly Unit[];
  /** How many runs to make at most. */
  readonly variantsMax: number;
}

/** Finds the ways in which filling can go. */
export function fillVariants(state: ManagerState, request: Request, search: FillSearch): FillVariants {
  const { linked, several, variantsMax } = search;
  const order = new FillOrder(state, request.unit, several);
  const isolate = request.mode === 'isolate' ? isolateOptions(state) : null;
  if (order.fragile.size === 0 && several.length === 0 && !isolate)
    return { complete: true, variants: [{ script: {}, filled: fillTransaction(state, request, BY_NAME) }] };
  const variants: FillVariant[] = [];
  const seen = new Set<string>();
  const tapes: number[][] = [[]];
  let complete = true;
  let runs = 0;
  for (let tape = tapes.pop(); tape !== undefined; tape = tapes.pop()) {
    if (++runs > variantsMax || (runs > FRUITLESS_MAX && variants.length === 1)) {
      complete = false;
      break;
    }
    const script: {
      related: Record<string, readonly string[]>;
      kinds: Record<string, DependencyKind[]>;
      loaded?: readonly string[];
    } = {
      related: {},
      kinds: {},
    };
    let at = 0;
    const choose = (options: number): number => {
      const chosen = tape?.[at] ?? 0;
      if (tape && at >= tape.length)
        for (let other = 1; other < options; other++) {
          if (tapes.length >= variantsMax * WAITING_MAX) {
            complete = false;
            break;
          }
          tapes.push([...tape, ...new Array<number>(at - tape.length).fill(0), other]);
        }
      at++;
      return chosen;
    };
    const choices: Choices = {
      kinds(owner, kinds) {
        if (!START_KINDS.some((kind) => kinds.includes(kind)) || !order.concerns(kinds.flatMap((kind) => owner.related(kind))))
          return kinds;
        const chosen = choose(2) === 0 ? [...kinds] : [...kinds].reverse();
        script.kinds[owner.id] = chosen;
        return chosen;
      },
      related(owner, kind) {
        const units = owner.related(kind);
        const matters = START_KINDS.includes(kind) || kind === 'Requisite';
        const options = matters && order.concerns(units) ? order.options(kind, units, linked) : null;
        if (!options) return units;
        if (!options.complete) complete = false;
        const first = options.orders[choose(options.orders.length)] ?? [];
        script.related[`${owner.id} ${kind}`] = first.map((unit) => unit.id);
        return [...first, ...units.filter((unit) => !first.includes(unit))];
      },
      loaded(units) {
        const first = isolate?.[choose(isolate.length)];
        if (!first) return units;
        script.loaded = first.map((unit) => unit.id);
        return [...first, ...units.filter((unit) => !first.includes(unit))];
      },
      jobTable: () => BY_NAME.jobTable(),
    };
    const filled = fillTransaction(state, request, choices);
    const key = filled.error ? filled.error.text : signatureOf(filled, linked);
    if (seen.has(key)) continue;
    seen.add(key);
    variants.push({ script, filled: fillTransaction(state, request, replay(script)) });
  }
  return { complete, variants };
}
