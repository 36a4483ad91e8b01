import type { GeneratorContext } from './generator-output.js';

/** Where systemd looks for programs by default, as Debian builds it. @systemd src/basic/path-util.h DEFAULT_PATH */
export const PROGRAM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The path of a program: one that is given as a path, or the first in the directories of PATH.
 *
 * @systemd src/basic/path-util.c find_executable_full
 */
export function findProgram({ fileSystem, facts }: GeneratorContext, name: string): string | null {
  const isProgram = (path: string): boolean => {
    const status = fileSystem.status(path);
    return status === null ? facts.paths.includes(path) : status.kind === 'file' && (status.mode & 0o111) !== 0;
  };
  if (name.includes('/')) {
    const path = name.startsWith('/') ? name : `/${name}`;
    return isProgram(path) ? path : null;
  }
  const directories = (facts.environment.PATH ?? PROGRAM_PATH).split(':').filter((directory) => directory.startsWith('/'));
  return directories.map((directory) => `${directory.replace(/\/+$/, '')}/${name}`).find(isProgram) ?? null;
}
