import { line, curveBasis, select } from 'd3';
import { ring } from '../layout/ring.js';
import type { CycleEdge, CycleEntry, ReasonEntry } from '../protocol.js';
import { clipped, counted, h, shown } from '../ui/dom.js';
import { textWidth } from './graph-drawing.js';
import type { View, ViewContext } from './view.js';

/** Larger cycles are shown as a list. */
const RING_COUNT_MAX = 9;
const OUTCOMES_PER_CYCLE = 100;
const LABEL_LENGTH_MAX = 42;

/** The units of an ordering cycle in a ring, and what systemd may do about it. */
export const cycleView: View = {
  name: 'cycle',
  title: 'Cycle',
  question: 'Where is an ordering cycle, and what does systemd do about it?',
  needs: 'cycles',
  render(container, context) {
    const { cycles } = context.model;
    if (cycles === null) {
      context.say('Looking for cycles …');
      return;
    }
    const root = shown(context.model.unit(context.model.root).id);
    if (cycles.length === 0) {
      context.say(`No ordering cycle when ${root} is started.`);
      container.append(
        h(
          'div',
          { class: 'empty' },
          h('p', {}, h('strong', {}, 'No ordering cycle.')),
          h('p', {}, `The jobs that starting ${root} makes can all be put in order. To see one, try in the panel of a unit: what if it is after… something that waits for it.`),
        ),
      ); // prettier-ignore
      return;
    }
    const index = Math.min(cycles.length - 1, Math.floor(context.state.outcome / OUTCOMES_PER_CYCLE));
    const cycle = cycles[index] as CycleEntry;
    const outcome = Math.min(Math.max(0, cycle.outcomes.length - 1), context.state.outcome % OUTCOMES_PER_CYCLE);
    const deleted = new Set(cycle.outcomes[outcome]?.deleted ?? []);
    context.say(
      `${cycles.length > 1 ? `Cycle ${String(index + 1)} of ${String(cycles.length)}: ` : 'An ordering cycle of '}${counted(cycle.units.length, 'unit')}. An arrow means: has to start before. ${outcomeSentence(cycle, outcome)}`,
    );
    if (cycles.length > 1) context.tools.append(cycleChoice(cycles, index, context));
    const picture = h('div', { class: 'cycle-picture' });
    container.append(h('div', { class: 'cycle scroll', 'data-key': 'cycle' }, picture, side(cycle, index, outcome, context)));
    if (cycle.units.length <= RING_COUNT_MAX) drawRing(picture, cycle, deleted, context);
    else picture.append(longList(cycle, deleted, context));
  },
  legend: () => [
    { swatch: 'solid', tone: 'fail', text: 'has to start before' },
    { swatch: 'dashed-box', tone: 'fail', text: 'its job is deleted to break the cycle' },
  ],
};

function outcomeSentence(cycle: CycleEntry, outcome: number): string {
  const chosen = cycle.outcomes[outcome];
  if (!chosen) return 'No job of it may be deleted: systemd refuses the whole request.';
  return `systemd breaks it by deleting the job of ${chosen.deleted.map(shown).join(' and ')}${cycle.outcomes.length > 1 ? `; ${String(cycle.outcomes.length)} outcomes are possible` : ''}.`;
}

function cycleChoice(cycles: readonly CycleEntry[], index: number, context: ViewContext): HTMLElement {
  const choice = h(
    'select',
    {
      'aria-label': 'Cycle',
      'data-key': 'cycle-choice',
      onchange: () => { context.set({ outcome: Number(choice.value) * OUTCOMES_PER_CYCLE }); },
    },
    cycles.map(({ units }, i) =>
      h('option', { value: i, selected: i === index }, `${String(i + 1)}: ${units.slice(0, 3).map((id) => clipped(shown(id), 24)).join(' → ')}${units.length > 3 ? ' …' : ''}`),
    ),
  ); // prettier-ignore
  return h('label', {}, 'Cycle', choice);
}

/** The directive and its place, in two lines; a default dependency is named as such. */
function reasonLines(edge: CycleEdge): [string, string] {
  const reason = best(edge.reasons);
  if (!reason) return ['order', ''];
  if (reason.rule !== 'directive') return ['implicit', reason.text];
  const key = reason.setting?.replace(/^\w+\./, '') ?? '';
  const named = key === 'Before' ? edge.to : edge.from;
  const place = reason.at === null ? '' : `${reason.at.path.split('/').slice(-2).join('/')}:${String(reason.at.line)}`;
  return [`${key}=${shown(named)}`, shown(place)];
}

/** A reason that somebody wrote tells more than a rule. */
const best = (reasons: readonly ReasonEntry[]): ReasonEntry | undefined =>
  reasons.find(({ rule }) => rule === 'directive') ?? reasons[0];

function drawRing(container: HTMLElement, cycle: CycleEntry, deleted: ReadonlySet<string>, context: ViewContext): void {
  const names = cycle.units.map((id) => clipped(shown(id), 40));
  const lines = cycle.edges.map((edge) => reasonLines(edge).map((text) => clipped(text, LABEL_LENGTH_MAX)) as [string, string]);
  const layout = ring(
    cycle.units.map((id, i) => ({ width: Math.max(110, textWidth(names[i] ?? '') + 36, deleted.has(id) ? 130 : 0), height: 40 })),
    lines.map((pair) => ({ width: Math.max(...pair.map(({ length }) => length)) * 6.8 + 20, height: 38 })),
  );
  const svg = select(container)
    .append('svg')
    .attr('class', 'drawing ring')
    .attr('viewBox', `0 0 ${String(Math.ceil(layout.width))} ${String(Math.ceil(layout.height))}`)
    .attr('role', 'group')
    .attr('aria-label', `Cycle of ${String(cycle.units.length)} units`);
  // Not larger than life.
  svg.style('max-width', `${String(Math.ceil(layout.width * 1.25))}px`);
  const world = svg.append('g').attr('transform', 'translate(0,0)');
  const path = line().curve(curveBasis);
  const pairs = (points: readonly number[]): [number, number][] =>
    points.flatMap((x, i) => (i % 2 === 0 ? [[x, points[i + 1] ?? 0] as [number, number]] : []));
  const edges = world.append('g').attr('aria-hidden', 'true');
  for (const points of layout.edges) {
    const all = pairs(points);
    const [tip, before] = [all.at(-1), all.at(-3) ?? all.at(-2)];
    edges
      .append('path')
      .attr('class', 'edge fails')
      .attr('d', path(all) ?? '');
    if (!tip || !before) continue;
    const angle = (Math.atan2(tip[1] - before[1], tip[0] - before[0]) * 180) / Math.PI;
    edges
      .append('path')
      .attr('class', 'arrow fails')
      .attr('d', 'M-8,-6L5,0L-8,6Z')
      .attr('transform', `translate(${String(tip[0])},${String(tip[1])}) rotate(${String(angle)})`);
  }
  const labels = world.append('g').selectAll('g').data(layout.labels).join('g').attr('class', 'ring-label').attr('transform', ({ x, y, width, height }) => `translate(${String(x - width / 2)},${String(y - height / 2)})`); // prettier-ignore
  labels.append('rect').attr('width', ({ width }) => width).attr('height', ({ height }) => height).attr('rx', 4); // prettier-ignore
  for (const row of [0, 1])
    labels.append('text').attr('class', row === 0 ? 'directive' : 'place').attr('x', ({ width }) => width / 2).attr('y', row === 0 ? 15 : 30).attr('text-anchor', 'middle').text((_, i) => lines[i]?.[row] ?? ''); // prettier-ignore
  const selected = context.selected < 0 ? '' : context.model.unit(context.selected).id;
  const nodes = world
    .append('g')
    .selectAll<SVGGElement, string>('g')
    .data(cycle.units)
    .join('g')
    .attr('class', (id) => `node ring-node${deleted.has(id) ? ' deleted' : ''}${id === selected ? ' sel' : ''}`)
    .attr('transform', (_, i) => `translate(${String((layout.nodes[i]?.x ?? 0) - (layout.nodes[i]?.width ?? 0) / 2)},${String((layout.nodes[i]?.y ?? 0) - (layout.nodes[i]?.height ?? 0) / 2)})`)
    .attr('role', 'button')
    .attr('tabindex', 0)
    .attr('data-key', (id) => `ring-${id}`)
    .attr('data-unit', (id) => id)
    .attr('aria-pressed', (id) => String(id === selected))
    .attr('aria-label', (id) => `${shown(id)}${deleted.has(id) ? ' × job deleted' : ''}`)
    .on('click', (_event, id) => { context.select(context.model.indexOf(id)); })
    .on('keydown', (event: KeyboardEvent, id) => {
      const at = cycle.units.indexOf(id);
      const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
      if (step !== 0) container.querySelectorAll<SVGGElement>('.ring-node')[(at + step + cycle.units.length) % cycle.units.length]?.focus();
      else if (event.key === 'Enter' || event.key === ' ') context.select(context.model.indexOf(id));
      else return;
      event.preventDefault();
    }); // prettier-ignore
  nodes.append('rect').attr('width', (_, i) => layout.nodes[i]?.width ?? 0).attr('height', 40).attr('rx', 5); // prettier-ignore
  nodes.append('text').attr('x', (_, i) => (layout.nodes[i]?.width ?? 0) / 2).attr('y', (id) => (deleted.has(id) ? 17 : 25)).attr('text-anchor', 'middle').text((_, i) => names[i] ?? ''); // prettier-ignore
  nodes.filter((id) => deleted.has(id)).append('text').attr('class', 'lost').attr('x', (id) => (layout.nodes[cycle.units.indexOf(id)]?.width ?? 0) / 2).attr('y', 33).attr('text-anchor', 'middle').text('× job deleted'); // prettier-ignore
}

function longList(cycle: CycleEntry, deleted: ReadonlySet<string>, context: ViewContext): HTMLElement {
  return h(
    'ol',
    { class: 'cycle-list' },
    cycle.edges.map((edge) =>
      h(
        'li',
        {},
        unitButton(edge.from, context),
        deleted.has(edge.from) && h('span', { class: 'tone-fail' }, ' × job deleted'),
        h('span', { class: 'place' }, '↓ ', reasonLines(edge).join('  ')),
      ),
    ),
  ); // prettier-ignore
}

const unitButton = (id: string, context: ViewContext): HTMLElement =>
  h('button', { type: 'button', class: 'link', onclick: () => { context.select(context.model.indexOf(id)); } }, shown(id)); // prettier-ignore

function side(cycle: CycleEntry, index: number, outcome: number, context: ViewContext): HTMLElement {
  const { whatIfs } = context.state;
  return h(
    'div',
    { class: 'cycle-side' },
    h('h2', {}, 'What systemd may do'),
    cycle.outcomes.length === 0
      ? h('p', {}, 'Every job of the cycle is needed: the request is refused.')
      : h(
          'fieldset',
          { class: 'outcomes' },
          h('legend', { class: 'small' }, cycle.outcomes.length === 1 ? 'One outcome:' : `One of ${String(cycle.outcomes.length)}, as it happens:`),
          cycle.outcomes.map(({ deleted, lost }, i) => {
            const also = lost.filter((job) => !deleted.includes(job.slice(0, job.lastIndexOf('/'))));
            return h(
              'label',
              { class: 'outcome' },
              h('input', { type: 'radio', name: 'outcome', 'data-key': `outcome-${String(i)}`, checked: i === outcome, onchange: () => { context.set({ outcome: index * OUTCOMES_PER_CYCLE + i }); } }),
              h('span', {}, `the job of ${deleted.map(shown).join(' and ')} is deleted`, also.length > 0 && h('span', { class: 'place' }, `lost with it: ${also.slice(0, 8).map(shown).join(', ')}${also.length > 8 ? ` and ${String(also.length - 8)} more` : ''}`)),
            );
          }),
        ),
    h('h2', {}, 'Its edges'),
    h(
      'ol',
      { class: 'edges' },
      cycle.edges.map((edge) => {
        const reason = best(edge.reasons);
        const isWritten = edge.reasons.some(({ rule }) => rule === 'directive');
        const isTried = whatIfs.some((w) => w.verb === 'unorder' && w.unit === edge.to && w.after === edge.from);
        return h(
          'li',
          {},
          unitButton(edge.from, context),
          ' before ',
          unitButton(edge.to, context),
          h('span', { class: 'place' }, reasonLines(edge)[0], reason?.at ? ` · ${shown(reason.at.path)}:${String(reason.at.line)}` : reason ? ` · ${reason.text}` : ''),
          isWritten && !isTried && h('button', { type: 'button', onclick: () => { context.set({ whatIfs: [...whatIfs, { verb: 'unorder', unit: edge.to, after: edge.from }] }); } }, 'What if it were gone'),
        );
      }),
    ),
    cycle.fixes.length > 0 && h('h2', {}, 'Ways to mend it'),
    cycle.fixes.length > 0 && h('ul', {}, cycle.fixes.map((fix) => h('li', {}, shown(fix)))),
  ); // prettier-ignore
}
