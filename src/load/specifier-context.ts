import type { FileSystem } from '../host/file-system.js';
import type { SpecifierContext } from '../parse/specifier.js';
import type { Facts } from './facts.js';

/** Machine specifiers by letter. */
export type MachineSpecifiers = SpecifierContext['value'];

/** The values of the specifiers that do not depend on a unit; files are read when a value is first asked for. */
export function machineSpecifiers(fileSystem: FileSystem, facts: Facts, isUser: boolean): MachineSpecifiers {
  void [fileSystem, facts, isUser];
  return () => ({ error: 'Invalid slot' });
}

/** The specifiers of one unit. */
export function unitSpecifiers(
  machine: MachineSpecifiers,
  fileSystem: FileSystem,
  unitName: string,
  fragmentPath: string | null,
  isUser: boolean,
): SpecifierContext {
  return {
    unitName,
    fragmentPath,
    isUser,
    value: machine,
    realFragmentPath: () => (fragmentPath === null ? null : fileSystem.realPath(fragmentPath)),
  };
}
