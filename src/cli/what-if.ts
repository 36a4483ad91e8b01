import type { Facts, FileSystem, FindingSink, Layer, SearchPath } from '../index.js';
import type { TreeFlags } from './tree-options.js';

/** The links that --enable, --disable and --mask assume. */
export interface WhatIf {
  readonly layer: Layer | null;
  readonly assumption: string | null;
}

/** Works out what the what-if flags assume. */
export function assumedLinks(
  _fileSystem: FileSystem,
  _searchPath: SearchPath,
  _flags: TreeFlags,
  _isBareFolder: boolean,
  _enableDefault: 'auto' | 'none',
  _facts: Facts,
  _sink: FindingSink,
): WhatIf {
  return { layer: null, assumption: null };
}
