import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { diskTree } from '../support/disk-tree.js';

// The lines of systemd-analyze dump that tell of a unit and of a job, as systemd 252 writes them (load.mjs --raw).
const unit = (name: string, state: string, job = ''): string =>
  `-> Unit ${name}:\n\tDescription: ${name}\n\tUnit Load State: loaded\n\tUnit Active State: ${state}\n${job}`;
const job = (id: number, name: string, type: string, state: string, irreversible: string): string =>
  `\t-> Job ${String(id)}:\n\t\tAction: ${name} -> ${type}\n\t\tState: ${state}\n\t\tIrreversible: ${irreversible}\n\t\tMay GC: no\n`;
const root = diskTree({
  'etc/systemd/system/a.service': '[Unit]\nDefaultDependencies=no\nRequires=b.service\n[Service]\nExecStart=/bin/true\n',
  'etc/systemd/system/b.service': '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/true\n',
  dump:
    unit('a.service', 'active') +
    unit('b.service', 'deactivating', job(7, 'b.service', 'stop', 'running', 'yes')) +
    unit('-.slice', 'active'),
  show: 'Id=a.service\nNames=a.service\nLoadState=loaded\nActiveState=active\n\nId=b.service\nNames=b.service\nLoadState=loaded\nActiveState=active\n',
  'no-states': '          1.2s a.service\n 300ms b.service\n',
});
const plan = (...words: string[]): ReturnType<typeof cli> => cli(['plan', ...words, '--root', root]);

test('a queued job that cannot be taken back refuses what goes against it', async () => {
  const { status, out } = await plan('start', 'b.service', '--state', join(root, 'dump'));
  expect(status).toBe(1);
  // src/core/transaction.c transaction_is_destructive
  expect(out.replace(/\s+/g, ' ')).toContain(
    "Transaction for b.service/start is destructive (b.service has 'stop' job queued, but 'start' is included in transaction)",
  );
});

test('the states of a record count as those of --active do', async () => {
  const byRecord = await plan('stop', 'b.service', '--json', '--state', join(root, 'show'));
  const byName = await plan('stop', 'b.service', '--json', '--active', 'a.service,b.service');
  expect(byRecord.status).toBe(0);
  // a.service requires b.service, and is up: it is stopped with it.
  const { jobs } = JSON.parse(byRecord.out) as { jobs: readonly { unit: string; type: string }[] };
  expect(new Set(jobs.map(({ unit: id, type }) => `${id} ${type}`))).toEqual(new Set(['a.service stop', 'b.service stop']));
  expect(byRecord.out).toBe(byName.out);
});

test('a record without states is refused', async () => {
  const { status, out, err } = await plan('stop', 'b.service', '--state', join(root, 'no-states'));
  expect([status, out]).toEqual([2, '']);
  expect(err).toMatch(
    /^wantedby: --state: \S*no-states does not tell which units are active; take the output of systemd-analyze dump\n$/,
  );
});
