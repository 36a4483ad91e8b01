import { describe, expect, test } from 'vitest';
import { buildTransaction } from '../../src/transaction/build-transaction.js';
import { idleState } from '../../src/transaction/manager-state.js';
import { outcomes, type OutcomeLimits } from '../../src/transaction/outcomes.js';
import { cyclesOfRequest } from '../../src/explain/cycle.js';
import type { Request } from '../../src/transaction/transaction-result.js';
import { graphFromLines } from '../support/graph-from-dump.js';

const unit = (i: number): string => `u${String(i)}.service`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function start(lines: string[], mode: Request['mode'], limits: OutcomeLimits = {}) {
  const graph = graphFromLines(lines.join('\n'));
  const state = idleState(graph);
  const request: Request = { unit: graph.find('goal.target')!, type: 'start', mode };
  return {
    graph,
    state,
    request,
    result: buildTransaction(graph, state, request),
    set: outcomes(graph, state, request, limits),
  };
}

describe('large orders of jobs are answered exactly, within seconds', () => {
  test('a ring of 3,000 wanted units loses any one of them', () => {
    const count = 3000;
    const ring = numbers(count).map((i) => `${unit(i)}: After=${unit((i + 1) % count)}`);
    const { set, graph, state, request } = start([`goal.target: Wants=${numbers(count).map(unit).join(' ')}`, ...ring], 'isolate');
    expect(set.complete).toBe(true);
    expect(set.outcomes).toHaveLength(count);
    expect(set.outcomes.every(({ jobs, victims }) => jobs.length === count && victims.length === 1)).toBe(true);
    expect(set.alwaysKept).toEqual(['goal.target/start']);
    const { groups } = cyclesOfRequest(graph, state, request, { outcomesMax: 10 });
    expect(groups.map(({ cycles }) => cycles.map((cycle) => cycle.length))).toEqual([[count]]);
  });

  test('200 rings of five have 5^200 outcomes: none is sure but the target, and the request cannot fail', () => {
    const rings = numbers(1000).map((i) => `${unit(i)}: After=${unit(Math.floor(i / 5) * 5 + ((i + 1) % 5))}`);
    const { set } = start([`goal.target: Wants=${numbers(1000).map(unit).join(' ')}`, ...rings], 'isolate');
    expect(set.complete).toBe(false);
    expect(set.count / 5 ** 200).toBeCloseTo(1);
    expect(set.cyclic).toHaveLength(200);
    expect(set.cyclic.every(({ complete, victimSets }) => complete && victimSets.length === 5)).toBe(true);
    expect([set.alwaysKept, set.mayBeDeleted.length, set.canFail]).toEqual([['goal.target/start'], 1000, false]);
  });

  test('of 40 units that all wait for each other any may be left alone, or be the first to go', () => {
    const all = numbers(40).map(unit);
    const complete = all.map((id) => `${id}: After=${all.filter((other) => other !== id).join(' ')}`);
    const { set, result } = start([`goal.target: Wants=${all.join(' ')}`, ...complete], 'isolate');
    expect(result.ok && result.jobs.length).toBe(2);
    expect(result.cycles).toHaveLength(39);
    expect(set.outcomes.every(({ jobs }) => jobs.length === 2)).toBe(true);
    expect(set.cyclic[0]?.firstVictims).toHaveLength(40);
    expect([set.alwaysKept, set.mayBeDeleted.length, set.canFail]).toEqual([['goal.target/start'], 40, false]);
  });

  test('a chain of 100,000 units, each requiring the next, makes one job each', () => {
    const chain = numbers(100_000).map((i) => `${unit(i)}: Requires=${unit(i + 1)}; After=${unit(i + 1)}`);
    const { set, result } = start([`goal.target: Wants=${unit(0)}`, ...chain], 'replace');
    expect(result.ok && result.jobs.length).toBe(100_002);
    expect([set.complete, set.outcomes.length, set.alwaysKept.length]).toEqual([true, 1, 100_002]);
  });

  test('a ring of 1,000 with one that is only wanted always loses that one', () => {
    const ids = numbers(1000).map(unit);
    const ring = ids.map((id, i) => `${id}: After=${unit((i + 1) % 1000)}`);
    const { set } = start([`goal.target: Requires=${ids.slice(1).join(' ')}; Wants=${unit(0)}`, ...ring], 'isolate');
    expect([set.complete, set.outcomes.length, set.alwaysDeleted, set.mayBeDeleted]).toEqual([true, 1, ['u0.service/start'], []]);
  });
});
