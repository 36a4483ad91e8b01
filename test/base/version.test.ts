import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareVersions } from '../../src/base/version.js';

const record = JSON.parse(readFileSync(new URL('../oracle/conditions.json', import.meta.url), 'utf8')) as {
  versions: readonly (readonly [string, string, number])[];
};

test('versions are ordered as systemd-analyze compare-versions orders them', () => {
  expect(record.versions.length).toBeGreaterThan(500);
  for (const [a, b, order] of record.versions) {
    expect(compareVersions(a, b), `${a} ${b}`).toBe(order);
    expect(compareVersions(a, a)).toBe(0);
  }
});
