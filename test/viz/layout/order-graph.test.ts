import { expect, test } from 'vitest';
import { transitiveReduction } from '../../../src/index.js';
import { foldAlike, neighbourhood, orderGraph } from '../../../viz/layout/order-graph.js';

const graph = (count: number, after: Record<number, number[]>, fold = true) =>
  orderGraph({
    units: Array.from({ length: count }, (_, i) => i),
    after: (unit) => after[unit] ?? [],
    reduce: transitiveReduction,
    isFoldable: (unit) => unit === 0,
    fold,
  });

test('an ordering that others imply is not drawn', () => {
  const { edges, edgeCount } = graph(3, { 1: [0], 2: [0, 1] });
  expect(edges).toEqual([[0, 1], [1, 2]]); // prettier-ignore
  expect(edgeCount).toBe(3);
});

test('a unit that twelve wait for is left out with its edges, and named', () => {
  const after = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [i + 1, [0]]));
  const folded = graph(13, after);
  expect(folded.hubs).toEqual([[0, 12]]);
  expect(folded.edges).toEqual([]);
  expect(graph(13, after, false).edges).toHaveLength(12);
});

test('a neighbourhood goes back from a unit and forth from it, not back and forth', () => {
  // 0 → 2, 1 → 2, 2 → 3, 0 → 4: 4 is after 0 only, it has nothing to do with 2.
  const whole = graph(5, { 2: [0, 1], 3: [2], 4: [0] });
  expect(neighbourhood(whole, 2, 1).units).toEqual([0, 1, 2, 3]);
  expect(neighbourhood(whole, 2, 5).units).toEqual([0, 1, 2, 3]);
});

test('units with the same before and after them are one box, four and more of the same kind', () => {
  const whole = graph(6, { 1: [0], 2: [0], 3: [0], 4: [0], 5: [1, 2, 3, 4] }, false);
  const { units, edges, groups } = foldAlike(whole, () => 'service');
  expect(units).toEqual([0, 1, 5]);
  expect(edges).toEqual([[0, 1], [1, 5]]); // prettier-ignore
  expect([...groups]).toEqual([[1, [1, 2, 3, 4]]]);
  expect(foldAlike(whole, (unit) => (unit === 2 ? null : 'service')).groups.size).toBe(0);
});
