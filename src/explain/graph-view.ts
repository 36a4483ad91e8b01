import { strongComponents, transitiveReduction } from '../analyze/transitive-reduction.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Dependency, Unit } from '../graph/unit.js';

/** An edge of a drawing. `order` runs from the unit that goes first to the one that waits. */
export interface ViewEdge {
  readonly from: Unit;
  readonly to: Unit;
  readonly kind: DependencyKind | 'order';
  readonly dependency: Dependency;
}

/** A graph that is small enough to be read. */
export interface GraphView {
  readonly units: readonly Unit[];
  readonly edges: readonly ViewEdge[];
  /** Units whose fan of ordering is left out, with the number of units that wait for them. */
  readonly hubs: ReadonlyMap<Unit, number>;
}

/** How much of the graph a view shows. */
export interface ViewOptions {
  /** The units shown; for a readable view those that get a job. */
  readonly units: readonly Unit[];
  /** Every dependency kind, nothing reduced, nothing folded. */
  readonly isFull: boolean;
}

const SHOWN: readonly DependencyKind[] = [
  'Requires',
  'BindsTo',
  'Requisite',
  'Wants',
  'Upholds',
  'Conflicts',
  'OnFailure',
  'OnSuccess',
  'Triggers',
  'PartOf',
];
const FULL: readonly DependencyKind[] = [...SHOWN, 'PropagatesReloadTo', 'PropagatesStopTo', 'JoinsNamespaceOf'];

/** How many units must wait for one before its fan is folded. */
const HUB_SIZE_MIN = 12;

/**
 * Picks what a drawing shows: ordering is reduced to what other edges do not imply, the fans of units that nearly all wait for
 * are folded, the requirement edges stay.
 */
export function graphView(options: ViewOptions): GraphView {
  const { units, isFull } = options;
  const index = new Map(units.map((unit, i) => [unit, i]));
  const pairs: [number, number][] = [];
  const orders: ViewEdge[] = [];
  for (const unit of units) {
    for (const dependency of unit.dependencies('After')) {
      const first = index.get(dependency.unit);
      if (first === undefined) continue;
      pairs.push([first, index.get(unit) ?? 0]);
      orders.push({ from: dependency.unit, to: unit, kind: 'order', dependency });
    }
  }
  const kept = isFull ? pairs.map(() => true) : transitiveReduction(units.length, pairs);
  const fans = new Map<Unit, number>();
  for (const [i, edge] of orders.entries()) if (kept[i]) fans.set(edge.from, (fans.get(edge.from) ?? 0) + 1);
  const hubs = new Map(isFull ? [] : [...fans].filter(([, count]) => count >= HUB_SIZE_MIN));
  const next: number[][] = units.map(() => []);
  for (const [a, b] of pairs) next[a]?.push(b);
  const component = strongComponents(next);
  const edges = orders.filter((edge, i) => {
    if (!kept[i]) return false;
    const [a, b] = pairs[i] as [number, number];
    return !hubs.has(edge.from) || component[a] === component[b];
  });
  for (const unit of units) {
    for (const kind of isFull ? FULL : SHOWN) {
      for (const dependency of unit.dependencies(kind)) {
        if (!index.has(dependency.unit)) continue;
        const isNoise =
          !isFull &&
          (dependency.unit.perpetual ||
            dependency.reasons.every(({ rule }) => rule.endsWith('-default') || rule === 'slice-order'));
        if (!isNoise) edges.push({ from: unit, to: dependency.unit, kind, dependency });
      }
    }
  }
  return { units, edges, hubs };
}
