import type { Layout, LayoutInput } from '../protocol.js';

/** Sweeps over the layers; more do not get better on real units. */
const SWEEP_COUNT = 24;
/** Passes that move nodes to the height of their neighbours. */
const HEIGHT_PASS_COUNT = 8;
const LANE_HEIGHT = 6;

/**
 * A layered drawing, left to right: a node stands right of all that lead to it (longest path). Long edges go through empty places of the
 * layers between (lanes), so that they cross no node. The order inside layers comes from barycentre sweeps, the best one is kept.
 *
 * The same input gives the same drawing. An edge that closes a cycle has no points.
 */
export function layered(input: LayoutInput, progress: (done: number, text: string) => void = () => undefined): Layout {
  const count = input.nodes.length;
  const { layer, isBack } = layersOf(count, input.edges);
  const layerCount = Math.max(0, ...layer) + 1;

  // Places are the nodes, followed by a lane for each layer that an edge passes.
  const placeLayer = [...layer];
  const height = input.nodes.map((node) => node.height);
  const lanes: number[][] = input.edges.map(() => []);
  const up: number[][] = input.nodes.map(() => []);
  const down: number[][] = input.nodes.map(() => []);
  const connect = (a: number, b: number): void => {
    down[a]?.push(b);
    up[b]?.push(a);
  };
  for (const [i, [from, to]] of input.edges.entries()) {
    if (isBack[i]) continue;
    let last = from;
    for (let at = (layer[from] ?? 0) + 1; at < (layer[to] ?? 0); at++) {
      const lane = placeLayer.length;
      placeLayer.push(at);
      height.push(LANE_HEIGHT);
      up.push([]);
      down.push([]);
      lanes[i]?.push(lane);
      connect(last, lane);
      last = lane;
    }
    connect(last, to);
  }

  let layers: number[][] = Array.from({ length: layerCount }, () => []);
  for (const [place, at] of placeLayer.entries()) layers[at]?.push(place);
  layers = orderLayers(layers, up, down, placeLayer.length, progress);

  const middle = heights(layers, up, down, height, count, input.rowGap);
  const widths = layers.map((places) => Math.max(0, ...places.map((place) => input.nodes[place]?.width ?? 0)));
  const left: number[] = [];
  let width = 0;
  for (const [i, own] of widths.entries()) {
    left.push(width);
    width += own + (i + 1 < widths.length ? input.columnGap : 0);
  }
  let top = Infinity;
  let bottom = -Infinity;
  for (const [place, h] of height.entries()) {
    top = Math.min(top, (middle[place] ?? 0) - h / 2);
    bottom = Math.max(bottom, (middle[place] ?? 0) + h / 2);
  }
  if (count === 0) top = bottom = 0;
  const y = (place: number): number => round((middle[place] ?? 0) - top);
  const edges = input.edges.map(([from, to], i) => {
    if (isBack[i]) return [];
    const points = [(left[layer[from] ?? 0] ?? 0) + (input.nodes[from]?.width ?? 0), y(from)];
    // The column of the first node is as wide as its widest: the edge leaves it in a straight line.
    const own = (left[layer[from] ?? 0] ?? 0) + (widths[layer[from] ?? 0] ?? 0);
    if (own > (points[0] ?? 0)) points.push(own, y(from));
    for (const lane of lanes[i] ?? []) {
      const x = left[placeLayer[lane] ?? 0] ?? 0;
      points.push(x, y(lane), x + (widths[placeLayer[lane] ?? 0] ?? 0), y(lane));
    }
    points.push(left[layer[to] ?? 0] ?? 0, y(to));
    return points;
  });
  return {
    x: layer.map((at) => left[at] ?? 0),
    y: input.nodes.map((node, i) => round(y(i) - node.height / 2)),
    layer,
    edges,
    width,
    height: round(bottom - top),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** The layer of each node: the length of the longest path to it. Edges that close a cycle are left out and marked. */
function layersOf(count: number, edges: LayoutInput['edges']): { layer: number[]; isBack: boolean[] } {
  const out: number[][] = Array.from({ length: count }, () => []);
  for (const [i, [from]] of edges.entries()) out[from]?.push(i);
  const isBack = edges.map(([from, to]) => from === to);
  const state = new Uint8Array(count);
  const finished: number[] = [];
  for (let start = 0; start < count; start++) {
    if (state[start] !== 0) continue;
    const stack: [number, number][] = [[start, 0]];
    state[start] = 1;
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const [node, next] = top;
      const edge = out[node]?.[next];
      if (edge === undefined) {
        state[node] = 2;
        finished.push(node);
        stack.pop();
        continue;
      }
      top[1]++;
      const to = edges[edge]?.[1] ?? 0;
      if (state[to] === 1) isBack[edge] = true;
      else if (state[to] === 0) {
        state[to] = 1;
        stack.push([to, 0]);
      }
    }
  }
  const layer = new Array<number>(count).fill(0);
  for (const node of finished.reverse())
    for (const edge of out[node] ?? []) {
      const to = edges[edge]?.[1] ?? 0;
      if (!isBack[edge]) layer[to] = Math.max(layer[to] ?? 0, (layer[node] ?? 0) + 1);
    }
  return { layer, isBack };
}

/** Sweeps forth and back: places move to the mean position of their neighbours in the layer before. */
function orderLayers(
  start: number[][],
  up: readonly number[][],
  down: readonly number[][],
  placeCount: number,
  progress: (done: number, text: string) => void,
): number[][] {
  const position = new Float64Array(placeCount);
  const number = (layers: readonly number[][]): void => {
    for (const places of layers) for (const [i, place] of places.entries()) position[place] = i;
  };
  let layers = start;
  number(layers);
  let best = layers.map((places) => [...places]);
  let bestCount = crossings(layers, down, position);
  const mean = new Float64Array(placeCount);
  for (let sweep = 0; sweep < SWEEP_COUNT && bestCount > 0; sweep++) {
    const isForth = sweep % 2 === 0;
    const neighbours = isForth ? up : down;
    const order = isForth ? layers : [...layers].reverse();
    for (const places of order) {
      for (const place of places) {
        const list = neighbours[place] ?? [];
        let sum = 0;
        for (const other of list) sum += position[other] ?? 0;
        mean[place] = list.length === 0 ? (position[place] ?? 0) : sum / list.length;
      }
      places.sort((a, b) => (mean[a] ?? 0) - (mean[b] ?? 0) || (position[a] ?? 0) - (position[b] ?? 0) || a - b);
      for (const [i, place] of places.entries()) position[place] = i;
    }
    const count = crossings(layers, down, position);
    if (count < bestCount) {
      bestCount = count;
      best = layers.map((places) => [...places]);
    }
    progress((sweep + 1) / (SWEEP_COUNT + 2), 'laying out');
  }
  layers = best;
  return layers;
}

/** How many pairs of edges cross between neighbouring layers. Cost: edges times the logarithm of the layer. */
export function crossings(
  layers: readonly (readonly number[])[],
  down: readonly (readonly number[])[],
  position: ArrayLike<number>,
): number {
  let total = 0;
  for (const [i, places] of layers.entries()) {
    const size = layers[i + 1]?.length ?? 0;
    if (size === 0) continue;
    const tree = new Int32Array(size + 1);
    let seen = 0;
    for (const place of places) {
      const targets = (down[place] ?? []).map((to) => position[to] ?? 0).sort((a, b) => a - b);
      for (const at of targets) {
        let before = 0;
        for (let j = at + 1; j > 0; j -= j & -j) before += tree[j] ?? 0;
        total += seen - before;
      }
      for (const at of targets) {
        for (let j = at + 1; j <= size; j += j & -j) tree[j] = (tree[j] ?? 0) + 1;
        seen++;
      }
    }
  }
  return total;
}

/** The middle of each place: as near to its neighbours as the order and the gaps allow (least squares, layer by layer). */
function heights(
  layers: readonly (readonly number[])[],
  up: readonly number[][],
  down: readonly number[][],
  height: readonly number[],
  nodeCount: number,
  rowGap: number,
): Float64Array {
  const middle = new Float64Array(height.length);
  const gap = (a: number, b: number): number =>
    ((height[a] ?? 0) + (height[b] ?? 0)) / 2 + (a >= nodeCount && b >= nodeCount ? 2 : rowGap);
  for (const places of layers) {
    let at = 0;
    for (const [i, place] of places.entries()) {
      const before = places[i - 1];
      if (before !== undefined) at += gap(before, place);
      middle[place] = at;
    }
    for (const place of places) middle[place] = (middle[place] ?? 0) - at / 2;
  }
  for (let pass = 0; pass < HEIGHT_PASS_COUNT; pass++) {
    const order = pass % 2 === 0 ? layers : [...layers].reverse();
    const isLast = pass >= HEIGHT_PASS_COUNT - 2;
    for (const places of order) {
      const wish = places.map((place) => {
        const list = isLast ? [...(up[place] ?? []), ...(down[place] ?? [])] : ((pass % 2 === 0 ? up : down)[place] ?? []);
        if (list.length === 0) return middle[place] ?? 0;
        return list.reduce((sum, other) => sum + (middle[other] ?? 0), 0) / list.length;
      });
      spread(places, wish, gap, nodeCount, middle);
    }
  }
  return middle;
}

/** Puts places as near to their wishes as gaps allow: blocks that would overlap share their mean. Lanes weigh more: they stay straight. */
function spread(
  places: readonly number[],
  wish: readonly number[],
  gap: (a: number, b: number) => number,
  nodeCount: number,
  middle: Float64Array,
): void {
  const offset: number[] = [];
  let sum = 0;
  for (const [i, place] of places.entries()) {
    const before = places[i - 1];
    if (before !== undefined) sum += gap(before, place);
    offset.push(sum);
  }
  const blocks: { mean: number; weight: number; size: number }[] = [];
  for (const [i, place] of places.entries()) {
    let block = { mean: (wish[i] ?? 0) - (offset[i] ?? 0), weight: place >= nodeCount ? 3 : 1, size: 1 };
    for (let last = blocks.at(-1); last && last.mean >= block.mean; last = blocks.at(-1)) {
      blocks.pop();
      const weight = last.weight + block.weight;
      block = { mean: (last.mean * last.weight + block.mean * block.weight) / weight, weight, size: last.size + block.size };
    }
    blocks.push(block);
  }
  let i = 0;
  for (const block of blocks) for (let k = 0; k < block.size; k++, i++) middle[places[i] ?? 0] = block.mean + (offset[i] ?? 0);
}
