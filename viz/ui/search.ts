import type { ModelIndex } from '../model.js';
import { clipped, h, shown } from './dom.js';
import { glyph } from './glyph.js';
import { fateText } from './words.js';

const HIT_COUNT_MAX = 12;

/** The search field with its list of hits. */
export interface Search {
  readonly element: HTMLElement;
  focus(): void;
}

/** Finds units by name or description: names that begin with the text first. */
export function findUnits(model: ModelIndex, text: string): number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const score = (i: number): number => {
    const { names, description, fate } = model.unit(i);
    const base = names.some((name) => name.toLowerCase().startsWith(wanted))
      ? 0
      : names.some((name) => name.toLowerCase().includes(wanted))
        ? 2
        : description.toLowerCase().includes(wanted)
          ? 4
          : -1;
    return base < 0 ? -1 : base + (fate === 'start' ? 0 : 1);
  };
  return model.units
    .map((_, i) => [i, score(i)] as const)
    .filter(([, value]) => value >= 0)
    .sort((a, b) => a[1] - b[1] || a[0] - b[0])
    .map(([i]) => i);
}

/** A combo box: arrows go through the hits, Enter takes one. */
export function searchBox(getModel: () => ModelIndex | null, take: (unit: number) => void): Search {
  let hits: number[] = [];
  let at = -1;
  const list = h('ul', { role: 'listbox', id: 'hits', class: 'hits', 'aria-label': 'Units found' });
  list.hidden = true;
  const input = h('input', {
    type: 'search',
    id: 'search',
    placeholder: 'Find a unit  ( / )',
    role: 'combobox',
    'aria-label': 'Find a unit',
    'aria-expanded': 'false',
    'aria-controls': 'hits',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: 'false',
    oninput: () => { find(); },
    onkeydown: (event: KeyboardEvent) => { onKey(event); },
    onblur: () => { setTimeout(() => { close(); }, 150); },
  }); // prettier-ignore
  const close = (): void => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const mark = (): void => {
    for (const [i, item] of [...list.children].entries()) item.setAttribute('aria-selected', String(i === at));
    if (at >= 0) input.setAttribute('aria-activedescendant', `hit-${String(at)}`);
  };
  const find = (): void => {
    const model = getModel();
    const all = model ? findUnits(model, input.value) : [];
    hits = all.slice(0, HIT_COUNT_MAX);
    at = hits.length > 0 ? 0 : -1;
    list.replaceChildren(
      ...hits.map((unit, i) => {
        const entry = model?.unit(unit);
        return h(
          'li',
          { role: 'option', id: `hit-${String(i)}`, 'aria-selected': String(i === at), onpointerdown: () => { choose(i); } },
          entry && glyph(entry.type),
          h('span', { class: 'unit' }, clipped(shown(entry?.id ?? ''), 56)),
          h('span', { class: 'small' }, entry ? fateText(entry.fate) : ''),
        );
      }),
    ); // prettier-ignore
    if (input.value.trim() !== '' && hits.length === 0)
      list.append(h('li', { class: 'none', role: 'option', 'aria-selected': 'false' }, 'no unit'));
    list.hidden = input.value.trim() === '';
    input.setAttribute('aria-expanded', String(!list.hidden));
    mark();
  };
  const choose = (i: number): void => {
    const unit = hits[i];
    if (unit !== undefined) take(unit);
    close();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) find();
      else if (hits.length > 0) at = (at + (event.key === 'ArrowDown' ? 1 : -1) + hits.length) % hits.length;
      mark();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (list.hidden) find();
      choose(at);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (list.hidden) input.blur();
      close();
    }
  };
  return {
    element: h('div', { class: 'search', role: 'search' }, input, list),
    focus: () => {
      input.focus();
      input.select();
    },
  };
}
