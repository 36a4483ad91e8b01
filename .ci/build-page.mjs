// Builds dist/page.html: the page with its script, worker and style inside. The page command puts the data in.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const inScript = (text) => text.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

// No module of ours does anything by being imported: what is not used is left out.
const pure = {
  name: 'pure',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === 'pure') return undefined;
      const found = await build.resolve(path, { ...rest, pluginData: 'pure' });
      return found.errors.length > 0 ? found : { path: found.path, sideEffects: false };
    });
  },
};

async function bundle(entry, define) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: process.env.NOMINIFY === undefined,
    format: 'iife',
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17'],
    legalComments: 'none',
    plugins: [pure],
    define,
  });
  return outputFiles[0].text.trim();
}

/** Writes dist/page.html. */
export async function buildPage(define) {
  const [script, worker, style] = await Promise.all([
    bundle('viz/main.ts', define),
    bundle('viz/worker.ts', define),
    build({ absWorkingDir: root, entryPoints: ['viz/style.css'], bundle: true, write: false, minify: true }).then((r) =>
      r.outputFiles[0].text.trim(),
    ),
  ]);
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data: blob:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const html = readFileSync(join(root, 'viz/page.html'), 'utf8')
    .replace('POLICY', () => policy)
    .replace('<!-- style -->', () => `<style>${style}</style>`)
    .replace(
      '<!-- data, worker, script -->',
      () =>
        `<script type="application/json" id="data">"wantedby page data"</script>\n<script type="application/json" id="worker">${inScript(JSON.stringify(worker))}</script>\n<script>${script}</script>`,
    );
  mkdirSync(join(root, 'dist'), { recursive: true });
  // Whoever reads it meanwhile, tests for one, gets all of the old one or all of the new one.
  const path = join(root, 'dist/page.html');
  writeFileSync(`${path}.new`, html);
  renameSync(`${path}.new`, path);
  return html.length;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.log(`page.html: ${String(await buildPage({ __VERSION__: JSON.stringify(version) }))} characters`);
}
