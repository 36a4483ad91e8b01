import { describe, expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { diskTree } from '../support/disk-tree.js';

const SAMPLE = ['--root', 'samples/web-application'];
const CYCLE = ['--root', 'samples/ordering-cycle'];
const CASCADE = ['--root', 'samples/failure-cascade'];

/** A boot whose units have everything that diagnostics complain about, and a unit that cannot be loaded. */
const flawed = [
  '--unit-path',
  diskTree({
    'default.target': '[Unit]\nRequires=a.service\nWants=bad.service\nAllowIsolate=yes\n',
    'a.service': '[Unit]\nNoSuchKey=1\n[NoSuchSection]\nx=y\n[Service]\nExecStart=/bin/true\n',
    'bad.service': '[Service]\nType=simple\n',
    'sysinit.target': '[Unit]\nDefaultDependencies=no\n',
    'basic.target': '[Unit]\nRequires=sysinit.target\nAfter=sysinit.target\n',
    'shutdown.target': '[Unit]\nDefaultDependencies=no\n',
  }),
];

/** A cycle of required units: systemd refuses the request. */
const fatal = [
  '--unit-path',
  diskTree({
    'default.target': '[Unit]\nRequires=a.service b.service\nAfter=a.service b.service\n',
    'a.service': '[Unit]\nDefaultDependencies=no\nAfter=b.service\n[Service]\nExecStart=/bin/true\n',
    'b.service': '[Unit]\nDefaultDependencies=no\nAfter=a.service\n[Service]\nExecStart=/bin/true\n',
  }),
];

const cases: readonly (readonly [status: number, why: string, argv: readonly string[]])[] = [
  [0, 'list answers', ['list', ...SAMPLE]],
  [0, 'list answers where nothing matches', ['list', 'nosuch*', ...SAMPLE]],
  [0, 'cat answers', ['cat', 'nginx.service', ...SAMPLE]],
  [0, 'cat answers for a masked unit', ['cat', 'apache2.service', ...SAMPLE]],
  [0, 'tree answers', ['tree', ...SAMPLE]],
  [0, 'why answers', ['why', 'nginx.service', ...SAMPLE]],
  [0, 'why answers why not', ['why', 'shop-maintenance.service', ...SAMPLE]],
  [0, 'late answers', ['late', 'api.service', '--root', 'samples/slow-start']],
  [0, 'graph answers', ['graph', ...SAMPLE]],
  [0, 'dump answers', ['dump', 'nginx.service', '--only', 'ok', ...SAMPLE]],
  [0, 'dump answers for a refused request', ['dump', 'default.target', ...fatal]],
  [0, 'breaks answers', ['breaks', 'storage.service', ...CASCADE]],
  [0, 'path has one', ['path', 'nginx.service', 'network.target', ...SAMPLE]],
  [1, 'path has none', ['path', 'time-set.target', 'nginx.service', '--kind', 'Wants', ...SAMPLE]],
  [0, 'cycles has none', ['cycles', ...SAMPLE]],
  [1, 'cycles has one', ['cycles', ...CYCLE]],
  [1, 'cycles has one among several requests', ['cycles', 'basic.target', 'multi-user.target', ...CYCLE]],
  [0, 'cycles has none in another request', ['cycles', 'local-fs.target', ...CYCLE]],
  [1, 'cycles has one among all units', ['cycles', '--latent', ...CYCLE]],
  [1, 'cycles has one that is fatal', ['cycles', ...fatal]],
  [1, 'cycles as systemd says it', ['cycles', '--format', 'systemd', ...CYCLE]],
  [0, 'plan has jobs', ['plan', 'start', 'nginx.service', ...SAMPLE]],
  [0, 'plan has nothing to do', ['plan', 'stop', 'nginx.service', ...SAMPLE]],
  [1, 'plan is refused: masked', ['plan', 'start', 'apache2.service', ...SAMPLE]],
  [1, 'plan is refused: no isolation', ['plan', 'isolate', 'nginx.service', ...SAMPLE]],
  [1, 'plan is cyclic', ['plan', 'start', 'multi-user.target', ...CYCLE]],
  [1, 'plan is refused: cyclic', ['plan', 'start', 'default.target', ...fatal]],
  [0, 'simulate: every job is done', ['simulate', ...SAMPLE]],
  [1, 'simulate: a job failed', ['simulate', '--fail', 'nginx.service', ...SAMPLE]],
  [1, 'simulate: the scenario has a failure', ['simulate', 'samples/failure-cascade/scenario.json', ...CASCADE]],
  [0, 'simulate: all jobs done, a program dies later', ['simulate', 'samples/failure-cascade/scenario-crash.json', ...CASCADE]],
  [0, 'diff: the same tree', ['diff', 'samples/slow-start', 'samples/slow-start']],
  [1, 'diff: other trees', ['diff', 'samples/slow-start', 'samples/ordering-cycle']],
];

test.each(cases)('%i where %s', async (status, _why, argv) => {
  const result = await cli(argv);
  expect([result.status, result.out.length > 0]).toEqual([status, true]);
});

describe('diagnostics do not count', () => {
  test.each(['list', 'cat', 'tree', 'graph', 'dump', 'why', 'late', 'breaks'])('%s ends in 0', async (name) => {
    const words = ['cat', 'why', 'breaks'].includes(name) ? ['a.service'] : [];
    const { status, err } = await cli([name, ...words, ...flawed]);
    expect(status).toBe(0);
    expect(err).toContain('[unknown-key]');
  });
});

test('--json has the status of the text', async () => {
  for (const [status, , argv] of cases) {
    if (argv.includes('--format')) continue;
    expect([argv, (await cli([...argv, '--json'])).status]).toEqual([argv, status]);
  }
});

test('help and version are answers', async () => {
  const version = await cli(['--version']);
  expect(version).toEqual({ status: 0, out: `${__VERSION__}\n`, err: '' });
  const help = await cli(['--help']);
  expect([help.status, help.err]).toEqual([0, '']);
  expect(help.out).toMatch(/^Usage: wantedby /);
});

declare const __VERSION__: string;
