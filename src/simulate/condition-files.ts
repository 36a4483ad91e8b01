import type { FileSystem } from '../host/file-system.js';
import { readText } from '../load/read-text.js';

/**
 * A value of a file of `KEY=value` lines, quotes removed; the last one counts. null when the key is not there.
 *
 * @systemd src/basic/env-file.c parse_env_file
 */
export function environmentFileValue(text: string, key: string): string | null {
  let value: string | null = null;
  for (const line of text.split(/[\n\r]/)) {
    const found = /^[ \t]*([^=#;\s]+)[ \t]*=[ \t]*(.*?)[ \t]*$/.exec(line);
    if (found?.[1] === key) value = unquote(found[2] ?? '');
  }
  return value;
}

function unquote(text: string): string {
  return text.replace(/"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|\\([\s\S])/g, (_, double?: string, single?: string, escaped?: string) => {
    if (double !== undefined) return double.replace(/\\(["\\`$])/g, '$1');
    return single ?? escaped ?? '';
  });
}

/** What os-release says; null when there is no such file. @systemd src/basic/os-util.c parse_os_release */
export function osReleaseText(fileSystem: FileSystem): string | null {
  return readText(fileSystem, '/etc/os-release') ?? readText(fileSystem, '/usr/lib/os-release');
}
