import { compareBytes } from '../base/compare.js';
import { DEPENDENCY_KINDS, INVERSE_KIND, type DependencyKind } from '../graph/dependency-table.js';
import type { Reason, Unit, UnitGraph } from '../graph/unit.js';
import type { Place } from '../parse/place.js';
import type { OutcomeSet } from '../transaction/outcome-set.js';

/** A setting that is not the same in both trees. */
export interface SettingDifference {
  readonly unit: string;
  /** As `Section.Key`. */
  readonly key: string;
  /** The effective lines; empty where it is not set. */
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** The last line in each. */
  readonly firstAt: Place | null;
  readonly secondAt: Place | null;
}

/** A dependency that only one of the trees has. */
export interface EdgeDifference {
  readonly from: string;
  readonly kind: DependencyKind;
  readonly to: string;
  readonly reasons: readonly Reason[];
}

/** What a tree has and the other has not. */
export interface Sides<T> {
  readonly onlyFirst: readonly T[];
  readonly onlySecond: readonly T[];
}

/** How two sets of units differ. Every list is sorted. */
export interface GraphDifference {
  readonly units: Sides<string>;
  /** Units that both have, with other load states. */
  readonly loadStates: readonly { readonly unit: string; readonly first: string; readonly second: string }[];
  readonly settings: readonly SettingDifference[];
  readonly edges: Sides<EdgeDifference>;
}

/** Settings that change nothing in what the manager does: texts for people. */
const IDLE_SETTINGS = new Set(['Unit.Description', 'Unit.Documentation', 'Unit.SourcePath']);

const isShown = (unit: Unit): boolean => unit.loadState !== 'stub' && unit.loadState !== 'not-found';

/** Dependencies show as edges, [Install] shows when it is enabled: neither counts as a setting here. */
function matters(key: string): boolean {
  const name = key.slice(key.indexOf('.') + 1);
  if (IDLE_SETTINGS.has(key) || key.startsWith('Install.')) return false;
  return !(key.startsWith('Unit.') && (DEPENDENCY_KINDS as readonly string[]).includes(name));
}

function settingDifferences(first: Unit, second: Unit): SettingDifference[] {
  const keys = [...new Set([...first.settings.keys(), ...second.settings.keys()])].filter(matters).sort(compareBytes);
  return keys.flatMap((key): SettingDifference[] => {
    const [a, b] = [first.settings.all(key), second.settings.all(key)];
    if (a.length === b.length && a.every(({ text }, i) => text === b[i]?.text)) return [];
    return [
      {
        unit: first.id,
        key,
        first: a.map(({ text }) => text),
        second: b.map(({ text }) => text),
        firstAt: a.at(-1)?.at ?? null,
        secondAt: b.at(-1)?.at ?? null,
      },
    ];
  });
}

/** Each edge once, from the end that is named first in systemd's table. */
const SHOWN_KINDS = DEPENDENCY_KINDS.filter(
  (kind) =>
    !['References', 'ReferencedBy'].includes(kind) &&
    DEPENDENCY_KINDS.indexOf(kind) <= DEPENDENCY_KINDS.indexOf(INVERSE_KIND[kind]) &&
    kind !== 'Before',
).concat('After');

function edgesOf(graph: UnitGraph): Map<string, EdgeDifference> {
  const edges = new Map<string, EdgeDifference>();
  for (const unit of graph.units.values()) {
    for (const kind of SHOWN_KINDS) {
      for (const { unit: other, reasons } of unit.dependencies(kind))
        edges.set(`${unit.id} ${kind} ${other.id}`, { from: unit.id, kind, to: other.id, reasons });
    }
  }
  return edges;
}

function sidesOf<T>(first: ReadonlyMap<string, T>, second: ReadonlyMap<string, T>): Sides<T> {
  const only = (a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): T[] =>
    [...a].filter(([key]) => !b.has(key)).sort((x, y) => compareBytes(x[0], y[0])).map(([, value]) => value); // prettier-ignore
  return { onlyFirst: only(first, second), onlySecond: only(second, first) };
}

/**
 * How the units, their settings and their dependencies differ between two trees. A unit that is named but has no file is no unit here.
 *
 * Cost: linear in units and edges.
 */
export function diffGraphs(first: UnitGraph, second: UnitGraph): GraphDifference {
  const shown = (graph: UnitGraph): Map<string, Unit> => new Map([...graph.units].filter(([, unit]) => isShown(unit)));
  const [a, b] = [shown(first), shown(second)];
  const both = [...a].flatMap(([id, unit]): [Unit, Unit][] => {
    const other = b.get(id);
    return other === undefined ? [] : [[unit, other]];
  });
  const ids = (units: ReadonlyMap<string, Unit>): Map<string, string> => new Map([...units.keys()].map((id) => [id, id]));
  return {
    units: sidesOf(ids(a), ids(b)),
    loadStates: both
      .filter(([x, y]) => x.loadState !== y.loadState)
      .map(([x, y]) => ({ unit: x.id, first: x.loadState, second: y.loadState })),
    settings: both.flatMap(([x, y]) => settingDifferences(x, y)),
    edges: sidesOf(edgesOf(first), edgesOf(second)),
  };
}

/** How the request of one unit comes out in two trees. */
export interface RequestDifference {
  readonly alwaysKept: Sides<string>;
  /** Jobs that a cycle or a conflict may take away. */
  readonly mayBeDeleted: Sides<string>;
  readonly outcomeCount: readonly [number, number];
  /** Is it refused in every outcome? */
  readonly mustFail: readonly [boolean, boolean];
  readonly canFail: readonly [boolean, boolean];
}

/** How two sets of outcomes differ. */
export function diffOutcomes(first: OutcomeSet, second: OutcomeSet): RequestDifference {
  const map = (jobs: readonly string[]): Map<string, string> => new Map(jobs.map((job) => [job, job]));
  return {
    alwaysKept: sidesOf(map(first.alwaysKept), map(second.alwaysKept)),
    mayBeDeleted: sidesOf(map(first.mayBeDeleted), map(second.mayBeDeleted)),
    outcomeCount: [first.count, second.count],
    mustFail: [first.mustFail, second.mustFail],
    canFail: [first.canFail, second.canFail],
  };
}

const isEmpty = (sides: Sides<unknown>): boolean => sides.onlyFirst.length + sides.onlySecond.length === 0;

/** Is there no difference between the graphs and requests of two trees? */
export function isSame(graphs: GraphDifference, request: RequestDifference): boolean {
  const { units, loadStates, settings, edges } = graphs;
  const { alwaysKept, mayBeDeleted, mustFail, canFail, outcomeCount } = request;
  return (
    [units, edges, alwaysKept, mayBeDeleted].every(isEmpty) &&
    loadStates.length + settings.length === 0 &&
    [mustFail, canFail, outcomeCount].every(([a, b]) => a === b)
  );
}
