import { directoryName, isBelow } from '../base/path.js';
import { pathStatus, resolvedPath, type ConditionWorld } from './condition-world.js';

/** What was done to a path, its links resolved: of several directories that were made at once the one above the others. */
export interface PathChange {
  readonly path: string;
  readonly is: 'created' | 'changed' | 'removed';
}

/** Where it is seen that something happens to a path: there, or, as long as it is not there, at what is there of it. */
export interface PathWatch {
  /** Links resolved. */
  readonly at: string;
  /** Is it the path itself? */
  readonly isWhole: boolean;
}

/** Why a path cannot be watched. */
export interface WatchError {
  readonly path: string;
  readonly error: string;
}

/**
 * Finds out where a path is watched.
 *
 * @param path simplified
 * @systemd src/core/path.c path_spec_watch
 */
export function watchPath(world: ConditionWorld, path: string): PathWatch | WatchError {
  let above: string | null = null;
  for (let end = 1; ;) {
    const prefix = path.slice(0, end);
    const status = pathStatus(world, prefix);
    if (above !== null && (status === null || status === 'unknown')) {
      if (world.fileSystem.readFile(prefix) === 'ELOOP') return { path: prefix, error: 'Too many levels of symbolic links' };
      const parent = pathStatus(world, above);
      const mayHold = parent === null || parent === 'unknown' || parent.kind === 'directory' || parent.kind === 'unknown';
      return mayHold ? { at: resolvedPath(world, above), isWhole: false } : { path: prefix, error: 'Not a directory' };
    }
    if (end >= path.length) return { at: resolvedPath(world, path), isWhole: true };
    above = prefix;
    const slash = path.indexOf('/', end + 1);
    end = slash < 0 ? path.length : slash;
  }
}

/** How the type of a specification looks at what is in a directory. */
const SEES_INSIDE: Readonly<Record<string, readonly PathChange['is'][]>> = {
  PathExists: [],
  PathExistsGlob: [],
  PathChanged: ['created', 'changed', 'removed'],
  PathModified: ['created', 'changed', 'removed'],
  DirectoryNotEmpty: ['created'],
};

/** Is a change seen by a watch for a specification of this type? @systemd src/core/path.c path_spec_watch */
export function seesChange(watch: PathWatch, type: string, change: PathChange): boolean {
  const isInside = change.path !== watch.at && directoryName(change.path) === watch.at;
  if (isInside) return (watch.isWhole ? (SEES_INSIDE[type] ?? []) : ['created']).includes(change.is);
  if (change.is === 'removed') return isBelow(watch.at, change.path);
  return watch.isWhole && change.path === watch.at;
}
