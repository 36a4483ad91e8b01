import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compareBytes } from '../../src/base/compare.js';
import type { MemoryFile } from '../../src/host/memory-file-system.js';

/** Is the reference here to be asked? */
export const hasSystemd = existsSync('/lib/systemd/systemd');

/** What systemctl answered: exit status, its output, its lines about links, and every link below /etc/systemd afterwards. */
export interface SystemctlAnswer {
  readonly status: number | null;
  readonly stdout: string;
  readonly messages: readonly string[];
  readonly links: readonly string[];
}

function linksBelow(root: string, directory: string): string[] {
  if (!existsSync(root + directory)) return [];
  return readdirSync(root + directory, { withFileTypes: true }).flatMap((entry) => {
    const path = `${directory}/${entry.name}`;
    if (entry.isSymbolicLink()) return [`${path} -> ${readlinkSync(root + path)}`];
    return entry.isDirectory() ? linksBelow(root, path) : [];
  });
}

/** Asks the real systemctl about a tree on disk, which it changes; paths in the answer are inside the tree. */
export function runSystemctl(root: string, args: readonly string[]): SystemctlAnswer {
  const env = { ...process.env, SYSTEMCTL_SKIP_SYSV: '1', LC_ALL: 'C.UTF-8' };
  const done = spawnSync('systemctl', [`--root=${root}`, '--no-pager', '--no-legend', ...args], { env, encoding: 'utf8' });
  const messages = done.stderr
    .replaceAll(root, '')
    .split('\n')
    .filter((line) => /^(Created|Removed|Failed to|Unit )/.test(line));
  return {
    status: done.status,
    stdout: done.stdout.replaceAll(root, ''),
    messages,
    links: linksBelow(root, '/etc/systemd').sort(compareBytes),
  };
}

/** Asks about a copy of a small tree. */
export function askSystemctl(tree: string, args: readonly string[]): SystemctlAnswer {
  const base = mkdtempSync(join(tmpdir(), 'wantedby-systemctl-'));
  try {
    cpSync(tree, join(base, 'root'), { recursive: true, verbatimSymlinks: true });
    return runSystemctl(join(base, 'root'), args);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Writes a tree to disk, gives its path to `use`, and removes it. */
export function withTree<T>(files: Readonly<Record<string, MemoryFile>>, use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'wantedby-tree-'));
  try {
    mkdirSync(`${root}/etc`, { recursive: true });
    for (const [path, file] of Object.entries(files)) {
      mkdirSync(dirname(root + path), { recursive: true });
      if (typeof file === 'string') writeFileSync(root + path, file);
      else if ('link' in file) symlinkSync(file.link, root + path);
      else throw new Error(`not made for ${path}`);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
