import { JOB_MODES, type JobMode } from '../transaction/job-table.js';
import type { Kernel } from './kernel.js';
import type { UnitRuntime } from './unit-runtime.js';

/**
 * Starts the units that stand in OnFailure= or OnSuccess=, in their job mode.
 *
 * @systemd src/core/unit.c unit_start_on_failure
 */
export function startEachInMode(kernel: Kernel, runtime: UnitRuntime, kind: 'OnFailure' | 'OnSuccess'): void {
  const units = runtime.peers(kind);
  if (units.length === 0) return;
  kernel.log(6, runtime, `Triggering ${kind}= dependencies.`);
  const word = runtime.unit.settings.text(`Unit.${kind}JobMode`);
  const mode: JobMode = JOB_MODES.find((known) => known === word) ?? (kind === 'OnFailure' ? 'replace' : 'fail');
  for (const other of units) {
    const error = kernel.request(other, 'start', mode);
    if (error !== null) kernel.log(4, runtime, `Failed to enqueue ${kind}= job, ignoring: ${error.text}`);
  }
}
