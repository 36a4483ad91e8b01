import {
  cyclesOfRequest,
  idleState,
  installContext,
  listUnitFiles,
  machineSpecifiers,
  NO_SINK,
  PULL_KINDS,
  type FileSystem,
  type FirstTransaction,
  type LoadedGraph,
  type Unit,
} from '../../src/index.js';
import type { PageData } from '../../src/report/page-data.js';
import { EDGE_KINDS, type CycleEntry, type EdgeKind, type Fate, type PageModel, type UnitEntry } from '../protocol.js';
import { pathShower, reasonEntries, reasonEntry } from './reasons.js';
import { NO_TIMELINE } from './timeline.js';

/** What the model is made from: a graph in which all units are loaded, with what was found out before the others were. */
export interface ModelParts {
  readonly data: PageData;
  readonly graph: LoadedGraph;
  readonly asked: string;
  readonly first: FirstTransaction;
  readonly notes: readonly string[];
  readonly findingCount: number;
}

/** Turns a graph into the plain data that views draw. */
export function buildModel(parts: ModelParts): Omit<PageModel, 'took'> {
  const { data, graph, first, asked } = parts;
  const units = [...graph.units.values()];
  const indexOf = new Map(units.map((unit, i) => [unit, i]));
  const edges = {} as Record<EdgeKind, number[]>;
  for (const kind of EDGE_KINDS) {
    const pairs: number[] = [];
    for (const [i, unit] of units.entries()) {
      for (const other of unit.related(kind)) {
        const to = indexOf.get(other);
        if (to !== undefined) pairs.push(i, to);
      }
    }
    edges[kind] = pairs;
  }
  const rootUnit = first.unit ?? graph.find(asked);
  const root = rootUnit ? (indexOf.get(rootUnit) ?? 0) : 0;
  const fates = fatesOf(units, first, rootUnit);
  const showPath = pathShower(data);
  const entries = units.map((unit): UnitEntry => ({
    id: unit.id,
    names: unit.names,
    type: unit.type,
    description: unit.description,
    loadState: unit.loadState,
    fileState: null,
    path: unit.fragmentPath === null ? null : showPath(unit.fragmentPath),
    dropInCount: unit.dropInPaths.length,
    slice: unit.related('InSlice')[0]?.id ?? null,
    fate: fates.get(unit) ?? 'not-pulled',
  }));
  return {
    title: data.title,
    version: data.version,
    root,
    asked,
    assumption: data.assumption,
    units: entries,
    edges,
    refusal: first.error,
    cycles: null,
    timeline: NO_TIMELINE,
    hasRun: false,
    notes: parts.notes,
    findingCount: parts.findingCount,
  };
}

/** What becomes of each unit that the root pulls in. */
function fatesOf(units: readonly Unit[], first: FirstTransaction, root: Unit | undefined): Map<Unit, Fate> {
  const fates = new Map<Unit, Fate>();
  const closure = new Set<Unit>(root ? [root] : []);
  for (const unit of closure) for (const kind of PULL_KINDS) for (const other of unit.related(kind)) closure.add(other);
  for (const unit of units) {
    if (unit.loadState === 'masked') fates.set(unit, 'masked');
    else if (unit.loadState === 'not-found') fates.set(unit, 'not-found');
    else if (unit.loadState !== 'loaded') fates.set(unit, 'not-loaded');
    else if (unit.perpetual) fates.set(unit, 'active');
    else if (closure.has(unit)) fates.set(unit, 'dropped');
    else fates.set(unit, 'not-pulled');
  }
  if (first.result?.ok) {
    for (const { unit, type } of first.result.jobs) fates.set(unit, type === 'stop' ? 'stop' : 'start');
  }
  return fates;
}

/** The state of each unit's file, as `systemctl is-enabled`; null without a file. */
export function fileStates(data: PageData, fileSystem: FileSystem, graph: LoadedGraph, model: PageModel): (string | null)[] {
  const machine = machineSpecifiers(fileSystem, data.facts, data.isUser);
  const context = installContext(fileSystem, graph.loader.searchPath, machine, NO_SINK);
  const states = new Map(listUnitFiles(context, []).map(({ name, state }) => [name, state]));
  return model.units.map(({ id }) => states.get(id) ?? null);
}

/** How many ways out of a cycle are listed. */
const OUTCOMES_MAX = 40;
const LIMITS = { outcomesMax: 200, stepsMax: 30_000, variantsMax: 16 } as const;

/** The cycles of a request with what systemd may do about them. */
export function cyclesOf(data: PageData, graph: LoadedGraph, first: FirstTransaction): CycleEntry[] {
  const { unit } = first;
  if (!unit || !first.result || first.result.cycles.length === 0) return [];
  const mode = first.isolate ? 'isolate' : 'replace';
  const { groups } = cyclesOfRequest(graph, idleState(graph), { unit, type: 'start', mode }, LIMITS);
  return groups.flatMap((group) =>
    group.cycles.map((cycle): CycleEntry => {
      const among = new Set(cycle.map((edge) => edge.first.id));
      const outcomes = group.losses.map(({ victims, lost }) => ({ deleted: victims, lost }));
      return {
        units: cycle.map((edge) => edge.first.id),
        edges: cycle.map((edge) => ({
          from: edge.first.id,
          to: edge.second.id,
          reasons: edge.dependencies.flatMap(({ dependency }) => reasonEntries(data, dependency)),
        })),
        outcomes: outcomes.filter(({ deleted }) => deleted.some((id) => among.has(id))).slice(0, OUTCOMES_MAX),
        fixes: cycle.flatMap((edge) =>
          edge.reasons
            .filter((reason) => reason.rule === 'directive' && reason.at !== null)
            .map((reason) => {
              const place = reasonEntry(data, reason).at;
              return `Take ${reason.setting?.replace('Unit.', '') ?? ''}= out of ${place?.path ?? ''}:${String(place?.line ?? 0)}: ${edge.second.id} no longer waits for ${edge.first.id}`;
            }),
        ),
      };
    }),
  );
}
