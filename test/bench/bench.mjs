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
