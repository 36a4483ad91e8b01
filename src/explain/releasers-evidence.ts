import type { Usec } from '../base/usec.js';
import type { MeasuredBoot, MeasuredUnit } from '../measure/measured-boot.js';
import type { Unit } from '../graph/unit.js';
import { serviceTypeOf } from '../simulate/types/service-settings.js';
import type { JobResult } from '../transaction/job-table.js';

/** What the record of a boot says about the start job of a unit. Times are microseconds on the clock of the record. */
export interface Evidence {
  /** When the unit left inactive: the start job ran. null: never, or overwritten by a later activation. */
  readonly begin: Usec | null;
  /** When the start job ended; null where the record does not tell. */
  readonly end: Usec | null;
  readonly result: JobResult;
  /** Was the unit up when the job ended? */
  readonly isUp: boolean;
  /** When it went down after that; null when it did not. */
  readonly down: Usec | null;
  /** Does the record say that it never left inactive? */
  readonly isNever: boolean;
  /** Was it activated again later, so that its stamps are those of another start? */
  readonly isOverwritten: boolean;
  /** Did its conditions hold? null: they were never checked, so its job never ran. undefined: the record does not tell. */
  readonly conditionResult: boolean | null | undefined;
  readonly assertResult: boolean | null | undefined;
  /** By how much its times may be off, to either side. */
  readonly tolerance: Usec;
}

const NOTHING: Evidence = {
  begin: null,
  end: null,
  result: 'done',
  isUp: false,
  down: null,
  isNever: false,
  isOverwritten: false,
  conditionResult: undefined,
  assertResult: undefined,
  tolerance: 0,
};

const isTime = (at: Usec | null | undefined): at is Usec => typeof at === 'number';

const RESULTS: readonly string[] = ['success', 'exec-condition', 'skip-condition'];

/** Did its last run fail? A start limit that was hit is the result of a start that was refused: it says nothing of the run before. */
export const hasFailed = ({ activeState, result }: MeasuredUnit): boolean =>
  result !== 'start-limit-hit' && (activeState === 'failed' || (result !== undefined && !RESULTS.includes(result)));

/** The first start job that the record itself tells of (a journal does). */
function toldJob(unit: MeasuredUnit): { begin: Usec | null; end: Usec; result: string | null } | null {
  const job = unit.jobs.find((each) => each.type === 'start' || each.type === 'verify-active');
  return job !== undefined && job.finished !== null ? { begin: job.running, end: job.finished, result: job.result } : null;
}

/** Is a service counted as started as soon as its program is forked: with nothing to run before or after it? @systemd man systemd.service(5) "Type=" */
export const isUpAtOnce = (unit: Unit): boolean =>
  unit.type === 'service' &&
  ['simple', 'idle'].includes(serviceTypeOf(unit)) &&
  !['ExecCondition', 'ExecStartPre', 'ExecStartPost'].some((key) => unit.settings.last(`Service.${key}`) !== undefined);

/** Does a unit that was started stay up until it is stopped? */
export const staysUp = (unit: Unit): boolean =>
  unit.type !== 'service' || serviceTypeOf(unit) !== 'oneshot' || unit.settings.boolean('Service.RemainAfterExit', false);

const TAKING_TIME: readonly string[] = ['service', 'mount', 'swap', 'device'];

/** The same of a unit of the graph, of which more can be told: what is up at once began when it was up; a oneshot whose job is done is down again. */
export function evidenceOfUnit(boot: MeasuredBoot, unit: Unit): Evidence {
  const known = evidenceOf(boot, unit.id);
  if (!known.isUp) return known;
  const isAtOnce = isUpAtOnce(unit) || !TAKING_TIME.includes(unit.type);
  const isStamped = boot.units.get(unit.id)?.stamps.inactiveExit !== undefined;
  return { ...known, begin: known.begin ?? (isAtOnce ? known.end : null), isUp: isStamped || staysUp(unit) };
}

/**
 * Reads the stamps of a unit as the course of its start job: it ran when the unit left inactive, and ended when the unit was up, or down again.
 *
 * A unit that restarted by itself has the stamps of its last try: of the first one only the end is known, and only where there was one restart.
 *
 * @systemd src/core/unit.c unit_notify; src/core/service.c service_enter_restart
 */
export function evidenceOf(boot: MeasuredBoot, name: string): Evidence {
  const unit = boot.units.get(name);
  if (unit === undefined) return NOTHING;
  const tolerance = unit.stampSource === null ? 0 : (boot.resolutionUsec[unit.stampSource] ?? 0);
  const { inactiveExit, activeEnter, inactiveEnter } = unit.stamps;
  const checks = { conditionResult: unit.conditionResult, assertResult: unit.assertResult };
  const told = toldJob(unit);
  const base: Evidence = { ...NOTHING, ...checks, tolerance };
  const fromJob = (): Evidence =>
    told === null
      ? { ...base, isOverwritten: true }
      : {
          ...base,
          begin: told.begin,
          end: told.end,
          result: (told.result as JobResult | null) ?? 'done',
          isUp: told.result === 'done' && (activeEnter === undefined ? unit.conditionResult !== false : isTime(activeEnter)),
          isOverwritten: true,
          tolerance: boot.resolutionUsec[unit.jobs[0]?.source ?? 'journal-json'] ?? 0,
        };
  if (!isTime(inactiveExit)) {
    if (told !== null) return { ...fromJob(), isOverwritten: false, isNever: inactiveExit === null };
    return { ...base, isNever: inactiveExit === null };
  }
  const isRestarted = (unit.restartCount ?? 0) > 0;
  if (isRestarted && told !== null) return fromJob();
  const wasUp = isTime(activeEnter) && (!isTime(inactiveEnter) || activeEnter <= inactiveEnter);
  if (unit.subState === 'auto-restart' ? !isRestarted : unit.restartCount === 1 && !wasUp) {
    // It waits to be started again, or was once: what its first try left is not overwritten yet.
    if (wasUp) return { ...base, end: activeEnter, isUp: true, down: inactiveEnter ?? null, isOverwritten: true };
    return isTime(inactiveEnter) ? { ...base, end: inactiveEnter, result: 'failed', isOverwritten: true } : fromJob();
  }
  if (isRestarted) return { ...fromJob(), result: activeEnter === null ? 'failed' : 'done' };
  const down = isTime(inactiveEnter) ? inactiveEnter : null;
  if (isTime(activeEnter) && activeEnter >= inactiveExit) {
    return { ...base, begin: inactiveExit, end: activeEnter, isUp: true, down: down !== null && down >= activeEnter ? down : null };
  }
  if (down !== null && down >= inactiveExit) {
    return { ...base, begin: inactiveExit, end: down, result: hasFailed(unit) ? 'failed' : 'done' };
  }
  return { ...base, begin: inactiveExit };
}
