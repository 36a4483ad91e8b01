import { parseBoolean } from '../../parse/boolean.js';
import type { Place } from '../../parse/place.js';
import { escapeUnitName, unitNameFromPath, isUnitName } from '../../parse/unit-name.js';
import { writeDeviceMount } from './crypt-device-mount.js';
import { readDeviceTable } from './device-table.js';
import { deviceNode, restOfPath, startsWithPath } from './device-node.js';
import { findOptions, hasOption, isOptionOn } from '../../parse/mount-options.js';
import { GeneratorAborted, type GeneratorContext, type UnitText } from './generator-output.js';
import { EntryFailed, escapeSpecifiers, writeDeviceTimeout } from './helper-units.js';
import { kernelWords } from './kernel-command-line.js';

/** A device that the kernel's command line names by its UUID. */
interface KernelDevice {
  readonly uuid: string;
  name: string | null;
  key: Location;
  header: string | null;
  options: string | null;
  data: string | null;
  isDone: boolean;
}

/** A file, and the device that it is on where it is not in the tree. */
interface Location {
  readonly path: string | null;
  readonly device: string | null;
}

interface CryptDevice {
  readonly name: string;
  readonly device: string;
  readonly key: Location;
  readonly headerDevice: string | null;
  readonly options: string;
  readonly sourcePath: string;
  readonly at: Place | null;
  readonly optionsAt: Place | null;
}

const SOURCE = '/etc/crypttab';

/**
 * Turns crypttab, and `luks.*` on the kernel's command line, into services that set up encrypted devices.
 *
 * @systemd src/cryptsetup/cryptsetup-generator.c, man systemd-cryptsetup-generator(8)
 */
export function cryptsetupGenerator(context: GeneratorContext): void {
  const switches = readSwitches(context);
  if (!switches.isOn) return;
  try {
    if (switches.readsTable) addTable(context, switches);
    for (const device of switches.devices.values()) {
      if (device.isDone) continue;
      const options = device.options ?? switches.options;
      addDevice(context, {
        name: device.name ?? `luks-${device.uuid}`,
        device: device.data ?? `UUID=${device.uuid}`,
        key: device.key.path === null ? { path: switches.key, device: device.key.device } : device.key,
        headerDevice: device.options === null ? null : device.header,
        options: options ?? '',
        sourcePath: '/proc/cmdline',
        at: null,
        optionsAt: null,
      });
    }
  } catch (error) {
    if (error instanceof GeneratorAborted) {
      context.warn('generator-aborted', error.at, { generator: context.output.generator, option: error.option });
    } else if (!(error instanceof EntryFailed)) throw error;
  }
}

function addTable(context: GeneratorContext, switches: Switches): void {
  for (const { fields, at, fieldPlaces } of readDeviceTable(context, SOURCE, 2, 4)) {
    const [name = '', device = '', keySpecification = null, givenOptions = null] = fields;
    const uuid = uuidOf(device) ?? (name.startsWith('luks-') ? name.slice(5) : null);
    const known = uuid === null ? undefined : switches.devices.get(uuid);
    if (switches.isRestricted && known === undefined) {
      context.warn('crypttab-not-on-command-line', at, { name });
      continue;
    }
    const key = splitLocation(context, keySpecification, fieldPlaces[2] ?? at);
    const usesKernelOptions = known !== undefined && known.options !== null;
    const split = usesKernelOptions
      ? { options: known.options ?? '', device: known.header }
      : splitHeader(context, givenOptions ?? '', fieldPlaces[3] ?? at);
    addDevice(context, {
      name,
      device,
      key,
      headerDevice: split.device,
      options: split.options,
      sourcePath: SOURCE,
      at,
      optionsAt: fieldPlaces[3] ?? null,
    });
    if (known !== undefined) known.isDone = true;
  }
}

function uuidOf(device: string): string | null {
  if (device.startsWith('UUID=')) return device.slice(5);
  return restOfPath(device, '/dev/disk/by-uuid/');
}

interface Switches {
  readonly isOn: boolean;
  readonly readsTable: boolean;
  /** Are there `luks.uuid=` or `luks.name=`? Then no others are set up. */
  readonly isRestricted: boolean;
  readonly devices: ReadonlyMap<string, KernelDevice>;
  readonly options: string | null;
  readonly key: string | null;
}

const UUID = /^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$/;

const UUID_PAIR = /^([0-9a-fA-F-]+)=[ \t\r\n\v\f]*([^ \t\r\n\v\f]+)/;
const ANY_PAIR = /^([0-9a-zA-Z-]*)=([^]*)$/;

// src/cryptsetup/cryptsetup-generator.c parse_proc_cmdline_item
function readSwitches(context: GeneratorContext): Switches {
  let isOn = true;
  let readsTable = true;
  let isRestricted = false;
  let options: string | null = null;
  let key: string | null = null;
  const devices = new Map<string, KernelDevice>();
  const deviceOf = (uuid: string): KernelDevice => {
    const known = devices.get(uuid);
    if (known) return known;
    const made: KernelDevice = {
      uuid,
      name: null,
      key: { path: null, device: null },
      header: null,
      options: null,
      data: null,
      isDone: true,
    };
    devices.set(uuid, made);
    return made;
  };
  for (const word of kernelWords(context.kernelWords, context.isInitrd, true)) {
    const { value } = word;
    if (word.key === 'luks' || word.key === 'luks.crypttab') {
      const on = value === null ? true : parseBoolean(value);
      if (on === null) context.warn('kernel-bad-switch', null, { key: word.key, value: value ?? '' });
      else if (word.key === 'luks') isOn = on;
      else readsTable = on;
      continue;
    }
    const setting = ['luks.uuid', 'luks.name', 'luks.options', 'luks.key', 'luks.data'].find((one) => word.key === one);
    if (setting === undefined) continue;
    if (value === null) {
      context.warn('kernel-missing-argument', null, { key: word.key });
      continue;
    }
    if (setting === 'luks.uuid') {
      deviceOf(value.startsWith('luks-') ? value.slice(5) : value).isDone = false;
      isRestricted = true;
      continue;
    }
    const pair = (setting === 'luks.key' || setting === 'luks.data' ? ANY_PAIR : UUID_PAIR).exec(value);
    const uuid = pair?.[1];
    const rest = pair?.[2];
    if (uuid === undefined || rest === undefined) {
      if (setting === 'luks.options') options = value;
      else if (setting === 'luks.key') key = value;
      else if (setting === 'luks.data') context.warn('kernel-bad-uuid', null, { key: word.key });
      else context.warn('kernel-bad-switch', null, { key: word.key, value });
      continue;
    }
    if (setting === 'luks.name') {
      const device = deviceOf(uuid);
      device.name = rest;
      device.isDone = false;
      isRestricted = true;
      continue;
    }
    if (!UUID.test(uuid)) {
      context.warn('kernel-bad-uuid', null, { key: word.key });
      continue;
    }
    const device = deviceOf(uuid);
    if (setting === 'luks.options') {
      const split = splitHeader(context, rest, null);
      device.options = split.options;
      device.header = split.device;
    } else if (setting === 'luks.key') device.key = splitLocation(context, rest, null);
    else device.data = deviceNode(rest);
  }
  return { isOn, readsTable, isRestricted, devices, options, key };
}

// `FILE:DEVICE`, where what follows the last colon looks like a device.
function splitLocation(context: GeneratorContext, text: string | null, at: Place | null): Location {
  if (text === null) return { path: null, device: null };
  const colon = text.lastIndexOf(':');
  if (colon < 0) return { path: text, device: null };
  const device = deviceNode(text.slice(colon + 1));
  if (device.startsWith('/')) return { path: text.slice(0, colon), device };
  context.warn('crypttab-colon', at, { text, device: text.slice(colon + 1) });
  return { path: text, device: null };
}

// Takes the device out of `header=FILE:DEVICE`; the option moves to the end.
function splitHeader(context: GeneratorContext, options: string, at: Place | null): { options: string; device: string | null } {
  const found = findOptions(options, ['header']);
  if (found.name === null) return { options: found.rest, device: null };
  const location = splitLocation(context, found.value, at);
  const header = `header=${location.path ?? ''}`;
  return { options: found.rest === '' ? header : `${found.rest},${header}`, device: location.device };
}

function addDevice(context: GeneratorContext, entry: CryptDevice): void {
  try {
    writeDevice(context, entry);
  } catch (error) {
    if (error instanceof EntryFailed) context.warn(error.code, entry.at, error.values);
    throw error;
  }
}

// src/cryptsetup/cryptsetup-generator.c create_disk
function writeDevice(context: GeneratorContext, entry: CryptDevice): void {
  const { name, at, key } = entry;
  const { output } = context;
  const { options } = entry;
  const noauto = isOptionOn(options, 'noauto', 'auto');
  const nofail = isOptionOn(options, 'nofail', 'fail');
  const isSwap = hasOption(options, 'swap');
  const isNetwork = hasOption(options, '_netdev');
  const keyTimeout = findOptions(options, ['keyfile-timeout']);
  const mayKeyFail = keyTimeout.name !== null;
  const header = findOptions(options, ['header']);
  const temporary = findOptions(options, ['tmp']);
  if (temporary.name !== null && isSwap) throw new EntryFailed('crypttab-tmp-and-swap', { name });
  const escaped = escapeUnitName(name);
  const node = deviceNode(entry.device);
  const unit = `systemd-cryptsetup@${escaped}.service`;
  const device = unitNameFromPath(node, 'device');
  if (!isUnitName(unit) || escaped === '') throw new EntryFailed('generated-name-invalid', { text: name });
  if (device === null) throw new EntryFailed('generated-name-invalid', { text: node });
  if (key.device !== null && key.path === null) throw new EntryFailed('generated-name-invalid', { text: key.device });
  const file = output.open(unit, at, null);
  if (file === null) throw new EntryFailed('generated-exists', { path: `/run/systemd/generator/${unit}` });
  file.add(
    '[Unit]\nDescription=Cryptography Setup for %I\n' +
      'Documentation=man:crypttab(5) man:systemd-cryptsetup-generator(8) man:systemd-cryptsetup@.service(8)\n' +
      `SourcePath=${entry.sourcePath}\nDefaultDependencies=no\nIgnoreOnIsolate=true\n` +
      'After=cryptsetup-pre.target systemd-udevd-kernel.socket\n' +
      'Before=blockdev@dev-mapper-%i.target\nWants=blockdev@dev-mapper-%i.target\n',
  );
  if (isNetwork) file.add('After=remote-fs-pre.target\n');
  if (!hasOption(options, 'x-initrd.attach')) file.add('Conflicts=umount.target\n');
  let password = key.path;
  if (key.device !== null) {
    const mount = writeDeviceMount(context, {
      name,
      device: key.device,
      prefix: 'keydev',
      at,
      readOnly: true,
      mayFail: mayKeyFail,
      timeout: keyTimeout.value,
    });
    file.add(`After=${mount.unit}\n${mayKeyFail ? 'Wants' : 'Requires'}=${mount.unit}\n`);
    file.add(`Wants=${mount.umountUnit}\nBefore=${mount.umountUnit}\n`);
    password = joinFile(mount.where, key.path ?? '');
  }
  let headerPath: string | null = null;
  if (entry.headerDevice !== null) {
    const mount = writeDeviceMount(context, {
      name,
      device: entry.headerDevice,
      prefix: 'headerdev',
      at,
      readOnly: false,
      mayFail: false,
      timeout: null,
    });
    file.add(`After=${mount.unit}\nRequires=${mount.unit}\n`);
    file.add(`Wants=${mount.umountUnit}\nBefore=${mount.umountUnit}\n`);
    headerPath = joinFile(mount.where, header.value ?? '');
  }
  const target = isNetwork ? 'remote-cryptsetup.target' : 'cryptsetup.target';
  if (!nofail) file.add(`Before=${target}\n`);
  if (password !== null && key.device === null) {
    if (mayKeyFail && keyTimeout.value === null) {
      file.clear();
      throw new GeneratorAborted('keyfile-timeout', entry.optionsAt);
    }
    writeFileDependencies(context, file, password, keyTimeout.value, mayKeyFail, at);
  }
  if (header.name !== null && entry.headerDevice === null) {
    if (header.value === null) {
      file.clear();
      throw new GeneratorAborted('header', entry.optionsAt);
    }
    writeFileDependencies(context, file, header.value, null, false, at);
  }
  if (startsWithPath(node, '/dev/')) file.add(`BindsTo=${device}\nAfter=${device}\nBefore=umount.target\n`);
  else {
    file.add(`RequiresMountsFor=${escapeSpecifiers(node)}\n`);
    file.add('Requires=systemd-tmpfiles-setup-dev.service\nAfter=systemd-tmpfiles-setup-dev.service\n');
  }
  let rest: string;
  let ownOptions = options;
  if (headerPath !== null) ownOptions = `${header.rest === '' ? '' : `${header.rest},`}header=${headerPath}`;
  try {
    const source = { what: entry.device, where: '', type: '', options: ownOptions, at, optionsAt: entry.optionsAt };
    rest = writeDeviceTimeout(context, source, name);
  } catch (error) {
    if (error instanceof GeneratorAborted) file.clear();
    throw error;
  }
  writeService(context, file, name, [node, password ?? '', rest]);
  const mapped = `/dev/mapper/${escapeSpecifiers(name)}`;
  if (isSwap) file.add(`ExecStartPost=${context.programDirectory}/systemd-makefs swap '${mapped}'\n`);
  if (temporary.name !== null) {
    const type = escapeSpecifiers(temporary.value ?? 'ext4');
    file.add(`ExecStartPost=${context.programDirectory}/systemd-makefs '${type}' '${mapped}'\n`);
  }
  if (!noauto) output.addDependency(target, nofail ? 'wants' : 'requires', unit, at);
  const mapping = `dev-mapper-${escaped}.device`;
  output.addDependency(mapping, 'requires', unit, at);
  if (!noauto && !nofail) {
    output.writeDropIn(
      mapping,
      '40-device-timeout',
      `# Automatically generated by ${output.generator}\n\n[Unit]\nJobTimeoutSec=0\n`,
      at,
    );
  }
}

const joinFile = (directory: string, file: string): string =>
  file === '' ? directory : file.startsWith('/') ? directory + file : `${directory}/${file}`;

function writeService(context: GeneratorContext, file: UnitText, name: string, words: readonly string[]): void {
  const program = `${context.programDirectory}/systemd-cryptsetup`;
  const quoted = [name, ...words].map((word) => `'${escapeSpecifiers(word)}'`).join(' ');
  file.add(
    '\n[Service]\nType=oneshot\nRemainAfterExit=yes\nTimeoutSec=0\nKeyringMode=shared\nOOMScoreAdjust=500\n' +
      `ExecStart=${program} attach ${quoted}\nExecStop=${program} detach '${escapeSpecifiers(name)}'\n`,
  );
}

const RANDOM_DEVICES = ['/dev/urandom', '/dev/random', '/dev/hw_random', '/dev/hwrng'];

// src/cryptsetup/cryptsetup-generator.c print_dependencies
function writeFileDependencies(
  context: GeneratorContext,
  file: UnitText,
  path: string,
  timeout: string | null,
  mayFail: boolean,
  at: Place | null,
): void {
  if (path === '-' || path === 'none') return;
  if (RANDOM_DEVICES.some((device) => restOfPath(path, device) === '')) {
    file.add('After=systemd-random-seed.service\n');
    return;
  }
  const node = deviceNode(path);
  if (restOfPath(node, '/dev/null') === '') return;
  if (!startsWithPath(node, '/dev/')) {
    file.add(`RequiresMountsFor=${escapeSpecifiers(path)}\n`);
    return;
  }
  const unit = unitNameFromPath(node, 'device');
  if (unit === null) throw new EntryFailed('generated-name-invalid', { text: node });
  file.add(`After=${unit}\n${mayFail ? 'Wants' : 'Requires'}=${unit}\n`);
  if (timeout !== null) {
    const text = `# Automatically generated by ${context.output.generator} \n\n[Unit]\nJobRunningTimeoutSec=${timeout}\n`;
    context.output.writeDropIn(unit, '90-device-timeout', text, at);
  }
}
