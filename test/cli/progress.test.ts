import { expect, test } from 'vitest';
import { progressLine } from '../../src/cli/progress.js';

/** What three steps write, at 0.4 s, 0.6 s and 0.65 s of a clock of our own. */
function written(isTerminal: boolean, environment: Record<string, string> = {}): string[] {
  const out: string[] = [];
  let time = 0;
  const streams = {
    out: () => {},
    err: (text: string) => out.push(text),
    isTerminal,
    columns: 80,
    environment,
    currentDirectory: '/',
  };
  const progress = progressLine(streams, 'units', () => time);
  for (const [i, at] of [400, 600, 650].entries()) {
    time = at;
    progress.step(i + 1, 3);
  }
  progress.end();
  return out;
}

test('work of more than half a second is told on a terminal, and the line is taken away at the end', () => {
  expect(written(true)).toEqual(['\r2 of 3 units\x1b[K', '\r\x1b[K']);
});

test('nothing is told where there is no terminal, or one that cannot go back in a line', () => {
  expect([written(false), written(true, { TERM: 'dumb' })]).toEqual([[], []]);
});
