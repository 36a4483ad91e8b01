import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { diskTree } from '../support/disk-tree.js';

/** A boot with a diagnostic (line 2 of a.service), text beyond ASCII, and text that a terminal would act on. */
const root = diskTree({
  'answers/': '',
  'etc/systemd/system/default.target': '[Unit]\nDescription=Alles läuft\nWants=a.service b.service\nAfter=a.service\n',
  'etc/systemd/system/a.service':
    '[Unit]\nNoSuchKey=1\nDescription=Größe → 5 µm 🙂 \u001b[31mred\u001b[0m \u202egnp.exe\u2028 \u0007\u009b2J\n' +
    'Documentation=man:a(8)\n[Service]\nType=oneshot\nExecStart=/bin/echo \u001b]0;title\u0007 naïve\n[Install]\nWantedBy=nowhere\u001b[2J.target\n',
  'etc/systemd/system/b.service': '[Unit]\nAfter=a.service\n[Service]\nExecStart=/bin/sleep infinity\n',
  'etc/systemd/system/a.service.d/10-\u001b[31m.conf': '[Service]\nEnvironment=X=ü\n',
  'usr/lib/systemd/system/sysinit.target': '[Unit]\nDefaultDependencies=no\n',
  'usr/lib/systemd/system/basic.target': '[Unit]\nRequires=sysinit.target\nAfter=sysinit.target\n',
  'usr/lib/systemd/system/shutdown.target': '[Unit]\nDefaultDependencies=no\n',
  'old/default.target': '[Unit]\nWants=b.service\n',
  'old/b.service': '[Service]\nExecStart=/bin/true \u001b[31m\n',
});
const TREE = ['--root', root];

/** Each command with an answer for people. */
const TEXT: readonly (readonly string[])[] = [
  ['list'],
  ['cat', 'a.service'],
  ['tree'],
  ['tree', 'a.service', '--reverse'],
  ['why', 'a.service'],
  ['late'],
  ['path', 'default.target', 'a.service'],
  ['cycles'],
  ['plan', 'start', 'default.target'],
  ['simulate'],
  ['simulate', '--format', 'systemd'],
  ['breaks'],
  ['breaks', 'a.service'],
  ['graph'],
  ['graph', '--full', '--format', 'mermaid'],
  ['graph', '--full', '--format', 'graphml'],
];
/** Each command with a document. */
const JSON_CALLS: readonly (readonly string[])[] = [
  ...TEXT.filter((argv) => !argv.includes('--format')).map((argv) => [...argv, '--json']),
  ['dump'],
  ['dump', 'a.service'],
  ['simulate', '--format', 'perfetto'],
];
const DIFF = ['diff', root, join(root, 'old')];

const NOT_ASCII = /[^\x00-\x7f]/;
/** What a terminal acts on, and what turns the direction of text. */
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const COLOUR = /\x1b\[\d/;

describe.each([...TEXT, ...JSON_CALLS].map((argv) => [argv.join(' '), [...argv, ...TREE]] as const).concat([['diff', DIFF]]))(
  '%s',
  (_name, argv) => {
    test('the answer goes to standard output, diagnostics to standard error with file, line, column, severity and code', async () => {
      const { out, err } = await cli(argv);
      expect(out).not.toBe('');
      expect(out.endsWith('\n')).toBe(true);
      expect(out).not.toContain('[unknown-key]');
      expect(err).toMatch(/^\/etc\/systemd\/system\/a\.service:2:1: warning: .*NoSuchKey.* \[unknown-key\]$/m);
    });

    test('-q leaves diagnostics out and changes nothing else', async () => {
      const [loud, quiet] = [await cli(argv), await cli([...argv, '-q'])];
      expect(quiet).toEqual({ ...loud, err: '' });
      expect(await cli([...argv, '--quiet'])).toEqual(quiet);
    });

    test('-o writes to a file what would be on standard output, from the current directory', async () => {
      const loud = await cli(argv);
      const written = await cli([...argv, '-o', 'answers/answer'], {}, 80, { currentDirectory: root });
      expect(written).toEqual({ ...loud, out: '' });
      expect(readFileSync(join(root, 'answers/answer'), 'utf8')).toBe(loud.out);
    });

    test('nothing of a unit file reaches the terminal as control or direction characters', async () => {
      for (const words of [[], ['--charset', 'ascii']]) {
        const { out, err } = await cli([...argv, ...words]);
        expect(CONTROL.exec(out)).toBe(null);
        expect(CONTROL.exec(err)).toBe(null);
      }
    });

    test('--charset ascii is ASCII, and so is the C locale', async () => {
      for (const { out, err } of [
        await cli([...argv, '--charset', 'ascii']),
        await cli(argv, { LANG: 'C' }),
        await cli(argv, { LC_ALL: 'POSIX' }),
      ]) {
        expect(NOT_ASCII.exec(out)).toBe(null);
        expect(NOT_ASCII.exec(err)).toBe(null);
      }
    });
  },
);

describe.each(JSON_CALLS.map((argv) => [argv.join(' '), [...argv, ...TREE]] as const).concat([['diff', [...DIFF, '--json']]]))(
  '%s',
  (_name, argv) => {
    test('the document says the same in every character set, without colours', async () => {
      const plain: unknown = JSON.parse((await cli(argv)).out);
      for (const words of [
        ['--charset', 'ascii'],
        ['--color', 'always'],
      ])
        expect(JSON.parse((await cli([...argv, ...words])).out)).toEqual(plain);
    });
  },
);

describe.each(
  TEXT.filter((argv) => argv[0] !== 'graph' && !argv.includes('systemd'))
    .map((argv) => [argv.join(' '), [...argv, ...TREE]] as const)
    .concat([['diff', DIFF]]),
)('%s', (_name, argv) => {
  test('colours change nothing but the look', async () => {
    const plain = await cli(argv);
    expect(plain.out).not.toMatch(COLOUR);
    const painted = await cli([...argv, '--color', 'always']);
    expect({ ...painted, out: painted.out.replace(/\x1b\[\d+m/g, ''), err: painted.err.replace(/\x1b\[\d+m/g, '') }).toEqual(plain);
  });
});

test('colours: --color, then NO_COLOR, then FORCE_COLOR, then the terminal', async () => {
  const isPainted = async (words: string[], environment: Record<string, string>, isTerminal: boolean): Promise<boolean> =>
    COLOUR.test((await cli(['list', ...TREE, ...words], environment, 80, { isTerminal })).out);
  expect(await isPainted([], {}, true)).toBe(true);
  expect(await isPainted([], {}, false)).toBe(false);
  expect(await isPainted([], { TERM: 'dumb' }, true)).toBe(false);
  expect(await isPainted([], { NO_COLOR: '1' }, true)).toBe(false);
  // no-color.org: when present and not an empty string.
  expect(await isPainted([], { NO_COLOR: '' }, true)).toBe(true);
  expect(await isPainted([], { FORCE_COLOR: '1' }, false)).toBe(true);
  expect(await isPainted([], { FORCE_COLOR: '0' }, false)).toBe(false);
  expect(await isPainted([], { FORCE_COLOR: '1', NO_COLOR: '1' }, true)).toBe(false);
  expect(await isPainted(['--color', 'always'], { NO_COLOR: '1' }, false)).toBe(true);
  expect(await isPainted(['--color', 'never'], { FORCE_COLOR: '1' }, true)).toBe(false);
});

test('the locale: LC_ALL, then LC_CTYPE, then LANG; an empty one counts as not set; --charset before all', async () => {
  const isAscii = async (environment: Record<string, string>, words: string[] = []): Promise<boolean> =>
    !NOT_ASCII.test((await cli(['tree', '-q', ...TREE, ...words], environment)).out);
  expect(await isAscii({ LANG: 'de_DE.UTF-8' })).toBe(false);
  expect(await isAscii({ LANG: 'de_DE.utf8' })).toBe(false);
  expect(await isAscii({ LANG: 'de_DE.ISO-8859-1' })).toBe(true);
  expect(await isAscii({ LANG: 'C', LC_CTYPE: 'C.UTF-8' })).toBe(false);
  expect(await isAscii({ LANG: 'C.UTF-8', LC_ALL: 'C' })).toBe(true);
  expect(await isAscii({ LANG: 'C.UTF-8', LC_ALL: '', LC_CTYPE: '' })).toBe(false);
  expect(await isAscii({ LANG: 'C' }, ['--charset', 'utf8'])).toBe(false);
});

test('a page is UTF-8 whatever the terminal is: it is a file of its own', async () => {
  if (!existsSync('dist/page.html')) return;
  const [plain, ascii] = [await cli(['page', ...TREE]), await cli(['page', ...TREE, '--charset', 'ascii'])];
  expect(ascii.out).toBe(plain.out);
  expect(plain.out).toContain('Größe');
  // An editor turns the direction of text just as a terminal does.
  expect(plain.out).not.toMatch(/[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
});

describe('width', () => {
  const SAMPLES: readonly (readonly string[])[] = [
    ['list', '--root', 'samples/web-application'],
    ['tree', '--root', 'samples/web-application'],
    ['tree', 'postgresql.service', '--reverse', '--root', 'samples/web-application'],
    ['late', 'api.service', '--root', 'samples/slow-start'],
    ['path', 'nginx.service', 'var-lib-postgresql.mount', '--root', 'samples/web-application'],
    ['path', 'shop-web.service', 'shop-alert@shop-web.service.service', '--root', 'samples/web-application'],
    ['cycles', '--root', 'samples/ordering-cycle'],
    ['plan', 'start', 'multi-user.target', '--root', 'samples/ordering-cycle'],
    ['plan', 'start', 'multi-user.target', '--root', 'samples/web-application'],
    ['simulate', '--root', 'samples/web-application'],
    ['simulate', 'samples/failure-cascade/scenario.json', '--root', 'samples/failure-cascade'],
    ['breaks', '--root', 'samples/web-application'],
    ['breaks', 'storage.service', '--root', 'samples/failure-cascade'],
    ['diff', 'samples/slow-start', 'samples/ordering-cycle'],
  ];
  const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

  test.each(SAMPLES.map((argv) => [argv.join(' '), argv] as const))(
    '%s fits 80 columns, and those of a terminal',
    async (_name, argv) => {
      expect(widest((await cli(argv)).out)).toBeLessThanOrEqual(80);
      expect(widest((await cli(argv, {}, 100)).out)).toBeLessThanOrEqual(100);
      // COLUMNS is asked before the terminal.
      expect((await cli(argv, { COLUMNS: '100' }, 200)).out).toBe((await cli(argv, {}, 100)).out);
    },
  );

  test('a column that is no number is passed over', async () => {
    const argv = ['tree', '--root', 'samples/web-application'];
    expect((await cli(argv, { COLUMNS: 'many' })).out).toBe((await cli(argv)).out);
  });

  test('help fits too', async () => {
    for (const argv of [['--help'], ['late', '--help'], ['simulate', '--help']]) {
      const options = (await cli(argv)).out.split('\nExamples:')[0] ?? '';
      expect(widest(options)).toBeLessThanOrEqual(80);
    }
  });
});
