import { compareBytes } from '../base/compare.js';
import type { Unit } from '../graph/unit.js';
import type { OutcomeSet } from '../transaction/outcome-set.js';
import type { DroppedJob, LogLine, PlannedJob, PullIn, TransactionResult } from '../transaction/transaction-result.js';
import { visible } from './escape.js';
import type { Style } from './style.js';
import { wrapText } from './wrap.js';

/** What a plan shows. */
export interface PlanReport {
  /** As `start default.target`. */
  readonly request: string;
  readonly mode: string;
  /** One outcome: that of walks by name. */
  readonly result: TransactionResult;
  readonly outcomes: OutcomeSet;
  /** How many outcomes the text lists. */
  readonly listedMax?: number;
}

const jobText = (job: { unit: Unit; type: string }): string => `${job.unit.id}/${job.type}`;
const byJob = (a: { unit: Unit; type: string }, b: { unit: Unit; type: string }): number => compareBytes(jobText(a), jobText(b));
const count = (n: number, one: string): string => `${String(n)} ${one}${n === 1 ? '' : 's'}`;

const KIND_TEXT: Readonly<Partial<Record<PullIn['kind'], string>>> = {
  request: 'asked for',
  isolate: 'not needed by what is isolated',
  triggering: 'triggers the unit',
  follower: 'the same device',
};

/** What pulled a job in. */
function pullText(pull: PullIn | undefined): string {
  if (!pull) return 'no job pulls it in any more, but isolating keeps it';
  const word = KIND_TEXT[pull.kind];
  if (pull.by === null || word !== undefined) return word ?? 'asked for';
  return `${pull.kind} of ${visible(jobText(pull.by))}`;
}

const DROP_TEXT: Readonly<Record<DroppedJob['reason'], string>> = {
  cycle: 'deleted to break an ordering cycle',
  conflict: 'lost against',
  dependency: 'cannot do without',
  garbage: 'nothing pulls it in any more',
  redundant: 'nothing to do',
  impact: 'would stop something that runs, or contradict a queued job',
};

function dropText(job: DroppedJob): string {
  const because = job.because ? ` ${visible(jobText(job.because))}` : '';
  return `${visible(jobText(job))}: ${DROP_TEXT[job.reason]}${because}`;
}

/** A line of the log as the manager prints it. */
export function logText(line: LogLine): string {
  return line.unit === null ? line.text : `${line.unit}: ${line.text}`;
}

/** The messages of the manager, as `--format systemd` prints them; those of priority debug are left out. */
export function systemdMessages(result: TransactionResult): string {
  return result.messages.filter(({ priority }) => priority < 7).map(logText).join('\n'); // prettier-ignore
}

function outcomesText(set: OutcomeSet, style: Style, listedMax: number): string {
  const ends = distinctEnds(set);
  if (set.complete && ends.length === 1) return set.mustFail ? '' : 'This is the only outcome.';
  if (ends.length === 1)
    return wrapText('No other outcome was met; not every order that systemd may take was looked at.', style.width, '', 0).join(
      '\n',
    );
  const many = set.complete ? String(ends.length) : `at least ${String(ends.length)}`;
  const lines = [style.bold(`${many} outcomes are possible; which one, changes from boot to boot`)];
  for (const { text, isRefusal, share, isRare } of ends.slice(0, listedMax)) {
    const estimate = share === null ? '' : ` (estimate: ${String(Math.round(share * 100))} %)`;
    const shown = `${isRefusal ? style.red('refused') + text.slice('refused'.length) : text}${estimate}${isRare ? ' (very rare)' : ''}`;
    lines.push(...wrapText(shown, style.width, '  - ', 4));
  }
  if (ends.length > listedMax) lines.push(`  ... and ${String(ends.length - listedMax)} more; --json has them`);
  lines.push(`${count(set.alwaysKept.length, 'job')} in every outcome, ${count(set.mayBeDeleted.length, 'job')} in some.`);
  return lines.join('\n');
}

const LISTED_MAX = 20;

/** One way in which a request may end, whichever units were deleted for it. */
interface End {
  readonly text: string;
  readonly isRefusal: boolean;
  readonly share: number | null;
  readonly isRare: boolean;
}

/** The outcomes by the jobs that are left: other deletions may come to the same, since what depends on the deleted goes with it. */
function distinctEnds(set: OutcomeSet): End[] {
  const base = new Set([...set.alwaysKept, ...set.mayBeDeleted]);
  const ends = new Map<string, End>();
  for (const { error, jobs, likelihood, moves } of set.outcomes) {
    const kept = new Set(jobs);
    const lost = [...base].filter((job) => !kept.has(job)).sort(compareBytes);
    const text = error
      ? `refused: ${visible(error.text)}`
      : lost.length === 0
        ? 'all jobs'
        : `without ${lost.map(visible).join(', ')}`;
    const known = ends.get(text);
    const share = likelihood === null ? (known?.share ?? null) : likelihood + (known?.share ?? 0);
    ends.set(text, { text, isRefusal: error !== null, share, isRare: (moves ?? 0) > 0 && (known?.isRare ?? true) });
  }
  return [...ends.values()];
}

/** How the manager's message begins when a job that is only wanted cannot be made. */
const CANNOT_ADD = 'Cannot add dependency job, ignoring: ';

/** The plan in words: the jobs, what pulled each in, what was dropped, all outcomes. Ends without a line feed. */
export function planText(report: PlanReport, style: Style): string {
  const { result, request, mode } = report;
  const parts: string[] = [];
  const dropped = result.dropped.filter(({ reason }) => reason !== 'redundant').sort(byJob);
  if (result.ok) {
    const jobs = [...result.jobs].sort(byJob);
    parts.push(
      [
        style.bold(`${visible(request)} (${mode}): ${count(jobs.length, 'job')}`),
        ...jobs.flatMap((job) =>
          wrapText(`${style.bold(visible(jobText(job)))}  ${style.dim(pullText(job.pulledInBy[0]))}`, style.width, '  ', 6),
        ),
      ].join('\n'),
    );
  } else parts.push(`${style.bold(visible(request))} (${mode}): ${style.red('refused')}: ${visible(result.error.text)}`);
  const left = result.messages.filter(({ priority, text }) => priority <= 4 && text.startsWith(CANNOT_ADD));
  if (left.length > 0) {
    const lines = left.flatMap(({ text }) => wrapText(visible(text.slice(CANNOT_ADD.length)), style.width, '  ', 6));
    parts.push([style.bold('Wanted, but cannot be started'), ...lines].join('\n'));
  }
  if (dropped.length > 0)
    parts.push([style.bold('Dropped'), ...dropped.flatMap((job) => wrapText(dropText(job), style.width, '  ', 6))].join('\n'));
  const idle = result.dropped.length - dropped.length;
  if (idle > 0) parts.push(`${count(idle, 'job')} dropped because there is nothing to do.`);
  parts.push(outcomesText(report.outcomes, style, report.listedMax ?? LISTED_MAX));
  return parts.filter((part) => part !== '').join('\n\n');
}

const pullEntry = (pull: PullIn): unknown => ({ by: pull.by && jobText(pull.by), kind: pull.kind, matters: pull.matters });

const jobEntry = (job: PlannedJob): unknown => ({
  unit: job.unit.id,
  type: job.type,
  irreversible: job.irreversible,
  matters: job.matters,
  anchor: job.isAnchor,
  pulledInBy: job.pulledInBy.map(pullEntry),
});

/** The plan as JSON values. Schema `wantedby-plan/1`. */
export function planEntry(report: PlanReport): unknown {
  const { result, outcomes } = report;
  return {
    schema: 'wantedby-plan/1',
    request: report.request,
    mode: report.mode,
    ok: result.ok,
    ...(result.ok ? {} : { error: result.error }),
    jobs: result.ok ? [...result.jobs].sort(byJob).map(jobEntry) : [],
    dropped: result.dropped.map((job) => ({
      unit: job.unit.id,
      type: job.type,
      reason: job.reason,
      because: job.because && jobText(job.because),
      pulledInBy: job.pulledInBy.map(pullEntry),
    })),
    cycles: result.cycles.map(({ path, victim }) => ({ path: path.map(jobText), deleted: victim?.id ?? null })),
    messages: result.messages,
    outcomes: {
      complete: outcomes.complete,
      count: outcomes.count,
      canFail: outcomes.canFail,
      mustFail: outcomes.mustFail,
      alwaysKept: outcomes.alwaysKept,
      mayBeDeleted: outcomes.mayBeDeleted,
      alwaysDeleted: outcomes.alwaysDeleted,
      list: outcomes.outcomes.map(({ error, jobs, victims, likelihood, moves }) => ({ error, jobs, victims, likelihood, moves })),
    },
  };
}
