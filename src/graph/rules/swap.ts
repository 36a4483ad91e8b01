import { pathFromUnitName, unitNameFromPath } from '../../parse/unit-name.js';
import { because, type Manager } from '../manager.js';
import type { UnitNode } from '../unit-node.js';
import { addExecDependencies, addImageModules, becauseOf } from './exec.js';
import { addBlockDevice } from './mount.js';
import { hasPamWithoutGroupKill, refuse, type Refusal } from './refusal.js';
import { setDefaultSlice } from './slice.js';

/** The edges of a swap. @returns why it is refused @systemd src/core/swap.c swap_load, swap_add_extras */
export function addSwapExtras(manager: Manager, unit: UnitNode): Refusal | null {
  const { isUser, facts } = manager.options;
  const written = unit.settings.text('Swap.What');
  const what = written ?? pathFromUnitName(unit.id);
  if (what === null) return { error: 'EINVAL', code: 'mount-bad-name', values: { unit: unit.id } };
  unit.isDescribed = true;
  manager.requireMountsFor(unit, what, 'implicit', becauseOf(unit, 'required-path', 'What'));
  if (written !== null) {
    if (what.startsWith('/dev/') || what.startsWith('/sys/')) {
      const name = unitNameFromPath(what, 'device');
      const reason = becauseOf(unit, 'swap-device', 'What');
      if (name !== null && !facts.sysReadOnly) {
        manager.addTwo(unit, 'After', isUser ? 'Wants' : 'Requires', manager.unit(name), 'file', reason);
        addBlockDevice(manager, unit, what, 'file', reason);
      }
    } else manager.add(unit, 'After', manager.unit('systemd-remount-fs.service'), 'file', becauseOf(unit, 'swap-file', 'What'));
  }
  addImageModules(manager, unit);
  addExecDependencies(manager, unit);
  setDefaultSlice(manager, unit, isUser);
  if (unit.defaultDependencies && !isUser && facts.container === false) {
    const reason = because('swap-default', 'Unit.DefaultDependencies', unit.settings.last('Unit.DefaultDependencies')?.at ?? null);
    manager.add(unit, 'Before', manager.unit('swap.target'), 'default', reason);
    manager.addTwo(unit, 'Before', 'Conflicts', manager.unit('umount.target'), 'default', reason);
  }
  if (unitNameFromPath(what, 'swap') !== unit.id) return refuse('swap-what-differs', { what });
  return hasPamWithoutGroupKill(unit) ? refuse('swap-pam-kill-mode') : null;
}
