import { expect, test } from 'vitest';
import { shellPattern } from '../../src/base/shell-pattern.js';

// Python 3.11, ctypes.CDLL(None).fnmatch(pattern, text, FNM_NOESCAPE) == 0, glibc 2.36.
const RECORD: readonly (readonly [string, string, boolean])[] = [
  ['*', '.a/b', true],
  ['a*c', 'abc', true],
  ['a*c', 'abd', false],
  ['*.service', 'a.service', true],
  ['?', '', false],
  ['[ab].x', 'b.x', true],
  ['[!ab].x', 'b.x', false],
  ['[^ab].x', 'c.x', true],
  ['[a-c]', 'b', true],
  ['[]a]', ']', true],
  ['[a-]', '-', true],
  ['[a', '[a', true],
  ['a\\*', 'a\\bc', true],
  ['a\\*', 'a*', false],
  ['[[:digit:]]x', '7x', true],
  ['[[:digit:]]x', 'ax', false],
  ['', '', true],
  ['a**b', 'axxb', true],
];

test.each(RECORD)('%j and %j', (pattern, text, matches) => {
  expect(shellPattern(pattern)(text)).toBe(matches);
});

test('a hostile pattern takes no more than the product of the lengths', () => {
  expect(shellPattern(`${'*a'.repeat(100)}b`)('a'.repeat(10_000))).toBe(false);
});
