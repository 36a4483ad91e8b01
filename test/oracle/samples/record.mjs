// Records what the real systemd makes of the samples; see README.md beside it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const samples = join(root, 'samples');

/** A digest of all paths, contents and links of a tree; README files and scenarios aside, since no unit is loaded from them. */
export function treeDigest(tree) {
  const hash = createHash('sha256');
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ entry, path }) => !entry.isDirectory() && relative(tree, path).includes('/') && !relative(tree, path).startsWith('overlay/'))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { entry, path } of entries) {
    const content = entry.isSymbolicLink() ? `-> ${readlinkSync(path)}` : readFileSync(path);
    hash.update(`${relative(tree, path)}\0`).update(content).update('\0');
  }
  return hash.digest('hex');
}

/** Names of the samples, sorted. */
export function sampleNames() {
  return readdirSync(samples, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function record() {
  const shared = resolve(root, process.env.WANTEDBY_SHARED ?? '../shared');
  const work = mkdtempSync(join(tmpdir(), 'record-samples-'));
  try {
    execFileSync('sh', [join(shared, 'unpack.sh'), join(work, 'copy')], { stdio: 'ignore' });
    const runs = {
      default: ['--unit', 'default.target', '--generators', 'host'],
      bare: ['--unit', 'default.target', '--generators', 'none'],
      all: ['--all', '--generators', 'none'],
    };
    const manifest = { systemd: '', trees: {} };
    for (const name of sampleNames()) {
      manifest.trees[name] = treeDigest(join(samples, name));
      for (const [run, options] of Object.entries(runs)) {
        const seeds = run === 'default' && name === 'ordering-cycle' ? ['--seeds', '200'] : [];
        const args = [join(work, 'copy/oracle/load.mjs'), '--root', `samples/${name}`, ...options, ...seeds];
        const text = execFileSync(process.execPath, args, { cwd: root, maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'inherit'] });
        manifest.systemd = JSON.parse(text).systemd;
        writeFileSync(join(here, `${name}.${run}.json.gz`), gzipSync(text, { level: 9 }));
      }
    }
    writeFileSync(join(here, 'MANIFEST.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) record();
