import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clipLine } from '../../../viz/layout/clip.js';

const sides = { left: 0, top: 0, right: 100, bottom: 50 };

test('a line inside stays, one beside is gone, one across is cut at the sides', () => {
  expect(clipLine(10, 10, 20, 40, sides)).toEqual([10, 10, 20, 40]);
  expect(clipLine(-10, 60, 120, 60, sides)).toBeNull();
  expect(clipLine(-30, 25, 130, 25, sides)).toEqual([0, 25, 100, 25]);
  expect(clipLine(50, 200, 50, -200, sides)).toEqual([50, 50, 50, 0]);
});

test('a point is inside or not', () => {
  expect(clipLine(5, 5, 5, 5, sides)).toEqual([5, 5, 5, 5]);
  expect(clipLine(5, 55, 5, 55, sides)).toBeNull();
});

test('dashes of 5 and 4 begin where they would on the whole line: at a multiple of 9 before the side', () => {
  // The line enters at 100 from its start; 99 = 11 * 9.
  expect(clipLine(-100, 25, 60, 25, sides, 9)).toEqual([-1, 25, 60, 25]);
});

test('what is left is on the line and inside, and what is cut off is outside', () => {
  const number = fc.integer({ min: -300, max: 300 });
  const numbers = fc.tuple(number, number, number, number);
  fc.assert(
    fc.property(numbers, ([x1, y1, x2, y2]) => {
      const part = clipLine(x1, y1, x2, y2, sides);
      for (let step = 0; step <= 40; step++) {
        const [x, y] = [x1 + ((x2 - x1) * step) / 40, y1 + ((y2 - y1) * step) / 40];
        const isInside = x > 0.001 && x < 99.999 && y > 0.001 && y < 49.999;
        const isLeft =
          part !== null &&
          Math.min(part[0], part[2]) - 0.001 <= x &&
          x <= Math.max(part[0], part[2]) + 0.001 &&
          Math.min(part[1], part[3]) - 0.001 <= y &&
          y <= Math.max(part[1], part[3]) + 0.001;
        if (isInside) expect(isLeft).toBe(true);
      }
      for (const [i, value] of (part ?? []).entries()) {
        expect(value).toBeGreaterThanOrEqual(-0.001);
        expect(value).toBeLessThanOrEqual((i % 2 === 0 ? 100 : 50) + 0.001);
      }
    }),
    { seed: 252, numRuns: 300 },
  );
});
