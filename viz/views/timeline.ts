import { brushX, scaleLinear, select, zoom, zoomIdentity, type ScaleLinear } from 'd3';
import { chainTo, jobOf, slackTo } from '../layout/timeline-chain.js';
import { chooseRows, domainOf, ROW_CHOICES, type RowChoice, type Rows } from '../layout/timeline.js';
import type { ModelIndex } from '../model.js';
import { counted, h, s, shown } from '../ui/dom.js';
import {
  axisElements,
  AXIS_HEIGHT,
  beginElement,
  chainPath,
  drawBars,
  frameOf,
  ROW_HEIGHT,
  rowElement,
  type Frame,
  type RowsDrawn,
} from './timeline-rows.js';
import { answerText } from './timeline-words.js';
import type { View, ViewContext } from './view.js';

/** With more rows only those in sight are drawn. */
const WINDOW_MIN = 500;
const MARGIN_COUNT = 15;
/** Rows out of sight follow a zoom when it has come to rest. */
const REST_AFTER_MS = 150;
const OVERVIEW_HEIGHT = 30;
/** The shortest time that can be zoomed to. */
const STRETCH_MIN_MS = 0.5;
const CHOICE_TEXT: Readonly<Record<RowChoice, string>> = { chain: 'the chain', near: 'chain and near it', all: 'all jobs' };

/** What survives a render, by model. */
interface Memory {
  /** The unit that is explained. */
  goal: number;
  /** What is zoomed to; null: as it is best seen. */
  domain: readonly [number, number] | null;
  domainGoal: number;
}
const memories = new WeakMap<object, Memory>();
let isChainOnly = false;

/** Everything that one drawing is made of. */
interface Plan extends RowsDrawn {
  readonly chainOrder: readonly number[];
  readonly shownRows: Rows;
  readonly base: readonly [number, number];
  readonly memory: Memory;
  readonly choice: RowChoice;
}

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

function planOf(context: ViewContext): Plan {
  const { model, selected } = context;
  const { spans } = model.timeline;
  let memory = memories.get(model);
  if (!memory) memories.set(model, (memory = { goal: -1, domain: null, domainGoal: -1 }));
  const rootJob = jobOf(spans, model.root);
  const selectedJob = selected < 0 ? -1 : jobOf(spans, selected);
  const isOn = (goal: number): boolean => goal >= 0 && chainTo(spans, goal).includes(selectedJob);
  // A unit of the chain in sight is looked at as a part of it; another one is explained itself.
  if (selectedJob < 0 || (memory.goal !== selectedJob && isOn(rootJob) && !isOn(memory.goal))) memory.goal = rootJob;
  else if (!isOn(memory.goal)) memory.goal = selectedJob;
  const goal = memory.goal >= 0 ? memory.goal : spans.length - 1;
  const chainOrder = chainTo(spans, goal);
  const slack = slackTo(spans, goal, (unit) => model.out('After', unit));
  const choice: RowChoice = !context.state.fold ? 'all' : isChainOnly ? 'chain' : 'near';
  const shownRows = chooseRows(spans, { choice, chain: chainOrder, slack, goal, selected: selectedJob, hasEveryOdd: goal === rootJob, passes: (unit) => context.passes(unit) });
  const base = domainOf(spans, choice === 'all' ? shownRows.rows : [...chainOrder, ...shownRows.rows.filter((i) => slack[i] !== null)]);
  if (memory.domainGoal !== goal) [memory.domain, memory.domainGoal] = [null, goal];
  return { model, spans, slack, chain: new Set(chainOrder), chainOrder, selected: selectedJob, goal, shownRows, base, memory, choice };
} // prettier-ignore

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

  let frame: Frame = frameOf(box.clientWidth || 1000);
  let base: ScaleLinear<number, number> = scaleLinear();
  let scale: ScaleLinear<number, number> = base;
  const made = new Map<number, SVGGElement>();

  const inSight = (): readonly [number, number] => {
    const first = Math.floor((box.scrollTop - AXIS_HEIGHT) / ROW_HEIGHT) - MARGIN_COUNT;
    const count = Math.ceil((box.clientHeight || 800) / ROW_HEIGHT) + 2 * MARGIN_COUNT;
    return [Math.max(0, first), Math.min(rows.length, first + count)];
  };
  const visibleRange = (): readonly [number, number] => (rows.length <= WINDOW_MIN ? [0, rows.length] : inSight());
  const paintRows = (): void => {
    const [from, to] = visibleRange();
    const [near, far] = made.size > 0 ? inSight() : [from, to];
    for (const [i, row] of made) {
      if (i >= from && i < to) continue;
      row.remove();
      made.delete(i);
    }
    for (let i = from; i < to; i++) {
      const at = rows[i] ?? 0;
      let row = made.get(i);
      if (!row) {
        made.set(i, (row = rowElement(plan, at, i, frame)));
        list.append(row);
      }
      if (i >= near && i < far) drawBars(row, plan, at, scale, frame);
    }
    if (near > from || far < to) paintLater();
  };
  // While it is zoomed, only what is in sight follows at once.
  let timer = 0;
  const paintLater = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const [i, row] of made) drawBars(row, plan, rows[i] ?? 0, scale, frame);
    }, REST_AFTER_MS);
  };
  const paint = (): void => {
    axis.replaceChildren(...axisElements(scale, frame, height), ...beginElement(model.timeline.begun, scale, frame, height));
    head.replaceChildren(...axisElements(scale, frame, AXIS_HEIGHT));
    links.setAttribute('d', chainPath(plan.chainOrder, plan, indexOf, scale, frame));
    paintRows();
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
    frame = frameOf(width);
    base = scaleLinear([...plan.base], [frame.left, frame.plotRight]);
    scale = base;
    svg.style.width = head.style.width = `${String(width)}px`;
    for (const row of made.values()) row.remove();
    made.clear();
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

  let isAsked = false;
  box.addEventListener('scroll', () => {
    if (rows.length <= WINDOW_MIN || isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      paintRows();
    });
  });
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

/** All jobs in little, with the stretch that is zoomed to. */
function drawOverview(svg: SVGSVGElement, plan: Plan, base: ScaleLinear<number, number>, frame: Frame, brush: SVGGElement): void {
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

/** What is not in the picture, and what was taken for granted. */
function footnote(plan: Plan, context: ViewContext, again: () => void): HTMLElement {
  const { shownRows, model, choice } = plan;
  const { emptyCount, farCount } = shownRows;
  const left = [
    farCount > 0 ? `${counted(farCount, 'job')} with time to spare` : '',
    emptyCount > 0 ? `${counted(emptyCount, 'job')} that took no time` : '',
  ].filter((part) => part !== '');
  const { assumptions } = model.timeline;
  return h(
    'div',
    { class: 'tl-note small' },
    left.length > 0 &&
      h('span', {}, `Not shown: ${left.join(', ')}. `, choice !== 'all' && h('button', { type: 'button', class: 'link', onclick: () => { setChoice('all', context, again); } }, 'Show all jobs')),
    assumptions.length > 0 &&
      h(
        'details',
        {},
        h('summary', {}, shown(assumptions[0] ?? ''), assumptions.length > 1 ? ` And ${counted(assumptions.length - 1, 'other assumption')}.` : ''),
        h('ul', {}, assumptions.slice(1).map((text) => h('li', {}, shown(text)))),
      ),
  );
} // prettier-ignore

function setChoice(choice: RowChoice, context: ViewContext, again: () => void): void {
  isChainOnly = choice === 'chain';
  if (context.state.fold === (choice === 'all')) context.set({ fold: choice !== 'all' });
  else again();
}

function addTools(plan: Plan, context: ViewContext, again: () => void, zoomBy: (factor: number) => void): void {
  const { model, spans, memory, goal, selected } = plan;
  const choose = h(
    'select',
    {
      'aria-label': 'Which jobs are shown',
      'data-key': 'timeline-rows',
      onchange: () => {
        const choice = ROW_CHOICES.find((name) => name === choose.value);
        if (choice) setChoice(choice, context, again);
      },
    },
    ROW_CHOICES.map((name) => h('option', { value: name, selected: name === plan.choice }, CHOICE_TEXT[name])),
  );
  const control = (text: string, name: string, act: () => void): HTMLElement =>
    h('button', { type: 'button', title: name, 'aria-label': name, onclick: act }, text);
  context.tools.append(
    h('label', {}, 'Show', choose),
    control('+', 'Closer (+)', () => { zoomBy(1.6); }),
    control('−', 'Farther (-)', () => { zoomBy(1 / 1.6); }),
    control('Fit', 'Fit everything (0)', () => { zoomBy(0); }),
  ); // prettier-ignore
  const rootJob = jobOf(spans, model.root);
  if (goal !== rootJob && rootJob >= 0)
    context.tools.append(control('Chain of the target', 'Chain of the target again', () => {
      memory.goal = rootJob;
      if (chainTo(spans, rootJob).includes(selected)) again();
      else context.select(-1);
    })); // prettier-ignore
  else if (selected >= 0 && selected !== goal)
    context.tools.append(control('Chain of this unit', 'Chain of this unit, the selected one (Enter)', () => {
      memory.goal = selected;
      again();
    })); // prettier-ignore
}

/** Up and down row by row, left and right along the chain. */
function onKey(
  event: KeyboardEvent,
  plan: Plan,
  context: ViewContext,
  current: number,
  box: HTMLElement,
  zoomBy: (factor: number) => void,
  explain: (job: number) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { spans, shownRows, chainOrder, selected, goal } = plan;
  const { rows } = shownRows;
  const page = Math.max(1, Math.floor(box.clientHeight / ROW_HEIGHT) - 2);
  const choose = (job: number | undefined): void => {
    const span = job === undefined ? undefined : spans[job];
    if (span) context.select(span.unit, true);
  };
  const go = (index: number): void => {
    // A unit may have several rows: the next one of another unit.
    const to = Math.max(0, Math.min(rows.length - 1, index));
    choose(rows[to]);
  };
  const at = chainOrder.indexOf(selected);
  const steps: Readonly<Record<string, () => void>> = {
    ArrowDown: () => { go(current + 1); },
    ArrowUp: () => { go(current < 0 ? 0 : current - 1); },
    Home: () => { go(0); },
    End: () => { go(rows.length - 1); },
    PageDown: () => { go(current + page); },
    PageUp: () => { go(current - page); },
    ArrowLeft: () => { choose(selected < 0 ? goal : (spans[selected]?.releaser ?? -1)); },
    ArrowRight: () => { choose(at >= 0 ? chainOrder[at + 1] : selected < 0 ? chainOrder[0] : followerOf(plan.model, selected)); },
    Enter: () => { explain(selected >= 0 ? selected : goal); },
    '+': () => { zoomBy(1.6); },
    '=': () => { zoomBy(1.6); },
    '-': () => { zoomBy(1 / 1.6); },
    '0': () => { zoomBy(0); },
  }; // prettier-ignore
  const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
  if (!step) return;
  event.preventDefault();
  step();
}

/** The first job that waited for another one last. */
function followerOf(model: ModelIndex, job: number): number {
  return model.timeline.spans.findIndex(({ releaser }) => releaser === job);
}
