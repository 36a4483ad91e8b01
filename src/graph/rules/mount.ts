import { pathFromUnitName, unitNameFromPath } from '../../parse/unit-name.js';
import { because, type Manager } from '../manager.js';
import type { RuleId } from '../rule-table.js';
import type { Reason } from '../unit.js';
import type { UnitNode } from '../unit-node.js';
import { addExecDependencies, addImageModules, becauseOf } from './exec.js';
import { hasOption, isOptionOn } from '../../parse/mount-options.js';
import { isApiMount, isNetworkMount } from './mount-options.js';
import { hasPamWithoutGroupKill, refuse, refusePath, type Refusal } from './refusal.js';
import { setDefaultSlice } from './slice.js';

/** The parameters of a mount: from its file, or empty. */
export interface MountParameters {
  readonly what: string;
  readonly where: string;
  readonly type: string;
  readonly options: string;
}

/** What the file of a mount says; null without one. */
export function mountParameters(unit: UnitNode): MountParameters | null {
  const where = mountPoint(unit);
  if (where === null) return null;
  const text = (key: string): string => unit.settings.text(`Mount.${key}`) ?? '';
  return { what: text('What'), where, type: text('Type'), options: text('Options') };
}

/** Where a mount, or automount, belongs: Where=, else its name; null for a name that is no path. */
export function mountPoint(unit: UnitNode): string | null {
  return unit.settings.text(unit.type === 'mount' ? 'Mount.Where' : 'Automount.Where') ?? pathFromUnitName(unit.id);
}

const isDevicePath = (path: string): boolean => path.startsWith('/dev/') || path.startsWith('/sys/');
const isUnder = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory}/`);
const isBind = (p: MountParameters): boolean => hasOption(p.options, 'bind', 'rbind') || p.type === 'bind' || p.type === 'rbind';

/** Is this a mount that is there before the manager and stays after it? @systemd src/core/mount.c mount_is_extrinsic */
export function mountIsExtrinsic(manager: Manager, unit: UnitNode): boolean {
  if (manager.options.isUser) return true;
  const p = mountParameters(unit);
  if (p === null) return false;
  if (['/', '/usr', '/etc'].includes(p.where)) return true;
  if (['/run/initramfs', '/proc', '/sys', '/dev'].some((directory) => isUnder(p.where, directory))) return true;
  return hasOption(p.options, 'x-initrd.mount') && !manager.options.facts.initrd;
}

/** The edges of a mount. @returns why it is refused @systemd src/core/mount.c mount_add_extras */
export function addMountExtras(manager: Manager, unit: UnitNode): Refusal | null {
  const where = mountPoint(unit);
  if (where === null) return { error: 'EINVAL', code: 'mount-bad-name', values: { unit: unit.id } };
  unit.isDescribed = true;
  const p = { ...(mountParameters(unit) as MountParameters), where };
  const hasFragment = unit.fragmentPath !== null;
  addImageModules(manager, unit);
  addExecDependencies(manager, unit);
  const extrinsic = mountIsExtrinsic(manager, unit);
  setDefaultSlice(manager, unit, extrinsic || unit.perpetual);
  if (hasFragment && !addDevice(manager, unit, p))
    return { error: 'EINVAL', code: 'device-path-not-normalized', values: { unit: unit.id, path: p.what } };
  if (where !== '/')
    manager.requireMountsFor(
      unit,
      where.slice(0, where.lastIndexOf('/')) || '/',
      'implicit',
      becauseOf(unit, 'parent-path', 'Where'),
    );
  if (hasFragment && p.what.startsWith('/') && (isBind(p) || hasOption(p.options, 'loop') || !isNetworkMount(p.type, p.options))) {
    if (!manager.requireMountsFor(unit, p.what, 'file', becauseOf(unit, 'required-path', 'What'))) return refusePath(unit, p.what);
  }
  for (const user of manager.pathUsers.get(where) ?? []) {
    if (user.loadState !== 'loaded' || user === unit) continue;
    for (const reason of requiringReasons(user, where)) {
      manager.add(user, 'After', unit, 'path', reason);
      if (hasFragment) manager.add(user, 'Requires', unit, 'path', reason);
    }
  }
  if (hasFragment && !manager.options.isUser) addQuota(manager, unit, p);
  if (unit.defaultDependencies && !extrinsic) addDefaults(manager, unit, p);
  return verifyMount(unit, p, hasFragment);
}

/** Why a unit needs what is mounted at a path. */
export function requiringReasons(unit: UnitNode, path: string): Reason[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  const reasons: Reason[] = [];
  for (const [required, entry] of unit.requiredPaths)
    if (required === path || required.startsWith(prefix)) reasons.push(...entry.reasons);
  return reasons;
}

/** @returns false where What= is a path that no device has @systemd src/core/mount.c mount_add_device_dependencies; src/core/unit.c unit_add_node_dependency, unit_add_blockdev_dependency */
function addDevice(manager: Manager, unit: UnitNode, p: MountParameters): boolean {
  const { isUser, facts } = manager.options;
  if (p.what === '' || isBind(p) || !isDevicePath(p.what) || p.what === '/dev/root' || p.what === '/dev/nfs' || p.where === '/')
    return true;
  if (facts.sysReadOnly || unit.perpetual) return true;
  const name = unitNameFromPath(p.what, 'device');
  if (name === null) return false;
  const device = manager.unit(name);
  const reason = becauseOf(unit, 'mount-device', 'What');
  const isBound = hasOption(p.options, 'x-systemd.device-bound');
  manager.addTwo(unit, 'After', isUser ? 'Wants' : isBound ? 'BindsTo' : 'Requires', device, 'mount-file', reason);
  if (!isBound) manager.addTwo(unit, 'After', isUser ? 'Wants' : 'StopPropagatedFrom', device, 'mount-file', reason);
  addBlockDevice(manager, unit, p.what, 'mount-file', reason);
  return true;
}

/** After= the target that says that a block device is set up. */
export function addBlockDevice(
  manager: Manager,
  unit: UnitNode,
  what: string,
  origin: 'mount-file' | 'file',
  reason: Reason,
): void {
  if (!what.startsWith('/dev/')) return;
  const device = unitNameFromPath(what, 'device');
  if (device === null) return;
  const target = manager.namedBy(unit, `blockdev@${device.slice(0, -'.device'.length)}.target`);
  if (target) manager.add(unit, 'After', target, origin, reason);
}

function addQuota(manager: Manager, unit: UnitNode, p: MountParameters): void {
  if (isBind(p) || !['', 'ext2', 'ext3', 'ext4', 'reiserfs', 'jfs', 'f2fs'].includes(p.type)) return;
  if (!hasOption(p.options, 'usrquota', 'grpquota', 'quota', 'usrjquota', 'grpjquota')) return;
  for (const name of ['systemd-quotacheck.service', 'quotaon.service']) {
    manager.addTwo(unit, 'Before', 'Wants', manager.unit(name), 'file', becauseOf(unit, 'mount-quota', 'Options'));
  }
}

/** @systemd src/core/mount.c mount_add_default_dependencies, mount_add_default_ordering_dependencies */
function addDefaults(manager: Manager, unit: UnitNode, p: MountParameters): void {
  const { initrd } = manager.options.facts;
  const network = isNetworkMount(p.type, p.options);
  const because_ = (rule: RuleId): Reason =>
    because(rule, 'Unit.DefaultDependencies', unit.settings.last('Unit.DefaultDependencies')?.at ?? null);
  const reason = because_('mount-default');
  let before = 'local-fs.target';
  let after = 'local-fs-pre.target';
  if (initrd && p.where === '/sysroot') before = 'initrd-root-fs.target';
  else if (initrd && p.where.startsWith('/sysroot/')) before = 'initrd-fs.target';
  else if (initrd && isUnder(p.where, '/sysusr/usr')) before = 'initrd-usr-fs.target';
  else if (network) [before, after] = ['remote-fs.target', 'remote-fs-pre.target'];
  const nofail = isOptionOn(unit.settings.text('Mount.Options') ?? '', 'nofail', 'fail');
  if (!nofail) manager.add(unit, 'Before', manager.unit(before), 'mount-file', reason);
  manager.add(unit, 'After', manager.unit(after), 'mount-file', reason);
  manager.addTwo(unit, 'Before', 'Conflicts', manager.unit('umount.target'), 'mount-file', reason);
  if (network) {
    manager.add(unit, 'After', manager.unit('network.target'), 'mount-file', because_('mount-network'));
    manager.addTwo(unit, 'Wants', 'After', manager.unit('network-online.target'), 'mount-file', because_('mount-network'));
  }
  if (p.type === 'tmpfs') manager.add(unit, 'After', manager.unit('swap.target'), 'mount-file', because_('mount-tmpfs'));
}

/** @systemd src/core/mount.c mount_verify */
function verifyMount(unit: UnitNode, p: MountParameters, hasFragment: boolean): Refusal | null {
  // The root mount is checked without a fragment too: drop-ins have a say.
  if (!hasFragment && !unit.perpetual) return null;
  if (unitNameFromPath(p.where, 'mount') !== unit.id) return refuse('mount-where-differs', { where: p.where });
  if (isApiMount(p.where)) return refuse('mount-api', { where: p.where });
  if (hasFragment && p.what === '' && !unit.perpetual) return refuse('mount-without-what');
  return hasPamWithoutGroupKill(unit) ? refuse('mount-pam-kill-mode') : null;
}

/** The edges of an automount. @returns why it is refused @systemd src/core/automount.c automount_load */
export function addAutomountExtras(manager: Manager, unit: UnitNode): Refusal | null {
  const where = mountPoint(unit);
  const trigger = `${unit.id.slice(0, unit.id.lastIndexOf('.'))}.mount`;
  const mount = where === null ? null : manager.namedBy(unit, trigger);
  if (mount) manager.addTwo(unit, 'Before', 'Triggers', mount, 'implicit', because('trigger-name'));
  if (where === null) return { error: 'EINVAL', code: 'mount-bad-name', values: { unit: unit.id } };
  if (where === '/') return { error: 'EADDRNOTAVAIL', code: 'automount-root', values: {} };
  manager.requireMountsFor(
    unit,
    where.slice(0, where.lastIndexOf('/')) || '/',
    'implicit',
    becauseOf(unit, 'parent-path', 'Where'),
  );
  if (unit.defaultDependencies && !manager.options.isUser) {
    const reason = because(
      'automount-default',
      'Unit.DefaultDependencies',
      unit.settings.last('Unit.DefaultDependencies')?.at ?? null,
    );
    manager.add(unit, 'Before', manager.unit('local-fs.target'), 'default', reason);
    manager.add(unit, 'After', manager.unit('local-fs-pre.target'), 'default', reason);
    manager.addTwo(unit, 'Before', 'Conflicts', manager.unit('umount.target'), 'default', reason);
  }
  if (unitNameFromPath(where, 'automount') !== unit.id) return refuse('mount-where-differs', { where });
  const extra = unit.settings.text('Automount.ExtraOptions') ?? '';
  const reserved = ['fd', 'pgrp', 'minproto', 'maxproto', 'direct', 'indirect'].find((name) => hasOption(extra, name));
  return reserved === undefined ? null : refuse('automount-reserved-option', { option: reserved });
}
