import { describe, expect, test } from 'vitest';
import { ACTIVE_STATES } from '../../src/transaction/active-state.js';
import { ATOMS, ATOMS_OF_KIND, KINDS_OF_ATOM } from '../../src/transaction/atom-table.js';
import { areConflicting, collapse, isRedundant, isSuperset, JOB_TYPES, mergeJobTypes } from '../../src/transaction/job-table.js';
import { DEPENDENCY_KINDS } from '../../src/graph/dependency-table.js';

describe('job types', () => {
  test('merge as systemd merges them', () => {
    const types = JOB_TYPES.filter((type) => type !== 'nop');
    expect(types.map((a) => types.map((b) => mergeJobTypes(a, b) ?? '-'))).toEqual([
      ['start', 'start', '-', 'reload-or-start', 'restart'],
      ['start', 'verify-active', '-', 'reload', 'restart'],
      ['-', '-', 'stop', '-', '-'],
      ['reload-or-start', 'reload', '-', 'reload', 'restart'],
      ['restart', 'restart', '-', 'restart', 'restart'],
    ]);
    expect(JOB_TYPES.some((type) => areConflicting('nop', type))).toBe(false);
    expect([isSuperset('restart', 'start'), isSuperset('start', 'restart')]).toEqual([true, false]);
  });

  test('collapse by the state of the unit', () => {
    const table = (['try-restart', 'try-reload', 'reload-or-start'] as const).map((type) => ACTIVE_STATES.map((state) => collapse(type, state)));
    // active, reloading, inactive, failed, activating, deactivating, maintenance
    expect(table).toEqual([
      ['restart', 'restart', 'nop', 'nop', 'restart', 'nop', 'nop'],
      ['reload', 'reload', 'nop', 'nop', 'nop', 'nop', 'nop'],
      ['reload', 'reload', 'start', 'start', 'start', 'start', 'start'],
    ]);
  }); // prettier-ignore

  test('are redundant by the state of the unit', () => {
    const states = (type: (typeof JOB_TYPES)[number]): string =>
      ACTIVE_STATES.filter((state) => isRedundant(type, state)).join(' ');
    expect(JOB_TYPES.map(states)).toEqual([
      'active reloading',
      'active reloading',
      'inactive failed',
      '',
      '',
      ACTIVE_STATES.join(' '),
    ]);
  });
});

describe('atoms', () => {
  test('the table by atom is the table by kind, turned round', () => {
    for (const atom of ATOMS) expect(KINDS_OF_ATOM[atom]).toEqual(DEPENDENCY_KINDS.filter((kind) => ATOMS_OF_KIND[kind].includes(atom)));
    expect(KINDS_OF_ATOM.propagateStop).toEqual(['RequiredBy', 'RequisiteOf', 'BoundBy', 'ConsistsOf', 'PropagatesStopTo']);
    expect(KINDS_OF_ATOM.propagateRestart).toEqual(['RequiredBy', 'RequisiteOf', 'BoundBy', 'ConsistsOf']);
    expect(KINDS_OF_ATOM.pullInStart).toEqual(['Requires', 'BindsTo']);
  }); // prettier-ignore
});
