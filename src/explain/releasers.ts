import { compareBytes } from '../base/compare.js';
import type { Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import type { MeasuredBoot } from '../measure/measured-boot.js';
import { buildTransaction } from '../transaction/build-transaction.js';
import { BY_NAME, seeded, type Choices } from '../transaction/choices.js';
import { loadRefusal } from '../transaction/first-transaction.js';
import { idleState } from '../transaction/manager-state.js';
import type { AcceptedTransaction } from '../transaction/transaction-result.js';
import type { BootRun } from './boot-run.js';
import { beforeShutdown } from './shutdown-record.js';
import { evidenceOf, evidenceOfUnit, type Evidence } from './releasers-evidence.js';
import { Replay } from './releasers-replay.js';

/** How many other walks of the manager are tried where it was free to choose. */
const WALK_COUNT = 64;

/**
 * Units that were there before the first job: perpetual units, and what the kernel had mounted. Such a mount is up at once, one that a job makes
 * is not.
 */
function activeFromStart(graph: LoadedGraph, boot: MeasuredBoot, begunAt: Usec): Map<string, 'active'> {
  const active = new Map<string, 'active'>();
  for (const unit of graph.units.values()) {
    const { begin, end, isUp, tolerance } = evidenceOf(boot, unit.id);
    const isFound = unit.type === 'mount' && begin === end && begin !== null && begin <= begunAt + FOUND_USEC + 2 * tolerance;
    if (unit.perpetual || isFound || (isUp && begin !== null && begin < begunAt)) active.set(unit.id, 'active');
  }
  return active;
}

/** What was there from the start is stamped within this time. */
const FOUND_USEC: Usec = 1000;

function startable(graph: LoadedGraph, name: string): Unit | null {
  const unit = graph.find(name) ?? graph.load(name);
  return unit !== undefined && loadRefusal(unit) === null ? unit : null;
}

/** When the manager queued its first jobs: after it had loaded the units, and found those that were there. */
function begunAtOf(graph: LoadedGraph, boot: MeasuredBoot): Usec {
  if (typeof boot.manager.unitsLoadFinish === 'number') return boot.manager.unitsLoadFinish;
  const perpetual = [...graph.units.values()].flatMap((unit) => (unit.perpetual ? (evidenceOf(boot, unit.id).begin ?? []) : []));
  if (perpetual.length > 0) return Math.max(0, ...perpetual);
  // A journal tells of jobs alone: its first message of one is the best that there is.
  let first = Number.POSITIVE_INFINITY;
  for (const { jobs } of boot.units.values())
    for (const job of jobs) first = Math.min(first, job.installed ?? job.running ?? job.finished ?? first);
  return first === Number.POSITIVE_INFINITY ? 0 : first;
}

/** How many units the stamps show to be treated otherwise than a transaction does. */
function contradictions(
  graph: LoadedGraph,
  evidence: ReadonlyMap<Unit, Evidence>,
  transaction: AcceptedTransaction,
  finish: Usec,
): number {
  const started = new Set(transaction.jobs.filter(({ type }) => type === 'start').map(({ unit }) => unit));
  let count = 0;
  for (const unit of graph.units.values()) {
    const known = evidence.get(unit);
    if (known === undefined || unit.perpetual) continue;
    const wasStarted = known.isOverwritten || (known.begin !== null && known.begin < finish);
    if (started.has(unit) ? known.isNever && known.conditionResult === undefined : wasStarted) count++;
  }
  return count;
}

/** The first transaction; of several that the manager may have made the one that the stamps contradict least. */
function firstJobs(
  graph: LoadedGraph,
  unit: Unit,
  active: ReadonlyMap<string, 'active'>,
  evidence: ReadonlyMap<Unit, Evidence>,
  finish: Usec,
): { first: AcceptedTransaction; choices: Choices } | null {
  const make = (choices: Choices): AcceptedTransaction | null => {
    const state = idleState(graph, { active });
    let result = buildTransaction(graph, state, { unit, type: 'start', mode: 'isolate' }, choices);
    if (!result.ok && result.error.name === 'NoIsolation')
      result = buildTransaction(graph, state, { unit, type: 'start', mode: 'replace' }, choices);
    return result.ok ? result : null;
  };
  let best = make(BY_NAME);
  let taken = BY_NAME;
  let least = best === null ? Number.POSITIVE_INFINITY : contradictions(graph, evidence, best, finish);
  for (let seed = 1; seed <= WALK_COUNT && least > 0; seed++) {
    const choices = seeded(seed);
    const other = make(choices);
    const count = other === null ? Number.POSITIVE_INFINITY : contradictions(graph, evidence, other, finish);
    if (count < least) [best, least, taken] = [other, count, choices];
  }
  return best && { first: best, choices: taken };
}

/**
 * Works out the jobs of a measured boot from the stamps of its units and the graph alone: when each could have run, and which job's end let it.
 *
 * The manager is run again with its own rules, but each job that has stamps begins and ends at them; what has none is decided by the
 * graph and ends at once. Where stamps contradict the order (a unit that was activated again later has only its last ones), the stamps of the one
 * that waited count, and it is said.
 *
 * @param target the unit that was booted into
 * @returns null when the target cannot be started
 * @systemd src/core/job.c job_is_runnable, job_finish_and_invalidate; src/core/manager.c manager_dispatch_run_queue
 */
export function findReleasers(graph: LoadedGraph, record: MeasuredBoot, target: string): BootRun | null {
  const boot = beforeShutdown(record);
  const unit = startable(graph, target) ?? startable(graph, 'rescue.target');
  if (unit === null) return null;
  const begunAt = begunAtOf(graph, boot);
  const finish = boot.manager.finish ?? null;
  const evidence = new Map([...graph.units.values()].map((each) => [each, evidenceOfUnit(boot, each)]));
  const active = activeFromStart(graph, boot, begunAt);
  const found = firstJobs(graph, unit, active, evidence, finish ?? Number.POSITIVE_INFINITY);
  if (found === null) return null;
  const replay = new Replay(graph, boot, evidence, active, begunAt);
  replay.install(found.first);
  replay.run();
  return {
    source: 'measured',
    jobs: replay.spans,
    ended: replay.ended,
    sureness: (job) => replay.sureness.get(job) ?? 'unknown',
    begunAt,
    finishedAt: finish,
    choices: found.choices,
  };
}

/** The names of the units of a boot that the graph must have: those that were started but not named by the target. */
export function measuredNames(boot: MeasuredBoot): string[] {
  return [...boot.units.values()]
    .filter(
      ({ loadState, stamps, jobs }) =>
        (loadState ?? 'loaded') === 'loaded' && (typeof stamps.inactiveExit === 'number' || jobs.length > 0),
    )
    .map(({ unit }) => unit)
    .sort(compareBytes);
}
