import type { EdgeDifference, GraphDifference, RequestDifference, SettingDifference, Sides } from '../explain/diff.js';
import type { BootComparison } from '../explain/late-compare.js';
import { RULES } from '../graph/rule-table.js';
import type { Reason } from '../graph/unit.js';
import { visible } from './escape.js';
import { compareEntry, compareText } from './late.js';
import type { Style } from './style.js';
import { columnsOf, wrapText } from './wrap.js';

/** What differs between two trees. */
export interface DiffReport {
  /** What is booted into. */
  readonly target: string;
  readonly graphs: GraphDifference;
  readonly request: RequestDifference;
  /** By simulation; null where one of the boots is refused. */
  readonly boots: BootComparison | null;
  readonly isSame: boolean;
  readonly notes: readonly string[];
  /** Paths of the first and of the second tree as the user gave them. */
  readonly showPath: readonly [(path: string) => string, (path: string) => string];
}

type ShowPath = DiffReport['showPath'][number];

function reasonText(reason: Reason | undefined, showPath: ShowPath): string {
  if (reason === undefined) return '';
  const place =
    reason.at === null ? '' : `${visible(showPath(reason.at.path))}${reason.at.line > 0 ? `:${String(reason.at.line)}` : ''}`;
  if (reason.rule === 'directive') return place;
  return `${RULES[reason.rule].text}${place === '' ? '' : `, ${place}`}`;
}

const plus = (text: string, style: Style): string => style.green(`+ ${text}`);
const minus = (text: string, style: Style): string => style.red(`- ${text}`);

function nameLines(sides: Sides<string>, style: Style): string[] {
  return [
    ...sides.onlyFirst.map((name) => minus(visible(name), style)),
    ...sides.onlySecond.map((name) => plus(visible(name), style)),
  ];
}

/** Units that are loaded in one tree only: masked in the other, say. What they set and depend on goes with that. */
const unloaded = ({ graphs }: DiffReport): string[] => graphs.loadStates.map(({ unit }) => unit);

function edgeLines(report: DiffReport, style: Style): string[] {
  const { edges, units } = report.graphs;
  const gone = new Set([...units.onlyFirst, ...units.onlySecond, ...unloaded(report)]);
  const line = (edge: EdgeDifference, showPath: ShowPath): string[] => [
    `${visible(edge.from)} ${edge.kind}= ${visible(edge.to)}`,
    reasonText(edge.reasons[0], showPath),
  ];
  // The edges of a unit that only one tree has, or loads, go without saying.
  const own = (list: readonly EdgeDifference[]): EdgeDifference[] =>
    list.filter(({ from, to }) => !gone.has(from) && !gone.has(to));
  const [first, second] = [own(edges.onlyFirst), own(edges.onlySecond)];
  const show = (edge: EdgeDifference, mark: typeof plus, showPath: ShowPath): string[] => {
    const [text = '', reason = ''] = line(edge, showPath);
    return [mark(text, style), ...(reason === '' ? [] : wrapText(reason, style.width, '    ', 6).map(style.dim))];
  };
  const hidden = edges.onlyFirst.length + edges.onlySecond.length - first.length - second.length;
  return [
    ...first.flatMap((edge) => show(edge, minus, report.showPath[0])),
    ...second.flatMap((edge) => show(edge, plus, report.showPath[1])),
    ...(hidden > 0 ? [style.dim(`and ${String(hidden)} of units that only one tree has or loads; --json has them`)] : []),
  ];
}

function settingLines(settings: readonly SettingDifference[], report: DiffReport, style: Style): string[] {
  const place = (at: SettingDifference['firstAt'], showPath: ShowPath): string =>
    at === null ? '' : `${visible(showPath(at.path))}:${String(at.line)}`;
  // The place stands beside the setting where there is room.
  const withPlace = (text: string, where: string): string => {
    if (where === '') return text;
    return columnsOf(text) + 2 + where.length <= style.width
      ? `${text}  ${style.dim(where)}`
      : `${text}\n      ${style.dim(where)}`;
  };
  const hidden = new Set(unloaded(report));
  const shown = settings.filter(({ unit }) => !hidden.has(unit));
  return shown.flatMap(({ unit, key, first, second, firstAt, secondAt }, i) => {
    const name = key.slice(key.indexOf('.') + 1);
    return [
      ...(shown[i - 1]?.unit === unit ? [] : [visible(unit)]),
      ...first.map((text) => withPlace(`  ${minus(`${name}=${visible(text)}`, style)}`, place(firstAt, report.showPath[0]))),
      ...second.map((text) => withPlace(`  ${plus(`${name}=${visible(text)}`, style)}`, place(secondAt, report.showPath[1]))),
    ];
  });
}

function requestLines(request: RequestDifference, style: Style): string[] {
  const [failed, fails] = request.mustFail;
  const lines = nameLines(request.alwaysKept, style);
  if (failed !== fails)
    lines.push(
      fails
        ? style.red('It is refused in the second tree.')
        : style.green('It is refused in the first tree, and is not in the second.'),
    );
  const may = request.mayBeDeleted;
  for (const job of may.onlyFirst) lines.push(style.green(`no longer left to chance: ${visible(job)}`));
  for (const job of may.onlySecond)
    lines.push(
      ...wrapText(`left to chance now (a cycle or a conflict may take it): ${visible(job)}`, style.width, '', 2).map(style.yellow),
    );
  const [before, after] = request.outcomeCount;
  if (before !== after) lines.push(`Possible outcomes: ${String(before)}, now ${String(after)}.`);
  return lines;
}

/** The difference in words. `-` is only in the first tree, `+` only in the second. */
export function diffText(report: DiffReport, style: Style): string {
  if (report.isSame) return ['The trees do not differ in what systemd would do.', ...report.notes.map(style.dim)].join('\n');
  const { graphs, request, boots } = report;
  const part = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [style.bold(title), ...lines, '']);
  const states = graphs.loadStates.map(({ unit, first, second }) => `${visible(unit)}: ${first}, now ${second}`);
  return [
    ...part('Units', [...nameLines(graphs.units, style), ...states]),
    ...part('Settings', settingLines(graphs.settings, report, style)),
    ...part('Dependencies', edgeLines(report, style)),
    ...part(`Jobs of the start of ${visible(report.target)}`, requestLines(request, style)),
    ...(boots === null || boots.moved.length === 0 ? [] : part('Boot, simulated', compareText(boots, style, 10).split('\n'))),
    ...report.notes.flatMap((note) => wrapText(note, style.width, '', 2).map(style.dim)),
  ]
    .join('\n')
    .trimEnd();
}

/** The difference as JSON values. Schema `wantedby-diff/1`. */
export function diffEntry(report: DiffReport): object {
  const { graphs, request, boots, showPath } = report;
  const place = (at: SettingDifference['firstAt'], show: ShowPath): object | null =>
    at === null ? null : { file: show(at.path), line: at.line };
  const edge = (show: ShowPath) => (entry: EdgeDifference) => ({
    from: entry.from,
    kind: entry.kind,
    to: entry.to,
    because: entry.reasons.map(({ rule, at }) => ({ rule, ...(at === null ? {} : { file: show(at.path), line: at.line }) })),
  });
  return {
    target: report.target,
    same: report.isSame,
    units: { ...graphs.units, loadStates: graphs.loadStates },
    settings: graphs.settings.map(({ firstAt, secondAt, ...entry }) => ({ ...entry, firstAt: place(firstAt, showPath[0]), secondAt: place(secondAt, showPath[1]) })), // prettier-ignore
    edges: { onlyFirst: graphs.edges.onlyFirst.map(edge(showPath[0])), onlySecond: graphs.edges.onlySecond.map(edge(showPath[1])) },
    jobs: request.alwaysKept,
    outcomes: {
      mayBeDeleted: request.mayBeDeleted,
      count: request.outcomeCount,
      mustFail: request.mustFail,
      canFail: request.canFail,
    },
    boot: boots === null ? null : compareEntry(boots),
    notes: report.notes,
  };
}
