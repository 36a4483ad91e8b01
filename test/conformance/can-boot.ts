import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sharedCopy } from '../support/shared.js';

/** Where the oracle that boots containers lies, and a tree to boot. */
export interface BootPlace {
  readonly oracle: string;
  readonly root: string;
}

const NEEDS = ['unshare', 'setarch', 'nsenter', 'script', 'tar', 'mount'];

/** The oracle empties these folders in the overlay, file by file. */
const LEFT_OVERS_MAX = 20_000;

function leftOvers(tree: string): number {
  const folders = ['run', 'tmp', 'var/tmp'].map((name) => join(tree, name)).filter((path) => existsSync(path));
  const { stdout } = spawnSync('sh', ['-c', `find "$@" -xdev | head -n ${String(LEFT_OVERS_MAX + 1)} | wc -l`, 'sh', ...folders], {
    encoding: 'utf8',
  });
  return Number(stdout);
}

/**
 * Finds what booting a container needs: root on a Linux machine, the oracle, systemd 252 in a tree.
 *
 * @param tree the tree to boot; default: this machine's own, which the container sees through an overlay and never writes to
 * @returns null where something is missing, or where the tree has so many temporary files that booting takes long
 */
export function bootPlace(tree = process.env.WANTEDBY_BOOT_ROOT ?? '/'): BootPlace | null {
  const shared = sharedCopy();
  if (shared === null || process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const systemd = join(tree, 'usr/lib/systemd/systemd');
  if (!existsSync(systemd) || !existsSync(join(tree, 'usr/bin/systemd-notify'))) return null;
  if (leftOvers(tree) > LEFT_OVERS_MAX) return null;
  if (NEEDS.some((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)) return null;
  const version = spawnSync('chroot', [tree, '/usr/lib/systemd/systemd', '--version'], { encoding: 'utf8' });
  if (!version.stdout.startsWith('systemd 252 ')) return null;
  if (spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status !== 0) return null;
  return { oracle: join(shared, 'oracle'), root: tree };
}
