import { foldAlike } from './order-graph.js';
import { BREAK_CLASSES, type BreakClass, type BreakEntry, type Breaks, type EdgeKind } from '../protocol.js';

/** A box of the blast radius: the unit that fails has no class. */
export interface BlastNode {
  readonly unit: number;
  readonly class: BreakClass | null;
  /** Others that it stands for, which are touched in the same way. */
  readonly alike?: readonly number[];
}

/** Leads from what was broken before to what is touched by it; ends are places in `nodes`. */
export interface BlastEdge {
  readonly from: number;
  readonly to: number;
  readonly class: BreakClass;
  readonly kind: EdgeKind | null;
}

/** What is drawn of a blast radius. */
export interface Blast {
  readonly nodes: readonly BlastNode[];
  readonly edges: readonly BlastEdge[];
  /** How many are listed only. */
  readonly leftOut: number;
}

/** Classes of units that the failure does no harm; of those only some are drawn. */
const HARMLESS: readonly BreakClass[] = ['goes-on', 'waits'];
const HARMLESS_COUNT_MAX: Readonly<Partial<Record<BreakClass, number>>> = { 'goes-on': 12, waits: 5 };
/** With more edges than this, each box has only the one that it was reached by. */
const EDGE_COUNT_MAX = 160;
const REQUIRE: readonly EdgeKind[] = ['Requires', 'BindsTo', 'Requisite'];
const WANT: readonly EdgeKind[] = ['Wants', 'Upholds'];
/** So many ways lead to one that goes on; more say nothing more. */
const WANT_COUNT_MAX = 4;

/**
 * Chooses what is drawn: all that breaks, and of those that go on the root, targets and some others.
 *
 * @param has has a unit a dependency of a kind on another?
 * @param isPreferred is drawn before others of its class
 */
export function blastGraph(
  breaks: Pick<Breaks, 'unit' | 'entries'>,
  has: (kind: EdgeKind, unit: number, other: number) => boolean,
  isPreferred: (unit: number) => boolean,
): Blast {
  const { unit, entries } = breaks;
  const drawn: BreakEntry[] = [];
  for (const name of BREAK_CLASSES) {
    const all = entries.filter((entry) => entry.class === name);
    const max = HARMLESS_COUNT_MAX[name] ?? Infinity;
    const preferred = [...all].sort((a, b) => Number(isPreferred(b.unit)) - Number(isPreferred(a.unit)) || a.unit - b.unit);
    drawn.push(...preferred.slice(0, max).sort((a, b) => a.unit - b.unit));
  }
  const nodes: BlastNode[] = [{ unit, class: null }, ...drawn.map((entry) => ({ unit: entry.unit, class: entry.class }))];
  const place = new Map(nodes.map((node, i) => [node.unit, i]));
  const isBroken = (node: BlastNode): boolean => node.class === null || (!HARMLESS.includes(node.class) && node.class !== 'starts');
  const edges = drawn.map((entry): BlastEdge => ({ from: place.get(entry.via) ?? 0, to: place.get(entry.unit) ?? 0, class: entry.class, kind: entry.kind }));
  const more: BlastEdge[] = [];
  for (const [to, entry] of drawn.entries()) {
    const kinds = entry.class === 'fails' || entry.class === 'race' ? REQUIRE : entry.class === 'goes-on' ? WANT : [];
    let count = 1;
    for (const [from, node] of nodes.entries()) {
      if (!isBroken(node) || node.unit === entry.via || node.unit === entry.unit) continue;
      if (entry.class === 'goes-on' && count >= WANT_COUNT_MAX) break;
      const kind = kinds.find((each) => has(each, entry.unit, node.unit));
      if (kind === undefined) continue;
      count++;
      more.push({ from, to: to + 1, class: entry.class, kind });
    }
  }
  return {
    nodes,
    edges: edges.length + more.length <= EDGE_COUNT_MAX ? [...edges, ...more] : edges,
    leftOut: entries.length - drawn.length,
  };
} // prettier-ignore

/** Larger drawings have units that are alike in one box. */
export const FOLD_COUNT_MIN = 26;

/**
 * Puts units into one box that break in the same way by the same units and break the same others, where there are many.
 *
 * @param typeOf only units of one type are put together; null for one that is to stand alone
 */
export function foldBlast(blast: Blast, typeOf: (unit: number) => string | null): Blast {
  if (blast.nodes.length < FOLD_COUNT_MIN) return blast;
  const unitAt = (i: number): number => blast.nodes[i]?.unit ?? -1;
  const classOf = new Map(blast.nodes.map((node) => [node.unit, node.class]));
  const pairs = blast.edges.map(({ from, to }) => [unitAt(from), unitAt(to)] as const);
  const { units, groups } = foldAlike({ units: blast.nodes.map(({ unit }) => unit), edges: pairs }, (unit) => {
    const name = classOf.get(unit);
    const type = typeOf(unit);
    return name === null || name === undefined || type === null ? null : `${name} ${type}`;
  });
  const place = new Map(units.map((unit, i) => [unit, i]));
  return {
    leftOut: blast.leftOut,
    nodes: units.map((unit): BlastNode => {
      const alike = groups.get(unit)?.slice(1);
      return { unit, class: classOf.get(unit) ?? null, ...(alike ? { alike } : {}) };
    }),
    edges: blast.edges.flatMap((edge) => {
      const [from, to] = [place.get(unitAt(edge.from)), place.get(unitAt(edge.to))];
      return from === undefined || to === undefined ? [] : [{ ...edge, from, to }];
    }),
  };
}

/** A unit, and how many others cannot do without it. */
export interface Requirers {
  readonly unit: number;
  readonly count: number;
}

/**
 * The units that most others cannot do without, directly or not.
 *
 * @param requirers the units that require a unit
 * @returns at most `countMax`, those with most requirers first; none without any
 */
export function mostRequired(units: readonly number[], requirers: (unit: number) => readonly number[], countMax: number): readonly Requirers[] {
  const known = new Set(units);
  const found = units.map((unit): Requirers => {
    const seen = new Set([unit]);
    for (const at of seen) for (const other of requirers(at)) if (known.has(other)) seen.add(other);
    return { unit, count: seen.size - 1 };
  });
  return found.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count || a.unit - b.unit).slice(0, countMax);
} // prettier-ignore
