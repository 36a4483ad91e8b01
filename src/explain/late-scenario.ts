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
import { evidenceOf } from './releasers-evidence.js';

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
      return [rule(id, 'ExecStart', null, { exit: { ...EXIT_DONE, status: EXIT_EXEC } }), rest];
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
}

const NOWHERE = { path: '', line: 0, column: 0 };
const LIMITS = ['Service.TimeoutStartSec', 'Service.TimeoutSec', 'Mount.TimeoutSec', 'Swap.TimeoutSec', 'Socket.TimeoutSec'];

/** The settings of a unit with what was measured in place of its conditions and limits. */
function decidedSettings(unit: Unit, { ran, isOverLimit }: Decision): UnitSettings {
  const settings = new UnitSettings();
  for (const key of unit.settings.keys()) {
    if (ran !== undefined && (key === 'Unit.Conditions' || key === 'Unit.Asserts')) continue;
    if (isOverLimit && LIMITS.includes(key)) continue;
    for (const setting of unit.settings.all(key)) settings.append(key, setting);
  }
  if (ran === false) {
    const value = { type: 'ConditionPathExists', trigger: false, negate: true, parameter: '/' };
    settings.set('Unit.Conditions', { text: '!/', value, at: NOWHERE });
  }
  const limit = { text: 'infinity', value: USEC_INFINITY, at: NOWHERE };
  if (isOverLimit)
    settings.set(unit.type === 'service' ? 'Service.TimeoutStartSec' : `${UNIT_TYPE_TRAITS[unit.type].section}.TimeoutSec`, limit);
  return settings;
}

/**
 * What each job took, counted so that a simulation that spends no time in the manager itself has it end at its measured time: from the latest end
 * of the jobs before it, where jobs that take no time end with those before them.
 */
function tookOf(graph: LoadedGraph, run: BootRun): Map<JobSpan, Usec> {
  const took = new Map<JobSpan, Usec>();
  const ends = new Map<string, { job: JobSpan; at: Usec }[]>();
  for (const job of run.ended) {
    if (job.finished === null) continue;
    const unit = graph.find(job.unit);
    let from = job.installed;
    if (unit !== undefined && job.running !== null) {
      for (const kind of ['After', 'Before'] as const) {
        for (const other of unit.related(kind)) {
          for (const { job: first, at } of ends.get(other.id) ?? []) {
            const isStop = job.type === 'stop' || job.type === 'restart';
            const goesFirst = kind === 'After' ? !isStop : first.type === 'stop' || first.type === 'restart';
            if (goesFirst && (first.finished ?? 0) <= runnableAt(job)) from = Math.max(from, at);
          }
        }
      }
    }
    const isInstant = job.running === null || job.finished === job.running;
    took.set(job, isInstant ? 0 : Math.max(0, job.finished - from));
    const entry = { job, at: isInstant ? from : job.finished };
    const known = ends.get(job.unit);
    if (known) known.push(entry);
    else ends.set(job.unit, [entry]);
  }
  return took;
}

/** A measured boot as something to simulate: what its programs took, which conditions held, which devices came when. */
export interface MeasuredScenario {
  readonly scenario: Scenario;
  readonly edits: GraphEdits;
}

/**
 * Makes a scenario of a measured boot, in which every unit takes what it took: from when it could run to when its job ended.
 *
 * @param run the jobs of the boot; null where it has no stamps: then the activation times of the record are taken
 */
export function scenarioOfBoot(graph: LoadedGraph, boot: MeasuredBoot, target: string, run: BootRun | null): MeasuredScenario {
  const begunAt = run?.begunAt ?? 0;
  const first = new Map<string, JobSpan>();
  for (const job of run?.ended ?? [])
    if (job.type === 'start' && job.running !== null && !first.has(job.unit)) first.set(job.unit, job);
  const programs: ProgramRule[] = [];
  const devices: Record<string, number | null> = { ...graph.facts.devices };
  const decided = new Map<string, Decision>();
  const tookBy = run === null ? new Map<JobSpan, Usec>() : tookOf(graph, run);
  for (const unit of graph.units.values()) {
    const evidence = evidenceOf(boot, unit.id);
    const measured = boot.units.get(unit.id);
    const job = first.get(unit.id);
    if (unit.type === 'device') {
      if (evidence.end !== null) devices[unit.id] = Math.max(0, evidence.end - begunAt) / USEC_PER_SEC;
      else if (evidence.isNever) devices[unit.id] = null;
      continue;
    }
    const took = (job && tookBy.get(job)) ?? (measured === undefined ? null : activationUsec(measured));
    if (took !== null) programs.push(...startRules(unit, took, job !== undefined && job.result !== 'done'));
    const wasRun = evidence.begin !== null || evidence.isOverwritten;
    const ran = wasRun ? true : evidence.conditionResult === false ? false : undefined;
    const isOverLimit = took !== null && took >= LIMIT_MIN;
    if (isOverLimit || ran === false || (ran === true && unit.settings.last('Unit.Conditions') !== undefined))
      decided.set(unit.id, { ran, isOverLimit });
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
      world: { ...DEFAULT_WORLD, programs, devicesAppear: true },
      durationUsec: null,
    },
    edits: { settingsOf, facts: { devices } },
  };
}
