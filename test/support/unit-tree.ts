import { NO_SINK } from '../../src/diagnostic/finding.js';
import { buildGraph, type LoadedGraph } from '../../src/graph/build-graph.js';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { overlayFileSystem } from '../../src/host/overlay-file-system.js';
import { DEFAULT_FACTS, type Facts } from '../../src/load/facts.js';
import { openTree, type OpenTree } from '../../src/load/open-tree.js';
import { explicitSearchPath, systemSearchPath } from '../../src/load/search-path.js';

/** Where the units of a test lie: a root tree, or some directories. */
export type UnitSource = { readonly root: string } | { readonly directories: readonly string[] };

/** A tree of a test, with files written over it, and the graph of a unit. */
export function unitTree(
  source: UnitSource,
  names: readonly string[],
  files: ReadonlyMap<string, string> = new Map(),
  facts: Facts = DEFAULT_FACTS,
): { tree: OpenTree; graph: LoadedGraph } {
  const base = 'root' in source ? nodeFileSystem(source.root) : nodeFileSystem('/');
  const fileSystem =
    files.size === 0
      ? base
      : overlayFileSystem([
          { at: '/', fileSystem: memoryFileSystem(Object.fromEntries(files)) },
          { at: '/', fileSystem: base },
        ]);
  const own = systemSearchPath();
  const searchPath = 'root' in source ? own : explicitSearchPath(source.directories.join(':'), own.scope);
  const generators = 'root' in source ? null : 'none';
  const tree = openTree({ fileSystem, searchPath, facts, generators, sink: NO_SINK });
  return { tree, graph: buildGraph({ loader: tree.loader, facts, sink: NO_SINK }, names) };
}

/** The text of a file of a tree; null when it cannot be read. */
export function textOf(tree: OpenTree, path: string): string | null {
  const content = tree.fileSystem.readFile(path);
  return content instanceof Uint8Array ? new TextDecoder().decode(content) : null;
}
