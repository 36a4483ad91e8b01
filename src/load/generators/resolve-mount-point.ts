import type { FileSystem } from '../../host/file-system.js';
import { isNormalizedPath } from '../../parse/unit-name.js';

const LINK_COUNT_MAX = 32;

/**
 * Resolves the links of a mount point; its last parts need not exist.
 *
 * @param root a directory that the path is in, and that links do not leave; empty for the root of the tree
 * @returns the path with `root` in front; null when it cannot be resolved
 * @systemd src/basic/chase-symlinks.c chase_symlinks
 */
export function resolveMountPoint(fileSystem: FileSystem, path: string, root: string): string | null {
  let todo = path.split('/').filter((part) => part !== '' && part !== '.');
  let done = '';
  let links = 0;
  for (;;) {
    const part = todo.shift();
    if (part === undefined) return done === '' && root === '' ? '/' : root + done;
    if (part === '..') {
      // A file that is no directory cannot be left.
      if (done !== '' && fileSystem.status(root + done)?.kind !== 'directory') return null;
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
      continue;
    }
    const next = `${root}${done}/${part}`;
    const found = fileSystem.linkStatus(next);
    if (found === null) {
      if (done !== '' && fileSystem.status(root + done)?.kind !== 'directory') return null;
      const rest = todo.join('/');
      return rest === '' || isNormalizedPath(rest) ? `${next}${rest === '' ? '' : `/${rest}`}` : null;
    }
    if (found.kind !== 'symlink') {
      done += `/${part}`;
      continue;
    }
    const link = fileSystem.readLink(next);
    if (link === null || ++links > LINK_COUNT_MAX) return null;
    if (link.startsWith('/')) done = '';
    todo = [...link.split('/').filter((piece) => piece !== '' && piece !== '.'), ...todo];
  }
}
