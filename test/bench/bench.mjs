// `npm run bench`: how long the commands take as whole processes, beside `node -e 0` in the same run, and how long loading takes beside
// the real systemd on the same tree. Medians of interleaved runs; nothing here passes or fails.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const runs = Number(process.env.BENCH_RUNS ?? 9);
const cli = join(root, 'dist/cli.js');
const shared = resolve(root, process.env.WANTEDBY_SHARED ?? '../shared');
const scratch = mkdtempSync(join(tmpdir(), 'wantedby-bench-'));
let tree = join(root, 'samples/web-application');
let treeName = 'samples/web-application';
if (existsSync(join(shared, 'unpack.sh'))) {
  spawnSync('sh', [join(shared, 'unpack.sh'), join(scratch, 'shared')], { stdio: 'ignore' });
  tree = join(scratch, 'shared/corpora/server');
  treeName = 'the server tree';
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const once = (words) => {
  const start = performance.now();
  const result = spawnSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'ignore'], cwd: root });
  return { ms: performance.now() - start, status: result.status };
};
const row = (...cells) =>
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(58) : String(cell).padStart(12))).join(''));

const commands = {
  [`tree multi-user.target, ${treeName}`]: ['tree', 'multi-user.target', '--root', tree],
  [`why default.target, ${treeName}`]: ['why', 'default.target', '--root', tree],
  [`list, ${treeName}`]: ['list', '--root', tree],
  [`dump multi-user.target --json, ${treeName}`]: ['dump', 'multi-user.target', '--json', '--root', tree],
  [`cycles, ${treeName}`]: ['cycles', '--root', tree],
  [`simulate multi-user.target, ${treeName}`]: ['simulate', 'multi-user.target', '--root', tree],
  ['tree, samples/web-application']: ['tree', '--root', 'samples/web-application'],
};
console.log(`whole process, median of ${runs} runs, interleaved with node -e 0 (node ${process.version})\n`);
row('command', 'ms', 'x node -e 0');
const known = spawnSync(process.execPath, [cli, '--help'], { encoding: 'utf8' }).stdout;
for (const [name, words] of Object.entries(commands)) {
  if (!new RegExp(`^\\s+${words[0]}\\b`, 'm').test(known)) continue;
  const times = [];
  const empty = [];
  once([cli, ...words, '-q', '-o', '/dev/null']);
  for (let i = 0; i < runs; i++) {
    empty.push(once(['-e', '0']).ms);
    times.push(once([cli, ...words, '-q', '-o', '/dev/null']).ms);
  }
  row(name, median(times).toFixed(0), (median(times) / median(empty)).toFixed(2));
}

const library = await import(pathToFileURL(join(root, 'dist/lib/index.js')).href);
const { nodeFileSystem } = await import(pathToFileURL(join(root, 'dist/lib/host/node-file-system.js')).href);
const inProcess = (name, work, count = runs) => {
  const times = [];
  for (let i = 0; i < count + 5; i++) {
    const start = performance.now();
    work();
    if (i >= 5) times.push(performance.now() - start);
  }
  row(name, median(times).toFixed(1), '');
  return median(times);
};
console.log('\nin process, warm\n');
row('work', 'ms', '');
const facts = { ...library.DEFAULT_FACTS, fsckHelpers: [] };
const open = () =>
  library.openTree({
    fileSystem: nodeFileSystem(tree),
    searchPath: library.systemSearchPath(),
    facts,
    generators: null,
    sink: library.NO_SINK,
  });
const load = inProcess(
  `load and link multi-user.target, ${treeName}`,
  () => library.buildGraph({ loader: open().loader, facts }, ['multi-user.target']).units.size,
  21,
);
const graph = library.buildGraph({ loader: open().loader, facts }, ['multi-user.target']);
inProcess('first transaction', () => library.firstTransaction(graph, 'multi-user.target'));

const heavy = (name, work) => {
  const start = performance.now();
  const note = work();
  row(name, (performance.now() - start).toFixed(0), note ?? '');
};
const scenario = {
  target: 'multi-user.target',
  mode: 'boot',
  jobMode: null,
  steps: [],
  world: library.DEFAULT_WORLD,
  durationUsec: 300e6,
};
const simulation = { graph, scenario, fileSystem: open().fileSystem };
inProcess(`boot of ${treeName}, simulated`, () => library.simulate(simulation));
heavy(`breaks over all units of ${treeName}`, () => `${library.rankBreaks(simulation).length} units`);

// Sets made here: each unit file is text in memory, loaded and linked like any other.
const service = (more) => `[Unit]\nDefaultDependencies=no\n${more}\n[Service]\nType=oneshot\nExecStart=/bin/true\n`;
const graphOf = (files, name = 'all.target') => {
  const fileSystem = library.memoryFileSystem(Object.entries(files).map(([file, text]) => [`/units/${file}`, text]));
  const loader = library.loadUnitSet(fileSystem, { ...library.systemSearchPath(), directories: ['/units'] });
  return { fileSystem, graph: library.buildGraph({ loader }, [name]) };
};
const target = (names) => `[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\n${names.map((name) => `Wants=${name}`).join('\n')}\n`;
const outcomesOf = (files) => {
  const { graph: made } = graphOf(files);
  const set = library.outcomes(made, library.idleState(made), { unit: made.find('all.target'), type: 'start', mode: 'isolate' });
  return `${set.complete ? '' : '>= '}${set.count}`;
};
const ring = (prefix, size) =>
  Object.fromEntries(
    Array.from({ length: size }, (_, i) => [`${prefix}${i}.service`, service(`After=${prefix}${(i + 1) % size}.service`)]),
  );
const withTarget = (files) => ({ ...files, 'all.target': target(Object.keys(files)) });
console.log('\nlarge sets, once (the last column: outcomes, or units)\n');
row('work', 'ms', '');
heavy('outcomes of a ring of 3,000', () => outcomesOf(withTarget(ring('r', 3000))));
heavy('outcomes of 200 rings of 5', () =>
  outcomesOf(withTarget(Object.assign({}, ...Array.from({ length: 200 }, (_, i) => ring(`r${i}-`, 5))))),
);
heavy('outcomes of 40 units that all wait for each other', () => {
  const names = Array.from({ length: 40 }, (_, i) => `u${i}.service`);
  return outcomesOf(
    withTarget(
      Object.fromEntries(names.map((name) => [name, service(`After=${names.filter((other) => other !== name).join(' ')}`)])),
    ),
  );
});
heavy('load and start of a chain of 100,000', () => {
  const files = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, i) => [
      `c${i}.service`,
      service(i < 99_999 ? `Requires=c${i + 1}.service\nAfter=c${i + 1}.service` : ''),
    ]),
  );
  const { graph: made } = graphOf(files, 'c0.service');
  const result = library.buildTransaction(made, library.idleState(made), {
    unit: made.find('c0.service'),
    type: 'start',
    mode: 'replace',
  });
  return result.ok ? String(result.jobs.length) : result.error.text;
});
heavy('load and boot of 10,000 units with 60,000 dependencies', () => {
  let seed = 1;
  const random = (max) => (seed = (seed * 48_271) % 2_147_483_647) % max;
  const files = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i) => {
      const earlier = Array.from({ length: Math.min(i, 3) }, () => `s${random(i)}.service`);
      return [`s${i}.service`, service(earlier.length > 0 ? `Wants=${earlier.join(' ')}\nAfter=${earlier.join(' ')}` : '')];
    }),
  );
  const { graph: made, fileSystem } = graphOf(withTarget(files));
  const run = library.simulate({ graph: made, scenario: { ...scenario, target: 'all.target' }, fileSystem });
  return `${run.ended.length} jobs`;
});

const oracle = join(scratch, 'shared/oracle/load.mjs');
if (existsSync(oracle) && existsSync('/lib/systemd/systemd') && process.getuid?.() === 0) {
  const times = [];
  for (let i = 0; i < 3; i++) {
    const asked = spawnSync(
      process.execPath,
      [oracle, '--root', tree, '--generators', 'host', '--unit', 'multi-user.target', '--timing', '--props', 'none'],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    if (asked.status === 0) times.push(JSON.parse(asked.stdout).timing.loadedMs);
  }
  if (times.length > 0) {
    row('the same by the real systemd, by its own count', median(times).toFixed(1), '');
    console.log(`\nours / systemd's: ${(load / median(times)).toFixed(2)}`);
  }
} else console.log('\nthe real systemd is not asked: it is not here, or this is not root');
rmSync(scratch, { recursive: true, force: true });
