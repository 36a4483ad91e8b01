import type { Kernel } from './kernel.js';
import type { Process } from './processes.js';
import type { UnitRuntime } from './unit-runtime.js';

/** The processes in the control groups of a unit and of those in its slice. */
function processesBelow(kernel: Kernel, first: UnitRuntime): Process[] {
  const found: Process[] = [];
  const seen = new Set([first]);
  for (const runtime of seen) {
    found.push(...kernel.processes.of(runtime).filter((process) => !process.isDying));
    for (const other of runtime.peers('SliceOf')) seen.add(other);
  }
  return found;
}

/**
 * Sends a signal to processes of a unit, as `systemctl kill` asks for.
 *
 * @param signal `SIGTERM`, ...
 * @param whom `all`, `main`, `control`, and these with `-fail`
 * @returns why it was refused, in the words of the manager; null when it was not
 * @systemd src/core/unit.c unit_kill_common, src/core/dbus-unit.c bus_unit_method_kill
 */
export function killOnRequest(kernel: Kernel, runtime: UnitRuntime, signal: string, whom: string): string | null {
  const { processRoles: roles } = runtime.machine;
  const who = /^(all|main|control)(-fail)?$/.exec(whom);
  if (who === null) return `Invalid who argument ${whom}`;
  if (roles === undefined) return 'Operation not supported';
  for (const role of ['main', 'control'] as const) {
    if (who[1] !== role) continue;
    if (roles[role] === undefined) return `${runtime.unit.type} units have no ${role} processes`;
    if (roles[role] === null) return `No ${role} process to kill`;
  }
  const processes = processesBelow(kernel, runtime);
  let isAnyone = false;
  const send = (process: Process, words: string, isAlone: boolean): void => {
    isAnyone = true;
    const [name = '', ...started] = process.names(kernel.now);
    const tell = (text: string, which: string): void =>
      kernel.log(6, runtime, `${text} process ${String(process.pid)} (${which}) on client request.`);
    tell(words, name);
    if (!isAlone) for (const other of started) tell(`Sending signal ${signal} to`, other);
    kernel.processes.signal(process, signal, isAlone);
  };
  for (const role of ['control', 'main'] as const) {
    const process = processes.find(({ pid }) => pid === roles[role]);
    if (process && (who[1] === 'all' || who[1] === role)) send(process, `Sent signal ${signal} to ${role}`, who[1] === role);
  }
  if (who[1] === 'all') {
    for (const process of processes)
      if (process.pid !== roles.main && process.pid !== roles.control) send(process, `Sending signal ${signal} to`, false);
  }
  return who[2] !== undefined && !isAnyone ? 'No matching processes to kill' : null;
}
