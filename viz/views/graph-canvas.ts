import type { ZoomTransform } from 'd3';
import type { Drawing } from './graph-boxes.js';
import { labelOf, layoutInput } from './graph-boxes.js';
import type { ViewContext } from './view.js';

/** Edges for each stroke: one path for all is the slowest, as it cannot be culled. */
const EDGES_PER_STROKE = 8;
const DASHES: Readonly<Record<string, readonly number[]>> = {
  want: [5, 4],
  after: [1.5, 3.5],
  race: [7, 3],
  'goes-on': [5, 4],
  waits: [1.5, 3.5],
};
const TONES: Readonly<Record<string, string>> = {
  require: '--require',
  want: '--require',
  after: '--wait',
  fails: '--fail',
  race: '--race',
  'goes-on': '--goes-on',
  waits: '--wait',
};

/** Draws a large graph on a canvas: what is out of sight is left out. Returns what paints it again. */
export function drawOnCanvas(box: HTMLElement, context: ViewContext, drawing: Drawing): (transform: ZoomTransform) => void {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  box.prepend(canvas);
  const { nodes, edges, layout } = drawing;
  const sizes = layoutInput(context, nodes, []).nodes;
  const labels = nodes.map((node) => labelOf(context, node));
  const boxes = layout.edges.map((points) => boundsOf(points));
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const colors = new Map(Object.values(TONES).map((name) => [name, color(name)]));
  const [ink, ground, soft, line, accent] = ['--text', '--bg', '--ground', '--control', '--accent'].map(color);
  const byClass = new Map<string, number[]>();
  for (const [i, { className }] of edges.entries()) {
    const list = byClass.get(className);
    if (list) list.push(i);
    else byClass.set(className, [i]);
  }
  let isAsked = false;
  let current: ZoomTransform | null = null;

  const paint = (): void => {
    isAsked = false;
    const pen = canvas.getContext('2d');
    if (!pen || !current || !canvas.isConnected) return;
    const { x, y, k } = current;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = [box.clientWidth, box.clientHeight];
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.setTransform(ratio * k, 0, 0, ratio * k, ratio * x, ratio * y);
    const [left, top, right, bottom] = [-x / k, -y / k, (width - x) / k, (height - y) / k];
    pen.lineWidth = Math.max(1, 0.6 / k);
    for (const [className, list] of byClass) {
      pen.strokeStyle = colors.get(TONES[className] ?? '--wait') ?? '#888';
      // Dashes cannot be seen from afar, and cost most of the time.
      pen.setLineDash(k < 0.5 ? [] : [...(DASHES[className] ?? [])]);
      let count = 0;
      pen.beginPath();
      for (const i of list) {
        const bounds = boxes[i];
        const points = layout.edges[i];
        if (!bounds || !points || bounds[0] > right || bounds[2] < left || bounds[1] > bottom || bounds[3] < top) continue;
        pen.moveTo(points[0] ?? 0, points[1] ?? 0);
        for (let p = 2; p + 1 < points.length; p += 2) pen.lineTo(points[p] ?? 0, points[p + 1] ?? 0);
        if (++count % EDGES_PER_STROKE === 0) {
          pen.stroke();
          pen.beginPath();
        }
      }
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    for (const [i, node] of nodes.entries()) {
      const [nx, ny] = [layout.x[i] ?? 0, layout.y[i] ?? 0];
      const { width: w = 0, height: hgt = 0 } = sizes[i] ?? {};
      if (nx > right || nx + w < left || ny > bottom || ny + hgt < top) continue;
      const isTarget = context.model.unit(node.unit).type === 'target';
      const isSelected = node.unit === context.selected;
      pen.fillStyle = (isTarget ? soft : ground) ?? '#fff';
      pen.strokeStyle = (isSelected ? accent : line) ?? '#888';
      pen.lineWidth = isSelected ? 3 : Math.max(1, 0.5 / k);
      pen.beginPath();
      pen.roundRect(nx, ny, w, hgt, isTarget ? hgt / 2 : 4);
      pen.fill();
      pen.stroke();
      if (k < 0.4 || (k < 0.62 && !isTarget && !isSelected)) continue;
      pen.fillStyle = ink ?? '#000';
      pen.fillText(labels[i] ?? '', nx + w / 2, ny + hgt / 2);
    }
  };
  box.addEventListener('click', (event) => {
    if (!current) return;
    const area = box.getBoundingClientRect();
    const [px, py] = [(event.clientX - area.left - current.x) / current.k, (event.clientY - area.top - current.y) / current.k];
    const hit = nodes.findIndex((_, i) => {
      const [nx, ny] = [layout.x[i] ?? 0, layout.y[i] ?? 0];
      return px >= nx && px <= nx + (sizes[i]?.width ?? 0) && py >= ny && py <= ny + (sizes[i]?.height ?? 0);
    });
    const unit = nodes[hit]?.unit;
    if (unit !== undefined) context.select(unit);
  });
  new ResizeObserver(() => { ask(); }).observe(box); // prettier-ignore
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(paint);
  };
  return (transform) => {
    current = transform;
    ask();
  };
}

function boundsOf(points: readonly number[]): [number, number, number, number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x = 0, y = 0] = [points[i], points[i + 1]];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return [left, top, right, bottom];
}
