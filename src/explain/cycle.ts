import { compareBytes } from '../base/compare.js';
import type { Dependency, Reason, Unit, UnitGraph } from '../graph/unit.js';
import { buildTransaction, fillTransaction, reduceTransaction } from '../transaction/build-transaction.js';
import { BY_NAME } from '../transaction/choices.js';
import { JobNet } from '../transaction/job-net.js';
import { ORDER_DIRECTIONS } from '../transaction/job-order.js';
import type { JobType } from '../transaction/job-table.js';
import type { ManagerState } from '../transaction/manager-state.js';
import { OrderNet } from '../transaction/order-net.js';
import type { OutcomeSet } from '../transaction/outcome-set.js';
import { outcomes, type OutcomeLimits } from '../transaction/outcomes.js';
import { collectGarbage } from '../transaction/reduce.js';
import { cyclicComponents } from '../transaction/strong-components.js';
import type { Request } from '../transaction/transaction-result.js';

/** One step of a cycle: the job of `first` has to run before that of `second`. */
export interface CycleEdge {
  readonly first: Unit;
  readonly firstType: JobType;
  readonly second: Unit;
  readonly secondType: JobType;
  /** The ordering dependencies that say so, in the table of `first`; more than one where both directions are configured for stops. */
  readonly dependencies: readonly { readonly kind: 'Before' | 'After'; readonly dependency: Dependency }[];
  readonly reasons: readonly Reason[];
}

/** A cycle: each edge ends where the next one begins. It begins with the unit that is first in byte order. */
export type Cycle = readonly CycleEdge[];

/** What is lost in one outcome of the cycles of a group. */
export interface CycleLoss {
  /** The units that are deleted to break the cycles, in byte order. */
  readonly victims: readonly string[];
  /** All jobs that do not come up because of that, as `UNIT/TYPE` in byte order, the victims among them. */
  readonly lost: readonly string[];
  /** Jobs that run without waiting for a victim, as they should: `UNIT/TYPE` and the victim. */
  readonly unordered: readonly { readonly job: string; readonly of: string }[];
  /** The share of seeds that came to it; null where none were tried. */
  readonly likelihood: number | null;
  /** It needs a deletion that happens to move another job in systemd's table: very rare, if it happens at all. */
  readonly isRare: boolean;
}

/** Jobs that form cycles with each other. */
export interface CycleGroup {
  /** In byte order. */
  readonly units: readonly Unit[];
  /** The shortest cycle through each edge, each once, the shortest first. */
  readonly cycles: readonly Cycle[];
  /** Are there more cycles than are listed? */
  readonly isCut: boolean;
  readonly edges: readonly CycleEdge[];
  /** Every job of a cycle is needed: the request is refused. */
  readonly isFatal: boolean;
  /** What may be lost; empty where fatal, and for latent cycles. */
  readonly losses: readonly CycleLoss[];
  readonly lossesComplete: boolean;
}

/** The cycles of a request. */
export interface CycleAnswer {
  readonly groups: readonly CycleGroup[];
  /** null for latent cycles. */
  readonly outcomes: OutcomeSet | null;
}

/** How many cycles of a group are listed. */
const CYCLES_MAX = 50;
/** How much work is spent on finding the shortest cycle through every edge; beyond it, those through edges that no cycle found so far has. */
const SEARCH_MAX = 4_000_000;

/** The shortest way from one node to another; null when there is none. */
function shortestPath(
  from: number,
  to: number,
  adjacency: readonly (readonly number[])[],
  among: ReadonlySet<number>,
): number[] | null {
  const previous = new Map<number, number>([[from, -1]]);
  const queue = [from];
  for (const at of queue) {
    if (at === to) {
      const path: number[] = [];
      for (let node = to; node !== -1; node = previous.get(node) ?? -1) path.push(node);
      return path.reverse();
    }
    for (const next of adjacency[at] ?? []) {
      if (previous.has(next) || !among.has(next)) continue;
      previous.set(next, at);
      queue.push(next);
    }
  }
  return null;
}

/** The order of the jobs of a net, with words. */
class Described {
  readonly #order: OrderNet;
  readonly adjacency: readonly (readonly number[])[];
  readonly #idOf: (node: number) => string;

  constructor(order: OrderNet) {
    this.#order = order;
    this.#idOf = (node) => order.node(node).unit.id;
    this.adjacency = order
      .adjacency(new Set())
      .map((list) => [...new Set(list)].sort((a, b) => compareBytes(this.#idOf(a), this.#idOf(b))));
  }

  /** The edge between two nodes. */
  edge(from: number, to: number): CycleEdge {
    const first = this.#order.node(from).unit;
    const second = this.#order.node(to).unit;
    const dependencies = ORDER_DIRECTIONS.flatMap((kind, direction) => {
      const dependency = first.dependency(kind, second);
      return dependency && this.#order.laterNow(from, direction as 0 | 1, new Set()).includes(to) ? [{ kind, dependency }] : [];
    });
    return {
      first,
      firstType: this.#order.jobAt(from, new Set())?.type ?? 'start',
      second,
      secondType: this.#order.jobAt(to, new Set())?.type ?? 'start',
      dependencies,
      reasons: dependencies.flatMap(({ dependency }) => dependency.reasons),
    };
  }
}

/**
 * The shortest cycle through each edge of a component.
 *
 * @param edgeOf the edge between two nodes
 */
function describeCycles(
  component: readonly number[],
  adjacency: readonly (readonly number[])[],
  idOf: (node: number) => string,
  edgeOf: (from: number, to: number) => CycleEdge,
): Pick<CycleGroup, 'cycles' | 'isCut' | 'edges'> {
  const among = new Set(component);
  const nodes = [...component].sort((a, b) => compareBytes(idOf(a), idOf(b)));
  const pairs = nodes.flatMap((from) => (adjacency[from] ?? []).filter((to) => among.has(to)).map((to) => [from, to] as const));
  const isThorough = pairs.length * pairs.length <= SEARCH_MAX;
  const found = new Map<string, readonly number[]>();
  const covered = new Set<string>();
  let isCut = false;
  for (const [from, to] of pairs) {
    if (!isThorough && covered.has(`${String(from)} ${String(to)}`)) continue;
    const path = shortestPath(to, from, adjacency, among);
    if (!path) continue;
    const start = path.reduce((best, node, i) => (compareBytes(idOf(node), idOf(path[best] ?? node)) < 0 ? i : best), 0);
    const cycle = [...path.slice(start), ...path.slice(0, start)];
    for (const [i, node] of cycle.entries()) covered.add(`${String(node)} ${String(cycle[(i + 1) % cycle.length])}`);
    if (found.size < CYCLES_MAX) found.set(cycle.join(' '), cycle);
    else if (!found.has(cycle.join(' '))) isCut = true;
    if (isCut && !isThorough) break;
  }
  const cycles = [...found.values()].sort((a, b) => a.length - b.length);
  return {
    cycles: cycles.map((cycle) => cycle.map((node, i) => edgeOf(node, cycle[(i + 1) % cycle.length] ?? node))),
    isCut,
    edges: pairs.map(([from, to]) => edgeOf(from, to)),
  };
}

function lossesOf(
  group: { units: readonly Unit[] },
  set: OutcomeSet,
  all: ReadonlySet<string>,
  laterThan: (id: string) => readonly string[],
): Pick<CycleGroup, 'losses' | 'lossesComplete'> {
  const ids = new Set(group.units.map((unit) => unit.id));
  const part = set.cyclic.find((jobs) => jobs.units.some((id) => ids.has(id)));
  const losses = new Map<string, CycleLoss>();
  for (const outcome of set.outcomes) {
    const victims = outcome.victims.filter((id) => ids.has(id));
    if (victims.length === 0) continue;
    const key = victims.join(' ');
    const kept = new Set(outcome.jobs);
    const before = losses.get(key);
    const lost = [...all].filter((job) => !kept.has(job) && (!before || before.lost.includes(job))).sort(compareBytes);
    const unordered = victims.flatMap((id) => laterThan(id).flatMap((job) => (kept.has(job) ? [{ job, of: id }] : [])));
    const likelihood = outcome.likelihood === null ? null : outcome.likelihood + (before?.likelihood ?? 0);
    const isRare = (before?.isRare ?? true) && outcome.moves !== null && outcome.moves > 0;
    losses.set(key, { victims, lost, unordered, likelihood, isRare });
  }
  const list = [...losses.values()].sort(
    (a, b) =>
      Number(a.isRare) - Number(b.isRare) ||
      a.victims.length - b.victims.length ||
      compareBytes(a.victims.join(' '), b.victims.join(' ')),
  );
  return { losses: list, lossesComplete: part?.complete ?? true };
}

/** The order of the jobs that a request makes, before any is deleted; null when it is refused before that. */
export function orderOfRequest(state: ManagerState, request: Request): OrderNet | null {
  const { transaction, error } = fillTransaction(state, request, BY_NAME);
  if (error) return null;
  reduceTransaction(transaction, state, request);
  if (request.mode !== 'isolate') collectGarbage(transaction);
  return new OrderNet(new JobNet(transaction, request.mode !== 'isolate'), state);
}

/**
 * Finds the ordering cycles of a request, and what systemd may do about them.
 *
 * @param limits see `outcomes`
 */
export function cyclesOfRequest(graph: UnitGraph, state: ManagerState, request: Request, limits: OutcomeLimits = {}): CycleAnswer {
  const set = outcomes(graph, state, request, limits);
  const order = orderOfRequest(state, request);
  if (!order) return { groups: [], outcomes: set };
  const described = new Described(order);
  // What a conflict takes away would be lost without the cycle, too.
  const { dropped } = buildTransaction(graph, state, request, BY_NAME);
  const conflicted = new Set(dropped.flatMap(({ unit, type, reason }) => (reason === 'conflict' ? [`${unit.id}/${type}`] : [])));
  const all = new Set([...set.alwaysKept, ...set.mayBeDeleted, ...set.alwaysDeleted.filter((job) => !conflicted.has(job))]);
  const nodeOf = new Map(order.nodes.map(({ unit }, node) => [unit.id, node]));
  const jobOf = (node: number): string => `${order.node(node).unit.id}/${order.jobAt(node, new Set())?.type ?? 'start'}`;
  const laterThan = (id: string): string[] => (described.adjacency[nodeOf.get(id) ?? -1] ?? []).map(jobOf);
  const groups = cyclicComponents(described.adjacency).map((component): CycleGroup => {
    const units = component.map((node) => order.node(node).unit).sort((a, b) => compareBytes(a.id, b.id));
    const idOf = (node: number): string => order.node(node).unit.id;
    const group = { units, ...describeCycles(component, described.adjacency, idOf, (from, to) => described.edge(from, to)) };
    const lasting = order.lastingNodes();
    const fixed = new Set(component.filter((node) => lasting.has(node)));
    const isFatal = cyclicComponents(order.adjacency(new Set(), fixed)).length > 0;
    return { ...group, isFatal, ...(isFatal ? { losses: [], lossesComplete: true } : lossesOf(group, set, all, laterThan)) };
  });
  return { groups, outcomes: set };
}

/**
 * Finds the ordering cycles that there would be if all of some units were started together.
 */
export function latentCycles(units: readonly Unit[]): CycleAnswer {
  const started = units.filter((unit) => unit.loadState === 'loaded');
  const index = new Map(started.map((unit, i) => [unit, i]));
  const adjacency = started.map((unit) => unit.related('Before').flatMap((other) => index.get(other) ?? []));
  const edgeOf = (from: number, to: number): CycleEdge => {
    const first = started[from] as Unit;
    const second = started[to] as Unit;
    const dependency = first.dependency('Before', second);
    const dependencies = dependency ? [{ kind: 'Before' as const, dependency }] : [];
    return { first, firstType: 'start', second, secondType: 'start', dependencies, reasons: dependency?.reasons ?? [] };
  };
  const groups = cyclicComponents(adjacency).map((component): CycleGroup => {
    const cycles = describeCycles(component, adjacency, (node) => started[node]?.id ?? '', edgeOf);
    const members = component.map((node) => started[node] as Unit).sort((a, b) => compareBytes(a.id, b.id));
    return { units: members, ...cycles, isFatal: false, losses: [], lossesComplete: true };
  });
  return { groups, outcomes: null };
}
