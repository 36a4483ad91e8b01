import type { Layout, LayoutInput } from '../protocol.js';
import { clipped, shown } from '../ui/dom.js';
import type { ViewContext } from './view.js';

/** How high a box is. */
export const NODE_HEIGHT = 24;
const LABEL_LENGTH_MAX = 44;

/** A box of a graph. */
export interface DrawnNode {
  readonly unit: number;
  /** Stands before the name: `×`. */
  readonly sign: string;
  /** How many more units it stands for; they are told in the title. */
  readonly more?: number;
  /** CSS classes that say what it is; the name or the sign says it too. */
  readonly className: string;
  /** Read to those who do not see the drawing. */
  title(): string;
}

/** An edge between two boxes, by their places in the list. */
export interface DrawnEdge {
  readonly from: number;
  readonly to: number;
  /** `require`, `want`, `after`, or what a failure does. */
  readonly className: string;
  title(): string;
}

/** A layered graph. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly layout: Layout;
  /** The box in the middle at first; -1: all of it. */
  readonly focus: number;
  readonly label: string;
  /** Opens a box that stands for several units. */
  readonly open?: (unit: number) => void;
  /** Drawings of the same key keep their zoom. */
  readonly key: string;
}

let measure: CanvasRenderingContext2D | null = null;
/** Widths of characters that were measured: thousands of names are made of few of them. */
const widths = new Map<string, number>();

/** How wide a label is, in pixels at reading size; where characters are moved together, a little less than this. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  const known = widths.get(character);
  if (known !== undefined) return known;
  if (!measure) {
    measure = document.createElement('canvas').getContext('2d');
    if (!measure) return 7;
    measure.font = "12px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
  }
  const { width } = measure.measureText(character);
  widths.set(character, width);
  return width;
}

/** The label of a box. */
export const labelOf = (context: ViewContext, node: Pick<DrawnNode, 'unit' | 'sign' | 'more'>): string =>
  `${node.sign === '' ? '' : `${node.sign} `}${clipped(shown(context.model.unit(node.unit).id), LABEL_LENGTH_MAX)}${node.more ? ` + ${String(node.more)} alike` : ''}`;

/** What the layout of a drawing is made from. */
export function layoutInput(
  context: ViewContext,
  nodes: readonly Pick<DrawnNode, 'unit' | 'sign' | 'more'>[],
  edges: readonly Pick<DrawnEdge, 'from' | 'to'>[],
): LayoutInput {
  return {
    nodes: nodes.map((node) => ({ width: Math.ceil(textWidth(labelOf(context, node))) + 20, height: NODE_HEIGHT })),
    edges: edges.map(({ from, to }) => [from, to]),
    columnGap: 54,
    rowGap: 9,
  };
}
