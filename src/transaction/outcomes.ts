import { compareBytes } from '../base/compare.js';
import type { Unit, UnitGraph } from '../graph/unit.js';
import { destructiveRefusals } from './apply.js';
import { buildTransaction, CYCLIC, fillTransaction, reduceTransaction } from './build-transaction.js';
import { replay, seeded, type Script } from './choices.js';
import { cyclicParts, type CyclicPart } from './cycle-parts.js';
import { DIRECTION_NAMES, passesOf, picksOf, type Ending } from './explore-cycles.js';
import { exploreMerge, finalJobs, wantedJobs } from './explore-merge.js';
import { fillVariants, mayGo, type FillVariant, type LinkedUnits } from './fill-variants.js';
import { JobNet } from './job-net.js';
import type { ManagerState } from './manager-state.js';
import { OrderNet } from './order-net.js';
import { collectGarbage, markMatters } from './reduce.js';
import { cyclicComponents } from './strong-components.js';
import { Collector, JobList, keyOf, sorted, summary, type Found, type OutcomeSet } from './outcome-set.js';
import type { Request, TransactionResult } from './transaction-result.js';

/** How far to look for outcomes. */
export interface OutcomeLimits {
  /** How many outcomes to list. */
  readonly outcomesMax?: number;
  /** How many steps to take in each part that has cycles. */
  readonly stepsMax?: number;
  /** How many ways of adding jobs to look at. */
  readonly variantsMax?: number;
  /** How many seeds to try, to estimate how likely the outcomes are. 0: none, unless not all outcomes can be found otherwise. */
  readonly samples?: number;
}

/** What is looked for when nothing else is said. */
export const DEFAULT_LIMITS: Required<OutcomeLimits> = { outcomesMax: 4000, stepsMax: 300_000, variantsMax: 96, samples: 0 };

const jobKey = (job: { unit: Unit; type: string }): string => `${job.unit.id}/${job.type}`;

function foundFrom(result: TransactionResult, script: Script | null): Found {
  const moves = script ? 0 : null;
  if (!result.ok) return { error: result.error, jobs: JobList.EMPTY, victims: [], moves, script };
  const victims = sorted(result.cycles.flatMap(({ victim }) => (victim ? [victim.id] : [])));
  return { error: null, jobs: new JobList(sorted(result.jobs.map(jobKey))), victims, moves, script };
}

/** The walks that lead to an ending of each part. */
function scriptOf(base: Script, order: OrderNet, endings: readonly Ending[], merge: readonly Unit[]): Script {
  const id = (node: number): string => order.node(node).unit.id;
  const related: Record<string, string[]> = {};
  for (const [key, ids] of Object.entries(base.related ?? {})) related[key] = [...ids];
  const verifyOrder: string[][] = [];
  for (const pass of endings.flatMap((ending) => passesOf(ending.last))) {
    verifyOrder.push([id(pass.root)]);
    for (const { node, direction, first } of picksOf(pass)) {
      const list = (related[`${id(node)} ${DIRECTION_NAMES[direction]}`] ??= []);
      if (!list.includes(id(first))) list.push(id(first));
    }
  }
  return { ...base, related, verifyOrder, merge: merge.map((unit) => [unit.id]) };
}

/** Every way of taking one ending of each part, as far as the limit allows; the first ones vary fastest. */
function* combinations(parts: readonly CyclicPart[], max: number): Generator<Ending[]> {
  const at = parts.map(() => 0);
  for (let n = 0; n < max; n++) {
    const endings = parts.map((part, i) => part.endings[at[i] ?? 0]);
    if (endings.some((ending) => ending === undefined)) return;
    yield endings.filter((ending) => ending !== undefined);
    let i = 0;
    for (; i < parts.length; i++) {
      at[i] = (at[i] ?? 0) + 1;
      if ((at[i] ?? 0) < (parts[i]?.endings.length ?? 0)) break;
      at[i] = 0;
    }
    if (i === parts.length) return;
  }
}

const SEVERAL_MAX = 6;

/** Every choice of the newest job for some units. */
function newestVariants({ script, filled }: FillVariant, several: ReadonlySet<Unit>): { complete: boolean; scripts: Script[] } {
  const found = [...filled.transaction.jobs].filter(([unit, jobs]) => several.has(unit) && jobs.length > 1);
  let scripts: Script[] = [script];
  for (const [unit, jobs] of found.slice(0, SEVERAL_MAX)) {
    scripts = scripts.flatMap((one) => jobs.map((job) => ({ ...one, newest: { ...one.newest, [unit.id]: job.type } })));
  }
  return { complete: found.length <= SEVERAL_MAX, scripts };
}

/** How many are listed, as examples, when there are more than can be. */
const LISTED_OF_MANY = 100;

function exploreVariant(
  state: ManagerState,
  request: Request,
  script: Script,
  filled: FillVariant['filled'],
  limits: Required<OutcomeLimits>,
  into: Collector,
): void {
  const { transaction } = filled;
  const isolate = request.mode === 'isolate';
  reduceTransaction(transaction, state, request);
  if (!isolate) collectGarbage(transaction);
  const net = new JobNet(transaction, !isolate);
  const order = new OrderNet(net, state);
  const { parts, hopeless } = cyclicParts(order, limits.stepsMax);
  if (hopeless) {
    into.add({ error: CYCLIC, jobs: JobList.EMPTY, victims: [], moves: 0, script });
    return;
  }
  const ids = (nodes: readonly number[]): string[] => sorted(nodes.map((node) => order.node(node).unit.id));
  for (const { nodes, droppable, endings, complete } of parts) {
    into.cyclic.push({
      units: ids(nodes),
      firstVictims: ids(droppable),
      victimSets: endings.filter((e) => !e.isRefused).map((e) => ids(e.victims)),
      complete,
    });
    if (!complete) into.complete = false;
  }
  const total = parts.reduce((product, part) => product * part.endings.length, 1);
  if (total > limits.outcomesMax) into.complete = false;
  const units = [...net.ofUnit.keys()].sort((a, b) => compareBytes(a.id, b.id));
  const several = units.filter((unit) => (net.ofUnit.get(unit)?.length ?? 0) > 1);
  for (const job of wantedJobs(net, state, units)) into.pulledIn.add(jobKey(job));
  const contradicts = units.some((unit) => state.job(unit) !== undefined);
  const whole = new JobList(sorted(finalJobs(net, state, units, new Set()).map(jobKey)));
  let listed = 0;
  for (const endings of combinations(parts, total > limits.outcomesMax ? LISTED_OF_MANY : limits.outcomesMax)) {
    const victims = endings.flatMap((ending) => ending.victims);
    const moves = endings.reduce((sum, ending) => sum + ending.moves, 0);
    listed++;
    if (endings.some(({ isRefused }) => isRefused)) {
      into.add({ error: CYCLIC, jobs: JobList.EMPTY, victims: [], moves, script: scriptOf(script, order, endings, []) });
      continue;
    }
    const gone = net.withoutUnits(
      victims.map((node) => order.node(node).unit),
      new Set(),
    );
    const merged = exploreMerge(net, state, several, gone, limits.outcomesMax, script.newest === undefined);
    if (!merged.complete) into.complete = false;
    for (const ending of merged.endings) {
      const walks = scriptOf(script, order, endings, ending.firsts);
      const plain = several.length === 0 && !contradicts;
      const jobs = plain ? [] : finalJobs(net, state, units, ending.gone);
      const errors = ending.error ? [ending.error] : destructiveRefusals(transaction.anchor, state, request.mode, jobs);
      for (const error of errors) into.add({ error, jobs: JobList.EMPTY, victims: [], moves, script: walks });
      if (errors.length > 0) continue;
      const list = plain
        ? whole.without(new Set([...ending.gone].map((index) => jobKey(net.job(index)))))
        : new JobList(sorted(jobs.map(jobKey)));
      into.add({ error: null, jobs: list, victims: ids(victims), moves, script: walks });
    }
  }
  into.count += Math.max(0, total - listed);
  // Bounds that hold for all outcomes, also those that are not listed.
  const everGone = net.withoutUnits(parts.flatMap((part) => part.droppable.map((node) => order.node(node).unit)), new Set()); // prettier-ignore
  const listedAll = total <= limits.outcomesMax && parts.every((part) => part.complete);
  if (listedAll) return;
  const without = finalJobs(net, state, units, everGone).map(jobKey);
  const all = finalJobs(net, state, units, new Set()).map(jobKey);
  const kept = new Set(without);
  for (const job of all) {
    into.mayHave.add(job);
    if (!kept.has(job)) into.mayMiss.add(job);
  }
  for (const part of parts) {
    if (!part.complete) continue;
    const [first, ...rest] = part.endings.map((ending) => ending.gone);
    for (const index of first ?? []) if (rest.every((gone) => gone.has(index))) into.mayHave.delete(jobKey(net.job(index))); // prettier-ignore
  }
}

/**
 * Finds everything that may become of a request, over all orders in which the manager may walk its tables. Exact where `complete`:
 * every outcome of the manager is among them. Where an order is possible for the tables and not for their contents (small tables share
 * a key), there may be some that the manager does not come to.
 *
 * @param limits where the search ends; see {@link DEFAULT_LIMITS}
 */
export function outcomes(graph: UnitGraph, state: ManagerState, request: Request, limits: OutcomeLimits = {}): OutcomeSet {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const into = new Collector();
  const byName = foundFrom(buildTransaction(graph, state, request, replay({})), {});
  into.add(byName);
  for (const { script, filled } of searchFills(state, request, all.variantsMax, into)) {
    if (filled.error) into.add({ error: filled.error, jobs: JobList.EMPTY, victims: [], moves: 0, script });
    else exploreVariant(state, request, script, filled, all, into);
  }
  const sampled = sample(graph, state, request, into.complete ? all.samples : Math.max(all.samples, 64), into);
  return summary(into, keyOf(byName), all.samples > 0 ? sampled : null);
}

/**
 * The ways of adding jobs that may make a difference to what follows. Where there are too many for the order in which start and stop of
 * the same unit are added, any order is taken to be possible.
 */
function searchFills(state: ManagerState, request: Request, variantsMax: number, into: Collector): readonly FillVariant[] {
  const plain = fillVariants(state, request, { linked: new Set(), several: [], variantsMax });
  const several = new Set<Unit>();
  const deletable = new Set<Unit>();
  for (const { filled } of plain.variants) {
    if (filled.error) continue;
    const { jobs } = filled.transaction;
    const order = new OrderNet(new JobNet(filled.transaction, false), state);
    const inCycles = new Set(cyclicComponents(order.possible()).flatMap((nodes) => nodes.map((node) => order.node(node).unit)));
    const twice = [...jobs.keys()].filter((unit) => (jobs.get(unit)?.length ?? 0) > 1);
    for (const unit of [...inCycles, ...twice]) deletable.add(unit);
    if (twice.length > 0) markMatters(filled.transaction);
    const isHopeless = (unit: Unit): boolean => (jobs.get(unit) ?? []).every((job) => job.matters);
    // Garbage collection looks at the newest job alone, so that there it may make a difference too; and a refusal names the newest first.
    for (const unit of twice) if (inCycles.has(unit) || request.mode !== 'isolate' || isHopeless(unit)) several.add(unit);
  }
  const links: LinkedUnits = request.mode === 'fail' ? 'all' : mayGo([...deletable], request.mode !== 'isolate');
  const linked =
    links === 'all' || links.size > 0 ? fillVariants(state, request, { linked: links, several: [], variantsMax }) : plain;
  if (!linked.complete) into.complete = false;
  if (several.size === 0) return linked.variants;
  const exact = fillVariants(state, request, { linked: links, several: [...several], variantsMax });
  if (exact.complete) return exact.variants;
  const scripts = linked.variants.flatMap((variant) => {
    const newest = newestVariants(variant, several);
    if (!newest.complete) into.complete = false;
    return newest.scripts;
  });
  if (scripts.length > variantsMax) into.complete = false;
  return scripts.slice(0, variantsMax).map((script) => ({ script, filled: fillTransaction(state, request, replay(script)) }));
}

/** Runs with seeds. What they come to is possible: should it not be found yet, it is added. */
function sample(graph: UnitGraph, state: ManagerState, request: Request, count: number, into: Collector): Map<string, number> {
  const shares = new Map<string, number>();
  for (let seed = 0; seed < count; seed++) {
    const found = foundFrom(buildTransaction(graph, state, request, seeded(seed)), null);
    const key = keyOf(found);
    shares.set(key, (shares.get(key) ?? 0) + 1 / count);
    into.add(found);
  }
  return shares;
}
