import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import type { Unit, UnitGraph } from '../../src/graph/unit.js';
import { buildTransaction } from '../../src/transaction/build-transaction.js';
import { idleState } from '../../src/transaction/manager-state.js';
import type { TransactionResult } from '../../src/transaction/transaction-result.js';
import { graphFromDump, graphFromUnits, readDump, type DumpRun } from '../support/graph-from-dump.js';
import { sharedCopy } from '../support/shared.js';

const shared = sharedCopy();
const key = (job: { unit: string | Unit; type: string }): string =>
  `${typeof job.unit === 'string' ? job.unit : job.unit.id}/${job.type}`;
const sorted = (keys: readonly string[]): string[] => [...keys].sort(compareBytes);
const jobsOf = (result: TransactionResult): string[] => (result.ok ? sorted(result.jobs.map(key)) : []);

/** What the manager would do with the default target: isolate it, or start it where that is not allowed. */
function boot(graph: UnitGraph, name: string, isolate: boolean): TransactionResult {
  const unit = graph.find(name);
  if (!unit) throw new Error(`no unit ${name}`);
  return buildTransaction(graph, idleState(graph), { unit, type: 'start', mode: isolate ? 'isolate' : 'replace' });
}

function goldens(): [string, DumpRun][] {
  if (shared === null) return [];
  const oracle = join(shared, 'oracle/goldens');
  const paths = readdirSync(oracle).map((name) => join(oracle, name));
  for (const tree of ['minimal', 'server']) {
    const folder = join(shared, 'corpora/expected', tree);
    for (const name of readdirSync(folder)) if (name.endsWith('.json.gz') && name !== 'all.json.gz') paths.push(join(folder, name));
  }
  return paths.sort(compareBytes).flatMap((path) => readDump(path).map((run): [string, DumpRun] => [`${path.split('/').slice(-2).join('/')} ${run.unit}`, run])); // prettier-ignore
}

describe.skipIf(shared === null)('the first jobs of recorded graphs are those that the real manager made', () => {
  test.each(goldens())('%s', (_name, run) => {
    const graph = graphFromDump(run);
    const asked = run.unitsFrom === 'fallback' && run.fallbackUnit ? run.fallbackUnit : run.unit;
    const unit = graph.find(asked);
    const withIsolate =
      unit && run.isolate ? graphFromUnits({ ...run.units, [unit.id]: { ...run.units[unit.id]!, allowIsolate: true } }) : graph;
    const result = boot(withIsolate, asked, run.isolate);
    if (!run.ok && run.unitsFrom === 'probe') {
      expect(result.ok ? 'accepted' : result.error.text).toBe(
        run.error?.replace(/^Failed to (isolate|start) default target: /, ''),
      );
      return;
    }
    const recorded = (run.outcomes?.length ? run.outcomes.map((o) => o.jobs) : [run.jobs]).map((jobs) =>
      sorted(jobs.map(key)).join(' '),
    );
    expect(recorded).toContain(jobsOf(result).join(' '));
  });
});

describe.skipIf(shared === null).each(['minimal', 'server'])('every unit of %s as goal', (tree) => {
  test('has the recorded jobs, or the recorded refusal', () => {
    const folder = join(shared ?? '', 'corpora/expected', tree);
    const all = readDump(join(folder, 'all.json.gz'))[0]!;
    const isolated = new Set(
      readdirSync(folder).filter((name) => name.endsWith('.json.gz') && name !== 'all.json.gz').flatMap((name) => readDump(join(folder, name))).filter((run) => run.isolate).map((run) => run.unit), // prettier-ignore
    );
    const graph = graphFromUnits(
      Object.fromEntries(Object.entries(all.units).map(([id, unit]) => [id, { ...unit, allowIsolate: true }])),
    );
    const rows = gunzipSync(readFileSync(join(folder, 'start-one.tsv.gz')))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    const wrong: string[] = [];
    const counts = { equal: 0, refused: 0, cycle: 0, notInDump: 0 };
    for (const row of rows) {
      const [name = '', verdict, from, cycle, error, jobs = ''] = row.split('\t');
      const unit = graph.find(name);
      if (!unit) {
        counts.notInDump++;
        continue;
      }
      if (verdict === 'refused') {
        const result = boot(graph, name, false);
        if (!result.ok && result.error.text === error) counts.refused++;
        else wrong.push(`${name}: ${result.ok ? 'accepted' : result.error.text} / ${error ?? ''}`);
        continue;
      }
      if (cycle === 'cycle') counts.cycle++;
      const recorded = jobs.split(' ').filter((word) => word !== '-');
      const possible = [true, false].map((isolate) => jobsOf(boot(graph, name, isolate)).join(' '));
      if (possible.includes(sorted(recorded).join(' '))) counts.equal++;
      else if (cycle !== 'cycle') wrong.push(`${name} ${from ?? ''}`);
    }
    console.log(tree, rows.length, counts, [...isolated].length);
    expect(wrong).toEqual([]);
  });
});
