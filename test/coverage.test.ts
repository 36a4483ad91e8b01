import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MESSAGES } from '../src/diagnostic/message.js';
import { RULES } from '../src/graph/rule-table.js';

/** The text of every test, and of the records that tests are held against. */
const texts = readdirSync('test', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(ts|units|txt)$|(setting-messages|setting-lines|recorded|install)\.json$/.test(entry.name) && entry.name !== 'coverage.test.ts')
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n'); // prettier-ignore

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A sentence as it stands in a test or record: what is put in may be anything, quotes may be written as escapes. */
function sentencePattern(text: string): RegExp {
  const parts = text
    .replace(/^\{unit\}: /, '')
    .split(/\{\w+\}/)
    .map((part) => escaped(part).replace(/["']/g, (quote) => `\\\\*${quote}`));
  return new RegExp(parts.join('.*?'));
}

test('every diagnostic is named, or its sentence expected, in some test', () => {
  const missing = Object.entries(MESSAGES).filter(([code, { text }]) => {
    if (texts.includes(`'${code}'`) || texts.includes(`"${code}"`) || texts.includes(`[${code}]`)) return false;
    // A sentence of nothing but a value or two is in every text.
    const isTelling = text.replace(/\{\w+\}/g, '').length > 12;
    return !(isTelling && sentencePattern(text).test(texts));
  });
  expect(missing.map(([code]) => code)).toEqual([]);
});

test('every rule that makes dependencies is named in some test', () => {
  expect(Object.keys(RULES).filter((rule) => !texts.includes(`'${rule}'`))).toEqual([]);
});
