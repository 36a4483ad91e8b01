import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { compareDumps, type Comparison } from '../support/compare-dumps.js';
import { sharedCopy } from '../support/shared.js';

const shared = sharedCopy();
const rows: [string, Comparison][] = [];

/** The facts with which the answers were recorded. */
const RECORDED = {
  hostName: 'oracle',
  kernelCommandLine: '',
  container: false,
  virtualization: 'kvm',
  sysReadOnly: false,
  cgroupControllers: [],
  fsckHelpers: [],
  kernelRelease: '6.18.44-fc-v669',
  architecture: 'x86-64',
};

describe.skipIf(shared === null)('graphs and first jobs recorded from the real systemd', () => {
  const copy = shared ?? '';
  const at = (...parts: string[]): string => join(copy, ...parts);
  let scratch = '';
  const facts = (name: string, more: object = {}): string => {
    const path = join(scratch, `${name}.json`);
    writeFileSync(path, JSON.stringify({ ...RECORDED, ...more }));
    return path;
  };
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'wantedby-goldens-'));
  });
  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
    const line = (cells: (string | number)[]): string =>
      `${String(cells[0]).padEnd(28)}${cells
        .slice(1)
        .map((c) => String(c).padStart(12))
        .join('')}`;
    console.log(
      [
        line(['record', 'units', 'edges', 'differences']),
        ...rows.map(([name, c]) => line([name, c.unitCount, c.edgeCount, c.differenceCount])),
      ].join('\n'),
    );
  });
  const same = async (name: string, expected: string, argv: string[], options: string[] = []): Promise<void> => {
    const ours = await cli(['dump', '--json', '-q', ...argv]);
    expect(ours.status, ours.err).toBe(0);
    const comparison = compareDumps(copy, expected, ours.out, options);
    rows.push([name, comparison]);
    expect(comparison.text).toBe('');
    expect(comparison.equal).toBe(true);
    expect(comparison.unitCount).toBeGreaterThan(0);
  };

  for (const tree of ['minimal', 'server'] as const) {
    const directory = shared === null ? null : at('corpora/expected', tree);
    for (const file of directory === null ? [] : readdirSync(directory).filter((name) => name.endsWith('.json.gz'))) {
      const unit = file.replace('.json.gz', '');
      test(`${tree}: ${unit}`, async () => {
        const expected = gunzipSync(readFileSync(join(directory ?? '', file))).toString();
        await same(`${tree}/${unit}`, expected, [
          '--root',
          at('corpora', tree),
          '--facts',
          facts('recorded'),
          ...(unit === 'all' ? [] : [`${unit}.target`]),
        ]);
      });
    }
  }

  interface Case {
    name: string;
    unitPath?: string[];
    root?: string;
    units: string[];
  }
  const cases = shared === null ? [] : (JSON.parse(readFileSync(at('oracle/fixtures/cases.json'), 'utf8')) as Case[]);
  for (const { name, unitPath, root, units } of cases) {
    test(`case ${name}`, async () => {
      const where = unitPath
        ? ['--unit-path', unitPath.map((path) => at('oracle', path)).join(':')]
        : ['--root', at('oracle', root ?? '')];
      await same(`case ${name}`, readFileSync(at('oracle/goldens', `${name}.json`), 'utf8'), [
        ...units,
        ...where,
        '--facts',
        facts('recorded'),
      ]);
    });
  }

  const fixtures =
    shared === null
      ? []
      : readdirSync(at('spec/deps-fixtures/golden')).filter((name) => name.endsWith('.json') && name !== 'udev.json');
  for (const file of fixtures) {
    const name = file.replace('.json', '');
    test(`fixture ${name}`, async () => {
      const base = name.replace(/-(container|user)$/, '');
      const directory = at('spec/deps-fixtures/fixtures', base);
      const path = base === 'maskdirs' ? `${directory}/hi:${directory}/lo` : directory;
      const extra: string[] = [];
      let file_ = facts('recorded');
      if (name.endsWith('-container')) file_ = facts(name, { container: 'other', sysReadOnly: true });
      if (name.endsWith('-user')) {
        file_ = facts(name, { user: { name: 'root', uid: 0, gid: 0, home: '/run/nb', runtimeDirectory: '/run/nb' } });
        extra.push('--user');
      }
      if (name === 'oomd') file_ = facts(name, { cgroupControllers: ['memory'] });
      if (name === 'initrd') file_ = facts(name, { initrd: true });
      if (name === 'fstab') {
        const root = join(scratch, 'fstab-root');
        mkdirSync(join(root, 'etc'), { recursive: true });
        cpSync(join(directory, 'etc-fstab'), join(root, 'etc/fstab'));
        file_ = facts(name, { fsckHelpers: ['fsck', 'fsck.ext4'] });
        extra.push('--root', root);
      }
      await same(
        `fixture ${name}`,
        readFileSync(at('spec/deps-fixtures/golden', file), 'utf8'),
        ['all.target', '--unit-path', path, ...extra, '--facts', file_],
        ['--no-jobs'],
      );
    });
  }

  test.skipIf(!existsSync('/lib/systemd/systemd') || process.platform !== 'linux' || process.getuid?.() !== 0)(
    "this machine's own units, asked live",
    async () => {
      const live = spawnSync(process.execPath, [at('oracle/load.mjs'), '--root', '/', '--generators', 'none', '--all'], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
      expect(live.stderr).toBe('');
      const release = spawnSync('uname', ['-r'], { encoding: 'utf8' }).stdout.trim();
      await same('live /', live.stdout, [
        '--root',
        '/',
        '--generators',
        'none',
        '--facts',
        facts('live', { kernelRelease: release, mounts: [], consoles: [], machineId: null, environment: {}, paths: [] }),
      ]);
    },
  );
});
