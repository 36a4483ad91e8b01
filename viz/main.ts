import { readPageData, type PageData } from '../src/report/page-data.js';
import { unpackModel } from '../src/report/page-model.js';
import { fromHash, toHash } from './hash.js';
import { addCycles, addFileStates, addRun, indexModel, pageModel, type ModelIndex } from './model.js';
import type { PageModel, RunAnswer, UnitDetail, WhatIf } from './protocol.js';
import { Store, type State } from './store.js';
import { askDelay, askEdit, askOrder, openExport, openFilesDialog, openHelp } from './ui/dialogs.js';
import { h, shown } from './ui/dom.js';
import { filterCount, openFilters, passesFilter } from './ui/filters.js';
import { panelContent, type PanelActions } from './ui/panel.js';
import { keepPlace } from './ui/keep-place.js';
import type { NamedFile } from './ui/read-files.js';
import { searchBox } from './ui/search.js';
import { buildShell, legendItems } from './ui/shell.js';
import { watchDrops } from './ui/watch-drops.js';
import { whatIfBar } from './ui/what-if-bar.js';
import { Workers } from './ui/workers.js';
import { VIEWS } from './views/index.js';
import type { View, ViewContext, ViewNeed } from './views/view.js';

const embedded = (id: string): string => document.getElementById(id)?.textContent ?? '';

const REHEARSAL_COUNT = 6;
const REHEARSAL_PAUSE_MS = 50;
/** Two workers and the page on two cores slow each other down. */
const isRoomy = navigator.hardwareConcurrency > 2;
/** Who asks for something meanwhile waits no longer than this. */
const REHEARSAL_MAX_MS = 1000;

/** The page: one store, a few workers, one view at a time. */
function start(data: PageData, workerSource: string): void {
  const store = new Store(fromHash(location.hash));
  const workers = new Workers(workerSource);
  let model: ModelIndex | null = null;
  let drawing = 0;
  let opening = 0;
  /** The opening that the model is the answer to. */
  let taken = 0;
  let detail: UnitDetail | null = null;

  const search = searchBox(
    () => model,
    (unit) => {
      if (model) choose(model.unit(unit).id, false);
    },
  );
  const shell = buildShell({
    views: VIEWS,
    search: search.element,
    view: (name) => { store.set({ view: name }); },
    root: (id) => { store.set({ root: id }); },
    filter: () => { if (model) openFilters(model, store.state, (patch) => { store.set(patch); }); },
    theme: () => { store.set({ theme: isDark(store.state) ? 'light' : 'dark' }); },
    open: () => { openFilesDialog(takeFiles); },
    exportView: () => { exportView(); },
    help: () => { openHelp(VIEWS.map(({ title, question }) => [title, question])); },
  }); // prettier-ignore

  const viewOf = (state: State): View => VIEWS.find(({ name }) => name === state.view) ?? (VIEWS[0] as View);
  const isDark = (state: State): boolean =>
    state.theme === 'dark' || (state.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);

  let isReplacing = false;
  const choose = (id: string | null, isStep: boolean): void => {
    isReplacing = isStep;
    store.set({ sel: id });
    isReplacing = false;
  };
  const addWhatIf = (whatIf: WhatIf): void => {
    store.set({ whatIfs: [...store.state.whatIfs.filter((known) => !replaces(whatIf, known)), whatIf] });
  };
  const rootId = (): string => model?.unit(model.root).id ?? data.root;

  const actions: PanelActions = {
    select: (id) => { choose(id, false); },
    view: (view) => { store.set({ view }); },
    root: (id) => { store.set({ root: id, view: 'pulls-in' }); },
    tryIt: (verb, unit) => { addWhatIf({ verb, unit }); },
    ask: (what, unit) => {
      if (what === 'delay') askDelay(unit, addWhatIf);
      else if (what === 'order') askOrder(unit, model?.units.map(({ id }) => id) ?? [], addWhatIf);
      else askEdit(unit, sectionOf(unit), addWhatIf);
    },
    unorder: (unit, after) => { addWhatIf({ verb: 'unorder', unit, after }); },
  }; // prettier-ignore

  function drawBar(): void {
    const { state } = store;
    document.documentElement.dataset.theme = isDark(state) ? 'dark' : 'light';
    shell.mark(state, filterCount(state));
    shell.whatIfs.replaceChildren(...(state.whatIfs.length === 0 ? [] : whatIfBar(state.whatIfs, rootId(), (whatIfs) => { store.set({ whatIfs }); }))); // prettier-ignore
    shell.whatIfs.hidden = state.whatIfs.length === 0;
  }

  function draw(): void {
    drawBar();
    const { state } = store;
    if (!model) return;
    const current = model;
    const mine = ++drawing;
    const selected = state.sel === null ? -1 : current.indexOf(state.sel);
    const kept = keepPlace(shell.view, shell.tools);
    // A view that looks how much room it has must find the panel in its place.
    shell.panel.hidden = selected < 0;
    shell.tools.replaceChildren();
    shell.view.replaceChildren();
    const view = viewOf(state);
    const context: ViewContext = {
      state,
      model: current,
      selected,
      tools: shell.tools,
      passes: (unit) => passesFilter(current, state, unit),
      select: (unit, isStep = false) => { choose(unit < 0 ? null : current.unit(unit).id, isStep); },
      set: (patch) => { store.set(patch); },
      redraw: draw,
      order: (input) => workers.order(input, shell.progress).finally(() => { shell.progress(1, ''); }),
      layout: (input) => workers.layout(input, shell.progress).finally(() => { shell.progress(1, ''); }),
      breaks: (unit) => workers.units.ask<'breaks'>({ type: 'breaks', unit: current.unit(unit).id }),
      detail: (unit) => workers.units.ask<'detail'>({ type: 'detail', unit: current.unit(unit).id }),
      drawn: () => { if (mine === drawing) kept(); },
      isStale: () => mine !== drawing,
      say: (sentence) => { if (mine === drawing) shell.say(sentence); },
    }; // prettier-ignore
    view.render(shell.view, context);
    kept();
    // While another model is on its way, the worker would answer for that one.
    if (isNeeded('cycles') && current.cycles === null && taken === opening) lookForCycles(current).catch(complain);
    shell.legend.replaceChildren(...legendItems(view.legend(context)), h('span', { class: 'right' }, madeText(current))); // prettier-ignore
    drawPanel(current, selected);
    document.title = `${state.sel === null ? shown(rootId()) : shown(state.sel)} · ${view.title} · wantedby`;
  }

  const madeText = ({ version, took }: ModelIndex): string =>
    `wantedby ${shown(version)}, rules of systemd 252${took === null ? '' : `; worked out here in ${String(Math.round(took))} ms`}`;

  function drawPanel(current: ModelIndex, selected: number): void {
    shell.panel.hidden = selected < 0;
    if (selected < 0) {
      detail = null;
      shell.panel.replaceChildren();
      return;
    }
    const { id } = current.unit(selected);
    const isNew = shell.panel.dataset.unit !== id || detail?.id !== id;
    if (!isNew) return;
    shell.panel.dataset.unit = id;
    shell.panel.replaceChildren(...panelContent(current, selected, null, actions));
    shell.panel.scrollTop = 0;
    workers.units.ask<'detail'>({ type: 'detail', unit: id }).then((answer) => {
      if (shell.panel.dataset.unit !== id || model !== current || answer === null) return;
      detail = answer;
      const kept = keepPlace(shell.panel);
      shell.panel.replaceChildren(...panelContent(current, selected, answer, actions));
      kept();
    }, complain); // prettier-ignore
  }

  function complain(error: unknown): void {
    shell.problem(`That did not work: ${error instanceof Error ? error.message : String(error)}`);
  }

  function take(found: PageModel): ModelIndex {
    const current = indexModel(found);
    model = current;
    taken = opening;
    detail = null;
    delete shell.panel.dataset.unit;
    shell.opened(current);
    shell.notices([
      ...(found.refusal === null ? [] : [`systemd refuses: ${shown(found.refusal)}`]),
      ...found.notes.map((note) => `What-if: ${shown(note)}`),
    ], found.assumption === null ? [] : [shown(found.assumption)]); // prettier-ignore
    draw();
    count('opened');
    openedOnce();
    return current;
  }

  /** The worker's answer: the model that came with the page is the same. */
  function answered(found: PageModel): ModelIndex {
    if (model === null || model !== given || taken !== opening) return take(found);
    Object.assign(model, { took: found.took });
    const made = shell.legend.querySelector('.right');
    if (made) made.textContent = madeText(model);
    return model;
  }

  /** What came with the page is drawn while the worker still loads. */
  let given: ModelIndex | null = null;
  function takeGiven(): void {
    const { root, whatIfs } = store.state;
    if (model !== null || data.model === null || (root !== null && root !== data.root) || whatIfs.length > 0) return;
    given = take(pageModel(data, unpackModel(data.model), data.root));
  }

  /** For those who wait for an answer from outside. */
  function count(what: 'opened' | 'ran' | 'ready'): void {
    const { dataset } = document.documentElement;
    dataset[what] = String(Number(dataset[what] ?? '0') + 1);
  }

  // What is started is known at once; what takes longer comes after it.
  async function complete(current: ModelIndex, run: Promise<RunAnswer | null>, mine: number): Promise<void> {
    const arrived = (need: ViewNeed): void => {
      if (isNeeded(need)) draw();
      if (detail !== null) redrawPanel(current, detail);
    };
    const ran = run.then((answer) => {
      if (mine !== opening || answer === null) return;
      addRun(current, answer);
      if (answer.problem !== null) complain(new Error(answer.problem));
      arrived('run');
      count('ran');
    });
    const cycles = isNeeded('cycles') ? lookForCycles(current) : null;
    const states = workers.units.ask<'file-states'>({ type: 'file-states' }).then((answer) => {
      if (mine !== opening) return;
      addFileStates(current, answer);
      arrived('file-states');
    });
    await Promise.all([ran, cycles, states]);
    if (mine === opening) count('ready');
    // Not waited for: everything is there.
    rehearse(current, mine).catch(complain);
  }

  /** The first what-if is to be as quick as those after it. It is rehearsed while nobody waits for an answer; many units are practice enough. */
  let isRehearsed = false;
  async function rehearse({ took }: ModelIndex, mine: number): Promise<void> {
    if (isRehearsed || took === null || took > REHEARSAL_MAX_MS) return;
    isRehearsed = true;
    for (let i = 0; i < REHEARSAL_COUNT; i++) {
      await new Promise((resolve) => setTimeout(resolve, REHEARSAL_PAUSE_MS));
      if (mine !== opening) return;
      await workers.rehearse(store.state.root);
    }
  }
  const isNeeded = (need: ViewNeed): boolean => viewOf(store.state).needs === need;

  /** The model whose cycles are looked for. */
  let looked: { readonly model: ModelIndex; readonly found: Promise<void> } | null = null;

  /** Only one view shows cycles, and they take as long as what is started: they are looked for when that view is opened. */
  function lookForCycles(current: ModelIndex): Promise<void> {
    if (looked?.model === current) return looked.found;
    const mine = opening;
    const found = workers.units.ask<'cycles'>({ type: 'cycles' }).then((answer) => {
      if (mine !== opening) return;
      addCycles(current, answer);
      if (isNeeded('cycles')) draw();
    });
    looked = { model: current, found };
    return found;
  }

  function redrawPanel(current: ModelIndex, known: UnitDetail): void {
    const index = current.indexOf(known.id);
    if (index < 0 || shell.panel.dataset.unit !== known.id) return;
    const kept = keepPlace(shell.panel);
    shell.panel.replaceChildren(...panelContent(current, index, known, actions));
    kept();
  }

  /** What a run is begun after: of several that were asked for meanwhile only the newest is; the first one after the first view. */
  let openedOnce: (value?: unknown) => void = () => undefined;
  let running: Promise<unknown> = new Promise((resolve) => {
    openedOnce = resolve;
  });

  function open(): void {
    const mine = ++opening;
    const { root, whatIfs } = store.state;
    const asked = workers.units.ask<'open'>({ type: 'open', root, whatIfs }, (done, text) => { if (mine === opening) shell.progress(done, text); });
    const run = Promise.all([running, isRoomy ? null : asked]).then(() => (mine === opening ? workers.run(root, whatIfs) : null));
    running = run.catch(() => null);
    asked
      .then((found) => (mine === opening ? complete(answered(found), run, mine) : undefined))
      .catch((error: unknown) => { if (mine === opening) complain(error); })
      .finally(() => { if (mine === opening) shell.progress(1, ''); });
  } // prettier-ignore

  function takeFiles(files: readonly NamedFile[], title: string): void {
    if (files.length === 0) {
      complain(new Error('there are no files in it'));
      return;
    }
    workers
      .take({ files, title }, shell.progress)
      .then(() => {
        isQuiet = true;
        store.set({ root: null, sel: null, whatIfs: [], slice: null });
        isQuiet = false;
        history.pushState(null, '', toHash(store.state));
        shell.problem('');
        open();
      })
      .catch((error: unknown) => {
        shell.progress(1, '');
        complain(error);
      });
  }

  function exportView(): void {
    const current = model;
    if (!current) return;
    if (taken === opening) lookForCycles(current).catch(complain);
    const title = `${rootId()}-${store.state.view}`;
    openExport(title, () => shell.view.querySelector('svg.drawing'), () => JSON.stringify({ schema: 'wantedby-page-model/1', ...(current as PageModel) }, null, 1)); // prettier-ignore
  }

  let isQuiet = false;
  store.listen((state, before) => {
    if (isQuiet) return;
    const hash = toHash(state);
    if (hash !== toHash(before)) {
      if (isReplacing) history.replaceState(null, '', hash);
      else history.pushState(null, '', hash);
    }
    show(state, before);
  });
  function show(state: State, before: State): void {
    const isOther = state.root !== before.root || JSON.stringify(state.whatIfs) !== JSON.stringify(before.whatIfs);
    if (isOther) open();
    // The view is drawn when the answer is there, unless something else is to be seen meanwhile.
    if (isOther && toHash({ ...state, root: before.root, whatIfs: before.whatIfs }) === toHash(before)) drawBar();
    else draw();
  }
  const follow = (): void => {
    isQuiet = true;
    const before = store.state;
    store.set(fromHash(location.hash));
    isQuiet = false;
    show(store.state, before);
  };
  window.addEventListener('popstate', follow);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  window.addEventListener('keydown', onKey);
  watchDrops(takeFiles, complain);

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]')) return;
    const target = event.target as HTMLElement;
    const isText = target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type !== 'checkbox'); // prettier-ignore
    if (event.key === 'Escape') {
      if (isText) target.blur();
      else if (store.state.sel !== null) choose(null, false);
      return;
    }
    if (isText) return;
    const number = /^[1-6]$/.test(event.key) ? VIEWS[Number(event.key) - 1] : undefined;
    const { sel, whatIfs } = store.state;
    const acts: Readonly<Record<string, () => void>> = {
      '/': () => { search.focus(); },
      '?': () => { openHelp(VIEWS.map(({ title, question }) => [title, question])); },
      f: () => { if (model) openFilters(model, store.state, (patch) => { store.set(patch); }); },
      u: () => { shell.panel.focus(); },
      r: () => { if (sel !== null) actions.root(sel); },
      x: () => { if (sel !== null) actions.tryIt('fail', sel); },
      b: () => { if (whatIfs.length > 0) store.set({ whatIfs: whatIfs.slice(0, -1) }); },
      o: () => { openFilesDialog(takeFiles); },
      e: () => { exportView(); },
    }; // prettier-ignore
    const act = Object.hasOwn(acts, event.key) ? acts[event.key] : undefined;
    if (number) store.set({ view: number.name });
    else if (act) act();
    else return;
    event.preventDefault();
    if (number) shell.view.querySelector<HTMLElement>('[data-key]')?.focus({ preventScroll: true });
  }

  document.getElementById('app')?.replaceChildren(...shell.parts);
  draw();
  workers.take({ data: { ...data, model: null } }).catch(complain);
  open();
  // In a task of its own: what was there before can be seen.
  setTimeout(takeGiven);
}

/** Which what-ifs cannot stand beside each other. */
function replaces(whatIf: WhatIf, known: WhatIf): boolean {
  if (whatIf.unit !== known.unit) return false;
  const files = ['mask', 'enable', 'disable'];
  if (files.includes(whatIf.verb) && files.includes(known.verb)) return true;
  if (whatIf.verb === 'edit' || known.verb === 'edit') return false;
  if ('after' in whatIf || 'after' in known) return 'after' in whatIf && 'after' in known && whatIf.after === known.after;
  return whatIf.verb === known.verb;
}

function sectionOf(unit: string): string {
  const type = unit.slice(unit.lastIndexOf('.') + 1);
  return type === 'target' || type === 'device' ? 'Install' : type.charAt(0).toUpperCase() + type.slice(1);
}

const data = readPageData(embedded('data'));
if (data) start(data, JSON.parse(embedded('worker')) as string);
else
  document
    .getElementById('app')
    ?.append(h('p', { class: 'empty' }, 'This file is only the template of the page: wantedby page puts the units in.'));
