import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { buildPage } from '../../.ci/build-page.mjs';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { run } from '../../src/cli/run.js';
import { cli } from './cli.js';

const CHROMIUM = '/usr/bin/chromium';

/** Is Debian's Chromium here? Where it is not, tests in it are skipped aloud. */
export const hasChromium = existsSync(CHROMIUM);

/** A browser without anything that it does by itself. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A directory with pages made by the command line. */
export interface Pages {
  readonly directory: string;
  /** Makes a page and returns its address. */
  make(name: string, argv: readonly string[]): Promise<string>;
  /** The same page with --serve: the address on which it is. */
  serve(argv: readonly string[]): Promise<string>;
  /** Removes the pages, and ends what serves them. */
  remove(): Promise<void>;
}

/** Builds the template, and makes pages of it. */
export async function pages(): Promise<Pages> {
  await buildPage({ __VERSION__: '"0.0.0-test"' });
  const directory = mkdtempSync(join(tmpdir(), 'wantedby-page-'));
  const ends: (() => Promise<unknown>)[] = [];
  return {
    directory,
    async serve(argv) {
      const before = new Set(process.listeners('SIGTERM'));
      let served: Promise<number> = Promise.resolve(0);
      const address = await new Promise<string>((resolve, reject) => {
        const err = (text: string): void => {
          const found = /http:\/\/[\d.:]+\//.exec(text);
          if (found) resolve(found[0]);
        };
        const streams = { out: () => undefined, err, isTerminal: false, columns: 80, environment: {}, currentDirectory: process.cwd() };
        served = run(['page', ...argv, '--serve', '-q'], streams, COMMANDS);
        served.then((status) => { reject(new Error(`--serve ended with ${String(status)}`)); }, reject);
      }); // prettier-ignore
      // It serves until it is told to end: that is told to it alone, not to the whole test.
      const own = process.listeners('SIGTERM').filter((listener) => !before.has(listener));
      ends.push(() => {
        for (const listener of own) listener('SIGTERM');
        return served;
      });
      return address;
    },
    async make(name, argv) {
      const path = join(directory, `${name}.html`);
      const { status, err } = await cli(['page', ...argv, '-o', path, '-q']);
      if (status !== 0) throw new Error(err);
      return `file://${path}`;
    },
    async remove() {
      await Promise.all(ends.map((end) => end()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A page that is open, with what it should not do. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of the console and of scripts. */
  readonly errors: string[];
  /** Requests to anywhere but the page itself. */
  readonly requests: string[];
}

/** How a page is opened. */
export interface OpenOptions {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** Opens a page and waits until its units are there. */
export async function openPage(browser: Browser, url: string, options: OpenOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  const own = url.split('#')[0] ?? '';
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== own && !/^(?:blob|data):/.test(request.url())) requests.push(request.url());
  });
  await page.goto(url);
  await ready(page);
  return { page, errors, requests };
}

/** Waits until the worker has answered so often. */
export async function ready(page: Page, count = 1): Promise<void> {
  await page.waitForFunction((wanted) => Number(document.documentElement.dataset.ready ?? '0') >= wanted, count, {
    timeout: 60_000,
  });
  // Graphs that are laid out in the worker come a moment later.
  await page.waitForFunction(() => document.querySelector('.busy')?.hasAttribute('hidden') ?? true, null, { timeout: 60_000 });
}
