import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { cli } from '../support/cli.js';
import { diskTree } from '../support/disk-tree.js';

const SAMPLE = ['--root', 'samples/web-application'];
const root = diskTree({
  file: 'no directory\n',
  'empty/': '',
  'broken.json': '{"target":',
  'list.json': '[1]',
  'units/a.service': '[Service]\nExecStart=/bin/true\n',
});
const at = (path: string): string => join(root, path);

/** Every command with what it needs to run at all. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  list: [],
  cat: ['nginx.service'],
  tree: [],
  why: ['nginx.service'],
  late: [],
  path: ['nginx.service', 'network.target'],
  cycles: [],
  plan: ['start', 'nginx.service'],
  simulate: [],
  breaks: ['nginx.service'],
  diff: ['samples/web-application', 'samples/slow-start'],
  graph: [],
  dump: ['nginx.service'],
  page: [],
};

/** Looks that a call is refused with status 2 and one line of our own, on standard error only. */
async function refusal(argv: readonly string[]): Promise<string> {
  const { status, out, err } = await cli(argv);
  expect({ argv, status, out }).toEqual({ argv, status: 2, out: '' });
  expect(err).toMatch(/^wantedby: [^\n]+\n$/);
  return err.slice('wantedby: '.length).trimEnd();
}

test('every command is called here', () => {
  expect(Object.keys(CALLS)).toEqual(COMMANDS.map(({ name }) => name));
});

describe.each(Object.entries(CALLS))('%s', (name, words) => {
  // diff has its trees as arguments.
  const tree = name === 'diff' ? [] : SAMPLE;

  test('an unknown option is named, with status 2', async () => {
    const { status, out, err } = await cli([name, ...words, '--no-such-option', ...tree]);
    expect([status, out]).toEqual([2, '']);
    expect(err.split('\n')[0]).toBe("error: unknown option '--no-such-option'");
  });

  test('an option without its value is named, with status 2', async () => {
    const { status, err } = await cli([name, ...words, '--facts']);
    expect(status).toBe(2);
    expect(err.split('\n')[0]).toBe("error: option '--facts <file>' argument missing");
  });

  test('a colour or character set that there is none of is named', async () => {
    expect(await refusal([name, ...words, ...tree, '--color', 'sometimes'])).toBe(
      '--color: sometimes is none of auto, always, never',
    );
    expect(await refusal([name, ...words, ...tree, '--charset', 'latin1'])).toBe('--charset: latin1 is none of utf8, ascii');
  });

  test('facts that cannot be read are named', async () => {
    expect(await refusal([name, ...words, ...tree, '--facts', at('none.json')])).toBe(`--facts: ${at('none.json')} cannot be read`);
    expect(await refusal([name, ...words, ...tree, '--facts', at('empty')])).toBe(`--facts: ${at('empty')} cannot be read`);
    expect(await refusal([name, ...words, ...tree, '--facts', at('broken.json')])).toBe(
      `--facts: ${at('broken.json')} is no JSON object`,
    );
    expect(await refusal([name, ...words, ...tree, '--facts', at('list.json')])).toBe(
      `--facts: ${at('list.json')} is no JSON object`,
    );
  });

  test('an answer that cannot be written is an error', async () => {
    if (name === 'page') return;
    expect(await refusal([name, ...words, ...tree, '-o', at('none/answer')])).toMatch(
      /^--output: .*none\/answer cannot be written: /,
    );
  });
});

describe.each(Object.entries(CALLS).filter(([name]) => name !== 'diff'))('%s', (name, words) => {
  test('a tree that is not there, or no directory, is named', async () => {
    expect(await refusal([name, ...words, '--root', at('none')])).toBe(`--root: ${at('none')} is no directory`);
    expect(await refusal([name, ...words, '--root', at('file')])).toBe(`--root: ${at('file')} is no directory`);
    expect(await refusal([name, ...words, '--unit-path', at('none')])).toBe(`--unit-path: ${at('none')} is no directory`);
    expect(await refusal([name, ...words, '--unit-path', `${at('units')}:${at('file')}`])).toBe(
      `--unit-path: ${at('file')} is no directory`,
    );
    expect(await refusal([name, ...words, ...SAMPLE, '--overlay', at('file')])).toBe(`--overlay: ${at('file')} is no directory`);
  });

  test('a tree without unit files is an error that names the other option', async () => {
    const tree = await refusal([name, ...words, '--root', at('empty')]);
    expect(tree).toContain(at('empty'));
    expect(tree).toContain('--unit-path');
    // A directory of unit files is no tree.
    expect(await refusal([name, ...words, '--root', at('units')])).toContain('--unit-path');
    const folder = await refusal([name, ...words, '--unit-path', at('empty')]);
    expect(folder).toContain(at('empty'));
    expect(folder).toContain('--root');
  });

  test('generators work in one of three ways', async () => {
    expect(await refusal([name, ...words, ...SAMPLE, '--generators', 'all'])).toBe(
      '--generators: all is none of emulate, output, none',
    );
  });

  test('a unit to enable or disable must be there', async () => {
    expect(await refusal([name, ...words, ...SAMPLE, '--enable', 'nosuch.service'])).toBe(
      'Failed to enable unit, unit nosuch.service does not exist.',
    );
    expect(await refusal([name, ...words, ...SAMPLE, '--disable', 'nosuch'])).toBe(
      'Failed to disable unit, unit nosuch.service does not exist.',
    );
  });
});

test('a unit to mask must be there, but for those that need no file', async () => {
  expect(await refusal(['tree', ...SAMPLE, '--mask', 'ngnix'])).toBe('--mask: Unit ngnix.service not found. Near: nginx.service');
  for (const name of ['nginx', 'getty@7', 'dev-nosuch.device', 'srv.mount'])
    expect([name, (await cli(['tree', ...SAMPLE, '--mask', name])).status]).toEqual([name, 0]);
});

test('a path names a unit to enable, and none to mask', async () => {
  const root = diskTree({
    'usr/lib/systemd/system/multi-user.target': '[Unit]\n',
    'opt/q.service': '[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n',
  });
  expect((await cli(['tree', 'multi-user.target', '--root', root, '--enable', '/opt/q.service'])).out).toContain('q.service ');
  expect(await refusal(['tree', 'multi-user.target', '--root', root, '--mask', '/opt/q.service'])).toBe(
    '--mask: /opt/q.service is a path: name the unit',
  );
});

test('a unit without [Install] is told', async () => {
  const { status, err } = await cli(['tree', ...SAMPLE, '--enable', 'basic.target']);
  expect([status, err.split('\n')[0]]).toEqual([
    0,
    'notice: basic.target has no installation config: enabling it changes nothing. [install-nothing]',
  ]);
});

test('a directory without units is not laid over anything: a whole tree is no overlay', async () => {
  expect(await refusal(['tree', ...SAMPLE, '--overlay', 'samples/slow-start'])).toBe(
    '--overlay: samples/slow-start holds no unit file, and no directory of a unit, such as ssh.service.d',
  );
});

test('an empty word is no directory', async () => {
  expect(await refusal(['tree', '--unit-path', ''])).toBe('--unit-path: the directory is an empty word');
  expect(await refusal(['tree', '--root', ''])).toBe('--root: the directory is an empty word');
});

test('cat shows the units that are there, and then tells the names that are wrong', async () => {
  const { status, out, err } = await cli(['cat', 'nosuch', 'nginx', 'worng.target', ...SAMPLE]);
  expect(status).toBe(2);
  expect(out).toContain('ExecStart=');
  expect(err).toContain('Unit nosuch.service not found. Unit worng.target not found.');
});

test('diff takes its trees as arguments alone', async () => {
  expect(await refusal(['diff', 'samples/web-application', 'samples/slow-start', ...SAMPLE])).toBe(
    'diff compares its two arguments: --root has no place here',
  );
});

test.each([
  ['cat', ['nosuch.service']],
  ['tree', ['nosuch.service']],
  ['late', ['nosuch.service']],
  ['path', ['nosuch.service', 'nginx.service']],
  ['path', ['nginx.service', 'nosuch.service']],
  ['cycles', ['nosuch.target']],
  ['plan', ['start', 'nosuch.service']],
  ['plan', ['start', 'nginx.service', '--active', 'nosuch.service']],
  ['simulate', ['nosuch.target']],
  ['simulate', ['--fail', 'nosuch.service']],
  ['simulate', ['--delay', 'nosuch.service=5s']],
  ['breaks', ['nosuch.service']],
  ['breaks', ['nginx.service', '--from', 'nosuch.target']],
  ['why', ['nginx.service', '--from', 'nosuch.target']],
  ['late', ['--from', 'nosuch.target']],
  ['graph', ['nosuch.service']],
  ['page', ['nosuch.target']],
])('%s %j: an unknown unit is no answer', async (name, words) => {
  expect(await refusal([name, ...words, ...SAMPLE])).toMatch(/Unit nosuch\.[a-z]+ not found\./);
});

test('a name that is nearly right is answered with the right one', async () => {
  expect(await refusal(['cat', 'ngnix', ...SAMPLE])).toBe('Unit ngnix.service not found. Near: nginx.service');
  expect(await refusal(['cat', 'nginx.servic', ...SAMPLE])).toBe('Unit nginx.servic.service not found. Near: nginx.service');
});

test('in a short name every letter counts', async () => {
  const folder = diskTree({ 'a.service': '', 'b.service': '' });
  expect(await refusal(['cat', 'g', '--unit-path', folder])).toBe('Unit g.service not found.');
});

test('a template is no unit: an instance is', async () => {
  expect(await refusal(['cat', 'getty@.service', ...SAMPLE])).toBe(
    'getty@.service is a template: name an instance, such as getty@1.service',
  );
});

test.each([
  [['tree', '--depth', 'x'], '--depth: x is no whole number'],
  [['tree', '--depth', '-1'], '--depth: -1 is no whole number'],
  [['tree', '--depth', '1.5'], '--depth: 1.5 is no whole number'],
  [['tree', '--depth', ''], '--depth: an empty word is no whole number'],
  [['cycles', '--limit', '0x10'], '--limit: 0x10 is no whole number'],
  [['plan', 'start', 'nginx', '--samples', 'many'], '--samples: many is no whole number'],
  [['plan', 'start', 'nginx', '--seed', '-1'], '--seed: -1 is no whole number'],
  [['simulate', '--seed', '1e3'], '--seed: 1e3 is no whole number'],
  [['simulate', '--duration', 'soon'], '--duration: soon is no time span, such as 10s'],
  [['simulate', '--delay', 'nginx.service'], '--delay: write UNIT=TIME, such as app.service=5s'],
  [['simulate', '--delay', 'nginx.service=soon'], '--delay: soon is no time span, such as 10s'],
  [['simulate', '--fail', 'nginx.service=oops'], '--fail: oops is no whole number'],
  [['simulate', '--fail', 'nginx.service=0'], '--fail: 0 is no exit status of a failure, 1 to 255'],
  [['simulate', '--fail', 'nginx.service=256'], '--fail: 256 is no exit status of a failure, 1 to 255'],
  [['simulate', '--at', '10s'], "--at takes a time and a command, such as --at 10s 'systemctl stop db.service'"],
  [['page', '--serve', '65536'], '--serve: 65536 is no port'],
  [['page', '--serve', 'http'], '--serve: http is no whole number'],
])('%j: a number must be one', async (argv, message) => {
  expect(await refusal([...argv, ...SAMPLE])).toBe(message);
});

test.each([
  [['plan', 'begin', 'nginx'], /^begin is none of start, stop, restart, /],
  [
    ['plan', 'start', 'nginx', '--job-mode', 'gently'],
    /^--job-mode: gently is none of fail, replace, replace-irreversibly, isolate, flush, /,
  ],
  [['plan', 'start', 'nginx', '--format', 'yaml'], /^--format: yaml is none of text, systemd$/],
  [['cycles', '--job-mode', 'gently'], /^--job-mode: gently is none of fail, /],
  [['cycles', '--format', 'yaml'], /^--format: yaml is none of text, systemd$/],
  [['simulate', '--format', 'yaml'], /^--format: yaml is none of text, systemd, perfetto, json$/],
  [['simulate', '--mode', 'stop'], /^--mode: stop is none of boot, start$/],
  [['simulate', '--outcomes', 'two'], /^--outcomes: two is none of one, all$/],
  [['graph', '--format', 'yaml'], /^--format: yaml is none of dot, mermaid, graphml, json$/],
  [['tree', '--kind', 'Wants,Likes'], /^--kind: Likes is no dependency kind; there are Requires, /],
  [['path', 'nginx', 'ssh', '--kind', 'Likes'], /^--kind: Likes is no dependency kind/],
  [['breaks', '--kind', 'explodes'], /^--kind: explodes is none of fails, dies, missing, all$/],
  [['breaks', '--kind', 'missing'], /^--kind missing: name the unit that is missing$/],
  [['dump', '--only', 'jobs,everything'], /^--only: everything is none of unit, ok, error, /],
  [['page', '--json'], /^page writes HTML: dump --json /],
])('%j: a word must be one of those that there are', async (argv, message) => {
  expect(await refusal([...argv, ...SAMPLE])).toMatch(message);
});

test.each([
  ['simulate', []],
  ['breaks', []],
  ['late', []],
  ['why', ['nginx.service']],
  ['page', []],
])('%s: a scenario that cannot be read is named', async (name, words) => {
  for (const path of [at('none.json'), at('empty')])
    expect(await refusal([name, ...words, ...SAMPLE, '--scenario', path])).toBe(`--scenario: ${path} cannot be read`);
  for (const path of [at('broken.json'), at('list.json')])
    expect(await refusal([name, ...words, ...SAMPLE, '--scenario', path])).toContain(`${path} is no scenario`);
});

test('a scenario as argument that cannot be read is named', async () => {
  expect(await refusal(['simulate', at('none.json')])).toBe(`${at('none.json')} cannot be read`);
  expect(await refusal(['simulate', at('broken.json')])).toContain(`${at('broken.json')} is no scenario`);
});

test('a record that cannot be read, or is none, is named', async () => {
  expect(await refusal(['late', ...SAMPLE, '--measured', at('none')])).toBe(`${at('none')} cannot be read`);
  expect(await refusal(['late', ...SAMPLE, '--measured', at('file')])).toContain(`${at('file')} is no record of a boot`);
  expect(await refusal(['late', ...SAMPLE, '--compare', at('file')])).toBe('--compare takes two records of boots');
});

test('the trees of diff are named as they were given', async () => {
  expect(await refusal(['diff', 'samples/web-application', at('none')])).toBe(`${at('none')} is no directory`);
  expect(await refusal(['diff', at('file'), 'samples/web-application'])).toBe(`${at('file')} is no directory`);
  expect(await refusal(['diff', at('empty'), at('empty')])).toContain('no unit files');
});

test('a missing word is named', async () => {
  for (const [argv, name] of [
    [['why'], 'unit'],
    [['cat'], 'unit'],
    [['path', 'nginx.service'], 'to'],
    [['plan', 'start'], 'unit'],
    [['diff', 'samples/web-application'], 'second'],
  ] as const) {
    const { status, err } = await cli(argv);
    expect([status, err.split('\n')[0]]).toEqual([2, `error: missing required argument '${name}'`]);
  }
});

test('an unknown command is answered with the nearest one', async () => {
  const { status, out, err } = await cli(['tre']);
  expect([status, out]).toEqual([2, '']);
  expect(err).toContain("unknown command 'tre'");
  expect(err).toContain('Did you mean tree?');
});

test('options before the command are sent behind it', async () => {
  expect(await refusal(['--root', 'samples/web-application', 'tree'])).toBe(
    'options stand after the command: wantedby tree --root ...',
  );
});

test('the unit of the root directory is told from an option by --, as with systemctl', async () => {
  expect(await refusal(['cat', '-.mount', ...SAMPLE])).toBe('-.mount looks like an option: write it at the end, after --');
  const { status, out } = await cli(['cat', ...SAMPLE, '--', '-.mount']);
  expect([status, out.split('\n')[0]?.split(' ')[0]]).toEqual([0, '-.mount']);
});

test('without a command there is help, on standard error, and status 2', async () => {
  const { status, out, err } = await cli([]);
  expect([status, out]).toEqual([2, '']);
  expect(err).toMatch(/^Usage: wantedby /);
});

test('words of the user are shown escaped', async () => {
  const { status, err } = await cli(['tree', '--\u001b[31mred', ...SAMPLE]);
  expect(status).toBe(2);
  expect(err).not.toContain('\u001b');
  expect(await refusal(['tree', '--root', '/none/\u001b[31m\u202e'])).toBe('--root: /none/\\x1b[31m\\u{202e} is no directory');
});
