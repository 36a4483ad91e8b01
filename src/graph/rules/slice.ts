import { escapeUnitName, parseUnitName } from '../../parse/unit-name.js';
import { settingKey } from '../../parse/setting-key.js';
import { UNIT_TYPE_TRAITS } from '../../parse/unit-type-table.js';
import { because, type Manager } from '../manager.js';
import type { UnitNode } from '../unit-node.js';
import { addShutdownDefaults } from './defaults.js';

/**
 * The parent of a slice by its name; null for the root slice, undefined for a name that no slice can have.
 *
 * @systemd src/basic/unit-name.c slice_build_parent_slice
 */
export function parentSlice(name: string): string | null | undefined {
  if (name === '-.slice') return null;
  const parts = parseUnitName(name);
  if (parts === null || parts.type !== 'slice' || parts.nameClass !== 'plain') return undefined;
  if (/^-|-$|--/.test(parts.prefix)) return undefined;
  const dash = parts.prefix.lastIndexOf('-');
  return dash < 0 ? '-.slice' : `${parts.prefix.slice(0, dash)}.slice`;
}

/** The slice a unit is in; undefined before one is set. */
export function sliceOf(unit: UnitNode): UnitNode | undefined {
  return unit.table('InSlice')?.keys().next().value;
}

/** Is this a unit that the manager did not make, so that it belongs to the root slice? @systemd src/core/unit.c unit_is_extrinsic */
export function isExtrinsic(
  manager: Manager,
  unit: UnitNode,
  mountIsExtrinsic: (manager: Manager, unit: UnitNode) => boolean,
): boolean {
  if (unit.perpetual) return true;
  if (unit.type === 'mount') return mountIsExtrinsic(manager, unit);
  return unit.type === 'swap' && manager.options.isUser;
}

/**
 * Puts a unit without Slice= into its default slice.
 *
 * @systemd src/core/unit.c unit_set_default_slice
 */
export function setDefaultSlice(manager: Manager, unit: UnitNode, extrinsic: boolean): void {
  if (sliceOf(unit)) return;
  const { isUser } = manager.options;
  const setting = settingKey(unit.type, 'Slice');
  let name = isUser ? 'app.slice' : 'system.slice';
  if (unit.instance !== null) name = `${isUser ? 'app' : 'system'}-${escapeUnitName(parseUnitName(unit.id)?.prefix ?? '')}.slice`;
  else if (extrinsic) name = '-.slice';
  if (parseUnitName(name) === null) return;
  manager.add(unit, 'InSlice', manager.unit(name), 'slice-property', because('default-slice', setting));
}

/**
 * A unit needs its slice and is ordered after it.
 *
 * @systemd src/core/unit.c unit_add_slice_dependencies
 */
export function addSliceDependencies(manager: Manager, unit: UnitNode): void {
  if (!UNIT_TYPE_TRAITS[unit.type].hasCgroup) return;
  const origin = unit.type === 'slice' ? 'implicit' : 'file';
  const slice = sliceOf(unit) ?? (unit.id === '-.slice' ? undefined : manager.unit('-.slice'));
  if (!slice) return;
  const setting = unit.type === 'slice' ? null : settingKey(unit.type, 'Slice');
  const place = setting === null ? null : (unit.settings.last(setting)?.at ?? null);
  manager.addTwo(unit, 'After', 'Requires', slice, origin, because('slice-order', setting, place));
}

/** What a slice gets of itself. Returns false for a name that no slice can have. @systemd src/core/slice.c slice_load */
export function addSliceExtras(manager: Manager, unit: UnitNode): boolean {
  const parent = parentSlice(unit.id);
  if (parent === undefined) return false;
  if (parent !== null) manager.add(unit, 'InSlice', manager.unit(parent), 'implicit', because('parent-slice'));
  if (unit.defaultDependencies) addShutdownDefaults(manager, unit, 'slice-default');
  return true;
}
