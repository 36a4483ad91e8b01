import type { LoadedGraph } from '../graph/build-graph.js';
import type { DependencyKind } from '../graph/dependency-table.js';
import type { Dependency, Unit } from '../graph/unit.js';
import type { Facts } from '../load/facts.js';
import type { LoadState } from '../load/load-state-table.js';
import type { UnitSettings } from '../load/unit-settings.js';

/** What is otherwise in an edited graph. */
export interface GraphEdits {
  /** Is this entry of a unit's table left out? Asked for both ends. */
  readonly isWithout?: (owner: Unit, kind: DependencyKind, other: Unit) => boolean;
  /** Units that are as if masked. */
  readonly masked?: ReadonlySet<string>;
  /** Settings of a unit in place of its own; undefined: its own. */
  readonly settingsOf?: (unit: Unit) => UnitSettings | undefined;
  readonly facts?: Partial<Facts>;
}

/** A unit as it would be with the edits. */
class EditedUnit implements Unit {
  readonly #inner: Unit;
  readonly #edits: GraphEdits;
  readonly #wrap: (unit: Unit) => EditedUnit;
  readonly settings: UnitSettings;

  constructor(inner: Unit, edits: GraphEdits, wrap: (unit: Unit) => EditedUnit) {
    this.#inner = inner;
    this.#edits = edits;
    this.#wrap = wrap;
    this.settings = edits.settingsOf?.(inner) ?? inner.settings;
  }

  get inner(): Unit {
    return this.#inner;
  }
  get id(): string {
    return this.#inner.id;
  }
  get type(): Unit['type'] {
    return this.#inner.type;
  }
  get names(): readonly string[] {
    return this.#inner.names;
  }
  get instance(): string | null {
    return this.#inner.instance;
  }
  get loadState(): LoadState {
    return this.#edits.masked?.has(this.id) === true ? 'masked' : this.#inner.loadState;
  }
  get loadError(): Unit['loadError'] {
    return this.#inner.loadError;
  }
  get fragmentPath(): string | null {
    return this.#inner.fragmentPath;
  }
  get dropInPaths(): readonly string[] {
    return this.#inner.dropInPaths;
  }
  get perpetual(): boolean {
    return this.#inner.perpetual;
  }
  get transient(): boolean {
    return this.#inner.transient;
  }
  get supported(): boolean {
    return this.#inner.supported;
  }
  get description(): string {
    return this.#inner.description;
  }
  get defaultDependencies(): boolean {
    return this.#inner.defaultDependencies;
  }
  get ignoreOnIsolate(): boolean {
    return this.#inner.ignoreOnIsolate;
  }
  get requiresMountsFor(): Unit['requiresMountsFor'] {
    return this.#inner.requiresMountsFor;
  }

  dependencies(kind: DependencyKind): readonly Dependency[] {
    return this.#inner
      .dependencies(kind)
      .filter(({ unit }) => this.#has(kind, unit))
      .map((dependency) => ({ ...dependency, unit: this.#wrap(dependency.unit) }));
  }

  related(kind: DependencyKind): readonly Unit[] {
    return this.#inner
      .related(kind)
      .filter((unit) => this.#has(kind, unit))
      .map((unit) => this.#wrap(unit));
  }

  dependency(kind: DependencyKind, other: Unit): Dependency | undefined {
    const inner = other instanceof EditedUnit ? other.inner : other;
    const found = this.#inner.dependency(kind, inner);
    if (found === undefined || !this.#has(kind, inner)) return undefined;
    return { ...found, unit: this.#wrap(inner) };
  }

  #has(kind: DependencyKind, other: Unit): boolean {
    return this.#edits.isWithout?.(this.#inner, kind, other) !== true;
  }
}

/** The same graph with edits; the original is not touched. Units of the two are not the same objects, but have the same ids. */
export function editedGraph(graph: LoadedGraph, edits: GraphEdits): LoadedGraph {
  const known = new Map<Unit, EditedUnit>();
  const wrap = (unit: Unit): EditedUnit => {
    const found = known.get(unit);
    if (found !== undefined) return found;
    const made = new EditedUnit(unit, edits, wrap);
    known.set(unit, made);
    return made;
  };
  const wrapped = (unit: Unit | undefined): Unit | undefined => unit && wrap(unit);
  return {
    get units() {
      return new Map([...graph.units].map(([id, unit]) => [id, wrap(unit)]));
    },
    find: (name) => wrapped(graph.find(name)),
    load: (name) => wrapped(graph.load(name)),
    addTrigger: (socket, service) => graph.addTrigger(socket, service),
    configuration: graph.configuration,
    facts: { ...graph.facts, ...edits.facts },
    isUser: graph.isUser,
    loader: graph.loader,
  };
}

/** Leaves out the order of one unit after another, from both tables. */
export function withoutOrder(after: string, before: string): NonNullable<GraphEdits['isWithout']> {
  return (owner, kind, other) =>
    (kind === 'After' && owner.id === after && other.id === before) ||
    (kind === 'Before' && owner.id === before && other.id === after);
}
