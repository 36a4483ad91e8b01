// Makes docs/images: what the README shows of the page, from the samples. Needs Debian's Chromium and a built dist/.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const PICTURES = [
  ['pulls-in', 'web-application', '#view=pulls-in&sel=shop-web.service', 'light'],
  ['order', 'web-application', '#view=order&steps=3', 'light'],
  ['timeline', 'slow-start', '#view=timeline&fold=0', 'light'],
  ['cycle', 'ordering-cycle', '#view=cycle', 'light'],
  ['what-breaks', 'failure-cascade', '#view=breaks&sel=database.service', 'dark'],
];
const SCENARIOS = { 'slow-start': 'samples/slow-start/scenario.json' };
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

const directory = mkdtempSync(join(tmpdir(), 'wantedby-screenshots-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS.split(' ') });
try {
  mkdirSync('docs/images', { recursive: true });
  for (const [name, sample, hash, colorScheme] of PICTURES) {
    const html = join(directory, `${name}.html`);
    const scenario = SCENARIOS[sample] ? ['--scenario', SCENARIOS[sample]] : [];
    execFileSync(process.execPath, ['dist/cli.js', 'page', '--root', `samples/${sample}`, ...scenario, '-o', html, '-q']);
    const page = await browser.newPage({ viewport: { width: 1120, height: 640 }, colorScheme, reducedMotion: 'reduce' });
    await page.goto(`file://${html}${hash}`);
    await page.waitForFunction(() => document.documentElement.dataset.ready);
    await page.waitForSelector('.view > *');
    await page.waitForTimeout(500);
    // How long it took differs from run to run: it does not belong in a picture that is kept.
    await page.evaluate(() => document.querySelector('.foot .right')?.remove());
    await page.screenshot({ path: `docs/images/${name}.png` });
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(directory, { recursive: true, force: true });
}
