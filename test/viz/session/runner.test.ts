import { expect, test } from 'vitest';
import { UnitFileCache } from '../../../src/index.js';
import { Runner } from '../../../viz/session/runner.js';
import { Session } from '../../../viz/session/session.js';
import type { WhatIf } from '../../../viz/protocol.js';
import { sourceOfTree, sourceOfUnits } from './open-session.js';

const WHAT_IFS: readonly (readonly WhatIf[])[] = [
  [],
  [{ verb: 'fail', unit: 'postgresql.service' }],
  [{ verb: 'delay', unit: 'postgresql.service', seconds: 5 }],
  [{ verb: 'mask', unit: 'nginx.service' }],
  [{ verb: 'fail', unit: 'postgresql.service' }],
  [],
];

test('a run is the same whatever was run before it', () => {
  const source = sourceOfTree('samples/web-application');
  const runner = new Runner(source);
  for (const whatIfs of WHAT_IFS)
    expect(runner.run('multi-user.target', whatIfs)).toEqual(
      new Runner({ ...source, cache: new UnitFileCache() }).run('multi-user.target', whatIfs),
    );
});

test('an ordering that a file asks for is gone after the what-if, in the run and in the model', () => {
  const service = '[Unit]\nDefaultDependencies=no\n';
  const source = sourceOfUnits({
    'all.target': `${service}Wants=a.service b.service\nAfter=a.service b.service\n`,
    'a.service': `${service}[Service]\nType=oneshot\nExecStart=/bin/a\n`,
    'b.service': `${service}After=nothing.service a.service\n[Service]\nType=oneshot\nExecStart=/bin/b\n`,
  });
  const whatIfs: readonly WhatIf[] = [{ verb: 'unorder', unit: 'b.service', after: 'a.service' }];
  const endOf = (changes: readonly WhatIf[]): number => Math.round(new Runner(source).run('all.target', changes).timeline.end);
  // One after the other, 100 ms each; then both at once.
  expect([endOf([]), endOf(whatIfs)]).toEqual([200, 100]);
  const session = new Session(source);
  const { units, edges, notes } = session.open('all.target', whatIfs);
  const after = edges.After.flatMap((unit, i) =>
    i % 2 === 0 ? [`${units[unit]?.id ?? ''} ${units[edges.After[i + 1] ?? 0]?.id ?? ''}`] : [],
  );
  expect(after).toContain('b.service nothing.service');
  expect(after).not.toContain('b.service a.service');
  expect(notes).toEqual([]);
});

test('an ordering that a rule makes cannot be taken out, which is said', () => {
  const source = sourceOfUnits({
    'all.target': '[Unit]\nWants=a.service\n',
    'a.service': '[Service]\nExecStart=/bin/a\n',
  });
  const { notes } = new Session(source).open('all.target', [{ verb: 'unorder', unit: 'all.target', after: 'a.service' }]);
  expect(notes).toEqual(['all.target is ordered after a.service by a rule (target-order), which no line of a file takes back']);
});

test('a unit that is slowed down by an hour is waited for', () => {
  const source = sourceOfUnits({
    'all.target': '[Unit]\nDefaultDependencies=no\nWants=a.service\nAfter=a.service\n',
    'a.service': '[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nExecStart=/bin/a\n',
  });
  const { timeline } = new Runner(source).run('all.target', [{ verb: 'delay', unit: 'a.service', seconds: 3600 }]);
  expect(Math.round(timeline.end)).toBe(3_600_000);
});
