/** The size of a box. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A box by its middle. */
export interface Placed extends Size {
  readonly x: number;
  readonly y: number;
}

/** Units of a cycle in a ring, clockwise from the top, with a label on each edge. */
export interface Ring {
  readonly nodes: readonly Placed[];
  /** Label i is on the edge from node i to the next one. */
  readonly labels: readonly Placed[];
  /** The edges: points x, y, x, y; the arrow is at the end. */
  readonly edges: readonly (readonly number[])[];
  readonly width: number;
  readonly height: number;
}

const MARGIN = 10;
const GAP = 14;
const STEPS_PER_EDGE = 40;
const RADIUS_MAX = 2000;

/** Lays out a cycle: the smallest ellipse, wider than high, on which no two boxes touch. */
export function ring(nodes: readonly Size[], labels: readonly Size[]): Ring {
  const count = nodes.length;
  const place = (rx: number, ry: number, at: number): readonly [number, number] => {
    const angle = (at / count) * 2 * Math.PI - Math.PI / 2;
    return [rx * Math.cos(angle), ry * Math.sin(angle)];
  };
  let boxes: { nodes: Placed[]; labels: Placed[] } = { nodes: [], labels: [] };
  let [rx, ry] = [240, 150];
  for (; ry < RADIUS_MAX; rx += 16, ry += 10) {
    const at = (size: Size, i: number): Placed => {
      const [x, y] = place(rx, ry, i);
      return { x, y, ...size };
    };
    boxes = { nodes: nodes.map((size, i) => at(size, i)), labels: labels.map((size, i) => at(size, i + 0.5)) };
    if (!anyTouch([...boxes.nodes, ...boxes.labels])) break;
  }
  const edges = boxes.nodes.map((from, i) => {
    const to = boxes.nodes[(i + 1) % count] as Placed;
    const points: number[] = [];
    for (let step = 0; step <= STEPS_PER_EDGE; step++) {
      const [x, y] = place(rx, ry, i + step / STEPS_PER_EDGE);
      if (isInside(x, y, from, 3)) continue;
      if (isInside(x, y, to, 6)) break;
      points.push(x, y);
    }
    return points;
  });
  const all = [...boxes.nodes, ...boxes.labels];
  const left = Math.min(...all.map(({ x, width }) => x - width / 2)) - MARGIN;
  const top = Math.min(...all.map(({ y, height }) => y - height / 2)) - MARGIN;
  const move = (box: Placed): Placed => ({ ...box, x: box.x - left, y: box.y - top });
  return {
    nodes: boxes.nodes.map(move),
    labels: boxes.labels.map(move),
    edges: edges.map((points) => points.map((value, i) => value - (i % 2 === 0 ? left : top))),
    width: Math.max(...all.map(({ x, width }) => x + width / 2)) + MARGIN - left,
    height: Math.max(...all.map(({ y, height }) => y + height / 2)) + MARGIN - top,
  };
}

const isInside = (x: number, y: number, box: Placed, margin: number): boolean =>
  Math.abs(x - box.x) < box.width / 2 + margin && Math.abs(y - box.y) < box.height / 2 + margin;

/** Do any two boxes touch, or nearly? */
export function anyTouch(boxes: readonly Placed[]): boolean {
  return boxes.some((a, i) =>
    boxes
      .slice(i + 1)
      .some((b) => Math.abs(a.x - b.x) < (a.width + b.width) / 2 + GAP && Math.abs(a.y - b.y) < (a.height + b.height) / 2 + GAP),
  );
}
