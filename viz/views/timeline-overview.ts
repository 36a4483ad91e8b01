import type { ScaleLinear } from 'd3';
import { s } from '../ui/dom.js';
import type { Plan } from './timeline-plan.js';
import type { Frame } from './timeline-rows.js';

/** How high it is. */
export const OVERVIEW_HEIGHT = 30;

/** All jobs in little, with the stretch that is zoomed to. */
export function drawOverview(svg: SVGSVGElement, plan: Plan, base: ScaleLinear<number, number>, frame: Frame, brush: SVGGElement): void {
  const { rows } = plan.shownRows;
  const step = (OVERVIEW_HEIGHT - 8) / Math.max(1, rows.length);
  const path = (isChain: boolean): string =>
    rows
      .flatMap((at, i) => {
        const span = plan.spans[at];
        if (!span || plan.chain.has(at) !== isChain) return [];
        const x = base(span.runnable);
        const width = Math.min(frame.plotRight, Math.max(x + 1.5, base(span.finished ?? span.runnable))) - x;
        return x > frame.plotRight ? [] : [`M${x.toFixed(1)} ${(4 + (i + 0.5) * step).toFixed(1)}h${width.toFixed(1)}`];
      })
      .join('');
  const stroke = String(Math.max(1, Math.min(3, step * 0.8)));
  svg.replaceChildren(
    s('text', { class: 'tl-tick', x: frame.left - 8, y: OVERVIEW_HEIGHT / 2, 'text-anchor': 'end', 'dominant-baseline': 'central' }, 'drag here to zoom'),
    s('rect', { class: 'tl-overview-ground', x: frame.left, y: 2, width: frame.plotRight - frame.left, height: OVERVIEW_HEIGHT - 4 }),
    s('path', { class: 'tl-mini', d: path(false), 'stroke-width': stroke }),
    s('path', { class: 'tl-mini chain', d: path(true), 'stroke-width': stroke }),
    brush,
  );
} // prettier-ignore
