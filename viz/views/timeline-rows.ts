import type { ScaleLinear } from 'd3';
import { isOdd, placeBars, type Stretch } from '../layout/timeline.js';
import type { ModelIndex } from '../model.js';
import type { Span } from '../protocol.js';
import { clipped, s, shown, spanText } from '../ui/dom.js';
import { GLYPH_PATHS } from '../ui/glyph.js';
import { textWidth } from './graph-drawing.js';
import { labelText, rowText } from './timeline-words.js';

/** The height of a row, and of the axis above the first one. */
export const ROW_HEIGHT = 22;
/** The height of the axis. */
export const AXIS_HEIGHT = 24;
const BAR_HEIGHT = 12;
const BAR_TOP = (ROW_HEIGHT - BAR_HEIGHT) / 2;
const MIDDLE = ROW_HEIGHT / 2;

/** Widths of the drawing. */
export interface Frame {
  readonly width: number;
  /** Where the plot begins: names stand left of it. */
  readonly left: number;
  /** Where it ends: only text goes beyond. */
  readonly plotRight: number;
}

/** What all rows are drawn from. */
export interface RowsDrawn {
  readonly model: ModelIndex;
  readonly spans: readonly Span[];
  readonly slack: readonly (number | null)[];
  readonly chain: ReadonlySet<number>;
  readonly selected: number;
  readonly goal: number;
}

/** No more of the width than this is for text beside the bars. */
const LABEL_PART_MAX = 0.4;
const LABEL_MIN = 60;

/**
 * The columns of a drawing of some width.
 *
 * @param labelWidth of the widest text beside a bar
 */
export function frameOf(width: number, labelWidth: number): Frame {
  const left = Math.round(Math.max(176, Math.min(330, width * 0.29)));
  const room = Math.max(LABEL_MIN, Math.min(labelWidth + LABEL_MARGIN, width * LABEL_PART_MAX));
  return { width, left, plotRight: Math.max(left + 60, Math.round(width - room)) };
}
/** The gap between bar and text, and what is kept free at the right. */
const LABEL_MARGIN = 16;
const RIGHT_MARGIN = 8;

/** The text beside the bar of a job, with its sign and its width. */
function labelOfJob({ spans, slack, chain }: RowsDrawn, at: number): { text: string; sign: string | undefined; width: number } {
  const span = spans[at] as Span;
  const onChain = chain.has(at);
  const text = labelText(span, onChain ? null : (slack[at] ?? null), onChain);
  const name = span.isSkipped ? 'skipped' : span.result === null ? 'open' : span.result;
  const sign = Object.hasOwn(RESULT_SIGNS, name) ? RESULT_SIGNS[name] : undefined;
  return { text, sign, width: textWidth(text) * (onChain ? 1.13 : 1) + (sign ? 15 : 0) + 2 };
}

/** How wide the widest text beside a bar is. */
export const labelWidthOf = (drawn: RowsDrawn, rows: readonly number[]): number =>
  rows.reduce((widest, at) => Math.max(widest, labelOfJob(drawn, at).width), 0);

/** Signs of results, in a box of 10 by 10; the words stand beside them. */
const RESULT_SIGNS: Readonly<Record<string, string>> = {
  failed: 'M1 1l8 8M9 1l-8 8',
  assert: 'M1 1l8 8M9 1l-8 8',
  dependency: 'M1 1l8 8M9 1l-8 8',
  timeout: 'M5 .5a4.5 4.5 0 1 0 .01 0M5 2.2V5.2l2.2 1.4',
  canceled: 'M5 .5a4.5 4.5 0 1 0 .01 0M2 2l6 6',
  skipped: 'M1 1l4 4-4 4M5 1l4 4-4 4',
  open: 'M1 5h.1M5 5h.1M9 5h.1',
};

/** The parts of a row that do not move with time. */
export function rowElement(drawn: RowsDrawn, at: number, index: number, frame: Frame): SVGGElement {
  const { model, spans, slack, chain, selected, goal } = drawn;
  const span = spans[at] as Span;
  const unit = model.unit(span.unit);
  const onChain = chain.has(at);
  const name = fitted(shown(unit.id), (frame.left - 36) / (onChain ? 1.1 : 1));
  const classes = ['tl-row', onChain ? 'chain' : '', isOdd(span) ? 'odd' : '', at === selected ? 'sel' : '', at === goal ? 'goal' : ''];
  return s(
    'g',
    {
      class: classes.filter((word) => word !== '').join(' '),
      id: `job-${String(at)}`,
      role: 'option',
      'aria-selected': String(at === selected),
      // What can be seen comes first in what is read.
      'aria-label': `${name} ${labelText(span, onChain ? null : (slack[at] ?? null), onChain)}; ${rowText(model, span, slack[at] ?? null, onChain, spans)}`,
      'data-job': at,
      'data-unit': unit.id,
      transform: `translate(0,${String(AXIS_HEIGHT + index * ROW_HEIGHT)})`,
    },
    s('title', {}, rowText(model, span, slack[at] ?? null, onChain, spans)),
    s('rect', { class: 'tl-ground', x: 0, y: 0, width: frame.width, height: ROW_HEIGHT }),
    s('path', { class: `glyph type-${unit.type === 'target' ? 'target' : 'other'}`, d: (Object.hasOwn(GLYPH_PATHS, unit.type) ? GLYPH_PATHS[unit.type] : GLYPH_PATHS.service) ?? '', 'fill-rule': 'evenodd', transform: `translate(${String(frame.left - 24)},4)` }),
    s('text', { class: 'tl-name', x: frame.left - 30, y: MIDDLE, 'text-anchor': 'end', 'dominant-baseline': 'central' }, name),
    document.createTextNode(' '),
    s('g', { class: 'tl-bars' }),
  );
} // prettier-ignore

/** As much of a name as there is room for; its end says the type. */
function fitted(text: string, width: number): string {
  let length = text.length;
  while (length > 8 && textWidth(clipped(text, length)) > width) length -= Math.max(1, Math.ceil((length - 8) / 16));
  return clipped(text, length);
}

/** Draws the part of a row that moves with time. */
export function drawBars(row: SVGGElement, drawn: RowsDrawn, at: number, scale: ScaleLinear<number, number>, frame: Frame): void {
  const group = row.querySelector('.tl-bars');
  const span = drawn.spans[at];
  if (!group || !span) return;
  const onChain = drawn.chain.has(at);
  const slack = onChain ? null : (drawn.slack[at] ?? null);
  const { text, sign: signPath, width: labelWidth } = labelOfJob(drawn, at);
  const places = placeBars(span, slack, scale, frame.left, frame.plotRight, frame.width - RIGHT_MARGIN, labelWidth);
  const { anchor } = places.label;
  const start = anchor === 'start' ? places.label.x : places.label.x - labelWidth;
  const rect = (name: string, place: Stretch | null, y: number, height: number): SVGRectElement | null =>
    place && s('rect', { class: name, x: place.x, y, width: place.width, height });
  const isStop = span.type === 'stop';
  const isBefore = span.finished !== null && scale(span.finished) < frame.left;
  const isBehind = scale(span.running ?? span.runnable) > frame.plotRight;
  const parts = [
    rect('tl-active', places.active, BAR_TOP + 3, BAR_HEIGHT - 6),
    places.wait && s('path', { class: 'tl-wait', d: `M${String(places.wait.x)} ${String(MIDDLE)}h${String(places.wait.width)}` }),
    rect('tl-slack', places.slack, BAR_TOP + 1, BAR_HEIGHT - 2),
    rect('tl-ready', places.ready, MIDDLE - 2, 4),
    rect(`tl-bar${isStop ? ' stop' : ''}${isOdd(span) ? ' fail' : ''}`, places.bar, BAR_TOP, BAR_HEIGHT),
    isBefore || isBehind ? s('path', { class: 'tl-out', d: isBefore ? 'M5 -4v8l-5 -4z' : 'M-5 -4v8l5 -4z', transform: `translate(${String(isBefore ? frame.left : frame.plotRight)},${String(MIDDLE)})` }) : null,
    signPath === undefined ? null : s('path', { class: `tl-sign ${isOdd(span) ? 'odd' : ''}`, d: signPath, transform: `translate(${String(start)},${String(MIDDLE - 5)})` }),
    s('text', { class: 'tl-label', 'paint-order': 'stroke', x: start + (signPath ? 15 : 0), y: MIDDLE, 'dominant-baseline': 'central' }, text),
  ];
  group.replaceChildren(...parts.filter((part) => part !== null));
} // prettier-ignore

/** The lines that lead from each job of the chain to the next one. */
export function chainPath(chain: readonly number[], drawn: RowsDrawn, indexOf: ReadonlyMap<number, number>, scale: ScaleLinear<number, number>, frame: Frame): string {
  const parts: string[] = [];
  for (const [i, at] of chain.entries()) {
    const before = chain[i - 1];
    const span = before === undefined ? undefined : drawn.spans[before];
    if (before === undefined || !span || span.finished === null) continue;
    const x = scale(span.finished);
    if (x < frame.left || x > frame.plotRight) continue;
    const y = (job: number): number => AXIS_HEIGHT + (indexOf.get(job) ?? 0) * ROW_HEIGHT;
    parts.push(`M${x.toFixed(1)} ${String(y(before) + MIDDLE + (span.running === null ? 0 : BAR_HEIGHT / 2))}V${String(y(at) + MIDDLE)}`);
  }
  return parts.join('');
} // prettier-ignore

/** The axis: times, and lines through all rows. */
export function axisElements(scale: ScaleLinear<number, number>, frame: Frame, height: number): SVGElement[] {
  const count = Math.max(2, Math.floor((frame.plotRight - frame.left) / 90));
  const ticks = scale.ticks(count);
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  return ticks.flatMap((tick) => {
    const x = scale(tick);
    return [
      s('path', { class: 'tl-grid', d: `M${x.toFixed(1)} ${String(AXIS_HEIGHT - 4)}V${String(height)}` }),
      s('text', { class: 'tl-tick', x, y: AXIS_HEIGHT / 2, 'text-anchor': 'middle', 'dominant-baseline': 'central' }, tickText(tick, step)),
    ];
  });
} // prettier-ignore

/** A time on the axis, as exact as the distance to the next one asks for. */
export function tickText(ms: number, step: number): string {
  if (ms === 0) return '0';
  if (step >= 60_000) return `${String(Math.round(ms / 6000) / 10)} min`;
  if (step >= 1000) return `${String(Math.round(ms / 1000))} s`;
  if (ms >= 10_000 || step >= 100) return `${(ms / 1000).toFixed(step >= 100 ? 1 : step >= 10 ? 2 : 3)} s`;
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : 3;
  return `${ms.toFixed(digits)} ms`;
}

/** The first part of a measured boot, in which no job was there. */
export function beginElement(begun: number, scale: ScaleLinear<number, number>, frame: Frame, height: number): SVGElement[] {
  if (begun <= 0) return [];
  const [a, b] = [Math.max(frame.left, scale(0)), Math.min(frame.plotRight, scale(begun))];
  if (b <= a) return [];
  const text = `${spanText(begun)} before the first job: the manager itself`;
  return [
    s('rect', { class: 'tl-begin', x: a, y: AXIS_HEIGHT, width: b - a, height: Math.max(0, height - AXIS_HEIGHT) }, s('title', {}, text)),
    s('text', { class: 'tl-begin-text', transform: `translate(${String(a + Math.min(11, (b - a) / 2 + 4))},${String(AXIS_HEIGHT + 8)}) rotate(90)` }, b - a > 14 ? text : ''),
  ];
} // prettier-ignore
