import { USEC_INFINITY } from '../../base/usec.js';
import type { DiagnosticCode } from '../../diagnostic/message.js';
import { type Manager } from '../manager.js';
import type { UnitNode } from '../unit-node.js';
import { addShutdownDefaults, addSysinitDefaults, becauseDefault } from './defaults.js';
import { addExecDependencies, addImageModules, becauseOf } from './exec.js';
import type { Refusal } from './refusal.js';
import { setDefaultSlice } from './slice.js';

/**
 * The type of a service: as set, else dbus with BusName=, simple with ExecStart=, oneshot.
 *
 * @systemd src/core/service.c service_add_extras
 */
export function serviceType(unit: Pick<UnitNode, 'settings'>): string {
  const set = unit.settings.text('Service.Type');
  if (set !== null) return set;
  if (unit.settings.last('Service.BusName')) return 'dbus';
  return unit.settings.all('Service.ExecStart').length > 0 ? 'simple' : 'oneshot';
}

/** The edges of a service. @returns why it is refused @systemd src/core/service.c service_add_extras, service_add_default_dependencies */
export function addServiceExtras(manager: Manager, unit: UnitNode): Refusal | null {
  addImageModules(manager, unit);
  addExecDependencies(manager, unit);
  setDefaultSlice(manager, unit, false);
  if (unit.defaultDependencies) {
    addSysinitDefaults(manager, unit, 'service-default');
    const reason = becauseDefault('service-default', unit);
    if (manager.options.isUser) manager.add(unit, 'Requires', manager.unit('basic.target'), 'default', reason);
    manager.add(unit, 'After', manager.unit('basic.target'), 'default', reason);
    addShutdownDefaults(manager, unit, 'service-default');
  }
  const busName = unit.settings.text('Service.BusName');
  if (busName !== null) {
    if (serviceType(unit) === 'dbus') {
      manager.addTwo(unit, 'Requires', 'After', manager.unit('dbus.socket'), 'file', becauseOf(unit, 'dbus-service', 'BusName'));
    }
    const owner = manager.busNames.get(busName);
    if (owner && owner !== unit) {
      manager.options.sink.add({
        code: 'bus-name-known',
        at: unit.settings.last('Service.BusName')?.at ?? null,
        unit: unit.id,
        values: {},
      });
      return { error: 'EEXIST', code: 'duplicate-bus-name', values: { name: busName, other: owner.id } };
    }
    manager.busNames.set(busName, unit);
  }
  return verifyService(manager, unit);
}

/** @systemd src/core/service.c service_verify */
function verifyService(manager: Manager, unit: UnitNode): Refusal | null {
  const { settings } = unit;
  const type = serviceType(unit);
  const startCount = settings.all('Service.ExecStart').length;
  const hasSuccessAction = (settings.text('Unit.SuccessAction') ?? 'none') !== 'none';
  const refuse = (code: Refusal['code']): Refusal => ({ error: 'ENOEXEC', code, values: {} });
  if (startCount === 0 && settings.all('Service.ExecStop').length === 0 && !hasSuccessAction)
    return refuse('service-without-command');
  if (type !== 'oneshot' && startCount === 0) return refuse('service-without-exec-start');
  if (startCount === 0 && !settings.boolean('Service.RemainAfterExit', false) && !hasSuccessAction)
    return refuse('service-without-start-or-remain');
  if (type !== 'oneshot' && startCount > 1) return refuse('service-several-exec-start');
  const restart = settings.text('Service.Restart') ?? 'no';
  if (type === 'oneshot' && (restart === 'always' || restart === 'on-success')) return refuse('oneshot-restart');
  if (type === 'oneshot' && settings.all('Service.RestartForceExitStatus').length > 0) return refuse('oneshot-force-restart');
  if (type === 'oneshot' && settings.text('Service.ExitType') === 'cgroup') return refuse('oneshot-exit-type');
  if (type === 'dbus' && settings.text('Service.BusName') === null) return refuse('dbus-without-name');
  const killMode = settings.text('Service.KillMode') ?? 'control-group';
  if (settings.last('Service.PAMName') && killMode !== 'control-group' && killMode !== 'mixed')
    return refuse('service-pam-kill-mode');
  warnOfSettings(manager, unit, type);
  return null;
}

/** Says which settings have no effect. @systemd src/core/service.c service_verify */
function warnOfSettings(manager: Manager, unit: UnitNode, type: string): void {
  const { settings } = unit;
  const warn = (code: DiagnosticCode, key: string, other = ''): void => {
    const at = settings.last(`Service.${key}`)?.at ?? null;
    manager.options.sink.add({ code, at, unit: unit.id, values: { unit: unit.id, key, other } });
  };
  for (const [key, other] of USB_PAIRS)
    if (settings.last(`Service.${key}`) && !settings.last(`Service.${other}`)) warn('service-usb-alone', key, other);
  const hasMaximum = settings.number('Service.RuntimeMaxSec', USEC_INFINITY) !== USEC_INFINITY;
  if (hasMaximum && type === 'oneshot') warn('service-runtime-of-oneshot', 'RuntimeMaxSec');
  if (!hasMaximum && settings.number('Service.RuntimeRandomizedExtraSec', 0) !== 0)
    warn('service-runtime-extra-alone', 'RuntimeRandomizedExtraSec');
}

const USB_PAIRS = [
  ['USBFunctionDescriptors', 'USBFunctionStrings'],
  ['USBFunctionStrings', 'USBFunctionDescriptors'],
] as const;
