import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** `npm run conformance`: what takes too long for every run, asked of the real manager live. */
export default defineConfig({
  define: { __VERSION__: JSON.stringify(version) },
  test: {
    root: '.',
    include: ['test/conformance/**/*.live.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    reporters: ['default', './test/support/skip-reporter.ts'],
  },
});
