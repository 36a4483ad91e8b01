import { compareBytes } from '../base/compare.js';
import type { FindingSink } from '../diagnostic/finding.js';
import type { FileSystem } from '../host/file-system.js';
import { memoryFileSystem, type MemoryFile } from '../host/memory-file-system.js';
import { overlayFileSystem, type Layer } from '../host/overlay-file-system.js';
import type { Place } from '../parse/place.js';
import { isLoadableName } from '../parse/unit-name.js';
import type { Facts } from './facts.js';
import {
  hasGeneratorOutput,
  runGenerators,
  runUserGenerators,
  type GeneratedFile,
  type GeneratorInput,
} from './generators/index.js';
import type { SearchPath } from './search-path.js';
import type { UnitFileCache } from './unit-file-cache.js';
import { loadUnitSet, type UnitLoader } from './unit-loader.js';

/** Where units that generators write come from: emulated, from what a tree holds, or nowhere. */
export type GeneratorMode = 'emulate' | 'output' | 'none';

/** A tree and how it is read. */
export interface TreeOptions {
  readonly fileSystem: FileSystem;
  readonly searchPath: SearchPath;
  readonly facts: Facts;
  /** null: the output that the tree holds, else emulated. */
  readonly generators: GeneratorMode | null;
  /** Laid over the tree, the first on top: what-ifs. */
  readonly layers?: readonly Layer[];
  readonly sink: FindingSink;
  /** What was read before of almost the same tree. */
  readonly cache?: UnitFileCache;
}

/** A tree that is ready for loading. */
export interface OpenTree {
  readonly loader: UnitLoader;
  readonly facts: Facts;
  readonly fileSystem: FileSystem;
  readonly generators: GeneratorMode;
  readonly generated: readonly GeneratedFile[];
  /** The line of fstab, crypttab or an init script that a line of a generated file comes from; null for other files. */
  sourceOf(path: string, line: number): Place | null;
}

/** Puts together a tree: what-if layers on top, then generated units, then the files themselves. */
export function openTree(options: TreeOptions): OpenTree {
  const { searchPath, facts, sink, layers = [] } = options;
  const base =
    layers.length === 0 ? options.fileSystem : overlayFileSystem([...layers, { at: '/', fileSystem: options.fileSystem }]);
  const output = searchPath.generatorDirectories;
  const mode = options.generators ?? (hasGeneratorOutput(base, output) ? 'output' : 'emulate');
  const generated =
    mode === 'emulate' ? emulate({ fileSystem: base, facts, searchPath: searchPath.directories, sink }, searchPath) : [];
  let fileSystem = base;
  if (mode !== 'output') {
    const files = generated.map(({ path, content }): [string, MemoryFile] => [path, content]);
    fileSystem = overlayFileSystem([
      { at: '/', fileSystem: memoryFileSystem(files), hides: new Set(output) },
      { at: '/', fileSystem: base },
    ]);
  }
  const byPath = new Map(generated.map((file) => [file.path, file]));
  return {
    loader: loadUnitSet(fileSystem, searchPath, sink, options.cache ?? null),
    facts,
    fileSystem,
    generators: mode,
    generated,
    sourceOf(path, line) {
      const file = byPath.get(path);
      if (!file) return null;
      return file.lineSources?.get(line) ?? file.source.at;
    },
  };
}

function emulate(input: GeneratorInput, { scope, generatorDirectories }: SearchPath): GeneratedFile[] {
  if (scope === 'system') return runGenerators(input);
  return scope === 'user' && generatorDirectories.length > 0 ? runUserGenerators(input, generatorDirectories) : [];
}

/**
 * Every unit name that has a file or link of its own, in byte order; templates have no unit of their own.
 *
 * @param skipped search directories that do not count
 */
export function everyUnitName(tree: OpenTree, skipped: ReadonlySet<string> = new Set()): string[] {
  const names = new Set<string>();
  for (const directory of tree.loader.searchPath.directories) {
    if (skipped.has(directory)) continue;
    for (const { name, kind } of tree.fileSystem.list(directory) ?? []) {
      if (!isLoadableName(name) || (kind !== 'file' && kind !== 'symlink')) continue;
      if (kind === 'symlink' && tree.fileSystem.status(`${directory}/${name}`)?.kind === 'directory') continue;
      names.add(name);
    }
  }
  return [...names].sort(compareBytes);
}
