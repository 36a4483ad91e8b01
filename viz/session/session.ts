import {
  breakUnit,
  buildGraph,
  compareBytes,
  findingList,
  firstTransaction,
  measuredBoot,
  measuredNames,
  NO_SINK,
  openTree,
  parseUnitName,
  readScenario,
  type FileSystem,
  type FirstTransaction,
  type LoadedGraph,
  type MeasuredBoot,
  type OpenTree,
  type Scenario,
  type Simulation,
} from '../../src/index.js';
import { pageFileSystem, type PageData } from '../../src/report/page-data.js';
import { indexModel } from '../model.js';
import type { Breaks, CycleEntry, PageModel, RunAnswer, Timeline, UnitDetail, WhatIf } from '../protocol.js';
import { breaksOf, failuresOf, noBreaks } from './breaks.js';
import { buildModel, cyclesOf, fileStates, timelineOf, unitNumbers } from './build-model.js';
import { runSimulation, simulationInput } from './run-simulation.js';
import { measuredTimeline, NO_TIMELINE } from './timeline.js';
import { unitDetail } from './unit-detail.js';
import { applyWhatIfs } from './what-if.js';

/** What stands behind a model. */
interface Opened {
  /** What it was made from. */
  readonly key: string;
  readonly first: FirstTransaction;
  readonly model: PageModel;
  readonly graph: LoadedGraph;
  readonly whatIfs: readonly WhatIf[];
  readonly tree: OpenTree;
  /** undefined: not run yet. */
  simulation: Simulation | null | undefined;
  cycles?: readonly CycleEntry[];
  fileStates?: readonly (string | null)[];
}

/** The library at work for one page: files in, models out. */
export class Session {
  readonly data: PageData;
  readonly #fileSystem: FileSystem;
  readonly #now: () => number;
  readonly #scenario: Scenario | null;
  readonly #boot: MeasuredBoot | null;
  #opened: Opened | null = null;

  /**
   * @param now milliseconds; for the figure that the page shows
   * @param boot a measured boot of these units, for the timeline
   */
  constructor(
    data: PageData,
    now: () => number = () => 0,
    fileSystem: FileSystem = pageFileSystem(data),
    boot: MeasuredBoot | null = null,
  ) {
    this.data = data;
    this.#boot = boot;
    this.#now = now;
    this.#fileSystem = fileSystem;
    this.#scenario = data.scenario === null ? null : (readScenario(data.scenario, 'scenario.json', NO_SINK)?.scenario ?? null);
  }

  /** The same units with another scenario; null where the text is none. */
  withScenario(text: string): Session | null {
    const file = readScenario(text, 'scenario.json', NO_SINK);
    if (file === null) return null;
    return new Session({ ...this.data, root: file.scenario.target, scenario: text }, this.#now, this.#fileSystem);
  }

  /** The same units with a measured boot of them. */
  withBoot(boot: MeasuredBoot): Session {
    return new Session(this.data, this.#now, this.#fileSystem, boot);
  }

  /** Loads all units, with what-ifs, and starts the root. */
  open(
    root: string | null,
    whatIfs: readonly WhatIf[],
    progress: (done: number, text: string) => void = () => undefined,
  ): PageModel {
    const from = this.#now();
    const { data } = this;
    const asked = root ?? data.root;
    progress(0.05, 'reading unit files');
    // A program that fails or is slow changes no file: all but the run stays as it is.
    const key = JSON.stringify([asked, whatIfs.filter(({ verb }) => verb !== 'fail' && verb !== 'delay')]);
    if (this.#opened?.key === key) {
      const { model, ...rest } = this.#opened;
      const again = { ...model, assumption: this.#assumption(whatIfs), took: this.#now() - from };
      this.#opened = { ...rest, model: again, whatIfs, simulation: undefined };
      return this.#opened.model;
    }
    const { layers, searchPath, notes } = applyWhatIfs(data, this.#fileSystem, whatIfs);
    const sink = findingList();
    const tree = openTree({ fileSystem: this.#fileSystem, searchPath, facts: data.facts, generators: 'output', layers, sink });
    const graph = buildGraph({ loader: tree.loader, facts: data.facts, isUser: data.isUser, sink }, [asked]);
    progress(0.4, 'working out what is started');
    const first = firstTransaction(graph, asked);
    progress(0.7, 'loading the other units');
    for (const name of everyName(tree)) graph.load(name);
    if (this.#boot) for (const name of measuredNames(this.#boot)) graph.load(name);
    const built = buildModel({ data, graph, asked, first, notes, findingCount: sink.findings.length });
    const model = { ...built, assumption: this.#assumption(whatIfs), took: this.#now() - from };
    this.#opened = { key, model, graph, first, whatIfs, tree, simulation: undefined };
    return model;
  }

  /** Runs the start of the last model. */
  run(): RunAnswer {
    const from = this.#now();
    const opened = this.#opened;
    let problem: string | null = null;
    let timeline: Timeline | null = null;
    try {
      timeline = this.#timeline();
    } catch (error) {
      problem = `the run stopped: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (!opened) return { timeline: NO_TIMELINE, cycles: [], fileStates: [], problem, took: 0 };
    const { graph, model, first, tree } = opened;
    opened.cycles ??= cyclesOf(this.data, graph, first);
    opened.fileStates ??= fileStates(this.data, tree.fileSystem, graph, model);
    return {
      timeline: timeline ?? NO_TIMELINE,
      cycles: opened.cycles,
      fileStates: opened.fileStates,
      problem,
      took: this.#now() - from,
    };
  }

  /** What is taken for granted, in words. */
  #assumption(whatIfs: readonly WhatIf[]): string | null {
    const { assumption } = this.data;
    if (!this.#boot) return assumption;
    const source =
      whatIfs.length === 0
        ? 'the timeline is that of the measured boot, all else is worked out'
        : 'a what-if was not measured: the timeline is simulated, without the measured boot';
    return assumption === null ? source : `${assumption}; ${source}`;
  }

  /** The measured boot where there is one and nothing is changed, else a simulated run. */
  #timeline(): Timeline | null {
    const opened = this.#opened;
    if (!opened) return null;
    const { graph, model, tree, whatIfs } = opened;
    if (!this.#boot || whatIfs.length > 0) {
      const simulation = this.#simulation();
      return simulation ? timelineOf(graph, model, simulation) : null;
    }
    const own = buildGraph({ loader: tree.loader, facts: this.data.facts, isUser: this.data.isUser, sink: NO_SINK }, [model.asked]);
    for (const name of measuredNames(this.#boot)) own.load(name);
    const late = measuredBoot(own, tree.fileSystem, this.#boot, model.asked);
    if (!late) throw new Error(`the start of ${model.asked} is refused`);
    if (late.simulation) return timelineOf(graph, model, late.simulation);
    return measuredTimeline(late.run, this.#boot, model.root, unitNumbers(graph, model));
  }

  // A run loads more units as it goes: it has a graph of its own.
  #simulation(): Simulation | null {
    const opened = this.#opened;
    if (!opened) return null;
    if (opened.simulation === undefined) {
      const { tree, whatIfs, model } = opened;
      opened.simulation = null;
      const graph = buildGraph({ loader: tree.loader, facts: this.data.facts, isUser: this.data.isUser, sink: NO_SINK }, [
        model.asked,
      ]);
      opened.simulation = runSimulation(graph, tree.fileSystem, model.asked, whatIfs, this.#scenario);
    }
    return opened.simulation;
  }

  /** A unit of the last model; null where there is none of that name. */
  detail(id: string): UnitDetail | null {
    if (!this.#opened) return null;
    const { graph, model } = this.#opened;
    const unit = graph.find(id);
    const root = graph.find(model.units[model.root]?.id ?? '');
    return unit && root ? unitDetail(this.data, graph, root, unit) : null;
  }

  /** Who is touched when a unit fails: the root is started again, with the failure. */
  breaks(id: string): Breaks {
    const { model, whatIfs = [] } = this.#opened ?? {};
    const unit = model?.units.findIndex((entry) => entry.names.includes(id)) ?? -1;
    const entry = model?.units[unit];
    if (!model || !entry) return noBreaks(-1);
    const others = whatIfs.filter((whatIf) => whatIf.verb !== 'fail' || whatIf.unit !== entry.id);
    const normal = others.length === whatIfs.length ? this.#simulation() : this.#run(model.asked, others);
    const isStarted = normal?.jobs.some((job) => job.unit === entry.id && job.type === 'start') ?? false;
    if (!normal || !isStarted) return noBreaks(unit);
    for (const failure of failuresOf(entry)) {
      const failed = this.#run(model.asked, [...others, ...failure.whatIfs], failure.isAbsent ? entry.id : null, failure.isProgram ? { normal, unit: entry.id } : null); // prettier-ignore
      if (failed) return breaksOf(indexModel(model), unit, normal, failed, failure.how);
    }
    return noBreaks(unit);
  }

  /**
   * @param absent a device that does not appear
   * @param broken a unit whose program fails
   * @returns null where it has no program
   */
  #run(
    asked: string,
    whatIfs: readonly WhatIf[],
    absent: string | null = null,
    broken: { normal: Simulation; unit: string } | null = null,
  ): Simulation | null {
    const { data } = this;
    const facts = absent === null ? data.facts : { ...data.facts, devices: { ...data.facts.devices, [absent]: null } };
    const { layers, searchPath } = applyWhatIfs(data, this.#fileSystem, whatIfs);
    const tree = openTree({ fileSystem: this.#fileSystem, searchPath, facts, generators: 'output', layers, sink: NO_SINK });
    const graph = buildGraph({ loader: tree.loader, facts, isUser: data.isUser, sink: NO_SINK }, [asked]);
    if (broken === null) return runSimulation(graph, tree.fileSystem, asked, whatIfs, this.#scenario);
    const input = simulationInput(graph, tree.fileSystem, asked, whatIfs, this.#scenario);
    return breakUnit(input, broken.normal, broken.unit)?.run ?? null;
  }
}

/** Every unit name that has a file; templates have no unit of their own. */
export function everyName(tree: OpenTree): string[] {
  const names = new Set<string>();
  for (const directory of tree.loader.searchPath.directories) {
    for (const { name, kind } of tree.fileSystem.list(directory) ?? []) {
      const parts = parseUnitName(name);
      if (parts === null || parts.nameClass === 'template' || (kind !== 'file' && kind !== 'symlink')) continue;
      if (kind === 'symlink' && tree.fileSystem.status(`${directory}/${name}`)?.kind === 'directory') continue;
      names.add(name);
    }
  }
  return [...names].sort(compareBytes);
}
