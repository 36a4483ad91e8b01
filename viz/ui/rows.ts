import { h } from './dom.js';

/** From here on only the rows that can be seen are made. */
const WINDOW_MIN = 600;
const MARGIN_COUNT = 20;

/** A long list of rows of the same height in a scrolling box. */
export interface Rows {
  readonly element: HTMLElement;
  /** Scrolls as little as is needed to show a row. */
  show(index: number): void;
}

/**
 * Makes the rows of a list: all of them, or those that can be seen where there are many.
 *
 * @param make the row of an index; it is placed by this function
 */
export function rows(box: HTMLElement, count: number, rowHeight: number, make: (index: number) => HTMLElement): Rows {
  const body = h('div', { class: 'rows-body', role: 'presentation' });
  body.style.height = `${String(count * rowHeight)}px`;
  box.append(body);
  const made = new Map<number, HTMLElement>();
  const place = (index: number): void => {
    if (made.has(index)) return;
    const row = make(index);
    row.style.top = `${String(index * rowHeight)}px`;
    row.style.height = `${String(rowHeight)}px`;
    made.set(index, row);
  };
  const isWindowed = count > WINDOW_MIN;
  const fill = (): void => {
    const offset = body.offsetTop;
    const from = isWindowed ? Math.max(0, Math.floor((box.scrollTop - offset) / rowHeight) - MARGIN_COUNT) : 0;
    const to = isWindowed
      ? Math.min(count, Math.ceil((box.scrollTop - offset + (box.clientHeight || 900)) / rowHeight) + MARGIN_COUNT)
      : count;
    for (const [index] of made) if (index < from || index >= to) made.delete(index);
    for (let i = from; i < to; i++) place(i);
    body.replaceChildren(...[...made].sort(([a], [b]) => a - b).map(([, row]) => row));
  };
  fill();
  if (isWindowed) {
    let isAsked = false;
    box.addEventListener('scroll', () => {
      if (isAsked) return;
      isAsked = true;
      requestAnimationFrame(() => {
        isAsked = false;
        fill();
      });
    });
    // The box gets its height when it is in the page.
    requestAnimationFrame(fill);
  }
  return {
    element: body,
    show(index) {
      const top = body.offsetTop + index * rowHeight;
      const head = body.offsetTop;
      if (top - head < box.scrollTop) box.scrollTop = top - head;
      else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight;
      if (isWindowed) fill();
    },
  };
}
