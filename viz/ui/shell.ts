import type { ModelIndex } from '../model.js';
import type { State, ViewName } from '../store.js';
import type { LegendItem, View } from '../views/view.js';
import { clipped, h, s, shown } from './dom.js';

/** What the frame of the page tells. */
export interface ShellOptions {
  readonly views: readonly View[];
  readonly search: HTMLElement;
  view(name: ViewName): void;
  root(id: string): void;
  filter(): void;
  theme(): void;
  open(): void;
  exportView(): void;
  help(): void;
}

/** The frame: what stands around a view. */
export interface Shell {
  readonly parts: readonly HTMLElement[];
  readonly view: HTMLElement;
  readonly tools: HTMLElement;
  readonly panel: HTMLElement;
  readonly legend: HTMLElement;
  readonly whatIfs: HTMLElement;
  mark(state: State, filterCount: number): void;
  opened(model: ModelIndex): void;
  say(sentence: string): void;
  notices(problems: readonly string[], remarks: readonly string[]): void;
  problem(text: string): void;
  progress(done: number, text: string): void;
}

/** Builds the frame. */
export function buildShell(options: ShellOptions): Shell {
  const tabs = options.views.map((view, i) =>
    h('button', { type: 'button', title: `${view.question} (${String(i + 1)})`, 'data-view': view.name, onclick: () => { options.view(view.name); } }, view.title),
  ); // prettier-ignore
  const title = h('span', { class: 'small' });
  const root = h('select', { id: 'root', 'aria-label': 'Start from', onchange: () => { options.root(root.value); } }); // prettier-ignore
  const filter = h('button', { type: 'button', onclick: options.filter }, 'Filter');
  const tools = h('div', { class: 'tools' });
  const button = (text: string, name: string, act: () => void): HTMLElement =>
    h('button', { type: 'button', title: name, 'aria-label': name, onclick: act }, text);
  const top = h(
    'header',
    { class: 'top' },
    h('h1', {}, 'wantedby'),
    h('nav', { class: 'tabs', 'aria-label': 'Views' }, tabs),
    title,
    h('span', { class: 'grow' }),
    button('Open…', 'Open your own units (o)', options.open),
    button('Export…', 'Export (e)', options.exportView),
    button('◐', 'Light or dark', options.theme),
    button('?', 'Keys (?)', options.help),
  );
  const bar = h(
    'section',
    { class: 'bar', 'aria-label': 'Controls' },
    h('label', {}, 'Start from', root),
    options.search,
    filter,
    h('span', { class: 'grow' }),
    tools,
  );
  const whatIfs = h('section', { class: 'what-ifs', 'aria-label': 'What-ifs' });
  whatIfs.hidden = true;
  const sentence = h('p', { class: 'say', role: 'status' });
  const notices = h('div', {});
  const problem = h('div', { role: 'alert' });
  const view = h('div', { class: 'view' });
  const progressBar = h('progress', { max: 1, 'aria-label': 'Progress' });
  const progressText = h('span', {});
  const busy = h('div', { class: 'busy' }, progressText, progressBar);
  const main = h('main', { class: 'main' }, sentence, problem, notices, view, busy);
  const panel = h('aside', { class: 'panel', 'aria-label': 'Unit', tabindex: -1 });
  panel.hidden = true;
  const legend = h('footer', { class: 'foot' });
  let showTimer: ReturnType<typeof setTimeout> | undefined;
  return {
    parts: [top, bar, whatIfs, main, panel, legend],
    view,
    tools,
    panel,
    legend,
    whatIfs,
    mark(state, filterCount) {
      for (const tab of tabs) {
        if (tab.dataset.view === state.view) tab.setAttribute('aria-current', 'page');
        else tab.removeAttribute('aria-current');
      }
      filter.textContent = filterCount === 0 ? 'Filter' : `Filter (${String(filterCount)})`;
    },
    opened(model) {
      title.textContent = clipped(shown(model.title), 40);
      const rootId = model.unit(model.root).id;
      const ids = new Set([rootId, ...model.units.filter(({ type }) => type === 'target').map(({ id }) => id)]);
      root.replaceChildren(...[...ids].map((id) => h('option', { value: id }, clipped(shown(id), 44))));
      root.value = rootId;
    },
    say(text) {
      if (sentence.textContent !== text) sentence.textContent = text;
    },
    notices(problems, remarks) {
      notices.replaceChildren(
        ...problems.map((text) => h('p', { class: 'notice' }, text)),
        ...remarks.map((text) => h('p', { class: 'notice mild' }, text)),
      );
    },
    problem(text) {
      problem.replaceChildren(...(text === '' ? [] : [h('p', { class: 'notice' }, text)]));
    },
    progress(done, text) {
      progressBar.value = done;
      progressText.textContent = text;
      if (done >= 1) {
        clearTimeout(showTimer);
        showTimer = undefined;
        busy.hidden = true;
        return;
      }
      // Work that ends at once does not flicker.
      if (!busy.hidden) return;
      showTimer ??= setTimeout(() => { busy.hidden = false; }, 150); // prettier-ignore
    },
  };
}

/** The signs below a view. */
export function legendItems(items: readonly LegendItem[]): HTMLElement[] {
  return items.map((item) =>
    h(
      'span',
      { class: 'item' },
      item.swatch !== 'text' && swatch(item),
      item.sign !== undefined && h('span', { class: `sign${item.tone ? ` tone-${item.tone}` : ''}` }, item.sign),
      item.text,
    ),
  );
}

function swatch({ swatch: kind, tone = 'wait' }: LegendItem): SVGElement {
  const color = `var(--${tone})`;
  const shape =
    kind === 'bar' || kind === 'box' || kind === 'dashed-box'
      ? s('rect', { x: 1, y: 1, width: 26, height: 8, rx: kind === 'bar' ? 0 : 3 })
      : s('path', { d: 'M0 5H28' });
  shape.style.stroke = color;
  shape.style.fill = kind === 'bar' ? color : 'none';
  shape.style.strokeWidth = kind === 'thin' ? '3' : '2';
  if (kind === 'dashed' || kind === 'dashed-box') shape.style.strokeDasharray = '5 4';
  if (kind === 'dotted') shape.style.strokeDasharray = '1.5 3.5';
  if (kind === 'hatched') shape.style.strokeDasharray = '2 2';
  return s('svg', { class: 'swatch', viewBox: '0 0 28 10', 'aria-hidden': 'true' }, shape);
}
