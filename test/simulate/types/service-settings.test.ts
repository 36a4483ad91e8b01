import { expect, test } from 'vitest';
import { DEFAULT_MANAGER_CONFIGURATION } from '../../../src/load/manager-configuration.js';
import { serviceSettings } from '../../../src/simulate/types/service-settings.js';
import { loadMemory } from '../../support/load-memory.js';

test('what aborts a service takes DefaultTimeoutAbortSec=, else TimeoutStopSec=', () => {
  // Real: with DefaultTimeoutAbortSec=300ms and TimeoutStopSec=20 "State 'stop-watchdog' timed out. Killing." comes at once.
  const unit = loadMemory({ 'a.service': '[Service]\nTimeoutStopSec=20\nExecStart=/bin/true\n' }, ['a.service']).graph.find(
    'a.service',
  );
  const abort = (defaultTimeoutAbortUsec: number | null): number | undefined =>
    unit && serviceSettings(unit, { ...DEFAULT_MANAGER_CONFIGURATION, defaultTimeoutAbortUsec }).timeoutAbortUsec;
  expect(abort(null)).toBe(20_000_000);
  expect(abort(300_000)).toBe(300_000);
});
