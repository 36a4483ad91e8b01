import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { SHORT_COMMANDS } from '../../src/cli/commands/short.js';
import { readFileSync } from 'node:fs';
import { cli } from '../support/cli.js';
import { diskTree } from '../support/disk-tree.js';

const SAMPLE = ['--root', 'samples/web-application'];
const CYCLE = ['--root', 'samples/ordering-cycle'];

/** The words of a command line as a shell takes them, without its pipe. */
function wordsOf(line: string): string[] {
  const [call = ''] = line.split(' | ');
  return [...call.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

/** Does it only name what is in this repository, and write nothing? */
const isRunnable = (line: string): boolean =>
  line.includes('samples/') && !line.includes('-o ') && !/^page|--serve|\/srv\/|\.svg|\.txt|monday/.test(line);

describe('examples', () => {
  const lines = COMMANDS.flatMap(({ examples }) => examples);

  test('each command has some, and help shows them', async () => {
    for (const { name, examples } of COMMANDS) {
      expect([name, examples.length > 0]).toEqual([name, true]);
      const { status, out } = await cli([name, '--help']);
      expect(status).toBe(0);
      for (const line of examples) expect(out).toContain(`  $ wantedby ${line}\n`);
    }
  });

  test.each(lines.filter(isRunnable))('wantedby %s', async (line) => {
    const { status, out } = await cli(wordsOf(line));
    expect([status === 0 || status === 1, out !== '']).toEqual([true, true]);
  });

  const shown = [
    'README.md',
    'samples/web-application/README.md',
    'samples/ordering-cycle/README.md',
    'samples/slow-start/README.md',
    'samples/failure-cascade/README.md',
  ].flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/(?:`|^ {4}|^\$ )wantedby ([^`\n]+)/gm)].map((match) => (match[1] ?? '').trim()),
  );

  test.each(shown.filter(isRunnable))('as the text shows it: wantedby %s', async (line) => {
    const { status, out } = await cli(wordsOf(line));
    expect([status === 0 || status === 1, out !== '']).toEqual([true, true]);
  });

  test('what the README shows of an answer is the answer', async () => {
    const blocks = [...readFileSync('README.md', 'utf8').matchAll(/```\n([^]*?)```/g)].map((match) => match[1] ?? '');
    const answers = [
      (await cli(['cycles', ...CYCLE])).out,
      (await cli(['late', 'api.service', '--root', 'samples/slow-start'])).out,
    ];
    expect(blocks).toHaveLength(2);
    for (const [i, block] of blocks.entries()) {
      const lines = block.split('\n').filter((line) => line !== '' && line.trim() !== '...' && !line.startsWith('$ '));
      const answer = answers[i]?.split('\n') ?? [];
      let at = 0;
      for (const line of lines) {
        const next = answer.indexOf(line, at);
        expect([line, next >= at]).toEqual([line, true]);
        at = next + 1;
      }
    }
  });
});

test('the program without the simulator gives the answers of the whole one', async () => {
  const calls = [
    ['list', ...SAMPLE],
    ['list', '--json', ...CYCLE],
    ['cat', 'nginx.service', 'shop-worker@mail.service', ...SAMPLE],
    ['cat', 'nginx.service', '--json', ...SAMPLE],
    ['tree', ...SAMPLE],
    ['tree', 'postgresql.service', '--reverse', '--json', ...SAMPLE],
    ['path', 'nginx.service', 'network.target', ...SAMPLE],
    ['path', 'nginx.service', 'nosuch.service', ...SAMPLE],
    ['tree', '--depth', 'x', ...SAMPLE],
    ['path', '--help'],
  ];
  expect(SHORT_COMMANDS.map(({ name }) => name)).toEqual(['list', 'cat', 'tree', 'path']);
  for (const argv of calls) expect(await cli(argv, {}, 80, { commands: SHORT_COMMANDS })).toEqual(await cli(argv));
  // The loader has to know which commands it may send there.
  const loader = readFileSync('.ci/cli-loader.cjs', 'utf8');
  expect(/isShort = \[([^\]]*)\]/.exec(loader)?.[1]?.match(/\w+/g)?.sort()).toEqual(['cat', 'list', 'path', 'tree']);
});

describe('tree', () => {
  test('each unit stands with the directive that pulls it in and its place', async () => {
    const { out } = await cli(['tree', 'shop.target', '--depth', '1', ...SAMPLE]);
    const lines = out.split('\n').map((line) => line.replace(/^[^a-z]+/, '').replace(/ +/g, ' '));
    expect(lines[0]).toBe('shop.target');
    // Lines 5 and 6 of shop.target, and its .requires/ directory.
    expect(lines.some((line) => /^shop-cleanup\.timer .*wants shop\.target:5$/.test(line))).toBe(true);
    expect(lines.some((line) => /^shop-cache\.service .*upholds shop\.target:6$/.test(line))).toBe(true);
    expect(lines.some((line) => /^shop-web\.service .*requires shop\.target\.requires\/$/.test(line))).toBe(true);
  });

  test('--depth 0 is the unit alone', async () => {
    const { out } = await cli(['tree', 'shop.target', '--depth', '0', '--json', ...SAMPLE]);
    // shop.target pulls in the five that json-documents.test.ts lists.
    expect((JSON.parse(out) as { tree: object }).tree).toMatchObject({ unit: 'shop.target', hidden: 5, children: [] });
  });

  test('a unit that is repeated is shown in full once, and each time with --all', async () => {
    const root = diskTree({
      'a.target': '[Unit]\nWants=b.target c.target\n',
      'b.target': '[Unit]\nWants=d.target\n',
      'c.target': '[Unit]\nWants=d.target\n',
      'd.target': '[Unit]\nWants=e.target\n',
      'e.target': '',
    });
    const times = async (...words: string[]): Promise<number> =>
      ((await cli(['tree', 'a.target', '--unit-path', root, ...words])).out.match(/e\.target /g) ?? []).length;
    expect([await times(), await times('--all')]).toEqual([1, 2]);
  });
});

test('list: patterns as in a shell, a name without a type is every type', async () => {
  const names = async (...words: string[]): Promise<string[]> =>
    (JSON.parse((await cli(['list', ...words, '--json', ...SAMPLE])).out) as { units: { unit: string }[] }).units.map(
      ({ unit }) => unit,
    );
  expect(await names('shop-*.timer')).toEqual(['shop-backup.timer', 'shop-cleanup.timer']);
  expect(await names('shop-backup')).toEqual(['shop-backup.service', 'shop-backup.timer']);
  expect(await names('shop-[ab]*.timer', 'ssh?.service')).toEqual(['shop-backup.timer', 'sshd.service']);
});

test('cat: a line that a later one overrides is marked', async () => {
  const { out } = await cli(['cat', 'nginx.service', ...SAMPLE]);
  expect(out).toContain('# /usr/lib/systemd/system/nginx.service\n');
  expect(out).toContain('# /etc/systemd/system/nginx.service.d/10-shop.conf  (drop-in)\n');
  expect(out).toMatch(/^18 {2}Restart=on-abnormal {2}✗ overridden$/m);
  expect(out).toMatch(/^7 {2}Restart=on-failure$/m);
});

test('cat says which lines an empty value takes back, which systemd ignores, and where it stops reading', async () => {
  // systemd.unit(5): the empty string resets a list. load.mjs: a.service has ConditionPathExists=/b alone, its last message is that of line 8.
  const unit = `[Unit]
ConditionPathExists=/a
ConditionPathExists=
ConditionPathExists=/b
[Service]
Type=simpel
Resart=no
ExecStart=/bin/true "open
Restart=always
[Install]
WantedBy=multi-user.target
`;
  const { out } = await cli(['cat', 'a.service', '-q', '--unit-path', diskTree({ 'a.service': unit })]);
  expect(out.split('\n').slice(3).join('\n')).toBe(`    [Unit]
 2  ConditionPathExists=/a  ✗ overridden
 3  ConditionPathExists=
 4  ConditionPathExists=/b
    [Service]
 6  Type=simpel  ✗ ignored
 7  Resart=no  ✗ ignored
 8  ExecStart=/bin/true "open  ✗ ignored
 9  Restart=always  ✗ not read
    [Install]
11  WantedBy=multi-user.target
`);
});

describe('cycles', () => {
  test('--format systemd is what PID 1 says: one of its outcomes, the same for the same seed', async () => {
    const { out } = await cli(['cycles', '--format', 'systemd', ...CYCLE]);
    // The words of systemd 252: src/core/transaction.c transaction_verify_order_one.
    expect(out).toMatch(/^\S+: Found ordering cycle on \S+\/start$/m);
    expect(out).toMatch(/^\S+: Job \S+\/start deleted to break ordering cycle starting with \S+\/start$/m);
    const seeded = ['cycles', '--format', 'systemd', '--seed', '3', ...CYCLE];
    expect(await cli(seeded)).toEqual(await cli(seeded));
  });

  test('--latent finds what no request starts', async () => {
    const root = diskTree({ 'default.target': '', 'a.target': '[Unit]\nAfter=b.target\n', 'b.target': '[Unit]\nAfter=a.target\n' });
    expect((await cli(['cycles', '--unit-path', root])).status).toBe(0);
    const latent = await cli(['cycles', '--latent', '--unit-path', root]);
    expect(latent.status).toBe(1);
    expect(latent.out).toContain(`After=b.target in ${root}/a.target:2`);
  });

  test('--limit bounds the outcomes that are listed', async () => {
    // 13 in all (json-documents.test.ts and the README), of which 8 are listed by default.
    const listed = async (...words: string[]): Promise<[number, string | undefined]> => {
      const { out } = await cli(['cycles', ...words, ...CYCLE]);
      return [(out.match(/^ {2}- without /gm) ?? []).length, /and (\d+) more outcomes?/.exec(out)?.[1]];
    };
    expect([await listed(), await listed('--limit', '3'), await listed('--limit', '100')]).toEqual([
      [8, '5'],
      [3, '10'],
      [13, undefined],
    ]);
  });
});

describe('plan', () => {
  test('--limit lists fewer outcomes, and looks for all the same', async () => {
    const counts = / outcomes are possible|jobs? in every outcome/;
    const plan = async (...more: string[]): Promise<string[]> =>
      (await cli(['plan', 'start', 'multi-user.target', ...CYCLE, ...more])).out.split('\n').filter((line) => counts.test(line));
    expect(await plan('--limit', '1')).toEqual(await plan());
  });

  test('what is wanted and cannot be started is named, with the reason that systemd gives', async () => {
    const root = diskTree({
      'a.target': '[Unit]\nDefaultDependencies=no\nWants=bad.service good.target\n',
      'bad.service': '[Service]\nExecStart=relative/path\n',
      'good.target': '[Unit]\nDefaultDependencies=no\n',
    });
    const { status, out } = await cli(['plan', 'start', 'a.target', '--unit-path', root]);
    expect(status).toBe(0);
    // systemd 252 says of the same files: Cannot add dependency job, ignoring: Unit bad.service has a bad unit file setting.
    expect(out).toContain('Wanted, but cannot be started\n  Unit bad.service has a bad unit file setting.\n');
  });

  test('outcomes that leave the same jobs are one line', async () => {
    const { out } = await cli(['plan', 'start', 'multi-user.target', ...CYCLE]);
    const lines = out
      .replace(/\n {4}(?=\S)/g, ' ')
      .split('\n')
      .filter((line) => line.startsWith('  - '))
      .map((line) => line.replace(' (very rare)', ''));
    expect(lines.length).toBeGreaterThan(1);
    expect(new Set(lines).size).toBe(lines.length);
    expect(out).toContain(`${String(lines.length)} outcomes are possible`);
  });

  test('--samples estimates how likely each outcome is: all of them together', async () => {
    const { out } = await cli(['plan', 'start', 'multi-user.target', '--samples', '40', ...CYCLE]);
    const shares = [...out.replace(/\n {4}(?=\S)/g, ' ').matchAll(/\(estimate: (\d+) %\)/g)].map((match) => Number(match[1]));
    // Each is rounded by half a percent at most.
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThanOrEqual(shares.length / 2);
  });
});

describe('simulate', () => {
  test('--fail fails a program, with the status that is given', async () => {
    const { out } = await cli(['simulate', '--fail', 'postgresql.service=7', '--format', 'systemd', ...SAMPLE]);
    // systemd 252: src/core/service.c, unit_log_process_exit.
    expect(out).toContain('postgresql.service: Main process exited, code=exited, status=7/NOTRUNNING');
  });

  test('--delay makes a start take so long', async () => {
    const { out } = await cli([
      'simulate',
      'a.service',
      '--delay',
      'a.service=5s',
      '--unit-path',
      diskTree({ 'a.service': '[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nExecStart=/bin/x\n' }),
    ]);
    expect(out).toMatch(/^a\.service reached after 5\.00 s$/m);
  });

  test('--at gives commands, --duration ends the run', async () => {
    const argv = ['simulate', '--at', '10s', 'systemctl stop nginx.service', '--json', ...SAMPLE];
    const states = async (...words: string[]): Promise<string | undefined> =>
      (JSON.parse((await cli([...argv, ...words])).out) as { outcomes: { states: Record<string, string> }[] }).outcomes[0]?.states[
        'nginx.service'
      ];
    expect(await states()).toBe('loaded inactive dead success');
    expect(await states('--duration', '5s')).toBe('loaded active running success');
  });

  test('--mode start is systemctl start on an idle system: the unit and what it needs', async () => {
    const jobs = async (...words: string[]): Promise<readonly string[] | undefined> =>
      (
        JSON.parse((await cli(['simulate', 'ssh.service', '--json', ...words, ...SAMPLE])).out) as {
          outcomes: { jobs: string[] }[];
        }
      ).outcomes[0]?.jobs;
    expect(await jobs('--mode', 'start')).toContain('ssh.service/start');
  });

  test('--format perfetto is a trace', async () => {
    const { out } = await cli(['simulate', '--format', 'perfetto', ...SAMPLE]);
    expect((JSON.parse(out) as { traceEvents: unknown[] }).traceEvents.length).toBeGreaterThan(50);
  });
});

describe('a request that is refused', () => {
  const folder = ['--unit-path', diskTree({ 'a.service': '[Service]\nExecStart=/bin/true\n' })];
  // systemd 252: src/core/transaction.c; a service requires sysinit.target by default.
  const REASON = 'Unit sysinit.target not found.';
  const HINT = 'give a tree that does as well';

  test('plan and simulate give the reason, and what to do about a folder that holds no units of systemd', async () => {
    for (const argv of [
      ['plan', 'start', 'a.service'],
      ['simulate', 'a.service'],
    ]) {
      const { status, out } = await cli([...argv, ...folder]);
      expect(status).toBe(1);
      expect(out).toContain(REASON);
      expect(out.replaceAll('\n', ' ')).toContain(HINT);
    }
    const { status, out } = await cli(['plan', 'start', 'a.service', ...folder, ...SAMPLE]);
    expect([status, out.includes(HINT)]).toEqual([0, false]);
  });

  test('there is no run that breaks could change', async () => {
    const { status, out, err } = await cli(['breaks', '--from', 'a.service', ...folder]);
    expect([status, out]).toEqual([2, '']);
    expect(err).toBe('wantedby: the start of a.service is refused: wantedby plan start a.service says why\n');
  });
});

describe('breaks', () => {
  test('a boot in which no program runs has nothing to rank', async () => {
    const { status, out } = await cli(['breaks', '--from', 'local-fs-pre.target', '--root', 'samples/failure-cascade']);
    expect(status).toBe(0);
    expect(out).toMatch(/^Nothing to rank: /);
  });

  test('--kind chooses how it breaks', async () => {
    const root = ['--root', 'samples/failure-cascade'];
    const kinds = async (...words: string[]): Promise<string[]> =>
      [...(await cli(['breaks', 'api.service', ...words, ...root])).out.matchAll(/^If api\.service (fails|dies|is masked)/gm)].map(
        (match) => match[1] ?? '',
      );
    expect(await kinds()).toEqual(['fails', 'dies', 'is masked']);
    expect([await kinds('--kind', 'fails'), await kinds('--kind', 'dies'), await kinds('--kind', 'missing')]).toEqual([
      ['fails'],
      ['dies'],
      ['is masked'],
    ]);
  });

  test('a oneshot does not die later', async () => {
    const { out } = await cli(['breaks', 'storage.service', '--kind', 'dies', '--root', 'samples/failure-cascade']);
    expect(out).toBe('storage.service runs no program in this boot that could die later.\n');
  });
});

describe('graph', () => {
  test.each([
    ['dot', /^digraph units \{\n[^]*"shop\.target" -> "shop-cache\.service" \[[^]*\}\n$/],
    ['mermaid', /^flowchart LR\n[^]*\["shop\.target"\]/],
    [
      'graphml',
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<graphml [^]*<edge source="shop\.target" target="shop-cache\.service">[^]*<\/graphml>\n$/,
    ],
  ])('--format %s', async (format, form) => {
    expect((await cli(['graph', 'shop.target', '--format', format, ...SAMPLE])).out).toMatch(form);
  });

  test('--full has every loaded unit', async () => {
    expect((await cli(['graph', 'shop.target', ...SAMPLE])).out).not.toContain('"shutdown.target"');
    expect((await cli(['graph', 'shop.target', '--full', ...SAMPLE])).out).toContain('"shutdown.target"');
  });
});

test('page: without -o it does not fill a terminal', async () => {
  const { status, out, err } = await cli(['page', ...SAMPLE], {}, 80, { isTerminal: true });
  expect([status, out, err]).toEqual([2, '', 'wantedby: page: -o FILE says where to write the page\n']);
});
