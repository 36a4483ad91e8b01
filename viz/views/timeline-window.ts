import type { ScaleLinear } from 'd3';
import { AXIS_HEIGHT, drawBars, ROW_HEIGHT, rowElement, type Frame, type RowsDrawn } from './timeline-rows.js';

/** With more rows only those in sight are drawn. */
const WINDOW_MIN = 500;
const MARGIN_COUNT = 15;
/** Rows out of sight follow a zoom when it has come to rest. */
const REST_AFTER_MS = 150;

type Range = readonly [from: number, to: number];

/** The rows of a timeline in a scrolling box: of many, only those that can be seen are there. */
export class RowWindow {
  readonly #box: HTMLElement;
  readonly #list: SVGElement;
  readonly #drawn: RowsDrawn;
  readonly #rows: readonly number[];
  readonly #made = new Map<number, SVGGElement>();
  #place: { readonly scale: ScaleLinear<number, number>; readonly frame: Frame } | null = null;
  #timer = 0;
  #isAsked = false;

  /** @param rows the jobs from top to bottom */
  constructor(box: HTMLElement, list: SVGElement, drawn: RowsDrawn, rows: readonly number[]) {
    this.#box = box;
    this.#list = list;
    this.#drawn = drawn;
    this.#rows = rows;
    if (rows.length <= WINDOW_MIN) return;
    box.addEventListener('scroll', () => {
      if (this.#isAsked) return;
      this.#isAsked = true;
      requestAnimationFrame(() => {
        this.#isAsked = false;
        this.#paint();
      });
    });
  }

  /** Draws the rows on a scale; those out of sight a moment later. */
  paint(scale: ScaleLinear<number, number>, frame: Frame): void {
    this.#place = { scale, frame };
    this.#paint();
  }

  /** Forgets all rows: they are as wide as the box was. */
  clear(): void {
    for (const row of this.#made.values()) row.remove();
    this.#made.clear();
  }

  #inSight(): Range {
    const first = Math.floor((this.#box.scrollTop - AXIS_HEIGHT) / ROW_HEIGHT) - MARGIN_COUNT;
    const count = Math.ceil((this.#box.clientHeight || 800) / ROW_HEIGHT) + 2 * MARGIN_COUNT;
    return [Math.max(0, first), Math.min(this.#rows.length, first + count)];
  }

  #paint(): void {
    if (!this.#place) return;
    const { scale, frame } = this.#place;
    const [from, to] = this.#rows.length <= WINDOW_MIN ? [0, this.#rows.length] : this.#inSight();
    const [near, far] = this.#made.size > 0 ? this.#inSight() : [from, to];
    for (const [i, row] of this.#made) {
      if (i >= from && i < to) continue;
      row.remove();
      this.#made.delete(i);
    }
    for (let i = from; i < to; i++) {
      const at = this.#rows[i] ?? 0;
      let row = this.#made.get(i);
      if (!row) {
        this.#made.set(i, (row = rowElement(this.#drawn, at, i, frame)));
        this.#list.append(row);
      }
      if (i >= near && i < far) drawBars(row, this.#drawn, at, scale, frame);
    }
    if (near > from || far < to) this.#paintLater();
  }

  #paintLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#place) return;
      for (const [i, row] of this.#made) drawBars(row, this.#drawn, this.#rows[i] ?? 0, this.#place.scale, this.#place.frame);
    }, REST_AFTER_MS);
  }
}
