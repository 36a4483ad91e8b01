import type { FileSystem } from '../host/file-system.js';
import { isNormalizedPath } from '../parse/unit-name.js';

const LINK_COUNT_MAX = 32;

/** Why a path cannot be resolved. */
export type ChaseError = 'ENOENT' | 'ENOTDIR' | 'ELOOP';

/** A path without links in it, or why there is none. */
export type Chased = { readonly path: string } | ChaseError;

/** As messages have it. */
export const CHASE_ERROR_TEXT: Readonly<Record<ChaseError, string>> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  ELOOP: 'Too many levels of symbolic links',
};

/**
 * Resolves the links of a path; its last parts need not exist.
 *
 * @param root a directory that the path is in, and that links do not leave; empty for the root of the tree
 * @returns the path with `root` in front
 * @systemd src/basic/chase-symlinks.c chase_symlinks CHASE_NONEXISTENT
 */
export function chasePath(fileSystem: FileSystem, path: string, root: string): Chased {
  let todo = path.split('/').filter((part) => part !== '' && part !== '.');
  let done = '';
  let links = 0;
  // A file that is no directory cannot be left.
  const isFile = (): boolean => done !== '' && fileSystem.status(root + done)?.kind !== 'directory';
  for (;;) {
    const part = todo.shift();
    if (part === undefined) return { path: done === '' && root === '' ? '/' : root + done };
    if (part === '..') {
      if (isFile()) return 'ENOTDIR';
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
      continue;
    }
    const next = `${root}${done}/${part}`;
    const found = fileSystem.linkStatus(next);
    if (found === null) {
      if (isFile()) return 'ENOTDIR';
      const rest = todo.join('/');
      return rest === '' || isNormalizedPath(rest) ? { path: `${next}${rest === '' ? '' : `/${rest}`}` } : 'ENOENT';
    }
    if (found.kind !== 'symlink') {
      done += `/${part}`;
      continue;
    }
    const link = fileSystem.readLink(next);
    if (link === null) return 'ENOENT';
    if (++links > LINK_COUNT_MAX) return 'ELOOP';
    if (link.startsWith('/')) done = '';
    todo = [...link.split('/').filter((piece) => piece !== '' && piece !== '.'), ...todo];
  }
}
