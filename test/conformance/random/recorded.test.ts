import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bootPlace } from '../can-boot.js';
import { holdAgainst } from './hold.js';
import { shown, trySeeds } from './live.js';
import type { RecordedSet } from './record.js';
import { STUBS } from './stubs.js';

const folder = new URL('../../oracle/random/', import.meta.url);
const records = readdirSync(folder).filter((name) => name.startsWith('seed-'));

describe('Random sets that were booted for real', () => {
  test.each(records)('%s ends as recorded', (name) => {
    const { set, moment, answer } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as RecordedSet;
    const verdict = holdAgainst(set, STUBS, answer, moment);
    expect(verdict.kind === 'different' ? verdict.nearest : []).toEqual([]);
  });
});

const place = bootPlace();

describe.skipIf(place === null)('Random sets that are booted now', () => {
  test('five sets end as the real manager ends them', async () => {
    if (place === null) return;
    const results = await trySeeds(place, { from: 1001, count: 5 });
    const different = results.filter(({ verdict }) => typeof verdict !== 'string' && verdict.kind === 'different');
    expect(different.map(shown)).toEqual([]);
  }, 600_000);
});
