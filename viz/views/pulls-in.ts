import { pullTree, type PullRow, type PullTree } from '../layout/pull-tree.js';
import type { ModelIndex } from '../model.js';
import { clipped, counted, h, shown } from '../ui/dom.js';
import { glyph } from '../ui/glyph.js';
import { rows } from '../ui/rows.js';
import { fateText, fateTone } from '../ui/words.js';
import type { View, ViewContext } from './view.js';

const ROW_HEIGHT = 24;
/** Larger trees begin with their first levels open only. */
const OPEN_COUNT_MAX = 400;
const OPEN_DEPTH = 2;

const trees = new WeakMap<ModelIndex, PullTree>();
/** Rows that the user opened or closed, by unit id. */
const toggled = new Map<string, boolean>();

const treeOf = (model: ModelIndex): PullTree => {
  let tree = trees.get(model);
  if (!tree) trees.set(model, (tree = pullTree(model.root, (kind, unit) => model.out(kind, unit))));
  return tree;
};

/** What the root pulls in, as a tree: each unit once, under its nearest puller. */
export const pullsInView: View = {
  name: 'pulls-in',
  title: 'Pulls in',
  question: 'What does it pull in?',
  render(container, context) {
    const { model, selected, tools } = context;
    const tree = treeOf(model);
    const isOpen = (row: PullRow): boolean =>
      toggled.get(model.unit(row.unit).id) ?? (tree.rows.size <= OPEN_COUNT_MAX || row.depth < OPEN_DEPTH);
    openWayTo(tree, selected, model);
    const list = visibleRows(tree, isOpen, context);
    const jobs = [...tree.rows.keys()].filter((unit) => model.unit(unit).fate === 'start').length;
    const missing = [...tree.rows.keys()].filter((unit) => model.unit(unit).fate === 'not-found').length;
    context.say(
      `${shown(model.unit(model.root).id)} pulls in ${counted(tree.rows.size - 1, 'unit')}: ${String(jobs)} get a start job${missing > 0 ? `, ${String(missing)} not found` : ''}. Each unit stands once, under its nearest puller.`,
    );
    const setAll = (isAllOpen: boolean): void => {
      for (const row of tree.rows.values())
        if (row.children.length > 0) toggled.set(model.unit(row.unit).id, isAllOpen || row.depth === 0);
      context.redraw();
    };
    tools.append(
      h('button', { type: 'button', onclick: () => { setAll(true); } }, 'Open all'),
      h('button', { type: 'button', onclick: () => { setAll(false); } }, 'Close all'),
    ); // prettier-ignore
    const current = list.findIndex((row) => row.unit === selected);
    const box = h('div', {
      class: 'tree scroll',
      role: 'tree',
      tabindex: 0,
      'data-key': 'tree',
      'aria-label': `What ${shown(model.unit(model.root).id)} pulls in`,
      'aria-activedescendant': current >= 0 ? `pull-${String(selected)}` : undefined,
      onkeydown: (event: KeyboardEvent) => {
        onKey(event, list, current, isOpen, context, box, table.show);
      },
    });
    container.append(box);
    const table = rows(box, list.length, ROW_HEIGHT, (i) => rowElement(list[i] as PullRow, tree, isOpen, context));
    if (current >= 0) requestAnimationFrame(() => { table.show(current); }); // prettier-ignore
  },
  legend: () => [
    { swatch: 'text', sign: 'requires', tone: 'require', text: 'cannot start without it' },
    { swatch: 'text', sign: 'wants', text: 'goes on without it' },
    { swatch: 'text', sign: '+n', text: 'units that come only through this one, itself included' },
  ],
};

function toggle(context: ViewContext, unit: number, isOpen: boolean): void {
  toggled.set(context.model.unit(unit).id, isOpen);
  if (context.selected === unit) context.redraw();
  else context.select(unit, true);
}

/** A selected unit can always be seen. */
function openWayTo(tree: PullTree, unit: number, model: ModelIndex): void {
  for (let row = tree.rows.get(tree.rows.get(unit)?.parent ?? -1); row; row = tree.rows.get(row.parent))
    if (lastShown !== unit) toggled.set(model.unit(row.unit).id, true);
  lastShown = unit;
}
let lastShown = -1;

function visibleRows(tree: PullTree, isOpen: (row: PullRow) => boolean, context: ViewContext): PullRow[] {
  // With a filter, a row stays when it or something below it passes.
  const { types, fates, slice } = context.state;
  const hasFilter = types.length + fates.length > 0 || slice !== null;
  const kept = new Set<number>();
  if (hasFilter)
    for (const unit of tree.rows.keys())
      if (context.passes(unit)) for (let at = unit; at >= 0 && !kept.has(at); at = tree.rows.get(at)?.parent ?? -1) kept.add(at);
  const list: PullRow[] = [];
  const stack = [tree.root];
  for (let unit = stack.pop(); unit !== undefined; unit = stack.pop()) {
    const row = tree.rows.get(unit);
    if (!row || (hasFilter && !kept.has(unit))) continue;
    list.push(row);
    if (isOpen(row)) stack.push(...[...row.children].reverse());
  }
  return list;
}

function rowElement(row: PullRow, tree: PullTree, isOpen: (row: PullRow) => boolean, context: ViewContext): HTMLElement {
  const { model, selected } = context;
  const unit = model.unit(row.unit);
  const hasChildren = row.children.length > 0;
  const isRoot = row.parent < 0;
  const kind = row.kinds[0];
  const isStrong = kind === 'Requires' || kind === 'BindsTo' || kind === 'Requisite';
  const open = isOpen(row);
  const siblings = tree.rows.get(row.parent)?.children ?? [];
  const caret = h('span', {
    class: hasChildren ? `caret${open ? ' open' : ''}` : 'caret leaf',
    'aria-hidden': 'true',
    onclick: (event: MouseEvent) => {
      if (!hasChildren) return;
      event.stopPropagation();
      toggle(context, row.unit, !open);
    },
  });
  const element = h(
    'div',
    {
      id: `pull-${String(row.unit)}`,
      role: 'treeitem',
      class: `row tone-${fateTone(unit.fate)}`,
      'aria-level': row.depth + 1,
      'aria-setsize': Math.max(1, siblings.length),
      'aria-posinset': Math.max(1, siblings.indexOf(row.unit) + 1),
      'aria-expanded': hasChildren ? String(open) : undefined,
      'aria-selected': String(row.unit === selected),
      onclick: () => { context.select(row.unit); },
      ondblclick: () => { if (hasChildren) toggle(context, row.unit, !open); },
    },
    h(
      'span',
      { class: 'cell name' },
      caret,
      h('span', { class: `kind${isStrong ? ' strong' : ''}` }, isRoot ? 'root' : (kind ?? '').toLowerCase()),
      glyph(unit.type),
      h('span', { class: 'unit' }, clipped(shown(unit.id), 64)),
      row.exclusive > 1 && h('span', { class: 'count', title: 'units that come only through this one, itself included' }, `+${String(row.exclusive)}`),
    ),
    h('span', { class: 'cell fate' }, unit.fate === 'start' ? '' : fateText(unit.fate)),
    h('span', { class: 'cell others' }, row.others.length > 0 ? `also by ${String(row.others.length)} more` : ''),
    h('span', { class: 'cell description' }, shown(unit.description === unit.id ? '' : unit.description)),
  ); // prettier-ignore
  element.style.setProperty('--depth', String(row.depth));
  return element;
}

function onKey(
  event: KeyboardEvent,
  list: readonly PullRow[],
  current: number,
  isOpen: (row: PullRow) => boolean,
  context: ViewContext,
  box: HTMLElement,
  show: (index: number) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = list[current];
  const page = Math.max(1, Math.floor(box.clientHeight / ROW_HEIGHT) - 1);
  const go = (index: number): void => {
    const to = Math.max(0, Math.min(list.length - 1, index));
    const target = list[to];
    if (target) context.select(target.unit, true);
    show(to);
  };
  const steps: Readonly<Record<string, () => void>> = {
    ArrowDown: () => { go(current + 1); },
    ArrowUp: () => { go(current < 0 ? 0 : current - 1); },
    Home: () => { go(0); },
    End: () => { go(list.length - 1); },
    PageDown: () => { go(current + page); },
    PageUp: () => { go(current - page); },
    ArrowRight: () => {
      if (!row || row.children.length === 0) return;
      if (isOpen(row)) go(current + 1);
      else toggle(context, row.unit, true);
    },
    ArrowLeft: () => {
      if (!row) return;
      if (row.children.length > 0 && isOpen(row)) toggle(context, row.unit, false);
      else if (row.parent >= 0) context.select(row.parent, true);
    },
    Enter: () => { if (row) toggle(context, row.unit, !isOpen(row)); },
  }; // prettier-ignore
  const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
  if (!step) return;
  event.preventDefault();
  step();
}
