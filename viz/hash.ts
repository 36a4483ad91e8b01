import { parseUnitName } from '../src/index.js';
import { DEFAULT_STATE, FATE_FILTERS, TYPE_WORDS, VIEW_NAMES, type State, type Theme } from './store.js';
import type { Fate, WhatIf } from './protocol.js';

const TEXT_LENGTH_MAX = 4000;
const WHAT_IF_COUNT_MAX = 50;

const isUnit = (word: string): boolean => parseUnitName(word) !== null;
const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

/** What is in the hash: what differs from the state that the page begins with. */
export function toHash(state: State): string {
  const parts: string[] = [];
  const add = (key: string, value: string): void => {
    parts.push(`${key}=${encodeURIComponent(value).replaceAll('%40', '@').replaceAll('%3A', ':').replaceAll('%2C', ',')}`);
  };
  add('view', state.view);
  if (state.root !== null) add('root', state.root);
  if (state.sel !== null) add('sel', state.sel);
  if (state.steps !== DEFAULT_STATE.steps) add('steps', String(state.steps));
  if (state.types.length > 0) add('types', state.types.join(','));
  if (state.fates.length > 0) add('fates', state.fates.join(','));
  if (state.slice !== null) add('slice', state.slice);
  if (!state.fold) add('fold', '0');
  if (state.isWhole) add('whole', '1');
  if (state.theme !== 'auto') add('theme', state.theme);
  if (state.outcome !== 0) add('outcome', String(state.outcome));
  for (const whatIf of state.whatIfs) add('if', whatIfText(whatIf));
  return `#${parts.join('&')}`;
}

/** A state from a hash: every value is checked; what does not pass is as if it were not there. */
export function fromHash(hash: string): State {
  const parameters = new URLSearchParams(hash.replace(/^#/, '').replaceAll('+', '%2B'));
  const get = (key: string): string | null => parameters.get(key);
  const listed = <T extends string>(key: string, known: readonly T[]): T[] =>
    known.filter((word) => (get(key) ?? '').split(',').includes(word));
  const unit = (key: string): string | null => {
    const word = get(key);
    return word !== null && isUnit(word) ? word : null;
  };
  const number = (key: string, otherwise: number, max: number): number => {
    const word = get(key);
    return word !== null && /^\d{1,4}$/.test(word) && Number(word) <= max ? Number(word) : otherwise;
  };
  const whatIfs = parameters
    .getAll('if')
    .slice(0, WHAT_IF_COUNT_MAX)
    .flatMap((text) => parseWhatIf(text) ?? []);
  return {
    view: VIEW_NAMES.find((name) => name === get('view')) ?? DEFAULT_STATE.view,
    root: unit('root'),
    sel: unit('sel'),
    steps: number('steps', DEFAULT_STATE.steps, 9),
    types: listed('types', TYPE_WORDS),
    fates: listed<Fate>('fates', FATE_FILTERS),
    slice: unit('slice'),
    fold: get('fold') !== '0',
    isWhole: get('whole') === '1',
    theme: THEMES.find((name) => name === get('theme')) ?? 'auto',
    outcome: number('outcome', 0, 999),
    whatIfs,
  };
}

/** A what-if as text: `delay:x.service:5`. */
export function whatIfText(whatIf: WhatIf): string {
  switch (whatIf.verb) {
    case 'delay':
      return `delay:${whatIf.unit}:${String(whatIf.seconds)}`;
    case 'order':
    case 'unorder':
      return `${whatIf.verb}:${whatIf.unit}:${whatIf.after}`;
    case 'edit':
      return `edit:${whatIf.unit}:${whatIf.text}`;
    default:
      return `${whatIf.verb}:${whatIf.unit}`;
  }
}

/** A what-if from its text; null for what is none. Unit names may hold colons: the split is where both sides are valid. */
export function parseWhatIf(text: string): WhatIf | null {
  const match = /^(fail|mask|enable|disable|delay|order|unorder|edit):([\s\S]*)$/.exec(text.slice(0, TEXT_LENGTH_MAX));
  if (!match) return null;
  const [, verb, rest = ''] = match;
  if (verb === 'fail' || verb === 'mask' || verb === 'enable' || verb === 'disable')
    return isUnit(rest) ? { verb, unit: rest } : null;
  for (let colon = rest.indexOf(':'); colon > 0; colon = rest.indexOf(':', colon + 1)) {
    const unit = rest.slice(0, colon);
    const tail = rest.slice(colon + 1);
    if (!isUnit(unit)) continue;
    if (verb === 'edit') return { verb, unit, text: tail };
    if (verb === 'delay' && /^\d{1,6}(?:\.\d{1,3})?$/.test(tail)) return { verb, unit, seconds: Number(tail) };
    if ((verb === 'order' || verb === 'unorder') && isUnit(tail)) return { verb, unit, after: tail };
  }
  return null;
}
