import { existsSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemoryFile } from '../../src/host/memory-file-system.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { hasChromium, launch } from '../support/browser.js';
import { runInMemory, type TreeFiles } from '../support/run-in-memory.js';

const SEEDS = [1, 7, 252];
const SAMPLES = ['failure-cascade', 'ordering-cycle', 'slow-start', 'web-application'];

function filesBelow(root: string): TreeFiles {
  const fileSystem = nodeFileSystem(root);
  const files: [string, MemoryFile][] = [];
  const walk = (directory: string): void => {
    for (const { name, kind } of fileSystem.list(directory === '' ? '/' : directory) ?? []) {
      const path = `${directory}/${name}`;
      const content = kind === 'file' ? fileSystem.readFile(path) : null;
      if (kind === 'directory') walk(path);
      else if (kind === 'symlink') files.push([path, { link: fileSystem.readLink(path) ?? '' }]);
      else if (content !== null && typeof content !== 'string') files.push([path, new TextDecoder().decode(content)]);
    }
  };
  walk('');
  return files;
}

const trees = SAMPLES.map((name) => {
  const scenario = `samples/${name}/scenario.json`;
  return { name, files: filesBelow(`samples/${name}`), scenario: existsSync(scenario) ? readFileSync(scenario, 'utf8') : null };
});

describe('the same scenario and seed give the same bytes', () => {
  test.each(trees)(
    '$name: run twice, in other time zones and languages, with the files in another order',
    ({ files, scenario }) => {
      const first = runInMemory(files, scenario, SEEDS);
      expect(first.length).toBeGreaterThan(10_000);
      const { TZ, LANG } = process.env;
      for (const [zone, language] of [
        ['America/St_Johns', 'tr_TR.UTF-8'],
        ['Pacific/Kiritimati', 'C'],
      ]) {
        process.env.TZ = zone;
        process.env.LANG = language;
        expect(runInMemory([...files].reverse(), scenario, SEEDS)).toBe(first);
      }
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
      if (LANG === undefined) delete process.env.LANG;
      else process.env.LANG = LANG;
    },
  );

  describe.skipIf(!hasChromium)('in Chromium', () => {
    let browser: Browser;
    let library: string;
    beforeAll(async () => {
      browser = await launch();
      const { outputFiles } = await build({
        entryPoints: ['test/support/run-in-memory.ts'],
        bundle: true,
        write: false,
        format: 'iife',
        globalName: 'wantedby',
        platform: 'browser',
        target: 'es2022',
        define: { __VERSION__: '"0.0.0-test"' },
      });
      library = outputFiles[0]?.text ?? '';
    });
    afterAll(() => browser.close());

    test.each(trees)('$name: as in Node', async ({ files, scenario }) => {
      const page = await browser.newPage({ timezoneId: 'Asia/Kathmandu', locale: 'tr-TR' });
      await page.addScriptTag({ content: library });
      const inBrowser = await page.evaluate(
        ([given, text, seeds]) =>
          (globalThis as unknown as { wantedby: { runInMemory: typeof runInMemory } }).wantedby.runInMemory(given, text, seeds),
        [files, scenario, SEEDS] as const,
      );
      expect(inBrowser).toBe(runInMemory(files, scenario, SEEDS));
      await page.close();
    });
  });
});
