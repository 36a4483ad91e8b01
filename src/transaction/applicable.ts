import { UNIT_TYPE_TRAITS } from '../parse/unit-type-table.js';
import { LOAD_ERROR_TEXT } from '../load/load-state-table.js';
import type { Unit } from '../graph/unit.js';
import type { JobType } from './job-table.js';
import type { RequestError } from './transaction-result.js';

/** Can the manager be asked to start units like this one? @systemd src/core/unit.c unit_can_start */
export function canStart(unit: Unit): boolean {
  return unit.loadState === 'loaded' && unit.supported && UNIT_TYPE_TRAITS[unit.type].canStart;
}

/** Can the manager be asked to stop units like this one? @systemd src/core/unit.c unit_can_stop */
export function canStop(unit: Unit): boolean {
  return unit.supported && !unit.perpetual && UNIT_TYPE_TRAITS[unit.type].canStop;
}

/**
 * Can it be reloaded? A service says so by ExecReload= alone; other units when they pass a reload on; mounts always.
 *
 * @systemd src/core/unit.c unit_can_reload
 */
export function canReload(unit: Unit): boolean {
  if (unit.type === 'service') return unit.settings.all('Service.ExecReload').length > 0;
  return unit.type === 'mount' || unit.related('PropagatesReloadTo').length > 0;
}

/** May there be a job of this type for a unit at all? @systemd src/core/unit.c unit_job_is_applicable */
export function isApplicable(type: JobType, unit: Unit): boolean {
  switch (type) {
    case 'start':
    case 'verify-active':
    case 'nop':
      return true;
    case 'stop':
      return !unit.perpetual;
    case 'restart':
      return canStop(unit) && canStart(unit);
    case 'reload':
      return canReload(unit);
  }
}

/**
 * Why no job of this type can be made for a unit; null when it can. A stop job does not mind what became of loading.
 *
 * @systemd src/core/dbus-unit.c bus_unit_validate_load_state
 */
export function jobError(type: JobType, unit: Unit): RequestError | null {
  const id = unit.id;
  if (unit.loadState === 'stub' || unit.loadState === 'merged')
    return { name: 'LoadFailed', text: `Unit ${id} is not loaded properly.` };
  if (type !== 'stop') {
    switch (unit.loadState) {
      case 'loaded':
        break;
      case 'not-found':
        return { name: 'NoSuchUnit', text: `Unit ${id} not found.` };
      case 'bad-setting':
        return { name: 'BadUnitSetting', text: `Unit ${id} has a bad unit file setting.` };
      case 'error': {
        // Whatever the bus says of it, PID 1 and systemctl show this error so.
        if (unit.loadError === 'EPERM' || unit.loadError === 'EACCES') return { name: 'LoadErrno', text: 'Access denied' };
        const error = unit.loadError === null ? 'Success' : LOAD_ERROR_TEXT[unit.loadError];
        const advice = 'failed to load properly, please adjust/correct and reload service manager';
        return { name: 'LoadErrno', text: `Unit ${id} ${advice}: ${error}` };
      }
      case 'masked':
        return { name: 'UnitMasked', text: `Unit ${id} is masked.` };
    }
  }
  if (isApplicable(type, unit)) return null;
  return { name: 'JobTypeNotApplicable', text: `Job type ${type} is not applicable for unit ${id}.` };
}
