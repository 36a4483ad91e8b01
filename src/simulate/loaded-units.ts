import { compareBytes } from '../base/compare.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import { findCollectable } from './collect-units.js';
import type { RuntimeRecord } from './runtime-record.js';
import type { UnitRuntime } from './unit-runtime.js';

/** The units that the manager knows: taken up when they are loaded, forgotten when nothing refers to them any more. */
export class LoadedUnits {
  readonly #graph: LoadedGraph;
  readonly #make: (unit: Unit) => RuntimeRecord;
  readonly #runtimes = new Map<Unit, RuntimeRecord>();
  readonly #loaded = new Set<UnitRuntime>();
  readonly #seen = new Set<Unit>();
  readonly #candidates = new Set<UnitRuntime>();

  /** @param make makes the runtime of a unit that is seen for the first time, or again after it was forgotten */
  constructor(graph: LoadedGraph, make: (unit: Unit) => RuntimeRecord) {
    this.#graph = graph;
    this.#make = make;
  }

  /** The runtime of a unit, loaded or not. */
  runtime(unit: Unit): UnitRuntime {
    const known = this.#runtimes.get(unit);
    if (known) return known;
    const runtime = this.#make(unit);
    this.#runtimes.set(unit, runtime);
    return runtime;
  }

  /** The runtime of a name that is loaded; null when there is none. */
  find(name: string): UnitRuntime | null {
    const unit = this.#graph.find(name);
    const runtime = unit && this.runtime(unit);
    return runtime && this.#loaded.has(runtime) ? runtime : null;
  }

  /**
   * The runtime of a name, loaded when it is not known; null when it is no unit name.
   *
   * @param onLoad is called after the graph has loaded something
   */
  load(name: string, onLoad: () => void): UnitRuntime | null {
    const known = this.find(name);
    if (known) return known;
    const unit = this.#graph.load(name);
    if (!unit) return null;
    this.#forgetPeers();
    onLoad();
    this.noteLoaded();
    const runtime = this.runtime(unit);
    this.#reload(runtime);
    return runtime;
  }

  /** Adds to the graph that a socket triggers the service of a connection. */
  addTrigger(socket: Unit, service: Unit): void {
    this.#graph.addTrigger(socket, service);
    this.#forgetPeers();
  }

  /** What was forgotten is loaded again with all that it refers to. */
  #reload(first: UnitRuntime): void {
    const stack = [first];
    for (let runtime = stack.pop(); runtime !== undefined; runtime = stack.pop()) {
      if (this.#loaded.has(runtime)) continue;
      this.#take(runtime);
      for (const other of runtime.peers('References')) stack.push(other);
    }
  }

  #take(runtime: UnitRuntime): void {
    this.#loaded.add(runtime);
    this.#candidates.add(runtime);
  }

  /** Takes up the units that the graph has got since the last time. */
  noteLoaded(): void {
    for (const unit of this.#graph.units.values()) {
      if (this.#seen.has(unit)) continue;
      this.#seen.add(unit);
      this.#take(this.runtime(unit));
    }
  }

  /** The units that the manager knows at this time, by their ids in byte order. */
  sorted(): UnitRuntime[] {
    return [...this.#loaded].sort((a, b) => compareBytes(a.unit.id, b.unit.id));
  }

  /** The same, in the order of the graph. */
  *units(): Iterable<Unit> {
    for (const unit of this.#graph.units.values()) {
      const runtime = this.#runtimes.get(unit);
      if (runtime && this.#loaded.has(runtime)) yield unit;
    }
  }

  /** Notes a unit that may be forgotten. */
  queueCollection(runtime: UnitRuntime): void {
    this.#candidates.add(runtime);
  }

  /**
   * Forgets what may be forgotten of the units that were noted.
   *
   * @returns false when there was nothing to look at
   * @systemd src/core/manager.c manager_dispatch_gc_unit_queue
   */
  collect(): boolean {
    if (this.#candidates.size === 0) return false;
    const candidates = [...this.#candidates].filter((runtime) => this.#loaded.has(runtime));
    this.#candidates.clear();
    const collectable = findCollectable(candidates);
    for (const runtime of collectable) {
      // What only it referred to may go, too.
      for (const other of runtime.peers('References')) if (!collectable.has(other)) this.#candidates.add(other);
      this.#loaded.delete(runtime);
      this.#runtimes.delete(runtime.unit);
    }
    if (collectable.size > 0) this.#forgetPeers();
    return true;
  }

  #forgetPeers(): void {
    for (const runtime of this.#runtimes.values()) runtime.forgetPeers();
  }
}
