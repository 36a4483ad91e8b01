// Builds dist/: the library as ES modules with types, and the command line as one bundled file.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage } from './build-page.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const define = { __VERSION__: JSON.stringify(version) };
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/lib', { recursive: true });
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
writeFileSync('dist/lib/package.json', '{ "type": "module" }\n');
await build({
  entryPoints: ['src/index.ts', 'src/host/node-file-system.ts'],
  outdir: 'dist/lib',
  outbase: 'src',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  packages: 'external',
  external: ['node:*'],
  define,
});
await build({
  entryPoints: { 'cli-bundle': 'src/cli/main.ts', 'cli-short': 'src/cli/main-short.ts' },
  outdir: 'dist',
  bundle: true,
  minify: process.env.NOMINIFY === undefined,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  alias: { 'node:child_process': './.ci/lazy-child-process.cjs' },
  define,
});
await buildPage(define);
// Compiling the bundle is a good part of a call's time: the compiled form is kept beside it, and used where V8 accepts it.
writeFileSync('dist/cli.js', readFileSync('.ci/cli-loader.cjs'));
chmodSync('dist/cli.js', 0o755);
// What is compiled is what a call has used: so one on a tree with a bit of everything, made here.
if (existsSync('samples/web-application')) {
  const tree = mkdtempSync(join(tmpdir(), 'wantedby-build-'));
  cpSync('samples/web-application', tree, { recursive: true, verbatimSymlinks: true });
  const put = (path, text, mode = 0o644) => {
    mkdirSync(join(tree, dirname(path)), { recursive: true });
    writeFileSync(join(tree, path), text, { mode });
  };
  put('etc/crypttab', 'data /dev/vdc1 none luks,nofail\nkept /dev/vdd1 /etc/key luks\n');
  put(
    'etc/fstab',
    '/dev/vda1 / ext4 defaults 0 1\n/dev/mapper/data /data ext4 nofail,x-systemd.automount 0 2\ntmpfs /tmp tmpfs mode=1777 0 0\nfiles:/x /x nfs4 _netdev 0 0\n/swapfile none swap sw 0 0\n',
  );
  const header =
    '### BEGIN INIT INFO\n# Provides: old\n# Required-Start: $remote_fs $network\n# Should-Start: other\n# Short-Description: old\n# Description: old\n#  and long\n### END INIT INFO\n';
  for (const name of ['old', 'older.sh', 'other'])
    put(`etc/init.d/${name}`, `#!/bin/sh\n${header}echo "usage: {start|stop|reload}"\n`, 0o755);
  mkdirSync(join(tree, 'etc/rc2.d'), { recursive: true });
  for (const name of ['S01old', 'S02other']) symlinkSync(`../init.d/${name.slice(3)}`, join(tree, 'etc/rc2.d', name));
  for (const words of [['tree'], ['cycles']])
    spawnSync(process.execPath, ['dist/cli.js', ...words, '--root', tree], {
      env: { ...process.env, WANTEDBY_WRITE_CODE_CACHE: '1' },
      stdio: 'ignore',
    });
  rmSync(tree, { recursive: true, force: true });
}
if (!process.argv.includes('--no-types'))
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.ci/tsconfig.types.json'], { stdio: 'inherit' });
