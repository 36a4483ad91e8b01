import { brushX, scaleLinear, select, zoom, zoomIdentity, type ScaleLinear } from 'd3';
import { h, s, shown } from '../ui/dom.js';
import { addTools, footnote, onKey } from './timeline-controls.js';
import { drawOverview, OVERVIEW_HEIGHT } from './timeline-overview.js';
import { planOf } from './timeline-plan.js';
import {
  axisElements,
  AXIS_HEIGHT,
  beginElement,
  chainPath,
  frameOf,
  labelWidthOf,
  ROW_HEIGHT,
  type Frame,
} from './timeline-rows.js';
import { RowWindow } from './timeline-window.js';
import { answerText } from './timeline-words.js';
import type { View, ViewContext } from './view.js';

/** The shortest time that can be zoomed to. */
const STRETCH_MIN_MS = 0.5;

/** Jobs in time: what waited for what, and how long. */
export const timelineView: View = {
  name: 'timeline',
  title: 'Timeline',
  question: 'Why does it start that late?',
  needs: 'run',
  render(container, context) {
    const { spans } = context.model.timeline;
    if (!context.model.hasRun) {
      context.say('Running it …');
      return;
    }
    if (spans.length === 0) {
      context.say('Nothing was run.');
      container.append(h('p', { class: 'empty' }, 'There are no jobs, so that there is no timeline.'));
      return;
    }
    draw(container, context);
  },
  legend: ({ model }) => [
    { swatch: 'dotted', text: 'waits for other jobs' },
    ...(model.timeline.source === 'measured' ? [{ swatch: 'thin', text: 'could run, is not begun yet' } as const] : []),
    { swatch: 'bar', tone: 'require', text: 'starts' },
    { swatch: 'bar', tone: 'chain', text: 'bold: on the chain that sets the time' },
    { swatch: 'thin', tone: 'require', text: 'pale: is up' },
    { swatch: 'hatched', text: 'slack: it may be that much later' },
    { swatch: 'text', sign: '×', tone: 'fail', text: 'failed' },
    { swatch: 'text', sign: '»', text: 'skipped' },
  ],
};

function draw(container: HTMLElement, context: ViewContext): void {
  const plan = planOf(context);
  const { model, memory, shownRows, spans, goal } = plan;
  const isRoot = spans[goal]?.unit === model.root;
  context.say(answerText(model, goal, plan.chainOrder, isRoot));
  const again = (): void => {
    context.tools.replaceChildren();
    container.replaceChildren();
    draw(container, context);
    container.querySelector<HTMLElement>('[data-key="timeline"]')?.focus({ preventScroll: true });
  };
  const { rows } = shownRows;
  const indexOf = new Map(rows.map((at, i) => [at, i]));
  const height = AXIS_HEIGHT + rows.length * ROW_HEIGHT + 8;
  const current = plan.selected >= 0 ? (indexOf.get(plan.selected) ?? -1) : -1;

  const svg = s('svg', { class: 'drawing timeline-drawing', role: 'presentation' });
  const axis = s('g', { class: 'tl-axis', 'aria-hidden': 'true' });
  const links = s('path', { class: 'tl-links', 'aria-hidden': 'true' });
  const list = s('g', { role: 'presentation' });
  svg.append(hatch(), s('g', { transform: 'translate(0,0)', role: 'presentation' }, axis, list, links));
  svg.style.height = `${String(height)}px`;
  const head = s('svg', { class: 'tl-head', 'aria-hidden': 'true' });
  head.style.height = `${String(AXIS_HEIGHT)}px`;
  const overview = s('svg', { class: 'tl-overview', 'aria-hidden': 'true' });
  overview.style.height = `${String(OVERVIEW_HEIGHT)}px`;
  const box = h(
    'div',
    {
      class: 'scroll timeline',
      role: 'listbox',
      tabindex: 0,
      'data-key': 'timeline',
      'aria-label': `Jobs in time, until ${shown(model.unit(spans[goal]?.unit ?? -1).id)}`,
      'aria-activedescendant': current >= 0 ? `job-${String(plan.selected)}` : undefined,
    },
    head,
    svg,
  );
  container.append(overview, box, footnote(plan, context, again));
  addTools(plan, context, again, (factor) => { zoomBy(factor); }); // prettier-ignore

  const labelWidth = labelWidthOf(plan, rows);
  let frame: Frame = frameOf(box.clientWidth || 1000, labelWidth);
  let base: ScaleLinear<number, number> = scaleLinear();
  let scale: ScaleLinear<number, number> = base;
  const window = new RowWindow(box, list, plan, rows);

  const paint = (): void => {
    axis.replaceChildren(...axisElements(scale, frame, height), ...beginElement(model.timeline.begun, scale, frame, height));
    head.replaceChildren(...axisElements(scale, frame, AXIS_HEIGHT));
    links.setAttribute('d', chainPath(plan.chainOrder, plan, indexOf, scale, frame));
    window.paint(scale, frame);
  };

  const behaviour = zoom<SVGSVGElement, unknown>()
    .filter((event: MouseEvent) => (event.type === 'wheel' ? event.ctrlKey || event.metaKey || event.shiftKey : event.button === 0))
    .on('zoom', ({ transform, sourceEvent }: { transform: typeof zoomIdentity; sourceEvent: unknown }) => {
      scale = transform.rescaleX(base);
      if (sourceEvent !== null || transform.k !== 1) {
        const [a = 0, b = 1] = scale.domain();
        memory.domain = transform.k === 1 ? null : [a, b];
      } else memory.domain = null;
      moveBrush();
      paint();
    }); // prettier-ignore
  const zoomBy = (factor: number): void => {
    if (factor === 0) select(svg).call(behaviour.transform, zoomIdentity);
    else select(svg).call(behaviour.scaleBy, factor, [focusX(), 0]);
  };
  /** Keys zoom around the selected job. */
  const focusX = (): number => {
    const span = spans[plan.selected];
    const x = span ? scale(span.running ?? span.runnable) : frame.left;
    return x >= frame.left && x <= frame.plotRight ? x : (frame.left + frame.plotRight) / 2;
  };
  const zoomTo = (a: number, b: number): void => {
    const [from, to] = plan.base;
    const k = (to - from) / Math.max(b - a, STRETCH_MIN_MS);
    const transform = zoomIdentity.translate(frame.left - k * base(a), 0).scale(k);
    select(svg).call(behaviour.transform, transform);
  };

  const brush = brushX<unknown>().on('end', ({ selection, sourceEvent }: { selection: [number, number] | null; sourceEvent: unknown }) => {
    if (sourceEvent === null || sourceEvent === undefined) return;
    if (selection === null) select(svg).call(behaviour.transform, zoomIdentity);
    else zoomTo(base.invert(selection[0]), base.invert(selection[1]));
  }); // prettier-ignore
  const brushed = s('g', { class: 'tl-brush' });
  const moveBrush = (): void => {
    const [a = 0, b = 1] = scale.domain();
    const whole = memory.domain === null;
    select<SVGGElement, unknown>(brushed).call(
      brush.move,
      whole ? null : [Math.max(frame.left, base(a)), Math.min(frame.plotRight, base(b))],
    );
  };

  const resize = (): void => {
    const width = box.clientWidth || 1000;
    frame = frameOf(width, labelWidth);
    base = scaleLinear([...plan.base], [frame.left, frame.plotRight]);
    scale = base;
    svg.style.width = head.style.width = `${String(width)}px`;
    window.clear();
    const extent: [[number, number], [number, number]] = [[frame.left, 0], [frame.plotRight, height]]; // prettier-ignore
    behaviour
      .extent(extent)
      .translateExtent(extent)
      .scaleExtent([1, Math.max(1, (plan.base[1] - plan.base[0]) / STRETCH_MIN_MS)]);
    brush.extent([[frame.left, 2], [frame.plotRight, OVERVIEW_HEIGHT - 2]]); // prettier-ignore
    drawOverview(overview, plan, base, frame, brushed);
    select<SVGGElement, unknown>(brushed).call(brush);
    if (memory.domain) zoomTo(memory.domain[0], memory.domain[1]);
    else select(svg).call(behaviour.transform, zoomIdentity);
  };
  select(svg).call(behaviour).on('dblclick.zoom', null);
  resize();
  const observer = new ResizeObserver(() => {
    if (!box.isConnected) observer.disconnect();
    else if (Math.abs(box.clientWidth - frame.width) > 1) resize();
  });
  observer.observe(box);

  const jobAt = (event: Event): number => Number((event.target as Element).closest('[data-job]')?.getAttribute('data-job') ?? -1);
  svg.addEventListener('click', (event) => {
    const span = spans[jobAt(event)];
    if (span) context.select(span.unit);
  });
  const explain = (job: number): void => {
    const span = spans[job];
    if (!span) return;
    memory.goal = job;
    if (context.selected === span.unit) again();
    else context.select(span.unit);
  };
  svg.addEventListener('dblclick', (event) => {
    explain(jobAt(event));
  });
  box.addEventListener('keydown', (event) => {
    onKey(event, plan, context, current, box, zoomBy, explain);
  });
  if (current >= 0) requestAnimationFrame(() => { showRow(box, current); }); // prettier-ignore
}

/** Scrolls as little as is needed to see a row; the head covers the top. */
function showRow(box: HTMLElement, index: number): void {
  const top = AXIS_HEIGHT + index * ROW_HEIGHT;
  if (top - AXIS_HEIGHT < box.scrollTop) box.scrollTop = top - AXIS_HEIGHT;
  else if (top + ROW_HEIGHT + 8 > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_HEIGHT + 8 - box.clientHeight;
}

function hatch(): SVGElement {
  return s(
    'defs',
    {},
    s(
      'pattern',
      { id: 'slack-pattern', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      s('path', { class: 'tl-hatch', d: 'M0 0V6' }),
    ),
  );
}
