import { compareBytes } from '../base/compare.js';
import type { Usec } from '../base/usec.js';
import { ownUsec, releaserChain } from './late.js';
import { jobOf } from './late-run.js';
import type { BootRun } from './boot-run.js';

/** How a unit moved between two boots. Positive: later, or longer, in the second. */
export interface Movement {
  readonly unit: string;
  readonly firstUsec: Usec;
  readonly secondUsec: Usec;
  readonly movedUsec: Usec;
  /** What it took longer itself. */
  readonly ownUsec: Usec;
  /** The unit on its way whose own time changed most in that direction; itself where it is its own doing. */
  readonly blame: string;
  readonly blameUsec: Usec;
  /** The job that released it, in the first and in the second boot. */
  readonly releasers: readonly [string | null, string | null];
}

/** Two boots side by side. */
export interface BootComparison {
  readonly finishedUsec: readonly [Usec | null, Usec | null];
  /** The units that moved, those that moved most first. */
  readonly moved: readonly Movement[];
  /** Units that were started in only one of them. */
  readonly onlyFirst: readonly string[];
  readonly onlySecond: readonly string[];
}

const startedUnits = (run: BootRun): string[] =>
  [...new Set(run.ended.filter(({ type, running }) => type === 'start' && running !== null).map(({ unit }) => unit))].sort(
    compareBytes,
  );

/** Below this a difference of own times is no doing. */
const DOING_USEC: Usec = 1000;

/** What units took themselves; null where the record does not tell. */
function ownTimes(run: BootRun): Map<string, Usec | null> {
  const own = new Map<string, Usec | null>();
  for (const unit of startedUnits(run)) {
    const job = jobOf(run, unit);
    if (job?.finished != null) own.set(unit, run.sureness(job) === 'unknown' ? null : ownUsec(job));
  }
  return own;
}

/**
 * Which units ended their start at another time in the second boot, and by whose doing: of the units on the way in either boot the one
 * whose own time changed most.
 *
 * @param leastUsec smaller movements are left out
 */
export function compareBoots(first: BootRun, second: BootRun, leastUsec: Usec): BootComparison {
  const own = [ownTimes(first), ownTimes(second)] as const;
  const change = (unit: string): Usec => {
    const [a, b] = own.map((times) => (times.has(unit) ? times.get(unit) : 0));
    return a == null || b == null || Math.abs(b - a) < DOING_USEC ? 0 : b - a;
  };
  const units = [new Set(startedUnits(first)), new Set(startedUnits(second))] as const;
  const moved: Movement[] = [];
  for (const unit of units[0]) {
    const jobs = [jobOf(first, unit), jobOf(second, unit)] as const;
    if (jobs[0]?.finished == null || jobs[1]?.finished == null) continue;
    // What a record does not tell has not moved.
    if (first.sureness(jobs[0]) === 'unknown' || second.sureness(jobs[1]) === 'unknown') continue;
    const ends = [jobs[0].finished - first.begunAt, jobs[1].finished - second.begunAt] as const;
    const movedUsec = ends[1] - ends[0];
    if (Math.abs(movedUsec) < leastUsec) continue;
    const onWay = [...releaserChain(jobs[0]), ...releaserChain(jobs[1])].map((job) => job.unit);
    const sign = Math.sign(movedUsec);
    const blame = onWay.reduce((most, each) => (sign * change(each) > sign * change(most) ? each : most), unit);
    moved.push({
      unit,
      firstUsec: ends[0],
      secondUsec: ends[1],
      movedUsec,
      ownUsec: change(unit),
      blame,
      blameUsec: change(blame),
      releasers: [jobs[0].releasedBy?.unit ?? null, jobs[1].releasedBy?.unit ?? null],
    });
  }
  moved.sort((a, b) => Math.abs(b.movedUsec) - Math.abs(a.movedUsec) || compareBytes(a.unit, b.unit));
  const finish = (run: BootRun): Usec | null => (run.finishedAt === null ? null : run.finishedAt - run.begunAt);
  return {
    finishedUsec: [finish(first), finish(second)],
    moved,
    onlyFirst: [...units[0]].filter((unit) => !units[1].has(unit)),
    onlySecond: [...units[1]].filter((unit) => !units[0].has(unit)),
  };
}
