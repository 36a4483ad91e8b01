import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingList, type Finding } from '../../src/diagnostic/finding.js';
import { buildGraph, type LoadedGraph } from '../../src/graph/build-graph.js';
import { memoryFileSystem, type MemoryFile } from '../../src/host/memory-file-system.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { DEFAULT_FACTS } from '../../src/load/facts.js';
import { openTree } from '../../src/load/open-tree.js';
import { systemSearchPath } from '../../src/load/search-path.js';
import { loadUnitSet } from '../../src/load/unit-loader.js';
import { cli } from '../support/cli.js';
import {
  dependencyChainFiles,
  longNameFiles,
  makeHostileTree,
  TEMPLATE_BOMB,
  type HostileSize,
  type HostileTree,
} from './hostile-tree.js';

/** Not a measure of speed: whatever takes longer hangs. */
const HANG_LIMIT = 300_000;

/** No byte that a terminal would act on, line breaks aside. */
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Makes a hostile tree for the tests of a block; `harmless` looks that nothing came from outside and nothing ran. */
function hostileTree(size?: HostileSize): { tree: () => HostileTree; harmless: (result: { out: string; err: string }) => void } {
  let directory = '';
  let made: HostileTree | null = null;
  const tree = (): HostileTree => {
    if (made === null) throw new Error('not made yet');
    return made;
  };
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'wantedby-hostile-'));
    made = makeHostileTree(directory, size);
  }, HANG_LIMIT);
  afterAll(() => rmSync(directory, { recursive: true, force: true }), HANG_LIMIT);
  return {
    tree,
    harmless(result) {
      expect(result.out.includes(tree().secret)).toBe(false);
      expect(result.err.includes(tree().secret)).toBe(false);
      expect(existsSync(tree().executedMark)).toBe(false);
    },
  };
}

describe('a hostile tree', { timeout: HANG_LIMIT }, () => {
  const { tree, harmless } = hostileTree();

  test('tree comes to an end', async () => {
    const result = await cli(['tree', 'default.target', '--root', tree().root]);
    expect(result.status).toBe(0);
    expect(CONTROL.test(result.out)).toBe(false);
    harmless(result);
  });

  test('dump of all comes to an end', async () => {
    const result = await cli(['dump', '--json', '--root', tree().root]);
    expect(result.status).toBe(0);
    const { units } = JSON.parse(result.out) as { units: Record<string, unknown> };
    expect(units['good.service']).toBeDefined();
    expect(CONTROL.test(result.out)).toBe(false);
    harmless(result);
  });

  test('each thing has the load state that systemd gives it, and a diagnostic where a user must be told', () => {
    const isRoot = process.getuid?.() === 0;
    const files = nodeFileSystem(tree().root);
    const sink = findingList();
    const open = openTree({ fileSystem: files, searchPath: systemSearchPath(), facts: DEFAULT_FACTS, generators: null, sink });
    const names = tree().expectations.flatMap(({ unit }) => (unit === undefined ? [] : [unit]));
    const graph = buildGraph({ loader: open.loader, facts: DEFAULT_FACTS, sink }, ['default.target', ...names]);
    const about = (path: string, unit?: string) => (finding: Finding) =>
      finding.at?.path === path || finding.values.path === path || (unit !== undefined && finding.unit === unit);
    const wrong: string[] = [];
    for (const { path, what, unit, loadState, diagnosed, notForRoot } of tree().expectations) {
      if (notForRoot && isRoot) continue;
      const found = unit === undefined ? undefined : graph.find(unit);
      if (loadState && found?.loadState !== loadState)
        wrong.push(`${what} (${path}): ${found?.loadState ?? 'unknown'}, not ${loadState}`);
      const isTold = sink.findings.some(about(path, unit));
      if (diagnosed && !isTold) wrong.push(`${what} (${path}): no diagnostic`);
    }
    expect(wrong).toEqual([]);
    expect(JSON.stringify([...graph.units.values()].map((unit) => unit.description))).not.toContain(tree().secret);
    expect(JSON.stringify(sink.findings)).not.toContain(tree().secret);
    expect(existsSync(tree().executedMark)).toBe(false);
  });
});

describe('a hostile tree with a shorter chain of links', { timeout: HANG_LIMIT }, () => {
  const { tree, harmless } = hostileTree({ linkCount: 1000, lineLength: 10_000_000 });

  test('list comes to an end, for people and as JSON, shows nothing from outside and runs nothing', async () => {
    for (const more of [[], ['--json']]) {
      const result = await cli(['list', '--root', tree().root, ...more]);
      expect(result.status).toBe(0);
      expect(result.out).toContain('good.service');
      expect(CONTROL.test(result.out)).toBe(false);
      expect(CONTROL.test(result.err)).toBe(false);
      harmless(result);
    }
  });

  test('why and tree show no control character of a description or name', async () => {
    for (const argv of [
      ['why', 'control.service'],
      ['tree', 'control.service', '--all'],
      ['tree', 'control.service', '--reverse'],
      ['path', 'default.target', 'control.service'],
    ]) {
      const result = await cli([...argv, '--root', tree().root]);
      expect(CONTROL.test(result.out), argv.join(' ')).toBe(false);
      expect(CONTROL.test(result.err), argv.join(' ')).toBe(false);
      harmless(result);
    }
  });

  test('cat of every thing comes to an end and shows nothing from outside', async () => {
    for (const { unit } of tree().expectations) {
      if (unit === undefined) continue;
      const result = await cli(['cat', unit, '--root', tree().root]);
      expect(CONTROL.test(result.out), unit).toBe(false);
      expect(CONTROL.test(result.err), unit).toBe(false);
      harmless(result);
    }
  });
});

describe('hostile trees in memory', { timeout: HANG_LIMIT }, () => {
  const load = (
    files: Readonly<Record<string, MemoryFile>> | Iterable<readonly [string, MemoryFile]>,
    names: readonly string[],
  ): { graph: LoadedGraph; findings: readonly Finding[] } => {
    const sink = findingList();
    const loader = loadUnitSet(memoryFileSystem(files), systemSearchPath(), sink);
    return { graph: buildGraph({ loader, sink }, names), findings: sink.findings };
  };

  test('names of 300 bytes are no units, are said, and the rest loads', () => {
    const { graph, findings } = load(longNameFiles(), ['short.service', 'alias.service']);
    expect(graph.find('short.service')?.loadState).toBe('loaded');
    expect(graph.find('short.service')?.description).toBe('from a drop-in with a long name');
    expect(graph.find('alias.service')?.loadState).toBe('not-found');
    expect(findings.map((finding) => finding.code)).toEqual(expect.arrayContaining(['name-too-long', 'alias-bad-name', 'dependency-bad-name']));
    expect(Math.max(...[...graph.units.keys()].map((name) => name.length))).toBeLessThanOrEqual(255);
  }); // prettier-ignore

  test('a chain of 100,000 units that want each other overflows no stack', () => {
    const { graph } = load(dependencyChainFiles(100_000), ['d0.service']);
    expect(graph.find('d99999.service')?.loadState).toBe('loaded');
  });

  test('templates that want ever more of each other come to an end, which is said', () => {
    const { graph, findings } = load(TEMPLATE_BOMB, ['default.target']);
    expect(graph.units.size).toBeLessThan(260_000);
    expect(findings.map((finding) => finding.code)).toContain('too-many-units');
  });
});
