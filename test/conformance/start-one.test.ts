import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import {
  bootMode,
  buildGraph,
  compareBytes,
  DEFAULT_FACTS,
  dumpRun,
  idleState,
  NO_SINK,
  openTree,
  outcomes,
  systemSearchPath,
} from '../../src/index.js';
import { sharedCopy } from '../support/shared.js';

const shared = sharedCopy();
const sorted = (words: string): string => words.split(' ').sort(compareBytes).join(' ');

describe.skipIf(shared === null)('every unit as goal, recorded from the real systemd', () => {
  for (const name of ['minimal', 'server']) {
    test(`${name}: jobs or refusal of every single unit`, () => {
      const facts = {
        ...DEFAULT_FACTS,
        hostName: 'oracle',
        fsckHelpers: [],
        virtualization: 'kvm',
        kernelRelease: '6.18.44-fc-v669',
      };
      const fileSystem = nodeFileSystem(join(shared ?? '', 'corpora', name));
      const { loader } = openTree({ fileSystem, searchPath: systemSearchPath(), facts, generators: null, sink: NO_SINK });
      const rows = gunzipSync(readFileSync(join(shared ?? '', 'corpora/expected', name, 'start-one.tsv.gz')))
        .toString()
        .split('\n');
      const counts = { equal: 0, 'one of our outcomes': 0, different: 0 };
      const different: string[] = [];
      for (const row of rows) {
        const [unit = '', ok = '', , cycle = '', error = '', jobs = '-'] = row.split('\t');
        if (unit === '') continue;
        const graph = buildGraph({ loader, facts }, [unit]);
        const run = dumpRun(graph, unit);
        const ours = run.jobs.map((job) => `${job.unit}/${job.type}`).join(' ') || '-';
        const isSame = sorted(ours) === sorted(jobs) && run.ok === (ok === 'ok') && (run.error ?? '') === error;
        const goal = graph.find(unit);
        if (isSame) counts.equal++;
        else if (
          cycle !== '' &&
          goal &&
          outcomes(graph, idleState(graph), { unit: goal, type: 'start', mode: bootMode(goal) }).outcomes.some(
            (o) => [...o.jobs].sort(compareBytes).join(' ') === sorted(jobs),
          )
        )
          counts['one of our outcomes']++;
        else {
          counts.different++;
          different.push(`${unit}: ${ok} ${error} / ours ${String(run.ok)} ${run.error ?? ''}`);
        }
      }
      console.log(
        `${name}: ${Object.entries(counts)
          .map(([what, n]) => `${String(n)} ${what}`)
          .join(', ')}`,
      );
      expect(different).toEqual([]);
      expect(counts.equal).toBeGreaterThan(190);
    });
  }
});
