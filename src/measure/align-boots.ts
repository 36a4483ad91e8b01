import type { Usec } from '../base/usec.js';
import { activationUsec, type MeasuredBoot } from './measured-boot.js';

/** How coarse the times of a boot are: the coarsest of its formats that has stamps. */
export function coarsenessOf(boot: MeasuredBoot): Usec {
  return Math.max(0, ...Object.values(boot.resolutionUsec));
}

/** The differences of the times that two boots both have, and how far each may be off. */
interface Difference {
  readonly by: Usec;
  readonly tolerance: Usec;
}

function differencesOf(boot: MeasuredBoot, reference: MeasuredBoot): Difference[] {
  const differences: Difference[] = [];
  for (const unit of boot.units.values()) {
    const other = reference.units.get(unit.unit);
    if (other === undefined || unit.stampSource === null || other.stampSource === null) continue;
    const tolerance = (boot.resolutionUsec[unit.stampSource] ?? 0) + (reference.resolutionUsec[other.stampSource] ?? 0);
    for (const [name, at] of Object.entries(unit.stamps)) {
      const otherAt = other.stamps[name as keyof typeof other.stamps];
      if (typeof at === 'number' && typeof otherAt === 'number') differences.push({ by: at - otherAt, tolerance });
    }
  }
  return differences;
}

/** How well two records agree: the number of times that both have, and of those that are the same as far as they can be told. */
export interface Agreement {
  readonly same: number;
  readonly all: number;
}

/** How well the stamps of two boots agree when those of the first are moved back by `by`. */
export function agreementOfStamps(boot: MeasuredBoot, reference: MeasuredBoot, by: Usec): Agreement {
  const differences = differencesOf(boot, reference);
  return { same: differences.filter((x) => Math.abs(x.by - by) <= x.tolerance).length, all: differences.length };
}

/** How well the durations of two boots agree, for records that have no stamps. */
export function agreementOfDurations(boot: MeasuredBoot, reference: MeasuredBoot): Agreement {
  const tolerance = coarsenessOf(boot) + 2 * coarsenessOf(reference);
  let [same, all] = [0, 0];
  for (const unit of boot.units.values()) {
    const other = reference.units.get(unit.unit);
    const [mine, its] = [activationUsec(unit), other === undefined ? null : activationUsec(other)];
    if (mine === null || its === null) continue;
    all++;
    if (Math.abs(mine - its) <= tolerance) same++;
  }
  return { same, all };
}

/**
 * How much later the zero of one boot is written than that of another: the shift that most of their common stamps allow, the middle of
 * its range.
 *
 * @returns null when they have no stamp in common
 */
export function shiftBetween(
  boot: MeasuredBoot,
  reference: MeasuredBoot,
): { readonly by: Usec; readonly agreement: Agreement } | null {
  const differences = differencesOf(boot, reference);
  if (differences.length === 0) return null;
  const ends = differences.flatMap(({ by, tolerance }) => [
    { at: by - tolerance, isStart: true },
    { at: by + tolerance, isStart: false },
  ]);
  ends.sort((a, b) => a.at - b.at || Number(b.isStart) - Number(a.isStart));
  let [open, best, from, to] = [0, 0, 0, 0];
  for (const [i, end] of ends.entries()) {
    open += end.isStart ? 1 : -1;
    if (open <= best) continue;
    best = open;
    from = end.at;
    to = ends[i + 1]?.at ?? end.at;
  }
  return { by: Math.round((from + to) / 2), agreement: { same: best, all: differences.length } };
}

/** Do they agree: is more than half the same? Nothing in common is no disagreement. */
export function isSameBoot({ same, all }: Agreement): boolean {
  return all === 0 || same * 2 > all;
}
