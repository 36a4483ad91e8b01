import type { ZoomTransform } from 'd3';
import { clipLine, type Sides } from '../layout/clip.js';
import type { Drawing } from './graph-boxes.js';
import type { LayoutInput } from '../protocol.js';
import { labelOf, layoutInput } from './graph-boxes.js';
import type { ViewContext } from './view.js';

/** Lines for each stroke: one path for all is the slowest. */
const LINES_PER_STROKE = 64;
/** Below this scale boxes are mere specks, and dashes cannot be seen. */
const SCALE_SPECK = 0.2;
const SCALE_DASH = 0.5;
/** Points nearer to each other than this, in pixels, are one. */
const NEAR_PX = 1.5;
/** More lines than this are too much for every frame: while such a drawing moves, its last picture is moved. */
const LINES_PER_FRAME_MAX = 1200;
/** How much of the picture is painted beyond each side, to be moved into sight. */
const MARGIN_PART = 0.25;
const ENLARGED_MAX = 2;
const REST_AFTER_MS = 120;
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
  const paint = painter(context, drawing);
  let current: ZoomTransform | null = null;
  /** What the canvas shows, and how much of it lies beyond the box. */
  let painted: { readonly transform: ZoomTransform; readonly lineCount: number; readonly sides: Sides } | null = null;
  let margin: readonly [number, number] = [0, 0];
  let isAsked = false;
  let timer = 0;

  const worldSides = ({ x, y, k }: ZoomTransform, [mx, my]: readonly [number, number]): Sides => ({
    left: (-mx - x) / k,
    top: (-my - y) / k,
    right: (box.clientWidth + mx - x) / k,
    bottom: (box.clientHeight + my - y) / k,
  });
  const repaint = (): void => {
    isAsked = false;
    clearTimeout(timer);
    const pen = canvas.getContext('2d');
    if (!pen || !current || !canvas.isConnected) return;
    const { x, y, k } = current;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const isHeavy = painted !== null && painted.lineCount > LINES_PER_FRAME_MAX;
    margin = isHeavy ? [Math.round(box.clientWidth * MARGIN_PART), Math.round(box.clientHeight * MARGIN_PART)] : [0, 0];
    const [width, height] = [box.clientWidth + 2 * margin[0], box.clientHeight + 2 * margin[1]];
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${String(width)}px`;
      canvas.style.height = `${String(height)}px`;
      canvas.style.left = `${String(-margin[0])}px`;
      canvas.style.top = `${String(-margin[1])}px`;
      canvas.style.transformOrigin = `${String(margin[0])}px ${String(margin[1])}px`;
    }
    canvas.style.transform = 'none';
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(ratio * k, 0, 0, ratio * k, ratio * (x + margin[0]), ratio * (y + margin[1]));
    const sides = worldSides(current, margin);
    painted = { transform: current, lineCount: paint(pen, k, sides), sides };
  };
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(repaint);
  };
  /** Moves what is painted, where that is all that will be seen; false where it is not. */
  const move = (to: ZoomTransform): boolean => {
    if (isAsked || painted === null || painted.lineCount <= LINES_PER_FRAME_MAX) return false;
    const { transform: from, sides } = painted;
    const scale = to.k / from.k;
    const wanted = worldSides(to, [0, 0]);
    const isPainted = wanted.left >= sides.left && wanted.top >= sides.top && wanted.right <= sides.right && wanted.bottom <= sides.bottom; // prettier-ignore
    if (!isPainted || scale > ENLARGED_MAX) return false;
    canvas.style.transform = `translate(${String(to.x - from.x * scale)}px, ${String(to.y - from.y * scale)}px) scale(${String(scale)})`;
    clearTimeout(timer);
    timer = setTimeout(ask, REST_AFTER_MS);
    return true;
  };
  box.addEventListener('click', (event) => {
    if (!current) return;
    const area = box.getBoundingClientRect();
    const unit = unitAt(drawing, sizesOf(context, drawing), (event.clientX - area.left - current.x) / current.k, (event.clientY - area.top - current.y) / current.k); // prettier-ignore
    if (unit !== null) context.select(unit);
  });
  new ResizeObserver(ask).observe(box);
  return (transform) => {
    current = transform;
    if (!move(transform)) ask();
  };
}

const sizesOf = (context: ViewContext, drawing: Drawing): LayoutInput['nodes'] => layoutInput(context, drawing.nodes, []).nodes;

function unitAt({ nodes, layout }: Drawing, sizes: LayoutInput['nodes'], x: number, y: number): number | null {
  const hit = nodes.findIndex((_, i) => {
    const [left, top] = [layout.x[i] ?? 0, layout.y[i] ?? 0];
    return x >= left && x <= left + (sizes[i]?.width ?? 0) && y >= top && y <= top + (sizes[i]?.height ?? 0);
  });
  return nodes[hit]?.unit ?? null;
}

type Paint = (pen: CanvasRenderingContext2D, k: number, sides: Sides) => number;

/** What paints the part of a drawing that is inside some sides; it returns the number of lines. */
function painter(context: ViewContext, drawing: Drawing): Paint {
  const { edges, layout } = drawing;
  const boxes = layout.edges.map((points) => boundsOf(points));
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const colors = new Map(Object.values(TONES).map((name) => [name, color(name)]));
  const byClass = new Map<string, number[]>();
  for (const [i, { className }] of edges.entries()) {
    const list = byClass.get(className);
    if (list) list.push(i);
    else byClass.set(className, [i]);
  }
  const paintBoxes = boxPainter(context, drawing, color);
  const paintArrows = (pen: CanvasRenderingContext2D, sides: Sides): void => {
    for (const [className, list] of byClass) {
      pen.fillStyle = colors.get(TONES[className] ?? '--wait') ?? '#888';
      pen.beginPath();
      for (const i of list) {
        const [x = 0, y = 0] = (layout.edges[i] ?? []).slice(-2);
        if (x < sides.left || x > sides.right + 8 || y < sides.top - 4 || y > sides.bottom + 4) continue;
        pen.moveTo(x - 7, y - 3.5);
        pen.lineTo(x, y);
        pen.lineTo(x - 7, y + 3.5);
      }
      pen.fill();
    }
  };
  return (pen, k, sides) => {
    pen.lineWidth = Math.max(1, 0.6 / k);
    let count = 0;
    for (const [className, list] of byClass) {
      pen.strokeStyle = colors.get(TONES[className] ?? '--wait') ?? '#888';
      const dashes = k < SCALE_DASH ? [] : (DASHES[className] ?? []);
      pen.setLineDash([...dashes]);
      const period = dashes.reduce((sum, length) => sum + length, 0);
      const near = NEAR_PX / k;
      pen.beginPath();
      for (const i of list) {
        const bounds = boxes[i];
        const points = layout.edges[i];
        if (!bounds || !points || bounds.left > sides.right || bounds.right < sides.left || bounds.top > sides.bottom || bounds.bottom < sides.top) continue; // prettier-ignore
        let [x, y] = [points[0] ?? 0, points[1] ?? 0];
        for (let p = 2; p + 1 < points.length; p += 2) {
          const [nextX = 0, nextY = 0] = [points[p], points[p + 1]];
          if (p + 3 < points.length && Math.abs(nextX - x) < near && Math.abs(nextY - y) < near) continue;
          const part = clipLine(x, y, nextX, nextY, sides, period);
          [x, y] = [nextX, nextY];
          if (part === null) continue;
          pen.moveTo(part[0], part[1]);
          pen.lineTo(part[2], part[3]);
          if (++count % LINES_PER_STROKE !== 0) continue;
          pen.stroke();
          pen.beginPath();
        }
      }
      pen.stroke();
    }
    pen.setLineDash([]);
    if (k >= SCALE_DASH) paintArrows(pen, sides);
    paintBoxes(pen, k, sides);
    return count;
  };
} // prettier-ignore

function boxPainter(context: ViewContext, drawing: Drawing, color: (name: string) => string): (...of: Parameters<Paint>) => void {
  const { nodes, layout } = drawing;
  const sizes = sizesOf(context, drawing);
  const labels = nodes.map((node) => labelOf(context, node));
  const isTarget = nodes.map(({ unit }) => context.model.unit(unit).type === 'target');
  const [ink = '', ground = '', soft = '', line = '', accent = ''] = ['--text', '--bg', '--ground', '--control', '--accent'].map(color);
  return (pen, k, sides) => {
    pen.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    for (const [i, node] of nodes.entries()) {
      const [x, y] = [layout.x[i] ?? 0, layout.y[i] ?? 0];
      const { width = 0, height = 0 } = sizes[i] ?? {};
      if (x > sides.right || x + width < sides.left || y > sides.bottom || y + height < sides.top) continue;
      const isSelected = node.unit === context.selected;
      if (k < SCALE_SPECK) {
        // The selected one is enlarged, so that it can be found.
        const more = isSelected ? 5 / k : 0;
        pen.fillStyle = isSelected ? accent : line;
        pen.fillRect(x - more, y - more, width + 2 * more, height + 2 * more);
        continue;
      }
      pen.fillStyle = isTarget[i] ? soft : ground;
      pen.strokeStyle = isSelected ? accent : line;
      pen.lineWidth = isSelected ? 3 : Math.max(1, 0.5 / k);
      pen.beginPath();
      pen.roundRect(x, y, width, height, isTarget[i] ? height / 2 : 4);
      pen.fill();
      pen.stroke();
      if (k < 0.4 || (k < 0.62 && !isTarget[i] && !isSelected)) continue;
      pen.fillStyle = ink;
      pen.fillText(labels[i] ?? '', x + width / 2, y + height / 2);
    }
  };
} // prettier-ignore

function boundsOf(points: readonly number[]): Sides {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x = 0, y = 0] = [points[i], points[i + 1]];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}
