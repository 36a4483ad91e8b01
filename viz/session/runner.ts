import {
  breakUnit,
  buildGraph,
  measuredBoot,
  measuredNames,
  NO_SINK,
  openTree,
  simulate,
  type LoadedGraph,
  type OpenTree,
  type Simulation,
  type SimulationInput,
} from '../../src/index.js';
import { NO_TIMELINE } from '../model.js';
import type { RunAnswer, WhatIf } from '../protocol.js';
import { simulationInput } from './run-simulation.js';
import type { Source } from './source.js';
import { measuredTimeline, simulatedTimeline, type NumberedTimeline } from './timeline.js';
import { applyWhatIfs, keyOf } from './what-if.js';

/** The units of a run. A run loads more of them as it goes: they are not those that the page lists. */
interface Started {
  readonly key: string;
  readonly tree: OpenTree;
  readonly graph: LoadedGraph;
  readonly unitCount: number;
}

/** Runs the start of a root, with what-ifs. */
export class Runner {
  readonly #source: Source;
  readonly #now: () => number;
  #started: Started | null = null;
  #last: { readonly key: string; readonly simulation: Simulation } | null = null;

  /** @param now milliseconds; for the figure in the answer */
  constructor(source: Source, now: () => number = () => 0) {
    this.#source = source;
    this.#now = now;
  }

  /** The jobs of the run in time: the measured boot where there is one and nothing is changed, else simulated. */
  run(root: string | null, whatIfs: readonly WhatIf[]): RunAnswer {
    const from = this.#now();
    let found: NumberedTimeline = { units: [], timeline: NO_TIMELINE };
    let problem: string | null = null;
    try {
      found = this.#timeline(root ?? this.#source.data.root, whatIfs);
    } catch (error) {
      problem = `the run stopped: ${error instanceof Error ? error.message : String(error)}`;
    }
    return { ...found, problem, took: this.#now() - from };
  }

  /** The simulated run; the last one is kept. */
  simulation(asked: string, whatIfs: readonly WhatIf[]): Simulation {
    const key = JSON.stringify([asked, whatIfs]);
    if (this.#last?.key !== key) this.#last = { key, simulation: this.#simulate(asked, whatIfs, this.#start(asked, whatIfs)) };
    return this.#last.simulation;
  }

  /** The run in which the program of a unit fails; null where it has none. */
  failing(asked: string, whatIfs: readonly WhatIf[], unit: string): Simulation | null {
    const normal = this.simulation(asked, whatIfs);
    const started = this.#start(asked, whatIfs);
    const failed = breakUnit(this.#input(asked, whatIfs, started), normal, unit)?.run ?? null;
    this.#keep(started);
    return failed;
  }

  /** A run that is not kept. */
  once(asked: string, whatIfs: readonly WhatIf[]): Simulation {
    return this.#simulate(asked, whatIfs, this.#load(asked, whatIfs));
  }

  /** The run in which a device does not appear. */
  without(asked: string, whatIfs: readonly WhatIf[], device: string): Simulation {
    return this.#simulate(asked, whatIfs, this.#load(asked, whatIfs, device));
  }

  #timeline(asked: string, whatIfs: readonly WhatIf[]): NumberedTimeline {
    const { boot } = this.#source;
    if (!boot || whatIfs.length > 0) {
      const { graph } = this.#start(asked, whatIfs);
      return simulatedTimeline(this.simulation(asked, whatIfs), graph);
    }
    const { tree, graph } = this.#load(asked, whatIfs);
    for (const name of measuredNames(boot)) graph.load(name);
    const late = measuredBoot(graph, tree.fileSystem, boot, asked);
    if (!late) throw new Error(`the start of ${asked} is refused`);
    return late.simulation ? simulatedTimeline(late.simulation, graph) : measuredTimeline(late.run, boot, asked, graph);
  }

  #simulate(asked: string, whatIfs: readonly WhatIf[], started: Started): Simulation {
    const simulation = simulate(this.#input(asked, whatIfs, started));
    this.#keep(started);
    return simulation;
  }

  #input(asked: string, whatIfs: readonly WhatIf[], { graph, tree }: Started): SimulationInput {
    return simulationInput(graph, tree.fileSystem, asked, whatIfs, this.#source.scenario);
  }

  #start(asked: string, whatIfs: readonly WhatIf[]): Started {
    if (this.#started?.key !== keyOf(asked, whatIfs)) this.#started = this.#load(asked, whatIfs);
    return this.#started;
  }

  /** Units may be started from again unless a run has loaded more of them. */
  #keep(started: Started): void {
    if (this.#started === started && started.graph.units.size !== started.unitCount) this.#started = null;
  }

  /** @param absent a device that does not appear */
  #load(asked: string, whatIfs: readonly WhatIf[], absent: string | null = null): Started {
    const { data, fileSystem, cache } = this.#source;
    const { layers, searchPath } = applyWhatIfs(this.#source, whatIfs);
    const facts = absent === null ? data.facts : { ...data.facts, devices: { ...data.facts.devices, [absent]: null } };
    const tree = openTree({ fileSystem, searchPath, facts, generators: 'output', layers, sink: NO_SINK, cache });
    const graph = buildGraph({ loader: tree.loader, facts, isUser: data.isUser, sink: NO_SINK }, [asked]);
    return { key: keyOf(asked, whatIfs), tree, graph, unitCount: graph.units.size };
  }
}
