import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../support/cli.js';

interface DiffJson {
  readonly same: boolean;
  readonly units: { readonly onlyFirst: string[]; readonly onlySecond: string[]; readonly loadStates: object[] };
  readonly settings: readonly {
    readonly unit: string;
    readonly key: string;
    readonly first: string[];
    readonly second: string[];
  }[];
  readonly edges: Record<'onlyFirst' | 'onlySecond', { from: string; kind: string; to: string; because: { line?: number }[] }[]>;
  readonly jobs: { readonly onlyFirst: string[]; readonly onlySecond: string[] };
  readonly outcomes: { readonly mayBeDeleted: { onlySecond: string[] }; readonly count: number[] };
  readonly boot: { readonly moved: { unit: string; moved: number }[] } | null;
}

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'wantedby-diff-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const BASE = {
  'default.target': '[Unit]\nWants=a.service b.service\nAllowIsolate=yes\n',
  'a.service': '[Service]\nType=oneshot\nExecStart=/bin/a\n',
  'b.service': '[Service]\nType=oneshot\nExecStart=/bin/b\n',
};

/** Two directories of units; `changes` are laid over the second, null takes a file away. */
async function diff(
  name: string,
  changes: Readonly<Record<string, string | null>>,
): Promise<{ status: number; out: string; json: DiffJson }> {
  const [first, second] = [join(scratch, name, 'a'), join(scratch, name, 'b')];
  const tree: Record<string, string | null> = { ...BASE, ...changes };
  for (const [directory, files] of [
    [first, BASE],
    [second, tree],
  ] as const) {
    mkdirSync(directory, { recursive: true });
    for (const [file, text] of Object.entries(files)) if (text !== null) writeFileSync(join(directory, file), text);
  }
  const { status, out } = await cli(['diff', first, second, '-q']);
  const { out: json } = await cli(['diff', first, second, '-q', '--json']);
  return { status, out, json: JSON.parse(json) as DiffJson };
}

describe('diff of two trees', () => {
  test('ends in 0 and says so where nothing differs', async () => {
    const { status, out, json } = await diff('same', {});
    expect([status, json.same]).toEqual([0, true]);
    expect(out).toContain('do not differ');
  });

  test('a description is no difference', async () => {
    const { status } = await diff('text', { 'a.service': `[Unit]\nDescription=New\n${BASE['a.service']}` });
    expect(status).toBe(0);
  });

  test('an order is an edge with its line, and moves the boot', async () => {
    const { status, json } = await diff('order', { 'b.service': `[Unit]\nAfter=a.service\n${BASE['b.service']}` });
    expect(status).toBe(1);
    expect(json.edges.onlySecond).toEqual([
      { from: 'b.service', kind: 'After', to: 'a.service', because: [expect.objectContaining({ line: 2 })] },
    ]);
    expect(json.edges.onlyFirst).toEqual([]);
    // Where nothing is known each program takes a second: b comes a second later, and the target with it.
    expect(json.boot?.moved.map(({ unit, moved }) => [unit, moved])).toEqual([['b.service', 1], ['default.target', 1]]); // prettier-ignore
  });

  test('a setting is shown with both values', async () => {
    const { json } = await diff('setting', { 'a.service': '[Service]\nType=oneshot\nExecStart=/bin/other\n' });
    expect(json.settings).toMatchObject([
      { unit: 'a.service', key: 'Service.ExecStart', first: ['/bin/a'], second: ['/bin/other'] },
    ]);
  });

  test('a unit that is gone is named once, with its job', async () => {
    const { json, out } = await diff('gone', { 'b.service': null });
    expect(json.units.onlyFirst).toEqual(['b.service']);
    expect(json.jobs.onlyFirst).toEqual(['b.service/start']);
    expect(out).toContain('- b.service');
  });

  test('a cycle shows as jobs that are left to chance', async () => {
    const { json, out } = await diff('cycle', {
      'a.service': `[Unit]\nAfter=b.service\n${BASE['a.service']}`,
      'b.service': `[Unit]\nAfter=a.service\n${BASE['b.service']}`,
    });
    expect(json.outcomes.mayBeDeleted.onlySecond).toEqual(['a.service/start', 'b.service/start']);
    expect(json.outcomes.count).toEqual([1, 2]);
    expect(out).toContain('left to chance now');
  });

  test('takes trees with their own scenario', async () => {
    const changed = join(scratch, 'slow-start');
    cpSync('samples/slow-start', changed, { recursive: true, verbatimSymlinks: true });
    cpSync('samples/slow-start/overlay/api.service', join(changed, 'etc/systemd/system/api.service'));
    const { status, out } = await cli(['diff', 'samples/slow-start', changed, '-q']);
    expect(status).toBe(1);
    expect(out).toContain('- api.service After= network-online.target');
    expect(out).toContain('121.6 s   4.10 s -117.5 s  api.service');
  });

  test('names a unit once for all its settings, and of one that is masked only that', async () => {
    const { out, json } = await diff('grouped', {
      'a.service': '[Service]\nType=oneshot\nExecStart=/bin/a\nEnvironment=A=b\nUMask=077\n',
      'b.service': '',
    });
    expect(out.split('\n').filter((line) => line === 'a.service')).toHaveLength(1);
    // An empty file masks.
    expect(out).toContain('b.service: loaded, now masked');
    expect(out).not.toContain('- ExecStart=/bin/b');
    expect(json.settings.some(({ unit }) => unit === 'b.service')).toBe(true);
  });
});
