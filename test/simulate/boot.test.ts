import { describe, expect, test } from 'vitest';
import { boot } from '../support/simulate-units.js';

const FILES = {
  '-.slice.d/1.conf': '[Unit]\nWants=wanted.service\n',
  'wanted.service': '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/true\n',
};
const ended = (target: string): string[] =>
  boot({ ...FILES, 'test.target': target }).jobs.map(({ unit, type, result }) => `${unit}/${type} ${String(result)}`);

// boot.mjs --unit-path DIR --unit test.target with these files, systemd 252.39 in a container.
describe('A unit that is always there starts what it needs', () => {
  test('before the default unit is asked for', () => {
    expect(ended('[Unit]\nDefaultDependencies=no\n')).toContain('wanted.service/start done');
  });

  test('and an isolated default unit takes it back', () => {
    const jobs = ended('[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\n');
    expect(jobs).toContain('wanted.service/start canceled');
    expect(jobs).toContain('wanted.service/stop done');
  });
});
