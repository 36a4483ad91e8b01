import { layered } from '../layout/layered.js';
import { fold, foldAlike, groupsWithout, neighbourhood, type FoldedGraph } from '../layout/order-graph.js';
import type { ModelIndex } from '../model.js';
import type { OrderAnswer, OrderGraph, OrderInput } from '../protocol.js';
import { clipped, counted, h, shown } from '../ui/dom.js';
import { drawGraph, layoutInput, type DrawnEdge, type DrawnNode } from './graph-drawing.js';
import type { View, ViewContext } from './view.js';

/** Graphs with more edges are laid out in the worker. */
const LAYOUT_HERE_MAX = 400;
/** A neighbourhood with more boxes is made smaller, down to one step. */
const READABLE_COUNT = 90;
/** One with more units is not even tried. */
const FOLDED_HERE_MAX = 600;
const HUB_NAMES_MAX = 3;

/** Groups that the user opened, by the id of the unit that stands for them. */
const opened = new Set<string>();
const orders = new WeakMap<ModelIndex, Map<string, OrderAnswer>>();

/** What starts before what, left to right. */
export const orderView: View = {
  name: 'order',
  title: 'Order',
  question: 'What starts before what?',
  render(container, context) {
    const { model, state, selected } = context;
    let known = orders.get(model);
    if (!known) orders.set(model, (known = new Map()));
    const cache = known;
    const keyWith = (kept: number): string => JSON.stringify([state.types, state.fates, state.slice, state.fold, kept]);
    // What is looked at is not left out, however many wait for it.
    const isHub = cache.get(keyWith(-1))?.hubs.some(([unit]) => unit === selected) === true;
    const kept = isHub ? selected : -1;
    const key = keyWith(kept);
    const order = cache.get(key);
    if (order) {
      draw(container, context, order);
      return;
    }
    context.say('Working out the order …');
    context.order(inputOf(context, kept)).then(
      (found) => {
        cache.set(key, found);
        if (context.isStale()) return;
        if (kept < 0 && found.hubs.some(([unit]) => unit === selected)) context.redraw();
        else {
          draw(container, context, found);
          context.drawn();
        }
      },
      (error: unknown) => { context.say(`That did not work: ${error instanceof Error ? error.message : String(error)}`); },
    ); // prettier-ignore
  },
  legend: () => [
    { swatch: 'solid', tone: 'require', text: 'requires it, and waits' },
    { swatch: 'dashed', tone: 'require', text: 'wants it, and waits' },
    { swatch: 'dotted', text: 'only waits' },
    { swatch: 'box', text: 'rounded: target' },
    { swatch: 'text', sign: '+ n alike', text: 'the same before and after them; opens' },
    { swatch: 'text', sign: '→', text: 'starts before' },
  ],
};

/** @param kept a unit that is not left out */
function inputOf({ model, state, passes }: ViewContext, kept: number): OrderInput {
  const units = model.units.flatMap(({ fate }, i) => (fate === 'start' && passes(i) ? [i] : []));
  const among = new Set(units);
  return {
    units,
    after: units.flatMap((unit) => model.out('After', unit).flatMap((other) => (among.has(other) ? [unit, other] : []))),
    foldable: units.filter((unit) => model.unit(unit).type !== 'target' && unit !== model.root && unit !== kept),
    kinds: units.map((unit) => model.unit(unit).type),
    fold: state.fold,
  };
}

function draw(container: HTMLElement, context: ViewContext, whole: OrderAnswer): void {
  const { model, state, selected } = context;
  const focus = selected >= 0 ? selected : model.root;
  if (whole.units.length === 0) {
    container.append(h('p', { class: 'empty' }, 'Nothing is started, so that there is no order to draw.'));
    context.say('No unit gets a start job here.');
    return;
  }
  const hasJob = whole.units.includes(focus);
  const isPart = !state.isWhole && hasJob;
  const { steps, part, graph } = isPart
    ? readablePart(whole, focus, context)
    : { steps: state.steps, part: whole, graph: fold(whole, state.fold ? groupsWithout(whole.groups, new Set([focus, selected])) : []) };
  addTools(context, steps, hasJob);
  context.say(sentence(context, whole, part, focus, isPart ? steps : null));
  drawPart(container, context, withOpened(part, graph, model), focus, isPart);
} // prettier-ignore

type Part = Pick<OrderGraph, 'units' | 'edges'>;

/** What is around a unit, as many steps as are asked for, or less where that could not be read. */
function readablePart(whole: OrderGraph, focus: number, { model, state, selected }: ViewContext): { steps: number; part: Part; graph: FoldedGraph } {
  const kindOf = (unit: number): string | null => (unit === focus || unit === selected ? null : model.unit(unit).type);
  for (let steps = Math.max(1, state.steps); ; steps--) {
    const part = neighbourhood(whole, focus, steps);
    const isHuge = part.units.length > FOLDED_HERE_MAX && steps > 1;
    const graph = state.fold && !isHuge ? foldAlike(part, kindOf) : fold(part, []);
    if (graph.units.length <= READABLE_COUNT || steps === 1) return { steps, part, graph };
  }
} // prettier-ignore

/** @param steps null: everything is drawn */
function sentence({ model }: ViewContext, whole: OrderGraph, part: Part, focus: number, steps: number | null): string {
  const name = shown(model.unit(focus).id);
  const hubs = [...whole.hubs].sort(([a, fanA], [b, fanB]) => fanB - fanA || a - b).map(([unit]) => unit);
  const more = hubs.length > HUB_NAMES_MAX ? ` and ${String(hubs.length - HUB_NAMES_MAX)} more` : '';
  const names = hubs.slice(0, HUB_NAMES_MAX).map((unit) => shown(model.unit(unit).id));
  const left = names.length === 0 ? '' : ` Left out, as a dozen and more wait for each: ${names.join(', ')}${more}.`;
  const jobs = counted(whole.units.length, 'start job');
  if (steps !== null)
    return `${name} and what is ${steps === 1 ? 'one step' : `up to ${String(steps)} steps`} before and after it: ${String(part.units.length)} of ${jobs}. An ordering that follows from others is not drawn.${left}`;
  const own = whole.units.includes(focus) ? '' : ` ${name} itself gets no start job.`;
  return `${jobs}; ${String(part.edges.length)} of ${counted(whole.edgeCount, 'ordering')} tell it all, the others follow from these.${left}${own}`;
}

/** Groups that the user opened are drawn unit by unit. */
function withOpened(part: Part, graph: FoldedGraph, model: ModelIndex): FoldedGraph {
  const groups = [...graph.groups.values()].filter(([unit]) => unit !== undefined && !opened.has(model.unit(unit).id));
  return groups.length === graph.groups.size ? graph : fold(part, groups);
}

function addTools(context: ViewContext, steps: number, hasJob: boolean): void {
  const { state, tools } = context;
  const choice = h(
    'select',
    {
      'aria-label': 'How much is drawn',
      'data-key': 'order-steps',
      onchange: () => {
        if (choice.value === 'whole') context.set({ isWhole: true });
        else context.set({ isWhole: false, steps: Number(choice.value) });
      },
    },
    [1, 2, 3, 4].map((n) => h('option', { value: n, selected: !state.isWhole && hasJob && n === steps }, n === 1 ? '1 step around' : `${String(n)} steps around`)),
    h('option', { value: 'whole', selected: state.isWhole || !hasJob }, 'everything'),
  ); // prettier-ignore
  tools.append(
    h('label', {}, 'Show', choice),
    h(
      'label',
      {},
      h('input', {
        type: 'checkbox',
        'data-key': 'order-fold',
        checked: state.fold,
        onchange: () => {
          opened.clear();
          context.set({ fold: !state.fold });
        },
      }),
      'fold',
    ),
  ); // prettier-ignore
}

function drawPart(
  container: HTMLElement,
  context: ViewContext,
  { units, edges: pairs, groups }: FoldedGraph,
  focus: number,
  isPart: boolean,
): void {
  const { model } = context;
  const index = new Map(units.map((unit, i) => [unit, i]));
  const near = new Set([focus]);
  for (const [from, to] of pairs) {
    if (from === focus) near.add(to);
    if (to === focus) near.add(from);
  }
  const nodes = units.map((unit): DrawnNode => {
    const group = groups.get(unit);
    return {
      unit,
      sign: '',
      more: group ? group.length - 1 : 0,
      className: near.has(unit) || near.size === 1 || !(isPart || context.selected >= 0) ? '' : 'dim',
      title: () =>
        group
          ? `${counted(group.length, 'unit')} with the same before and after them: ${group.map((one) => shown(model.unit(one).id)).join(', ')}. Opens.`
          : `${shown(model.unit(unit).id)}: ${shown(model.unit(unit).description)}`,
    };
  });
  const edges = pairs.map(([from, to]): DrawnEdge => {
    const className = edgeClass(model, from, to);
    const verb =
      className === 'require'
        ? 'requires it and waits for it'
        : className === 'want'
          ? 'wants it and waits for it'
          : 'waits for it';
    return {
      from: index.get(from) ?? 0,
      to: index.get(to) ?? 0,
      className,
      title: () => `${clipped(shown(model.unit(from).id), 60)} before ${clipped(shown(model.unit(to).id), 60)}, which ${verb}`,
    };
  });
  const input = layoutInput(context, nodes, edges);
  const finish = (layout: ReturnType<typeof layered>): void => {
    if (context.isStale()) return;
    drawGraph(container, context, {
      nodes,
      edges,
      layout,
      focus: index.get(focus) ?? -1,
      open: (unit) => {
        opened.add(model.unit(unit).id);
        context.redraw();
      },
      label: `Order of ${counted(nodes.length, 'unit')}, first on the left`,
      key: isPart
        ? `order ${String(focus)} ${String(nodes.length)} ${String(edges.length)}`
        : `order whole ${String(nodes.length)}`,
    });
  };
  if (edges.length <= LAYOUT_HERE_MAX) finish(layered(input));
  else void context.layout(input).then((layout) => {
    finish(layout);
    context.drawn();
  }); // prettier-ignore
}

/** How the later unit depends on the earlier one. */
export function edgeClass(model: ModelIndex, from: number, to: number): 'require' | 'want' | 'after' {
  const has = (kind: 'Requires' | 'BindsTo' | 'Requisite' | 'Wants' | 'Upholds'): boolean => model.out(kind, to).includes(from);
  if (has('Requires') || has('BindsTo') || has('Requisite')) return 'require';
  return has('Wants') || has('Upholds') ? 'want' : 'after';
}
