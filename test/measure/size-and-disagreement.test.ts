import { expect, test } from 'vitest';
import { findingList } from '../../src/diagnostic/finding.js';
import { combineBoots } from '../../src/measure/combine-boots.js';
import { JSON_SIZE_MAX, jsonOf } from '../../src/measure/json.js';
import { readRecorded } from './recorded.js';

test('a JSON record that is too large is not read', () => {
  const codes: string[] = [];
  const report = { add: (code: string) => void codes.push(code) } as unknown as Parameters<typeof jsonOf>[1];
  expect(jsonOf({ length: JSON_SIZE_MAX + 1 } as Uint8Array, report)).toBeUndefined();
  expect(codes).toEqual(['record-too-large']);
});

test('two records of one boot that differ in a unit are combined, and that is said', () => {
  const first = readRecorded('debian12', 'show-all.txt');
  const units = new Map(first.units);
  const [name, unit] = [...units].find(([, { stamps }]) => (stamps.activeEnter ?? 0) > 0) ?? [];
  if (name === undefined || unit === undefined) throw new Error('no stamps');
  units.set(name, { ...unit, stamps: { ...unit.stamps, activeEnter: (unit.stamps.activeEnter ?? 0) + 60_000_000 } as typeof unit.stamps });
  const sink = findingList();
  expect(combineBoots([first, { ...first, units, paths: ['later.txt'] }], sink)).not.toBeNull();
  expect(sink.findings.map((finding) => finding.code)).toContain('records-disagree');
}); // prettier-ignore
