import { readPageData, type PageData } from '../src/report/page-data.js';
import { fromHash, toHash } from './hash.js';
import { addRun, indexModel, type ModelIndex } from './model.js';
import type { PageModel, UnitDetail, WhatIf } from './protocol.js';
import { Store, type State } from './store.js';
import { Client } from './ui/client.js';
import { askDelay, askEdit, askOrder, openExport, openFilesDialog, openHelp } from './ui/dialogs.js';
import { counted, h, shown } from './ui/dom.js';
import { filterCount, openFilters, passesFilter } from './ui/filters.js';
import { panelContent, type PanelActions } from './ui/panel.js';
import { readDropped, type NamedFile } from './ui/read-files.js';
import { searchBox } from './ui/search.js';
import { buildShell, legendItems } from './ui/shell.js';
import { whatIfBar } from './ui/what-if-bar.js';
import { VIEWS } from './views/index.js';
import type { View, ViewContext } from './views/view.js';

const embedded = (id: string): string => document.getElementById(id)?.textContent ?? '';

/** The page: one store, one worker, one view at a time. */
function start(data: PageData, workerSource: string): void {
  const store = new Store(fromHash(location.hash));
  const client = new Client(workerSource);
  let model: ModelIndex | null = null;
  let drawing = 0;
  let opening = 0;
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

  function draw(): void {
    const { state } = store;
    document.documentElement.dataset.theme = isDark(state) ? 'dark' : 'light';
    shell.mark(state, filterCount(state));
    shell.whatIfs.replaceChildren(...(state.whatIfs.length === 0 ? [] : whatIfBar(state.whatIfs, rootId(), (whatIfs) => { store.set({ whatIfs }); }))); // prettier-ignore
    shell.whatIfs.hidden = state.whatIfs.length === 0;
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
      layout: (input) => client.ask<'layout'>({ type: 'layout', input }, shell.progress).finally(() => { shell.progress(1, ''); }),
      breaks: (unit) => client.ask<'breaks'>({ type: 'breaks', unit: current.unit(unit).id }),
      detail: (unit) => client.ask<'detail'>({ type: 'detail', unit: current.unit(unit).id }),
      isStale: () => mine !== drawing,
      say: (sentence) => { if (mine === drawing) shell.say(sentence); },
    }; // prettier-ignore
    view.render(shell.view, context);
    kept();
    shell.legend.replaceChildren(...legendItems(view.legend(context)), h('span', { class: 'right' }, `wantedby ${shown(current.version)}, rules of systemd 252; worked out here in ${String(Math.round(current.took))} ms`)); // prettier-ignore
    drawPanel(current, selected);
    document.title = `${state.sel === null ? shown(rootId()) : shown(state.sel)} · ${view.title} · wantedby`;
  }

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
    client.ask<'detail'>({ type: 'detail', unit: id }).then((answer) => {
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

  function take(found: PageModel, mine: number): void {
    if (mine !== opening) return;
    model = indexModel(found);
    detail = null;
    delete shell.panel.dataset.unit;
    shell.opened(model);
    shell.notices([
      ...(found.refusal === null ? [] : [`systemd refuses: ${shown(found.refusal)}`]),
      ...found.notes.map((note) => `What-if: ${shown(note)}`),
    ], found.assumption === null ? [] : [shown(found.assumption)]); // prettier-ignore
    draw();
    document.documentElement.dataset.opened = String(Number(document.documentElement.dataset.opened ?? '0') + 1);
    run(model, mine);
  }

  // What is started is known at once; the run, which takes longer, comes after it.
  function run(current: ModelIndex, mine: number): void {
    client.ask<'run'>({ type: 'run' }).then((answer) => {
      if (mine !== opening) return;
      addRun(current, answer);
      if (answer.problem !== null) complain(new Error(answer.problem));
      if (viewOf(store.state).needsRun === true) draw();
      if (detail !== null) redrawPanel(current, detail);
      document.documentElement.dataset.ready = String(Number(document.documentElement.dataset.ready ?? '0') + 1);
    }, complain);
  }

  function redrawPanel(current: ModelIndex, known: UnitDetail): void {
    const index = current.indexOf(known.id);
    if (index < 0 || shell.panel.dataset.unit !== known.id) return;
    const kept = keepPlace(shell.panel);
    shell.panel.replaceChildren(...panelContent(current, index, known, actions));
    kept();
  }

  function open(first?: PageData): void {
    const mine = ++opening;
    const { root, whatIfs } = store.state;
    const request = first ? { type: 'open' as const, data: first, root, whatIfs } : { type: 'open' as const, root, whatIfs };
    client
      .ask<'open'>(request, (done, text) => { if (mine === opening) shell.progress(done, text); })
      .then((found) => { take(found, mine); }, complain)
      .finally(() => { if (mine === opening) shell.progress(1, ''); }); // prettier-ignore
  }

  function takeFiles(files: readonly NamedFile[], title: string): void {
    if (files.length === 0) {
      complain(new Error('there are no files in it'));
      return;
    }
    const mine = ++opening;
    client
      .ask<'files'>({ type: 'files', files, title }, shell.progress)
      .then((found) => {
        if (mine !== opening) return;
        isQuiet = true;
        store.set({ root: null, sel: null, whatIfs: [], slice: null });
        isQuiet = false;
        history.pushState(null, '', toHash(store.state));
        take(found, mine);
        shell.problem('');
      }, complain)
      .finally(() => { shell.progress(1, ''); }); // prettier-ignore
  }

  function exportView(): void {
    const current = model;
    if (!current) return;
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
    if (state.root !== before.root || state.whatIfs !== before.whatIfs) open();
    draw();
  });
  const follow = (): void => {
    isQuiet = true;
    const before = store.state;
    const after = fromHash(location.hash);
    store.set(after);
    isQuiet = false;
    if (before.root !== after.root || JSON.stringify(before.whatIfs) !== JSON.stringify(after.whatIfs)) open();
    draw();
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
  open(data);
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

/** Remembers where the reader was: focus, the cursor in a field, and how far boxes are scrolled. Returns what puts it back. */
function keepPlace(...places: readonly HTMLElement[]): () => void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement || active instanceof SVGElement ? active.dataset.key : undefined;
  const isInside = key !== undefined && places.some((place) => place.contains(active));
  const cursor = active instanceof HTMLInputElement && active.type === 'search' ? active.selectionStart : null;
  const scrolls = places.flatMap((place) =>
    [place, ...place.querySelectorAll<HTMLElement>('.scroll')].map(
      (box) => [box.dataset.key, box.scrollTop, box.scrollLeft] as const,
    ),
  );
  return () => {
    for (const place of places)
      for (const box of [place, ...place.querySelectorAll<HTMLElement>('.scroll')]) {
        const before = scrolls.find(([name]) => name === box.dataset.key);
        if (before) [box.scrollTop, box.scrollLeft] = [before[1], before[2]];
        if (before && box.dataset.key !== undefined) box.dispatchEvent(new Event('scroll'));
      }
    if (!isInside) return;
    for (const place of places) {
      const again = place.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
      again?.focus({ preventScroll: true });
      if (again instanceof HTMLInputElement && cursor !== null) again.setSelectionRange(cursor, cursor);
    }
  };
}

/** Folders and archives may be dropped anywhere. */
function watchDrops(take: (files: readonly NamedFile[], title: string) => void, complain: (error: unknown) => void): void {
  const cover = h('div', { class: 'drop' }, 'Drop a folder or tar archive of units. Nothing leaves this machine.');
  window.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    document.body.append(cover);
  });
  cover.addEventListener('dragleave', () => { cover.remove(); }); // prettier-ignore
  window.addEventListener('drop', (event) => {
    event.preventDefault();
    cover.remove();
    const entries = [...(event.dataTransfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
    if (entries.length === 0) return;
    readDropped(entries).then((files) => { take(files, entries.length === 1 ? (entries[0]?.name ?? '') : counted(entries.length, 'dropped file')); }, complain); // prettier-ignore
  });
}

const data = readPageData(embedded('data'));
if (data) start(data, JSON.parse(embedded('worker')) as string);
else
  document
    .getElementById('app')
    ?.append(h('p', { class: 'empty' }, 'This file is only the template of the page: wantedby page puts the units in.'));
