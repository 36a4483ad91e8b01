import type { UnitRuntime } from './unit-runtime.js';

function mayBeCollected(runtime: UnitRuntime): boolean {
  if (runtime.job !== null || runtime.nopJob !== null || runtime.unit.perpetual) return false;
  const state = runtime.machine.activeState;
  const takesFailed = runtime.unit.settings.text('Unit.CollectMode') === 'inactive-or-failed';
  if (state !== 'inactive' && !(takesFailed && state === 'failed')) return false;
  return runtime.machine.mayBeCollected?.() ?? true;
}

/**
 * The units that nobody needs any more: inactive, without a job, and referred to, however indirectly, only by such units.
 *
 * @param candidates units that changed since the last time
 * @systemd src/core/manager.c unit_gc_sweep
 */
export function findCollectable(candidates: Iterable<UnitRuntime>): ReadonlySet<UnitRuntime> {
  const isGood = new Map<UnitRuntime, boolean>();
  const collectable = new Set<UnitRuntime>();
  for (const candidate of candidates) {
    if (isGood.has(candidate)) continue;
    const seen = new Set([candidate]);
    const stack = [candidate];
    let good = false;
    for (let runtime = stack.pop(); runtime !== undefined && !good; runtime = stack.pop()) {
      if (isGood.get(runtime) === true || !mayBeCollected(runtime)) {
        good = true;
        break;
      }
      for (const other of runtime.peers('ReferencedBy')) {
        if (isGood.get(other) === false || seen.has(other)) continue;
        seen.add(other);
        stack.push(other);
      }
    }
    if (good) isGood.set(candidate, true);
    else {
      for (const runtime of seen) {
        isGood.set(runtime, false);
        collectable.add(runtime);
      }
    }
  }
  return collectable;
}
