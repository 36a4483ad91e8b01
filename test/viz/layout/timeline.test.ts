import { scaleLinear } from 'd3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BAR_WIDTH_MIN, chooseRows, domainOf, placeBars, type RowQuestion } from '../../../viz/layout/timeline.js';
import type { Span } from '../../../viz/protocol.js';

const span = (unit: number, times: Partial<Span> = {}): Span => ({
  unit,
  type: 'start',
  installed: 0,
  runnable: 0,
  running: times.runnable ?? 0,
  finished: 10,
  result: 'done',
  isSkipped: false,
  note: null,
  releaser: -1,
  activeUntil: null,
  isInferred: false,
  slack: null,
  ...times,
});

const ask = (parts: Partial<RowQuestion>): RowQuestion => ({
  choice: 'near',
  chain: [],
  slack: [],
  goal: 0,
  selected: -1,
  hasEveryOdd: true,
  passes: () => true,
  ...parts,
});

describe('the rows of the timeline', () => {
  // The goal ends at 100 ms, so that a slack of up to 20 ms is near.
  const spans = [
    span(0, { runnable: 90, running: 90, finished: 100 }),
    span(1, { runnable: 0, finished: 90, running: 0 }),
    span(2, { runnable: 50, running: 50, finished: 75 }),
    span(3, { runnable: 5, running: 5, finished: 15 }),
    span(4, { runnable: 20, running: 20, finished: 20 }),
    span(5, { runnable: 30, running: null, finished: 30, result: 'dependency' }),
  ];
  const slack = [0, 0, 15, 75, 10, null];
  const chain = [1, 0];

  test('are the chain, what is near it and what did not end done, in the order in which they began', () => {
    const found = chooseRows(spans, ask({ chain, slack }));
    expect(found).toEqual({ rows: [1, 5, 2, 0], emptyCount: 1, farCount: 1 });
  });

  test('may be the chain alone', () => {
    expect(chooseRows(spans, ask({ chain, slack, choice: 'chain' })).rows).toEqual([1, 0]);
  });

  test('may be all', () => {
    expect(chooseRows(spans, ask({ chain, slack, choice: 'all' }))).toEqual({
      rows: [1, 3, 4, 5, 2, 0],
      emptyCount: 0,
      farCount: 0,
    });
  });

  test('always hold the selected one, and leave out what does not pass the filter unless it is on the chain', () => {
    const found = chooseRows(spans, ask({ chain, slack, choice: 'all', selected: 3, passes: (unit) => unit === 4 }));
    expect(found.rows).toEqual([1, 3, 4, 0]);
  });

  test('a failure that the goal does not wait for has a row only where all are asked for', () => {
    expect(chooseRows(spans, ask({ chain, slack, hasEveryOdd: false })).rows).toEqual([1, 2, 0]);
  });

  test('show the time until the last one has ended, and at least a millisecond', () => {
    expect(domainOf(spans, [1, 2])).toEqual([0, 90]);
    expect(domainOf([span(0, { finished: 0.002 })], [0])).toEqual([0, 1]);
  });
});

describe('the parts of a row', () => {
  const [left, plotRight, right] = [200, 1000, 1150];
  const x = scaleLinear([0, 100], [left, plotRight]);

  test('follow each other: waiting, ready, starting, slack', () => {
    const places = placeBars(span(0, { runnable: 10, running: 20, finished: 30 }), 20, x, left, plotRight, right, 100);
    expect(places.wait).toEqual({ x: 200, width: 80 });
    expect(places.ready).toEqual({ x: 280, width: 80 });
    expect(places.bar).toEqual({ x: 360, width: 80 });
    expect(places.slack).toEqual({ x: 440, width: 160 });
    expect(places.active).toEqual({ x: 440, width: 560 });
    expect(places.label).toEqual({ x: 606, anchor: 'start' });
  });

  test('a start that took no time can still be seen', () => {
    expect(placeBars(span(0, { finished: 0 }), null, x, left, plotRight, right, 50).bar?.width).toBe(BAR_WIDTH_MIN);
  });

  test('a job that never ran has no bar, and one that failed no slack', () => {
    const places = placeBars(span(0, { running: null, runnable: 30, finished: 30, result: 'dependency', activeUntil: 30 }), 20, x, left, plotRight, right, 50); // prettier-ignore
    expect([places.bar, places.ready, places.active, places.slack]).toEqual([null, null, null, null]);
    expect(places.wait).toEqual({ x: 200, width: 240 });
  });

  test('nothing leaves the drawing, and the text covers no bar that has room beside it', () => {
    const times = fc.tuple(fc.nat(120), fc.nat(60), fc.nat(60), fc.nat(90)).map(([a, b, c, d]) => [a, a + b, a + b + c, d] as const);
    fc.assert(
      fc.property(times, fc.integer({ min: 20, max: 400 }), fc.nat(60), fc.integer({ min: 1, max: 60 }), ([runnable, running, finished, slack], labelWidth, from, length) => {
        const zoomed = scaleLinear([from, from + length], [left, plotRight]);
        const places = placeBars(span(0, { runnable, running, finished }), slack, zoomed, left, plotRight, right, labelWidth);
        for (const part of [places.wait, places.ready, places.bar, places.active, places.slack]) {
          if (!part) continue;
          expect(part.x).toBeGreaterThanOrEqual(left);
          expect(part.x + part.width).toBeLessThanOrEqual(plotRight + 0.001);
          expect(part.width).toBeGreaterThan(0);
        }
        const start = places.label.anchor === 'start' ? places.label.x : places.label.x - labelWidth;
        expect(start + labelWidth).toBeLessThanOrEqual(right + 0.001);
        const { bar } = places;
        const isApart = !bar || start >= bar.x + bar.width || start + labelWidth <= bar.x;
        const hasRoom = !bar || bar.x + bar.width + 6 + labelWidth <= right - 160 || zoomed(runnable) - 6 - labelWidth >= left;
        if (hasRoom && slack === 0) expect(isApart).toBe(true);
      }),
      { seed: 252, numRuns: 500 },
    );
  });
}); // prettier-ignore
