import { describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import { firstTransaction } from '../../src/transaction/first-transaction.js';
import { outcomes } from '../../src/transaction/outcomes.js';
import { bootState } from '../../src/transaction/startup-jobs.js';
import { link, loadMemory } from '../support/load-memory.js';

const service = '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/true\n';
const FILES = {
  'default.target': '[Unit]\nDefaultDependencies=no\nWants=a.service\n',
  'isolated.target': '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\n',
  'a.service': service,
  'required.service': service,
  'wanted.service': service,
  'ordered.service': service,
  '-.slice.requires/required.service': link('../required.service'),
  '-.slice.wants/wanted.service': link('../wanted.service'),
  '-.slice.wants/gone.service': link('../gone.service'),
  '-.slice.wants/ordered.service': link('../ordered.service'),
  '-.slice.d/1.conf': '[Unit]\nAfter=ordered.service\n',
};

const jobsOf = (name: string, files: Parameters<typeof loadMemory>[0] = FILES): string[] =>
  firstTransaction(loadMemory(files, []).graph, name)
    .jobs.map(({ unit, type }) => `${unit.id}/${type}`)
    .sort(compareBytes);

// load.mjs --unit-path DIR --unit NAME with these files, systemd 252.39.
describe('what perpetual units start because they are there when the manager starts', () => {
  test('is queued beside the first transaction, but for what they are ordered after', () => {
    expect(jobsOf('a.service')).toEqual(['a.service/start', 'required.service/start', 'wanted.service/start']);
    expect(jobsOf('default.target')).toEqual([
      'a.service/start',
      'default.target/start',
      'required.service/start',
      'wanted.service/start',
    ]);
  });

  test('is taken back where the default unit is isolated', () => {
    const jobs = ['isolated.target/start', 'required.service/stop', 'wanted.service/stop'];
    expect(jobsOf('isolated.target')).toEqual(jobs);
    // The same where all outcomes of the boot are asked for.
    const { graph } = loadMemory(FILES, ['isolated.target']);
    const unit = graph.find('isolated.target');
    if (!unit) throw new Error('isolated.target is not there');
    const set = outcomes(graph, bootState(graph), { unit, type: 'start', mode: 'isolate' });
    expect(set.outcomes.map((outcome) => [...outcome.jobs].sort(compareBytes))).toEqual([jobs]);
  });
});
