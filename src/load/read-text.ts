import { decodeUtf8 } from '../base/text.js';
import type { FileSystem } from '../host/file-system.js';

/** The text of a file; null when it cannot be read. */
export function readText(fileSystem: FileSystem, path: string): string | null {
  const content = fileSystem.readFile(path);
  return typeof content === 'string' ? null : decodeUtf8(content);
}
