import { DEPENDENCY_KINDS, originsOf } from '../graph/dependency-table.js';
import type { Dependency, Reason, Unit, UnitGraph } from '../graph/unit.js';
import { conditionsOf, unitFields } from './unit-properties.js';

/** How paths are shown, and which parts are wanted. */
export interface DumpOptions {
  readonly showPath: (path: string) => string;
  /** The line of fstab, crypttab or an init script that a line of a generated file comes from. */
  readonly sourceOf?: (path: string, line: number) => { readonly path: string; readonly line: number } | null;
}

/** One request of a dump: the graph after it, and its first transaction. */
export interface DumpRun {
  readonly unit: string | null;
  readonly ok: boolean;
  readonly error?: string;
  readonly unitsFrom?: 'probe' | 'fallback';
  readonly fallbackUnit?: string;
  readonly isolate?: boolean;
  readonly messages: readonly unknown[];
  readonly cycles: readonly unknown[];
  readonly jobs: readonly { readonly unit: string; readonly type: string; readonly irreversible: boolean }[];
  readonly graph: UnitGraph;
}

/** A reason as JSON: the rule, and the place where there is one. */
export function reasonEntry(reason: Reason, options: DumpOptions): Record<string, unknown> {
  const entry: Record<string, unknown> = { rule: reason.rule };
  if (reason.setting !== null) entry.setting = reason.setting;
  if (reason.at !== null) {
    entry.file = options.showPath(reason.at.path);
    if (reason.at.line > 0) {
      entry.line = reason.at.line;
      entry.column = reason.at.column;
    }
    const source = options.sourceOf?.(reason.at.path, reason.at.line);
    if (source) {
      entry.source = options.showPath(source.path);
      entry.sourceLine = source.line;
    }
  }
  return entry;
}

const edgeEntry = (dependency: Dependency, options: DumpOptions): Record<string, unknown> => ({
  unit: dependency.unit.id,
  origin: originsOf(dependency.origin),
  destination: originsOf(dependency.destination),
  because: dependency.reasons.map((reason) => reasonEntry(reason, options)),
});

/** One unit with all its edges, in the fields of `oracle-load/1`. */
export function unitEntry(unit: Unit, options: DumpOptions): Record<string, unknown> {
  const deps: Record<string, unknown[]> = {};
  for (const kind of DEPENDENCY_KINDS) {
    const edges = unit.dependencies(kind);
    if (edges.length > 0) deps[kind] = edges.map((dependency) => edgeEntry(dependency, options));
  }
  return {
    ...unitFields(unit, options.showPath),
    conditions: conditionsOf(unit),
    requiresMountsFor: unit.requiresMountsFor.map(({ path, origin }) => ({ path, origin: originsOf(origin), destination: [] })),
    deps,
  };
}

/** A run as JSON: head, messages, jobs, units. */
export function runEntry(run: DumpRun, options: DumpOptions): Record<string, unknown> {
  const units: Record<string, Record<string, unknown>> = {};
  let edgeCount = 0;
  for (const unit of run.graph.units.values()) {
    units[unit.id] = unitEntry(unit, options);
    for (const kind of DEPENDENCY_KINDS) edgeCount += unit.dependencies(kind).length;
  }
  return {
    unit: run.unit,
    ok: run.ok,
    ...(run.error === undefined ? {} : { error: run.error }),
    ...(run.unitsFrom === undefined ? {} : { unitsFrom: run.unitsFrom }),
    ...(run.fallbackUnit === undefined ? {} : { fallbackUnit: run.fallbackUnit }),
    ...(run.isolate === undefined ? {} : { isolate: run.isolate }),
    counts: { units: Object.keys(units).length, edges: edgeCount, jobs: run.jobs.length },
    messages: run.messages,
    cycles: run.cycles,
    jobs: run.jobs,
    units,
  };
}
