import { compareBytes } from '../base/compare.js';
import type { Finding } from '../diagnostic/finding.js';
import { isAboutFiles, loadLogEntry, logKind, type LogEntry } from '../diagnostic/manager-log.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import { DEPENDENCY_KINDS, originsOf } from '../graph/dependency-table.js';
import type { Dependency, Reason, Unit, UnitGraph } from '../graph/unit.js';
import { firstTransaction } from '../transaction/first-transaction.js';
import { conditionsOf, unitFields } from './unit-properties.js';

/** How paths are shown, and which parts are wanted. */
export interface DumpOptions {
  readonly showPath: (path: string) => string;
  /** The line of fstab, crypttab or an init script that a line of a generated file comes from. */
  readonly sourceOf?: (path: string, line: number) => { readonly path: string; readonly line: number } | null;
  /** What was found while units were loaded, for the messages. */
  readonly findings?: readonly Finding[];
}

/** One request of a dump: the graph after it, and its first transaction. */
export interface DumpRun {
  readonly unit: string | null;
  readonly ok: boolean;
  readonly error?: string;
  readonly unitsFrom?: 'probe' | 'fallback';
  readonly fallbackUnit?: string;
  readonly isolate?: boolean;
  /** Of the transaction: what is said of loading comes from the findings. */
  readonly messages: readonly LogEntry[];
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

/** What the manager says while it loads the units of a graph. */
function loadMessages(graph: UnitGraph, { findings = [], showPath }: DumpOptions): LogEntry[] {
  return findings.flatMap((finding) => {
    const entry =
      finding.unit === undefined || isAboutFiles(finding.code) || graph.find(finding.unit) ? loadLogEntry(finding, showPath) : null;
    return entry ? [entry] : [];
  });
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
    messages: [...loadMessages(run.graph, options), ...run.messages],
    cycles: run.cycles,
    jobs: run.jobs,
    units,
  };
}

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

/** PID 1 logs from this level on. */
const isLogged = ({ priority }: { readonly priority: number }): boolean => priority <= 6;

/** The run of one unit: the graph with the first transaction of a manager that is to start it. */
export function dumpRun(graph: LoadedGraph, name: string): DumpRun {
  const first = firstTransaction(graph, name);
  const { result } = first;
  const isFallback = first.fallbackUnit !== null;
  const isRefused = result === null || !result.ok;
  const messages = first.messages.filter(isLogged).map(({ priority, unit, text }): LogEntry => ({
    level: LEVELS[priority === 0 ? 3 : priority] ?? 'info',
    unit,
    kind: logKind(text),
    text,
  }));
  const cycles = (result?.cycles ?? []).map((cycle) => ({
    from: cycle.path.at(-1)?.unit.id ?? null,
    path: cycle.path.map(({ unit, type }) => ({ unit: unit.id, job: type })),
    deleted:
      cycle.victim === null
        ? null
        : { unit: cycle.victim.id, job: cycle.path.find(({ unit }) => unit === cycle.victim)?.type ?? 'start' },
  }));
  const jobs = first.jobs
    .map(({ unit, type, irreversible }) => ({ unit: unit.id, type, irreversible }))
    .sort((a, b) => compareBytes(a.unit, b.unit) || compareBytes(a.type, b.type));
  return {
    unit: name,
    ok: !isRefused && !isFallback,
    ...(first.error === null ? {} : { error: first.error }),
    ...(isFallback
      ? { unitsFrom: 'fallback' as const, fallbackUnit: first.fallbackUnit ?? '' }
      : isRefused
        ? { unitsFrom: 'probe' as const }
        : {}),
    isolate: first.isolate,
    messages,
    cycles,
    jobs,
    graph,
  };
}
