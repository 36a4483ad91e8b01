import { expect, test } from 'vitest';
import { pullTree } from '../../../viz/layout/pull-tree.js';
import type { EdgeKind } from '../../../viz/protocol.js';

const outOf =
  (edges: Partial<Record<EdgeKind, Record<number, number[]>>>) =>
  (kind: EdgeKind, unit: number): readonly number[] =>
    edges[kind]?.[unit] ?? [];

test('a unit stands once, under the puller that is nearest to the root', () => {
  // 0 wants 1 and 2, 1 wants 3, 3 wants 2.
  const { rows } = pullTree(0, outOf({ Wants: { 0: [1, 2], 1: [3], 3: [2] } }));
  expect(rows.get(2)).toMatchObject({ parent: 0, depth: 1, others: [3] });
  expect([...rows.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
});

test('only what comes through a unit alone leaves with it', () => {
  // 0 → 1, 2; 1 → 3, 4; 2 → 4: without 1 only 3 is gone as well, 4 still comes through 2.
  const { rows } = pullTree(0, outOf({ Requires: { 0: [1, 2], 1: [3, 4], 2: [4] } }));
  expect([0, 1, 2, 3, 4].map((unit) => rows.get(unit)?.exclusive)).toEqual([5, 2, 1, 1, 1]);
});

test('units that pull in each other do not go round for ever', () => {
  const { rows } = pullTree(0, outOf({ Wants: { 0: [1], 1: [2], 2: [1, 0] } }));
  expect([...rows.values()].map(({ parent }) => parent)).toEqual([-1, 0, 1]);
  expect(rows.get(1)?.exclusive).toBe(2);
});

test('the strongest kind comes first', () => {
  const { rows } = pullTree(0, outOf({ Wants: { 0: [1] }, BindsTo: { 0: [1] } }));
  expect(rows.get(1)?.kinds).toEqual(['BindsTo', 'Wants']);
});
