/**
 * The strongly connected components of a directed graph that have a cycle (two nodes or more, or one with an edge to itself).
 *
 * @param successors node to nodes
 * @returns node lists, each sorted, in the order of their first node. Linear; no recursion
 */
export function cyclicComponents(successors: readonly (readonly number[])[]): number[][] {
  const count = successors.length;
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const isOpen = new Uint8Array(count);
  const nextAt = new Int32Array(count);
  const open: number[] = [];
  const found: number[][] = [];
  let clock = 0;
  for (let root = 0; root < count; root++) {
    if (order[root] !== -1) continue;
    const path = [root];
    while (path.length > 0) {
      const node = path[path.length - 1] ?? 0;
      if (order[node] === -1) {
        order[node] = low[node] = clock++;
        open.push(node);
        isOpen[node] = 1;
      }
      const next = successors[node]?.[nextAt[node] ?? 0];
      if (next !== undefined) {
        nextAt[node] = (nextAt[node] ?? 0) + 1;
        if (order[next] === -1) path.push(next);
        else if (isOpen[next]) low[node] = Math.min(low[node] ?? 0, order[next] ?? 0);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
      if (low[node] !== order[node]) continue;
      const component: number[] = [];
      for (;;) {
        const member = open.pop();
        if (member === undefined) break;
        isOpen[member] = 0;
        component.push(member);
        if (member === node) break;
      }
      if (component.length > 1 || successors[node]?.includes(node)) found.push(component.sort((a, b) => a - b));
    }
  }
  return found.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}
