import type { DroppedFile } from '../protocol.js';

/** A path and what stands there. */
export type NamedFile = readonly [string, DroppedFile];

const FILE_COUNT_MAX = 60_000;
const BLOCK = 512;

/** The files of an archive in the format of tar, also compressed with gzip. Links are kept; devices are left out. */
export async function readArchive(bytes: Uint8Array<ArrayBuffer>): Promise<NamedFile[]> {
  return readTar(await unpacked(bytes));
}

/** The bytes of a file that may be compressed with gzip. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The entries of a tar file: ustar, with the long names of GNU and of pax. */
export function readTar(bytes: Uint8Array): NamedFile[] {
  const decoder = new TextDecoder();
  const text = (from: number, length: number): string => {
    const part = bytes.subarray(from, from + length);
    const end = part.indexOf(0);
    return decoder.decode(end < 0 ? part : part.subarray(0, end));
  };
  const octal = (from: number, length: number): number => Number.parseInt(text(from, length).trim() || '0', 8) || 0;
  const files: NamedFile[] = [];
  let next: { path?: string; link?: string } = {};
  for (let at = 0; at + BLOCK <= bytes.length && files.length < FILE_COUNT_MAX;) {
    if (bytes[at] === 0) break;
    const size = octal(at + 124, 12);
    const mode = octal(at + 100, 8);
    const type = String.fromCharCode(bytes[at + 156] ?? 0);
    const isUstar = text(at + 257, 5) === 'ustar';
    const prefix = isUstar ? text(at + 345, 155) : '';
    const path = next.path ?? (prefix === '' ? '' : `${prefix}/`) + text(at, 100);
    const link = next.link ?? text(at + 157, 100);
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'L') next.path = text2(content);
    else if (type === 'K') next.link = text2(content);
    else if (type === 'x') next = paxNames(decoder.decode(content));
    else {
      if (type === '0' || type === '\0' || type === '7') files.push([path, { bytes: content.slice(), mode: mode & 0o7777 }]);
      else if (type === '2') files.push([path, { link }]);
      next = {};
    }
  }
  return files;

  function text2(content: Uint8Array): string {
    return decoder.decode(content).replace(/\0.*$/s, '');
  }
}

function paxNames(records: string): { path?: string; link?: string } {
  const path = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1];
  const link = /(?:^|\n)\d+ linkpath=([^\n]*)\n/.exec(records)?.[1];
  return { ...(path === undefined ? {} : { path }), ...(link === undefined ? {} : { link }) };
}

const isArchive = (name: string): boolean => /\.(?:tar|tgz|tar\.gz)$/i.test(name);

/** The files in a file: those of an archive, else itself, unpacked where it is compressed with gzip. */
async function filesIn(file: File, path: string): Promise<NamedFile[]> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isArchive(file.name)) return readArchive(bytes);
  if (!file.name.endsWith('.gz')) return [[path, { bytes, mode: 0o644 }]];
  return [[path.slice(0, -'.gz'.length), { bytes: await unpacked(bytes), mode: 0o644 }]];
}

/** Files that were chosen with a file input, archives unpacked. A folder keeps its paths. */
export async function readChosen(chosen: readonly File[]): Promise<NamedFile[]> {
  const files: NamedFile[] = [];
  for (const file of chosen.slice(0, FILE_COUNT_MAX)) files.push(...(await filesIn(file, file.webkitRelativePath || file.name)));
  return files;
}

/** A file or folder that was dropped, by whichever way the browser has to it. */
interface Dropped {
  readonly name: string;
  /** null: a folder. */
  file(): Promise<File | null>;
  children(): Promise<readonly Dropped[]>;
}

/** TypeScript does not know these yet. */
interface ItemWithHandle {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}
interface IterableDirectory {
  values(): AsyncIterable<FileSystemFileHandle | FileSystemDirectoryHandle>;
}

function ofHandle(handle: FileSystemFileHandle | FileSystemDirectoryHandle): Dropped {
  return {
    name: handle.name,
    file: () => (handle.kind === 'file' ? (handle as FileSystemFileHandle).getFile() : Promise.resolve(null)),
    async children() {
      const found: Dropped[] = [];
      for await (const child of (handle as unknown as IterableDirectory).values()) found.push(ofHandle(child));
      return found;
    },
  };
}

function ofEntry(entry: FileSystemEntry): Dropped {
  return {
    name: entry.name,
    file: () =>
      new Promise((resolve, reject) => {
        if (entry.isFile) (entry as FileSystemFileEntry).file(resolve, reject);
        else resolve(null);
      }),
    async children() {
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      const found: Dropped[] = [];
      for (;;) {
        const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
          reader.readEntries(resolve, reject);
        });
        if (some.length === 0) return found;
        found.push(...some.map(ofEntry));
      }
    },
  };
}

/** What was dropped. To be called at once in the event: what it carries is gone afterwards. */
export function droppedItems(items: DataTransferItemList): readonly Promise<Dropped | null>[] {
  return [...items].map((item) => {
    const entry = item.webkitGetAsEntry();
    // A page from disk may not read entries in Chromium, but handles; Firefox has entries alone.
    const handle = (item as ItemWithHandle).getAsFileSystemHandle?.() ?? Promise.resolve(null);
    return handle
      .catch(() => null)
      .then((found) => {
        if (found) return ofHandle(found as FileSystemFileHandle | FileSystemDirectoryHandle);
        return entry ? ofEntry(entry) : null;
      });
  });
}

/** Files and folders that were dropped on the page. The browser does not say where links lead: it gives what they lead to. */
export async function readDropped(items: readonly Dropped[]): Promise<NamedFile[]> {
  const files: NamedFile[] = [];
  const stack = items.map((item) => ({ item, path: item.name }));
  for (let next = stack.pop(); next && files.length < FILE_COUNT_MAX; next = stack.pop()) {
    const { item, path } = next;
    const file = await item.file();
    if (file) files.push(...(await filesIn(file, path)));
    else for (const child of await item.children()) stack.push({ item: child, path: `${path}/${child.name}` });
  }
  return files;
}
