import { expect, test } from 'vitest';
import { rankBreaks } from '../../src/explain/breaks.js';
import { bootOf } from '../support/simulate-units.js';

test('the unit whose failure costs the target comes first, then the one that takes most with it', () => {
  const service = (deps: string): string =>
    `[Unit]\n${deps}\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/bin/job\n`;
  const ranking = rankBreaks(
    bootOf({
      'test.target': '[Unit]\nAllowIsolate=yes\nRequires=vital.service\nWants=base.service user.service\n',
      'vital.service': service(''),
      'base.service': service(''),
      'user.service': service('Requires=base.service\nAfter=base.service'),
    }),
  );
  expect(
    ranking.map(({ unit, isTargetReached, lost }) => [
      unit,
      isTargetReached,
      lost.map((loss) => `${loss.unit} ${loss.result ?? ''}`),
    ]),
  ).toEqual([
    ['vital.service', false, ['test.target dependency']],
    ['base.service', true, ['user.service dependency']],
    ['user.service', true, []],
  ]);
});

test('only a program that goes on can die later', () => {
  const ranking = rankBreaks(
    bootOf({
      'test.target': '[Unit]\nAllowIsolate=yes\nWants=once.service daemon.service\n',
      'once.service': '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/bin/job\n',
      'daemon.service': '[Service]\nExecStart=/usr/bin/daemon\n',
    }),
    'dies',
  );
  expect(ranking.map(({ unit }) => unit)).toEqual(['daemon.service']);
});
