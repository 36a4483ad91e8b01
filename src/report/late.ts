import type { Usec } from '../base/usec.js';
import { CAUSES, type Cause } from '../explain/causes.js';
import type { JobLink, LateAnswer, LateStep } from '../explain/late.js';
import type { BootComparison } from '../explain/late-compare.js';
import type { LateChange, LateSaving, LateWarning } from '../explain/late-savings.js';
import type { BootRun } from '../explain/boot-run.js';
import type { Fate } from '../explain/why-run.js';
import { RULES } from '../graph/rule-table.js';
import type { Reason } from '../graph/unit.js';
import type { JobSpan } from '../simulate/job.js';
import { visible } from './escape.js';
import { fit, type Style } from './style.js';
import { wrapText } from './wrap.js';

/** A time as people say it: `12.4 s`, `350 ms`, `0 s`; three digits that count. */
export function secondsText(usec: Usec): string {
  const sign = usec < 0 ? '-' : '';
  const size = Math.abs(usec);
  if (size < 500) return '0 s';
  if (size < 9_995) return `${sign}${(size / 1000).toFixed(1)} ms`;
  if (size < 999_500) return `${sign}${String(Math.round(size / 1000))} ms`;
  return `${sign}${(size / 1_000_000).toFixed(size < 9_995_000 ? 2 : 1)} s`;
}

/** What a report on a late unit is made of. */
export interface LateReport {
  readonly run: BootRun;
  readonly answer: LateAnswer;
  readonly savings: readonly LateSaving[];
  readonly causes: readonly Cause[];
  /** Where a condition stood in the way: which; null where none did. */
  readonly skipped: Extract<Fate, { code: 'skipped' }> | null;
  /** By how much times may be off. */
  readonly resolutionUsec: Usec;
  /** What the times come from and what was taken for granted, a sentence each. */
  readonly notes: readonly string[];
  readonly showPath: (path: string) => string;
}

/** What is queued this long after the first jobs was asked for by somebody else. */
const ASKED_LATE_USEC = 100_000;

type ShowPath = LateReport['showPath'];

const placeText = (at: { path: string; line: number }, showPath: ShowPath): string =>
  `${visible(showPath(at.path))}${at.line > 0 ? `:${String(at.line)}` : ''}`;

/** Rules whose text is no clause. */
const NOUN = /^(?:default dependency|quota options|Sockets=|BindToDevice=|link in|written in)/;

/** Why one waited for another, as the end of a sentence. */
function becauseText({ job, link }: LateStep, showPath: ShowPath): string {
  const reason = link === null ? undefined : mainReason(link.dependency.reasons);
  if (reason === undefined) return '';
  const reverse = job.type === 'stop' ? ' (stops go in reverse)' : '';
  const text = shortReason(reason, showPath);
  const isLine = reason.rule === 'directive' && reason.at !== null;
  return `, because ${isLine ? 'of ' : NOUN.test(text) ? 'of the ' : ''}${text}${reverse}`;
}

/** The reason that says most: one that somebody wrote. */
const mainReason = (reasons: readonly Reason[]): Reason | undefined =>
  reasons.find(({ rule, at }) => rule === 'directive' && at !== null) ?? reasons.find(({ at }) => at !== null) ?? reasons[0];

/** A reason in few words: `After= in a.service:4`, or the rule. */
function shortReason(reason: Reason, showPath: ShowPath): string {
  const key = reason.setting === null ? null : `${reason.setting.slice(reason.setting.indexOf('.') + 1)}=`;
  if (reason.rule === 'directive' && reason.at !== null) return `${key ?? 'a line'} in ${placeText(reason.at, showPath)}`;
  const { text } = RULES[reason.rule];
  return reason.at === null ? text : `${text} (${placeText(reason.at, showPath)})`;
}

function linkText(link: JobLink | null, showPath: ShowPath): string | null {
  const reason = link === null ? undefined : mainReason(link.dependency.reasons);
  return reason === undefined ? null : shortReason(reason, showPath);
}

const isStop = (job: JobSpan): boolean => job.type === 'stop' || job.type === 'restart';

/** What became of the job, as a verb. */
function verbOf(job: JobSpan): string {
  if (job.result === null) return isStop(job) ? 'was still stopping' : 'was still starting';
  if (isStop(job)) return job.result === 'done' ? 'was stopped' : 'failed to stop';
  if (job.result === 'done') return 'started';
  if (job.result === 'timeout') return 'timed out';
  return `ended with "${job.result}"`;
}

/** How it went on from the releaser to the one that took the time. */
function blameText(steps: readonly LateStep[], culprit: number, showPath: ShowPath): string {
  const first = steps[1];
  const last = steps[culprit];
  if (first === undefined || last === undefined || culprit < 1) return '';
  const name = visible(last.job.unit);
  const how = last.job.result === 'done' || last.job.result === null ? '' : `, and ended with "${last.job.result}"`;
  if (culprit === 1) return `, which took ${secondsText(last.ownUsec)} itself${how}`;
  const between = culprit - 2;
  const way =
    between === 0 ? '' : ` (by way of ${between === 1 ? visible(steps[2]?.job.unit ?? '') : `${String(between)} others`})`;
  const before = steps[culprit - 1];
  const because = before === undefined ? '' : becauseText(before, showPath);
  return `; ${visible(first.job.unit)} waited for ${name}${way}${because}, which took ${secondsText(last.ownUsec)} itself${how}`;
}

/** A job that the failure of another ended. */
function refusalText({ run, answer, showPath }: LateReport, by: JobSpan): string {
  const between: string[] = [];
  let root = by;
  for (; root.failedBy !== null && between.length < answer.steps.length; root = root.failedBy) between.push(visible(root.unit));
  const fate = root.result === 'failed' ? 'failed' : root.result === 'timeout' ? 'timed out' : `ended with "${root.result ?? ''}"`;
  const end = `${fate} at ${secondsText((root.finished ?? 0) - run.begunAt)}`;
  const because = answer.steps[0] === undefined ? '' : becauseText(answer.steps[0], showPath);
  const first = `${visible(answer.job.unit)} was not started: it cannot do without ${visible(by.unit)}${because}`;
  if (root === by) return `${first}, which ${end}.`;
  const way =
    between.length === 1
      ? ''
      : between.length === 2
        ? ` (by way of ${between[1] ?? ''})`
        : ` (by way of ${String(between.length - 1)} others)`;
  return `${first}; that was not started because ${visible(root.unit)} ${end}${way}.`;
}

function skippedText(
  { run, answer, showPath }: LateReport,
  { conditions, isSure, place }: Extract<Fate, { code: 'skipped' }>,
): string {
  const at = secondsText((answer.job.finished ?? 0) - run.begunAt);
  const list = conditions.map(visible).join(', ');
  const which = isSure
    ? `${list} does not hold${place === null ? '' : ` (${placeText(place, showPath)})`}`
    : `one of its conditions does not hold${list === '' ? '' : ` (${list})`}`;
  return `${visible(answer.job.unit)} was skipped at ${at}: ${which}.`;
}

/** The short answer: who is to blame, why, and which line. */
export function lateSentence(report: LateReport): string {
  const { run, answer, showPath } = report;
  const { job, steps, culprit } = answer;
  const name = visible(job.unit);
  if (job.running === null) {
    const by = job.failedBy;
    if (by === null) {
      if (answer.openBlocker === null) return `${name} never ran: nothing shows that its job got its turn.`;
      const { unit, type, running } = answer.openBlocker;
      const since = running === null ? '' : ` since ${secondsText(running - run.begunAt)}`;
      return `${name} never ran: when ${run.source === 'measured' ? 'the record' : 'the run'} ends, it still waits for ${visible(unit)}, which has been ${type === 'stop' ? 'stopping' : 'starting'}${since}.`;
    }
    return refusalText(report, by);
  }
  if (report.skipped !== null) return skippedText(report, report.skipped);
  const at = job.finished === null ? '' : ` at ${secondsText(job.finished - run.begunAt)}`;
  const own = steps[0]?.ownUsec ?? 0;
  const waited = steps[0]?.waitedUsec ?? 0;
  const releaser = job.releasedBy;
  const askedAt = job.installed - run.begunAt;
  if (askedAt >= ASKED_LATE_USEC && waited <= own) {
    const triggers = steps[0]?.unit?.related('TriggeredBy').map(({ id }) => visible(id)) ?? [];
    const by = triggers.length === 0 ? '' : `, by ${triggers.join(' or ')} as it seems`;
    return `${name} ${verbOf(job)}${at}: it was only asked for at ${secondsText(askedAt)}${by}, and took ${secondsText(own)} itself.`;
  }
  const unexplained = steps[0]?.unexplainedUsec ?? 0;
  if (unexplained > Math.max(own, waited)) {
    const from = secondsText((job.running ?? 0) - unexplained - run.begunAt);
    return `${name} ${verbOf(job)}${at}: the record does not tell what held it up from ${from} to ${secondsText((job.running ?? 0) - run.begunAt)}; it took ${secondsText(own)} itself.`;
  }
  if (releaser === null)
    return `${name} ${verbOf(job)}${at}: it waited for no other unit${own >= 1000 ? ` and took ${secondsText(own)} itself` : ''}.`;
  const because = steps[0] === undefined ? '' : becauseText(steps[0], showPath);
  const { resolutionUsec } = report;
  if (own < 1000 && waited < 1000 && resolutionUsec > 1000)
    return `${name} ${verbOf(job)}${at}: what it waited for and what it took itself is less than the record can tell apart: it is exact to ${secondsText(resolutionUsec)}.`;
  if (own < 1000 && waited < 1000)
    return `${name} ${verbOf(job)}${at}: it waited for nothing that took time, and took none itself.`;
  const wait = `waited ${secondsText(waited)} for ${visible(releaser.unit)}${because}`;
  if (culprit === 0 && waited < 500)
    return `${name} ${verbOf(job)}${at}: it took ${secondsText(own)} itself and waited for nothing that took time.`;
  if (culprit === 0 && own >= waited)
    return `${name} ${verbOf(job)}${at}: it took ${secondsText(own)} itself; before that it ${wait}.`;
  if (culprit === 0) return `${name} ${verbOf(job)}${at}: it ${wait}, and then took ${secondsText(own)} itself.`;
  return `${name} ${verbOf(job)}${at}: it ${wait}${blameText(steps, culprit, showPath)}.`;
}

function chainLines(report: LateReport, style: Style): string[] {
  const { run, answer, showPath } = report;
  const cell = (text: string): string => text.padStart(9);
  const lines = [style.dim(`${cell('ended')}${cell('waited')}${cell('itself')}  unit`)];
  for (const [i, step] of answer.steps.entries()) {
    const { job } = step;
    const end = job.finished === null ? '-' : secondsText(job.finished - run.begunAt);
    const mark = job.result === 'done' || job.result === null ? '' : ` (${job.result})`;
    const unsure = step.sureness === 'unknown' ? ' ?' : step.sureness === 'inferred' ? ' ~' : '';
    const name = fit(`${visible(job.unit)}${isStop(job) ? ` (${job.type})` : ''}${mark}${unsure}`, style.width - 29, style.isUtf8);
    const own = secondsText(step.ownUsec);
    lines.push(
      `${cell(end)}${cell(secondsText(step.waitedUsec))}${i === answer.culprit ? style.yellow(cell(own)) : cell(own)}  ${style.bold(name)}`,
    );
    const reason = linkText(step.link, showPath);
    if (reason !== null) lines.push(`${' '.repeat(29)}${style.dim(fit(reason, style.width - 29, style.isUtf8))}`);
  }
  return lines;
}

function changeText(change: LateChange, showPath: ShowPath): string {
  switch (change.kind) {
    case 'order': {
      const reason = mainReason(change.reasons);
      return `${visible(change.after)} not ordered after ${visible(change.before)}${reason === undefined ? '' : ` (${shortReason(reason, showPath)})`}`;
    }
    case 'instant':
      return `${visible(change.unit)} taking no time`;
    case 'gone':
      return `${visible(change.unit)} left out (disabled or masked)`;
  }
}

function warningText(warning: LateWarning): string {
  switch (warning.code) {
    case 'requires':
      return `${visible(warning.unit)} has ${warning.kind}=${visible(warning.other)}: without the order it may come before what it needs`;
    case 'mount':
      return `${visible(warning.unit)} uses what ${visible(warning.other)} mounts`;
    case 'socket':
      return `${visible(warning.other)} is the socket of ${visible(warning.unit)}, which gets it only when it comes after it`;
    case 'network':
      if (warning.unit.endsWith('.target')) return `${visible(warning.unit)} would no longer mean that the network is up`;
      return `only if ${visible(warning.unit)} does without the network while it starts`;
    case 'lost': {
      const shown = warning.units.slice(0, 3).map(visible).join(', ');
      return `then not started: ${shown}${warning.units.length > 3 ? ` and ${String(warning.units.length - 3)} more` : ''}`;
    }
  }
}

function savingLines(report: LateReport, style: Style): string[] {
  return report.savings
    .slice(0, 8)
    .flatMap((saving) => [
      ...wrapText(changeText(saving.change, report.showPath), style.width, `${secondsText(saving.savedUsec).padStart(9)}  `, 11),
      ...saving.warnings.flatMap((warning) =>
        wrapText(`careful: ${warningText(warning)}`, style.width, ' '.repeat(13), 15).map(style.yellow),
      ),
    ]);
}

function causeLines(report: LateReport, style: Style): string[] {
  return report.causes.slice(0, 8).flatMap((cause) => {
    const about = cause.other === null ? visible(cause.unit) : `${visible(cause.unit)}, ${visible(cause.other)}`;
    const place = cause.at === null || cause.at.path === '' ? '' : `; ${placeText(cause.at, report.showPath)}`;
    return wrapText(`${CAUSES[cause.id]} (${about}${place}) [${cause.id}]`, style.width, '  - ', 4);
  });
}

/** The answer in words: short answer first, then the chain, what stood beside it, what would help, likely causes. Fits the width of the style. */
export function lateText(report: LateReport, style: Style): string {
  const { answer, run } = report;
  const part = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', style.bold(title), ...lines]);
  const slack = answer.slack.map((entry) =>
    fit(
      `${secondsText(entry.slackUsec).padStart(9)}  ${visible(entry.unit)}, which took ${secondsText(entry.ownUsec)} and ended at ${secondsText(entry.finished - run.begunAt)}`,
      style.width,
      style.isUtf8,
    ),
  );
  const marks = answer.steps.map((step) => step.sureness);
  const unsure = [
    ...(marks.includes('inferred') ? ['~ worked out from the graph: the record has no stamp of its own for it.'] : []),
    ...(marks.includes('unknown')
      ? ['? the record does not tell why it began when it did, or its stamps are those of a later start.']
      : []),
  ];
  return [
    ...wrapText(lateSentence(report), style.width, '', 0),
    ...(answer.steps.length > 1 ? ['', ...chainLines(report, style)] : []),
    ...part('Beside it: how much later these could have ended without holding it up', slack),
    ...part('What would help, simulated: so much earlier with', savingLines(report, style)),
    ...part('Likely causes', causeLines(report, style)),
    ...([...report.notes, ...unsure].length === 0 ? [] : ['']),
    ...[...report.notes, ...unsure].flatMap((note) => wrapText(note, style.width, '', 2).map(style.dim)),
  ].join('\n');
}

const reasonEntries = (link: JobLink | null, showPath: ShowPath): unknown =>
  link === null
    ? null
    : {
        kind: link.kind,
        because: link.dependency.reasons.map((reason) => ({
          rule: reason.rule,
          ...(reason.setting === null ? {} : { setting: reason.setting }),
          ...(reason.at === null ? {} : { file: showPath(reason.at.path), line: reason.at.line }),
        })),
      };

const sec = (usec: Usec | null): number | null => (usec === null ? null : Math.round(usec) / 1_000_000);

/** The answer as JSON values, times in seconds. Schema `wantedby-late/1`. */
export function lateEntry(report: LateReport): object {
  const { run, answer, savings, causes, showPath } = report;
  const at = (usec: Usec | null): number | null => (usec === null ? null : sec(usec - run.begunAt));
  return {
    unit: answer.job.unit,
    type: answer.job.type,
    result: answer.job.result,
    source: run.source,
    answer: lateSentence(report),
    chain: answer.steps.map((step) => ({
      unit: step.job.unit,
      type: step.job.type,
      result: step.job.result,
      installed: at(step.job.installed),
      runnable: at(step.job.runnable),
      running: at(step.job.running),
      finished: at(step.job.finished),
      waited: sec(step.waitedUsec),
      itself: sec(step.ownUsec),
      sureness: step.sureness,
      order: reasonEntries(step.link, showPath),
    })),
    culprit: answer.steps[answer.culprit]?.job.unit ?? null,
    slack: answer.slack.map((entry) => ({ unit: entry.unit, type: entry.type, waiter: entry.waiter, finished: at(entry.finished), itself: sec(entry.ownUsec), slack: sec(entry.slackUsec) })), // prettier-ignore
    savings: savings.map(({ change, savedUsec, finished, warnings }) => ({
      change: change.kind === 'order' ? { kind: change.kind, after: change.after, before: change.before } : change,
      saved: sec(savedUsec),
      finished: sec(finished),
      warnings,
    })),
    causes: causes.map(({ heldUpUsec, at: place, ...cause }) => ({ ...cause, heldUp: sec(heldUpUsec), ...(place === null ? {} : { file: showPath(place.path), line: place.line }) })), // prettier-ignore
    notes: report.notes,
  };
}

/** Two boots side by side in words. */
export function compareText(comparison: BootComparison, style: Style, countMax = 30): string {
  const [first, second] = comparison.finishedUsec;
  const lines: string[] = [];
  if (first !== null && second !== null) {
    const moved = second - first;
    lines.push(
      `The boot ended at ${secondsText(first)} and at ${secondsText(second)}: ${moved === 0 ? 'the same' : `${secondsText(Math.abs(moved))} ${moved > 0 ? 'later' : 'earlier'}`}.`,
    );
  }
  const blamed = new Map<string, { usec: Usec; units: string[] }>();
  for (const { unit, blame, blameUsec } of comparison.moved) {
    const known = blamed.get(blame);
    if (known) known.units.push(unit);
    else blamed.set(blame, { usec: blameUsec, units: [unit] });
  }
  for (const [blame, { usec, units }] of [...blamed].sort((a, b) => Math.abs(b[1].usec) - Math.abs(a[1].usec)).slice(0, countMax)) {
    const others = units.filter((unit) => unit !== blame);
    const shown = others.slice(0, 4).map(visible).join(', ') + (others.length > 4 ? ` and ${String(others.length - 4)} more` : '');
    const [before, after] = comparison.moved.find(({ unit }) => unit === blame)?.releasers ?? [null, null];
    const freed = (name: string | null): string => (name === null ? 'nothing' : visible(name));
    const doing =
      Math.abs(usec) >= 1000
        ? `took ${secondsText(Math.abs(usec))} ${usec > 0 ? 'longer' : 'less'} itself`
        : before === after
          ? 'moved'
          : `waited last for ${freed(before)} in the first, for ${freed(after)} in the second`;
    lines.push(
      ...wrapText(
        `${style.bold(visible(blame))} ${doing}${others.length === 0 ? '' : `; by that moved ${shown}`}.`,
        style.width,
        '',
        2,
      ),
    );
  }
  if (comparison.moved.length === 0) lines.push('No unit moved.');
  else {
    lines.push('', style.dim(`${'first'.padStart(9)}${'second'.padStart(9)}${'moved'.padStart(9)}  unit`));
    for (const { unit, firstUsec, secondUsec, movedUsec } of comparison.moved.slice(0, countMax))
      lines.push(
        `${secondsText(firstUsec).padStart(9)}${secondsText(secondUsec).padStart(9)}${secondsText(movedUsec).padStart(9)}  ${fit(visible(unit), style.width - 29, style.isUtf8)}`,
      );
    if (comparison.moved.length > countMax)
      lines.push(`... and ${String(comparison.moved.length - countMax)} more; --json has them`);
  }
  const only = (which: string, units: readonly string[]): string[] =>
    units.length === 0 ? [] : ['', ...wrapText(`Only in the ${which}: ${units.map(visible).join(', ')}`, style.width, '', 2)];
  return [...lines, ...only('first', comparison.onlyFirst), ...only('second', comparison.onlySecond)].join('\n');
}

/** Two boots side by side as JSON values, times in seconds. */
export function compareEntry(comparison: BootComparison): object {
  return {
    finished: comparison.finishedUsec.map(sec),
    moved: comparison.moved.map((entry) => ({
      unit: entry.unit,
      first: sec(entry.firstUsec),
      second: sec(entry.secondUsec),
      moved: sec(entry.movedUsec),
      itself: sec(entry.ownUsec),
      blame: entry.blame,
      blameBy: sec(entry.blameUsec),
      releasers: entry.releasers,
    })),
    onlyFirst: comparison.onlyFirst,
    onlySecond: comparison.onlySecond,
  };
}
