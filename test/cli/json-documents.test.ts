import { describe, expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { diskTree } from '../support/disk-tree.js';

const SAMPLE = ['--root', 'samples/web-application'];
const NGINX = '/usr/lib/systemd/system/nginx.service';

interface Because {
  readonly rule: string;
  readonly setting?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}
interface Link {
  readonly from: string;
  readonly kind: string;
  readonly to: string;
  readonly because: readonly Because[];
}

async function document<Document>(...argv: string[]): Promise<Document & { readonly schema: string }> {
  const { out } = await cli([...argv, '--json']);
  return JSON.parse(out) as Document & { readonly schema: string };
}

describe('every document names its schema first', () => {
  test.each([
    ['list', 'list', []],
    ['cat', 'cat', ['nginx.service']],
    ['tree', 'tree', []],
    ['why', 'why', ['nginx.service']],
    ['late', 'late', []],
    ['path', 'path', ['nginx.service', 'network.target']],
    ['cycles', 'cycles', []],
    ['plan', 'plan', ['start', 'nginx.service']],
    ['simulate', 'simulation', []],
    ['breaks', 'breaks', ['nginx.service']],
    ['graph', 'graph', []],
    ['dump', 'dump', ['nginx.service']],
  ])('%s: wantedby-%s/1', async (name, schema, words) => {
    const { out } = await cli([name, ...words, ...SAMPLE, '--json']);
    expect(Object.entries(JSON.parse(out) as object)[0]).toEqual(['schema', `wantedby-${schema}/1`]);
  });

  test('diff: wantedby-diff/1', async () => {
    expect((await document('diff', 'samples/slow-start', 'samples/slow-start')).schema).toBe('wantedby-diff/1');
  });
});

test('list: load state, unit file state, preset and files of each unit', async () => {
  interface Entry {
    readonly unit: string;
    readonly loadState: string | null;
    readonly unitFileState: string;
    readonly preset: string | null;
    readonly fragmentPath: string | null;
    readonly dropInPaths: readonly string[];
  }
  const { units } = await document<{ units: readonly Entry[] }>('list', 'nginx*', 'apache2', 'database', 'getty@', ...SAMPLE);
  const told = units.map(({ unit, loadState, unitFileState, preset, fragmentPath, dropInPaths }) => [
    unit,
    loadState,
    unitFileState,
    preset,
    fragmentPath,
    dropInPaths,
  ]);
  // As `systemctl --root=samples/web-application list-unit-files` of systemd 252 has them.
  expect(told).toEqual([
    ['apache2.service', 'masked', 'masked', 'disabled', '/etc/systemd/system/apache2.service', []],
    ['database.service', 'loaded', 'alias', null, '/usr/lib/systemd/system/postgresql.service', []],
    ['getty@.service', null, 'enabled', 'enabled', null, []],
    ['nginx.service', 'loaded', 'enabled', 'enabled', NGINX, ['/etc/systemd/system/nginx.service.d/10-shop.conf']],
  ]);
});

test('list: nothing that matches is an empty list', async () => {
  expect(await document('list', 'nosuch*', ...SAMPLE)).toEqual({ schema: 'wantedby-list/1', units: [] });
});

test('cat: every setting with file, line and column, and whether a later one overrides it', async () => {
  interface Setting {
    readonly section: string;
    readonly key: string;
    readonly value: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly overridden: boolean;
    readonly ignored: boolean;
  }
  const { units } = await document<{ units: readonly { readonly settings: readonly Setting[] }[] }>(
    'cat',
    'nginx.service',
    ...SAMPLE,
  );
  const restarts = units[0]?.settings.filter(({ key }) => key === 'Restart');
  expect(restarts).toEqual([
    {
      section: 'Service',
      key: 'Restart',
      value: 'on-abnormal',
      file: NGINX,
      line: 18,
      column: 9,
      overridden: true,
      ignored: false,
    },
    {
      section: 'Service',
      key: 'Restart',
      value: 'on-failure',
      file: '/etc/systemd/system/nginx.service.d/10-shop.conf',
      line: 7,
      column: 9,
      overridden: false,
      ignored: false,
    },
  ]);
});

test('tree: nested units, each with its kinds and reasons', async () => {
  interface Node {
    readonly unit: string;
    readonly kinds: readonly string[];
    readonly because: readonly Because[];
    readonly children: readonly Node[];
  }
  const { unit, reverse, tree } = await document<{ unit: string; reverse: boolean; tree: Node }>(
    'tree',
    'shop.target',
    '--depth',
    '1',
    ...SAMPLE,
  );
  expect([unit, reverse, tree.unit]).toEqual(['shop.target', false, 'shop.target']);
  // shop.target itself, and the links in shop.target.wants and shop.target.requires.
  expect(tree.children.map((child) => [child.unit, child.kinds, child.because[0]?.line ?? child.because[0]?.rule])).toEqual([
    ['shop-cache.service', ['Upholds'], 6],
    ['shop-cleanup.timer', ['Wants'], 5],
    ['shop-web.service', ['Requires'], 'requires-link'],
    ['shop-worker@mail.service', ['Wants'], 'wants-link'],
    ['shop-worker@reports.service', ['Wants'], 'wants-link'],
  ]);
  const all = await document<{ tree: Node }>('tree', 'shop-cache.service', '--reverse', ...SAMPLE);
  expect(all.tree.children.map((child) => child.unit)).toEqual([
    'shop-web.service',
    'shop-worker@mail.service',
    'shop-worker@reports.service',
    'shop.target',
  ]);
});

test('why: the chains, each link with its reasons; or the reasons why not', async () => {
  const pulled = await document<{ isPulledIn: boolean; chains: readonly (readonly Link[])[] }>(
    'why',
    'shop-cache.service',
    '--from',
    'shop.target',
    ...SAMPLE,
  );
  expect(pulled.isPulledIn).toBe(true);
  expect(pulled.chains[0]).toEqual([
    {
      from: 'shop.target',
      kind: 'Upholds',
      to: 'shop-cache.service',
      because: [{ rule: 'directive', setting: 'Unit.Upholds', file: '/etc/systemd/system/shop.target', line: 6, column: 9 }],
    },
  ]);
  const not = await document<{ isPulledIn: boolean; reasons: readonly object[] }>('why', 'shop-maintenance.service', ...SAMPLE);
  expect(not.isPulledIn).toBe(false);
  expect(not.reasons).toEqual([
    {
      code: 'not-enabled',
      targets: [
        {
          setting: 'WantedBy',
          target: 'multi-user.target',
          path: '/etc/systemd/system/shop-maintenance.service',
          line: 14,
          isReached: true,
        },
      ],
    },
    // After=shop-web.service, in its line 5, starts nothing.
    { code: 'only-ordered', units: ['shop-web.service'] },
  ]);
});

test('path: one path, or all shortest ones', async () => {
  interface Paths {
    readonly from: string;
    readonly to: string;
    readonly paths: readonly (readonly Link[])[];
  }
  const argv = ['path', 'shop-worker@mail.service', 'shop-cache.service', ...SAMPLE];
  const { from, to, paths } = await document<Paths>(...argv);
  expect([from, to, paths.length]).toEqual(['shop-worker@mail.service', 'shop-cache.service', 1]);
  expect(paths[0]?.map(({ kind, because }) => [kind, because[0]?.file, because[0]?.line])).toEqual([
    ['Wants', '/etc/systemd/system/shop-worker@.service', 5],
  ]);
  expect((await document<Paths>('path', 'time-set.target', 'nginx.service', '--kind', 'Wants', ...SAMPLE)).paths).toEqual([]);
});

test('path --all: a diamond has two', async () => {
  const root = diskTree({
    'a.target': '[Unit]\nWants=b.target c.target\n',
    'b.target': '[Unit]\nWants=d.target\n',
    'c.target': '[Unit]\nWants=d.target\n',
    'd.target': '[Unit]\n',
  });
  const argv = ['path', 'a.target', 'd.target', '--unit-path', root];
  const ends = async (...words: string[]): Promise<unknown> =>
    (await document<{ paths: readonly (readonly Link[])[] }>(...argv, ...words)).paths.map((path) => path.map((link) => link.to));
  expect(await ends()).toHaveLength(1);
  expect(await ends('--all')).toEqual([
    ['b.target', 'd.target'],
    ['c.target', 'd.target'],
  ]);
});

test('cycles: the request, its groups with every edge and its line, outcomes and a fix; several requests are runs', async () => {
  interface Edge {
    readonly first: string;
    readonly second: string;
    readonly because: readonly Because[];
  }
  interface Cycles {
    readonly request: string;
    readonly groups: readonly {
      readonly units: readonly string[];
      readonly fatal: boolean;
      readonly cycles: readonly (readonly Edge[])[];
      readonly outcomes: readonly { readonly victims: readonly string[] }[];
      readonly outcomesComplete: boolean;
      readonly fix: { readonly verified: string } | null;
    }[];
  }
  const { request, groups } = await document<Cycles>('cycles', '--root', 'samples/ordering-cycle');
  expect(request).toBe('start multi-user.target');
  const [group] = groups;
  // The two ways round that the sample's README draws, and the one by both network.target and networking.service.
  expect(group?.units).toEqual([
    'blocklist.service',
    'network-online.target',
    'network-pre.target',
    'network.target',
    'networking.service',
    'nftables.service',
  ]);
  expect([group?.fatal, group?.outcomesComplete, group?.cycles.length]).toEqual([false, true, 3]);
  const edge = group?.cycles[0]?.find(({ first, second }) => first === 'blocklist.service' && second === 'nftables.service');
  expect(edge?.because).toEqual([
    { rule: 'directive', setting: 'Unit.After', file: '/etc/systemd/system/nftables.service.d/blocklist.conf', line: 4, column: 7 },
  ]);
  expect(group?.outcomes.map(({ victims }) => victims.join(' '))).toContain('nftables.service');
  expect(group?.fix?.verified).toBe('yes');
  expect((await document<Cycles>('cycles', '--no-fix', '--root', 'samples/ordering-cycle')).groups[0]?.fix).toBe(null);
  const several = await document<{ runs: readonly Cycles[] }>(
    'cycles',
    'basic.target',
    'local-fs.target',
    '--root',
    'samples/ordering-cycle',
  );
  expect(several.runs.map((run) => run.request)).toEqual(['start basic.target', 'start local-fs.target']);
  expect(await document<Cycles>('cycles', '--format', 'systemd', '--root', 'samples/ordering-cycle')).toEqual(
    await document<Cycles>('cycles', '--root', 'samples/ordering-cycle'),
  );
});

test('plan: the jobs with what pulled them in, what was dropped and why, every outcome', async () => {
  interface Plan {
    readonly request: string;
    readonly mode: string;
    readonly ok: boolean;
    readonly error?: { readonly text: string };
    readonly jobs: readonly {
      readonly unit: string;
      readonly type: string;
      readonly anchor: boolean;
      readonly pulledInBy: readonly { readonly by: string | null; readonly kind: string }[];
    }[];
    readonly dropped: readonly { readonly unit: string; readonly reason: string }[];
    readonly outcomes: { readonly complete: boolean; readonly count: number };
  }
  const plan = await document<Plan>(
    'plan',
    'stop',
    'postgresql.service',
    '--active',
    'postgresql.service,shop-web.service,shop-worker@mail.service,nginx.service',
    ...SAMPLE,
  );
  expect([plan.request, plan.mode, plan.ok]).toEqual(['stop postgresql.service', 'replace', true]);
  // What requires it is stopped with it, nginx does not; the migration does not run: nothing to stop.
  expect(plan.jobs.map(({ unit, type, anchor }) => [unit, type, anchor])).toEqual([
    ['postgresql.service', 'stop', true],
    ['shop-web.service', 'stop', false],
    ['shop-worker@mail.service', 'stop', false],
  ]);
  expect(plan.jobs[1]?.pulledInBy).toContainEqual({ by: 'postgresql.service/stop', kind: 'RequiredBy', matters: true });
  expect(plan.dropped.map(({ unit, reason }) => `${unit} ${reason}`)).toContain('shop-migrate.service redundant');
  const refused = await document<Plan>('plan', 'start', 'apache2.service', ...SAMPLE);
  expect([refused.ok, refused.error?.text, refused.jobs]).toEqual([false, 'Unit apache2.service is masked.', []]);
  const modes = await document<Plan>('plan', 'start', 'nginx.service', '--job-mode', 'ignore-requirements', ...SAMPLE);
  // systemctl(1): all requirement dependencies are ignored, but ordering dependencies still honoured.
  expect([modes.mode, modes.jobs.map(({ unit }) => unit)]).toEqual(['ignore-requirements', ['nginx.service']]);
});

test('simulate: jobs, results, order, log, states and timeline of each outcome', async () => {
  interface Outcome {
    readonly jobs: readonly string[];
    readonly later_jobs: readonly string[];
    readonly results: Readonly<Record<string, string>>;
    readonly order: readonly string[];
    readonly log: readonly string[];
    readonly states: Readonly<Record<string, string>>;
    readonly timeline: readonly {
      readonly unit: string;
      readonly type: string;
      readonly running: number | null;
      readonly finished: number | null;
      readonly result: string | null;
      readonly releasedBy: string | null;
    }[];
  }
  const { outcomes } = await document<{ outcomes: readonly Outcome[] }>(
    'simulate',
    'samples/failure-cascade/scenario.json',
    '--root',
    'samples/failure-cascade',
  );
  expect(outcomes).toHaveLength(1);
  const [run] = outcomes;
  expect(Object.keys(run ?? {})).toEqual(['jobs', 'later_jobs', 'results', 'order', 'log', 'states', 'timeline']);
  expect(run?.results['storage.service/start']).toBe('failed');
  expect(run?.results['database.service/start']).toBe('dependency');
  expect(run?.results['multi-user.target/start']).toBe('done');
  expect(run?.states['storage.service']).toBe('loaded failed failed exit-code');
  // The disk needs 3 s to fail (scenario.json); the rest to be started is what stands in its README.
  const storage = run?.timeline.find(({ unit }) => unit === 'storage.service');
  expect([Math.round((storage?.finished ?? 0) - (storage?.running ?? 0)), storage?.result]).toEqual([3, 'failed']);
  expect(run?.timeline.find(({ unit }) => unit === 'monitoring.service')?.releasedBy).toBe('database.service/start');
});

test('breaks: what is lost in each way to break; without a unit a ranking', async () => {
  interface Case {
    readonly unit: string;
    readonly kind: string;
    readonly targetReached: boolean;
    readonly lost: readonly { readonly unit: string; readonly result: string | null }[];
  }
  const root = ['--root', 'samples/failure-cascade'];
  const { unit, target, cases, missing } = await document<{
    unit: string;
    target: string;
    cases: readonly Case[];
    missing: { lost: readonly string[] };
  }>('breaks', 'database.service', ...root);
  expect([unit, target, cases.map(({ kind }) => kind)]).toEqual(['database.service', 'multi-user.target', ['fails', 'dies']]);
  // The table of the sample's README: what requires it is not started; when it dies later only what is bound to it goes down.
  expect(cases[0]?.lost.map((loss) => [loss.unit, loss.result])).toEqual(
    ['api', 'frontend', 'report', 'search']
      .map((name) => [`${name}.service`, 'dependency'])
      .concat(
        [['site.target', 'dependency']],
        ['1', '2', '3'].map((name) => [`worker@${name}.service`, 'dependency']),
      ),
  );
  expect(cases[1]?.lost.map((loss) => loss.unit)).toEqual(['search.service']);
  expect(Array.isArray(missing.lost)).toBe(true);
  const { ranking } = await document<{ ranking: readonly Case[] }>('breaks', ...root);
  expect(ranking.slice(0, 4).map((entry) => entry.unit)).toEqual([
    'storage.service',
    'database.service',
    'api.service',
    'frontend.service',
  ]);
});

test('diff: units, settings, edges, jobs and boot of each side', async () => {
  const files = { 'default.target': '[Unit]\nWants=a.service\n', 'a.service': '[Service]\nType=oneshot\nExecStart=/bin/true\n' };
  const first = diskTree(files);
  const second = diskTree({
    ...files,
    'default.target': '[Unit]\nWants=a.service b.service\nAfter=b.service\n',
    'a.service': '[Service]\nType=oneshot\nExecStart=/bin/false\n',
    'b.service': '[Service]\nExecStart=/bin/true\n',
  });
  interface Diff {
    readonly target: string;
    readonly same: boolean;
    readonly units: { readonly onlyFirst: readonly string[]; readonly onlySecond: readonly string[] };
    readonly settings: readonly {
      readonly unit: string;
      readonly key: string;
      readonly first: readonly string[];
      readonly second: readonly string[];
      readonly secondAt: { readonly file: string; readonly line: number };
    }[];
    readonly jobs: { readonly onlyFirst: readonly string[]; readonly onlySecond: readonly string[] };
    readonly edges: {
      readonly onlySecond: readonly {
        readonly from: string;
        readonly kind: string;
        readonly to: string;
        readonly because: readonly Because[];
      }[];
    };
  }
  const diff = await document<Diff>('diff', first, second);
  expect([diff.target, diff.same, diff.units.onlyFirst, diff.units.onlySecond]).toEqual([
    'default.target',
    false,
    [],
    ['b.service'],
  ]);
  expect(diff.settings.map(({ unit, key, first: from, second: to, secondAt }) => [unit, key, from, to, secondAt])).toEqual([
    ['a.service', 'Service.ExecStart', ['/bin/true'], ['/bin/false'], { file: `${second}/a.service`, line: 3 }],
  ]);
  expect([diff.jobs.onlyFirst, diff.jobs.onlySecond]).toEqual([[], ['b.service/start']]);
  expect(diff.edges.onlySecond).toContainEqual({
    from: 'default.target',
    kind: 'Wants',
    to: 'b.service',
    because: [{ rule: 'directive', file: `${second}/default.target`, line: 2 }],
  });
  expect((await document<Diff>('diff', first, first)).same).toBe(true);
});

test('graph: a graph as graphology exports it', async () => {
  interface Graph {
    readonly unit: string;
    readonly graph: {
      readonly nodes: readonly { readonly key: string }[];
      readonly edges: readonly {
        readonly source: string;
        readonly target: string;
        readonly attributes: { readonly kind: string };
      }[];
    };
  }
  const { unit, graph } = await document<Graph>('graph', 'shop.target', ...SAMPLE);
  expect(unit).toBe('shop.target');
  expect(graph.nodes.map(({ key }) => key)).toContain('shop-cache.service');
  expect(
    graph.edges.some(
      ({ source, target, attributes }) =>
        source === 'shop.target' && target === 'shop-cache.service' && attributes.kind === 'Upholds',
    ),
  ).toBe(true);
  expect(await document('graph', 'shop.target', ...SAMPLE)).toEqual(
    JSON.parse((await cli(['graph', 'shop.target', '--format', 'json', ...SAMPLE])).out),
  );
});

describe('dump', () => {
  test('the fields of the oracle, and why each dependency is there', async () => {
    interface Dump {
      readonly unit: string;
      readonly ok: boolean;
      readonly units: Readonly<
        Record<
          string,
          {
            readonly loadState: string;
            readonly fragmentPath: string;
            readonly deps: Readonly<
              Record<
                string,
                readonly {
                  readonly unit: string;
                  readonly origin: readonly string[];
                  readonly destination: string;
                  readonly because: readonly Because[];
                }[]
              >
            >;
          }
        >
      >;
    }
    const dump = await document<Dump>('dump', 'nginx.service', ...SAMPLE);
    expect(Object.keys(dump)).toEqual(['schema', 'unit', 'ok', 'isolate', 'counts', 'messages', 'cycles', 'jobs', 'units']);
    const nginx = dump.units['nginx.service'];
    expect([nginx?.loadState, nginx?.fragmentPath]).toEqual(['loaded', NGINX]);
    const wants = nginx?.deps.Wants?.find(({ unit }) => unit === 'network-online.target');
    expect(wants).toMatchObject({
      origin: ['file'],
      because: [{ rule: 'directive', setting: 'Unit.Wants', file: NGINX, line: 5, column: 7 }],
    });
  });

  test('a refused request and one that cannot be loaded say so', async () => {
    const masked = await document<object>('dump', 'apache2.service', '--only', 'ok,error,jobs,unitsFrom', ...SAMPLE);
    expect(masked).toEqual({
      schema: 'wantedby-dump/1',
      unit: 'apache2.service',
      ok: false,
      error: expect.stringContaining('masked') as string,
      jobs: expect.any(Array) as unknown[],
      unitsFrom: expect.stringMatching(/^(probe|fallback)$/) as string,
    });
    const missing = await document<{ ok: boolean; unitsFrom: string; fallbackUnit: string }>(
      'dump',
      'nosuch.service',
      '--only',
      'ok,unitsFrom,fallbackUnit',
      ...SAMPLE,
    );
    expect(missing).toEqual({
      schema: 'wantedby-dump/1',
      unit: 'nosuch.service',
      ok: false,
      unitsFrom: 'fallback',
      fallbackUnit: 'rescue.target',
    });
  });

  test('several units are runs, each as if it had been asked alone; without one all units are loaded', async () => {
    const { runs } = await document<{ runs: readonly object[] }>('dump', 'nginx.service', 'ssh.service', ...SAMPLE);
    const alone = await document<object>('dump', 'ssh.service', ...SAMPLE);
    expect({ schema: 'wantedby-dump/1', ...runs[1] }).toEqual(alone);
    const all = await document<{ unit: null; jobs: readonly object[]; units: Readonly<Record<string, unknown>> }>(
      'dump',
      ...SAMPLE,
    );
    expect([all.unit, all.jobs, all.units['shop-maintenance.service'] !== undefined]).toEqual([null, [], true]);
  });
});

// What `load.mjs --unit-path u --unit z.target` recorded of systemd 252 for this tree; the order of the last two is chance there.
test('dump: the messages are those of the manager, of loading and then of the transaction', async () => {
  const folder = diskTree({
    'a.service': '[Unit]\nAfter=x\nnothing\nRestart=\n[Service]\n=\nPIDFile=a\nExecStart=/bin/true\n',
    'b.service': '[Service]\nExecStart=/bin/true\nWorkingDirectory=a\nnothing\n[Unit\n',
    'c.service': 'x',
    'c.service.wants/e.service': { link: '../d.service' },
    'al.timer': { link: 'a.service' },
    'z.target': '[Unit]\nDefaultDependencies=no\nWants=a.service b.service c.service\n',
  });
  interface Message {
    readonly level: string;
    readonly unit: string | null;
    readonly kind: string;
    readonly text: string;
  }
  const { messages } = await document<{ readonly messages: readonly Message[] }>('dump', 'z.target', '--unit-path', folder);
  const lines = messages.map(({ level, unit, kind, text }) => `${level} ${unit ?? '-'} ${kind} ${text.replaceAll(folder, '@0')}`);
  expect(lines).toEqual([
    'notice al.timer other symlink target "a.service" has incompatible suffix, rejecting.',
    'warning - syntax @0/c.service:1: Assignment outside of section. Ignoring.',
    'warning c.service other Wants dependency dropin @0/c.service.wants/e.service target ../d.service has different name',
    'err c.service load Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.',
    'err - syntax @0/b.service:3: WorkingDirectory= path is not absolute: a',
    'notice b.service other Unit configuration has fatal error, unit will not be started.',
    'warning - syntax @0/a.service:2: Failed to add dependency on x, ignoring: Invalid argument',
    "warning - syntax @0/a.service:3: Missing '=', ignoring line.",
    "warning - syntax @0/a.service:4: Unknown key 'Restart' in section [Unit], ignoring.",
    "warning - syntax @0/a.service:6: Missing key name before '=', ignoring line.",
    'warning b.service transaction Cannot add dependency job, ignoring: Unit b.service has a bad unit file setting.',
    'warning c.service transaction Cannot add dependency job, ignoring: Unit c.service has a bad unit file setting.',
  ]);
});
