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
  const hidesEntry = (layer: Layer, directory: string): boolean => {
    for (const hidden of layer.hides ?? []) if (directoryName(hidden) === directory) return true;
    return false;
  };
  type Owner = { readonly layer: Layer; readonly path: string; readonly kind: FileKind; readonly step: Step } | 'implied' | null;
  const owners = new Map<string, Owner>();
  const owner = (path: string): Owner => {
    let known = owners.get(path);
    if (known === undefined) {
      known = findOwner(path);
      owners.set(path, known);
    }
    return known;
  };
  // The layers that have something to say of the entries of a directory, each asked once for all of them.
  const parents = new Map<string, readonly Layer[]>();
  const layersBelow = (directory: string): readonly Layer[] => {
    let known = parents.get(directory);
    if (known === undefined) {
      known = findLayers(directory);
      parents.set(directory, known);
    }
    return known;
  };
  const findLayers = (directory: string): Layer[] => {
    const found: Layer[] = [];
    for (const layer of layers) {
      const own = inside(layer, directory);
      const isThere = own === null ? leadsTo(layer, directory) : layer.fileSystem.realPath(own) !== null;
      if (isThere || hidesEntry(layer, directory)) found.push(layer);
      if (hides(layer, directory)) break;
    }
    return found;
  };
  const findOwner = (path: string): Owner => {
    for (const layer of layersBelow(directoryName(path))) {
      const own = inside(layer, path);
      const kind = own === null ? null : layer.fileSystem.kind(own);
      if (own !== null && kind !== null) {
        const link = kind === 'symlink' ? { link: layer.fileSystem.readLink(own) ?? '' } : null;
        return { layer, path: own, kind, step: link ?? (kind === 'directory' || kind === 'file' ? kind : 'other') };
      }
      if (leadsTo(layer, path)) return 'implied';
      if (layer.hides?.has(path) === true) return null;
    }
    return null;
  };
  const step = (path: string): Step => {
    const found = owner(path);
    if (found === null) return null;
    return found === 'implied' ? 'directory' : found.step;
  };
  const { resolve } = pathResolver(step);
  const listings = new Map<string, readonly DirectoryEntry[] | null>();
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
      if (known !== undefined) return known;
      const [only, ...others] = layersBelow(resolved);
      if (only && others.length === 0 && !only.hides) {
        const own = inside(only, resolved);
        const all = own === null ? null : only.fileSystem.list(own);
        if (all !== null) {
          listings.set(resolved, all);
          return all;
        }
      }
      const entries = new Map<string, DirectoryEntry>();
      const hidden = new Set<string>();
      for (const layer of layers) {
        const own = inside(layer, resolved);
        const listed = own === null ? null : layer.fileSystem.list(own);
        // A layer that has the directory and may not tell what is in it: nobody can.
        if (listed === null && own !== null && layer.fileSystem.status(own)?.kind === 'directory') {
          listings.set(resolved, null);
          return null;
        }
        for (const entry of listed ?? []) if (!entries.has(entry.name) && !hidden.has(entry.name)) entries.set(entry.name, entry);
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
