import type { Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import type { MeasuredBoot, MeasuredJob } from '../measure/measured-boot.js';
import type { JobResult } from '../transaction/job-table.js';
import { serviceTypeOf } from '../simulate/types/service-settings.js';
import type { BootRun } from './boot-run.js';

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

/** Does a unit that was started stay up until it is stopped? */
const staysUp = (unit: Unit): boolean =>
  unit.type !== 'service' || serviceTypeOf(unit) !== 'oneshot' || unit.settings.boolean('Service.RemainAfterExit', false);

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
