import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** Files by path: their text, or where a link leads. A path that ends in `/` is an empty directory. */
export type DiskFiles = Readonly<Record<string, string | { readonly link: string }>>;

const roots: string[] = [];

// Registered when the file of tests is read: within a test, vitest takes no more hooks for the file.
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** Writes files below a new directory, which goes when the tests of the file are over. */
export function diskTree(files: DiskFiles): string {
  const root = mkdtempSync(join(tmpdir(), 'wantedby-test-'));
  roots.push(root);
  for (const [path, content] of Object.entries(files)) {
    const at = join(root, path);
    mkdirSync(path.endsWith('/') ? at : dirname(at), { recursive: true });
    if (path.endsWith('/')) continue;
    if (typeof content === 'string') writeFileSync(at, content);
    else symlinkSync(content.link, at);
  }
  return root;
}
