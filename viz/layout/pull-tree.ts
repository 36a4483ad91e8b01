import type { EdgeKind } from '../protocol.js';

/** The kinds by which one unit pulls in another, the strongest first. */
export const PULL_EDGE_KINDS = ['Requires', 'BindsTo', 'Requisite', 'Wants', 'Upholds'] as const satisfies readonly EdgeKind[];

/** A unit of the tree. */
export interface PullRow {
  readonly unit: number;
  readonly parent: number;
  readonly kinds: readonly EdgeKind[];
  readonly depth: number;
  readonly children: readonly number[];
  /** Units that would not be started if nobody pulled this one in, itself included. */
  readonly exclusive: number;
  /** Who else pulls it in, besides the parent. */
  readonly others: readonly number[];
}

/** What a unit pulls in. */
export interface PullTree {
  readonly root: number;
  readonly rows: ReadonlyMap<number, PullRow>;
}

/**
 * The tree of what a unit pulls in: each unit stands once, under its nearest puller (breadth first).
 *
 * @param out the units that a unit pulls in by a kind, in order
 */
export function pullTree(root: number, out: (kind: EdgeKind, unit: number) => readonly number[]): PullTree {
  const parent = new Map<number, number>([[root, -1]]);
  const depth = new Map<number, number>([[root, 0]]);
  const pullers = new Map<number, number[]>();
  /** By unit: the kinds by which its parent pulls it in. */
  const kindsOf = new Map<number, readonly EdgeKind[]>();
  const order = [root];
  const next = new Map<number, number[]>();
  for (const unit of order) {
    const found = new Map<number, EdgeKind[]>();
    for (const kind of PULL_EDGE_KINDS) {
      for (const other of out(kind, unit)) {
        const kinds = found.get(other);
        if (kinds) kinds.push(kind);
        else found.set(other, [kind]);
      }
    }
    const others = [...found.keys()];
    next.set(unit, others);
    for (const other of others.toSorted((a, b) => a - b)) {
      const list = pullers.get(other);
      if (list) list.push(unit);
      else pullers.set(other, [unit]);
      if (parent.has(other)) continue;
      parent.set(other, unit);
      kindsOf.set(other, found.get(other) ?? []);
      depth.set(other, (depth.get(unit) ?? 0) + 1);
      order.push(other);
    }
  }
  const exclusive = dominatedCounts(order, next, pullers);
  const children = new Map<number, number[]>();
  for (const unit of order) {
    const list = children.get(parent.get(unit) ?? -1);
    if (list) list.push(unit);
    else children.set(parent.get(unit) ?? -1, [unit]);
  }
  const rows = new Map<number, PullRow>();
  for (const unit of order) {
    const up = parent.get(unit) ?? -1;
    rows.set(unit, {
      unit,
      parent: up,
      kinds: kindsOf.get(unit) ?? [],
      depth: depth.get(unit) ?? 0,
      children: (children.get(unit) ?? []).sort((a, b) => (children.get(b)?.length ?? 0) - (children.get(a)?.length ?? 0) || a - b),
      exclusive: exclusive.get(unit) ?? 1,
      others: (pullers.get(unit) ?? []).filter((other) => other !== up),
    });
  }
  return { root, rows };
}

/** For each unit how many units every way from the root leads to through it: the sizes of the subtrees of the dominator tree. */
function dominatedCounts(
  breadthFirst: readonly number[],
  next: ReadonlyMap<number, readonly number[]>,
  before: ReadonlyMap<number, readonly number[]>,
): Map<number, number> {
  const root = breadthFirst[0] ?? 0;
  const order = reversePostorder(root, next);
  const rank = new Map(order.map((unit, i) => [unit, i]));
  const dominator = new Map<number, number>([[root, root]]);
  const meet = (a: number, b: number): number => {
    let [x, y] = [a, b];
    while (x !== y) {
      if ((rank.get(x) ?? 0) > (rank.get(y) ?? 0)) x = dominator.get(x) ?? root;
      else y = dominator.get(y) ?? root;
    }
    return x;
  };
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const unit of order) {
      if (unit === root) continue;
      let found: number | null = null;
      for (const puller of before.get(unit) ?? []) if (dominator.has(puller)) found = found === null ? puller : meet(found, puller);
      if (found !== null && dominator.get(unit) !== found) {
        dominator.set(unit, found);
        isChanged = true;
      }
    }
  }
  const counts = new Map<number, number>(order.map((unit) => [unit, 1]));
  for (const unit of [...order].reverse()) {
    const above = dominator.get(unit);
    if (above !== undefined && above !== unit) counts.set(above, (counts.get(above) ?? 0) + (counts.get(unit) ?? 0));
  }
  return counts;
}

function reversePostorder(root: number, next: ReadonlyMap<number, readonly number[]>): number[] {
  const done: number[] = [];
  const seen = new Set([root]);
  const stack: [number, number][] = [[root, 0]];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const other = next.get(top[0])?.[top[1]++];
    if (other === undefined) {
      done.push(top[0]);
      stack.pop();
    } else if (!seen.has(other)) {
      seen.add(other);
      stack.push([other, 0]);
    }
  }
  return done.reverse();
}
