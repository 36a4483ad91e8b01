import { blastGraph, foldBlast, mostRequired, type Blast } from '../layout/blast.js';
import { layered } from '../layout/layered.js';
import type { ModelIndex } from '../model.js';
import { BREAK_CLASSES, type BreakEntry, type Breaks, type Layout } from '../protocol.js';
import { clipped, counted, h, shown } from '../ui/dom.js';
import { glyph } from '../ui/glyph.js';
import { BREAK_SIGN, breakText } from '../ui/words.js';
import { breaksText, countText } from './breaks-words.js';
import { drawGraph, labelOf, layoutInput, type DrawnEdge, type DrawnNode } from './graph-drawing.js';
import type { View, ViewContext } from './view.js';

/** Larger drawings are laid out in the worker. */
const LAYOUT_HERE_MAX = 200;
/** So many of a class are listed at once. */
const LISTED_MAX = 24;
const CANDIDATE_COUNT = 14;
/** Names are left out below about this scale. */
const READABLE_SCALE = 0.62;

/** Boxes that were opened: the ids of what was in them. */
const opened = new Set<string>();
const answers = new WeakMap<ModelIndex, Map<number, Breaks>>();

/** What happens to the others when a unit fails. */
export const breaksView: View = {
  name: 'breaks',
  title: 'What breaks',
  question: 'What breaks if the selected unit fails?',
  render(container, context) {
    const { model, selected } = context;
    if (selected < 0) {
      renderCandidates(container, context);
      return;
    }
    let known = answers.get(model);
    if (!known) answers.set(model, (known = new Map()));
    const cache = known;
    const answer = known.get(selected);
    if (answer) {
      renderAnswer(container, context, answer);
      return;
    }
    const name = shown(model.unit(selected).id);
    context.say(`Running it once more, with ${name} failing …`);
    context.breaks(selected).then(
      (found) => {
        cache.set(selected, found);
        if (!context.isStale()) renderAnswer(container, context, found);
      },
      (error: unknown) => {
        if (!context.isStale()) context.say(`That did not work: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
  },
  legend: () => [
    { swatch: 'solid', tone: 'fail', sign: '×', text: 'fails, is stopped (■), is not started (−)' },
    { swatch: 'dashed', tone: 'race', sign: '?', text: 'race: required, but not ordered after it' },
    { swatch: 'solid', tone: 'require', sign: '▸', text: 'is started by it' },
    { swatch: 'dashed', tone: 'goes-on', sign: '○', text: 'goes on' },
    { swatch: 'dotted', tone: 'wait', sign: '…', text: 'only waits' },
  ],
};

/** Nothing is selected: the units whose failure matters most. */
function renderCandidates(container: HTMLElement, context: ViewContext): void {
  const { model } = context;
  const units = model.units.flatMap(({ fate }, i) => (fate === 'start' ? [i] : []));
  const requirers = (unit: number): number[] => [...model.in('Requires', unit), ...model.in('BindsTo', unit), ...model.in('Requisite', unit)];
  const found = mostRequired(units, requirers, CANDIDATE_COUNT);
  context.say('Choose a unit: the run is done again with this unit failing.');
  container.append(
    h(
      'div',
      { class: 'scroll br-choice', tabindex: 0, 'data-key': 'breaks-choice', role: 'region', 'aria-label': 'Units that most others require' },
      h('h2', {}, 'Units that most others cannot do without'),
      found.length === 0 && h('p', {}, 'No unit requires another one here.'),
      h(
        'ol',
        {},
        found.map(({ unit, count }) =>
          h('li', {}, glyph(model.unit(unit).type), ' ', unitLink(context, unit), h('span', { class: 'small' }, ` ${counted(count, 'unit')} require${count === 1 ? 's' : ''} it, directly or not`)),
        ),
      ),
    ),
  );
} // prettier-ignore

function renderAnswer(container: HTMLElement, context: ViewContext, breaks: Breaks): void {
  const { model } = context;
  context.say(breaksText(model, breaks));
  if (breaks.how === null) {
    container.append(h('p', { class: 'empty' }, breaksText(model, breaks)));
    return;
  }
  const whole = blastGraph(
    breaks,
    (kind, unit, other) => model.out(kind, unit).includes(other),
    (unit) => unit === model.root || model.unit(unit).type === 'target',
  );
  const blast = foldBlast(whole, (unit) =>
    unit === model.root || breaks.refuges.includes(unit) || opened.has(model.unit(unit).id) ? null : model.unit(unit).type,
  );
  const nodes = blast.nodes.map(({ unit, class: name, alike = [] }): DrawnNode => {
    const entry = breaks.entries.find((each) => each.unit === unit);
    const more = alike.length;
    // What is read aloud begins with what is seen.
    const label = labelOf(context, { unit, sign: '', more });
    const text =
      more > 0 && name !== null
        ? `${countText(name, more + 1)}: ${[unit, ...alike].map((one) => shown(model.unit(one).id)).join(', ')}. Opens.`
        : entry
          ? entryText(model, entry)
          : `${shown(model.unit(unit).id)}: fails, as ${breaks.how ?? ''}`;
    return {
      unit,
      more,
      sign: name === null ? '×' : BREAK_SIGN[name],
      className: name === null ? 'tone-failed' : `tone-${name}`,
      title: () => (text.startsWith(label) ? text : `${label}: ${text}`),
    };
  });
  const edges = blast.edges.map(({ from, to, class: name, kind }): DrawnEdge => ({
    from,
    to,
    className: name,
    title: () =>
      `${clipped(nodes[from] ? shown(model.unit(nodes[from].unit).id) : '', 60)} to ${clipped(nodes[to] ? shown(model.unit(nodes[to].unit).id) : '', 60)}: ${kind === null ? 'by the manager' : `${kind}=`}`,
  }));
  const input = layoutInput(context, nodes, edges);
  const holder = h('div', { class: 'br-graph' });
  container.append(holder, listOf(context, breaks, blast));
  const open = (unit: number): void => {
    for (const one of [unit, ...(blast.nodes.find((node) => node.unit === unit)?.alike ?? [])]) opened.add(model.unit(one).id);
    context.redraw();
  };
  const show = (layout: Layout): void => {
    const id = model.unit(breaks.unit).id;
    drawGraph(holder, context, { nodes, edges, layout, open, focus: isReadable(holder, layout) ? -1 : 0, label: `What breaks if ${shown(id)} fails`, key: `breaks ${id} ${String(nodes.length)}` }); // prettier-ignore
  };
  if (edges.length <= LAYOUT_HERE_MAX) show(layered(input));
  else
    context.layout(input).then(
      (layout) => {
        if (!context.isStale()) show(layout);
      },
      () => undefined,
    );
}

/** Can all of it be read at once? */
const isReadable = (box: HTMLElement, layout: Layout): boolean =>
  layout.width * READABLE_SCALE <= box.clientWidth - 40 && layout.height * READABLE_SCALE <= box.clientHeight - 30;

/** What happens to one unit, and by which dependency. */
function entryText(model: ModelIndex, entry: BreakEntry): string {
  const by = entry.kind === null ? '' : `, by ${entry.kind}= with ${shown(model.unit(entry.via).id)}`;
  const result = entry.result !== null && entry.result !== 'done' && entry.class === 'fails' ? ` (${entry.result})` : '';
  return `${shown(model.unit(entry.unit).id)}: ${breakText(entry.class)}${result}${by}`;
}

const unitLink = (context: ViewContext, unit: number): HTMLElement =>
  h('button', { type: 'button', class: 'link', 'data-key': `to-${String(unit)}`, onclick: () => { context.select(unit); } }, clipped(shown(context.model.unit(unit).id), 60)); // prettier-ignore

/** The same in words: every unit, by class. */
function listOf(context: ViewContext, breaks: Breaks, { leftOut }: Blast): HTMLElement {
  const { model } = context;
  const name = shown(model.unit(breaks.unit).id);
  return h(
    'section',
    { class: 'scroll br-list', tabindex: 0, 'data-key': 'breaks-list', 'aria-label': 'All units that are touched' },
    h(
      'p',
      { class: 'small' },
      `Simulated: ${name} fails, as ${breaks.how ?? ''}.`,
      leftOut > 0 && ` ${counted(leftOut, 'unit')} that take${leftOut === 1 ? 's' : ''} no harm ${leftOut === 1 ? 'is' : 'are'} only listed here, not drawn.`,
    ),
    BREAK_CLASSES.flatMap((each) => {
      const entries = breaks.entries.filter((entry) => entry.class === each);
      if (entries.length === 0) return [];
      const item = (entry: BreakEntry): HTMLElement =>
        h('li', { title: entryText(model, entry) }, unitLink(context, entry.unit), h('span', { class: 'small' }, entry.kind !== null && entry.via !== breaks.unit && ` by ${clipped(shown(model.unit(entry.via).id), 40)}`, entry.class === 'fails' && entry.result === 'canceled' && ' (cancelled)'));
      return [
        h('h2', { class: `br-${each}` }, h('span', { 'aria-hidden': 'true' }, `${BREAK_SIGN[each]} `), countText(each, entries.length)),
        h('ul', {}, entries.slice(0, LISTED_MAX).map(item)),
        entries.length > LISTED_MAX && h('details', {}, h('summary', {}, `and ${String(entries.length - LISTED_MAX)} more`), h('ul', {}, entries.slice(LISTED_MAX).map(item))),
      ].filter((part) => part !== false);
    }),
  );
} // prettier-ignore
