// `npm test`: lint, types, then every test; the last lines say what was skipped and how many passed.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const npx = (...args) => {
  const r = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (r.status !== 0) process.exitCode = 1;
  return r.status === 0;
};
const bin = (name) => join('node_modules', '.bin', name);
const started = Date.now();
const say = (what) => console.log(`\n== ${what} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
if (!process.argv.includes('--no-lint')) {
  say('lint');
  npx(bin('eslint'), '-c', '.ci/eslint.config.mjs', 'src', 'viz', 'test', '.ci');
  npx(bin('depcruise'), '--config', '.ci/dependency-cruiser.cjs', 'src', 'viz');
  npx(bin('prettier'), '--check', '--log-level', 'warn', '.');
  say('types');
  for (const p of ['tsconfig.json', '.ci/tsconfig.node.json', '.ci/tsconfig.viz.json']) npx(bin('tsc'), '--noEmit', '-p', p);
}
say('tests');
npx(bin('vitest'), 'run', '--config', 'test/vitest.config.ts', ...process.argv.slice(2).filter((a) => a !== '--no-lint'));
