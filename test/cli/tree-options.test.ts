import { describe, expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { diskTree } from '../support/disk-tree.js';

const service = (text: string): string => `[Service]\nType=oneshot\nExecStart=/bin/${text}\n`;
const root = diskTree({
  'etc/systemd/system/default.target': '[Unit]\nWants=a.service\n',
  'usr/lib/systemd/system/a.service': `[Unit]\nDescription=of the tree\nConditionVirtualization=vm\n${service('true')}[Install]\nWantedBy=default.target\n`,
  'usr/lib/systemd/system/b.service': `${service('true')}[Install]\nWantedBy=default.target\nAlias=bee.service\n`,
  'usr/lib/systemd/system/c.service': `${service('true')}[Install]\nWantedBy=default.target\n`,
  'etc/systemd/system/default.target.wants/c.service': { link: '/usr/lib/systemd/system/c.service' },
  'usr/lib/systemd/system/sysinit.target': '[Unit]\nDefaultDependencies=no\n',
  'usr/lib/systemd/system-preset/90.preset': 'enable b.service\ndisable *\n',
  'etc/fstab': '/dev/vdb1 /data ext4 defaults 0 0\n',
  'usr/lib/systemd/user/u.service': service('true'),
  'etc/systemd/user/default.target': '[Unit]\nWants=u.service\n',
  outside: { link: '/etc' },
  'facts.json': '{"hostName": "told"}',
  'first/a.service': `[Unit]\nDescription=of the first\n${service('true')}`,
  'second/a.service': `[Unit]\nDescription=of the second\n${service('true')}`,
  'second/host.service': `[Unit]\nDescription=on %H\n${service('true')}[Install]\nWantedBy=a.service\n`,
  'overlay/default.target': '[Unit]\nWants=b.service\n',
  'overlay/a.service.d/x.conf': '[Unit]\nDescription=of the overlay\n',
});
const TREE = ['--root', root];
const OWN = ['a.service', 'b.service', 'c.service'];

interface Listed {
  readonly unit: string;
  readonly unitFileState: string;
  readonly path: string;
  readonly description: string | null;
}

async function list(...words: string[]): Promise<readonly Listed[]> {
  return (JSON.parse((await cli(['list', '--json', ...words])).out) as { units: readonly Listed[] }).units;
}
const namesOf = (units: readonly Listed[]): string[] => units.map(({ unit }) => unit);
const found = async (unit: string, ...words: string[]): Promise<Listed | undefined> =>
  (await list(...words)).find((entry) => entry.unit === unit);

/** What a unit pulls in at first hand, but for what systemd adds by itself. */
async function pulled(unit: string, ...words: string[]): Promise<string[]> {
  const { out } = await cli(['tree', unit, '--depth', '1', '--kind', 'Wants,Requires', '--json', ...words]);
  return (JSON.parse(out) as { tree: { children: { unit: string }[] } }).tree.children.map((child) => child.unit);
}

describe('--unit-path', () => {
  test('is exactly these directories, of which the first wins', async () => {
    const [first, second] = [`${root}/first`, `${root}/second`];
    expect(await found('a.service', '--unit-path', `${first}:${second}`)).toMatchObject({
      path: `${first}/a.service`,
      description: 'of the first',
    });
    expect(await found('a.service', '--unit-path', `${second}:${first}`)).toMatchObject({
      path: `${second}/a.service`,
      description: 'of the second',
    });
    expect(namesOf(await list('--unit-path', `${first}:${second}`))).toEqual(['a.service', 'host.service']);
  });

  test('shows paths as they were given, from the current directory', async () => {
    const { out } = await cli(['list', '--json', '--unit-path', 'first/'], {}, 80, { currentDirectory: root });
    expect((JSON.parse(out) as { units: Listed[] }).units[0]?.path).toBe('first/a.service');
  });

  test("with --root: before the tree's own directories", async () => {
    const units = await list(...TREE, '--unit-path', `${root}/first`);
    expect(units.find(({ unit }) => unit === 'a.service')?.description).toBe('of the first');
    expect(namesOf(units)).toContain('b.service');
  });
});

describe('--root', () => {
  test('has the search path of the tree, and its fstab', async () => {
    expect(namesOf(await list(...TREE))).toEqual([...OWN, 'data.mount', 'default.target', 'sysinit.target']);
  });

  test('is given relative to the current directory too', async () => {
    const here = await cli(['list', '--root', '.'], {}, 80, { currentDirectory: root });
    expect(here).toEqual(await cli(['list', ...TREE]));
  });

  test('--generators none leaves fstab out; output reads what the tree holds', async () => {
    expect(namesOf(await list(...TREE, '--generators', 'none'))).not.toContain('data.mount');
    const made = diskTree({
      'etc/fstab': '/dev/vdb1 /data ext4\n',
      'run/systemd/generator/made.mount': '[Mount]\nWhat=/dev/vdc1\nWhere=/made\n',
      'etc/systemd/system/a.service': service('true'),
    });
    expect(namesOf(await list('--root', made))).toEqual(['a.service', 'made.mount']);
    expect(namesOf(await list('--root', made, '--generators', 'output'))).toEqual(['a.service', 'made.mount']);
    expect(namesOf(await list('--root', made, '--generators', 'emulate'))).toEqual(['a.service', 'data.mount']);
  });
});

test('--user has the search path of the user manager', async () => {
  expect(namesOf(await list(...TREE, '--user'))).toEqual(['default.target', 'u.service']);
  expect(await pulled('default.target', ...TREE, '--user')).toContain('u.service');
});

test('--user has the services that are generated of autostart files, for a user who is not named too', async () => {
  const entry = (name: string): string => `[Desktop Entry]\nType=Application\nName=${name}\nExec=/usr/bin/prog\n`;
  const tree = diskTree({
    'usr/lib/systemd/user/default.target': '',
    'etc/xdg/autostart/a.desktop': entry('for all'),
    'home/u/.config/autostart/b.desktop': entry('of u'),
    'any.json': '{"paths": ["/usr/bin/prog"]}',
    'u.json': '{"paths": ["/usr/bin/prog"], "user": {"name": "u", "home": "/home/u", "runtimeDirectory": "/run/user/7"}}',
  });
  const described = async (facts: string): Promise<unknown> =>
    (await list('--root', tree, '--user', '--facts', `${tree}/${facts}`)).map(({ path, description }) => [path, description]);
  const any = '/run/user/UID/systemd/generator.late';
  const own = '/run/user/7/systemd/generator.late';
  const target = ['/usr/lib/systemd/user/default.target', 'default.target'];
  expect(await described('any.json')).toEqual([[`${any}/app-a@autostart.service`, 'for all'], target]);
  expect(await described('u.json')).toEqual([
    [`${own}/app-a@autostart.service`, 'for all'],
    [`${own}/app-b@autostart.service`, 'of u'],
    target,
  ]);
});

test('--facts says what files cannot say', async () => {
  expect((await found('host.service', '--unit-path', `${root}/second`, '--facts', `${root}/facts.json`))?.description).toBe(
    'on told',
  );
  const result = async (virtualization: string): Promise<unknown> => {
    const facts = `${diskTree({ 'facts.json': JSON.stringify({ virtualization }) })}/facts.json`;
    const { out } = await cli(['simulate', 'a.service', ...TREE, '--facts', facts, '--json']);
    return (JSON.parse(out) as { outcomes: { log: string[] }[] }).outcomes[0]?.log.some((line) =>
      line.includes('ConditionVirtualization=vm'),
    );
  };
  expect([await result('kvm'), await result('none')]).toEqual([false, true]);
});

describe('what if', () => {
  test('--overlay is laid over /etc/systemd/system', async () => {
    expect(await pulled('default.target', ...TREE)).toEqual(['a.service', 'c.service']);
    expect(await pulled('default.target', ...TREE, '--overlay', `${root}/overlay`)).toEqual(['b.service', 'c.service']);
    expect((await found('a.service', ...TREE, '--overlay', `${root}/overlay`))?.description).toBe('of the overlay');
  });

  test('--enable makes the links that systemctl enable would make, --disable takes them away; both are repeatable', async () => {
    expect(await found('b.service', ...TREE)).toMatchObject({ unitFileState: 'disabled' });
    expect(await found('b.service', ...TREE, '--enable', 'b')).toMatchObject({ unitFileState: 'enabled' });
    expect(await found('bee.service', ...TREE, '--enable', 'b')).toMatchObject({ unitFileState: 'alias' });
    expect(await pulled('default.target', ...TREE, '--enable', 'b')).toEqual(['a.service', 'b.service', 'c.service']);
    expect(await pulled('default.target', ...TREE, '--disable', 'c')).toEqual(['a.service']);
    expect(await pulled('default.target', ...TREE, '--disable', 'c', '--enable', 'b', '--enable', 'a')).toEqual([
      'a.service',
      'b.service',
    ]);
  });

  test('--enable all and --enable preset', async () => {
    expect(await pulled('default.target', ...TREE, '--enable', 'all')).toEqual(['a.service', 'b.service', 'c.service']);
    // The preset enables b and disables the rest; a is wanted by the target's own file.
    expect(await pulled('default.target', ...TREE, '--enable', 'preset')).toEqual(['a.service', 'b.service']);
  });

  test('--mask masks, whatever stands in the way', async () => {
    for (const unit of ['a.service', 'c.service'])
      expect(await found(unit, ...TREE, '--mask', unit)).toMatchObject({ unitFileState: 'masked' });
    expect((await cli(['plan', 'start', 'a.service', ...TREE, '--mask', 'a'])).out).toContain('Unit a.service is masked.');
  });

  test('an assumed link is shown with the line that it comes from', async () => {
    expect((await cli(['path', 'default.target', 'b.service', ...TREE, '--enable', 'b'])).out).toContain(
      '/usr/lib/systemd/system/b.service:5 (assumed)',
    );
  });
});

describe('a bare folder in which nothing is enabled', () => {
  const folder = [
    '--unit-path',
    diskTree({
      'default.target': '[Unit]\nDescription=x\n',
      'a.service': `${service('true')}[Install]\nWantedBy=default.target\n`,
      'b.service': `${service('true')}[Install]\nWantedBy=default.target\n`,
    }),
  ];
  const SAID = 'nothing is enabled here: 2 units are taken as enabled; --enable none for the files as they lie';
  const flat = (text: string): string => text.replace(/\n {2}(?=\S)/g, ' ');

  const CALLS = [
    ['tree'],
    ['cycles'],
    ['simulate'],
    ['breaks'],
    ['breaks', 'a.service'],
    ['plan', 'start', 'default.target'],
    ['path', 'default.target', 'a.service'],
  ];

  test.each(CALLS)('%s %s: all are taken as enabled, and the first line says so', async (...argv) => {
    const { out } = await cli([...argv, ...folder]);
    expect(flat(out).startsWith(`${SAID}\n`)).toBe(true);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect((await cli([...argv, ...folder, '--enable', 'none'])).out).not.toContain('nothing is enabled');
  });

  test.each([...CALLS, ['graph']])('%s %s --json: the document says so', async (...argv) => {
    expect(JSON.parse((await cli([...argv, ...folder, '--json'])).out)).toMatchObject({ assumption: SAID });
  });

  test('a graph for another program says so beside it', async () => {
    const { out, err } = await cli(['graph', ...folder]);
    expect([out.startsWith('digraph'), err]).toEqual([true, `${SAID}\n`]);
  });

  test('list, cat and dump have the files as they lie', async () => {
    expect((await list(...folder)).map(({ unitFileState }) => unitFileState)).toEqual(['disabled', 'disabled', 'static']);
    const { out } = await cli(['dump', 'default.target', '--only', 'jobs', ...folder]);
    expect((JSON.parse(out) as { jobs: { unit: string }[] }).jobs.map(({ unit }) => unit)).toEqual(['default.target']);
  });
});
