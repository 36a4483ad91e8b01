import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFolder, unpackShared } from './shared.js';

/** Unpacks the shared folder once per run. */
export function setup(): (() => void) | undefined {
  if (sharedFolder() === null) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'wantedby-shared-'));
  unpackShared(join(directory, 'copy'));
  process.env.WANTEDBY_SHARED_COPY = join(directory, 'copy');
  return () => rmSync(directory, { recursive: true, force: true });
}
