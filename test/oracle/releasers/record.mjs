// Boots the shared scenarios, fixtures and trees with the oracle's boot.mjs and keeps, compactly, what the manager's own debug log says about every
// job: which job's end released it. Use: record.mjs SHARED_COPY ROOT_TREE > boots.json (needs root; see the oracle's README).
// With --shutdown each is powered off when it has booted, and the jobs are those of that: > shutdowns.json.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const isShutdown = process.argv.includes('--shutdown');
const [shared, root, only] = process.argv.slice(2).filter((word) => word !== '--shutdown');
const project = fileURLToPath(new URL('../../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'releasers-'));

/** What is booted: directories relative to the shared copy, or to the project where they begin with `samples/`. */
function plans() {
  const list = [];
  for (const name of readdirSync(join(shared, 'scenarios')).sort()) {
    const file = join(shared, 'scenarios', name, 'scenario.json');
    if (!existsSync(file)) continue;
    const { target, mode, options = {} } = JSON.parse(readFileSync(file, 'utf8'));
    if (mode !== 'boot') continue;
    list.push({ name, unit: target, unitPath: [`scenarios/${name}`, 'scenarios/_base', ...(isShutdown ? ['oracle/stubs'] : [])], base: 'none', devices: options.vfs_writable === true || name === 'automount' });
  }
  for (const name of readdirSync(join(project, 'samples')).sort()) {
    const units = ['etc/systemd/system', 'usr/lib/systemd/system'].map((x) => `samples/${name}/${x}`).filter((x) => existsSync(join(project, x)));
    if (units.length > 0) list.push({ name: `sample-${name}`, unit: 'multi-user.target', unitPath: units, base: 'none', devices: false });
  }
  for (const tree of ['minimal', 'server']) {
    const unitPath = ['etc/systemd/system', 'usr/lib/systemd/system'].map((x) => `corpora/${tree}/${x}`);
    for (const unit of ['sysinit.target', 'basic.target', 'multi-user.target', 'rescue.target', 'graphical.target'])
      list.push({ name: `${tree}-${unit}`, unit, unitPath, base: 'none', devices: false });
  }
  if (isShutdown) list.push({ name: 'units-stop', unit: 'stop.target', unitPath: ['test/oracle/boots/units-stop', 'oracle/stubs'], base: 'none', devices: false });
  return list.filter((plan) => only === undefined || new RegExp(only).test(plan.name));
}

const stopsFirst = (type) => type === 'stop' || type === 'restart';
/** Has the first job to run before the second? By the units' own edges. */
function standsBefore(graph, first, second) {
  if (first.type === 'nop' || second.type === 'nop') return false;
  const has = (unit, kind, other) => graph.units[unit]?.deps?.[kind]?.some((edge) => edge.unit === other) ?? false;
  if (has(second.unit, 'After', first.unit) && !stopsFirst(second.type)) return true;
  return has(second.unit, 'Before', first.unit) && stopsFirst(first.type);
}

const BEGINS = new Set(['state', 'message', 'job-finished', 'condition', 'exit', 'result']);

/** Every job of the boot in the order in which they ended, with the job that released it. */
function jobsOf(events, graph) {
  const open = new Map();
  const ended = [];
  const finish = [];
  for (const [i, event] of events.entries()) {
    if (event.phase !== (isShutdown ? 'shutdown' : 'boot')) continue;
    const job = open.get(event.unit);
    if (event.kind === 'job-installed') open.set(event.unit, { unit: event.unit, type: event.type, from: i, heldBack: null, heldAt: i, begin: null });
    else if (!job) continue;
    else if (event.kind === 'held-back') Object.assign(job, { heldBack: event.waitsFor, heldAt: i, begin: null });
    else if (event.kind === 'job-merged') job.type = event.into ?? job.type;
    else if (BEGINS.has(event.kind)) {
      job.begin ??= i;
      job.hasChanged ||= event.kind === 'state';
      if (event.kind !== 'job-finished') continue;
      job.type = event.type;
      open.delete(event.unit);
      finish.push({ at: i, unit: event.unit, type: event.type });
      ended.push({ ...job, result: event.result });
      if (event.type === 'restart' && event.result === 'done')
        open.set(event.unit, { unit: event.unit, type: 'start', from: i, heldBack: null, heldAt: i, begin: null });
    }
  }
  return ended.map((job) => {
    const before = finish.filter((end) => end.at > job.from && end.at < job.begin && standsBefore(graph, end, job));
    // A job that timed out while it was held back, or that another one ended, never ran.
    const wasHeldBack = job.heldBack !== null && !job.hasChanged;
    const ran = !['dependency', 'canceled'].includes(job.result) && !(job.result === 'timeout' && wasHeldBack);
    return [job.unit, job.type, job.result, ran ? (before.at(-1)?.unit ?? null) : false, job.heldBack];
  });
}

/** Some units of a shutdown are loaded only when it is asked for: their edges are those that systemd has when it loads them. */
function addEdges(graph, dirs) {
  const options = ['--unit', 'poweroff.target', ...(dirs.length > 0 ? ['--unit-path', dirs.join(':')] : ['--root', root])];
  const loaded = JSON.parse(execFileSync(process.execPath, [join(shared, 'oracle/load.mjs'), ...options], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }));
  for (const [name, { deps }] of Object.entries(loaded.units)) {
    const known = (graph.units[name] ??= { deps: {} }).deps;
    for (const [kind, edges] of Object.entries(deps ?? {})) known[kind] = [...(known[kind] ?? []), ...edges];
  }
}

const boots = [];
for (const plan of plans()) {
  const place = (path) => (/^(?:samples|test)\//.test(path) ? join(project, path) : join(shared, path));
  const graphFile = join(scratch, 'graph.json');
  const options = ['--unit', plan.unit, '--base', plan.base, '--graph', graphFile, '--timeout', '15'];
  if (plan.unitPath.length > 0) options.push('--unit-path', plan.unitPath.map(place).join(':'));
  if (plan.devices) options.push('--devices');
  if (isShutdown) options.push('--shutdown');
  let document, graph;
  try {
    document = JSON.parse(execFileSync(process.execPath, [join(shared, 'oracle/boot.mjs'), ...options], { encoding: 'utf8', env: { ...process.env, ORACLE_ROOT: root }, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }));
    graph = JSON.parse(readFileSync(graphFile, 'utf8'));
    rmSync(graphFile);
    if (isShutdown) addEdges(graph, plan.unitPath.map(place));
  } catch (error) {
    process.stderr.write(`${plan.name}: ${String(error.stderr ?? error.message).trim()}\n`);
    continue;
  }
  const units = {};
  for (const [name, unit] of Object.entries(document.units)) {
    const { loadState, activeState, subState, result, conditionResult, nRestarts, inactiveExit, activeEnter, activeExit, inactiveEnter } = unit;
    const jobs = unit.jobs.filter(({ phase }) => isShutdown && phase === 'shutdown').map(({ type, installed, finished, result }) => ({ type, installed, finished, result }));
    if (jobs.length === 0 && (inactiveExit === undefined || (inactiveExit === null && conditionResult === null && unit.jobs.length === 0))) continue;
    units[name] = { ...(isShutdown ? { jobs } : {}), loadState, activeState, subState, result, conditionResult, nRestarts, inactiveExit, activeEnter, activeExit, inactiveEnter };
  }
  boots.push({ ...plan, systemd: document.systemd, outcome: document.outcome, manager: document.manager, pending: document.pendingJobs.map((x) => x.unit), units, jobs: jobsOf(document.events, graph) });
  process.stderr.write(`${plan.name}: ${document.outcome} ${boots.at(-1).jobs.length}\n`);
}
rmSync(scratch, { recursive: true });
const command = `boot.mjs --unit UNIT --base BASE --graph FILE --timeout 15 [--unit-path DIRS] [--devices]${isShutdown ? ' --shutdown' : ''}`;
process.stdout.write(`{"command": ${JSON.stringify(command)}, "jobs": "unit, type, result, the unit whose job released it (null: none; false: it never ran), the unit of the last 'held back' line", "boots": [\n${boots.map((x) => JSON.stringify(x)).join(',\n')}\n]}\n`);
