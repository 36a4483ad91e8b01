import { parseBoolean } from '../../parse/boolean.js';
import type { Place } from '../../parse/place.js';
import { escapeUnitName, isUnitName, unitNameFromPath } from '../../parse/unit-name.js';
import { deviceNode, startsWithPath } from './device-node.js';
import { addDevices, readDeviceTable } from './device-table.js';
import { hasOption, isOptionOn } from '../../parse/mount-options.js';
import type { GeneratorContext, UnitText } from './generator-output.js';
import { EntryFailed, escapeSpecifiers } from './helper-units.js';
import { isKernelKey, kernelWords } from './kernel-command-line.js';

const SOURCE = '/etc/veritytab';

/**
 * Turns veritytab, and `roothash=` and `usrhash=` on the kernel's command line, into services that set up verity devices.
 *
 * @systemd src/veritysetup/veritysetup-generator.c, man systemd-veritysetup-generator(8)
 */
export function veritysetupGenerator(context: GeneratorContext): void {
  const switches = readSwitches(context);
  if (!switches.isOn) return;
  if (switches.readsTable && !addDevices(context, readDeviceTable(context, SOURCE, 4, 5), addDevice)) return;
  const root = withDevices(context, switches.root);
  const usr = root === null ? null : withDevices(context, switches.usr);
  if (root === null || usr === null) return;
  if (addFromKernel(context, 'root', root)) addFromKernel(context, 'usr', usr);
}

interface Volume {
  hash: string | null;
  dataDevice: string | null;
  hashDevice: string | null;
  options: string | null;
}

interface Switches {
  readonly isOn: boolean;
  readonly readsTable: boolean;
  readonly root: Volume;
  readonly usr: Volume;
}

function readSwitches(context: GeneratorContext): Switches {
  let isOn = true;
  let readsTable = true;
  const root: Volume = { hash: null, dataDevice: null, hashDevice: null, options: null };
  const usr: Volume = { hash: null, dataDevice: null, hashDevice: null, options: null };
  const words: readonly (readonly [string, Volume, keyof Volume])[] = [
    ['roothash', root, 'hash'],
    ['usrhash', usr, 'hash'],
    ['systemd.verity_root_data', root, 'dataDevice'],
    ['systemd.verity_root_hash', root, 'hashDevice'],
    ['systemd.verity_root_options', root, 'options'],
    ['systemd.verity_usr_data', usr, 'dataDevice'],
    ['systemd.verity_usr_hash', usr, 'hashDevice'],
    ['systemd.verity_usr_options', usr, 'options'],
  ];
  for (const { key, value } of kernelWords(context.kernelWords, context.isInitrd, true)) {
    const isSwitch = isKernelKey(key, 'systemd.verity');
    if (isSwitch || isKernelKey(key, 'veritytab')) {
      const on = value === null ? true : parseBoolean(value);
      if (on === null) context.warn('kernel-bad-switch', null, { key, value: value ?? '' });
      else if (isSwitch) isOn = on;
      else readsTable = on;
      continue;
    }
    const found = words.find(([name]) => isKernelKey(key, name));
    if (found === undefined) continue;
    if (value === null) context.warn('kernel-missing-argument', null, { key });
    else found[1][found[2]] = value;
  }
  return { isOn, readsTable, root, usr };
}

// src/veritysetup/veritysetup-generator.c create_disk
function addDevice(context: GeneratorContext, fields: readonly string[], at: Place, places: readonly Place[]): void {
  const [name = '', dataDevice = '', hashDevice = '', hash = '', options = ''] = fields;
  const { output } = context;
  const noauto = isOptionOn(options, 'noauto', 'auto');
  const nofail = isOptionOn(options, 'nofail', 'fail');
  const isNetwork = hasOption(options, '_netdev');
  const escaped = escapeUnitName(name);
  const unit = `systemd-veritysetup@${escaped}.service`;
  if (!isUnitName(unit)) throw new EntryFailed('generated-name-invalid', { text: name });
  const nodes = [deviceNode(dataDevice), deviceNode(hashDevice)];
  const devices = nodes.map((node) => unitNameFromPath(node, 'device'));
  const bad = devices.indexOf(null);
  if (bad >= 0) throw new EntryFailed('generated-name-invalid', { text: nodes[bad] ?? '' });
  const file = output.open(unit, at, null);
  if (file === null) throw new EntryFailed('generated-exists', { path: `/run/systemd/generator/${unit}` });
  file.add(
    '[Unit]\nDescription=Integrity Protection Setup for %I\n' +
      'Documentation=man:veritytab(5) man:systemd-veritysetup-generator(8) man:systemd-veritysetup@.service(8)\n' +
      `SourcePath=${SOURCE}\nDefaultDependencies=no\nIgnoreOnIsolate=true\n` +
      'After=veritysetup-pre.target systemd-udevd-kernel.socket\n' +
      'Before=blockdev@dev-mapper-%i.target\nWants=blockdev@dev-mapper-%i.target\n',
  );
  if (isNetwork) file.add('After=remote-fs-pre.target\n');
  if (!hasOption(options, 'x-initrd.attach')) file.add('Conflicts=umount.target\n');
  const target = isNetwork ? 'remote-veritysetup.target' : 'veritysetup.target';
  if (!nofail) file.add(`Before=${target}\n`, places[4]);
  for (const [i, node] of nodes.entries()) writeDeviceDependencies(file, node, devices[i] ?? '', places[i + 1] ?? at);
  file.add('\n[Service]\nType=oneshot\nRemainAfterExit=yes\n');
  writeCommands(context, file, name, [...nodes, hash, options], '');
  if (!noauto) output.addDependency(target, nofail ? 'wants' : 'requires', unit, at);
  output.addDependency(`dev-mapper-${escaped}.device`, 'requires', unit, at);
}

function writeDeviceDependencies(file: UnitText, node: string, device: string, at: Place): void {
  if (startsWithPath(node, '/dev/')) {
    file.add(`BindsTo=${device}\nAfter=${device}\nBefore=umount.target\n`, at);
    return;
  }
  file.add(`RequiresMountsFor=${escapeSpecifiers(node)}\n`, at);
  file.add('Requires=systemd-tmpfiles-setup-dev.service\nAfter=systemd-tmpfiles-setup-dev.service\n', at);
}

function writeCommands(context: GeneratorContext, file: UnitText, name: string, words: readonly string[], end: string): void {
  const program = `${context.programDirectory}/systemd-veritysetup`;
  const quoted = [name, ...words].map((word) => `'${escapeSpecifiers(word)}'`).join(' ');
  file.add(`ExecStart=${program} attach ${quoted}\nExecStop=${program} detach '${escapeSpecifiers(name)}'${end}\n`);
}

// src/veritysetup/veritysetup-generator.c determine_device: both are partitions whose UUIDs make up the hash, unless they are
// named; null for a hash that is none.
function withDevices(context: GeneratorContext, volume: Volume): Volume | null {
  const { hash, dataDevice, hashDevice } = volume;
  if (hash === null || (dataDevice !== null && hashDevice !== null)) return volume;
  const digits = hash.replace(/[ \t\r\n]+/g, '');
  if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) {
    context.warn('verity-bad-hash', null, { hash });
    return null;
  }
  if (digits.length < 32) return volume;
  return {
    ...volume,
    dataDevice: dataDevice ?? partitionOfHash(digits.slice(0, 32)),
    hashDevice: hashDevice ?? partitionOfHash(digits.slice(-32)),
  };
}

// src/veritysetup/veritysetup-generator.c create_special_device; false where the generator gives up.
function addFromKernel(context: GeneratorContext, name: 'root' | 'usr', volume: Volume): boolean {
  const { hash, dataDevice, hashDevice } = volume;
  if (hash === null && dataDevice === null && hashDevice === null) return true;
  if (hash === null || dataDevice === null || hashDevice === null) {
    const parts = { hash, 'data device': dataDevice, 'hash device': hashDevice };
    for (const [part, value] of Object.entries(parts)) if (value === null) context.warn('verity-incomplete', null, { name, part });
    return false;
  }
  const nodes = [deviceNode(dataDevice), deviceNode(hashDevice)];
  const devices = nodes.map((node) => unitNameFromPath(node, 'device'));
  const bad = devices.indexOf(null);
  if (bad >= 0) {
    context.warn('generated-name-invalid', null, { text: nodes[bad] ?? '' });
    return false;
  }
  const both = devices.join(' ');
  const unit = `systemd-veritysetup@${name}.service`;
  const file = context.output.open(unit, null, null);
  if (file === null) {
    context.warn('generated-exists', null, { path: `/run/systemd/generator/${unit}` });
    return false;
  }
  file.add(
    '[Unit]\nDescription=Verity Protection Setup for %I\n' +
      'Documentation=man:systemd-veritysetup-generator(8) man:systemd-veritysetup@.service(8)\n' +
      `SourcePath=/proc/cmdline\nDefaultDependencies=no\nConflicts=umount.target\nBindsTo=${both}\nIgnoreOnIsolate=true\n` +
      `After=veritysetup-pre.target systemd-udevd-kernel.socket ${both}\nBefore=veritysetup.target umount.target\n\n` +
      '[Service]\nType=oneshot\nRemainAfterExit=yes\n',
  );
  writeCommands(context, file, name, [...nodes, hash, volume.options ?? ''], ' ');
  context.output.addDependency('veritysetup.target', 'requires', unit, null);
  return true;
}

function partitionOfHash(half: string): string {
  const parts = [half.slice(0, 8), half.slice(8, 12), half.slice(12, 16), half.slice(16, 20), half.slice(20)];
  return `/dev/disk/by-partuuid/${parts.join('-').toLowerCase()}`;
}
