import { compareBytes } from '../../src/base/compare.js';
import { DEPENDENCY_KINDS, INVERSE_KIND, originsOf, type DependencyKind } from '../../src/graph/dependency-table.js';
import type { Unit, UnitGraph } from '../../src/graph/unit.js';
import { LOAD_ERROR_TEXT } from '../../src/load/load-state-table.js';
import type { RecordedUnit } from '../oracle/record-graphs.mjs';

/** The kinds that a record has: each edge in the direction in which users write it. */
export const RECORDED_KINDS: readonly DependencyKind[] = DEPENDENCY_KINDS.filter((kind, index) => {
  if (kind === 'After' || kind === 'PropagatesReloadTo') return true;
  return kind !== 'Before' && index <= DEPENDENCY_KINDS.indexOf(INVERSE_KIND[kind]);
});

const masks = (mask: number): string => [...originsOf(mask)].sort(compareBytes).join('+') || '-';

/** A unit of ours in the form of a record; `withError` where the record has one too. */
export function recordOf(unit: Unit, withError: boolean): RecordedUnit {
  const deps: Record<string, string[]> = {};
  for (const kind of RECORDED_KINDS) {
    const edges = unit.dependencies(kind);
    if (edges.length > 0)
      deps[kind] = edges.map(({ unit: other, origin, destination }) => `${other.id} ${masks(origin)} ${masks(destination)}`);
  }
  const state = withError && unit.loadError ? `${unit.loadState} ${LOAD_ERROR_TEXT[unit.loadError]}` : unit.loadState;
  return {
    state,
    ...(unit.names.length > 1 ? { names: unit.names } : {}),
    ...(unit.fragmentPath === null ? {} : { file: unit.fragmentPath }),
    ...(unit.dropInPaths.length > 0 ? { dropIns: unit.dropInPaths } : {}),
    ...(unit.description === unit.id ? {} : { description: unit.description }),
    ...(unit.loadState === 'loaded' && !unit.defaultDependencies ? { defaults: false as const } : {}),
    ...(unit.requiresMountsFor.length > 0
      ? { paths: unit.requiresMountsFor.map(({ path, origin }) => `${path} ${originsOf(origin).join('+')}`) }
      : {}),
    deps,
  };
}

/** Our graph in the form of a record. */
export function recordOfGraph(
  graph: UnitGraph,
  recorded: Readonly<Record<string, RecordedUnit>>,
): Readonly<Record<string, RecordedUnit>> {
  return Object.fromEntries(
    [...graph.units.values()].map((unit) => [unit.id, recordOf(unit, / /.test(recorded[unit.id]?.state ?? ''))]),
  );
}
