import { EDGE_KINDS, type EdgeKind, type PageModel, type RunAnswer, type UnitEntry } from './protocol.js';

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

/** The index of a model; made once. */
export function indexModel(model: PageModel): ModelIndex {
  let index = known.get(model);
  if (!index) known.set(model, (index = makeIndex(model)));
  return index;
}

/** Puts the run of a model into its index, once it has ended: nothing else in it changes. */
export function addRun(index: ModelIndex, { timeline, cycles, fileStates }: RunAnswer): void {
  const units = index.units.map((unit, i) => ({ ...unit, fileState: fileStates[i] ?? null }));
  Object.assign(index, { timeline, cycles, units, hasRun: true });
}

function makeIndex(model: PageModel): ModelIndex {
  const byName = new Map<string, number>();
  for (const [i, { names }] of model.units.entries()) for (const name of names) byName.set(name, i);
  for (const [i, { id }] of model.units.entries()) byName.set(id, i);
  const tables = new Map<EdgeKind, { out: number[][]; in: number[][] }>();
  for (const kind of EDGE_KINDS) {
    const table: { out: number[][]; in: number[][] } = { out: model.units.map(() => []), in: model.units.map(() => []) };
    const pairs = model.edges[kind];
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const [from = 0, to = 0] = [pairs[i], pairs[i + 1]];
      table.out[from]?.push(to);
      table.in[to]?.push(from);
    }
    tables.set(kind, table);
  }
  const index: ModelIndex = {
    ...model,
    indexOf: (name) => byName.get(name) ?? -1,
    unit: (i) => index.units[i] ?? NOBODY,
    out: (kind, i) => tables.get(kind)?.out[i] ?? NONE,
    in: (kind, i) => tables.get(kind)?.in[i] ?? NONE,
    isAfter: (i, other) => tables.get('After')?.out[i]?.includes(other) ?? false,
  };
  return index;
}
