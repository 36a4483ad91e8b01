import { USEC_INFINITY, USEC_PER_SEC, type Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import { UNIT_TYPE_TRAITS } from '../parse/unit-type-table.js';
import { UnitSettings } from '../load/unit-settings.js';
import type { MeasuredBoot } from '../measure/measured-boot.js';
import { activationUsec } from '../measure/measured-boot.js';
import { commandsOf } from '../simulate/exec-command.js';
import type { JobSpan } from '../simulate/job.js';
import type { Scenario } from '../simulate/scenario.js';
import { serviceTypeOf } from '../simulate/types/service-settings.js';
import { DEFAULT_WORLD, programRule, type ProgramExit, type ProgramRule } from '../simulate/world.js';
import type { GraphEdits } from './late-change.js';
import { runnableAt } from './late.js';
import type { BootRun } from './boot-run.js';
import { evidenceOf, hasFailed } from './releasers-evidence.js';

/** The program could not be executed. @systemd man systemd.exec(5) "Process Exit Codes" */
const EXIT_EXEC = 203;
/** A start that took this long may have run into its own limit. */
const LIMIT_MIN: Usec = 100_000;
const EXIT_DONE: ProgramExit = { afterUsec: 0, status: 0, signal: null };

/** A rule for the programs of a unit. */
function rule(unit: string, setting: string | null, command: string | null, more: Partial<ProgramRule>): ProgramRule {
  return programRule({ unit, setting, command, ...more });
}

/** How the programs of a unit behave so that its start takes a time and ends in a way. */
export function startRules(unit: Unit, tookUsec: Usec, isFailed: boolean): ProgramRule[] {
  const { id, type } = unit;
  const end = { afterUsec: tookUsec, status: isFailed ? 1 : 0, signal: null };
  const rest = rule(id, null, null, { exit: EXIT_DONE, readyUsec: 0 });
  if (type === 'mount') return [rule(id, 'ExecMount', null, { exit: isFailed ? { ...end, status: 32 } : end }), rest];
  if (type === 'swap') return [rule(id, 'ExecActivate', null, { exit: end }), rest];
  if (type !== 'service') return [];
  const [main, ...others] = commandsOf(unit, 'Service', 'ExecStart');
  const serviceType = serviceTypeOf(unit);
  if (serviceType === 'oneshot') {
    // The first command takes the whole time, with those that are the same: only the sum is known.
    if (main === undefined) return [];
    const sameCount = 1 + others.filter(({ words }) => words.join(' ') === main.words.join(' ')).length;
    const last =
      others.length > 0 && isFailed
        ? rule(id, 'ExecStart', others.at(-1)?.words.join(' ') ?? null, { exit: { ...end, afterUsec: 0 } })
        : null;
    const first = { ...end, afterUsec: tookUsec / sameCount, status: last === null ? end.status : 0 };
    return [...(last === null ? [] : [last]), rule(id, 'ExecStart', main.words.join(' '), { exit: first }), rest];
  }
  const runsOn = rule(id, 'ExecStart', null, { exit: null, readyUsec: 0 });
  if (serviceType === 'simple' || serviceType === 'idle' || serviceType === 'exec') {
    const before = (['ExecStartPre', 'ExecCondition', 'ExecStartPost'] as const).flatMap((key) =>
      commandsOf(unit, 'Service', key).slice(0, 1),
    )[0];
    if (isFailed && before?.setting === 'ExecCondition') end.status = 255;
    if (isFailed && serviceType === 'exec')
      return [rule(id, 'ExecStart', null, { exit: { ...end, status: EXIT_EXEC }, readyUsec: USEC_INFINITY }), rest];
    if (before === undefined) return [runsOn, rest];
    return [rule(id, before.setting, before.words.join(' '), { exit: end }), runsOn, rest];
  }
  const ready = isFailed ? { exit: end, readyUsec: USEC_INFINITY } : { exit: null, readyUsec: tookUsec };
  return [rule(id, 'ExecStart', null, ready), rest];
}

/** What a measured boot decides of a unit besides its programs. */
interface Decision {
  /** Did its conditions hold? undefined: not known. */
  readonly ran: boolean | undefined;
  /** Did it take longer than its own limit allows by an ideal clock? */
  readonly isOverLimit: boolean;
  /** The job that ran into its own time limit; undefined where none did. */
  readonly timedOut: JobSpan | undefined;
}

const NOWHERE = { path: '', line: 0, column: 0 };
const LIMITS = ['Service.TimeoutStartSec', 'Service.TimeoutSec', 'Mount.TimeoutSec', 'Swap.TimeoutSec', 'Socket.TimeoutSec'];

const JOB_LIMITS = ['Unit.JobTimeoutSec', 'Unit.JobRunningTimeoutSec'];

/** The settings of a unit with what was measured in place of its conditions and limits: timers fire late. */
function decidedSettings(unit: Unit, { ran, isOverLimit, timedOut }: Decision): UnitSettings {
  const settings = new UnitSettings();
  for (const key of unit.settings.keys()) {
    if (ran !== undefined && (key === 'Unit.Conditions' || key === 'Unit.Asserts')) continue;
    if (isOverLimit && LIMITS.includes(key)) continue;
    if (timedOut !== undefined && JOB_LIMITS.includes(key)) continue;
    for (const setting of unit.settings.all(key)) settings.append(key, setting);
  }
  if (ran === false) {
    const value = { type: 'ConditionPathExists', trigger: false, negate: true, parameter: '/' };
    settings.set('Unit.Conditions', { text: '!/', value, at: NOWHERE });
  }
  const limit = { text: 'infinity', value: USEC_INFINITY, at: NOWHERE };
  if (isOverLimit)
    settings.set(unit.type === 'service' ? 'Service.TimeoutStartSec' : `${UNIT_TYPE_TRAITS[unit.type].section}.TimeoutSec`, limit);
  if (timedOut?.finished != null) {
    const { finished, installed, running } = timedOut;
    const usec = finished - (running ?? installed);
    settings.set(`Unit.${running === null ? 'JobTimeoutSec' : 'JobRunningTimeoutSec'}`, {
      text: `${String(usec)}us`,
      value: usec,
      at: NOWHERE,
    });
  }
  return settings;
}

/** How the time of a measured boot went. */
interface Course {
  /** What each job took itself: from when it began, or, where the record does not tell what held it up until then, from when it could. */
  readonly took: ReadonlyMap<JobSpan, Usec>;
  /** What the manager spent before it began the start of a unit: it works off its queue one job after the other, and forking takes its time. */
  readonly managerUsec: Readonly<Record<string, Usec>>;
}

function courseOf(boot: MeasuredBoot, run: BootRun): Course {
  const took = new Map<JobSpan, Usec>();
  const managerUsec: Record<string, Usec> = {};
  const steps: { readonly at: Usec; readonly sequence: number; readonly begun: JobSpan | null }[] = [];
  for (const job of run.jobs) {
    const { running, finished, runSequence, endSequence } = job;
    if (running !== null && runSequence !== null) steps.push({ at: running, sequence: runSequence, begun: job });
    if (finished === null || endSequence === null) continue;
    steps.push({ at: finished, sequence: endSequence, begun: null });
    const isInstant = running === null || finished === running;
    took.set(job, isInstant ? 0 : finished - (run.sureness(job) === 'unknown' ? runnableAt(job) : running));
  }
  steps.sort((a, b) => a.sequence - b.sequence);
  let last = run.begunAt;
  for (const { at, begun } of steps) {
    if (begun !== null && begun.type === 'start' && run.sureness(begun) !== 'unknown') {
      const spent = at - Math.max(last, begun.installed);
      if (spent > 2 * evidenceOf(boot, begun.unit).tolerance) managerUsec[begun.unit] ??= spent;
    }
    last = Math.max(last, at);
  }
  return { took, managerUsec };
}

/** A measured boot as something to simulate: what its programs took, which conditions held, which devices came when. */
export interface MeasuredScenario {
  readonly scenario: Scenario;
  readonly edits: GraphEdits;
}

/**
 * Makes a scenario of a measured boot, in which every unit takes what it took, and the manager what it took for each.
 *
 * @param run the jobs of the boot; null where it has no stamps: then the activation times of the record are taken
 */
export function scenarioOfBoot(graph: LoadedGraph, boot: MeasuredBoot, target: string, run: BootRun | null): MeasuredScenario {
  const begunAt = run?.begunAt ?? 0;
  const first = new Map<string, JobSpan>();
  for (const job of run?.ended ?? [])
    if (job.type === 'start' && job.running !== null && !first.has(job.unit)) first.set(job.unit, job);
  const limited = new Map((run?.ended ?? []).filter(({ result }) => result === 'timeout').map((job) => [job.unit, job]));
  const programs: ProgramRule[] = [];
  const devices: Record<string, number | null> = { ...graph.facts.devices };
  const decided = new Map<string, Decision>();
  const { took: tookBy, managerUsec } = run === null ? { took: new Map<JobSpan, Usec>(), managerUsec: {} } : courseOf(boot, run);
  for (const unit of graph.units.values()) {
    const evidence = evidenceOf(boot, unit.id);
    const measured = boot.units.get(unit.id);
    const job = first.get(unit.id);
    const timedOut = limited.get(unit.id);
    if (unit.type === 'device') {
      if (evidence.end !== null) devices[unit.id] = Math.max(0, evidence.end - begunAt) / USEC_PER_SEC;
      else if (evidence.isNever) devices[unit.id] = null;
      if (timedOut !== undefined) decided.set(unit.id, { ran: undefined, isOverLimit: false, timedOut });
      continue;
    }
    const took = (job && tookBy.get(job)) ?? (measured === undefined ? null : activationUsec(measured));
    const rules = took === null ? [] : startRules(unit, took, job !== undefined && job.result !== 'done');
    // The stamps of a unit that was started again are those of its last try; the others are taken to have been like it.
    if (job !== undefined && measured !== undefined && (measured.restartCount ?? 0) > 0) {
      programs.push(...rules.map((each) => ({ ...each, times: [1] })));
      programs.push(...startRules(unit, activationUsec(measured) ?? 0, hasFailed(measured)));
    } else programs.push(...rules);
    const wasRun = evidence.begin !== null || evidence.isOverwritten;
    const ran = wasRun ? true : evidence.conditionResult === false ? false : undefined;
    const isOverLimit = took !== null && took >= LIMIT_MIN;
    if (
      isOverLimit ||
      timedOut !== undefined ||
      ran === false ||
      (ran === true && unit.settings.last('Unit.Conditions') !== undefined)
    )
      decided.set(unit.id, { ran, isOverLimit, timedOut });
  }
  const settingsOf = (unit: Unit): UnitSettings | undefined => {
    const decision = decided.get(unit.id);
    return decision && decidedSettings(unit, decision);
  };
  return {
    scenario: {
      target,
      mode: 'boot',
      jobMode: null,
      steps: [],
      world: { ...DEFAULT_WORLD, programs, managerUsec, devicesAppear: true },
      durationUsec: null,
    },
    edits: { settingsOf, facts: { devices } },
  };
}
