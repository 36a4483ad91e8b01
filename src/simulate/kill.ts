import type { Kernel } from './kernel.js';
import { isBracketed, type Process } from './processes.js';
import type { UnitRuntime } from './unit-runtime.js';

/** Why processes are killed. @systemd src/core/unit.h KillOperation */
export type KillOperation = 'terminate' | 'restart' | 'kill' | 'watchdog';

function signalFor(runtime: UnitRuntime, section: string, operation: KillOperation): string {
  const { settings } = runtime.unit;
  const killSignal = settings.text(`${section}.KillSignal`) ?? 'SIGTERM';
  switch (operation) {
    case 'terminate':
      return killSignal;
    case 'restart':
      return settings.text(`${section}.RestartKillSignal`) ?? killSignal;
    case 'kill':
      return settings.text(`${section}.FinalKillSignal`) ?? 'SIGKILL';
    case 'watchdog':
      return settings.text(`${section}.WatchdogSignal`) ?? 'SIGABRT';
  }
}

/**
 * Sends the signal of an operation to the processes of a unit that its KillMode= names.
 *
 * @param section `Service`, `Mount`, ...
 * @param main the main process
 * @param control the process of the command that runs
 * @returns true when there is something to wait for
 * @systemd src/core/unit.c unit_kill_context
 */
export function killProcesses(
  kernel: Kernel,
  runtime: UnitRuntime,
  section: string,
  operation: KillOperation,
  main: Process | null,
  control: Process | null,
): boolean {
  const { settings } = runtime.unit;
  const mode = settings.text(`${section}.KillMode`) ?? 'control-group';
  if (mode === 'none') return false;
  const signal = signalFor(runtime, section, operation);
  const hangsUp = settings.boolean(`${section}.SendSIGHUP`, false) && operation === 'terminate' && signal !== 'SIGHUP';
  const takesAll = mode === 'control-group' || (mode === 'mixed' && operation === 'kill');
  const known = [main, control].filter((process) => process !== null && process.isAlive) as Process[];
  const others = takesAll ? kernel.processes.of(runtime).filter((process) => !known.includes(process) && !process.isDying) : [];
  const victims = [...known, ...others];
  for (const process of victims) {
    if (operation === 'kill' || operation === 'watchdog') {
      const names = process.names(kernel.now);
      for (const name of takesAll ? names : names.slice(0, 1)) {
        if (isBracketed(name)) continue;
        kernel.log(5, runtime, `Killing process ${String(process.pid)} (${name}) with signal ${signal}.`);
      }
    }
    kernel.processes.signal(process, signal, !takesAll);
    if (hangsUp) kernel.processes.signal(process, 'SIGHUP', !takesAll);
  }
  return victims.length > 0;
}
