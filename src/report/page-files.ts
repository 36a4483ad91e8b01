import { compareBytes } from '../base/compare.js';
import { decodeUtf8, hasOddBytes } from '../base/text.js';
import type { FileKind, FileStatus, FileSystem } from '../host/file-system.js';
import type { MemoryFile } from '../host/memory-file-system.js';
import { directoryName } from '../base/path.js';

/**
 * A file of the page data: its text; or `l`, where a link leads; `t` or `b`, its text or its bytes (one character each) with permission bits
 * `m`; `k`, what else it is.
 */
export type PageFile =
  | string
  | { readonly l: string }
  | { readonly t: string; readonly m: number }
  | { readonly b: string; readonly m: number }
  | { readonly k: FileKind };

/** Directory to name to file. A directory without files has an empty entry. */
export type PageFiles = Readonly<Record<string, Readonly<Record<string, PageFile>>>>;

const PLAIN_MODE = 0o644;
/** A file larger than this is none that units are made of: it is kept as a file with something in it. */
const KEPT_SIZE_MAX = 256 * 1024;
/** Ends for link loops and directories that hold whole trees. */
const DEPTH_MAX = 6;
const ENTRY_COUNT_MAX = 200_000;

/** Collects the files of a tree that somebody looks at, so that a memory file system of them gives the same answers. */
export class FileCollector {
  readonly #files = new Map<string, PageFile>();
  readonly #directories = new Set<string>(['/']);
  readonly #source: FileSystem;

  constructor(source: FileSystem) {
    this.#source = source;
  }

  /** The tree; whatever is asked of it is collected. */
  recorder(): FileSystem {
    const source = this.#source;
    return {
      list: (path) => {
        const entries = source.list(path);
        if (entries) {
          const real = this.#touch(path, false);
          // Who looks at a directory may see each name in it.
          if (real !== null) for (const { name } of entries) this.#touch(`${real === '/' ? '' : real}/${name}`, false);
        }
        return entries;
      },
      kind: (path) => (this.#touch(path, false), source.kind(path)),
      status: (path) => (this.#touch(path, false), source.status(path)),
      linkStatus: (path) => (this.#touch(path, false), source.linkStatus(path)),
      readLink: (path) => (this.#touch(path, false), source.readLink(path)),
      realPath: (path) => (this.#touch(path, false), source.realPath(path)),
      readFile: (path, sizeMax) => (this.#touch(path, true), source.readFile(path, sizeMax)),
      readText: (path) => (this.#touch(path, true), source.readText(path)),
    };
  }

  /** Collects a directory with all that is in it. */
  addDirectory(path: string, depth = DEPTH_MAX): void {
    const recorder = this.recorder();
    const stack = [{ path, depth }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      for (const { name, kind } of recorder.list(next.path) ?? []) {
        const child = `${next.path}/${name}`;
        const actual = kind === 'symlink' ? source(this.#source, child) : kind;
        if (actual === 'directory' && next.depth > 0) stack.push({ path: child, depth: next.depth - 1 });
        else if (actual === 'file') recorder.readFile(child);
      }
      if (this.#files.size > ENTRY_COUNT_MAX) return;
    }
  }

  /** What was collected, in byte order. */
  files(): PageFiles {
    const directories: Record<string, Record<string, PageFile>> = {};
    const hasEntries = new Set([...this.#files.keys(), ...this.#directories].map(directoryName));
    for (const path of [...this.#directories].sort(compareBytes)) if (!hasEntries.has(path)) directories[path] = {};
    for (const [path, file] of [...this.#files].sort(([a], [b]) => compareBytes(a, b)))
      (directories[directoryName(path)] ??= {})[path.slice(path.lastIndexOf('/') + 1)] = file;
    return directories;
  }

  /** Collects every link on the way and what stands at the end. Returns the path at the end, or null. */
  #touch(path: string, isRead: boolean): string | null {
    let rest = path.split('/').filter((part) => part !== '' && part !== '.');
    let done: string[] = [];
    for (let count = 0; rest.length > 0;) {
      const [part = '', ...after] = rest;
      rest = after;
      if (part === '..') {
        done.pop();
        continue;
      }
      const here = `/${[...done, part].join('/')}`;
      const link = this.#source.readLink(here);
      if (link !== null) {
        this.#files.set(here, { l: link });
        if (++count > LINK_COUNT_MAX) return null;
        rest = [...link.split('/').filter((word) => word !== '' && word !== '.'), ...rest];
        if (link.startsWith('/')) done = [];
        continue;
      }
      const status = this.#source.linkStatus(here);
      if (status === null) return null;
      done.push(part);
      if (status.kind === 'directory') this.#directories.add(here);
      else if (rest.length > 0) return null;
      else this.#keep(here, status, isRead);
    }
    return `/${done.join('/')}`;
  }

  #keep(path: string, status: FileStatus, isRead: boolean): void {
    if (path === '/dev/null') return;
    if (status.kind !== 'file') {
      this.#files.set(path, { k: status.kind });
      return;
    }
    const known = this.#files.get(path);
    if (known !== undefined && (!isRead || typeof known === 'string' || !('k' in known))) return;
    const content = isRead && status.size <= KEPT_SIZE_MAX ? this.#source.readFile(path) : null;
    if (content === null || typeof content === 'string') {
      // Nothing reads it: that it is there, and whether something is in it, is all that counts.
      this.#files.set(path, { k: 'file' });
      if (status.size > 0) this.#stubs.set(path, status.mode);
      return;
    }
    this.#stubs.delete(path);
    this.#files.set(path, pageFile(content, status.mode));
  }

  readonly #stubs = new Map<string, number>();

  /** Files that nobody read: a byte stands for their content. Call it last. */
  fillStubs(): this {
    for (const [path, mode] of this.#stubs) this.#files.set(path, mode === PLAIN_MODE ? '\n' : { t: '\n', m: mode });
    this.#stubs.clear();
    return this;
  }
}

const LINK_COUNT_MAX = 40;

const source = (fileSystem: FileSystem, path: string): FileKind | null => fileSystem.status(path)?.kind ?? null;

function pageFile(bytes: Uint8Array, mode: number): PageFile {
  const text = decodeUtf8(bytes);
  if (!hasOddBytes(text)) return mode === PLAIN_MODE ? text : { t: text, m: mode };
  let b = '';
  for (const byte of bytes) b += String.fromCharCode(byte);
  return { b, m: mode };
}

/** The files of page data, as `memoryFileSystem` takes them. */
export function* memoryFiles(files: PageFiles): Generator<[string, MemoryFile]> {
  for (const [directory, entries] of Object.entries(files)) {
    const prefix = directory === '/' ? '/' : `${directory}/`;
    if (Object.keys(entries).length === 0) yield [prefix, { directory: true }];
    for (const [name, file] of Object.entries(entries)) {
      const path = prefix + name;
      if (typeof file === 'string') yield [path, file];
      else if ('l' in file) yield [path, { link: file.l }];
      else if ('k' in file) yield [path, file.k === 'file' ? '' : { kind: file.k }];
      else if ('t' in file) yield [path, { content: file.t, mode: file.m }];
      else yield [path, { content: Uint8Array.from(file.b, (c) => c.charCodeAt(0)), mode: file.m }];
    }
  }
}
