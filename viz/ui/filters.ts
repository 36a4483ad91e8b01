import type { ModelIndex } from '../model.js';
import { FATE_FILTERS, TYPE_WORDS, type State } from '../store.js';
import { openDialog } from './dialog.js';
import { h, shown } from './dom.js';
import { fateText } from './words.js';

/** Does a unit pass the filters? */
export function passesFilter(model: ModelIndex, state: State, unit: number): boolean {
  const { type, fate, slice } = model.unit(unit);
  return (
    (state.types.length === 0 || (state.types as readonly string[]).includes(type)) &&
    (state.fates.length === 0 || state.fates.includes(fate)) &&
    (state.slice === null || slice === state.slice)
  );
}

/** How many filters are on. */
export function filterCount(state: State): number {
  return state.types.length + state.fates.length + (state.slice === null ? 0 : 1);
}

/** The box in which filters are set. */
export function openFilters(model: ModelIndex, state: State, set: (patch: Partial<State>) => void): void {
  const known = new Set(model.units.map(({ type }) => type));
  const fates = new Set(model.units.map(({ fate }) => fate));
  const slices = [...new Set(model.units.flatMap(({ slice }) => slice ?? []))];
  openDialog('Filter', (close) => {
    const types = new Set(state.types);
    const chosen = new Set(state.fates);
    const check = <T extends string>(word: T, into: Set<T>, text: string): HTMLElement =>
      h(
        'label',
        {},
        h('input', {
          type: 'checkbox',
          checked: into.has(word),
          onchange: () => {
            if (into.has(word)) into.delete(word);
            else into.add(word);
          },
        }),
        text,
      );
    const slice = h(
      'select',
      {},
      h('option', { value: '' }, 'any'),
      slices.map((id) => h('option', { value: id, selected: id === state.slice }, shown(id))),
    );
    return [
      h('p', { class: 'small' }, 'Nothing chosen means everything.'),
      h('fieldset', {}, h('legend', {}, 'Type'), TYPE_WORDS.filter((word) => known.has(word)).map((word) => check(word, types, word))),
      h('fieldset', {}, h('legend', {}, 'What becomes of it'), FATE_FILTERS.filter((word) => fates.has(word)).map((word) => check(word, chosen, fateText(word)))),
      h('fieldset', {}, h('legend', {}, 'Slice'), h('label', {}, 'in ', slice)),
      h(
        'div',
        { class: 'buttons' },
        h('button', { type: 'button', class: 'primary', onclick: () => {
          set({ types: TYPE_WORDS.filter((word) => types.has(word)), fates: FATE_FILTERS.filter((word) => chosen.has(word)), slice: slice.value || null });
          close();
        } }, 'Show'),
        h('button', { type: 'button', onclick: () => { set({ types: [], fates: [], slice: null }); close(); } }, 'No filter'),
      ),
    ]; // prettier-ignore
  });
}
