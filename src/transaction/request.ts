import { collapse } from './job-table.js';
import type { ManagerState } from './manager-state.js';
import type { Request, RequestError } from './transaction-result.js';

function refusedOnBus(request: Request, state: ManagerState): RequestError | null {
  const { unit, type } = request;
  const active = state.activeState(unit);
  if (type === 'stop' && ['not-found', 'error', 'bad-setting'].includes(unit.loadState) && active === 'inactive') {
    return { name: 'NoSuchUnit', text: `Unit ${unit.id} not loaded.` };
  }
  const starts = type === 'start' || type === 'restart' || type === 'try-restart';
  const stops = type === 'stop' || type === 'restart' || type === 'try-restart';
  const startsNow = type === 'reload-or-start' && collapse(type, active) === 'start';
  const refuses =
    ((starts || startsNow) && unit.settings.boolean('Unit.RefuseManualStart', false)) ||
    (stops && unit.settings.boolean('Unit.RefuseManualStop', false));
  if (!refuses) return null;
  const why = 'it is configured to refuse manual start/stop';
  return { name: 'OnlyByDependency', text: `Operation refused, unit ${unit.id} may be requested by dependency only (${why}).` };
}

/**
 * Why a request is refused before any job is made; null when it is not.
 *
 * @systemd src/core/dbus-unit.c bus_unit_queue_job; src/core/manager.c manager_add_job
 */
export function requestError(request: Request, state: ManagerState): RequestError | null {
  const { unit, type, mode } = request;
  const onBus = request.fromBus === true ? refusedOnBus(request, state) : null;
  if (onBus) return onBus;
  if (mode === 'isolate' && type !== 'start') return { name: 'InvalidArgs', text: 'Isolate is only valid for start.' };
  if (mode === 'isolate' && !unit.settings.boolean('Unit.AllowIsolate', false)) {
    return { name: 'NoIsolation', text: 'Operation refused, unit may not be isolated.' };
  }
  if (mode === 'triggering' && type !== 'stop')
    return { name: 'InvalidArgs', text: '--job-mode=triggering is only valid for stop.' };
  return null;
}
