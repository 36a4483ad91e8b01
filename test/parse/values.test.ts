import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBoolean } from '../../src/parse/boolean.js';
import { EXIT_STATUS_NAMES, parseStatusOrSignal } from '../../src/parse/exit-status.js';
import { isIpv6, parseSocketAddress } from '../../src/parse/listen-address.js';
import { parseInteger, parsePermyriad } from '../../src/parse/number.js';
import { simplifyPath } from '../../src/base/path.js';
import { checkPath } from '../../src/parse/path-text.js';
import { parseSignal } from '../../src/parse/signal.js';
import { parseSize } from '../../src/parse/size.js';
import { parseNanoseconds, parseTimeSpan } from '../../src/parse/time-span.js';
import { nextWord, splitWords, WORD_RULES, type WordRules } from '../../src/parse/words.js';

const vectors = JSON.parse(readFileSync(new URL('../data/loading-vectors.json', import.meta.url), 'utf8')) as {
  readonly timespan_us: readonly { readonly in: string; readonly us: number | null; readonly infinity: boolean }[];
};

describe('time spans, as systemd-analyze timespan of 252 reads them', () => {
  test.each(vectors.timespan_us)('$in', ({ in: text, us, infinity }) => {
    expect(parseTimeSpan(text)).toBe(infinity ? Infinity : us);
  });

  test('a number without unit takes the default unit; nanoseconds have units of their own', () => {
    expect(parseTimeSpan('5', 1)).toBe(5);
    expect(parseNanoseconds('5')).toBe(5);
    expect(parseNanoseconds('1.5us')).toBe(1500);
  });
});

test('booleans are read in any case', () => {
  expect(['1', 'yes', 'Y', 'TRUE', 't', 'on'].map(parseBoolean)).toEqual([true, true, true, true, true, true]);
  expect(['0', 'no', 'N', 'FALSE', 'f', 'off'].map(parseBoolean)).toEqual([false, false, false, false, false, false]);
  expect(['', 'maybe', ' yes', '2'].map(parseBoolean)).toEqual([null, null, null, null]);
});

test('sizes add up parts of ever smaller units of base 1024', () => {
  expect(['1K', '1G 512M', '1.5K', '5B', '1G512M1'].map(parseSize)).toEqual([1024, 1610612736, 1536, 5, 1610612737]);
  expect(['', 'x', '1M 1G', '1Kb', '-1', '20E'].map(parseSize)).toEqual([
    'EINVAL',
    'EINVAL',
    'EINVAL',
    'EINVAL',
    'ERANGE',
    'ERANGE',
  ]);
});

test('numbers may be decimal, hexadecimal, octal or binary', () => {
  expect(['5', '+5', '0x1f', '010', '0o17', '0b11'].map((text) => parseInteger(text, 0, 255))).toEqual([5, 5, 31, 8, 15, 3]);
  expect(['', '5x', '08', '256', '-1', '1 2'].map((text) => parseInteger(text, 0, 255))).toEqual([
    'EINVAL',
    'EINVAL',
    'EINVAL',
    'ERANGE',
    'ERANGE',
    'EINVAL',
  ]);
  expect(['50%', '0.5%', '5‰', '7‱', '5'].map(parsePermyriad)).toEqual([5000, 50, 50, 7, 'EINVAL']);
});

test('signals have names with or without SIG, or numbers', () => {
  expect(['TERM', 'SIGKILL', '15', 'RTMIN', 'SIGRTMIN+3', 'RTMAX-1', 'RTMAX', '33'].map(parseSignal)).toEqual([
    'SIGTERM',
    'SIGKILL',
    'SIGTERM',
    'SIGRTMIN+0',
    'SIGRTMIN+3',
    'SIGRTMIN+29',
    'SIGRTMIN+30',
    '33',
  ]);
  expect(['term', 'SIGFOO', '0', '65', 'RTMIN+31', 'RTMIN-1', 'RTMAX+1', ''].map(parseSignal)).toEqual(Array(8).fill(null));
});

test('a number in a list of exit statuses is a status, a name is a status or else a signal', () => {
  expect(['15', 'TEMPFAIL', 'TERM', 'BUS', '256', 'foo'].map(parseStatusOrSignal)).toEqual([
    { status: 15 },
    { status: 75 },
    { signal: 'SIGTERM' },
    { signal: 'SIGBUS' },
    null,
    null,
  ]);
  // The output of `systemd-analyze exit-status` of 252.39-1~deb12u2, names and numbers.
  const recorded = readFileSync(new URL('../oracle/exit-status.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  expect(Object.entries(EXIT_STATUS_NAMES).map(([name, status]) => `${name} ${status}`)).toEqual(recorded);
});

test('paths are simplified, but .. stays and is wrong', () => {
  expect(['/a//b/./c/', '//', '/', 'a/./b', '.', './', '/a/../b'].map(simplifyPath)).toEqual([
    '/a/b/c',
    '/',
    '/',
    'a/b',
    '.',
    '.',
    '/a/../b',
  ]);
  expect(checkPath('/a/../b', 'absolute').problem).toBe('not-normalized');
  expect(checkPath('a', 'absolute').problem).toBe('not-absolute');
  expect(checkPath('/a', 'relative').problem).toBe('absolute');
  expect(checkPath(`/${'a'.repeat(256)}`, 'absolute').problem).toBe('too-long');
});

describe('words of a value', () => {
  const words = (value: string, rules: WordRules): (string | null)[] => {
    const found = splitWords(value, rules);
    return [...found.words.map((word) => word.text), ...(found.restOffset === null ? [] : [null])];
  };

  test.each([
    ['names', String.raw`"a b" a\x2db 'c'`, ['"a', 'b"', String.raw`a\x2db`, "'c'"]],
    ['paths', String.raw`"/a b" /e\ f '/c'/d`, ['/a b', '/e f', '/c/d']],
    ['quoted', String.raw`"a b" a\x2db "c"`, ['a b', String.raw`a\x2db`, 'c']],
    ['bare', String.raw`a\x2db.service "c"`, ['ax2db.service', '"c"']],
    ['escaped', String.raw`a\tb "\x41\101\u00e9" \s`, ['a\tb', 'AAé', ' ']],
    ['paths', '/a "/b', ['/a', null]],
    ['escaped', String.raw`a \q`, ['a', null]],
    ['bare', '  ', []],
  ] as const)('%s: %s', (rule, value, expected) => {
    expect(words(value, WORD_RULES[rule])).toEqual(expected);
  });

  test('offsets count in the value as written', () => {
    expect(splitWords(' a  "b c" d', WORD_RULES.quoted).words.map(({ offset }) => offset)).toEqual([1, 4, 10]);
  });

  test('no text makes splitting throw, and it comes to an end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(WORD_RULES)), (text, rules) => {
        splitWords(text, rules);
        nextWord(text, 0, { ...rules, separators: ':', keepEmpty: true });
      }),
      { seed: 252 },
    );
  });
});

test('socket addresses', () => {
  expect(['::1', '::', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4', 'fe80::1'].every(isIpv6)).toBe(true);
  expect(['', ':', '1:2', ':::', '1:2:3:4:5:6:7:8:9', 'g::', '::1.2.3'].some(isIpv6)).toBe(false);
  expect(parseSocketAddress('[::1]:80')).toEqual({ family: 'inet6', address: '[::1]:80', path: null });
});
