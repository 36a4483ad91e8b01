import { describe, expect, test } from 'vitest';
import type { BreakClass, WhatIf } from '../../../viz/protocol.js';
import type { Session } from '../../../viz/session/session.js';
import { rankBreaks } from '../../../src/explain/breaks.js';
import { scenarioOf } from '../../../viz/session/run-simulation.js';
import { unitTree } from '../../support/unit-tree.js';
import { idOf, sessionOf, sessionOfTree } from './open-session.js';

/** Who is touched by a failure: `unit < via kind`, by class. */
function touched(session: Session, root: string, unit: string, whatIfs: readonly WhatIf[] = []) {
  const model = session.open(root, whatIfs);
  const breaks = session.breaks(unit);
  const found: Partial<Record<BreakClass, string[]>> = {};
  for (const entry of breaks.entries) (found[entry.class] ??= []).push(`${idOf(model, entry.unit)} < ${idOf(model, entry.via)} ${entry.kind ?? '-'}`);
  return { found, breaks, refuges: breaks.refuges.map((i) => idOf(model, i)) };
} // prettier-ignore

const unit = (lines: string, type = 'notify'): string => `[Unit]\n${lines}\n[Service]\nType=${type}\nExecStart=/usr/bin/program\n`;
const target = (lines: string): string => `[Unit]\n${lines}\n`;

/** What the tests of the single kinds stand on: the target wants all, a.service is the one that fails. */
const world = (units: Readonly<Record<string, string>>): Session =>
  sessionOf({ 'all.target': target(`Wants=a.service ${Object.keys(units).join(' ')}`), 'a.service': unit(''), ...units });

describe('what breaks when a unit fails', () => {
  test('the sample: all that stands on the disk fails, one after the other, as its README says', () => {
    const { found, breaks } = touched(sessionOfTree('samples/failure-cascade'), 'multi-user.target', 'storage.service');
    expect(found).toEqual({
      fails: [
        'api.service < database.service Requires',
        'database.service < storage.target Requires',
        'frontend.service < api.service Requires',
        'report.service < database.service Requisite',
        'search.service < database.service BindsTo',
        'site.target < frontend.service Requires',
        'storage.target < storage.service Requires',
        'worker@1.service < api.service Requires',
        'worker@2.service < api.service Requires',
        'worker@3.service < api.service Requires',
      ],
      starts: [
        'alert@database.service.service < database.service OnFailure',
        'alert@frontend.service.service < frontend.service OnFailure',
        'system-alert.slice < alert@database.service.service Requires',
      ],
      'goes-on': ['multi-user.target < database.service Wants'],
      waits: ['monitoring.service < database.service After'],
    });
    expect(breaks.after.isReached).toBe(true);
  });

  test('the sample: what is lost is what the command breaks loses, for every unit with a program', () => {
    const session = sessionOfTree('samples/failure-cascade');
    const model = session.open('multi-user.target', []);
    const { tree, graph } = unitTree({ root: 'samples/failure-cascade' }, ['multi-user.target']);
    const input = { graph, scenario: scenarioOf('multi-user.target', []), fileSystem: tree.fileSystem };
    const ranking = rankBreaks(input);
    expect(ranking.length).toBeGreaterThan(8);
    for (const blast of ranking) {
      const breaks = session.breaks(blast.unit);
      const lost = breaks.entries.filter(({ class: name, result }) => ['fails', 'stops', 'lost'].includes(name) || (name === 'race' && result !== 'done')); // prettier-ignore
      expect([blast.unit, lost.map((entry) => idOf(model, entry.unit))]).toEqual([blast.unit, blast.lost.map((loss) => loss.unit)]);
      expect(breaks.after.isReached).toBe(blast.isTargetReached);
    }
  });

  test('a requirement with order fails with it, one without order is a race, a wish goes on, an order alone only waits', () => {
    const session = world({
      'ordered.service': unit('Requires=a.service\nAfter=a.service'),
      'unordered.service': unit('Requires=a.service'),
      'wishing.service': unit('Wants=a.service\nAfter=a.service'),
      'waiting.service': unit('After=a.service'),
      'far.service': unit(''),
    });
    expect(touched(session, 'all.target', 'a.service').found).toEqual({
      fails: ['ordered.service < a.service Requires'],
      race: ['unordered.service < a.service Requires'],
      'goes-on': ['all.target < a.service Wants', 'wishing.service < a.service Wants'],
      waits: ['waiting.service < a.service After'],
    });
  });

  test('what is sure to fail with a race is a race too', () => {
    const session = world({
      'b.service': unit('Requires=a.service'),
      'c.service': unit('Requires=b.service\nAfter=b.service'),
    });
    expect(touched(session, 'all.target', 'a.service').found.race).toEqual([
      'b.service < a.service Requires',
      'c.service < b.service Requires',
    ]);
  });

  test('a start that counts as done before the program fails takes down only what is bound to it', () => {
    const session = sessionOf({
      'all.target': target('Wants=a.service bound.service requiring.service'),
      'a.service': unit('', 'simple'),
      'bound.service': unit('BindsTo=a.service\nAfter=a.service'),
      'requiring.service': unit('Requires=a.service\nAfter=a.service'),
    });
    const { found, breaks } = touched(session, 'all.target', 'a.service');
    expect(breaks.result).toBe('done');
    expect(found.fails ?? found.stops).toEqual(['bound.service < a.service BindsTo']);
    expect(found['goes-on']).toEqual(['all.target < a.service Wants', 'requiring.service < a.service Requires']);
  });

  test('a unit without a program fails by an assertion', () => {
    const session = sessionOf({
      'all.target': target('Requires=middle.target\nAfter=middle.target'),
      'middle.target': target(''),
    });
    const { found, breaks } = touched(session, 'all.target', 'middle.target');
    expect(found).toEqual({ fails: ['all.target < middle.target Requires'] });
    expect(breaks.after).toEqual({ isReached: false, at: 0, result: 'dependency' });
    expect(breaks.result).toBe('assert');
  });

  test('where the failure leads into the emergency mode, it is said', () => {
    const session = sessionOf({
      'all.target': target('Wants=local-fs.target'),
      'local-fs.target': target('DefaultDependencies=no\nConflicts=shutdown.target\nRequires=a.service\nAfter=a.service\nOnFailure=emergency.target\nOnFailureJobMode=replace-irreversibly'),
      'a.service': unit('DefaultDependencies=no'),
      'emergency.target': target('Requires=emergency.service\nAfter=emergency.service\nAllowIsolate=yes'),
      'emergency.service': unit('DefaultDependencies=no', 'idle'),
    }); // prettier-ignore
    const { found, refuges } = touched(session, 'all.target', 'a.service');
    expect(refuges).toEqual(['emergency.target']);
    expect(found.fails).toContain('local-fs.target < a.service Requires');
    expect(found.starts).toEqual(['emergency.service < emergency.target Requires', 'emergency.target < local-fs.target OnFailure']);
  });

  test('a device that never appears times out, and takes down what requires it', () => {
    const session = sessionOf({
      'all.target': target('Wants=b.service'),
      'b.service': unit('Requires=dev-sdz.device\nAfter=dev-sdz.device'),
    });
    const { found, breaks } = touched(session, 'all.target', 'dev-sdz.device');
    expect(found.fails).toEqual(['b.service < dev-sdz.device Requires']);
    expect(breaks.result).toBe('timeout');
  });

  test('a unit that is not started cannot fail on the way', () => {
    const { breaks } = touched(sessionOf({ 'all.target': target(''), 'b.service': unit('') }), 'all.target', 'b.service');
    expect([breaks.hasJob, breaks.how, breaks.entries]).toEqual([false, null, []]);
  });

  test('a unit that already fails by a what-if is compared with the run without it', () => {
    const session = world({ 'b.service': unit('Requires=a.service\nAfter=a.service') });
    const { found } = touched(session, 'all.target', 'a.service', [{ verb: 'fail', unit: 'a.service' }]);
    expect(found.fails).toEqual(['b.service < a.service Requires']);
  });
});
