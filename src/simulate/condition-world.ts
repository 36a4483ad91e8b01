import type { FileKind, FileSystem } from '../host/file-system.js';
import { directoryName, isBelow, simplifyPath } from '../base/path.js';
import type { Facts } from '../load/facts.js';

/** What conditions are tested against: the tree, what is known of the machine, and what has happened in the run so far. */
export interface ConditionWorld {
  readonly fileSystem: FileSystem;
  readonly facts: Facts;
  /** Is it the manager of a user? */
  readonly isUser: boolean;
  /** What has come to stand at a path in the run, null for what was removed; counts before the tree and the facts. */
  readonly pathChanges?: ReadonlyMap<string, FileKind | null>;
  /** Where something is mounted at this time, besides the API file systems; absent: as in the facts. */
  readonly mountPoints?: ReadonlySet<string>;
  /** Absent: found out as the manager does at its start. */
  readonly firstBoot?: boolean;
  /** Names of the credentials that the manager was given; absent: not known. */
  readonly credentials?: ReadonlySet<string>;
  /** Capabilities such as `CAP_SYS_ADMIN` that the manager has; absent: all outside of a container. */
  readonly capabilities?: ReadonlySet<string>;
  /** Flags of the processor such as `sse2`; absent: not known. */
  readonly cpuFeatures?: ReadonlySet<string>;
}

/** What stands at a path. Size and mode are null where nothing tells them. */
export interface PathStatus {
  readonly kind: FileKind;
  readonly size: number | null;
  readonly mode: number | null;
}

/** File systems of the kernel: what a tree on disk has there says nothing of a running system. */
const API_DIRECTORIES = ['/proc', '/sys', '/dev'];
/** All that a container's /dev is sure to have. */
const CONTAINER_DEVICES = new Set(
  'null zero full random urandom tty console ptmx pts shm mqueue fd stdin stdout stderr core'
    .split(' ')
    .map((name) => `/dev/${name}`),
);

/**
 * What a path leads to.
 *
 * @param followLast whether a link at the path itself is followed
 * @returns null when there is nothing; `'unknown'` when nothing tells
 */
export function pathStatus(world: ConditionWorld, path: string, followLast = true): PathStatus | 'unknown' | null {
  const plain = simplifyPath(path);
  let changed = changedStatus(world, plain);
  if (changed === undefined && hasChanges(world)) changed = changedStatus(world, resolvedPath(world, plain));
  if (changed !== undefined) return changed;
  const found = followLast ? world.fileSystem.status(plain) : world.fileSystem.linkStatus(plain);
  if (found !== null) return found;
  const { paths } = world.facts;
  const real = paths.length === 0 ? plain : resolvedPath(world, plain);
  const stated = paths.find((known) => isBelow(simplifyPath(known), plain) || isBelow(simplifyPath(known), real));
  if (stated !== undefined) {
    const isDirectory = stated.endsWith('/') || ![plain, real].includes(simplifyPath(stated));
    return { kind: isDirectory ? 'directory' : 'unknown', size: null, mode: null };
  }
  return isApiPath(world, plain) ? apiStatus(world, plain) : null;
}

/** The path that is meant: links are followed as far as the tree has it. The rest may be made in the run, and has none. */
export function resolvedPath({ fileSystem }: ConditionWorld, path: string): string {
  for (let above = path; above !== '/'; above = directoryName(above)) {
    const real = fileSystem.realPath(above);
    if (real !== null) return (real === '/' ? '' : real) + path.slice(above.length) || '/';
  }
  return path;
}

function hasChanges({ pathChanges }: ConditionWorld): boolean {
  return pathChanges !== undefined && pathChanges.size > 0;
}

/** @returns undefined when the run did nothing to the path */
function changedStatus(world: ConditionWorld, path: string): PathStatus | null | undefined {
  const changes = world.pathChanges;
  if (changes === undefined || !hasChanges(world)) return undefined;
  for (let above = path; ; above = directoryName(above)) {
    const kind = changes.get(above);
    if (above === path && kind) return { kind, size: null, mode: null };
    if (kind === null) break;
    if (above === '/') return impliedByChange(changes, path) ?? undefined;
  }
  return impliedByChange(changes, path);
}

/** A directory is there when something was made below it. */
function impliedByChange(changes: ReadonlyMap<string, FileKind | null>, path: string): PathStatus | null {
  for (const [changed, kind] of changes)
    if (kind !== null && changed !== path && isBelow(changed, path)) return { kind: 'directory', size: null, mode: null };
  return null;
}

/** Is this a path of an API file system that the tree cannot tell about, as the tree is not a running system? */
export function isApiPath(world: ConditionWorld, path: string): boolean {
  return API_DIRECTORIES.some((directory) => isBelow(path, directory)) && world.fileSystem.linkStatus('/proc/self') === null;
}

function apiStatus(world: ConditionWorld, path: string): PathStatus | 'unknown' | null {
  if (API_DIRECTORIES.includes(path)) return { kind: 'directory', size: null, mode: null };
  const isMissing = world.facts.container !== false && directoryName(path) === '/dev' && !CONTAINER_DEVICES.has(path);
  return isMissing ? null : 'unknown';
}
