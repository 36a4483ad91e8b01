import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';

describe('compareBytes', () => {
  test('has the sign of a comparison of the bytes', () => {
    const text = fc.string({ unit: fc.constantFrom('', '-', 'a', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}') });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 2000 },
    );
  });

  // UTF-8: U+FFFF is ef bf bf, U+10000 is f0 90 80 80. UTF-16 has them as ffff and d800 dc00, the other way round.
  test('puts a code point above U+FFFF after one below, where UTF-16 does not', () => {
    expect(compareBytes('x\uffff', 'x\u{10000}')).toBeLessThan(0);
    expect('x\uffff' < 'x\u{10000}').toBe(false);
  });
});
