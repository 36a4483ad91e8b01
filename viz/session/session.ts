import {
  buildGraph,
  everyUnitName,
  firstTransaction,
  measuredNames,
  NO_SINK,
  openTree,
  type FirstTransaction,
  type LoadedGraph,
  type OpenTree,
  type Simulation,
} from '../../src/index.js';
import { pathShower } from '../../src/report/page-data.js';
import { unitModel } from '../../src/report/page-model.js';
import { indexModel, pageModel } from '../model.js';
import type { Breaks, CycleEntry, PageModel, UnitDetail, WhatIf } from '../protocol.js';
import { breaksOf, failuresOf, noBreaks, type Failure } from './breaks.js';
import { cyclesOf } from './cycles.js';
import { fileStates } from './file-states.js';
import { Runner } from './runner.js';
import type { Source } from './source.js';
import { unitDetail } from './unit-detail.js';
import { applyWhatIfs, keyOf } from './what-if.js';

/** What stands behind a model. */
interface Opened {
  /** What it was made from. */
  readonly key: string;
  readonly first: FirstTransaction;
  readonly model: PageModel;
  readonly graph: LoadedGraph;
  readonly whatIfs: readonly WhatIf[];
  readonly tree: OpenTree;
  cycles?: readonly CycleEntry[];
  fileStates?: readonly (string | null)[];
}

/** The library at work for one page: units in, models out. */
export class Session {
  readonly #source: Source;
  readonly #now: () => number;
  readonly #runner: Runner;
  #opened: Opened | null = null;

  /** @param now milliseconds; for the figure that the page shows */
  constructor(source: Source, now: () => number = () => 0) {
    this.#source = source;
    this.#now = now;
    this.#runner = new Runner(source);
  }

  /** Loads all units, with what-ifs, and starts the root. */
  open(
    root: string | null,
    whatIfs: readonly WhatIf[],
    progress: (done: number, text: string) => void = () => undefined,
  ): PageModel {
    const from = this.#now();
    const { data, fileSystem, boot, cache } = this.#source;
    const asked = root ?? data.root;
    progress(0.05, 'reading unit files');
    const key = keyOf(asked, whatIfs);
    const assumption = this.#assumption(whatIfs);
    if (this.#opened?.key === key) {
      const model = { ...this.#opened.model, assumption, took: this.#now() - from };
      this.#opened = { ...this.#opened, model, whatIfs };
      return model;
    }
    const { layers, searchPath, notes } = applyWhatIfs(this.#source, whatIfs);
    const tree = openTree({ fileSystem, searchPath, facts: data.facts, generators: 'output', layers, sink: NO_SINK, cache });
    const graph = buildGraph({ loader: tree.loader, facts: data.facts, isUser: data.isUser, sink: NO_SINK }, [asked]);
    progress(0.4, 'working out what is started');
    const first = firstTransaction(graph, asked);
    progress(0.7, 'loading the other units');
    for (const name of everyUnitName(tree)) graph.load(name);
    if (boot) for (const name of measuredNames(boot)) graph.load(name);
    const units = unitModel(graph, first, asked, pathShower(data.shown));
    const model = { ...pageModel(data, units, asked), assumption, notes, took: this.#now() - from };
    this.#opened = { key, model, graph, first, whatIfs, tree };
    return model;
  }

  /** The ordering cycles of the last model. */
  cycles(): readonly CycleEntry[] {
    const opened = this.#opened;
    if (!opened) return [];
    opened.cycles ??= cyclesOf(this.#source.data, opened.graph, opened.first);
    return opened.cycles;
  }

  /** What systemctl is-enabled says of each unit of the last model; null without a file. */
  fileStates(): readonly (string | null)[] {
    const opened = this.#opened;
    if (!opened) return [];
    opened.fileStates ??= fileStates(this.#source.data, opened.tree.fileSystem, opened.graph, opened.model);
    return opened.fileStates;
  }

  /** What is taken for granted, in words. */
  #assumption(whatIfs: readonly WhatIf[]): string | null {
    const { data, boot } = this.#source;
    if (!boot) return data.assumption;
    const source =
      whatIfs.length === 0
        ? 'the timeline is that of the measured boot, all else is worked out'
        : 'a what-if was not measured: the timeline is simulated, without the measured boot';
    return data.assumption === null ? source : `${data.assumption}; ${source}`;
  }

  /** A unit of the last model; null where there is none of that name. */
  detail(id: string): UnitDetail | null {
    if (!this.#opened) return null;
    const { graph, model } = this.#opened;
    const unit = graph.find(id);
    const root = graph.find(model.units[model.root]?.id ?? '');
    return unit && root ? unitDetail(this.#source.data, graph, root, unit) : null;
  }

  /** Who is touched when a unit fails: the root is started again, with the failure. */
  breaks(id: string): Breaks {
    const { model, whatIfs = [] } = this.#opened ?? {};
    const unit = model?.units.findIndex((entry) => entry.names.includes(id)) ?? -1;
    const entry = model?.units[unit];
    if (!model || !entry) return noBreaks(-1);
    const others = whatIfs.filter((whatIf) => whatIf.verb !== 'fail' || whatIf.unit !== entry.id);
    const normal = this.#runner.simulation(model.asked, others);
    if (!normal.jobs.some((job) => job.unit === entry.id && job.type === 'start')) return noBreaks(unit);
    for (const failure of failuresOf(entry)) {
      const failed = this.#failing(model.asked, others, entry.id, failure);
      if (failed) return breaksOf(indexModel(model), unit, normal, failed, failure.how);
    }
    return noBreaks(unit);
  }

  #failing(asked: string, whatIfs: readonly WhatIf[], unit: string, failure: Failure): Simulation | null {
    if (failure.isProgram) return this.#runner.failing(asked, whatIfs, unit);
    if (failure.isAbsent) return this.#runner.without(asked, whatIfs, unit);
    return this.#runner.once(asked, [...whatIfs, ...failure.whatIfs]);
  }
}
