import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The folder of specifications and records beside the project; null where there is none. */
export function sharedFolder(): string | null {
  const folder = resolve(root, process.env.WANTEDBY_SHARED ?? '../shared');
  return existsSync(join(folder, 'unpack.sh')) ? folder : null;
}

/** The unpacked copy that the global set-up made for this run; null where there is none. */
export function sharedCopy(): string | null {
  const copy = process.env.WANTEDBY_SHARED_COPY;
  if (copy !== undefined && existsSync(join(copy, 'spec'))) return copy;
  return null;
}

/** Unpacks the shared folder into `destination`. */
export function unpackShared(destination: string): void {
  const folder = sharedFolder();
  if (folder !== null) execFileSync('sh', [join(folder, 'unpack.sh'), destination], { stdio: 'ignore' });
}
