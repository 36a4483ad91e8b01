import { DIRECTORY_SETTINGS, directoryPrefix } from '../graph/rules/exec.js';
import type { ListenAddress } from '../parse/listen-address.js';
import { settingKey } from '../parse/setting-key.js';
import type { Kernel } from './kernel.js';
import type { UnitRuntime } from './unit-runtime.js';

function note(kernel: Kernel, path: string, change: 'created' | 'removed', isDirectory: boolean): void {
  const seen = kernel.world.note(path, change, kernel.now, isDirectory);
  if (seen !== null) kernel.tellPaths(seen);
}

function directoriesOf(kernel: Kernel, { unit }: UnitRuntime, setting: string): string[] {
  const { isUser, facts } = kernel.world.conditions;
  const prefix = directoryPrefix({ isUser, facts }, setting);
  if (prefix === null) return [];
  return unit.settings
    .all(settingKey(unit.type, setting))
    .map(({ value, text }) => `${prefix}/${(value as { path?: string }).path ?? text}`);
}

/** Makes the directories that the processes of a unit find. @systemd src/core/execute.c setup_exec_directory */
export function makeUnitDirectories(kernel: Kernel, runtime: UnitRuntime): void {
  for (const setting of DIRECTORY_SETTINGS)
    for (const path of directoriesOf(kernel, runtime, setting)) {
      if (kernel.world.directoryError(path) === null) note(kernel, path, 'created', true);
    }
}

/** Takes RuntimeDirectory= away from a unit that is over, unless it is kept. @systemd src/core/unit.c unit_destroy_runtime_data */
export function removeRuntimeDirectories(kernel: Kernel, runtime: UnitRuntime): void {
  const { settings, type } = runtime.unit;
  const kept = settings.last(settingKey(type, 'RuntimeDirectoryPreserve'))?.value ?? false;
  if (kept === true || kept === 'yes' || (kept === 'restart' && (runtime.machine.willRestart() || runtime.job?.type === 'start')))
    return;
  for (const path of directoriesOf(kernel, runtime, 'RuntimeDirectory')) note(kernel, path, 'removed', true);
}

/** The sockets and pipes of a socket unit that stand in the file system. */
function nodesOf({ unit }: UnitRuntime): string[] {
  return unit.settings.all('Socket.Listen').flatMap(({ value }) => {
    const { type, path } = value as ListenAddress;
    return path?.startsWith('/') === true && !['mqueue', 'usb', 'special'].includes(type) ? [path] : [];
  });
}

/** Makes the sockets and pipes of a socket unit, those of an earlier run are replaced. @systemd src/core/socket.c socket_open_fds */
export function makeSocketNodes(kernel: Kernel, runtime: UnitRuntime): void {
  for (const path of nodesOf(runtime)) note(kernel, path, 'created', false);
}

/** They stay when the unit is stopped, but with RemoveOnStop=. @systemd src/core/socket.c socket_close_fds */
export function removeSocketNodes(kernel: Kernel, runtime: UnitRuntime): void {
  if (!runtime.unit.settings.boolean('Socket.RemoveOnStop', false)) return;
  for (const path of nodesOf(runtime)) note(kernel, path, 'removed', false);
}
