import type { Unit } from '../../graph/unit.js';
import { findOptions } from '../../parse/mount-options.js';

const flags = (unit: Unit, table: readonly (readonly [key: string, flag: string])[]): string[] =>
  table.flatMap(([key, flag]) => (unit.settings.boolean(key, false) ? flag : []));
const MOUNT_FLAGS = [
  ['Mount.SloppyOptions', '-s'],
  ['Mount.ReadWriteOnly', '-w'],
] as const;
const UNMOUNT_FLAGS = [
  ['Mount.LazyUnmount', '-l'],
  ['Mount.ForceUnmount', '-f'],
] as const;

/** What mounts. @systemd src/core/mount.c mount_enter_mounting, mount_enter_remounting */
export function mountWords(unit: Unit, where: string, isRemount: boolean): string[] {
  const { settings } = unit;
  const type = settings.text('Mount.Type') ?? '';
  const written = settings.text('Mount.Options') ?? '';
  const options = isRemount
    ? ['remount', ...(written === '' ? [] : [written])].join(',')
    : findOptions(written, ['nofail', 'noauto', 'auto']).rest;
  const optionWords = options === '' ? [] : ['-o', options];
  const typeWords = type === '' ? [] : ['-t', type];
  const more = flags(unit, MOUNT_FLAGS);
  return [
    '/bin/mount',
    settings.text('Mount.What') ?? '',
    where,
    ...(isRemount ? [...optionWords, ...more, ...typeWords] : [...more, ...typeWords, ...optionWords]),
  ];
}

/** What unmounts. @systemd src/core/mount.c mount_enter_unmounting */
export function unmountWords(unit: Unit, where: string): string[] {
  return ['/bin/umount', where, '-c', ...flags(unit, UNMOUNT_FLAGS)];
}

/** What switches a swap on. @systemd src/core/swap.c swap_enter_activating */
export function swapWords(unit: Unit, what: string): string[] {
  const { settings } = unit;
  const options = settings.text('Swap.Options') ?? '';
  const priority = settings.last('Swap.Priority');
  const isSet = priority !== undefined && findOptions(options, ['pri']).value === null;
  const all = [options, isSet ? `pri=${String(priority.value)}` : ''].filter((part) => part !== '').join(',');
  return ['/sbin/swapon', '--fixpgsz', ...(all === '' ? [] : ['-o', all]), what];
}
