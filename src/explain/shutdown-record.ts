import type { Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { MeasuredBoot, MeasuredJob } from '../measure/measured-boot.js';
import type { JobResult } from '../transaction/job-table.js';
import type { BootRun } from './boot-run.js';
import { staysUp } from './releasers-evidence.js';

/** The targets that end everything; a boot goes before them. @systemd man systemd.special(7) */
const SHUTDOWN_TARGETS = ['shutdown', 'poweroff', 'reboot', 'halt', 'kexec', 'exit', 'umount', 'final'].map(
  (name) => `${name}.target`,
);

/** Does starting this target stop everything else? */
export const isShutdown = (target: string): boolean => SHUTDOWN_TARGETS.includes(target);

/** What a record tells of a job of a shutdown. Times are microseconds on the clock of the record. */
export interface ToldJob {
  /** When it began; null where the record does not tell. */
  readonly begin: Usec | null;
  /** null: it had not ended when the record was made, or its end is not in it. */
  readonly end: Usec | null;
  readonly result: JobResult;
  /** By how much its times may be off, to either side. */
  readonly tolerance: Usec;
}

const resolutionOf = (boot: MeasuredBoot, job: MeasuredJob): Usec => boot.resolutionUsec[job.source] ?? 0;

/**
 * The last stop, or the last start, of a unit as messages of jobs tell it; null where they tell of none. Stamps are not asked: units that are
 * stopped are unloaded, and the stamps go with them.
 */
export function toldJob(boot: MeasuredBoot, name: string, type: 'start' | 'stop'): ToldJob | null {
  const unit = boot.units.get(name);
  const job = unit?.jobs.findLast((each) => each.type === type && (each.running ?? each.finished ?? each.installed) !== null);
  if (job === undefined) return null;
  return {
    begin: job.running,
    end: job.finished,
    result: (job.result as JobResult | null) ?? 'done',
    tolerance: resolutionOf(boot, job),
  };
}

/** When a job had begun at the latest; null where it is not told. */
export const begunBy = ({ begin, end }: ToldJob): Usec | null => begin ?? end;

/** When a unit's start was queued, as the debug messages of the manager tell; null where they do not. */
export function toldRequest(boot: MeasuredBoot, name: string): { readonly at: Usec; readonly tolerance: Usec } | null {
  const job = boot.units.get(name)?.jobs.findLast(({ type, installed }) => type === 'start' && installed !== null);
  return job === undefined || job.installed === null ? null : { at: job.installed, tolerance: resolutionOf(boot, job) };
}

/** States in which a stop has nothing to do. */
const DOWN: readonly string[] = ['inactive', 'failed'];

/**
 * The units that were up when the shutdown was asked for: those that were stopped since, and those that the record or its jobs show to be up.
 *
 * @param booted the jobs of the boot; null where they are not known
 * @param from when it was asked for, as far as that is known already: what was stopped before is down
 * @param isWhole does the record tell of every job that was queued? Then what was not stopped was not up
 */
export function upBefore(
  graph: LoadedGraph,
  boot: MeasuredBoot,
  booted: BootRun | null,
  { from, isWhole }: { readonly from: Usec | null; readonly isWhole: boolean },
): Map<string, 'active'> {
  const started = new Set(
    (booted?.ended ?? []).filter(({ type, result, running }) => type === 'start' && result === 'done' && running !== null).map(({ unit }) => unit),
  ); // prettier-ignore
  const up = new Map<string, 'active'>();
  for (const unit of graph.units.values()) {
    const stop = toldJob(boot, unit.id, 'stop');
    const stoppedAt = stop === null ? null : begunBy(stop);
    const state = boot.units.get(unit.id)?.activeState;
    const isStoppedBefore = stop !== null && stoppedAt !== null && from !== null && stoppedAt < from - 2 * stop.tolerance;
    const isShownUp = state !== undefined ? !DOWN.includes(state) : started.has(unit.id) && staysUp(unit);
    if (unit.perpetual || (stop !== null ? !isStoppedBefore : !isWhole && isShownUp)) up.set(unit.id, 'active');
  }
  return up;
}

/** The record without the starts of a shutdown at its end: they are no part of the boot. */
export function beforeShutdown(boot: MeasuredBoot): MeasuredBoot {
  const ends = SHUTDOWN_TARGETS.flatMap((name) => {
    const told = toldJob(boot, name, 'start');
    return told === null ? [] : (begunBy(told) ?? []);
  });
  const stopped = boot.target === null ? null : toldJob(boot, boot.target, 'stop');
  const end = Math.min(...ends, (stopped === null ? null : begunBy(stopped)) ?? Number.POSITIVE_INFINITY);
  if (end === Number.POSITIVE_INFINITY) return boot;
  const units = [...boot.units].map(([name, unit]) => {
    const jobs = unit.jobs.filter(({ type, running, finished }) => type !== 'start' || (running ?? finished ?? end) < end);
    return [name, jobs.length === unit.jobs.length ? unit : { ...unit, jobs }] as const;
  });
  return { ...boot, units: new Map(units) };
}
