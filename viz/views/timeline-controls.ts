import { chainTo, jobOf } from '../layout/timeline-chain.js';
import { ROW_CHOICES, type RowChoice } from '../layout/timeline.js';
import type { ModelIndex } from '../model.js';
import { counted, h, shown } from '../ui/dom.js';
import { setChoice, type Plan } from './timeline-plan.js';
import { ROW_HEIGHT } from './timeline-rows.js';
import type { ViewContext } from './view.js';

const CHOICE_TEXT: Readonly<Record<RowChoice, string>> = { chain: 'the chain', near: 'chain and near it', all: 'all jobs' };

/** What is not in the picture, and what was taken for granted. */
export function footnote(plan: Plan, context: ViewContext, again: () => void): HTMLElement {
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

/** The choice of rows, zoom, and whose chain is shown. */
export function addTools(plan: Plan, context: ViewContext, again: () => void, zoomBy: (factor: number) => void): void {
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
export function onKey(
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
