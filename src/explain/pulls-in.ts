import type { DependencyKind } from '../graph/dependency-table.js';
import type { Dependency, Unit } from '../graph/unit.js';
import { compareUnitNames } from '../parse/unit-name.js';

/** The kinds by which a start pulls in another start, the strongest first. */
export const PULL_KINDS = ['Requires', 'BindsTo', 'Requisite', 'Wants', 'Upholds'] as const satisfies readonly DependencyKind[];
/** The same seen from the unit that is pulled in. */
export const PULLED_BY_KINDS = [
  'RequiredBy',
  'BoundBy',
  'RequisiteOf',
  'WantedBy',
  'UpheldBy',
] as const satisfies readonly DependencyKind[];

/** One line of the tree: a unit under the unit that pulls it in. */
export interface PullNode {
  readonly unit: Unit;
  /** The kinds by which the parent pulls it in, the strongest first; empty for the root. */
  readonly kinds: readonly DependencyKind[];
  readonly dependencies: readonly Dependency[];
  readonly depth: number;
  readonly children: PullNode[];
  /** Shown elsewhere with what it pulls in. */
  readonly isRepeated: boolean;
  /** Units that would stand below, were the depth not limited. */
  hiddenCount: number;
  /** Of the root: lines left out, for perpetual units and for rules of systemd that lead to units shown elsewhere. */
  omittedCount: number;
}

/** What the tree is made of. */
export interface PullOptions {
  readonly kinds: readonly DependencyKind[];
  /** null: no limit. */
  readonly depth: number | null;
  /** Every repetition in full (cycles are cut). */
  readonly all: boolean;
}

/**
 * The tree of what a unit pulls in (or, with the inverse kinds, of what pulls it in): each unit stands with its children
 * at its shallowest place, elsewhere it is marked as repeated. Breadth first, so that this place is the nearest to the root.
 */
export function pullTree(root: Unit, options: PullOptions): PullNode {
  const top: PullNode = {
    unit: root,
    kinds: [],
    dependencies: [],
    depth: 0,
    children: [],
    isRepeated: false,
    hiddenCount: 0,
    omittedCount: 0,
  };
  const seen = new Set<Unit>([root]);
  const ancestors = new Map<PullNode, ReadonlySet<Unit>>([[top, new Set([root])]]);
  let level: PullNode[] = [top];
  let size = 1;
  while (level.length > 0) {
    const next: PullNode[] = [];
    const claimed: { readonly node: PullNode; readonly child: Pulled; readonly isWritten: boolean }[] = [];
    for (const node of level)
      for (const child of childrenOf(node.unit, options.kinds))
        claimed.push({ node, child, isWritten: isWrittenDown(child.dependencies) });
    // Of several places at one depth the best is where somebody wrote it down, not where a rule of systemd puts it.
    const home = new Map<Unit, PullNode>();
    for (const claim of claimed) if (claim.isWritten && !home.has(claim.child.unit)) home.set(claim.child.unit, claim.node);
    for (const claim of claimed) if (!home.has(claim.child.unit)) home.set(claim.child.unit, claim.node);
    for (const { node, child, isWritten } of claimed) {
      if (options.depth !== null && node.depth >= options.depth) {
        node.hiddenCount++;
        continue;
      }
      const path = ancestors.get(node);
      const isRepeated = options.all
        ? (path?.has(child.unit) ?? false) || size > TREE_SIZE_MAX
        : seen.has(child.unit) || home.get(child.unit) !== node;
      // Perpetual units are always there, and default dependencies on units shown elsewhere are no news.
      if (!options.all && (child.unit.perpetual || (isRepeated && !isWritten))) {
        top.omittedCount++;
        continue;
      }
      const { unit, kinds, dependencies } = child;
      const made: PullNode = {
        unit,
        kinds,
        dependencies,
        depth: node.depth + 1,
        children: [],
        isRepeated,
        hiddenCount: 0,
        omittedCount: 0,
      };
      node.children.push(made);
      size++;
      if (isRepeated) continue;
      seen.add(child.unit);
      if (options.all) ancestors.set(made, new Set([...(path ?? []), child.unit]));
      next.push(made);
    }
    level = next;
  }
  return top;
}

const isWrittenDown = (dependencies: readonly Dependency[]): boolean =>
  dependencies.some(({ reasons }) =>
    reasons.some(({ rule }) => rule === 'directive' || rule === 'wants-link' || rule === 'requires-link'),
  );

/** With `--all` a tree can grow without bound: from here on repetitions are cut. */
const TREE_SIZE_MAX = 20_000;

/** A unit that another pulls in, by all the kinds that do. */
interface Pulled {
  readonly unit: Unit;
  readonly kinds: DependencyKind[];
  readonly dependencies: Dependency[];
}

function childrenOf(unit: Unit, kinds: readonly DependencyKind[]): Pulled[] {
  const found = new Map<Unit, Pulled>();
  let tables = 0;
  for (const kind of kinds) {
    const dependencies = unit.dependencies(kind);
    if (dependencies.length > 0) tables++;
    for (const dependency of dependencies) {
      const known = found.get(dependency.unit);
      if (known) {
        known.kinds.push(kind);
        known.dependencies.push(dependency);
      } else found.set(dependency.unit, { unit: dependency.unit, kinds: [kind], dependencies: [dependency] });
    }
  }
  // Those of one kind are sorted already.
  const pulled = [...found.values()];
  return tables > 1 ? pulled.sort((a, b) => compareUnitNames(a.unit.id, b.unit.id)) : pulled;
}
