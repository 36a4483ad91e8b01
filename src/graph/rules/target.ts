import type { DependencyKind } from '../dependency-table.js';
import { because, type Manager } from '../manager.js';
import type { UnitNode } from '../unit-node.js';
import { addShutdownDefaults } from './defaults.js';

const PULLS: readonly DependencyKind[] = ['Requires', 'Requisite', 'Wants', 'BindsTo', 'PartOf', 'Upholds'];
const PULLED_BY: readonly DependencyKind[] = ['RequiredBy', 'RequisiteOf', 'WantedBy', 'BoundBy', 'UpheldBy'];

/**
 * Orders a target after a unit that it pulls in, unless that unit is ordered after the target.
 *
 * @systemd src/core/unit.c unit_add_default_target_dependency
 */
function orderTargetAfter(manager: Manager, unit: UnitNode, target: UnitNode): void {
  if (target.type !== 'target' || unit.loadState !== 'loaded' || target.loadState !== 'loaded') return;
  if (!unit.defaultDependencies || !target.defaultDependencies || target.table('Before')?.has(unit)) return;
  manager.add(target, 'After', unit, 'default', because('target-order', 'Unit.DefaultDependencies'));
}

/** The edges of a target. @systemd src/core/target.c target_add_default_dependencies */
export function addTargetExtras(manager: Manager, unit: UnitNode): void {
  if (!unit.defaultDependencies) return;
  if (manager.isAsked('After'))
    for (const kind of PULLS) for (const other of [...(unit.table(kind)?.keys() ?? [])]) orderTargetAfter(manager, other, unit);
  if (unit.id !== 'shutdown.target' && !unit.aliases.has('shutdown.target')) addShutdownDefaults(manager, unit, 'target-default');
}

/** Orders every target that pulls in this unit after it. @systemd src/core/manager.c manager_dispatch_target_deps_queue */
export function orderTargetsAfter(manager: Manager, unit: UnitNode): void {
  if (!manager.isAsked('After')) return;
  const targets = PULLED_BY.flatMap((kind) => [...(unit.table(kind)?.keys() ?? [])]);
  for (const target of new Set(targets)) orderTargetAfter(manager, unit, target);
}
