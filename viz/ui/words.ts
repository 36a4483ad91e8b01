import type { BreakClass, Fate } from '../protocol.js';

const FATE_TEXT: Readonly<Record<Fate, string>> = {
  start: 'starts',
  active: 'active',
  dropped: 'no job',
  stop: 'stopped',
  'not-found': 'not found',
  masked: 'masked',
  'not-loaded': 'not loadable',
  'not-pulled': 'not pulled in',
};

/** What becomes of a unit, in words. */
export const fateText = (fate: Fate): string => FATE_TEXT[fate];

/** The tone in which it is shown. */
export const fateTone = (fate: Fate): string =>
  fate === 'not-found' || fate === 'not-loaded' || fate === 'stop'
    ? 'fail'
    : fate === 'start' || fate === 'active'
      ? 'plain'
      : 'dim';

const BREAK_TEXT: Readonly<Record<BreakClass, string>> = {
  fails: 'fails with it',
  stops: 'is stopped',
  lost: 'is not started any more',
  race: 'fails or not: a race',
  starts: 'is started by it',
  'goes-on': 'goes on without it',
  waits: 'only waits for it',
};

/** What a failure does, in words. */
export const breakText = (kind: BreakClass): string => BREAK_TEXT[kind];

/** Its sign: colour is never the only one. */
export const BREAK_SIGN: Readonly<Record<BreakClass, string>> = {
  fails: '×',
  stops: '■',
  lost: '−',
  race: '?',
  starts: '▸',
  'goes-on': '○',
  waits: '…',
};
