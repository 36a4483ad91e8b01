import { FATES, type Fate, type WhatIf } from './protocol.js';

/** The views, in the order of their tabs and number keys. */
export const VIEW_NAMES = ['pulls-in', 'order', 'timeline', 'cycle', 'breaks', 'units'] as const;

/** One of them. */
export type ViewName = (typeof VIEW_NAMES)[number];

/** Light and dark by the system's setting, or by the user's. */
export type Theme = 'auto' | 'light' | 'dark';

/** The unit types that can be filtered by. */
export const TYPE_WORDS = [
  'target',
  'service',
  'socket',
  'mount',
  'timer',
  'path',
  'slice',
  'device',
  'swap',
  'automount',
  'scope',
] as const;

/** The fates that can be filtered by. */
export const FATE_FILTERS = FATES;

/** All that the user has chosen. Units are named by their ids. */
export interface State {
  readonly view: ViewName;
  /** null: as the page data say. */
  readonly root: string | null;
  readonly sel: string | null;
  /** How far around the selection graphs reach; 0: everything. */
  readonly steps: number;
  /** Empty: all. */
  readonly types: readonly (typeof TYPE_WORDS)[number][];
  readonly fates: readonly Fate[];
  readonly slice: string | null;
  /** Are hubs folded in graphs, and empty jobs in the timeline? */
  readonly fold: boolean;
  /** The whole graph, not the neighbourhood of the selection. */
  readonly isWhole: boolean;
  readonly theme: Theme;
  /** The chosen cycle and outcome: cycle * 100 + outcome. */
  readonly outcome: number;
  readonly whatIfs: readonly WhatIf[];
}

/** What the page begins with. */
export const DEFAULT_STATE: State = Object.freeze({
  view: 'pulls-in',
  root: null,
  sel: null,
  steps: 2,
  types: [],
  fates: [],
  slice: null,
  fold: true,
  isWhole: false,
  theme: 'auto',
  outcome: 0,
  whatIfs: [],
});

/** One state, and who wants to know when it changes. */
export class Store {
  #state: State;
  readonly #listeners: ((state: State, before: State) => void)[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  set(patch: Partial<State>): void {
    const before = this.#state;
    const next = { ...before, ...patch };
    if ((Object.keys(next) as (keyof State)[]).every((key) => next[key] === before[key])) return;
    this.#state = next;
    for (const listener of this.#listeners) listener(next, before);
  }

  listen(listener: (state: State, before: State) => void): void {
    this.#listeners.push(listener);
  }
}
