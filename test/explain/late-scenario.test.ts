import { describe, expect, test } from 'vitest';
import { editedGraph } from '../../src/explain/late-change.js';
import { scenarioOfBoot } from '../../src/explain/late-scenario.js';
import { findReleasers } from '../../src/explain/releasers.js';
import { simulate } from '../../src/simulate/index.js';
import { sharedCopy } from '../support/shared.js';
import { recordedBoots, stampsOf, treeOf } from './recorded-boots.js';

const shared = sharedCopy();

/** Stamps are exact to a microsecond; a simulation lets one pass between the manager's forks. */
const RESOLUTION_USEC = 10;

/** Jobs that end otherwise, with the reason. */
const EXCEPTIONS = [
  // The path exists in the container, not among the units.
  'path-exists-at-start a.service/start',
  // resolved is started six times: of the first the stamps tell nothing.
  'sample-web-application network.target/start',
  'sample-web-application nss-lookup.target/start',
];

interface Pair {
  readonly name: string;
  readonly real: number;
  readonly ours: number;
}

describe.skipIf(shared === null)('a measured boot simulated with its own durations', () => {
  const pairs: Pair[][] = [];
  const wrong: string[] = [];
  let count = 0;
  for (const boot of shared === null ? [] : recordedBoots()) {
    const { tree, graph } = treeOf(boot, shared ?? '');
    const measured = stampsOf(boot);
    const run = findReleasers(graph, measured, boot.unit);
    if (run === null) continue;
    const { scenario, edits } = scenarioOfBoot(graph, measured, boot.unit, run);
    const simulation = simulate({
      graph: editedGraph(graph, edits),
      scenario: { ...scenario, durationUsec: 30_000_000 },
      fileSystem: tree.fileSystem,
      choices: run.choices,
    });
    const left = [...simulation.ended];
    const both: Pair[] = [];
    const finish = measured.manager.finish ?? Number.POSITIVE_INFINITY;
    for (const job of run.ended) {
      if (job.finished === null || job.finished > finish || run.sureness(job) === 'unknown') continue;
      count++;
      const at = left.findIndex((other) => other.unit === job.unit && other.type === job.type);
      const ours = at < 0 ? undefined : left.splice(at, 1)[0];
      const name = `${boot.name} ${job.unit}/${job.type}`;
      if (ours?.finished == null || ours.result !== job.result) wrong.push(name);
      else if (!EXCEPTIONS.includes(name))
        both.push({
          name,
          real: job.finished - run.begunAt,
          ours: ours.finished - simulation.requestedAt,
        });
    }
    pairs.push(both);
  }

  test('has the same jobs with the same results', () => {
    expect(count).toBeGreaterThan(800);
    expect(wrong.filter((name) => !EXCEPTIONS.includes(name))).toEqual([]);
  });

  test('ends its jobs in the measured order', () => {
    let all = 0;
    const turned: string[] = [];
    for (const both of pairs) {
      for (const [i, a] of both.entries()) {
        for (const b of both.slice(i + 1)) {
          all++;
          if (a.ours > b.ours) turned.push(`${a.name} before ${b.name}`);
        }
      }
    }
    console.log(`order of job ends: ${String(all - turned.length)} of ${String(all)} pairs as measured`);
    expect(turned).toEqual([]);
  });

  test('ends each job at its measured time', () => {
    const off = pairs.flat().map(({ name, real, ours }) => ({ name, off: Math.abs(real - ours) }));
    console.log(`job ends are off by ${String(Math.max(...off.map((entry) => entry.off)))} µs at most`);
    expect(off.filter((entry) => entry.off > RESOLUTION_USEC)).toEqual([]);
  });
});
