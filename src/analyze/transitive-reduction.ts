/**
 * Leaves out the edges that other edges imply. Edges inside a cycle are kept as they are.
 *
 * @param count nodes are 0 to count - 1
 * @param edges pairs of nodes, without repetitions
 * @returns for each edge whether it is kept. Cost: edges times nodes / 32
 */
export function transitiveReduction(count: number, edges: readonly (readonly [number, number])[]): boolean[] {
  const next: number[][] = Array.from({ length: count }, () => []);
  for (const [from, to] of edges) next[from]?.push(to);
  const component = strongComponents(next);
  const order = topologicalOrder(count, edges, component);
  const rank = new Map(order.map((c, i) => [c, i]));
  const words = Math.ceil(order.length / 32) || 1;
  // What each component reaches, itself included; filled from the end of the order.
  const reach = new Map<number, Uint32Array>();
  const outOf = new Map<number, Set<number>>();
  for (const [from, to] of edges) {
    const [a, b] = [component[from] as number, component[to] as number];
    if (a === b) continue;
    const set = outOf.get(a);
    if (set) set.add(b);
    else outOf.set(a, new Set([b]));
  }
  const kept = new Set<string>();
  for (const c of order.toReversed()) {
    const bits = new Uint32Array(words);
    const set = (i: number): void => {
      bits[i >> 5] = (bits[i >> 5] ?? 0) | (1 << (i & 31));
    };
    const successors = [...(outOf.get(c) ?? [])].sort((x, y) => (rank.get(x) ?? 0) - (rank.get(y) ?? 0));
    for (const other of successors) {
      const i = rank.get(other) ?? 0;
      if (((bits[i >> 5] ?? 0) & (1 << (i & 31))) !== 0) continue;
      kept.add(`${String(c)} ${String(other)}`);
      const theirs = reach.get(other);
      if (theirs) for (let w = 0; w < words; w++) bits[w] = (bits[w] ?? 0) | (theirs[w] ?? 0);
    }
    set(rank.get(c) ?? 0);
    reach.set(c, bits);
  }
  return edges.map(([from, to]) => {
    const [a, b] = [component[from] as number, component[to] as number];
    return a === b || kept.has(`${String(a)} ${String(b)}`);
  });
}

/** The strongly connected component of each node, numbered from 0. Tarjan's algorithm without recursion. */
export function strongComponents(next: readonly (readonly number[])[]): number[] {
  const count = next.length;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const component = new Array<number>(count).fill(-1);
  const open: number[] = [];
  let counter = 0;
  let found = 0;
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    const stack: { node: number; at: number }[] = [{ node: root, at: 0 }];
    index[root] = low[root] = counter++;
    open.push(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { node: number; at: number };
      const other = next[top.node]?.[top.at++];
      if (other !== undefined) {
        if (index[other] === -1) {
          index[other] = low[other] = counter++;
          open.push(other);
          stack.push({ node: other, at: 0 });
        } else if (component[other] === -1) low[top.node] = Math.min(low[top.node] as number, index[other] as number);
        continue;
      }
      stack.pop();
      const parent = stack[stack.length - 1];
      if (parent) low[parent.node] = Math.min(low[parent.node] as number, low[top.node] as number);
      if (low[top.node] !== index[top.node]) continue;
      for (;;) {
        const node = open.pop() as number;
        component[node] = found;
        if (node === top.node) break;
      }
      found++;
    }
  }
  return component;
}

function topologicalOrder(count: number, edges: readonly (readonly [number, number])[], component: readonly number[]): number[] {
  const components = new Set<number>(component.slice(0, count));
  const incoming = new Map<number, number>();
  const out = new Map<number, Set<number>>();
  for (const [from, to] of edges) {
    const [a, b] = [component[from] as number, component[to] as number];
    if (a === b || out.get(a)?.has(b)) continue;
    incoming.set(b, (incoming.get(b) ?? 0) + 1);
    const set = out.get(a);
    if (set) set.add(b);
    else out.set(a, new Set([b]));
  }
  const ready = [...components].filter((c) => (incoming.get(c) ?? 0) === 0).sort((a, b) => a - b);
  const order: number[] = [];
  for (let c = ready.pop(); c !== undefined; c = ready.pop()) {
    order.push(c);
    for (const b of out.get(c) ?? []) {
      const left = (incoming.get(b) ?? 0) - 1;
      incoming.set(b, left);
      if (left === 0) ready.push(b);
    }
  }
  return order;
}
