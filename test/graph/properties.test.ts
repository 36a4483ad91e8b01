import fc from 'fast-check';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import { buildGraph, type LoadedGraph } from '../../src/graph/build-graph.js';
import { DEPENDENCY_KINDS, INVERSE_KIND } from '../../src/graph/dependency-table.js';
import type { FileSystem } from '../../src/host/file-system.js';
import { memoryFileSystem, type MemoryFile } from '../../src/host/memory-file-system.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { DEFAULT_FACTS } from '../../src/load/facts.js';
import { NO_SINK } from '../../src/diagnostic/finding.js';
import { openTree } from '../../src/load/open-tree.js';
import { systemSearchPath } from '../../src/load/search-path.js';
import { runEntry } from '../../src/report/dump.js';
import { cli } from '../support/cli.js';
import { randomNumbers, shuffled } from '../support/random.js';
import { sharedCopy } from '../support/shared.js';

const SEED = 252;
const RUNS = { seed: SEED, numRuns: 150 };
console.log(`properties of graphs: seed ${SEED}`);

/** The same files, directories listed in another order each time. */
function inAnyOrder(files: FileSystem, seed: number): FileSystem {
  const random = randomNumbers(seed);
  return { ...files, list: (path) => { const entries = files.list(path); return entries && shuffled(entries, random); } }; // prettier-ignore
}

function graphOf(fileSystem: FileSystem, names: readonly string[]): LoadedGraph {
  const tree = openTree({ fileSystem, searchPath: systemSearchPath(), facts: DEFAULT_FACTS, generators: null, sink: NO_SINK });
  return buildGraph({ loader: tree.loader }, names, true);
}

const dumpOf = (graph: LoadedGraph): string =>
  JSON.stringify(
    runEntry(
      { unit: 'x.target', ok: true, isolate: false, messages: [], cycles: [], jobs: [], graph },
      { showPath: (path) => path },
    ),
  );

// A small world of names, so that aliases, templates, drop-ins and dependencies meet.
const NAMES = ['a.service', 'b.service', 'al.service', 't@.service', 't@i.service', 'x.target', 'y.target', 'a.socket', 'm.mount', 'm-n.mount', 'a-b.slice', 'a.timer', 'dev-d.device']; // prettier-ignore
const KEYS = ['Requires', 'Requisite', 'Wants', 'BindsTo', 'PartOf', 'Upholds', 'Conflicts', 'Before', 'After', 'OnSuccess', 'OnFailure', 'PropagatesReloadTo', 'ReloadPropagatedFrom', 'PropagatesStopTo', 'StopPropagatedFrom', 'JoinsNamespaceOf']; // prettier-ignore
const OWN: Readonly<Record<string, string>> = {
  service: '[Service]\nExecStart=/bin/true\nStateDirectory=s\n',
  socket: '[Socket]\nListenStream=/run/m\n',
  mount: '[Mount]\nWhat=/dev/d\n',
  timer: '[Timer]\nOnCalendar=daily\n',
};
const SYSTEM = '/etc/systemd/system';
const name = fc.constantFrom(...NAMES);
const lines = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...KEYS), name).map(([key, other]) => `${key}=${other}`) },
      fc.constantFrom('DefaultDependencies=no', 'DefaultDependencies=yes', 'RequiresMountsFor=/m/n/o', 'AllowIsolate=yes', 'Wants=%p.target'),
    ),
    { maxLength: 5 },
  )
  .map((list) => `[Unit]\n${list.join('\n')}\n`); // prettier-ignore
const file = fc
  .tuple(name, lines)
  .map(([unit, text]): [string, MemoryFile] => [`${SYSTEM}/${unit}`, text + (OWN[unit.replace(/.*\./, '')] ?? '')]);
const dropIn = fc
  .tuple(name, fc.constantFrom('1', '2'), lines)
  .map(([unit, number, text]): [string, MemoryFile] => [`${SYSTEM}/${unit}.d/${number}.conf`, text]);
const wanted = fc
  .tuple(name, fc.constantFrom('wants', 'requires'), name)
  .map(([unit, suffix, other]): [string, MemoryFile] => [`${SYSTEM}/${unit}.${suffix}/${other}`, { link: `../${other}` }]);
const alias = fc.tuple(name, name).map(([unit, target]): [string, MemoryFile] => [`${SYSTEM}/${unit}`, { link: target }]);
const mask = name.map((unit): [string, MemoryFile] => [`${SYSTEM}/${unit}`, { link: '/dev/null' }]);
const world = fc
  .array(
    fc.oneof({ weight: 8, arbitrary: file }, { weight: 3, arbitrary: dropIn }, { weight: 3, arbitrary: wanted }, { weight: 2, arbitrary: alias }, mask),
    { minLength: 1, maxLength: 12 },
  )
  .map((entries) => new Map(entries)); // prettier-ignore
const asked = fc.uniqueArray(fc.constantFrom(...NAMES.filter((unit) => !unit.includes('@.'))), { minLength: 1 });

describe('graphs of random small sets of units', () => {
  test('every edge stands at the other end as its inverse, with the masks exchanged and the same reasons', () => {
    fc.assert(
      fc.property(world, asked, (files, names) => {
        const graph = graphOf(memoryFileSystem(files), names);
        for (const unit of graph.units.values())
          for (const kind of DEPENDENCY_KINDS)
            for (const { unit: other, origin, destination, reasons } of unit.dependencies(kind)) {
              expect(graph.units.get(other.id)).toBe(other);
              expect(reasons.length).toBeGreaterThan(0);
              expect(origin | destination).not.toBe(0);
              if (INVERSE_KIND[kind] === kind) continue;
              const inverse = other.dependency(INVERSE_KIND[kind], unit);
              expect(inverse?.origin).toBe(destination);
              expect(inverse?.destination).toBe(origin);
              expect(inverse?.reasons).toEqual(reasons);
            }
      }),
      RUNS,
    );
  });

  test('the order of directory entries, and of files, changes no byte', () => {
    fc.assert(
      fc.property(world, asked, fc.integer(), (files, names, seed) => {
        const once = dumpOf(graphOf(memoryFileSystem(files), names));
        expect(dumpOf(graphOf(memoryFileSystem(files), names))).toBe(once);
        const other = memoryFileSystem(shuffled([...files], randomNumbers(seed)));
        expect(dumpOf(graphOf(inAnyOrder(other, seed), names))).toBe(once);
      }),
      RUNS,
    );
  });

  test('no unit is left half loaded, none is its own neighbour', () => {
    fc.assert(
      fc.property(world, asked, (files, names) => {
        for (const unit of graphOf(memoryFileSystem(files), names).units.values()) {
          expect(['stub', 'merged']).not.toContain(unit.loadState);
          for (const kind of DEPENDENCY_KINDS) expect(unit.related(kind)).not.toContain(unit);
        }
      }),
      RUNS,
    );
  });
});

describe('trees', () => {
  const copy = sharedCopy();
  const trees = [
    ...readdirSync('samples', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry): [string, string] => [entry.name, join('samples', entry.name)]),
    ...(copy === null ? [] : ['minimal', 'server'].map((tree): [string, string] => [tree, join(copy, 'corpora', tree)])),
  ]; // prettier-ignore

  test.each(trees)('%s gives the same bytes twice, and with directories in any order', (_, root) => {
    const once = dumpOf(graphOf(nodeFileSystem(root), ['graphical.target', 'multi-user.target']));
    expect(dumpOf(graphOf(nodeFileSystem(root), ['graphical.target', 'multi-user.target']))).toBe(once);
    for (const seed of [SEED, SEED + 1])
      expect(dumpOf(graphOf(inAnyOrder(nodeFileSystem(root), seed), ['graphical.target', 'multi-user.target']))).toBe(once);
  });

  // tree loads only what it follows; a unit that is asked for with all its neighbours must look the same.
  test.each(trees)('tree shows of %s what the full graph has', async (_, root) => {
    const full = graphOf(nodeFileSystem(root), ['default.target']);
    const { status, out } = await cli(['tree', 'default.target', '--root', root, '--json', '--all', '--enable', 'none']);
    expect(status).toBe(0);
    interface Node { readonly unit: string; readonly loadState: string; readonly kinds?: readonly string[]; readonly children?: readonly Node[] } // prettier-ignore
    const { tree } = JSON.parse(out) as { tree: Node };
    const seen = new Map<string, string>();
    const stack = [tree];
    for (let node = stack.pop(); node; node = stack.pop()) {
      seen.set(node.unit, node.loadState);
      stack.push(...(node.children ?? []));
    }
    const reached = new Set<string>();
    const queue = [full.find('default.target')?.id ?? ''];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (reached.has(id)) continue;
      reached.add(id);
      const unit = full.units.get(id);
      for (const kind of ['Requires', 'Requisite', 'Wants', 'BindsTo', 'Upholds'] as const) for (const other of unit?.related(kind) ?? []) queue.push(other.id);
    } // prettier-ignore
    expect([...seen.keys()].sort(compareBytes)).toEqual([...reached].sort(compareBytes));
    for (const [id, loadState] of seen) expect(`${id} ${loadState}`).toBe(`${id} ${full.units.get(id)?.loadState ?? ''}`);
  });
});

describe('what-ifs', () => {
  const root = mkdtempSync(join(tmpdir(), 'wantedby-what-if-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const put = (path: string, text: string | { link: string }): void => {
    const at = join(root, 'etc/systemd/system', path);
    mkdirSync(dirname(at), { recursive: true });
    if (typeof text === 'string') writeFileSync(at, text);
    else symlinkSync(text.link, at);
  };
  put('default.target', '[Unit]\nWants=on.service\n');
  // systemctl mask refuses where the administrator's own file stands in the way.
  put('../../../usr/lib/systemd/system/on.service', '[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=default.target\n');
  put('off.service', '[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=default.target\nAlias=off-alias.service\n');
  put('linked.service', '[Service]\nExecStart=/bin/true\n[Install]\nRequiredBy=default.target\n');
  put('default.target.requires/linked.service', { link: '../linked.service' });

  interface Dump { readonly units: Readonly<Record<string, { readonly loadState: string; readonly names: readonly string[]; readonly deps: Readonly<Record<string, readonly { readonly unit: string }[]>> }>> } // prettier-ignore
  const dump = async (...options: string[]): Promise<Dump> => {
    const { status, out } = await cli(['dump', 'default.target', '--json', '-q', '--root', root, ...options]);
    expect(status).toBe(0);
    return JSON.parse(out) as Dump;
  };
  const others = (found: Dump, kind: string): string[] => (found.units['default.target']?.deps[kind] ?? []).map(({ unit }) => unit);

  test('--enable makes the links that enabling would, in the answer only', async () => {
    const found = await dump('--enable', 'off.service');
    expect(others(found, 'Wants')).toEqual(['off.service', 'on.service']);
    expect(found.units['off.service']?.names).toEqual(['off.service', 'off-alias.service']);
    expect(others(await dump(), 'Wants')).toEqual(['on.service']);
  });

  test('--disable takes links away', async () => {
    expect(others(await dump(), 'Requires')).toContain('linked.service');
    expect(others(await dump('--disable', 'linked.service'), 'Requires')).not.toContain('linked.service');
  });

  test('--mask masks', async () => {
    expect((await dump('--mask', 'on.service')).units['on.service']?.loadState).toBe('masked');
    expect((await dump()).units['on.service']?.loadState).toBe('loaded');
  });

  test('files stay as they are', () => {
    expect(readdirSync(join(root, 'etc/systemd/system')).sort(compareBytes)).toEqual(['default.target', 'default.target.requires', 'linked.service', 'off.service']);
  }); // prettier-ignore
});
