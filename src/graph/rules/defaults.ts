import { because, type Manager } from '../manager.js';
import type { RuleId } from '../rule-table.js';
import type { Reason } from '../unit.js';
import type { UnitNode } from '../unit-node.js';

/** The reason of a default dependency: it goes with DefaultDependencies=no. */
export function becauseDefault(rule: RuleId, unit: UnitNode): Reason {
  return because(rule, 'Unit.DefaultDependencies', unit.settings.last('Unit.DefaultDependencies')?.at ?? null);
}

/** Before= and Conflicts= on shutdown.target. */
export function addShutdownDefaults(manager: Manager, unit: UnitNode, rule: RuleId): void {
  manager.addTwo(unit, 'Before', 'Conflicts', manager.unit('shutdown.target'), 'default', becauseDefault(rule, unit));
}

/** After= and Requires= on sysinit.target, for the system manager. */
export function addSysinitDefaults(manager: Manager, unit: UnitNode, rule: RuleId): void {
  if (!manager.options.isUser)
    manager.addTwo(unit, 'After', 'Requires', manager.unit('sysinit.target'), 'default', becauseDefault(rule, unit));
}
