import {
  EDGE_KINDS,
  type CycleEntry,
  type EdgeKind,
  type PageModel,
  type RunAnswer,
  type Span,
  type Timeline,
  type UnitEntry,
} from './protocol.js';
import type { PageData } from '../src/report/page-data.js';
import type { UnitModel } from '../src/report/page-model.js';

/** A model with what views look up in it. */
export interface ModelIndex extends PageModel {
  /** The unit of an id or another of its names; -1 for none. */
  indexOf(name: string): number;
  unit(index: number): UnitEntry;
  /** The other ends of a unit's dependencies of a kind, in order. */
  out(kind: EdgeKind, index: number): readonly number[];
  /** The units that have such a dependency on it. */
  in(kind: EdgeKind, index: number): readonly number[];
  /** Is it ordered after the other? */
  isAfter(index: number, other: number): boolean;
}

const NONE: readonly number[] = [];
const NOBODY: UnitEntry = {
  id: '',
  names: [],
  type: '',
  description: '',
  loadState: 'not-found',
  fileState: null,
  path: null,
  dropInCount: 0,
  slice: null,
  fate: 'not-pulled',
};
const known = new WeakMap<PageModel, ModelIndex>();

/** The timeline where nothing could be run. */
export const NO_TIMELINE: Timeline = { source: 'simulated', spans: [], begun: 0, chain: [], assumptions: [], end: 0, log: [] };

/** The model of units before anything else was worked out. */
export function pageModel({ title, version, assumption }: PageData, units: UnitModel, asked: string): PageModel {
  const later = { cycles: null, timeline: NO_TIMELINE, hasRun: false, notes: [], took: null };
  return { title, version, asked, assumption, ...units, ...later };
}

/** The index of a model; made once. */
export function indexModel(model: PageModel): ModelIndex {
  let index = known.get(model);
  if (!index) known.set(model, (index = makeIndex(model)));
  return index;
}

/** Puts the run of a model into its index, once it has ended. What a run alone has loaded is no unit of the model: it has no row. */
export function addRun(index: ModelIndex, { units, timeline }: RunAnswer): void {
  const numbers = units.map((id) => index.indexOf(id));
  const known = timeline.spans.filter(({ unit }) => (numbers[unit] ?? -1) >= 0);
  const place = new Map(known.map((span, i) => [span, i]));
  const spans = known.map((span): Span => {
    const releaser = timeline.spans[span.releaser];
    return { ...span, unit: numbers[span.unit] ?? -1, releaser: releaser ? (place.get(releaser) ?? -1) : -1 };
  });
  const chain = timeline.chain.map((unit) => numbers[unit] ?? -1).filter((unit) => unit >= 0);
  Object.assign(index, { timeline: { ...timeline, spans, chain }, hasRun: true });
}

/** Puts its cycles there. */
export function addCycles(index: ModelIndex, cycles: readonly CycleEntry[]): void {
  Object.assign(index, { cycles });
}

/** Puts there what systemctl is-enabled says of each unit. */
export function addFileStates(index: ModelIndex, states: readonly (string | null)[]): void {
  Object.assign(index, { units: index.units.map((unit, i) => ({ ...unit, fileState: states[i] ?? null })) });
}

/** Most units have no dependency of most kinds. */
type Neighbours = ReadonlyMap<number, readonly number[]>;

function addTo(lists: Map<number, number[]>, unit: number, other: number): void {
  const list = lists.get(unit);
  if (list) list.push(other);
  else lists.set(unit, [other]);
}

function makeIndex(model: PageModel): ModelIndex {
  const byName = new Map<string, number>();
  for (const [i, { names }] of model.units.entries()) for (const name of names) byName.set(name, i);
  for (const [i, { id }] of model.units.entries()) byName.set(id, i);
  const tables = new Map<EdgeKind, { readonly out: Neighbours; readonly in: Neighbours }>();
  for (const kind of EDGE_KINDS) {
    const table = { out: new Map<number, number[]>(), in: new Map<number, number[]>() };
    const pairs = model.edges[kind];
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const from = pairs[i] as number;
      const to = pairs[i + 1] as number;
      addTo(table.out, from, to);
      addTo(table.in, to, from);
    }
    tables.set(kind, table);
  }
  const index: ModelIndex = {
    ...model,
    indexOf: (name) => byName.get(name) ?? -1,
    unit: (i) => index.units[i] ?? NOBODY,
    out: (kind, i) => tables.get(kind)?.out.get(i) ?? NONE,
    in: (kind, i) => tables.get(kind)?.in.get(i) ?? NONE,
    isAfter: (i, other) => tables.get('After')?.out.get(i)?.includes(other) ?? false,
  };
  return index;
}
