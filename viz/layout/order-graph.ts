import type { OrderGraph } from '../protocol.js';

/** What the order is made from. */
export interface OrderOptions {
  readonly units: readonly number[];
  /** The units that a unit is after. */
  readonly after: (unit: number) => readonly number[];
  readonly reduce: (count: number, edges: readonly (readonly [number, number])[]) => readonly boolean[];
  /** May this unit be folded when many wait for it? */
  readonly isFoldable: (unit: number) => boolean;
  readonly fold: boolean;
}

/** Units that so many others wait for tell nothing by their fan. */
const HUB_SIZE_MIN = 12;

/** Reduces the order to the edges that others do not imply, and folds hubs. */
export function orderGraph({ units, after, reduce, isFoldable, fold }: OrderOptions): OrderGraph {
  const all = pairsOf(units, after);
  const fan = new Map<number, number>();
  for (const [from] of all) fan.set(from, (fan.get(from) ?? 0) + 1);
  const hubs = fold ? units.filter((unit) => isFoldable(unit) && (fan.get(unit) ?? 0) >= HUB_SIZE_MIN) : [];
  const folded = new Set(hubs);
  const kept = units.filter((unit) => !folded.has(unit));
  const index = new Map(kept.map((unit, i) => [unit, i]));
  const rest = all.filter(([from, to]) => index.has(from) && index.has(to));
  const isKept = reduce(
    kept.length,
    rest.map(([from, to]) => [index.get(from) ?? 0, index.get(to) ?? 0]),
  );
  return {
    units: kept,
    edges: rest.filter((_, i) => isKept[i]),
    hubs: hubs.map((unit) => [unit, fan.get(unit) ?? 0]),
    edgeCount: all.length,
  };
}

function pairsOf(units: readonly number[], after: (unit: number) => readonly number[]): [number, number][] {
  const among = new Set(units);
  return units.flatMap((unit) =>
    [...new Set(after(unit))].filter((other) => among.has(other) && other !== unit).map((other): [number, number] => [other, unit]),
  );
}

/** The units within some steps of one, along edges in both directions, and the edges among them. */
export function neighbourhood(
  graph: Pick<OrderGraph, 'units' | 'edges'>,
  centre: number,
  steps: number,
): Pick<OrderGraph, 'units' | 'edges'> {
  const next = new Map<number, number[]>();
  const add = (from: number, to: number): void => {
    const list = next.get(from);
    if (list) list.push(to);
    else next.set(from, [to]);
  };
  // Before it only backwards, after it only forwards: what else waits for the same units is another story.
  const found = new Set([centre]);
  for (const isForth of [true, false]) {
    next.clear();
    for (const [from, to] of graph.edges) {
      if (isForth) add(from, to);
      else add(to, from);
    }
    let level = [centre];
    for (let step = 0; step < steps; step++) {
      level = level.flatMap((unit) => next.get(unit) ?? []).filter((unit) => !found.has(unit) && found.add(unit));
    }
  }
  return {
    units: graph.units.filter((unit) => found.has(unit)),
    edges: graph.edges.filter(([from, to]) => found.has(from) && found.has(to)),
  };
}

/** Units with the same units before and after them, drawn as one. */
export interface FoldedGraph extends Pick<OrderGraph, 'units' | 'edges'> {
  /** By the unit that stands for them: all of the group, itself included. */
  readonly groups: ReadonlyMap<number, readonly number[]>;
}

/** Fewer alike than this are told apart. */
const GROUP_SIZE_MIN = 4;

/**
 * The units that stand alike in a graph, the same before and the same after: groups of four and more.
 *
 * @param kindOf only units of the same kind stand alike; null for one that is to stand alone
 */
export function groupsAlike(graph: Pick<OrderGraph, 'units' | 'edges'>, kindOf: (unit: number) => string | null): number[][] {
  const before = new Map<number, number[]>();
  const after = new Map<number, number[]>();
  for (const [from, to] of graph.edges) {
    const list = after.get(from);
    if (list) list.push(to);
    else after.set(from, [to]);
    const back = before.get(to);
    if (back) back.push(from);
    else before.set(to, [from]);
  }
  const key = (unit: number, kind: string): string =>
    `${kind} ${[...(before.get(unit) ?? [])].sort((a, b) => a - b).join(',')} ${[...(after.get(unit) ?? [])].sort((a, b) => a - b).join(',')}`;
  const alike = new Map<string, number[]>();
  for (const unit of graph.units) {
    const kind = kindOf(unit);
    if (kind === null) continue;
    const list = alike.get(key(unit, kind));
    if (list) list.push(unit);
    else alike.set(key(unit, kind), [unit]);
  }
  return [...alike.values()].filter(({ length }) => length >= GROUP_SIZE_MIN);
}

/** Groups without units that are to stand alone; what is left of a group may be too small for one. */
export function groupsWithout(groups: readonly (readonly number[])[], alone: ReadonlySet<number>): number[][] {
  return groups.map((units) => units.filter((unit) => !alone.has(unit))).filter(({ length }) => length >= GROUP_SIZE_MIN);
}

/** Draws each group as its first unit. */
export function fold(graph: Pick<OrderGraph, 'units' | 'edges'>, groups: readonly (readonly number[])[]): FoldedGraph {
  const gone = new Set(groups.flatMap((units) => units.slice(1)));
  return {
    units: graph.units.filter((unit) => !gone.has(unit)),
    edges: graph.edges.filter(([from, to]) => !gone.has(from) && !gone.has(to)),
    groups: new Map(groups.map((units) => [units[0] ?? 0, units])),
  };
}

/** Folds units that stand alike. */
export function foldAlike(graph: Pick<OrderGraph, 'units' | 'edges'>, kindOf: (unit: number) => string | null): FoldedGraph {
  return fold(graph, groupsAlike(graph, kindOf));
}
