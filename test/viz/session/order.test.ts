import { expect, test } from 'vitest';
import { groupsWithout } from '../../../viz/layout/order-graph.js';
import { orderOf } from '../../../viz/session/order.js';

/** 0 before 1 to 13; 13 is of another kind; 1 before 14. */
const input = {
  units: Array.from({ length: 15 }, (_, i) => i),
  after: [...Array.from({ length: 13 }, (_, i) => [i + 1, 0]).flat(), 14, 1, 14, 0],
  foldable: [0],
  kinds: Array.from({ length: 15 }, (_, i) => (i === 13 ? 'target' : 'service')),
};

test('hubs are left out, what follows from other orderings is not drawn, and units that stand alike make a group', () => {
  const { hubs, edges, edgeCount, groups } = orderOf({ ...input, fold: true });
  // 13 of the units 1 to 13 wait for 0, and 14 does.
  expect(hubs).toEqual([[0, 14]]);
  expect(edgeCount).toBe(15);
  expect(edges).toEqual([[1, 14]]);
  expect(groups).toEqual([[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]]);
});

test('nothing is folded where that is not asked for', () => {
  const { hubs, edges, groups } = orderOf({ ...input, fold: false });
  expect([hubs, groups]).toEqual([[], []]);
  // All but 0 before 14, which follows from 0 before 1 before 14.
  expect(edges).toHaveLength(14);
});

test('a unit that is to stand alone leaves its group; three are none', () => {
  expect(groupsWithout([[1, 2, 3, 4, 5], [6, 7, 8, 9]], new Set([1, 9]))).toEqual([[2, 3, 4, 5]]); // prettier-ignore
});
