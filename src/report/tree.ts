import type { PullNode } from '../explain/pulls-in.js';
import type { Reason, Unit } from '../graph/unit.js';
import { visible } from './escape.js';
import { fit, fitEnd, type Style } from './style.js';
import { wrapText } from './wrap.js';

/** Words for the kinds, short enough for a column. */
const KIND_WORD: Readonly<Record<string, string>> = {
  Requires: 'requires', BindsTo: 'binds to', Requisite: 'requisite', Wants: 'wants', Upholds: 'upholds',
  RequiredBy: 'required by', BoundBy: 'bound by', RequisiteOf: 'requisite of', WantedBy: 'wanted by', UpheldBy: 'upheld by',
}; // prettier-ignore

const PLACE_WIDTH_MIN = 18;

/** How the tree is written. */
export interface TreeOptions {
  readonly style: Style;
  readonly showPath: (path: string) => string;
}

/** Where a dependency is written, short: `a.service:4`, `x.target.wants/`, or the rule. */
export function shortPlace(reason: Reason | undefined): string {
  if (!reason) return '';
  if (reason.at === null || (reason.rule !== 'directive' && !reason.rule.endsWith('-link')))
    return reason.rule === 'directive' ? '' : `(${reason.rule})`;
  const parts = reason.at.path.split('/');
  const name = parts.at(-1) ?? '';
  if (reason.rule.endsWith('-link')) return `${parts.at(-2) ?? ''}/`;
  return `${name}:${String(reason.at.line)}`;
}

/**
 * The tree as text: unit, kind, load state, and where the dependency is written. One line a unit, at most `style.width` columns.
 */
export function treeText(root: PullNode, { style }: TreeOptions): string {
  const [branch, last, bar] = style.isUtf8 ? ['├─ ', '└─ ', '│  '] : ['|- ', '`- ', '|  '];
  const lines: { left: string; plainLeft: string; kind: string; place: string }[] = [];
  const stack: { node: PullNode; indent: string; mark: string }[] = [{ node: root, indent: '', mark: '' }];
  while (stack.length > 0) {
    const { node, indent, mark } = stack.pop() as { node: PullNode; indent: string; mark: string };
    const name = visible(node.unit.id);
    const state = node.unit.loadState === 'loaded' ? '' : ` [${node.unit.loadState}]`;
    const isFolded = node.isRepeated && hasChildren(node);
    const fold = isFolded ? (style.isUtf8 ? ' ↑' : ' ^') : node.hiddenCount > 0 ? ` (+${String(node.hiddenCount)})` : '';
    const paint =
      node.unit.loadState === 'loaded' ? (node.unit.type === 'target' ? style.bold : (text: string) => text) : style.red;
    lines.push({
      plainLeft: indent + mark + name + state + fold,
      left: style.dim(indent + mark) + paint(node.isRepeated ? style.dim(name) : name) + style.red(state) + style.dim(fold),
      kind: (KIND_WORD[node.kinds[0] ?? ''] ?? node.kinds[0]?.toLowerCase() ?? '') + (node.kinds.length > 1 ? ' +' : ''),
      place: shortPlace(node.dependencies[0]?.reasons[0]),
    });
    const below = indent + (mark === '' ? '' : mark === last ? '   ' : bar);
    for (let i = node.children.length - 1; i >= 0; i--)
      stack.push({ node: node.children[i] as PullNode, indent: below, mark: i === node.children.length - 1 ? last : branch });
  }
  const kindWidth = Math.max(0, ...lines.map((line) => line.kind.length));
  const longest = Math.max(...lines.map((line) => line.plainLeft.length));
  const longestPlace = Math.max(0, ...lines.map((line) => line.place.length));
  // Names come first; the place gets what is left, at least enough to recognise it.
  const leftWidth = Math.min(longest, Math.max(20, style.width - kindWidth - 4 - Math.min(longestPlace, PLACE_WIDTH_MIN)));
  const placeWidth = Math.max(0, style.width - leftWidth - kindWidth - 4);
  return lines
    .map((line) => {
      const isCut = line.plainLeft.length > leftWidth && line.kind !== '';
      const left = isCut ? fit(line.plainLeft, leftWidth, style.isUtf8) : line.left;
      const pad = ' '.repeat(Math.max(0, leftWidth - (isCut ? leftWidth : line.plainLeft.length)));
      if (line.kind === '') return left;
      return `${left}${pad}  ${style.cyan(line.kind.padEnd(kindWidth))}  ${style.dim(fitEnd(visible(line.place), placeWidth, style.isUtf8))}`.trimEnd();
    })
    .join('\n');
}

const PULLS = ['Requires', 'Wants', 'BindsTo', 'Upholds', 'Requisite'] as const;
const parents = new WeakMap<Unit, boolean>();

/** Does a unit pull in others? Asked for each line of a tree, so it is kept. */
function hasChildren({ unit }: PullNode): boolean {
  let known = parents.get(unit);
  if (known === undefined) {
    known = PULLS.some((kind) => unit.related(kind).length > 0);
    parents.set(unit, known);
  }
  return known;
}

/** What the marks mean and how many units there are. */
export function treeFooter(root: PullNode, style: Style): string {
  const units = new Set<string>();
  const missing = new Set<string>();
  let hasRepeated = false;
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    units.add(node.unit.id);
    if (node.unit.loadState !== 'loaded') missing.add(node.unit.id);
    if (node.isRepeated && hasChildren(node)) hasRepeated = true;
    stack.push(...node.children);
  }
  const marks = hasRepeated ? `; ${style.isUtf8 ? '↑' : '^'} shown with its own dependencies elsewhere` : '';
  const absent = missing.size > 0 ? `, ${String(missing.size)} of them not loaded` : '';
  const omitted =
    root.omittedCount > 0
      ? `; ${String(root.omittedCount)} that systemd adds ${root.omittedCount === 1 ? 'is' : 'are'} left out (--all shows them)`
      : '';
  const text = `${String(units.size)} ${units.size === 1 ? 'unit' : 'units'}${absent}${marks}${omitted}`;
  return `\n\n${wrapText(text, style.width, '', 2).map(style.dim).join('\n')}`;
}

/** The tree as JSON values. */
export function treeEntry(root: PullNode, showPath: (path: string) => string): unknown {
  interface Entry {
    unit: string;
    loadState: string;
    kinds: readonly string[];
    because: unknown[];
    repeated?: true;
    hidden?: number;
    children: Entry[];
  }
  const entryOf = (node: PullNode): Entry => ({
    unit: node.unit.id,
    loadState: node.unit.loadState,
    kinds: node.kinds,
    because: node.dependencies.flatMap((dependency) =>
      dependency.reasons.map((reason) => ({
        rule: reason.rule,
        ...(reason.setting === null ? {} : { setting: reason.setting }),
        ...(reason.at === null
          ? {}
          : { file: showPath(reason.at.path), ...(reason.at.line > 0 ? { line: reason.at.line, column: reason.at.column } : {}) }),
      })),
    ),
    ...(node.isRepeated ? { repeated: true as const } : {}),
    ...(node.hiddenCount > 0 ? { hidden: node.hiddenCount } : {}),
    children: [],
  });
  const top = entryOf(root);
  const stack: [PullNode, Entry][] = [[root, top]];
  for (let pair = stack.pop(); pair; pair = stack.pop()) {
    for (const child of pair[0].children) {
      const entry = entryOf(child);
      pair[1].children.push(entry);
      stack.push([child, entry]);
    }
  }
  return top;
}
