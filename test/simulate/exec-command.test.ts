import { expect, test } from 'vitest';
import { isClean } from '../../src/simulate/exec-command.js';
import { loadMemory } from '../support/load-memory.js';

test('an end with a core dump is no success, whatever SuccessExitStatus= says', () => {
  // Real, with a place for the core: "Main process exited, code=dumped, status=6/ABRT", "Failed with result 'core-dump'."
  const unit = loadMemory({ 'a.service': '[Service]\nSuccessExitStatus=SIGABRT\nExecStart=/bin/true\n' }, ['a.service']).graph.find(
    'a.service',
  );
  const clean = (code: 'killed' | 'dumped'): boolean | undefined =>
    unit && isClean(unit, 'daemon', { code, status: 6, signal: 'SIGABRT' });
  expect(clean('killed')).toBe(true);
  expect(clean('dumped')).toBe(false);
});
