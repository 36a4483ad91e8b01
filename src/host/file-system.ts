/** What a directory entry is. */
export type FileKind = 'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'character' | 'block' | 'unknown';

/** Why a file could not be used, as systemd's errno names. */
export type FileError = 'ENOENT' | 'EACCES' | 'ELOOP' | 'EISDIR' | 'ENOTDIR' | 'EFBIG' | 'EIO';

/** What lstat() or stat() says. `mode` holds permission bits only, `mtimeUsec` microseconds since 1970. */
export interface FileStatus {
  readonly kind: FileKind;
  readonly size: number;
  readonly mode: number;
  readonly mtimeUsec: number;
}

/** One entry of a directory; a symbolic link is not followed. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/** The content of a file, or why there is none. */
export type FileContent = Uint8Array | FileError;

/**
 * A tree of files, as the loader sees it: `/` is its root, every link is resolved inside it (an absolute link starts at its root,
 * `..` stops there), nothing outside can be reached. Read only. Paths are absolute; `//`, `.` and a trailing slash are tolerated.
 */
export interface FileSystem {
  /** The entries of a directory, in any order; null where there is none or it cannot be read. A final link is followed. */
  list(path: string): readonly DirectoryEntry[] | null;
  /** What the path leads to, links followed; null when there is nothing (or a link loop). */
  status(path: string): FileStatus | null;
  /** The kind of what stands at the path itself, the last component not followed; null for nothing. Cheaper than `linkStatus`. */
  kind(path: string): FileKind | null;
  /** What stands at the path itself: the last component is not followed. */
  linkStatus(path: string): FileStatus | null;
  /** The text of a symbolic link, as it stands; null when the path is none. */
  readLink(path: string): string | null;
  /** The path with every link resolved, inside the root; null when it leads nowhere. */
  realPath(path: string): string | null;
  /** The content of a regular file, at most `sizeMax` bytes of it (more: `EFBIG`). Devices, FIFOs and directories are never opened. */
  readFile(path: string, sizeMax?: number): FileContent;
  /**
   * The text of a regular file that is all UTF-8, a byte order mark kept; cheaper than `readFile` and decoding. null where it is
   * not, where a U+FFFD stands in it, or where it cannot be had: `readFile` then tells what there is.
   */
  readText(path: string): string | null;
}

/** What Node puts for a byte that is not UTF-8. */
export const REPLACEMENT_CHARACTER = '\uFFFD';

/** The largest file that is read: systemd refuses a unit file with a line of 1 MiB, and no file that we read is larger than this. */
export const FILE_SIZE_MAX = 64 * 1024 * 1024;

/** As the kernel: a path with more links than this is ELOOP. */
export const LINK_COUNT_MAX = 40;
