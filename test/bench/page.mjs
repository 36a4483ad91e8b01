// `npm run bench:page`: the page in headless Chromium. On the server tree: the size of the file, the time to the first view, what-ifs; with
// 5,000 units: the longest task of the main thread in each view, and frames a second. Nothing here passes or fails.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const runs = Number(process.env.BENCH_RUNS ?? 7);
const shared = resolve(root, process.env.WANTEDBY_SHARED ?? '../shared');
const scratch = mkdtempSync(join(tmpdir(), 'wantedby-bench-page-'));
const UNIT_COUNT = 5000;
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const EXECUTABLE = '/usr/bin/chromium';

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const [FIRST, REST] = [62, 14];
const row = (...cells) =>
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(FIRST) : String(cell).padStart(REST))).join(''));
const ms = (value) => (value === null ? '-' : value.toFixed(0));

/** Writes a page and returns its path. */
function makePage(name, tree) {
  const path = join(scratch, `${name}.html`);
  const words = ['dist/cli.js', 'page', 'multi-user.target', '--root', tree, '-o', path, '-q'];
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return path;
}

/** A tree with generated services beside its own units, each ordered after some before it, as real ones are: most after the same few. */
function largeTree(from, to) {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  const units = join(to, 'etc/systemd/system');
  mkdirSync(join(units, 'multi-user.target.wants'), { recursive: true });
  const listed = spawnSync(process.execPath, ['dist/cli.js', 'list', '--json', '--root', to, '-q'], {
    cwd: root,
    encoding: 'utf8',
  }).stdout;
  const own = JSON.parse(listed).units.length;
  let seed = 1;
  const random = (max) => (seed = (seed * 48_271) % 2_147_483_647) % max;
  for (let i = 0; i < UNIT_COUNT - own; i++) {
    const after = Array.from({ length: Math.min(i, 1 + random(3)) }, () => `load-${random(i)}.service`);
    const lines = [
      `Description=Generated service ${i}`,
      ...(after.length > 0 ? [`After=${after.join(' ')}`] : []),
      ...(random(3) === 0 && after[0] ? [`Requires=${after[0]}`] : []),
    ];
    writeFileSync(
      join(units, `load-${i}.service`),
      `[Unit]\n${lines.join('\n')}\n[Service]\nExecStart=/usr/bin/load --number ${i}\n[Install]\nWantedBy=multi-user.target\n`,
    );
    symlinkSync(`../load-${i}.service`, join(units, 'multi-user.target.wants', `load-${i}.service`));
  }
  return to;
}

/** Runs in the page before its own script: notes when answers are in sight. */
function record() {
  const noted = { opened: [], ran: [], ready: [] };
  window.bench = noted;
  // What is drawn in a task can be seen after the frame that follows it.
  const seen = (name) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => noted[name].push(performance.now());
      port2.postMessage(0);
    });
  new MutationObserver((records) => {
    for (const { attributeName } of records) seen(attributeName.slice('data-'.length));
  }).observe(document, { subtree: true, attributeFilter: ['data-opened', 'data-ran', 'data-ready'] });
}

const browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS.split(' ') });

async function openPage(path, hash = '') {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(record);
  await goTo(page, path, hash);
  return page;
}

async function goTo(page, path, hash) {
  await page.goto(`file://${path}${hash}`);
  await page.waitForFunction(() => window.bench?.ready.length >= 1, null, { timeout: 120_000 });
  await quiet(page);
}

/** Waits until nothing is under way. */
async function quiet(page) {
  await page.waitForFunction(() => document.querySelector('.busy')?.hasAttribute('hidden') ?? true, null, { timeout: 120_000 });
  await page.waitForTimeout(400);
}

/** The longest task of the main thread during an action, in ms: as it went by, and of the processor's time, which other work does not lengthen. */
async function longestTask(page, act) {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await act();
  await quiet(page);
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const isMain = ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain';
  const mains = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => name.endsWith('RunTask') && ph === 'X' && mains.has(`${pid} ${tid}`),
  );
  if (tasks.length === 0) return [0, 0];
  return [Math.max(...tasks.map(({ dur }) => dur)) / 1000, Math.max(...tasks.map(({ tdur }) => tdur ?? 0)) / 1000];
}

/** From the action until what is started is in sight, the timeline too, and the states of files too. */
async function timeOf(page, hash) {
  return page.evaluate(async (to) => {
    const { opened, ran, ready } = window.bench;
    const lists = [opened, ran, ready];
    const before = lists.map(({ length }) => length);
    const from = performance.now();
    location.hash = to;
    while (lists.some(({ length }, i) => length <= before[i])) await new Promise((resolve) => setTimeout(resolve, 1));
    return lists.map((list, i) => list[before[i]] - from);
  }, hash);
}

/** Frames while the drawing is dragged about, and while it is zoomed: a change in every frame, for two seconds. */
async function frames(page, how) {
  return page.evaluate(async (kind) => {
    const svg = document.querySelector('svg.drawing');
    const { left, top, width, height } = svg.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const init = (more) => ({ bubbles: true, cancelable: true, view: window, clientX: x, clientY: y, ...more });
    const intervals = [];
    if (kind === 'pan') svg.dispatchEvent(new MouseEvent('mousedown', init({ button: 0 })));
    await new Promise((resolve) => {
      const start = performance.now();
      let last = start;
      const frame = (now) => {
        if (intervals.length > 0 || now > start) intervals.push(now - last);
        last = now;
        const angle = (now - start) / 300;
        if (kind === 'pan')
          window.dispatchEvent(
            new MouseEvent('mousemove', init({ clientX: x + 150 * Math.sin(angle), clientY: y + 100 * Math.cos(angle) })),
          );
        else svg.dispatchEvent(new WheelEvent('wheel', init({ deltaY: Math.sin(angle) * 12 })));
        if (now - start < 2000) requestAnimationFrame(frame);
        else resolve();
      };
      requestAnimationFrame(frame);
    });
    if (kind === 'pan') window.dispatchEvent(new MouseEvent('mouseup', init({ button: 0 })));
    const sorted = intervals.slice(1).sort((a, b) => a - b);
    const total = sorted.reduce((sum, value) => sum + value, 0);
    return [(sorted.length * 1000) / total, sorted[Math.floor(sorted.length * 0.95)]];
  }, how);
}

const scaleOf = (page) =>
  page.evaluate(() =>
    Number(/scale\(([\d.]+)/.exec(document.querySelector('svg.drawing > g').getAttribute('transform'))?.[1] ?? 1),
  );

let server = join(root, 'samples/web-application');
let serverName = 'samples/web-application';
if (existsSync(join(shared, 'unpack.sh'))) {
  spawnSync('sh', [join(shared, 'unpack.sh'), join(scratch, 'shared')], { stdio: 'ignore' });
  server = join(scratch, 'shared/corpora/server');
  serverName = 'the server tree';
}

try {
  console.log(
    `${serverName} in Chromium ${browser.version()}, median of ${runs}; load average ${loadavg()[0].toFixed(1)} on ${cpus().length} cores\n`,
  );
  const path = makePage('server', server);
  row('what', 'measured', 'limit');
  row('size of the file, kB', (statSync(path).size / 1000).toFixed(0), 1500);
  const opening = [];
  const running = [];
  for (let i = 0; i < runs; i++) {
    const page = await openPage(path);
    const [opened, ran] = await page.evaluate(() => [window.bench.opened[0], window.bench.ran[0]]);
    opening.push(opened);
    running.push(ran);
    await page.close();
  }
  row('from opening to the first view, ms', ms(median(opening)), 1000);
  row('from opening to the timeline of the simulated boot, ms', ms(median(running)), '');

  // Units of the tree, or of the sample where it is not there.
  const [failing, ordered, off] =
    serverName === 'the server tree'
      ? ['dbus-broker.service', ['nginx.service', 'network-online.target'], 'apache2.service']
      : ['postgresql.service', ['shop-web.service', 'postgresql.service'], 'nginx.service'];
  const kinds = {
    fail: `fail:${failing}`,
    delay: `delay:${failing}:5`,
    mask: `mask:${failing}`,
    enable: `enable:${off}`,
    'ordering removed': `unorder:${ordered.join(':')}`,
    'ordering added': `order:${failing}:${off}`,
  };
  const at = (times, i) => ms(median(times.map((three) => three[i])));
  console.log('\nwhat-ifs, ms from the action until it is in sight; first: the first one on a page; limit: 200\n');
  row('what-if', 'first: starts', 'timeline', 'file states', 'later: starts', 'timeline', 'file states');
  for (const [name, whatIf] of Object.entries(kinds)) {
    const first = [];
    const later = [];
    for (let i = 0; i < runs; i++) {
      const page = await openPage(path, '#view=timeline');
      // Nobody tries a what-if before having looked at the page.
      await page.waitForTimeout(1000);
      const tryIt = () => timeOf(page, `#view=timeline&if=${encodeURIComponent(whatIf)}`);
      first.push(await tryIt());
      for (let again = 0; again < 3; again++) {
        await timeOf(page, '#view=timeline');
        later.push(await tryIt());
      }
      await page.close();
    }
    row(name, ...[0, 1, 2].map((i) => at(first, i)), ...[0, 1, 2].map((i) => at(later, i)));
  }

  console.log(`\n${UNIT_COUNT} units: longest task of the main thread, ms; limit: 100\n`);
  row('action', 'as it went', 'processor');
  const large = makePage('large', largeTree(server, join(scratch, 'large')));
  const page = await openPage(large);
  const go = (hash) => page.evaluate((to) => { location.hash = to; }, hash); // prettier-ignore
  const task = async (name, act) => row(name, ...(await longestTask(page, act)).map(ms));
  await page.goto('about:blank');
  await task('opening', () => goTo(page, large, '#view=units'));
  const [opened, ran] = await page.evaluate(() => [window.bench.opened[0], window.bench.ran[0]]);
  for (const [name, hash] of [
    ['pulls in', '#view=pulls-in'],
    ['order, around a unit', '#view=order&sel=load-100.service'],
    ['order, everything', '#view=order&whole=1'],
    ['order, everything, nothing folded', '#view=order&whole=1&fold=0'],
    ['timeline', '#view=timeline'],
    ['timeline, all jobs', '#view=timeline&fold=0'],
    ['cycle', '#view=cycle'],
    ['what breaks', '#view=breaks&sel=load-3.service'],
    ['units', '#view=units'],
  ])
    await task(name, () => go(hash));
  await task('search', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('load-42');
  });
  await page.keyboard.press('Escape');
  await go('#view=order&whole=1');
  await quiet(page);
  await task('a what-if, with the whole order in sight', async () => {
    await go('#view=order&whole=1&if=mask:load-3.service');
    await page.waitForFunction(() => window.bench.ready.length >= 2, null, { timeout: 120_000 });
  });
  console.log(
    `\n${(await page.textContent('.say'))?.split('.')[0]}; first view after ${ms(opened)} ms, timeline after ${ms(ran)} ms`,
  );

  console.log('\nframes a second with 5,000 units (95th percentile of the time between two, ms; aim: 50 a second)\n');
  row('drawing', 'pan', 'zoom');
  for (const [name, hash, keys] of [
    ['order, everything, at fit', '#view=order&whole=1', ['0']],
    ['order, everything, at reading size', '#view=order&whole=1', ['0', ...Array(40).fill('+')]],
    ['order, around a unit', '#view=order&sel=load-100.service', []],
  ]) {
    await go(hash);
    await quiet(page);
    for (const key of keys) {
      if (key === '+' && (await scaleOf(page)) >= 0.85) break;
      await page.click(key === '0' ? '[aria-label^="Fit"]' : '[aria-label^="Closer"]');
    }
    const cells = [];
    for (const kind of ['pan', 'zoom']) {
      const [rate, late] = await frames(page, kind);
      cells.push(`${rate.toFixed(0)} (${late.toFixed(0)})`);
    }
    row(name, ...cells);
  }
} finally {
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}
