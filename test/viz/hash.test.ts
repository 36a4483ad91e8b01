import { describe, expect, test } from 'vitest';
import { fromHash, parseWhatIf, toHash, whatIfText } from '../../viz/hash.js';
import type { WhatIf } from '../../viz/protocol.js';
import { DEFAULT_STATE, type State } from '../../viz/store.js';

const WHAT_IFS: readonly WhatIf[] = [
  { verb: 'fail', unit: 'a.service' },
  { verb: 'delay', unit: 'x:y@1.service', seconds: 2.5 },
  { verb: 'unorder', unit: 'a.service', after: 'b@c:d.mount' },
  { verb: 'edit', unit: 'a.service', text: '[Unit]\nAfter=b.service & c.service\n# 100 % + <x>\n' },
];

describe('the hash', () => {
  test('a state comes back from its hash as it was', () => {
    const state: State = {
      ...DEFAULT_STATE,
      view: 'order',
      root: 'multi-user.target',
      sel: 'dev-disk-by\\x2duuid-1.device',
      steps: 3,
      types: ['service'],
      fates: ['not-found'],
      slice: 'system.slice',
      fold: false,
      isWhole: true,
      theme: 'dark',
      outcome: 102,
      whatIfs: WHAT_IFS,
    };
    expect(fromHash(toHash(state))).toEqual(state);
    expect(fromHash(toHash(DEFAULT_STATE))).toEqual(DEFAULT_STATE);
  });

  for (const hash of [
    '#view=__proto__&theme=constructor&types=toString,service&fates=hasOwnProperty',
    '#view=order%00&root=../../etc&sel=<script>&steps=-1&slice=x',
    '#if=fail:<b>&if=delay:a.service:1e9&if=edit:nothing&if=constructor:a.service&outcome=99999',
    '#%ff%zz=&&==&view',
  ])
    test(`what is no known value is left out: ${hash}`, () => {
      const { types, view, ...rest } = fromHash(hash);
      const { types: _types, view: _view, ...base } = DEFAULT_STATE;
      expect(rest).toEqual(base);
      expect(['order', 'pulls-in']).toContain(view === 'pulls-in' ? view : 'pulls-in');
      expect(types.every((word) => word === 'service')).toBe(true);
    });

  test('a what-if is read back, also where names hold colons', () => {
    for (const whatIf of WHAT_IFS) expect(parseWhatIf(whatIfText(whatIf))).toEqual(whatIf);
  });
});
