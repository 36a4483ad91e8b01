import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_SINK } from '../../src/diagnostic/finding.js';
import { buildGraph, type LoadedGraph } from '../../src/graph/build-graph.js';
import { DEPENDENCY_KINDS } from '../../src/graph/dependency-table.js';
import { RULES } from '../../src/graph/rule-table.js';
import type { FileSystem } from '../../src/host/file-system.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { DEFAULT_FACTS } from '../../src/load/facts.js';
import { openTree, type GeneratorMode } from '../../src/load/open-tree.js';
import { systemSearchPath } from '../../src/load/search-path.js';
import { loadUnitSet } from '../../src/load/unit-loader.js';
import { changed, edgesOf, takeOut, type Changes, type Edge } from '../support/take-out.js';
import { randomNumbers, shuffled } from '../support/random.js';
import { sharedCopy } from '../support/shared.js';

const SEED = 252;
const copy = sharedCopy();
const facts = { ...DEFAULT_FACTS, hostName: 'oracle' };

function filesOf(root: string, generators: GeneratorMode): FileSystem {
  return openTree({ fileSystem: nodeFileSystem(root), searchPath: systemSearchPath(), facts, generators, sink: NO_SINK })
    .fileSystem;
}

function everyName(files: FileSystem): string[] {
  const names = systemSearchPath().directories.flatMap((directory) =>
    [...(files.list(directory) ?? [])]
      .filter(({ name, kind }) => (kind === 'file' || kind === 'symlink') && !/@\.\w+$/.test(name) && !name.endsWith('.d'))
      .map(({ name }) => name),
  );
  return [...new Set(names)];
}

/** The graph of these units; `alone`: nothing else is loaded. */
function graphOf(files: FileSystem, names: readonly string[], alone = false): LoadedGraph {
  const loader = loadUnitSet(files, systemSearchPath());
  return buildGraph({ loader, facts, ...(alone ? { follow: [] } : {}) }, names, true);
}

const has = (graph: LoadedGraph, { from, kind, to }: Edge): boolean => {
  const [owner, other] = [graph.find(from.id), graph.find(to.id)];
  return owner !== undefined && other !== undefined && owner.dependency(kind, other) !== undefined;
};
const name = ({ from, kind, to, dependency }: Edge): string =>
  `${from.id} ${kind} ${to.id} because ${dependency.reasons.map(({ rule, setting, at }) => `${rule} ${setting ?? ''} ${at?.path ?? ''}:${at?.line ?? ''}`).join(', ')}`;

/** `count` edges of a tree with what must be taken out to be rid of each. */
function drawEdges(files: FileSystem, count: number): { edge: Edge; changes: Changes }[] {
  const edges = shuffled(edgesOf(graphOf(files, everyName(files))), randomNumbers(SEED));
  const drawn: { edge: Edge; changes: Changes }[] = [];
  for (const edge of edges) {
    const changes = takeOut(files, edge);
    if (changes !== null) drawn.push({ edge, changes });
    if (drawn.length === count) break;
  }
  return drawn;
}

describe('reasons', () => {
  const samples = readdirSync('samples', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const trees: [string, string][] = [
    ...samples.map((entry): [string, string] => [entry.name, join('samples', entry.name)]),
    ...(copy === null ? [] : ['minimal', 'server'].map((tree): [string, string] => [tree, join(copy, 'corpora', tree)])),
  ];
  test.each(trees)('every edge of %s has one, in a file or by a rule', (_, root) => {
    const files = filesOf(root, 'emulate');
    const graph = graphOf(files, everyName(files));
    let edgeCount = 0;
    for (const unit of graph.units.values())
      for (const kind of DEPENDENCY_KINDS)
        for (const { unit: other, reasons } of unit.dependencies(kind)) {
          edgeCount++;
          expect(reasons.length, `${unit.id} ${kind} ${other.id}`).toBeGreaterThan(0);
          for (const { rule, at } of reasons) {
            expect(Object.hasOwn(RULES, rule)).toBe(true);
            if (rule === 'directive') expect(at, `${unit.id} ${kind} ${other.id}`).not.toBeNull();
            if (at) expect(files.kind(at.path), at.path).not.toBeNull();
          }
        }
    expect(edgeCount).toBeGreaterThan(100);
  });

  test.skipIf(copy === null)(
    `of 500 random edges of a server (seed ${SEED}) are all that makes them: without it they are gone`,
    () => {
      const files = filesOf(join(copy ?? '', 'corpora/server'), 'emulate');
      const drawn = drawEdges(files, 500);
      expect(drawn).toHaveLength(500);
      const rules = new Set(drawn.flatMap(({ edge }) => edge.dependency.reasons.map(({ rule }) => rule)));
      expect(rules.size).toBeGreaterThan(10);
      const untrue: string[] = [];
      for (const { edge, changes } of drawn) {
        const names = [edge.from.id, edge.to.id];
        expect(has(graphOf(files, names, true), edge), name(edge)).toBe(true);
        if (has(graphOf(changed(files, changes), names, true), edge)) untrue.push(name(edge));
      }
      expect(untrue).toEqual([]);
    },
  );
});

const canAsk = copy !== null && existsSync('/lib/systemd/systemd') && process.getuid?.() === 0;
describe.skipIf(!canAsk)('reasons, asked live', () => {
  let work = '';
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'wantedby-reasons-'));
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  interface Dump {
    readonly units: Readonly<Record<string, { readonly deps: Readonly<Record<string, readonly { readonly unit: string }[]>> }>>;
  }
  const ask = (root: string): Dump =>
    JSON.parse(
      execFileSync(process.execPath, [join(copy ?? '', 'oracle/load.mjs'), '--root', root, '--generators', 'none', '--all'], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as Dump;
  const isThere = (dump: Dump, { from, kind, to }: Edge): boolean =>
    dump.units[from.id]?.deps[kind]?.some((entry) => entry.unit === to.id) ?? false;

  // Ten edges at a time: each has its own files to change, or adds to the change of another.
  test(`of 50 random edges (seed ${SEED}) hold for systemd: without what they name it has no such edge`, () => {
    const server = join(copy ?? '', 'corpora/server');
    const files = filesOf(server, 'none');
    const drawn = drawEdges(files, 50);
    const original = ask(server);
    for (const { edge } of drawn) expect(isThere(original, edge), name(edge)).toBe(true);
    for (let first = 0; first < drawn.length; first += 10) {
      const batch = drawn.slice(first, first + 10);
      const changes: Changes = new Map();
      for (const { edge } of batch) takeOut(files, edge, changes);
      const root = join(work, String(first));
      cpSync(server, root, { recursive: true, verbatimSymlinks: true });
      for (const [path, change] of changes) {
        const file = join(root, path);
        mkdirSync(dirname(file), { recursive: true });
        rmSync(file, { force: true });
        if ('link' in change) symlinkSync(change.link, file);
        else writeFileSync(file, change.content);
      }
      const dump = ask(root);
      expect(batch.filter(({ edge }) => isThere(dump, edge)).map(({ edge }) => name(edge))).toEqual([]);
    }
  });
});
