import { compareBytes } from '../base/compare.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Dependency, Unit, UnitGraph } from '../graph/unit.js';
import { PULL_KINDS } from './pulls-in.js';

/** One link of a chain: `from` pulls in, or is ordered with, `to`. */
export interface ChainLink {
  readonly from: Unit;
  readonly to: Unit;
  readonly kind: DependencyKind;
  readonly dependency: Dependency;
}

/** A chain of links; empty where start and end are the same unit. */
export type Chain = readonly ChainLink[];

/** How many chains are listed at most. */
const CHAIN_COUNT_MAX = 1000;

/**
 * All shortest chains between two units along the given kinds.
 *
 * @returns in byte order of the units on the way, strongest kinds first; `isCut` when there are more than are listed
 */
export function shortestChains(
  from: Unit,
  to: Unit,
  kinds: readonly DependencyKind[],
  countMax = CHAIN_COUNT_MAX,
): { chains: Chain[]; isCut: boolean } {
  if (from === to) return { chains: [[]], isCut: false };
  const distance = new Map<Unit, number>([[from, 0]]);
  let level: Unit[] = [from];
  while (level.length > 0 && !distance.has(to)) {
    const next: Unit[] = [];
    for (const unit of level) {
      for (const kind of kinds) {
        for (const other of unit.related(kind)) {
          if (distance.has(other)) continue;
          distance.set(other, (distance.get(unit) ?? 0) + 1);
          next.push(other);
        }
      }
    }
    level = next;
  }
  if (!distance.has(to)) return { chains: [], isCut: false };
  // Only steps that lead on to the end are walked: first mark them, backwards.
  const useful = new Set<Unit>([to]);
  const ordered = [...distance].sort((a, b) => b[1] - a[1]);
  for (const [unit, depth] of ordered) {
    if (kinds.some((kind) => unit.related(kind).some((other) => useful.has(other) && distance.get(other) === depth + 1)))
      useful.add(unit);
  }
  const chains: Chain[] = [];
  const stack: { unit: Unit; chain: ChainLink[] }[] = [{ unit: from, chain: [] }];
  while (stack.length > 0) {
    const { unit, chain } = stack.pop() as { unit: Unit; chain: ChainLink[] };
    if (unit === to) {
      if (chains.length >= countMax) return { chains, isCut: true };
      chains.push(chain);
      continue;
    }
    const depth = distance.get(unit) ?? 0;
    const steps: ChainLink[] = [];
    const taken = new Set<Unit>();
    for (const kind of kinds) {
      for (const dependency of unit.dependencies(kind)) {
        const other = dependency.unit;
        if (taken.has(other) || !useful.has(other) || distance.get(other) !== depth + 1) continue;
        taken.add(other);
        steps.push({ from: unit, to: other, kind, dependency });
      }
    }
    steps.sort((a, b) => compareBytes(b.to.id, a.to.id));
    for (const step of steps) stack.push({ unit: step.to, chain: [...chain, step] });
  }
  return { chains, isCut: false };
}

/**
 * All minimal chains by which `from` pulls in `to`: none goes through a unit twice, and no unit on one pulls in a later one directly
 * unless it is the next. The shortest first.
 */
export function minimalChains(
  from: Unit,
  to: Unit,
  kinds: readonly DependencyKind[] = PULL_KINDS,
  countMax = 50,
): { chains: Chain[]; isCut: boolean } {
  if (from === to) return { chains: [[]], isCut: false };
  // Distances to the end tell which steps can lead there.
  const inverse = new Map<Unit, { unit: Unit; link: ChainLink }[]>();
  const reach = new Set<Unit>([from]);
  const queue = [from];
  for (let unit = queue.pop(); unit; unit = queue.pop()) {
    const seen = new Set<Unit>();
    for (const kind of kinds) {
      for (const dependency of unit.dependencies(kind)) {
        const other = dependency.unit;
        if (seen.has(other)) continue;
        seen.add(other);
        const link = { from: unit, to: other, kind, dependency };
        const list = inverse.get(other);
        if (list) list.push({ unit, link });
        else inverse.set(other, [{ unit, link }]);
        if (!reach.has(other)) {
          reach.add(other);
          queue.push(other);
        }
      }
    }
  }
  if (!reach.has(to)) return { chains: [], isCut: false };
  const direct = (a: Unit, b: Unit): boolean => inverse.get(b)?.some((entry) => entry.unit === a) ?? false;
  // Walk backwards, breadth first: chains come out by length.
  const chains: Chain[] = [];
  let level: { head: Unit; links: ChainLink[] }[] = [{ head: to, links: [] }];
  let steps = 0;
  while (level.length > 0) {
    const next: { head: Unit; links: ChainLink[] }[] = [];
    for (const { head, links } of level) {
      for (const { unit, link } of (inverse.get(head) ?? []).toSorted((a, b) => compareBytes(a.unit.id, b.unit.id))) {
        if (++steps > STEP_MAX) return { chains, isCut: true };
        const isOnWay = unit === to || links.some((known) => known.from === unit || known.to === unit);
        const hasShortcut = links.some((known) => direct(unit, known.to));
        if (isOnWay || hasShortcut) continue;
        const chain = [link, ...links];
        if (unit === from) {
          chains.push(chain);
          if (chains.length >= countMax) return { chains, isCut: true };
        } else next.push({ head: unit, links: chain });
      }
    }
    level = next;
  }
  return { chains, isCut: false };
}

const STEP_MAX = 200_000;

/** Why a unit is not started when another is. */
export type WhyNot =
  | { readonly code: 'not-found' }
  | { readonly code: 'masked'; readonly path: string | null }
  | { readonly code: 'not-loadable'; readonly state: string }
  | {
      readonly code: 'not-enabled';
      readonly targets: readonly {
        readonly target: string;
        readonly setting: string;
        readonly path: string;
        readonly line: number;
        readonly isReached: boolean;
      }[];
    }
  | { readonly code: 'only-ordered'; readonly links: readonly ChainLink[] }
  | { readonly code: 'only-triggered'; readonly by: readonly Unit[] }
  | { readonly code: 'pulled-in-by-others'; readonly by: readonly Unit[] }
  | { readonly code: 'nothing-pulls-it-in' };

/** An [Install] line of the unit, told by the caller. */
export interface InstallLine {
  readonly target: string;
  readonly setting: string;
  readonly path: string;
  readonly line: number;
}

/**
 * Why `to` is not pulled in by `from`, most telling first.
 *
 * @param graph with all units loaded, so that what would pull it in is known
 */
export function whyNot(graph: UnitGraph, from: Unit, to: Unit, install: readonly InstallLine[]): WhyNot[] {
  const reasons: WhyNot[] = [];
  if (to.loadState === 'not-found') reasons.push({ code: 'not-found' });
  else if (to.loadState === 'masked') reasons.push({ code: 'masked', path: to.fragmentPath });
  else if (to.loadState !== 'loaded') reasons.push({ code: 'not-loadable', state: to.loadState });
  const closure = new Set<Unit>([from]);
  const queue = [from];
  for (let unit = queue.pop(); unit; unit = queue.pop()) {
    for (const kind of PULL_KINDS) {
      for (const other of unit.related(kind)) {
        if (closure.has(other)) continue;
        closure.add(other);
        queue.push(other);
      }
    }
  }
  const pullers = (['RequiredBy', 'BoundBy', 'WantedBy', 'UpheldBy'] as const).flatMap((kind) => to.related(kind));
  const missing = install.filter(({ target }) => {
    const unit = graph.find(target);
    return !unit || !pullers.includes(unit);
  });
  if (missing.length > 0) {
    const targets = missing.map((line) => {
      const unit = graph.find(line.target);
      return { ...line, isReached: unit !== undefined && closure.has(unit) };
    });
    reasons.push({ code: 'not-enabled', targets });
  }
  const triggers = to.related('TriggeredBy').filter((unit) => closure.has(unit));
  if (triggers.length > 0) reasons.push({ code: 'only-triggered', by: triggers });
  const others = [...new Set(pullers)].filter((unit) => !closure.has(unit));
  if (others.length > 0) reasons.push({ code: 'pulled-in-by-others', by: others });
  const ordered = (['Before', 'After'] as const).flatMap((kind) =>
    to
      .dependencies(kind)
      .filter(({ unit, reasons: why }) => closure.has(unit) && why.some(({ rule }) => rule === 'directive'))
      .map((dependency): ChainLink => ({ from: to, to: dependency.unit, kind, dependency })),
  );
  if (ordered.length > 0) reasons.push({ code: 'only-ordered', links: ordered });
  if (reasons.length === 0) reasons.push({ code: 'nothing-pulls-it-in' });
  return reasons;
}
