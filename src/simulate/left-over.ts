import type { Kernel } from './kernel.js';
import { isBracketed } from './processes.js';
import type { UnitRuntime } from './unit-runtime.js';

/**
 * Tells of the processes in the control group of a unit that is about to start something, or that is down.
 *
 * @returns are there any?
 * @systemd src/core/unit.c unit_warn_leftover_processes
 */
export function tellLeftOverProcesses(kernel: Kernel, runtime: UnitRuntime, when: 'start' | 'stop'): boolean {
  const names: string[] = [];
  for (const process of kernel.processes.of(runtime)) {
    if (process.isDying) continue;
    for (const name of process.names(kernel.now)) if (!isBracketed(name)) names.push(`${String(process.pid)} (${name})`);
  }
  for (const name of names) {
    if (when === 'stop') kernel.log(6, runtime, `Unit process ${name} remains running after unit stopped.`);
    else {
      kernel.log(4, runtime, `Found left-over process ${name} in control group while starting unit. Ignoring.`);
      kernel.say(
        4,
        'This usually indicates unclean termination of a previous run, or service implementation deficiencies.',
        runtime,
      );
    }
  }
  return names.length > 0;
}
