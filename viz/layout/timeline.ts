import type { Span } from '../protocol.js';

/** Which jobs have a row: those of the chain; and those that are near it; all. */
export const ROW_CHOICES = ['chain', 'near', 'all'] as const;

/** One of them. */
export type RowChoice = (typeof ROW_CHOICES)[number];

/** A job is near the chain when its slack is at most this part of the time of the goal. */
export const NEAR_PART = 0.2;
/** No more than this many rows beside the chain, those with the least slack. */
const NEAR_COUNT_MAX = 40;

/** A job that took less took no time that anybody would see. */
export const NO_TIME_MS = 0.05;

/** What the choice of rows depends on. Jobs are places in `spans`. */
export interface RowQuestion {
  readonly choice: RowChoice;
  readonly chain: readonly number[];
  readonly slack: readonly (number | null)[];
  readonly goal: number;
  /** Always has a row; -1 for none. */
  readonly selected: number;
  /** Has whatever did not end done a row, even when the goal does not wait for it? */
  readonly hasEveryOdd: boolean;
  passes(unit: number): boolean;
}

/** The rows from top to bottom, and how many jobs have none. */
export interface Rows {
  readonly rows: readonly number[];
  /** They took no time. */
  readonly emptyCount: number;
  /** The goal does not wait for them, or they have time to spare. */
  readonly farCount: number;
}

/** How long a job took, from when it could run. */
export const costOf = (span: Span): number => (span.finished ?? span.runnable) - span.runnable;

/** Did a job end otherwise than done? Those always have a row. */
export const isOdd = (span: Span): boolean => span.result !== 'done';

const beginOf = (span: Span): number => span.running ?? span.runnable;

/** Chooses the jobs that have a row. Rows stand in the order in which the jobs began; those of the chain one below the other. */
export function chooseRows(spans: readonly Span[], question: RowQuestion): Rows {
  const { choice, chain, slack, goal, selected, hasEveryOdd, passes } = question;
  const kept = new Set([...chain, selected].filter((i) => spans[i] !== undefined));
  let emptyCount = 0;
  const others: number[] = [];
  const limit = (spans[goal]?.finished ?? 0) * NEAR_PART;
  for (const [i, span] of spans.entries()) {
    if (kept.has(i) || (choice !== 'chain' && !passes(span.unit))) continue;
    if (choice === 'all' || (choice === 'near' && isOdd(span) && (hasEveryOdd || slack[i] !== null))) kept.add(i);
    else if (costOf(span) < NO_TIME_MS) emptyCount++;
    else others.push(i);
  }
  const slackOf = (i: number): number => slack[i] ?? Infinity;
  const near = choice === 'chain' ? [] : others.filter((i) => slackOf(i) <= limit);
  near.sort((a, b) => slackOf(a) - slackOf(b) || a - b);
  for (const i of near.slice(0, NEAR_COUNT_MAX)) kept.add(i);
  const begin = (i: number): number => { const span = spans[i]; return span ? beginOf(span) : 0; }; // prettier-ignore
  return {
    rows: [...kept].sort((a, b) => begin(a) - begin(b) || a - b),
    emptyCount,
    farCount: others.filter((i) => !kept.has(i)).length,
  };
}

/** The shortest time that is shown at first. */
const DOMAIN_MIN_MS = 1;

/** The time that is shown at first: from the start to the end of the goal, or of the last row where it ends later. */
export function domainOf(spans: readonly Span[], rows: readonly number[]): readonly [number, number] {
  let end = 0;
  for (const i of rows) {
    const span = spans[i];
    if (span) end = Math.max(end, span.finished ?? beginOf(span));
  }
  return [0, Math.max(end, DOMAIN_MIN_MS)];
}

/** From where to where, in pixels. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
}

/** Where the parts of a row stand; null: outside, or not there. */
export interface BarPlaces {
  /** Queued, something stands before it. */
  readonly wait: Stretch | null;
  /** Nothing stands before it any more. */
  readonly ready: Stretch | null;
  /** Starting, or stopping. */
  readonly bar: Stretch | null;
  /** Up afterwards. */
  readonly active: Stretch | null;
  readonly slack: Stretch | null;
  /** The text: right of all that is drawn strongly, else left of it, else at the right edge. */
  readonly label: { readonly x: number; readonly anchor: 'start' | 'end' };
}

/** The narrowest bar that can be seen. */
export const BAR_WIDTH_MIN = 2.5;
const LABEL_GAP = 6;

/**
 * Places the parts of a row.
 *
 * @param x milliseconds to pixels
 * @param left the first pixel of the plot
 * @param right the last one; nothing but the text goes beyond `plotRight`
 */
export function placeBars(
  span: Span,
  slack: number | null,
  x: (ms: number) => number,
  left: number,
  plotRight: number,
  right: number,
  labelWidth: number,
): BarPlaces {
  const cut = (from: number, to: number, widthMin = 0): Stretch | null => {
    const last = to === Infinity ? plotRight : x(to);
    const [a, b] = [Math.max(left, x(from)), Math.min(plotRight, last)];
    if (last < left || x(from) > plotRight) return null;
    const width = Math.max(b - a, widthMin);
    return width <= 0 ? null : { x: Math.min(a, plotRight - widthMin), width };
  };
  const begin = beginOf(span);
  const end = span.finished ?? Infinity;
  const bar = span.running === null ? null : cut(begin, end, BAR_WIDTH_MIN);
  const slackPlace = slack === null || slack === 0 || span.finished === null || isOdd(span) ? null : cut(span.finished, span.finished + slack);
  const isUp = span.activeUntil === null || (span.finished !== null && span.activeUntil > span.finished);
  const active = span.finished !== null && isUp ? cut(span.finished, span.activeUntil ?? Infinity) : null;
  const rightmost = Math.max(left, Math.min(plotRight, x(Number.isFinite(end) ? end : begin)), ...[bar, slackPlace].map((part) => (part ? part.x + part.width : 0)));
  const leftmost = Math.min(plotRight, Math.max(left, x(span.runnable)));
  let label: BarPlaces['label'];
  if (rightmost + LABEL_GAP + labelWidth <= right) label = { x: rightmost + LABEL_GAP, anchor: 'start' };
  else if (leftmost - LABEL_GAP - labelWidth >= left) label = { x: leftmost - LABEL_GAP, anchor: 'end' };
  else label = { x: right, anchor: 'end' };
  return {
    wait: cut(span.installed, span.runnable),
    ready: span.running === null ? null : cut(span.runnable, begin),
    bar,
    active,
    slack: slackPlace,
    label,
  };
} // prettier-ignore
