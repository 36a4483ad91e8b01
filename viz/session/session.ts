import {
  buildGraph,
  compareBytes,
  findingList,
  firstTransaction,
  NO_SINK,
  openTree,
  parseUnitName,
  type FileSystem,
  type LoadedGraph,
  type OpenTree,
  type Simulation,
} from '../../src/index.js';
import { pageFileSystem, type PageData } from '../../src/report/page-data.js';
import type { Breaks, PageModel, UnitDetail, WhatIf } from '../protocol.js';
import { breaksOf } from './breaks.js';
import { buildModel, cyclesOf } from './build-model.js';
import { runSimulation } from './run-simulation.js';
import { unitDetail } from './unit-detail.js';
import { applyWhatIfs } from './what-if.js';

/** What stands behind a model. */
interface Opened {
  readonly model: PageModel;
  readonly graph: LoadedGraph;
}

/** The library at work for one page: files in, models out. */
export class Session {
  readonly data: PageData;
  readonly #fileSystem: FileSystem;
  readonly #now: () => number;
  #opened: Opened | null = null;

  /**
   * @param now milliseconds; for the figure that the page shows
   */
  constructor(data: PageData, now: () => number = () => 0, fileSystem: FileSystem = pageFileSystem(data)) {
    this.data = data;
    this.#now = now;
    this.#fileSystem = fileSystem;
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
    const { layers, searchPath, notes } = applyWhatIfs(data, this.#fileSystem, whatIfs);
    const sink = findingList();
    const tree = openTree({ fileSystem: this.#fileSystem, searchPath, facts: data.facts, generators: 'output', layers, sink });
    const graph = buildGraph({ loader: tree.loader, facts: data.facts, isUser: data.isUser, sink }, [asked]);
    progress(0.4, 'working out what is started');
    const first = firstTransaction(graph, asked);
    const cycles = cyclesOf(data, graph, first);
    progress(0.6, 'running it');
    const problems = [...notes];
    const simulation = this.#simulate(tree, asked, whatIfs, problems);
    progress(0.8, 'loading the other units');
    for (const name of everyName(tree)) graph.load(name);
    const built = buildModel({
      data,
      graph,
      fileSystem: tree.fileSystem,
      asked,
      first,
      cycles,
      simulation,
      notes: problems,
      findingCount: sink.findings.length,
    });
    const model = { ...built, took: this.#now() - from };
    this.#opened = { model, graph };
    return model;
  }

  // A run loads more units as it goes: it has a graph of its own.
  #simulate(tree: OpenTree, asked: string, whatIfs: readonly WhatIf[], problems: string[]): Simulation | null {
    try {
      const graph = buildGraph({ loader: tree.loader, facts: this.data.facts, isUser: this.data.isUser, sink: NO_SINK }, [asked]);
      return runSimulation(graph, tree.fileSystem, asked, whatIfs);
    } catch (error) {
      problems.push(`the run stopped: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  /** A unit of the last model; null where there is none of that name. */
  detail(id: string): UnitDetail | null {
    if (!this.#opened) return null;
    const { graph, model } = this.#opened;
    const unit = graph.find(id);
    const root = graph.find(model.units[model.root]?.id ?? '');
    return unit && root ? unitDetail(this.data, graph, root, unit) : null;
  }

  /** Who is touched when a unit fails. */
  breaks(id: string): Breaks {
    const { model } = this.#opened ?? {};
    const unit = model?.units.findIndex((entry) => entry.names.includes(id)) ?? -1;
    return model && unit >= 0 ? breaksOf(model, unit) : { unit: -1, hasJob: false, entries: [] };
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
