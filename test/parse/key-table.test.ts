import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import { editDistance, nearestWord } from '../../src/base/edit-distance.js';
import { ruleKinds } from '../../src/load/interpret.js';
import {
  findKey,
  findSection,
  isEnumKind,
  keyEntry,
  keysOfSection,
  sectionsOfType,
  valueKinds,
} from '../../src/parse/key-table.js';
import { UNIT_TYPES } from '../../src/parse/unit-type-table.js';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8'));
const keys = read('keys.json') as Record<string, string[]>;
const meta = read('keys-meta.json') as {
  sectionsByType: Record<string, string[]>;
  aliases: Record<string, string>;
  removed: string[];
  fatal: string[];
  dependencies: Record<string, string>;
};

test('the sections and keys are those of systemd --dump-configuration-items of 252 and the ten that it hides', () => {
  for (const [section, expected] of Object.entries(keys)) {
    expect([...(keysOfSection(section)?.keys() ?? [])].sort(compareBytes), section).toEqual([...expected].sort(compareBytes));
  }
  expect(keysOfSection('Foo')).toBeNull();
});

test('every kind of value has a rule or a set of words, and every rule a key', () => {
  const used = new Set(
    Object.keys(keys).flatMap((section) => [...(keysOfSection(section)?.values() ?? [])].map(({ kind }) => kind)),
  );
  const ruled = new Set(ruleKinds());
  expect([...used].filter((kind) => !ruled.has(kind) && !isEnumKind(kind))).toEqual([]);
  expect([...ruled].filter((kind) => !used.has(kind))).toEqual([]);
  expect(valueKinds().filter((kind) => !used.has(kind))).toEqual([]);
});

test('old names count under the current ones', () => {
  for (const [written, current] of Object.entries(meta.aliases)) {
    const [section = '', key = ''] = written.split('.');
    expect(keyEntry(section, key)?.target, written).toBe(current.includes('.') ? current : `${section}.${current}`);
  }
});

test('removed options, fatal ones and dependencies are known as such', () => {
  const kindOf = (written: string): string | undefined => keyEntry(written.split('.')[0] ?? '', written.split('.')[1] ?? '')?.kind;
  for (const written of meta.removed) expect(kindOf(written), written).toBe('removed');
  for (const written of meta.fatal) expect(kindOf(written), written).toMatch(/Fatal$/);
  for (const [key, dependency] of Object.entries(meta.dependencies)) {
    const target = keyEntry('Unit', key)?.target.replace('Unit.', '') ?? '';
    expect(target.replace(/(?<=.)([A-Z])/g, '_$1').toUpperCase(), key).toBe(dependency);
  }
});

test('a type has [Unit], its own section and [Install]', () => {
  for (const type of UNIT_TYPES)
    expect(sectionsOfType(type).sort(compareBytes)).toEqual([...(meta.sectionsByType[type] ?? [])].sort(compareBytes));
});

test('the nearest key is found by the number of changed letters', () => {
  expect(editDistance('kitten', 'sitting', 5)).toBe(3);
  expect(editDistance('Atfer', 'After', 2)).toBe(1);
  expect(editDistance('a', 'abcdef', 2)).toBe(3);
  expect(nearestWord('execstrat', ['ExecStop', 'ExecStart'])).toBe('ExecStart');
  expect(nearestWord('x'.repeat(5000), ['ExecStop'])).toBeNull();
  expect(findKey('service', 'Unit', 'Type')).toEqual({ sections: ['Service'], version: null, nearest: null });
  expect(findKey('service', 'Service', 'RestartSteps')).toEqual({ sections: [], version: '254', nearest: null });
  expect(findSection('service', 'service')).toEqual({ types: [], nearest: 'Service' });
});
