import type { LoadedGraph } from '../graph/build-graph.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Unit } from '../graph/unit.js';
import { PULL_KINDS } from '../explain/pulls-in.js';
import type { FirstTransaction } from '../transaction/first-transaction.js';

/** The dependency kinds that the page knows about all units: from the unit that has it in its table, forward ones only. */
export const EDGE_KINDS = [
  'Requires',
  'BindsTo',
  'Requisite',
  'Wants',
  'Upholds',
  'After',
  'Conflicts',
  'PartOf',
  'Triggers',
  'OnFailure',
  'OnSuccess',
  'PropagatesStopTo',
] as const satisfies readonly DependencyKind[];

/** One of them. */
export type EdgeKind = (typeof EDGE_KINDS)[number];

/** What becomes of a unit when the root is started. `active`: it runs from the beginning. `dropped`: its job was taken out again. */
export const FATES = ['start', 'active', 'dropped', 'stop', 'not-found', 'masked', 'not-loaded', 'not-pulled'] as const;

/** One of them. */
export type Fate = (typeof FATES)[number];

/** A unit in a few words. */
export interface UnitEntry {
  readonly id: string;
  readonly names: readonly string[];
  readonly type: string;
  readonly description: string;
  readonly loadState: string;
  /** As `systemctl is-enabled`; null without a file, and until that was asked for. */
  readonly fileState: string | null;
  readonly path: string | null;
  readonly dropInCount: number;
  readonly slice: string | null;
  readonly fate: Fate;
}

/** All units, and what becomes of them when a root is started. A unit is its index in `units`. */
export interface UnitModel {
  readonly root: number;
  /** In byte order of the ids. */
  readonly units: readonly UnitEntry[];
  /** Pairs of units, one after the other: from, to, from, to. */
  readonly edges: Readonly<Record<EdgeKind, readonly number[]>>;
  /** Why nothing can be started; null when it can. */
  readonly refusal: string | null;
}

/**
 * Turns a graph into plain data.
 *
 * @param graph all units are loaded in it
 * @param first the start of the root, found out before the others were loaded
 * @param asked the root that was asked for
 * @param showPath paths as the user gave them
 */
export function unitModel(
  graph: LoadedGraph,
  first: FirstTransaction,
  asked: string,
  showPath: (path: string) => string,
): UnitModel {
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
  return { root, units: entries, edges, refusal: first.error };
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

/** A model in few characters: a column for each thing that units have, words that come again as places in a list. */
export interface PackedModel {
  readonly root: number;
  readonly refusal: string | null;
  readonly edges: UnitModel['edges'];
  readonly ids: readonly string[];
  /** By unit, where it has several. */
  readonly names: Readonly<Record<number, readonly string[]>>;
  /** 0: the id. */
  readonly descriptions: readonly (string | 0)[];
  /** What the columns below are places in. */
  readonly words: readonly (string | null)[];
  readonly loadStates: readonly number[];
  readonly slices: readonly number[];
  readonly fates: readonly number[];
  /** What stands before the id in the path; null in `words` for a unit without a path, or with one of `paths`. */
  readonly directories: readonly number[];
  /** By unit, paths that do not end with the id. */
  readonly paths: Readonly<Record<number, string>>;
  /** By unit, where there are any. */
  readonly dropInCounts: Readonly<Record<number, number>>;
}

/** Packs a model whose file states nobody has asked for. */
export function packModel({ root, refusal, edges, units }: UnitModel): PackedModel {
  const words: (string | null)[] = [];
  const places = new Map<string | null, number>();
  const place = (word: string | null): number => {
    let found = places.get(word);
    if (found === undefined) {
      found = words.push(word) - 1;
      places.set(word, found);
    }
    return found;
  };
  const names: Record<number, readonly string[]> = {};
  const paths: Record<number, string> = {};
  const dropInCounts: Record<number, number> = {};
  const directories = units.map(({ id, path, ...unit }, i) => {
    if (unit.names.length > 1) names[i] = unit.names;
    if (unit.dropInCount > 0) dropInCounts[i] = unit.dropInCount;
    if (path === null || path.endsWith(`/${id}`)) return place(path === null ? null : path.slice(0, -id.length));
    paths[i] = path;
    return place(null);
  });
  return {
    root,
    refusal,
    edges,
    ids: units.map(({ id }) => id),
    names,
    descriptions: units.map(({ id, description }) => (description === id ? 0 : description)),
    words,
    loadStates: units.map(({ loadState }) => place(loadState)),
    slices: units.map(({ slice }) => place(slice)),
    fates: units.map(({ fate }) => place(fate)),
    directories,
    paths,
    dropInCounts,
  };
}

/** The model that was packed. */
export function unpackModel(packed: PackedModel): UnitModel {
  const { root, refusal, edges, ids, words } = packed;
  const word = (list: readonly number[], i: number): string | null => words[list[i] ?? -1] ?? null;
  const units = ids.map((id, i): UnitEntry => {
    const description = packed.descriptions[i] ?? 0;
    const directory = word(packed.directories, i);
    return {
      id,
      names: packed.names[i] ?? [id],
      type: id.slice(id.lastIndexOf('.') + 1),
      description: description === 0 ? id : description,
      loadState: word(packed.loadStates, i) ?? '',
      fileState: null,
      path: packed.paths[i] ?? (directory === null ? null : directory + id),
      dropInCount: packed.dropInCounts[i] ?? 0,
      slice: word(packed.slices, i),
      fate: word(packed.fates, i) as Fate,
    };
  });
  return { root, units, edges, refusal };
}
