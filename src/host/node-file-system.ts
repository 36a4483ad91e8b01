import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Dirent,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import { decodeUtf8, encodeUtf8, hasOddBytes } from '../base/text.js';
import type { DirectoryEntry, FileContent, FileError, FileKind, FileStatus, FileSystem } from './file-system.js';
import { FILE_SIZE_MAX, REPLACEMENT_CHARACTER } from './file-system.js';
import { pathResolver, resolvePath, type Step } from './resolve-path.js';

function kindOf(entry: Stats | Dirent<string | Buffer>): FileKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'symlink';
  if (entry.isFIFO()) return 'fifo';
  if (entry.isSocket()) return 'socket';
  if (entry.isCharacterDevice()) return 'character';
  return entry.isBlockDevice() ? 'block' : 'unknown';
}

function statusOf(found: Stats): FileStatus {
  return { kind: kindOf(found), size: found.size, mode: found.mode & 0o7777, mtimeUsec: Math.round(found.mtimeMs * 1000) };
}

function errorOf(error: unknown): FileError {
  const code = (error as { code?: string }).code;
  switch (code) {
    case 'ENOENT':
    case 'ELOOP':
    case 'EISDIR':
    case 'ENOTDIR':
      return code;
    case 'EACCES':
    case 'EPERM':
      return 'EACCES';
    default:
      return 'EIO';
  }
}

/** Files up to this size are kept once they are read. */
const KEPT_SIZE_MAX = 256 * 1024;

/**
 * The disk below `root`, as if it were `/`: every link is resolved here, inside the root, never by the kernel, so no path leaves
 * it. Only regular files are opened. Answers are cached for the life of the object: one command sees one state of the disk.
 *
 * @param root a directory of this machine; `/` for the machine itself
 */
export function nodeFileSystem(root = '/'): FileSystem {
  // A relative or linked root is a choice of the caller's; from here on it is one real directory.
  let base = root;
  try {
    base = realpathSync(root);
  } catch {
    // A root that is not there has no files: every question below is answered with null.
  }
  const real = (path: string): string | Buffer => {
    const whole = base === '/' ? path : path === '/' ? base : base + path;
    return hasOddBytes(whole) ? Buffer.from(encodeUtf8(whole)) : whole;
  };
  const listings = new Map<string, readonly DirectoryEntry[] | null>();
  const kinds = new Map<string, ReadonlyMap<string, FileKind>>();
  const contents = new Map<string, FileContent>();
  const listing = (path: string): readonly DirectoryEntry[] | null => {
    let known = listings.get(path);
    if (known === undefined) {
      try {
        const entries = readdirSync(real(path), { withFileTypes: true });
        known = entries.some(({ name }) => name.includes(REPLACEMENT_CHARACTER))
          ? readdirSync(real(path), { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
              name: decodeUtf8(entry.name),
              kind: kindOf(entry),
            }))
          : entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
      } catch {
        known = null;
      }
      listings.set(path, known);
    }
    return known;
  };
  // What stands in a directory, by name, where it has been listed.
  const kindsIn = (directory: string): ReadonlyMap<string, FileKind> | undefined => {
    let known = kinds.get(directory);
    const entries = known === undefined ? listings.get(directory) : null;
    if (entries) {
      known = new Map(entries.map(({ name, kind }) => [name, kind]));
      kinds.set(directory, known);
    }
    return known;
  };
  const look = (path: string): Step => {
    const at = path.lastIndexOf('/');
    const siblings = kindsIn(at === 0 ? '/' : path.slice(0, at));
    let kind = siblings?.get(path.slice(at + 1));
    if (siblings && kind === undefined) return null;
    try {
      if (kind === undefined || kind === 'unknown') {
        const found = lstatSync(real(path), { throwIfNoEntry: false });
        if (found === undefined) return null;
        kind = kindOf(found);
      }
      if (kind === 'symlink') {
        const link = readlinkSync(real(path));
        return { link: link.includes(REPLACEMENT_CHARACTER) ? decodeUtf8(readlinkSync(real(path), 'buffer')) : link };
      }
    } catch {
      return null;
    }
    return kind === 'directory' || kind === 'file' ? kind : 'other';
  };
  const steps = new Map<string, Step>();
  const step = (path: string): Step => {
    let known = steps.get(path);
    if (known === undefined) {
      known = look(path);
      steps.set(path, known);
    }
    return known;
  };
  const { resolve } = pathResolver(step);
  const statuses = new Map<string, FileStatus | null>();
  const statusAt = (path: string | null): FileStatus | null => {
    if (path === null) return null;
    let known = statuses.get(path);
    if (known === undefined) {
      known = null;
      try {
        const found = lstatSync(real(path), { throwIfNoEntry: false });
        if (found) known = statusOf(found);
      } catch {
        // Not readable: nothing is known of it.
      }
      statuses.set(path, known);
    }
    return known;
  };
  const texts = new Map<string, string | null>();
  return {
    list(path) {
      const resolved = resolve(path, true);
      return resolved === null ? null : listing(resolved);
    },
    kind(path) {
      const resolved = resolve(path, false);
      if (resolved === null) return null;
      const found = step(resolved);
      if (found === null || found === 'other') return statusAt(resolved)?.kind ?? null;
      return typeof found === 'object' ? 'symlink' : found;
    },
    status: (path) => statusAt(resolve(path, true)),
    linkStatus: (path) => statusAt(resolve(path, false)),
    readLink(path) {
      const resolved = resolve(path, false);
      const found = resolved === null ? null : step(resolved);
      return found !== null && typeof found === 'object' ? found.link : null;
    },
    realPath: (path) => resolve(path, true),
    readFile: (path, sizeMax = FILE_SIZE_MAX) => {
      const resolved = resolve(path, true);
      if (resolved === null) return resolve(path, false) === null ? 'ENOENT' : loopOrMissing(path, step);
      const known = contents.get(resolved);
      if (known !== undefined) return typeof known !== 'string' && known.length > sizeMax ? 'EFBIG' : known;
      // What is known to be no regular file is not opened: opening a device may do something.
      const found = step(resolved);
      const kind = found === null || found === 'other' ? statusAt(resolved)?.kind : found;
      const content =
        kind === 'directory'
          ? 'EISDIR'
          : kind !== undefined && kind !== 'file' && kind !== 'unknown'
            ? 'EIO'
            : readRegularFile(real(resolved), sizeMax, (opened) => statuses.set(resolved, statusOf(opened)));
      if (typeof content === 'string' || content.length <= KEPT_SIZE_MAX) contents.set(resolved, content);
      return content;
    },
    readText(path) {
      const resolved = resolve(path, true);
      if (resolved === null || step(resolved) !== 'file') return null;
      let known = texts.get(resolved);
      if (known === undefined) {
        const size = statusAt(resolved)?.size ?? 0;
        // Files without a size may go on and on; a large one is not worth keeping.
        known = size === 0 || size > KEPT_SIZE_MAX ? null : readSmallText(real(resolved));
        texts.set(resolved, known);
      }
      return known;
    },
  };
}

function loopOrMissing(path: string, step: (path: string) => Step): FileError {
  let current: string | null = path;
  for (let i = 0; i <= 40; i++) {
    current = resolvePath(current, step, false);
    const found: Step = current === null ? null : step(current);
    if (current === null || found === null || typeof found !== 'object') return 'ENOENT';
    current = found.link.startsWith('/') ? found.link : join(current, '..', found.link);
  }
  return 'ELOOP';
}

// NOFOLLOW and NONBLOCK: what was looked at before may have been replaced by a link or a FIFO since.
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW || 0) | (constants.O_NONBLOCK || 0);

function readSmallText(path: string | Buffer): string | null {
  try {
    // Node types know flags as words only.
    const text = readFileSync(path, { encoding: 'utf8', flag: READ_FLAGS as unknown as string });
    return text.includes(REPLACEMENT_CHARACTER) ? null : text;
  } catch {
    return null;
  }
}

function readRegularFile(path: string | Buffer, sizeMax: number, onStatus: (found: Stats) => void): FileContent {
  let fd = -1;
  try {
    fd = openSync(path, READ_FLAGS);
    const found = fstatSync(fd);
    onStatus(found);
    if (found.isDirectory()) return 'EISDIR';
    if (!found.isFile()) return 'EIO';
    if (found.size > sizeMax) return 'EFBIG';
    // Files of /proc and /sys have no size: read on until the end.
    let bytes = new Uint8Array(found.size === 0 ? 4096 : found.size);
    let length = 0;
    for (;;) {
      if (length === bytes.length) {
        if (found.size !== 0) break;
        const larger = new Uint8Array(bytes.length * 2);
        larger.set(bytes);
        bytes = larger;
      }
      const count = readSync(fd, bytes, length, bytes.length - length, null);
      if (count === 0) break;
      length += count;
      if (length > sizeMax) return 'EFBIG';
    }
    return length === bytes.length ? bytes : bytes.subarray(0, length);
  } catch (error) {
    return errorOf(error);
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}
