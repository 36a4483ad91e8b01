import { because, type Manager } from '../manager.js';
import type { UnitNode } from '../unit-node.js';
import { addShutdownDefaults, addSysinitDefaults, becauseDefault } from './defaults.js';
import { refuse, type Refusal } from './refusal.js';

/** Before= and Triggers= on the unit of the same name, where no Unit= named another. */
function addTrigger(manager: Manager, unit: UnitNode): void {
  if ((unit.table('Triggers')?.size ?? 0) > 0) return;
  const service = manager.namedBy(unit, `${unit.id.slice(0, unit.id.lastIndexOf('.'))}.service`);
  if (service)
    manager.addTwo(
      unit,
      'Before',
      'Triggers',
      service,
      'implicit',
      because('trigger-name', `${unit.type === 'timer' ? 'Timer' : 'Path'}.Unit`),
    );
}

/** The edges of a timer. @returns why it is refused @systemd src/core/timer.c timer_load */
export function addTimerExtras(manager: Manager, unit: UnitNode): Refusal | null {
  const { settings } = unit;
  const values = settings.all('Timer.Values');
  addTrigger(manager, unit);
  const persistent = settings.last('Timer.Persistent');
  if (persistent?.value === true && !manager.options.isUser) {
    manager.requireMountsFor(unit, '/var/lib/systemd/timers', 'file', because('required-path', 'Timer.Persistent', persistent.at));
  }
  if (unit.defaultDependencies) {
    manager.add(unit, 'Before', manager.unit('timers.target'), 'default', becauseDefault('timer-default', unit));
    addSysinitDefaults(manager, unit, 'timer-default');
    for (const { value, at } of manager.options.isUser ? [] : values) {
      if ((value as { base: string }).base !== 'OnCalendar') continue;
      const reason = because('timer-calendar', 'Timer.OnCalendar', at);
      for (const name of ['time-sync.target', 'time-set.target']) manager.add(unit, 'After', manager.unit(name), 'default', reason);
    }
    addShutdownDefaults(manager, unit, 'timer-default');
  }
  const isOnEvent = settings.boolean('Timer.OnClockChange', false) || settings.boolean('Timer.OnTimezoneChange', false);
  return values.length === 0 && !isOnEvent ? refuse('timer-without-value') : null;
}

/** The edges of a path unit. @returns why it is refused @systemd src/core/path.c path_load */
export function addPathExtras(manager: Manager, unit: UnitNode): Refusal | null {
  addTrigger(manager, unit);
  const specs = unit.settings.all('Path.Specs');
  for (const setting of specs) {
    const spec = setting.value as { type: string; path: string };
    manager.requireMountsFor(unit, spec.path, 'file', because('required-path', `Path.${spec.type}`, setting.at));
  }
  if (unit.defaultDependencies) {
    manager.add(unit, 'Before', manager.unit('paths.target'), 'default', becauseDefault('path-default', unit));
    addSysinitDefaults(manager, unit, 'path-default');
    addShutdownDefaults(manager, unit, 'path-default');
  }
  return specs.length === 0 ? refuse('path-without-path') : null;
}
