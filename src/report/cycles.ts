import type { Cycle, CycleAnswer, CycleEdge, CycleGroup } from '../explain/cycle.js';
import type { CycleFix, EdgeFix, FixChange } from '../explain/cycle-fix.js';
import type { Reason } from '../graph/unit.js';
import { reasonText } from './chain.js';
import { visible } from './escape.js';
import type { Style } from './style.js';
import { wrapText } from './wrap.js';

/** What a report of cycles shows. */
export interface CyclesReport {
  readonly answer: CycleAnswer;
  /** For each group its fix, in the same order; null where there is none. */
  readonly fixes: readonly (CycleFix | null)[];
  /** What was asked for, as `start default.target`; null for latent cycles. */
  readonly request: string | null;
  /** How many outcomes the text lists. */
  readonly listedMax?: number;
}

const LISTED_MAX = 8;

const count = (n: number, one: string, many = `${one}s`): string => `${String(n)} ${n === 1 ? one : many}`;
const indent = (text: string, by = '  '): string => text.replace(/^(?=.)/gm, by);

function edgeText(edge: CycleEdge, style: Style, showPath: (path: string) => string): string {
  const [reason, ...more] = edge.reasons;
  const stops = edge.firstType === 'start' && edge.secondType === 'start' ? '' : ` (${edge.firstType} before ${edge.secondType})`;
  const why = reason ? `${directive(edge, reason)}${reasonText(reason, showPath)}` : 'both are queued already';
  const also = more.map((r) => `and ${directive(edge, r)}${reasonText(r, showPath)}`);
  const head = `${style.bold(visible(edge.second.id))} waits for ${style.bold(visible(edge.first.id))}${stops}`;
  return [
    ...wrapText(head, style.width, '  ', 4),
    ...[why, ...also].flatMap((line) => wrapText(line, style.width, '      ', 8).map(style.dim)),
  ].join('\n');
}

/** The directive as the file has it. */
function directive(edge: CycleEdge, reason: Reason): string {
  if (reason.rule !== 'directive') return '';
  const key = reason.setting?.replace(/^\w+\./, '') ?? '';
  return `${key}=${visible(key === 'Before' ? edge.second.id : edge.first.id)} in `;
}

function cycleText(cycle: Cycle, style: Style, showPath: (path: string) => string): string {
  // Read from what waits to what it waits for.
  return [...cycle].reverse().map((edge) => edgeText(edge, style, showPath)).join('\n'); // prettier-ignore
}

function lossesText(group: CycleGroup, style: Style, listedMax: number): string {
  if (group.isFatal) {
    const text = 'Every unit of it is required, so systemd cannot leave one out: the whole request is refused.';
    return wrapText(text, style.width, '', 0).map(style.red).join('\n');
  }
  const lines = ['systemd breaks the cycle by leaving units out. Which, changes from boot to boot:'];
  for (const loss of group.losses.slice(0, listedMax)) {
    const victims = new Set(loss.victims);
    const others = loss.lost.filter((job) => !victims.has(job.slice(0, job.lastIndexOf('/'))));
    const share = loss.likelihood === null ? '' : ` (estimate: ${String(Math.round(loss.likelihood * 100))} %)`;
    const rare = loss.isRare ? ' (very rare)' : '';
    const victimsText = loss.victims.map((name) => style.bold(visible(name))).join(', ');
    lines.push(...wrapText(`without ${victimsText}${share}${rare}`, style.width, '  - ', 4));
    if (others.length > 0)
      lines.push(...wrapText(`${count(others.length, 'job')} more lost: ${some(others)}`, style.width, '      ', 8));
    const free = loss.unordered.filter(({ job }) => !loss.lost.includes(job));
    if (free.length > 0) {
      const early = some(free.map(({ job }) => job.replace(/\/start$/, '')));
      lines.push(...wrapText(`starts without having waited: ${early}`, style.width, '      ', 8));
    }
  }
  const more = group.losses.length - listedMax;
  if (more > 0) lines.push(`  ... and ${count(more, 'more outcome')}; --json has all`);
  if (!group.lossesComplete) {
    const text = 'There are more outcomes than were looked at: any of these units may be left out first.';
    lines.push(...wrapText(text, style.width, '  ', 2));
  }
  return lines.join('\n');
}

const some = (names: readonly string[]): string =>
  [...new Set(names)].slice(0, 5).map(visible).join(', ') + (names.length > 5 ? ` and ${String(names.length - 5)} more` : '');

function changeText(change: FixChange, showPath: (path: string) => string): string {
  const path = visible(showPath(change.path));
  const from = change.from === null ? '' : visible(showPath(change.from));
  const { line } = change;
  const edit = line
    ? `line ${String(line.number)}: ${visible(line.before.trim())}\n${line.after === null ? 'remove it' : `becomes: ${visible(line.after.trim())}`}`
    : '';
  switch (change.kind) {
    case 'edit':
      return `In ${path}, ${edit}`;
    case 'override':
      return `Copy ${from}\n  to ${path} (systemctl edit --full ${visible(change.unit.id)}); there, ${edit}\nA drop-in cannot take an After= or Before= back.`;
    case 'replace-drop-in':
      return `Copy ${from}\n  to ${path}, where it takes its place; there, ${edit}`;
    case 'drop-in':
      return `Write ${path}:\n${indent(change.text.trimEnd(), '    ')}`;
  }
}

const BLAME: Readonly<Record<EdgeFix['edgeClass'], string>> = {
  administrator: 'written by the administrator',
  package: 'written by a package',
  rule: 'added by a rule of systemd',
  standard: 'written in a unit of systemd itself',
};

function fixText(fix: CycleFix | null, style: Style, showPath: (path: string) => string): string {
  if (!fix) return 'No change of unit files was found that breaks it.';
  const lines = fix.steps.map(({ edge, edgeClass, changes }) => {
    const head = `${visible(edge.second.id)} need not wait for ${visible(edge.first.id)} (${BLAME[edgeClass]}):`;
    const changeLines = changes.flatMap((change) => changeText(change, showPath).split('\n'));
    return [
      ...wrapText(head, style.width, '  ', 4),
      // A line to copy into a file, which stands indented, is left whole.
      ...changeLines.flatMap((line) => (line.startsWith('   ') ? [`    ${line}`] : wrapText(line, style.width, '    ', 6))),
    ].join('\n');
  });
  const tried = {
    yes: style.green('Tried: the cycle is gone, and no other job changes.'),
    no: style.yellow('Tried: this changes other jobs too, or leaves a cycle. Look before you use it.'),
    'not-tried': 'Not tried.',
  }[fix.verified];
  return [style.bold('To fix it:'), ...lines, indent(tried)].join('\n');
}

/** The cycles in words: which lines make them, what may happen, what to change. Ends without a line feed. */
export function cyclesText(report: CyclesReport, style: Style, showPath: (path: string) => string): string {
  const { answer, request } = report;
  if (answer.groups.length === 0) {
    return request === null ? 'No ordering cycle, whatever is started together.' : `No ordering cycle in ${visible(request)}.`;
  }
  const where = request === null ? 'among the units, if they are started together' : `in ${visible(request)}`;
  const bold = (text: string): string => wrapText(text, style.width, '', 4).map(style.bold).join('\n');
  const parts = [bold(`${count(answer.groups.length, 'group')} of units with ordering cycles ${where}`)];
  for (const [i, group] of answer.groups.entries()) {
    const shown = group.cycles.slice(0, LISTED_MAX);
    const head = `Cycle${shown.length > 1 ? 's' : ''} of ${some(group.units.map((unit) => unit.id))}`;
    const cycles = shown.map((cycle) => cycleText(cycle, style, showPath)).join('\n\n');
    const more = group.cycles.length > shown.length || group.isCut ? '\n  ... and more' : '';
    const losses = request === null ? '' : `${lossesText(group, style, report.listedMax ?? LISTED_MAX)}\n\n`;
    parts.push(`${bold(head)}\n${cycles}${more}\n\n${losses}${fixText(report.fixes[i] ?? null, style, showPath)}`);
  }
  return parts.join('\n\n');
}

const edgeEntry = (edge: CycleEdge, reasonEntry: (reason: Reason) => unknown): unknown => ({
  first: edge.first.id,
  firstJob: edge.firstType,
  second: edge.second.id,
  secondJob: edge.secondType,
  because: edge.reasons.map(reasonEntry),
});

/** The cycles as JSON values. Schema `wantedby-cycles/1`. */
export function cyclesEntry(report: CyclesReport, reasonEntry: (reason: Reason) => unknown): unknown {
  const { answer, request } = report;
  return {
    schema: 'wantedby-cycles/1',
    request,
    groups: answer.groups.map((group, i) => ({
      units: group.units.map((unit) => unit.id),
      fatal: group.isFatal,
      cycles: group.cycles.map((cycle) => cycle.map((edge) => edgeEntry(edge, reasonEntry))),
      moreCycles: group.isCut,
      outcomes: group.losses.map(({ victims, lost, unordered, likelihood, isRare }) => ({
        victims,
        lost,
        unordered,
        likelihood,
        rare: isRare,
      })),
      outcomesComplete: group.lossesComplete,
      fix: fixEntry(report.fixes[i] ?? null, reasonEntry),
    })),
  };
}

function fixEntry(fix: CycleFix | null, reasonEntry: (reason: Reason) => unknown): unknown {
  if (!fix) return null;
  return {
    verified: fix.verified,
    steps: fix.steps.map(({ edge, edgeClass, changes }) => ({
      edge: edgeEntry(edge, reasonEntry),
      blame: edgeClass,
      changes: changes.map(({ kind, unit, path, from, line }) => ({ kind, unit: unit.id, path, from, line })),
    })),
    files: Object.fromEntries(fix.files),
  };
}
