import { describe, expect, test } from 'vitest';
import { blastGraph, foldBlast, mostRequired } from '../../../viz/layout/blast.js';
import type { BreakClass, BreakEntry, EdgeKind } from '../../../viz/protocol.js';

const entry = (unit: number, name: BreakClass, via: number, kind: EdgeKind | null = 'Requires'): BreakEntry => ({
  unit,
  class: name,
  via,
  kind,
  result: null,
});
const nobody = (): boolean => false;

describe('what is drawn of a blast radius', () => {
  test('is the unit that fails, then what breaks, then what goes on', () => {
    const { nodes, edges } = blastGraph(
      { unit: 7, entries: [entry(1, 'goes-on', 2, 'Wants'), entry(2, 'fails', 7), entry(3, 'waits', 2, 'After')] },
      nobody,
      nobody,
    );
    expect(nodes).toEqual([
      { unit: 7, class: null },
      { unit: 2, class: 'fails' },
      { unit: 1, class: 'goes-on' },
      { unit: 3, class: 'waits' },
    ]);
    expect(edges.map(({ from, to, class: name }) => [from, to, name])).toEqual([
      [0, 1, 'fails'],
      [1, 2, 'goes-on'],
      [1, 3, 'waits'],
    ]);
  });

  test('every requirement between units that break is an edge, not only the first', () => {
    const requires = new Set(['3 2', '3 7']);
    const { edges } = blastGraph(
      { unit: 7, entries: [entry(2, 'fails', 7), entry(3, 'fails', 2)] },
      (kind, unit, other) => kind === 'Requires' && requires.has(`${String(unit)} ${String(other)}`),
      nobody,
    );
    expect(edges.map(({ from, to }) => [from, to])).toEqual([[0, 1], [1, 2], [0, 2]]); // prettier-ignore
  });

  test('of those that only wait five are drawn, the preferred ones first; whatever breaks is drawn', () => {
    const entries = [
      ...Array.from({ length: 30 }, (_, i) => entry(i + 10, 'waits', 7, 'After')),
      ...Array.from({ length: 50 }, (_, i) => entry(i + 100, 'fails', 7)),
    ];
    const { nodes, leftOut } = blastGraph({ unit: 7, entries }, nobody, (unit) => unit === 39);
    const waiting = nodes.filter(({ class: name }) => name === 'waits').map(({ unit }) => unit);
    expect(waiting).toEqual([10, 11, 12, 13, 39]);
    expect(nodes.filter(({ class: name }) => name === 'fails')).toHaveLength(50);
    expect(leftOut).toBe(25);
  });

  test('the same units give the same drawing, whatever their order in the answer', () => {
    const entries = Array.from({ length: 40 }, (_, i) =>
      entry(i + 1, (['fails', 'goes-on', 'waits'] as const)[i % 3] ?? 'fails', 0),
    );
    const has = (_kind: EdgeKind, unit: number, other: number): boolean => (unit * 7 + other) % 5 === 0;
    const forth = blastGraph({ unit: 0, entries }, has, nobody);
    expect(blastGraph({ unit: 0, entries: [...entries].reverse() }, has, nobody)).toEqual(forth);
  });
});

describe('a large drawing', () => {
  const entries = Array.from({ length: 30 }, (_, i) => entry(i + 1, 'fails', i === 29 ? 29 : 0));
  const blast = blastGraph({ unit: 0, entries }, nobody, nobody);

  test('has units that break alike in one box, but those that break others, or are to stand alone', () => {
    const { nodes, edges } = foldBlast(blast, (unit) => (unit === 5 ? null : 'service'));
    expect(nodes.map(({ unit, alike = [] }) => [unit, alike.length])).toEqual([[0, 0], [1, 26], [5, 0], [29, 0], [30, 0]]); // prettier-ignore
    expect(edges.map(({ from, to }) => [from, to])).toEqual([[0, 1], [0, 2], [0, 3], [3, 4]]); // prettier-ignore
  });

  test('a small one is left as it is', () => {
    const small = blastGraph({ unit: 0, entries: entries.slice(0, 10) }, nobody, nobody);
    expect(foldBlast(small, () => 'service')).toBe(small);
  });
});

test('the units that most others require come first: 1 has two requirers, one of them by way of 2', () => {
  const requirers = (unit: number): readonly number[] => [[], [2], [3], []][unit] ?? [];
  expect(mostRequired([0, 1, 2, 3], requirers, 5)).toEqual([
    { unit: 1, count: 2 },
    { unit: 2, count: 1 },
  ]);
});
