import type { DirectoryEntry, FileKind, FileSystem } from './file-system.js';
import { FILE_SIZE_MAX } from './file-system.js';
import { directoryName } from '../base/path.js';
import { pathResolver, type Step } from './resolve-path.js';

/** A file system laid at a directory of the whole. */
export interface Layer {
  /** Where the root of `fileSystem` stands in the whole; `/` for a full layer. */
  readonly at: string;
  readonly fileSystem: FileSystem;
  /** Paths of the layer that hide what lower layers have there (as an overlay's whiteouts). */
  readonly hides?: ReadonlySet<string>;
}

/**
 * Lays file systems over each other: the first layer that has a path wins, directories are merged. Links are resolved in the
 * whole, so one in an upper layer may point to a file of a lower one.
 */
export function overlayFileSystem(layers: readonly Layer[]): FileSystem {
  const inside = (layer: Layer, path: string): string | null => {
    if (layer.at === '/') return path;
    if (path === layer.at) return '/';
    return path.startsWith(`${layer.at}/`) ? path.slice(layer.at.length) : null;
  };
  // A directory above a layer's place exists because of the layer.
  const leadsTo = (layer: Layer, path: string): boolean => layer.at !== '/' && (path === '/' || layer.at.startsWith(`${path}/`));
  const hides = (layer: Layer, path: string): boolean => {
    for (const hidden of layer.hides ?? []) if (path === hidden || path.startsWith(`${hidden}/`)) return true;
    return false;
  };
  type Owner = { layer: Layer; path: string; kind: FileKind } | 'implied' | null;
  const owners = new Map<string, Owner>();
  const owner = (path: string): Owner => {
    let known = owners.get(path);
    if (known === undefined) {
      known = findOwner(path);
      owners.set(path, known);
    }
    return known;
  };
  // What each layer has to say of the entries of a directory: asked once for all of them.
  const parents = new Map<string, readonly { layer: Layer; isThere: boolean; endsHere: boolean }[]>();
  const layersBelow = (directory: string) => {
    let known = parents.get(directory);
    if (known === undefined) {
      known = layers.map((layer) => {
        const own = inside(layer, directory);
        return { layer, isThere: own === null || layer.fileSystem.realPath(own) !== null, endsHere: hides(layer, directory) };
      });
      parents.set(directory, known);
    }
    return known;
  };
  const findOwner = (path: string): Owner => {
    for (const { layer, isThere, endsHere } of layersBelow(directoryName(path))) {
      const own = isThere ? inside(layer, path) : null;
      const kind = own === null ? null : layer.fileSystem.kind(own);
      if (own !== null && kind !== null) return { layer, path: own, kind };
      if (leadsTo(layer, path)) return 'implied';
      if (endsHere || layer.hides?.has(path) === true) return null;
    }
    return null;
  };
  const look = (path: string): Step => {
    const found = owner(path);
    if (found === null) return null;
    if (found === 'implied') return 'directory';
    if (found.kind === 'symlink') return { link: found.layer.fileSystem.readLink(found.path) ?? '' };
    return found.kind === 'directory' || found.kind === 'file' ? found.kind : 'other';
  };
  const { step, resolve } = pathResolver(look);
  const listings = new Map<string, readonly DirectoryEntry[]>();
  const directory = { kind: 'directory', size: 0, mode: 0o755, mtimeUsec: 0 } as const;
  const statusAt = (path: string | null) => {
    if (path === null) return null;
    if (path === '/') return directory;
    const found = owner(path);
    if (found === null) return null;
    return found === 'implied' ? directory : found.layer.fileSystem.linkStatus(found.path);
  };
  return {
    list(path) {
      const resolved = resolve(path, true);
      if (resolved === null || statusAt(resolved)?.kind !== 'directory') return null;
      const known = listings.get(resolved);
      if (known) return known;
      const entries = new Map<string, DirectoryEntry>();
      const hidden = new Set<string>();
      for (const layer of layers) {
        const own = inside(layer, resolved);
        if (own !== null)
          for (const entry of layer.fileSystem.list(own) ?? [])
            if (!entries.has(entry.name) && !hidden.has(entry.name)) entries.set(entry.name, entry);
        if (leadsTo(layer, resolved)) {
          const name = layer.at.slice(resolved === '/' ? 1 : resolved.length + 1).split('/')[0] ?? '';
          if (!entries.has(name)) entries.set(name, { name, kind: 'directory' });
        }
        for (const path of layer.hides ?? [])
          if (directoryName(path) === resolved) hidden.add(path.slice(path.lastIndexOf('/') + 1));
        if (hides(layer, resolved)) break;
      }
      const merged = [...entries.values()];
      listings.set(resolved, merged);
      return merged;
    },
    kind(path) {
      const resolved = resolve(path, false);
      if (resolved === null) return null;
      if (resolved === '/') return 'directory';
      const found = owner(resolved);
      if (found === null) return null;
      return found === 'implied' ? 'directory' : found.kind;
    },
    status: (path) => statusAt(resolve(path, true)),
    linkStatus: (path) => statusAt(resolve(path, false)),
    readLink(path) {
      const resolved = resolve(path, false);
      const found = resolved === null ? null : step(resolved);
      return found !== null && typeof found === 'object' ? found.link : null;
    },
    realPath: (path) => resolve(path, true),
    readFile(path, sizeMax = FILE_SIZE_MAX) {
      const resolved = resolve(path, true);
      const found = resolved === null ? null : owner(resolved);
      if (found === null) return 'ENOENT';
      return found === 'implied' ? 'EISDIR' : found.layer.fileSystem.readFile(found.path, sizeMax);
    },
    readText(path) {
      const resolved = resolve(path, true);
      const found = resolved === null ? null : owner(resolved);
      return found === null || found === 'implied' ? null : found.layer.fileSystem.readText(found.path);
    },
  };
}
