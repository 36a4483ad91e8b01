import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layered } from '../../../viz/layout/layered.js';
import type { LayoutInput } from '../../../viz/protocol.js';

const input = (count: number, edges: readonly (readonly [number, number])[]): LayoutInput => ({
  nodes: Array.from({ length: count }, (_, i) => ({ width: 60 + ((i * 37) % 90), height: 24 })),
  edges,
  columnGap: 50,
  rowGap: 9,
});

/** Random graphs without cycles: every edge goes from a lower to a higher number. */
const graphs = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 90 }).map((pairs) =>
    input(
      count,
      pairs.filter(([a, b]) => a !== b).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
    ),
  ),
);
const check = (property: fc.IProperty<unknown[]> | fc.IPropertyWithHooks<[LayoutInput]>): void => {
  fc.assert(property as fc.IProperty<[LayoutInput]>, { seed: 252, numRuns: 200 });
};

describe('the layered layout', () => {
  test('a chain stands in a row, one column each', () => {
    const { layer, y } = layered(input(3, [[0, 1], [1, 2]])); // prettier-ignore
    expect(layer).toEqual([0, 1, 2]);
    expect(new Set(y).size).toBe(1);
  });

  test('the column is the longest way to a node: 0 → 1 → 2 puts 2 third, though 0 leads there at once', () => {
    expect(layered(input(3, [[0, 1], [1, 2], [0, 2]])).layer).toEqual([0, 1, 2]); // prettier-ignore
  });

  test('no two boxes overlap', () => {
    check(
      fc.property(graphs, (graph) => {
        const { x, y } = layered(graph);
        for (const [i, a] of graph.nodes.entries())
          for (let j = i + 1; j < graph.nodes.length; j++) {
            const b = graph.nodes[j]!;
            const isApart =
              x[i]! + a.width <= x[j]! ||
              x[j]! + b.width <= x[i]! ||
              y[i]! + a.height <= y[j]! + 0.2 ||
              y[j]! + b.height <= y[i]! + 0.2;
            expect(isApart).toBe(true);
          }
      }),
    );
  });

  test('every edge goes right, at each of its points, from the side of one box to the side of the other', () => {
    check(
      fc.property(graphs, (graph) => {
        const { edges, x, layer } = layered(graph);
        for (const [i, [from, to]] of graph.edges.entries()) {
          const xs = edges[i]!.filter((_, at) => at % 2 === 0);
          expect(layer[from]!).toBeLessThan(layer[to]!);
          expect(xs[0]).toBe(x[from]! + graph.nodes[from]!.width);
          expect(xs.at(-1)).toBe(x[to]);
          for (let at = 1; at < xs.length; at++) expect(xs[at]!).toBeGreaterThanOrEqual(xs[at - 1]!);
        }
      }),
    );
  });

  test('no long edge runs through a box of a column between', () => {
    check(
      fc.property(graphs, (graph) => {
        const { edges, x, y } = layered(graph);
        for (const [i, points] of edges.entries())
          for (let at = 2; at + 3 < points.length; at += 2) {
            const [px, py, qx, qy] = points.slice(at, at + 4) as [number, number, number, number];
            if (py !== qy) continue;
            for (const [n, node] of graph.nodes.entries()) {
              if (graph.edges[i]!.includes(n)) continue;
              const isBeside = qx <= x[n]! || px >= x[n]! + node.width;
              expect(isBeside || py <= y[n]! + 0.2 || py >= y[n]! + node.height - 0.2).toBe(true);
            }
          }
      }),
    );
  });

  test('the same input gives the same drawing', () => {
    check(
      fc.property(graphs, (graph) => {
        expect(JSON.stringify(layered(graph))).toBe(JSON.stringify(layered(graph)));
      }),
    );
  });

  test('an edge that closes a cycle has no points; the others go right', () => {
    const { edges, layer } = layered(input(3, [[0, 1], [1, 2], [2, 0]])); // prettier-ignore
    expect(layer).toEqual([0, 1, 2]);
    expect(edges.map(({ length }) => length > 0)).toEqual([true, true, false]);
  });

  test('nothing and a single box are drawn too', () => {
    expect(layered(input(0, []))).toMatchObject({ x: [], y: [], width: 0, height: 0 });
    expect(layered(input(1, []))).toMatchObject({ x: [0], y: [0], width: 60, height: 24 });
  });

  test('a chain of 5,000 units does not overflow the stack', () => {
    const chain = Array.from({ length: 4999 }, (_, i) => [i, i + 1] as const);
    expect(layered(input(5000, chain)).layer.at(-1)).toBe(4999);
  });
});
