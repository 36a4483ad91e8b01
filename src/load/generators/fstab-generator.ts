import { decodeUtf8 } from '../../base/text.js';
import { simplifyPath } from '../../base/path.js';
import { parseBoolean } from '../../parse/boolean.js';
import { unitNameFromPath } from '../../parse/unit-name.js';
import { deviceNode, isDevicePath } from './device-node.js';
import { chasePath } from '../chase-path.js';
import { addMount } from './fstab-mount.js';
import { hasOption, isNetworkType, isOptionOn } from '../../parse/mount-options.js';
import { addInitrdMounts, addVolatileVar, readMountSwitches } from './fstab-root.js';
import { GeneratorAborted, type GeneratorContext } from './generator-output.js';
import { EntryFailed, escapeSpecifiers, hookUpMakeSwap, writeBlockDeviceDependency, writeDeviceTimeout } from './helper-units.js';
import { kernelWords } from './kernel-command-line.js';
import { readFstab, type FstabEntry } from './read-fstab.js';

/**
 * Turns fstab, and in the initrd the kernel's command line, into mount, automount and swap units.
 *
 * @systemd src/fstab-generator/fstab-generator.c, man systemd-fstab-generator(8)
 */
export function fstabGenerator(context: GeneratorContext): void {
  let isFstabOn = true;
  let isSwapOn = true;
  for (const { key, value } of kernelWords(context.kernelWords, context.isInitrd, false)) {
    const isFstab = key === 'fstab' || key === 'rd.fstab';
    if (!isFstab && key !== 'systemd.swap') continue;
    const on = value === null ? true : parseBoolean(value);
    if (on === null) context.warn('kernel-bad-switch', null, { key, value: value ?? '' });
    else if (isFstab) isFstabOn = on;
    else isSwapOn = on;
  }
  const switches = readMountSwitches(context);
  try {
    if (context.isInitrd) addInitrdMounts(context, switches);
    else addVolatileVar(context, switches);
    if (!isFstabOn) return;
    readTable(context, '/etc/fstab', '', isSwapOn);
    if (context.isInitrd) readTable(context, '/sysroot/etc/fstab', '/sysroot', isSwapOn);
    else {
      const service = `${context.unitDirectory}/systemd-remount-fs.service`;
      context.output.addDependency('local-fs.target', 'wants', service, null);
    }
  } catch (error) {
    if (!(error instanceof GeneratorAborted)) throw error;
    context.warn('generator-aborted', error.at, { generator: context.output.generator, option: error.option });
  }
}

function readTable(context: GeneratorContext, path: string, root: string, isSwapOn: boolean): void {
  const content = context.fileSystem.readFile(path);
  if (typeof content === 'string') {
    if (content !== 'ENOENT') context.warn('unreadable-table', { path, line: 0, column: 0 }, { path, error: content });
    return;
  }
  for (const entry of readFstab(decodeUtf8(content), path)) {
    try {
      addEntry(context, entry, root, isSwapOn);
    } catch (error) {
      if (!(error instanceof EntryFailed)) throw error;
      // The finding for a second file of the same name is made where it is opened.
      if (error.code !== 'generated-twice') context.warn(error.code, entry.at, error.values);
    }
  }
}

function addEntry(context: GeneratorContext, entry: FstabEntry, root: string, isSwapOn: boolean): void {
  const { options, type } = entry;
  const sourcePath = entry.at.path;
  const isWanted = root === '' || hasOption(options, 'x-initrd.mount') || simplifyPath(entry.where) === '/usr';
  if (!isWanted) return;
  const what = deviceNode(entry.what);
  if (context.facts.sysReadOnly && (what === 'sysfs' || isDevicePath(what))) {
    context.warn('fstab-no-devices-here', entry.at, { what, entry: what === 'sysfs' ? 'entry' : 'device entry' });
    return;
  }
  let where = entry.where;
  let originalWhere: string | null = null;
  if (where.includes('/')) {
    where = simplifyPath(where);
    const chased = chasePath(context.fileSystem, where, root);
    const resolved = typeof chased === 'string' ? root + where : chased.path;
    if (resolved !== where) {
      originalWhere = where;
      where = resolved;
    }
  }
  const flags = {
    makefs: hasOption(options, 'x-systemd.makefs'),
    growfs: hasOption(options, 'x-systemd.growfs'),
    noauto: isOptionOn(options, 'noauto', 'auto'),
    nofail: isOptionOn(options, 'nofail', 'fail'),
  };
  if (type === 'swap') {
    addSwap(context, entry, what, { ...flags, isSwapOn });
    return;
  }
  const isNetwork = hasOption(options, '_netdev') || isNetworkType(type);
  const target = root !== '' ? 'initrd-fs.target' : isNetwork ? 'remote-fs.target' : 'local-fs.target';
  const automount = hasOption(options, 'comment=systemd.automount', 'x-systemd.automount');
  const readWriteOnly = hasOption(options, 'x-systemd.rw-only');
  const request = { ...entry, ...flags, what, where, originalWhere, automount, readWriteOnly };
  addMount(context, request, { sourcePath, target, directory: 'normal' });
}

interface SwapFlags {
  readonly makefs: boolean;
  readonly growfs: boolean;
  readonly noauto: boolean;
  readonly nofail: boolean;
  readonly isSwapOn: boolean;
}

// src/fstab-generator/fstab-generator.c add_swap
function addSwap(context: GeneratorContext, entry: FstabEntry, what: string, flags: SwapFlags): void {
  const { options, at } = entry;
  if (!flags.isSwapOn) {
    context.warn('fstab-swap-off', at, { what });
    return;
  }
  if (context.facts.container !== false) {
    context.warn('fstab-swap-in-container', at, { what });
    return;
  }
  const name = unitNameFromPath(what, 'swap');
  if (name === null) throw new EntryFailed('generated-name-invalid', { text: what });
  const file = context.output.open(name, at, at.path);
  if (file === null) return;
  file.add(`[Unit]\nDocumentation=man:fstab(5) man:systemd-fstab-generator(8)\nSourcePath=${at.path}\n`);
  writeBlockDeviceDependency(file, what);
  file.add('\n[Swap]\n');
  file.add(`What=${escapeSpecifiers(what)}\n`, entry.whatAt);
  if (options !== '' && options !== 'defaults') file.add(`Options=${escapeSpecifiers(options)}\n`, entry.optionsAt);
  writeDeviceTimeout(context, { ...entry, what }, what);
  if (flags.makefs) hookUpMakeSwap(context, what, at);
  if (flags.growfs) context.warn('fstab-growfs-swap', entry.optionsAt, { what });
  if (!flags.noauto) context.output.addDependency('swap.target', flags.nofail ? 'wants' : 'requires', name, at);
}
