import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import { buildTransaction } from '../../src/transaction/build-transaction.js';
import { replay } from '../../src/transaction/choices.js';
import { idleState } from '../../src/transaction/manager-state.js';
import { outcomes } from '../../src/transaction/outcomes.js';
import type { Outcome } from '../../src/transaction/outcome-set.js';
import type { Request } from '../../src/transaction/transaction-result.js';
import { graphFromUnits, type DumpUnit } from '../support/graph-from-dump.js';

/** What `record.py` wrote: the outcomes that the real systemd 252 came to, and how often. */
interface Record {
  readonly systemd: string;
  readonly isolate: boolean;
  readonly seeds: number;
  readonly outcomes: readonly {
    readonly count: number;
    readonly deleted?: readonly string[];
    readonly jobs?: readonly string[];
    readonly error?: string;
  }[];
  readonly units: Readonly<globalThis.Record<string, DumpUnit>>;
}

const folder = join(dirname(fileURLToPath(import.meta.url)), '../oracle/cycles');
const names = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)).sort(compareBytes); // prettier-ignore
const read = (name: string): Record => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Record;

function situation(record: Record) {
  const goal = record.units['goal.target']!;
  const graph = graphFromUnits({ ...record.units, 'goal.target': { ...goal, allowIsolate: record.isolate } });
  const state = idleState(graph);
  const request: Request = { unit: graph.find('goal.target')!, type: 'start', mode: record.isolate ? 'isolate' : 'replace' };
  return { graph, state, request };
}

const keyOf = (outcome: Pick<Outcome, 'error' | 'victims' | 'jobs'>): string =>
  outcome.error ? `refused: ${outcome.error.text}` : `${outcome.victims.join(' ')} | ${outcome.jobs.join(' ')}`;
const realKeys = (record: Record): string[] =>
  record.outcomes.map(({ deleted, jobs, error }) =>
    error === undefined
      ? `${[...(deleted ?? [])].sort(compareBytes).join(' ')} | ${[...(jobs ?? [])].sort(compareBytes).join(' ')}`
      : `refused: ${error.replace(/^Failed to (isolate|start) default target: /, '')}`,
  );

describe('the outcomes of cycles that the real systemd came to, with many seeds', () => {
  const rows: string[][] = [];
  test.each(names)('%s: each is among ours, and what ours have more needs a moved job', (name) => {
    const record = read(name);
    const { graph, state, request } = situation(record);
    const set = outcomes(graph, state, request);
    const ours = new Map(set.outcomes.map((outcome) => [keyOf(outcome), outcome]));
    const real = new Set(realKeys(record));
    const extra = [...ours].filter(([key]) => !real.has(key));
    rows.push([
      name,
      String(record.seeds),
      String(real.size),
      String(ours.size),
      extra.map(([, { moves }]) => `${String(moves)}`).join(' '),
    ]);
    expect([...real].filter((key) => !ours.has(key))).toEqual([]);
    expect(set.complete).toBe(true);
    if (name === names.at(-1)) console.log([['case', 'seeds', 'real', 'ours', 'moves of the extra ones'], ...rows].map((row) => row.join('\t')).join('\n')); // prettier-ignore
  });

  test.each(names)('%s: each of ours is what the engine comes to with its script', (name) => {
    const { graph, state, request } = situation(read(name));
    for (const outcome of outcomes(graph, state, request).outcomes) {
      const result = buildTransaction(graph, state, request, replay(outcome.script ?? {}));
      const again = result.ok
        ? {
            error: null,
            victims: result.cycles.map(({ victim }) => victim?.id ?? '').sort(compareBytes),
            jobs: result.jobs.map(({ unit, type }) => `${unit.id}/${type}`).sort(compareBytes),
          }
        : { error: result.error, victims: [], jobs: [] };
      expect(keyOf(again)).toBe(keyOf(outcome));
    }
  });

  const simpleRings = names.filter((name) => /^ring-(\d|with)/.test(name) && name !== 'ring-4-chord');
  test.each(simpleRings)('%s: just the same, as for every simple ring', (name) => {
    const record = read(name);
    const { graph, state, request } = situation(record);
    expect(outcomes(graph, state, request).outcomes.map(keyOf).sort(compareBytes)).toEqual(realKeys(record).sort(compareBytes));
  });
});
