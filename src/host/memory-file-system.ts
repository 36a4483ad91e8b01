import { decodeUtf8, encodeUtf8, hasOddBytes } from '../base/text.js';
import type { DirectoryEntry, FileContent, FileKind, FileStatus, FileSystem } from './file-system.js';
import { FILE_SIZE_MAX, REPLACEMENT_CHARACTER } from './file-system.js';
import { baseName, directoryName } from '../base/path.js';
import { pathResolver, resolvePath, type Step } from './resolve-path.js';

/** What a memory file system holds at one path. A plain string is a regular file of that text. */
export type MemoryFile =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly directory: true }
  | { readonly kind: FileKind }
  | { readonly content: string | Uint8Array; readonly mode?: number; readonly mtimeUsec?: number };

interface Node {
  readonly status: FileStatus;
  readonly link?: string;
  /** ASCII as text: most files are, and it is the same in bytes. */
  readonly content?: string | Uint8Array;
  readonly children?: Map<string, FileKind>;
}

function toNode(file: MemoryFile): Node {
  if (typeof file === 'string') return toNode({ content: file });
  if (file instanceof Uint8Array) return toNode({ content: file });
  if ('link' in file) return { status: { kind: 'symlink', size: file.link.length, mode: 0o777, mtimeUsec: 0 }, link: file.link };
  if ('directory' in file) return { status: { kind: 'directory', size: 0, mode: 0o755, mtimeUsec: 0 }, children: new Map() };
  if ('kind' in file) return { status: { kind: file.kind, size: 0, mode: 0o644, mtimeUsec: 0 } };
  const { mode = 0o644, mtimeUsec = 0 } = file;
  const isAscii = typeof file.content === 'string' && !/[^\x00-\x7f]/.test(file.content);
  const content = isAscii ? file.content : bytesOf(file.content);
  return { status: { kind: 'file', size: content.length, mode, mtimeUsec }, content };
}

const bytesOf = (content: string | Uint8Array): Uint8Array => (typeof content === 'string' ? encodeUtf8(content) : content);

/**
 * A file system held in memory, for tests and the page. Missing parent directories are made; `/dev/null` is there.
 *
 * @param files path to content; a key that ends in `/` makes an empty directory
 */
export function memoryFileSystem(
  files: Readonly<Record<string, MemoryFile>> | Iterable<readonly [string, MemoryFile]>,
): FileSystem {
  const nodes = new Map<string, Node>();
  nodes.set('/', toNode({ directory: true }));
  const ensureDirectory = (path: string): Map<string, FileKind> => {
    const known = nodes.get(path);
    if (known?.children) return known.children;
    const node = toNode({ directory: true });
    nodes.set(path, node);
    ensureDirectory(directoryName(path)).set(baseName(path), 'directory');
    return node.children as Map<string, FileKind>;
  };
  const put = (path: string, file: MemoryFile): void => {
    if (path.endsWith('/')) {
      ensureDirectory(path.slice(0, -1) || '/');
      return;
    }
    const node = toNode(file);
    ensureDirectory(directoryName(path)).set(baseName(path), node.status.kind);
    nodes.set(path, node);
  };
  put('/dev/null', { kind: 'character' });
  const entries = Symbol.iterator in files ? (files as Iterable<readonly [string, MemoryFile]>) : Object.entries(files);
  for (const [path, file] of entries) put(path, file);

  const step = (path: string): Step => {
    const node = nodes.get(path);
    if (!node) return null;
    if (node.link !== undefined) return node as { readonly link: string };
    return node.children ? 'directory' : 'other';
  };
  const { resolve } = pathResolver(step);
  const at = (path: string, followLast: boolean): Node | null => {
    const resolved = resolve(path, followLast);
    return resolved === null ? null : (nodes.get(resolved) ?? null);
  };
  return {
    list(path) {
      const children = at(path, true)?.children;
      return children ? [...children].map(([name, kind]): DirectoryEntry => ({ name, kind })) : null;
    },
    kind: (path) => at(path, false)?.status.kind ?? null,
    status: (path) => at(path, true)?.status ?? null,
    linkStatus: (path) => at(path, false)?.status ?? null,
    readLink: (path) => at(path, false)?.link ?? null,
    realPath: (path) => resolve(path, true),
    readFile(path, sizeMax = FILE_SIZE_MAX): FileContent {
      const node = at(path, true);
      if (!node) return at(path, false)?.link !== undefined && resolvesInLoop(path, step) ? 'ELOOP' : 'ENOENT';
      if (node.children) return 'EISDIR';
      if (node.content === undefined) return 'EIO';
      return node.status.size > sizeMax ? 'EFBIG' : bytesOf(node.content);
    },
    readText(path) {
      const content = at(path, true)?.content;
      if (content === undefined) return null;
      const text = typeof content === 'string' ? content : decodeUtf8(content);
      return hasOddBytes(text) || (text !== content && text.includes(REPLACEMENT_CHARACTER)) ? null : text;
    },
  };
}

function resolvesInLoop(path: string, step: (path: string) => Step): boolean {
  const seen = new Set<string>();
  let current: string | null = path;
  while (current !== null) {
    if (seen.has(current)) return true;
    seen.add(current);
    const resolved = resolvePath(current, step, false);
    const found = resolved === null ? null : step(resolved);
    if (resolved === null || found === null || typeof found !== 'object') return false;
    current = found.link.startsWith('/') ? found.link : `${directoryName(resolved)}/${found.link}`;
  }
  return false;
}
