import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import type { Unit, UnitGraph } from '../../src/graph/unit.js';
import { buildTransaction } from '../../src/transaction/build-transaction.js';
import { replay, scriptOfCycles } from '../../src/transaction/choices.js';
import { idleState } from '../../src/transaction/manager-state.js';
import { outcomes, type OutcomeLimits } from '../../src/transaction/outcomes.js';
import type { OutcomeSet } from '../../src/transaction/outcome-set.js';
import type { Request, TransactionResult } from '../../src/transaction/transaction-result.js';
import { graphFromUnits, readDump, type DumpRun } from '../support/graph-from-dump.js';
import { unitTree } from '../support/unit-tree.js';
import { sharedCopy } from '../support/shared.js';

const shared = sharedCopy();
const key = (job: { unit: string | Unit; type: string }): string =>
  `${typeof job.unit === 'string' ? job.unit : job.unit.id}/${job.type}`;
const sorted = (keys: readonly string[]): string => [...keys].sort(compareBytes).join(' ');
const jobsOf = (result: TransactionResult): string => (result.ok ? sorted(result.jobs.map(key)) : `refused: ${result.error.text}`);
const answersOf = (set: OutcomeSet): string[] => set.outcomes.map((o) => (o.error ? `refused: ${o.error.text}` : o.jobs.join(' ')));

/** The graph of a dump, in which every unit may be isolated: whether it was is told by the dump. */
const isolatable = (units: DumpRun['units']): UnitGraph =>
  graphFromUnits(Object.fromEntries(Object.entries(units).map(([id, unit]) => [id, { ...unit, allowIsolate: true }])));

function requestOf(graph: UnitGraph, name: string, isolate: boolean): Request {
  const unit = graph.find(name);
  if (!unit) throw new Error(`no unit ${name}`);
  return { unit, type: 'start', mode: isolate ? 'isolate' : 'replace' };
}

const build = (graph: UnitGraph, name: string, isolate: boolean): string =>
  jobsOf(buildTransaction(graph, idleState(graph), requestOf(graph, name, isolate)));
const all = (graph: UnitGraph, name: string, isolate: boolean, limits?: OutcomeLimits): OutcomeSet =>
  outcomes(graph, idleState(graph), requestOf(graph, name, isolate), limits);

function goldens(): [string, DumpRun][] {
  if (shared === null) return [];
  const oracle = join(shared, 'oracle/goldens');
  const paths = readdirSync(oracle).map((name) => join(oracle, name));
  for (const tree of ['minimal', 'server']) {
    const folder = join(shared, 'corpora/expected', tree);
    for (const name of readdirSync(folder)) if (name.endsWith('.json.gz') && name !== 'all.json.gz') paths.push(join(folder, name));
  }
  const named = (path: string): [string, DumpRun][] =>
    readDump(path).map((run) => [`${path.split('/').slice(-2).join('/')} ${run.unit}`, run]);
  return paths.sort(compareBytes).flatMap(named);
}

describe.skipIf(shared === null)('the outcomes of a recorded graph include what the real manager did', () => {
  test.each(goldens())('%s', (_name, run) => {
    const graph = isolatable(run.units);
    const asked = run.unitsFrom === 'fallback' && run.fallbackUnit ? run.fallbackUnit : run.unit;
    // Where the unit could not be isolated the mode is not told: the refusal is the same for both.
    const isolate = run.isolate || run.unitsFrom === 'probe';
    const set = all(graph, asked, isolate);
    const refusal = `refused: ${run.error?.replace(/^Failed to (isolate|start) default target: /, '') ?? ''}`;
    const recorded =
      run.unitsFrom === 'probe'
        ? [refusal]
        : (run.outcomes?.length ? run.outcomes.map((o) => o.jobs) : [run.jobs]).map((jobs) => sorted(jobs.map(key)));
    const answers = new Set(answersOf(set));
    expect(recorded.filter((answer) => !answers.has(answer))).toEqual([]);
    expect(answers).toContain(build(graph, asked, isolate));
    expect(set.complete).toBe(true);
  });

  test('the real ordering cycle of a server has just the four outcomes that 400 boots met', () => {
    const [run] = readDump(join(shared ?? '', 'corpora/expected/server/default.json.gz'));
    const set = all(isolatable(run!.units), 'default.target', true);
    expect(set.outcomes.map(({ victims }) => victims.join(' ')).sort(compareBytes)).toEqual(
      run!.outcomes!.map(({ deleted }) => deleted.map(({ unit }) => unit).join(' ')).sort(compareBytes),
    );
  });
});

describe.skipIf(shared === null)('a recorded run with cycles, replayed, logs what the real manager logged', () => {
  test.each(goldens().filter(([, run]) => run.cycles.length > 0 && run.unitsFrom !== 'fallback'))('%s', (_name, run) => {
    const graph = isolatable(run.units);
    const script = scriptOfCycles(run.cycles.map(({ path }) => path.map(({ unit }) => unit)));
    const request = requestOf(graph, run.unit, true);
    const { messages } = buildTransaction(graph, idleState(graph), request, replay(script));
    const recorded = run.messages.filter(({ kind }) => kind.startsWith('cycle'));
    expect(
      messages.filter(({ priority, unit }) => priority < 7 && unit !== null).map(({ unit, text }) => `${unit ?? ''}: ${text}`),
    ).toEqual(recorded.map(({ unit, text }) => `${unit ?? ''}: ${text}`));
  });
});

describe.skipIf(shared === null).each(['minimal', 'server'])('every unit of %s as goal', (tree) => {
  test('has the recorded jobs, or the recorded refusal', () => {
    const folder = join(shared ?? '', 'corpora/expected', tree);
    const graph = isolatable(readDump(join(folder, 'all.json.gz'))[0]!.units);
    const rows = gunzipSync(readFileSync(join(folder, 'start-one.tsv.gz')))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    const wrong: string[] = [];
    const table = { rows: rows.length, equal: 0, refused: 0, 'one of our outcomes': 0, 'equal, loaded alone': 0 };
    for (const row of rows) {
      const [name = '', verdict, , cycle, error = '', jobs = ''] = row.split('\t');
      if (!graph.find(name)) {
        // Instances of templates are not loaded when all unit files are: these are loaded by ourselves.
        const loaded = unitTree({ root: join(shared ?? '', 'corpora', tree) }, [name]).graph;
        if (build(loaded, name, false) === sorted(jobs.split(' '))) table['equal, loaded alone']++;
        else wrong.push(name);
      } else if (verdict === 'refused') {
        if (build(graph, name, false) === `refused: ${error}`) table.refused++;
        else wrong.push(name);
      } else if (cycle === 'cycle') {
        if (answersOf(all(graph, name, true)).includes(sorted(jobs.split(' ')))) table['one of our outcomes']++;
        else wrong.push(name);
      } else if ([true, false].some((isolate) => build(graph, name, isolate) === sorted(jobs.split(' ')))) table.equal++;
      else wrong.push(name);
    }
    console.log(tree, table);
    expect(wrong).toEqual([]);
  });
});
