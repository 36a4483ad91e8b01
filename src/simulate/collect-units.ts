import type { UnitRuntime } from './unit-runtime.js';

const HANDLER_KINDS = ['OnSuccess', 'OnFailure'] as const;

/** @systemd src/core/unit.c unit_may_gc, unit_success_failure_handler_has_jobs */
function mayBeCollected(runtime: UnitRuntime): boolean {
  if (runtime.job !== null || runtime.nopJob !== null || runtime.unit.perpetual) return false;
  const state = runtime.machine.activeState;
  const takesFailed = runtime.unit.settings.text('Unit.CollectMode') === 'inactive-or-failed';
  if (state !== 'inactive' && !(takesFailed && state === 'failed')) return false;
  // Jobs of these may be told of the unit.
  if (HANDLER_KINDS.some((kind) => runtime.peers(kind).some((other) => other.job !== null || other.nopJob !== null))) return false;
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
    // Each unit that was reached, with the one that led to it.
    const reached = new Map<UnitRuntime, UnitRuntime | null>([[candidate, null]]);
    const stack = [candidate];
    let keeper: UnitRuntime | null = null;
    for (let runtime = stack.pop(); runtime !== undefined; runtime = stack.pop()) {
      if (isGood.get(runtime) === true || !mayBeCollected(runtime)) {
        keeper = runtime;
        break;
      }
      for (const other of runtime.peers('ReferencedBy')) {
        if (isGood.get(other) === false || reached.has(other)) continue;
        reached.set(other, runtime);
        stack.push(other);
      }
    }
    if (keeper === null) {
      for (const runtime of reached.keys()) {
        isGood.set(runtime, false);
        collectable.add(runtime);
      }
    }
    // All on the way to it are kept as well.
    for (let runtime: UnitRuntime | null = keeper; runtime !== null; runtime = reached.get(runtime) ?? null)
      isGood.set(runtime, true);
  }
  return collectable;
}
