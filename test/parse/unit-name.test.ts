import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  escapePath,
  escapeUnitName,
  mangleUnitName,
  parseUnitName,
  pathFromUnitName,
  replaceInstance,
  unescapePath,
  unescapeUnitName,
  unitNameFromPath,
} from '../../src/parse/unit-name.js';

interface Vector {
  readonly in: string;
  readonly out: string | null;
}

const vectors = JSON.parse(readFileSync(new URL('../data/loading-vectors.json', import.meta.url), 'utf8')) as Record<
  'escape' | 'path_escape' | 'unescape' | 'path_unescape' | 'mangle',
  Vector[]
> & { readonly instance: readonly { readonly in: string; readonly unescaped_instance: string | null }[] };

describe('names are escaped, unescaped and mangled as systemd-escape 252 does it', () => {
  test.each(vectors.escape)('escape $in', (vector) => expect(escapeUnitName(vector.in)).toBe(vector.out));
  test.each(vectors.path_escape)('escape the path $in', (vector) => expect(escapePath(vector.in)).toBe(vector.out));
  test.each(vectors.unescape)('unescape $in', (vector) => expect(unescapeUnitName(vector.in)).toBe(vector.out));
  test.each(vectors.path_unescape)('unescape the path $in', (vector) => expect(unescapePath(vector.in)).toBe(vector.out));
  test.each(vectors.mangle)('mangle $in', (vector) => expect(mangleUnitName(vector.in)).toBe(vector.out));
  test.each(vectors.instance)('the instance of $in', (vector) => {
    const instance = parseUnitName(vector.in)?.instance;
    expect(instance ? unescapeUnitName(instance) : null).toBe(vector.unescaped_instance);
  });
});

describe('unit names', () => {
  test.each([
    ['foo-bar.service', 'plain', 'foo-bar', null],
    ['foo@.service', 'template', 'foo', ''],
    ['foo@a@b.service', 'instance', 'foo', 'a@b'],
    ['foo@a.b.service', 'instance', 'foo', 'a.b'],
    ['.hidden.service', 'plain', '.hidden', null],
    ['..service', 'plain', '.', null],
  ])('%s is a %s of prefix %s', (name, nameClass, prefix, instance) => {
    expect(parseUnitName(name)).toEqual({ type: 'service', nameClass, prefix, instance });
  });

  test.each([
    '',
    '.service',
    '@x.service',
    'foo',
    'foo.foo',
    'foo.Service',
    'a b.service',
    'ä.service',
    'a/b.service',
    'a%b.service',
  ])('%j is none', (name) => expect(parseUnitName(name)).toBeNull());

  test('255 bytes are a name, 256 are not', () => {
    expect(parseUnitName(`${'b'.repeat(247)}.service`)).not.toBeNull();
    expect(parseUnitName(`${'c'.repeat(248)}.service`)).toBeNull();
    expect(replaceInstance('foo@.service', 'a'.repeat(243))).toHaveLength(255);
    expect(replaceInstance('foo@.service', 'a'.repeat(244))).toBeNull();
  });

  // systemd-escape -m /aaa.../bbb.../ccc... of 252
  test('the name of a long path ends in a hash, and gives no path', () => {
    const name = unitNameFromPath(`/${'a'.repeat(100)}/${'b'.repeat(100)}/${'c'.repeat(100)}`, 'mount');
    expect(name).toBe(`${'a'.repeat(100)}-${'b'.repeat(100)}-${'c'.repeat(30)}_91c4f9e377824616.mount`);
    expect(pathFromUnitName(name ?? '')).toBeNull();
  });

  test('escape and unescape are inverse', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('\0'));
        expect(unescapeUnitName(escapeUnitName(text))).toBe(text);
      }),
      { seed: 252 },
    );
  });

  test('a path that can be escaped comes back', () => {
    const part = fc.stringMatching(/^[a-z.@ äö-]{1,8}$/).filter((text) => text !== '.' && text !== '..');
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const path = `/${parts.join('/')}`;
        expect(unescapePath(escapePath(path) ?? '')).toBe(path);
      }),
      { seed: 252 },
    );
  });
});
