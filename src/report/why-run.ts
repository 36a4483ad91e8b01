import type { JobLink } from '../explain/late.js';
import type { Fate } from '../explain/why-run.js';
import type { BootRun } from '../explain/boot-run.js';
import type { Reason } from '../graph/unit.js';
import { visible } from './escape.js';
import { secondsText } from './late.js';
import type { Style } from './style.js';
import { wrapText } from './wrap.js';

type ShowPath = (path: string) => string;

function placeOf(reasons: readonly Reason[], showPath: ShowPath): string {
  const at = reasons.find((reason) => reason.at !== null)?.at ?? null;
  return at === null ? '' : ` (${visible(showPath(at.path))}${at.line > 0 ? `:${String(at.line)}` : ''})`;
}

const RESULT_TEXT: Readonly<Record<string, string>> = {
  assert: 'an Assert...= does not hold',
  unsupported: 'such units are not supported there',
  canceled: 'another request took its place',
  skipped: 'it was not active when it was asked to be',
  once: 'it was started once already',
};

const STOP_TEXT: Readonly<Partial<Record<string, string>>> = {
  Conflicts: 'has it in Conflicts=',
  ConflictedBy: 'is named in its Conflicts=',
  BoundBy: 'is what it is bound to (BindsTo=)',
  BindsTo: 'is what it is bound to (BindsTo=), and went down',
  ConsistsOf: 'is what it is part of (PartOf=)',
  PropagatesStopTo: 'passes its stop on (PropagatesStopTo=)',
  RequiredBy: 'is what it requires, and was stopped',
};

function requirementText(by: string, requirement: JobLink | null, showPath: ShowPath): string {
  if (requirement === null) return `${visible(by)} did not start`;
  return `${visible(by)} did not start, and it has ${requirement.kind}=${visible(by)}${placeOf(requirement.dependency.reasons, showPath)}`;
}

function fateText(fate: Fate, showPath: ShowPath): string {
  switch (fate.code) {
    case 'dropped': {
      const because = fate.because === null ? '' : ` of ${visible(fate.because)}`;
      const rival = fate.because === null ? 'for a conflict' : `for the conflict with ${visible(fate.because)}, which is started`;
      const why = { cycle: 'to break an ordering cycle', conflict: rival, dependency: `because it cannot do without the job${because}`, garbage: '', redundant: '', impact: 'to change nothing that runs' }[fate.reason]; // prettier-ignore
      return `its ${fate.type} job was deleted ${why}`;
    }
    case 'started': {
      const { releasedBy } = fate.job;
      if (releasedBy === null) return 'started; it waited for nothing';
      const reasons = fate.link?.dependency.reasons ?? [];
      return `started; the last that it waited for was ${visible(releasedBy.unit)}${placeOf(reasons, showPath)}`;
    }
    case 'skipped': {
      const list = fate.conditions.map(visible).join(', ');
      return fate.isSure
        ? `skipped: ${list} does not hold${fate.place === null ? '' : ` (${visible(showPath(fate.place.path))}:${String(fate.place.line)})`}`
        : `skipped: one of its conditions does not hold${list === '' ? '' : `: ${list}`}`;
    }
    case 'refused':
      if (fate.by !== null) return `not started: ${requirementText(fate.by, fate.requirement, showPath)}`;
      return `not started: ${fate.result === 'dependency' ? 'a unit that it is bound to is not active' : (RESULT_TEXT[fate.result] ?? `its job ended with "${fate.result}"`)}`;
    case 'failed':
      return `${fate.result === 'timeout' ? 'its job timed out' : 'failed'}${fate.log.length === 0 ? '' : `: ${fate.log.map(visible).join('; ')}`}`;
    case 'stopped': {
      if (fate.by === null)
        return fate.kind === 'isolate' ? 'stopped: what was isolated does not need it' : 'stopped: somebody asked for it';
      if (fate.kind === 'isolate') return `stopped: ${visible(fate.by)} was isolated and does not need it`;
      return `stopped: ${visible(fate.by)} ${STOP_TEXT[fate.kind] ?? `pulled the stop in (${fate.kind})`}`;
    }
    case 'restarted':
      return fate.at === null
        ? `started again by itself ${fate.count === 1 ? 'once' : `${String(fate.count)} times`}`
        : `started again by itself (${String(fate.count)})`;
    case 'waits':
      return fate.isRunning
        ? 'its start had not ended when the run did'
        : `its ${fate.type} job was still waiting when the run ended`;
  }
}

/** What became of a unit in a run, a line each with its time; a sentence that says so where nothing did. */
export function fatesText(unit: string, fates: readonly Fate[], run: BootRun, style: Style, showPath: ShowPath): string {
  if (fates.length === 0) return `In this run ${visible(unit)} had no job.`;
  return [
    style.bold(`In this run${run.source === 'simulated' ? ' (simulated)' : ''}`),
    ...fates.flatMap((fate) => {
      const at = fate.at === null ? '' : secondsText(fate.at - run.begunAt);
      return wrapText(fateText(fate, showPath), style.width, `${at.padStart(9)}  `, 11);
    }),
  ].join('\n');
}

/** The same as JSON values, times in seconds. */
export function fatesEntry(fates: readonly Fate[], run: BootRun, showPath: ShowPath): object[] {
  return fates.map((fate) => {
    const entry = { code: fate.code, at: fate.at === null ? null : (fate.at - run.begunAt) / 1e6, text: fateText(fate, showPath) };
    switch (fate.code) {
      case 'started':
        return { ...entry, releasedBy: fate.job.releasedBy?.unit ?? null };
      case 'refused':
        return { ...entry, result: fate.result, by: fate.by, requirement: fate.requirement?.kind ?? null };
      case 'stopped':
        return { ...entry, kind: fate.kind, by: fate.by };
      case 'skipped':
        return { ...entry, conditions: fate.conditions };
      case 'dropped':
        return { ...entry, reason: fate.reason, because: fate.because };
      default:
        return entry;
    }
  });
}
