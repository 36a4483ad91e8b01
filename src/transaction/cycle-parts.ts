import type { Unit } from '../graph/unit.js';
import { CycleExplorer, type Ending, type Pass } from './explore-cycles.js';
import type { Gone, JobNet } from './job-net.js';
import type { OrderNet } from './order-net.js';
import { cyclicComponents } from './strong-components.js';

/** A part of the order of jobs that is broken by itself: what happens elsewhere makes no difference to it. */
export interface CyclicPart {
  /** Nodes of the order net, with those from which the part is entered where that can change. */
  readonly nodes: readonly number[];
  /** Nodes that may be deleted first; each of them can be the first victim. */
  readonly droppable: readonly number[];
  readonly complete: boolean;
  readonly endings: readonly Ending[];
}

/** The cyclic parts of a transaction. */
export interface CyclicParts {
  readonly parts: readonly CyclicPart[];
  /** Is there a cycle that cannot be broken? Then the request is refused for certain. */
  readonly hopeless: boolean;
}

const NOTHING: Gone = new Set();

/** The nodes of a component when each has just one that has to run after it: then any deletion in it breaks it. */
function isPlainRing(net: OrderNet, component: readonly number[], adjacency: readonly (readonly number[])[]): boolean {
  const members = new Set(component);
  return component.every((node) => {
    const inside = (adjacency[node] ?? []).filter((to) => members.has(to));
    return inside.length === 1 && (net.net.ofUnit.get(net.node(node).unit)?.length ?? 1) === 1;
  });
}

/** Each droppable job of a ring may be the victim: when the walk enters at the job that follows it. */
function ringEndings(net: OrderNet, ring: readonly number[], adjacency: readonly (readonly number[])[]): Ending[] {
  const members = new Set(ring);
  const order: number[] = [];
  for (let at = ring[0]; at !== undefined && order.length < ring.length; at = adjacency[at]?.find((to) => members.has(to)))
    order.push(at);
  return order.flatMap((victim, i) => {
    if (!net.isDroppable(victim, NOTHING)) return [];
    const cycle = [...order.slice(i + 1), ...order.slice(0, i + 1)];
    const last: Pass = { previous: null, root: cycle[0] ?? victim, picks: null, cycle, victim };
    return [{ victims: [victim], gone: net.net.withoutUnits([net.node(victim).unit], NOTHING), last, moves: 0, isRefused: false }];
  });
}

/** Merges sets of numbers that belong together. */
class Groups {
  readonly #parent: number[];

  constructor(count: number) {
    this.#parent = Array.from({ length: count }, (_, i) => i);
  }

  find(i: number): number {
    let at = i;
    while (this.#parent[at] !== at) at = this.#parent[at] ?? 0;
    this.#parent[i] = at;
    return at;
  }

  join(i: number, j: number): void {
    this.#parent[this.find(i)] = this.find(j);
  }
}

/** Nodes that can be reached from some nodes, with these. */
function reached(from: readonly number[], adjacency: readonly (readonly number[])[]): Set<number> {
  const found = new Set(from);
  const stack = [...from];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const to of adjacency[at] ?? []) {
      if (found.has(to)) continue;
      found.add(to);
      stack.push(to);
    }
  }
  return found;
}

const reversed = (adjacency: readonly (readonly number[])[]): number[][] => {
  const back: number[][] = adjacency.map(() => []);
  for (const [from, list] of adjacency.entries()) for (const to of list) back[to]?.push(from);
  return back;
};

/**
 * Finds the parts of the order of jobs that have cycles, and for each all ways in which it may be broken.
 *
 * @param stepsMax how far to explore each part
 */
export function cyclicParts(order: OrderNet, stepsMax: number): CyclicParts {
  const possible = order.possible();
  const components = cyclicComponents(possible);
  if (components.length === 0) return { parts: [], hopeless: false };
  if (cyclicComponents(order.adjacency(NOTHING, order.lastingNodes())).length > 0) return { parts: [], hopeless: true };

  const net: JobNet = order.net;
  const unitsOf = (nodes: readonly number[]): Unit[] => nodes.map((node) => order.node(node).unit);
  const droppable = components.map((nodes) => nodes.filter((node) => order.isDroppable(node, NOTHING)));
  const effects = droppable.map((nodes) => net.withoutUnits(unitsOf(nodes), NOTHING));
  const plain = components.map((nodes) => isPlainRing(order, nodes, possible));
  const jobsOf = components.map((nodes) => unitsOf(nodes).flatMap((unit) => net.ofUnit.get(unit) ?? []));
  const owner = new Map<number, number>();
  for (const [i, jobs] of jobsOf.entries()) for (const job of jobs) owner.set(job, i);
  const groups = new Groups(components.length);
  const extra: Set<number>[] = components.map(() => new Set());
  for (const [i, effect] of effects.entries()) {
    for (const job of effect) {
      const other = owner.get(job);
      if (other !== undefined && other !== i) groups.join(i, other);
    }
  }
  const together = net.withoutUnits(unitsOf(droppable.flat()), NOTHING);
  for (const job of together) {
    const other = owner.get(job);
    // Deleted only when several parts lose jobs: they are looked at as one.
    if (other !== undefined && !effects.some((effect) => effect.has(job)))
      for (let i = 0; i < components.length; i++) groups.join(i, other);
  }
  addEntries();

  const byGroup = new Map<number, number[]>();
  for (const i of components.keys()) byGroup.set(groups.find(i), [...(byGroup.get(groups.find(i)) ?? []), i]);
  const parts: CyclicPart[] = [];
  for (const members of byGroup.values()) {
    const nodes = [...new Set(members.flatMap((i) => [...(components[i] ?? []), ...(extra[i] ?? [])]))].sort((a, b) => a - b);
    const may = members.flatMap((i) => droppable[i] ?? []).sort((a, b) => a - b);
    const only = members.length === 1 && plain[members[0] ?? 0] === true ? components[members[0] ?? 0] : undefined;
    if (only) {
      parts.push({ nodes, droppable: may, complete: true, endings: ringEndings(order, only, possible) });
      continue;
    }
    const elsewhere = components.reduce((sum, c, i) => sum + (members.includes(i) ? 0 : Math.min(c.length - 1, 8)), 0);
    const explored = new CycleExplorer(order, nodes, elsewhere, stepsMax).explore();
    parts.push({ nodes, droppable: may, ...explored });
  }
  return { parts, hopeless: false };

  /**
   * A part that is not a plain ring takes several passes, and jobs outside it through which it is entered may go between them: then they
   * belong to it, with what lies between.
   */
  function addEntries(): void {
    const back = plain.every((is) => is) ? [] : reversed(possible);
    for (const [i, nodes] of components.entries()) {
      if (plain[i]) continue;
      const inside = new Set(nodes);
      const above = reached(nodes, back);
      const mayGo = [...above].filter((node) => !inside.has(node) && unitsOf([node]).some((u) => (net.ofUnit.get(u) ?? []).some((job) => together.has(job)))); // prettier-ignore
      if (mayGo.length === 0) continue;
      for (const node of reached(mayGo, possible)) if (above.has(node) && !inside.has(node)) extra[i]?.add(node);
      for (const [j, effect] of effects.entries()) {
        const hits = mayGo.some((node) => unitsOf([node]).some((u) => (net.ofUnit.get(u) ?? []).some((job) => effect.has(job))));
        if (j !== i && hits) groups.join(i, j);
      }
    }
  }
}
