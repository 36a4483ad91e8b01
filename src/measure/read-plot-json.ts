import type { Usec } from '../base/usec.js';
import { isUnitName } from '../parse/unit-name.js';
import { newBoot, newUnit, type BootDraft, type RecordReport, type UnitDraft } from './draft.js';
import { jsonOf, numberOf, recordOf, textOf } from './json.js';

/** The ends of a unit's bars in a plot, in the order of time; null where the plot puts the end of the boot for what it does not show. */
export interface PlotBars {
  readonly activating: Usec;
  readonly activated: Usec | null;
  readonly deactivating: Usec | null;
  readonly deactivated: Usec | null;
}

/**
 * The stamps that a plot tells of. A unit that never was active but is inactive again has all three ends at one time.
 *
 * @systemd src/analyze/analyze-plot.c limit_times_to_boot
 */
export function stampsOfBars(bars: PlotBars): UnitDraft['stamps'] {
  const stamps: UnitDraft['stamps'] = { inactiveExit: bars.activating };
  const { activated, deactivating, deactivated } = bars;
  const isOneTime = activated !== null && activated === deactivating && activated === deactivated;
  if (activated !== null && !isOneTime) stamps.activeEnter = activated;
  if (deactivating !== null && !isOneTime) stamps.activeExit = deactivating;
  if (deactivated !== null) stamps.inactiveEnter = deactivated;
  return stamps;
}

/** Is this the value of a `plot --json`? A list of rows with a name and these times. */
function isRow(value: unknown): value is Record<string, unknown> {
  const row = recordOf(value);
  return row !== null && textOf(row.name) !== null && 'activating' in row && 'activated' in row && 'deactivated' in row;
}

/**
 * Reads `systemd-analyze plot --json=short` or `=pretty` (253 and later). Its times count from the start of the kernel, in a container
 * from the start of userspace; which, it does not say.
 *
 * @returns null when it is no such list
 * @systemd src/analyze/analyze-plot.c produce_plot_as_text
 */
export function readPlotJson(bytes: Uint8Array, report: RecordReport): BootDraft | null {
  const json = jsonOf(bytes, report);
  const rows: readonly unknown[] = Array.isArray(json) ? json : [];
  if (!rows.some(isRow)) return null;
  const boot = newBoot('plot-json', 'plot', 1);
  let finish = 0;
  for (const row of rows) if (isRow(row)) finish = Math.max(finish, numberOf(row.deactivated) ?? 0);
  for (const row of rows) {
    const name = isRow(row) ? textOf(row.name) : null;
    const activating = isRow(row) ? numberOf(row.activating) : null;
    if (!isRow(row) || name === null || activating === null || !isUnitName(name) || boot.units.has(name)) {
      report.damaged(0);
      continue;
    }
    const end = (key: string): Usec | null => {
      const at = numberOf(row[key]);
      return at === null || at < activating || at >= finish ? null : at;
    };
    const unit = newUnit(name);
    unit.stamps = stampsOfBars({
      activating,
      activated: end('activated'),
      deactivating: end('deactivating'),
      deactivated: end('deactivated'),
    });
    const took = numberOf(row.time);
    if (took !== null) unit.activationUsec = took;
    boot.units.set(name, unit);
  }
  boot.manager.finish = finish;
  report.add('record-limits-plot');
  return boot;
}
