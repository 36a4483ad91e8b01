import type { GraphView, ViewEdge } from '../explain/graph-view.js';
import type { Unit } from '../graph/unit.js';
import { visible } from './escape.js';

const STYLE: Readonly<Record<string, string>> = {
  order: 'color="#888888" style=dotted arrowhead=open',
  Requires: 'color="#0060a0"',
  BindsTo: 'color="#0060a0" penwidth=2',
  Requisite: 'color="#0060a0" style=dashed',
  Wants: 'color="#00684e" style=dashed',
  Upholds: 'color="#00684e" style=dashed penwidth=2',
  Conflicts: 'color="#b83b00" arrowhead=tee',
  OnFailure: 'color="#5b1a8b" style=dashed',
  Triggers: 'color="#5b1a8b" arrowhead=vee',
};

const label = (unit: Unit, view: GraphView): string => {
  const count = view.hubs.get(unit);
  const state = unit.loadState === 'loaded' ? '' : ` [${unit.loadState}]`;
  return `${unit.id}${state}${count === undefined ? '' : ` (${String(count)} units wait for it)`}`;
};

const quoteDot = (text: string): string => `"${visible(text).replace(/[\\"]/g, '\\$&')}"`;

/** A view as a Graphviz digraph. */
export function dotText(view: GraphView): string {
  const lines = ['digraph units {', '  rankdir=LR; node [shape=box fontname="sans-serif" fontsize=10]; edge [fontsize=8];'];
  for (const unit of view.units) {
    const attributes =
      unit.loadState === 'loaded' ? (unit.type === 'target' ? ' style=bold' : '') : ' color="#b83b00" style=dashed';
    lines.push(`  ${quoteDot(unit.id)} [label=${quoteDot(label(unit, view))}${attributes}];`);
  }
  for (const edge of view.edges)
    lines.push(
      `  ${quoteDot(edge.from.id)} -> ${quoteDot(edge.to.id)} [${STYLE[edge.kind] ?? 'color="#888888"'} tooltip=${quoteDot(edge.kind)}];`,
    );
  return [...lines, '}'].join('\n');
}

const ENTITY: Readonly<Record<string, string>> = {
  '&': '#amp;',
  '<': '#lt;',
  '>': '#gt;',
  '"': '#quot;',
  '\\': '#92;',
  '[': '#91;',
  ']': '#93;',
  '`': '#96;',
};
const quoteMermaid = (text: string): string => visible(text).replace(/[&<>"\\[\]`]/g, (c) => ENTITY[c] ?? c);
const MERMAID: Readonly<Record<string, string>> = {
  order: '-.->',
  Requires: '==>',
  BindsTo: '==>',
  Requisite: '==>',
  Wants: '-->',
  Conflicts: '--x',
};

/** A view as a Mermaid flow chart. */
export function mermaidText(view: GraphView): string {
  const id = new Map(view.units.map((unit, i) => [unit, `u${String(i)}`]));
  const lines = ['flowchart LR'];
  for (const unit of view.units) lines.push(`  ${id.get(unit) ?? ''}["${quoteMermaid(label(unit, view))}"]`);
  for (const edge of view.edges) {
    const words = edge.kind === 'order' ? '' : `|${edge.kind}|`;
    lines.push(`  ${id.get(edge.from) ?? ''} ${MERMAID[edge.kind] ?? '-->'}${words} ${id.get(edge.to) ?? ''}`);
  }
  return lines.join('\n');
}

const quoteXml = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[c] ?? c);

/** A view as GraphML. */
export function graphmlText(view: GraphView): string {
  const node = (unit: Unit): string =>
    `    <node id="${quoteXml(unit.id)}"><data key="type">${unit.type}</data><data key="loadState">${unit.loadState}</data><data key="description">${quoteXml(unit.description)}</data></node>`;
  const edge = ({ from, to, kind, dependency }: ViewEdge): string => {
    const rules = [...new Set(dependency.reasons.map(({ rule }) => rule))].join(' ');
    return `    <edge source="${quoteXml(from.id)}" target="${quoteXml(to.id)}"><data key="kind">${kind}</data><data key="rule">${quoteXml(rules)}</data></edge>`;
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...['type', 'loadState', 'description'].map((key) => `  <key id="${key}" for="node" attr.name="${key}" attr.type="string"/>`),
    ...['kind', 'rule'].map((key) => `  <key id="${key}" for="edge" attr.name="${key}" attr.type="string"/>`),
    '  <graph edgedefault="directed">',
    ...view.units.map(node),
    ...view.edges.map(edge),
    '  </graph>',
    '</graphml>',
  ].join('\n');
}
