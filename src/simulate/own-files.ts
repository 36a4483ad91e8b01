import { DIRECTORY_SETTINGS, directoryPrefix } from '../graph/rules/exec.js';
import { settingKey } from '../parse/setting-key.js';
import type { Kernel } from './kernel.js';
import type { UnitRuntime } from './unit-runtime.js';

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
      if (kernel.world.directoryError(path) === null) kernel.changePath(path, 'directory');
    }
}

/** Takes RuntimeDirectory= away from a unit that is over, unless it is kept. @systemd src/core/unit.c unit_destroy_runtime_data */
export function removeRuntimeDirectories(kernel: Kernel, runtime: UnitRuntime): void {
  const { settings, type } = runtime.unit;
  const kept = settings.last(settingKey(type, 'RuntimeDirectoryPreserve'))?.value ?? false;
  if (kept === true || kept === 'yes' || (kept === 'restart' && (runtime.machine.willRestart() || runtime.job?.type === 'start')))
    return;
  for (const path of directoriesOf(kernel, runtime, 'RuntimeDirectory')) kernel.changePath(path, null);
}
