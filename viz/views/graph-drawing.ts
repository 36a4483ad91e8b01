import { line, curveBumpX, select, zoom, zoomIdentity, type ZoomTransform } from 'd3';
import type { Layout } from '../protocol.js';
import { h } from '../ui/dom.js';
import { labelOf, layoutInput, NODE_HEIGHT, type DrawnEdge, type DrawnNode, type Drawing } from './graph-boxes.js';
import { drawOnCanvas } from './graph-canvas.js';
import type { ViewContext } from './view.js';

export { labelOf, layoutInput, textWidth, type DrawnEdge, type DrawnNode, type Drawing } from './graph-boxes.js';

/** More edges than this are drawn on a canvas: an element for each is too slow to zoom. */
export const SVG_EDGE_MAX = 1500;
const SCALE_MIN = 0.04;
const SCALE_MAX = 3;
/** Labels are left out where they could not be read. */
const SCALE_FAR = 0.4;
const SCALE_MIDDLE = 0.62;
/** All of a graph is shown at first where it can be read at this scale. */
const SCALE_READABLE = 0.66;

const zooms = new Map<string, ZoomTransform>();
const curve = line().curve(curveBumpX);

/** The path of an edge through its points, ending before the arrow. */
export function edgePath(points: readonly number[]): string {
  const pairs: [number, number][] = [];
  for (let i = 0; i + 1 < points.length; i += 2) pairs.push([points[i] ?? 0, points[i + 1] ?? 0]);
  const last = pairs.at(-1);
  if (last) pairs[pairs.length - 1] = [last[0] - 5, last[1]];
  return curve(pairs) ?? '';
}

/** Draws a graph that can be zoomed, and walked with the arrow keys. Enter selects. */
export function drawGraph(container: HTMLElement, context: ViewContext, drawing: Drawing): void {
  const { nodes, edges, layout } = drawing;
  const box = h('div', { class: 'canvas' });
  container.append(box);
  const svg = select(box)
    .append('svg')
    .attr('class', 'drawing')
    .attr('role', 'group')
    .attr('aria-label', drawing.label)
    .attr('data-key', 'graph');
  const world = svg.append('g').attr('transform', 'translate(0,0)');
  const drawElements = (): void => {
    drawEdges(world.append('g').attr('aria-hidden', 'true'), edges, layout, nodes, context.selected);
    drawNodes(world.append('g'), context, drawing, box);
  };
  const isLarge = edges.length > SVG_EDGE_MAX;
  const repaint = isLarge ? drawOnCanvas(box, context, drawing) : null;
  if (isLarge) {
    svg
      .attr('class', 'drawing over-canvas')
      .attr('tabindex', 0)
      .on('beforeexport', drawElements)
      .on('afterexport', () => { world.selectAll('*').remove(); })
      .on('keydown', (event: KeyboardEvent) => { walk(event, context, drawing); });
  } else drawElements(); // prettier-ignore

  const behaviour = zoom<SVGSVGElement, unknown>().on('zoom', ({ transform }: { transform: ZoomTransform }) => {
    world.attr('transform', transform.toString());
    svg.attr('data-far', transform.k < SCALE_FAR ? 'far' : transform.k < SCALE_MIDDLE ? 'middle' : null);
    zooms.set(drawing.key, transform);
    repaint?.(transform);
  });
  svg.call(behaviour).on('dblclick.zoom', null);
  const size = (): [number, number] => [box.clientWidth || 1000, box.clientHeight || 700];
  const fit = (): ZoomTransform => {
    const [width, height] = size();
    const k = Math.min(1, (width - 40) / Math.max(1, layout.width), (height - 30) / Math.max(1, layout.height));
    // All of it can always be seen at once.
    behaviour.scaleExtent([Math.min(SCALE_MIN, k), SCALE_MAX]);
    return zoomIdentity.translate((width - layout.width * k) / 2, (height - layout.height * k) / 2).scale(k);
  };
  const centre = (node: number, k: number): ZoomTransform => {
    const [width, height] = size();
    const at = [(layout.x[node] ?? 0) + 70, (layout.y[node] ?? 0) + NODE_HEIGHT / 2] as const;
    const whole = fit();
    const x = along(width, layout.width * k, at[0] * k);
    const y = along(height, layout.height * k, at[1] * k);
    return whole.k >= Math.min(k, SCALE_READABLE) ? whole : zoomIdentity.translate(x, y).scale(k);
  };
  const known = zooms.get(drawing.key);
  const begin = drawing.focus >= 0 ? centre(drawing.focus, 0.85) : fit();
  const isSeen = (node: number, { x, y, k }: ZoomTransform): boolean => {
    const [width, height] = size();
    const [left, top] = [(layout.x[node] ?? 0) * k + x, (layout.y[node] ?? 0) * k + y];
    return left >= 10 && top >= 10 && left <= width - 120 && top <= height - 40;
  };
  const selected = nodes.findIndex(({ unit }) => unit === context.selected);
  const isLost = isLarge && known !== undefined && selected >= 0 && !isSeen(selected, known);
  svg.call(behaviour.transform, isLost ? centre(selected, known.k) : (known ?? begin));

  const zoomBy = (factor: number): void => {
    svg.call(behaviour.scaleBy, factor);
  };
  const showAll = (): void => {
    svg.call(behaviour.transform, fit());
  };
  const control = (text: string, name: string, act: () => void): HTMLElement =>
    h('button', { type: 'button', title: name, 'aria-label': name, onclick: act }, text);
  context.tools.append(
    control('+', 'Closer (+)', () => { zoomBy(1.3); }),
    control('−', 'Farther (-)', () => { zoomBy(1 / 1.3); }),
    control('Fit', 'Fit everything (0)', showAll),
  ); // prettier-ignore
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts: Readonly<Record<string, () => void>> = {
      '+': () => { zoomBy(1.3); },
      '=': () => { zoomBy(1.3); },
      '-': () => { zoomBy(1 / 1.3); },
      '0': showAll,
    }; // prettier-ignore
    const act = Object.hasOwn(acts, event.key) ? acts[event.key] : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  });
  box.addEventListener('focusin', (event) => {
    // A box that got the focus by a key must be in sight.
    const target = event.target as Element;
    const node = Number(target.getAttribute('data-node') ?? -1);
    if (node < 0) return;
    const transform = zooms.get(drawing.key) ?? zoomIdentity;
    if (!isSeen(node, transform)) svg.call(behaviour.transform, centre(node, transform.k));
  });
}

/** Where a drawing begins along a side: in the middle where all of it fits, else with a point in the middle, but no empty room at its ends. */
function along(room: number, size: number, point: number): number {
  if (size <= room - 20) return (room - size) / 2;
  return Math.min(MARGIN, Math.max(room - MARGIN - size, room / 2 - point));
}

const MARGIN = 24;

type Group = ReturnType<typeof select<SVGGElement, unknown>>;

function drawEdges(group: Group, edges: readonly DrawnEdge[], layout: Layout, nodes: readonly DrawnNode[], selected: number): void {
  const near = (edge: DrawnEdge): string =>
    nodes[edge.from]?.unit === selected || nodes[edge.to]?.unit === selected ? ' near' : '';
  const drawn = edges.map((edge, i) => ({ edge, points: layout.edges[i] ?? [] })).filter(({ points }) => points.length > 0);
  group
    .selectAll('path.edge')
    .data(drawn)
    .join('path')
    .attr('class', ({ edge }) => `edge ${edge.className}${near(edge)}`)
    .attr('d', ({ points }) => edgePath(points))
    .append('title')
    .text(({ edge }) => edge.title());
  group
    .selectAll('path.arrow')
    .data(drawn)
    .join('path')
    .attr('class', ({ edge }) => `arrow ${edge.className}`)
    .attr('d', 'M-7,-3.5L0,0L-7,3.5Z')
    .attr('transform', ({ points }) => `translate(${String(points.at(-2) ?? 0)},${String(points.at(-1) ?? 0)})`);
}

function drawNodes(group: Group, context: ViewContext, drawing: Drawing, box: HTMLElement): void {
  const { nodes, layout } = drawing;
  const widths = layoutInput(context, nodes, []).nodes;
  const current = Math.max(0, nodes.findIndex(({ unit }) => unit === context.selected)); // prettier-ignore
  const focusable = drawing.focus >= 0 && context.selected < 0 ? drawing.focus : current;
  const take = ({ unit, more = 0 }: DrawnNode): void => {
    if (more > 0 && drawing.open) drawing.open(unit);
    else context.select(unit);
  };
  const drawn = group
    .selectAll<SVGGElement, DrawnNode>('g.node')
    .data(nodes)
    .join('g')
    .attr(
      'class',
      ({ unit, className, more = 0 }) =>
        `node type-${context.model.unit(unit).type} ${className}${more > 0 ? ' several' : ''}${unit === context.selected ? ' sel' : ''}`,
    )
    .attr('transform', (_, i) => `translate(${String(layout.x[i] ?? 0)},${String(layout.y[i] ?? 0)})`)
    .attr('role', 'button')
    .attr('aria-label', (node) => node.title())
    .attr('aria-pressed', ({ unit }) => String(unit === context.selected))
    .attr('data-key', ({ unit }) => `node-${String(unit)}`)
    .attr('data-node', (_, i) => i)
    .attr('data-unit', ({ unit }) => context.model.unit(unit).id)
    .attr('tabindex', (_, i) => (i === focusable ? 0 : -1))
    .on('click', (_event, node) => {
      take(node);
    })
    .on('keydown', (event: KeyboardEvent, node) => {
      const { unit } = node;
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        take(node);
        return;
      }
      const at = nodes.findIndex((node) => node.unit === unit);
      const next = neighbour(drawing, at, event.key);
      if (next === null) return;
      event.preventDefault();
      const element = box.querySelector<SVGGElement>(`[data-node="${String(next)}"]`);
      element?.focus({ preventScroll: true });
    });
  drawn
    .append('rect')
    .attr('width', (_, i) => widths[i]?.width ?? 0)
    .attr('height', NODE_HEIGHT)
    .attr('rx', ({ unit }) => (context.model.unit(unit).type === 'target' ? NODE_HEIGHT / 2 : 4));
  drawn
    .append('text')
    .attr('x', (_, i) => (widths[i]?.width ?? 0) / 2)
    .attr('y', NODE_HEIGHT / 2)
    .attr('dominant-baseline', 'central')
    .attr('text-anchor', 'middle')
    .text((node) => labelOf(context, node));
  drawn.append('title').text((node) => node.title());
}

/** On a canvas there are no boxes to focus: an arrow key selects at once. */
function walk(event: KeyboardEvent, context: ViewContext, drawing: Drawing): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const selected = drawing.nodes.findIndex(({ unit }) => unit === context.selected);
  const at = selected >= 0 ? selected : drawing.focus;
  const unit = drawing.nodes[neighbour(drawing, at, event.key) ?? -1]?.unit;
  if (unit === undefined) return;
  event.preventDefault();
  context.select(unit, true);
}

/** Where an arrow key leads from a box: along an edge to the side, up and down in its column. */
function neighbour({ edges, layout }: Drawing, at: number, key: string): number | null {
  const y = layout.y[at] ?? 0;
  const nearest = (candidates: readonly number[]): number | null =>
    candidates.length === 0
      ? null
      : candidates.reduce((best, i) => (Math.abs((layout.y[i] ?? 0) - y) < Math.abs((layout.y[best] ?? 0) - y) ? i : best));
  if (key === 'ArrowRight') return nearest(edges.filter(({ from }) => from === at).map(({ to }) => to));
  if (key === 'ArrowLeft') return nearest(edges.filter(({ to }) => to === at).map(({ from }) => from));
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
  const isDown = key === 'ArrowDown';
  const column = layout.layer.flatMap((layer, i) => (i !== at && layer === layout.layer[at] ? [i] : []));
  return nearest(column.filter((i) => (isDown ? (layout.y[i] ?? 0) > y : (layout.y[i] ?? 0) < y)));
}
