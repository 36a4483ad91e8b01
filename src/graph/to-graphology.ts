import { MultiDirectedGraph } from 'graphology';
import { DEPENDENCY_KINDS, originsOf, type DependencyKind, type Origin } from './dependency-table.js';
import type { Reason, Unit, UnitGraph } from './unit.js';

/** What a node of the exported graph knows: the unit without its edges. */
export interface UnitAttributes {
  readonly type: string;
  readonly loadState: string;
  readonly description: string;
  readonly perpetual: boolean;
}

/** What an edge of the exported graph knows. */
export interface DependencyAttributes {
  readonly kind: DependencyKind;
  readonly origin: readonly Origin[];
  readonly destination: readonly Origin[];
  readonly reasons: readonly Reason[];
}

/** A unit graph as graphology has it. */
export type UnitMultiGraph = MultiDirectedGraph<UnitAttributes, DependencyAttributes>;

/** Which parts of the graph are wanted. */
export interface ExportOptions {
  readonly kinds?: readonly DependencyKind[];
  readonly isIncluded?: (unit: Unit) => boolean;
}

/**
 * The graph as a `MultiDirectedGraph`: a node a unit (key: its id), an edge a dependency (key: `FROM KIND TO`), inverse kinds among them.
 */
export function toGraphology(graph: UnitGraph, options: ExportOptions = {}): UnitMultiGraph {
  const { kinds = DEPENDENCY_KINDS, isIncluded = () => true } = options;
  const result: UnitMultiGraph = new MultiDirectedGraph();
  for (const unit of graph.units.values()) {
    if (!isIncluded(unit)) continue;
    result.addNode(unit.id, {
      type: unit.type,
      loadState: unit.loadState,
      description: unit.description,
      perpetual: unit.perpetual,
    });
  }
  for (const unit of graph.units.values()) {
    if (!isIncluded(unit)) continue;
    for (const kind of kinds) {
      for (const { unit: other, origin, destination, reasons } of unit.dependencies(kind)) {
        if (!isIncluded(other) || !result.hasNode(other.id)) continue;
        const attributes = { kind, origin: originsOf(origin), destination: originsOf(destination), reasons };
        result.addDirectedEdgeWithKey(`${unit.id} ${kind} ${other.id}`, unit.id, other.id, attributes);
      }
    }
  }
  return result;
}
