import { directoryName, isBelow } from '../../base/path.js';
import { directoryEntries } from '../condition-path.js';
import { isApiPath, pathStatus, type ConditionWorld } from '../condition-world.js';
import type { Kernel } from '../kernel.js';
import type { UnitRuntime } from '../unit-runtime.js';

/** What the errno says that a path with a link in it is refused with. */
export const LINK_ERROR = 'Too many levels of symbolic links';

/** Does a link stand at the path, or at a directory above it? A link that goes in circles does not count. */
function isThroughLink(world: ConditionWorld, path: string): boolean {
  const above: string[] = [];
  for (let part = path; part !== '/'; part = directoryName(part)) above.push(part);
  const link = above.findLast((part) => {
    const status = pathStatus(world, part, false);
    return status !== null && status !== 'unknown' && status.kind === 'symlink';
  });
  return link !== undefined && world.fileSystem.readFile(link) !== 'ELOOP';
}

/** Is anything known to be in the directory? Of what is mounted, only what the run did to it is known. */
function isNonEmpty(world: ConditionWorld, path: string): boolean {
  const isMounted = [...(world.mountPoints ?? [])].some((mounted) => mounted !== '/' && isBelow(path, mounted));
  if (isMounted || isApiPath(world, path))
    return [...(world.pathChanges ?? [])].some(([changed, kind]) => kind !== null && changed !== path && isBelow(changed, path));
  const status = pathStatus(world, path);
  return status !== null && status !== 'unknown' && status.kind === 'directory' && directoryEntries(world, path).length > 0;
}

/** Makes the directory where there is none. */
export function ensureDirectory(kernel: Kernel, path: string): void {
  if (!kernel.world.exists(path)) kernel.changePath(path, 'directory');
}

/**
 * Makes a directory ready for something to be mounted over it.
 *
 * @returns false when the path leads through a link, which is said
 * @systemd src/core/unit.c unit_fail_if_noncanonical, unit_warn_if_dir_nonempty
 */
export function prepareMountPoint(kernel: Kernel, runtime: UnitRuntime, path: string): boolean {
  const { conditions } = kernel.world;
  if (isThroughLink(conditions, path)) {
    kernel.log(3, runtime, `Mount path ${path} is not canonical (contains a symlink).`);
    return false;
  }
  ensureDirectory(kernel, path);
  if (isNonEmpty(conditions, path)) kernel.log(5, runtime, `Directory ${path} to mount over is not empty, mounting anyway.`);
  return true;
}
