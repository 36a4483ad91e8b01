import type { Kernel } from './kernel.js';
import type { UnitRuntime } from './unit-runtime.js';

/**
 * Tells how a unit ended. The user's manager makes no words about what went well.
 *
 * @param result `success`, or what went wrong
 * @systemd src/core/unit.c unit_log_success, unit_log_failure
 */
export function tellEnd(kernel: Kernel, runtime: UnitRuntime, result: string): void {
  if (result === 'success') kernel.log(kernel.isUser ? 7 : 6, runtime, 'Deactivated successfully.');
  else kernel.log(4, runtime, `Failed with result '${result}'.`);
}
