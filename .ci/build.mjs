// Builds dist/: the library as ES modules with types, and the command line as one bundled file.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage } from './build-page.mjs';
import { writeTrainingTree } from './training-tree.mjs';

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
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
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
if (existsSync('samples/web-application')) {
  const tree = mkdtempSync(join(tmpdir(), 'wantedby-build-'));
  writeTrainingTree(tree);
  for (const words of [['tree'], ['cycles']])
    spawnSync(process.execPath, ['dist/cli.js', ...words, '--root', tree], {
      env: { ...process.env, WANTEDBY_WRITE_CODE_CACHE: '1' },
      stdio: 'ignore',
    });
  rmSync(tree, { recursive: true, force: true });
}
if (!process.argv.includes('--no-types'))
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.ci/tsconfig.types.json'], { stdio: 'inherit' });
