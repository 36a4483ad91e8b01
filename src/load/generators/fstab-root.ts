import { simplifyPath } from '../../base/path.js';
import { parseBoolean } from '../../parse/boolean.js';
import { unitNameFromPath } from '../../parse/unit-name.js';
import { deviceNode, isDevicePath } from './device-node.js';
import { addMount, type MountRequest } from './fstab-mount.js';
import { hasOption } from '../../parse/mount-options.js';
import type { GeneratorContext } from './generator-output.js';
import { EntryFailed } from './helper-units.js';
import { kernelWords } from './kernel-command-line.js';
import { isNetworkRoot } from './nfs-root.js';

const VOLATILE_MODES = ['no', 'yes', 'state', 'overlay'] as const;

/** What the kernel's command line says about /, /usr and /var. */
export interface MountSwitches {
  readonly root: Switches;
  readonly usr: Switches;
  readonly isReadWrite: boolean | null;
  readonly volatile: (typeof VOLATILE_MODES)[number];
}

interface Switches {
  what: string | null;
  type: string | null;
  options: string | null;
  hash: string | null;
}

/** Reads `root=` and its kin; a later word wins, flags add up. @systemd src/fstab-generator/fstab-generator.c parse_proc_cmdline_item */
export function readMountSwitches(context: GeneratorContext): MountSwitches {
  const root: Switches = { what: null, type: null, options: null, hash: null };
  const usr: Switches = { what: null, type: null, options: null, hash: null };
  let isReadWrite: boolean | null = null;
  let volatile: MountSwitches['volatile'] = 'no';
  const words: Readonly<Record<string, readonly [Switches, keyof Switches]>> = {
    root: [root, 'what'],
    rootfstype: [root, 'type'],
    rootflags: [root, 'options'],
    roothash: [root, 'hash'],
    'mount.usr': [usr, 'what'],
    'mount.usrfstype': [usr, 'type'],
    'mount.usrflags': [usr, 'options'],
    usrhash: [usr, 'hash'],
  };
  for (const { key, value } of kernelWords(context.kernelWords, context.isInitrd, false)) {
    const found = Object.hasOwn(words, key) ? words[key] : undefined;
    if (found !== undefined) {
      const [switches, field] = found;
      if (value === null) context.warn('kernel-missing-argument', null, { key });
      else if (field === 'options' && switches.options) switches.options += `,${value}`;
      else switches[field] = value;
    } else if (key === 'rw' && value === null) isReadWrite = true;
    else if (key === 'ro' && value === null) isReadWrite = false;
    else if (key === 'systemd.volatile') {
      const mode = value === null ? 'yes' : volatileMode(value);
      if (mode === null) context.warn('kernel-bad-switch', null, { key, value: value ?? '' });
      else volatile = mode;
    }
  }
  if (root.what === null && root.hash !== null) root.what = '/dev/mapper/root';
  if (usr.what === null && usr.hash !== null) usr.what = '/dev/mapper/usr';
  return { root, usr, isReadWrite, volatile };
}

function volatileMode(text: string): MountSwitches['volatile'] | null {
  const isOn = parseBoolean(text);
  if (isOn !== null) return isOn ? 'yes' : 'no';
  return VOLATILE_MODES.find((mode) => mode === text) ?? null;
}

const NO_FLAGS = {
  originalWhere: null,
  noauto: false,
  nofail: false,
  automount: false,
  makefs: false,
  growfs: false,
  readWriteOnly: false,
  at: null,
  whatAt: null,
  whereAt: null,
  typeAt: null,
  optionsAt: null,
} as const;

function mountFromKernel(what: string, where: string, type: string, options: string): MountRequest {
  return { ...NO_FLAGS, what, where, type, options, passNumber: isDevicePath(what) ? 1 : 0 };
}

/** `systemd.volatile=state`: /var in memory. @systemd src/fstab-generator/fstab-generator.c add_volatile_var */
export function addVolatileVar(context: GeneratorContext, { volatile }: MountSwitches): void {
  if (volatile !== 'state') return;
  const request = mountFromKernel('tmpfs', '/var', 'tmpfs', 'mode=0755,size=25%,nr_inodes=1m');
  addOrWarn(context, request, 'local-fs.target', 'late');
}

/** In the initrd: /sysroot, its /usr, and the service that makes it volatile. */
export function addInitrdMounts(context: GeneratorContext, switches: MountSwitches): void {
  addRoot(context, switches);
  if (!addUsr(context, switches)) {
    context.output.addDependency('initrd-usr-fs.target', 'requires', 'sysroot.mount', null);
  }
  if (switches.volatile === 'yes' || switches.volatile === 'overlay') {
    const service = `${context.unitDirectory}/systemd-volatile-root.service`;
    context.output.addDependency('initrd-root-fs.target', 'requires', service, null);
  }
}

// src/fstab-generator/fstab-generator.c add_sysroot_mount
function addRoot(context: GeneratorContext, { root, isReadWrite }: MountSwitches): void {
  if (root.what === null || root.what === '' || root.what === 'gpt-auto') return;
  if (isNetworkRoot(root.what) || /^(?:cifs:\/\/|iscsi:|live:)/.test(root.what)) return;
  const isMemory = root.what === 'tmpfs';
  const what = isMemory ? 'rootfs' : deviceNode(root.what);
  const type = root.type ?? (isMemory ? 'tmpfs' : '');
  const isWritable = isReadWrite ?? isMemory;
  let options = root.options ?? '';
  if (root.options === null || isReadWrite !== null || !hasOption(options, 'ro', 'rw')) {
    options = `${root.options === null ? '' : `${root.options},`}${isWritable ? 'rw' : 'ro'}`;
  }
  if (isMemory && type === 'tmpfs' && !hasOption(options, 'mode')) options += ',mode=0755';
  if (isDevicePath(what)) {
    const device = unitNameFromPath(what, 'device');
    if (device === null) {
      context.warn('generated-name-invalid', null, { text: what });
      return;
    }
    const text = `# Automatically generated by ${context.output.generator}\n\n[Unit]\nRequires=${device}\nAfter=${device}\n`;
    context.output.writeDropIn('initrd-root-device.target', '50-root-device', text, null);
  }
  addOrWarn(context, mountFromKernel(what, '/sysroot', type, options), 'initrd-root-fs.target', 'normal');
}

// src/fstab-generator/fstab-generator.c add_sysroot_usr_mount; false when there is nothing to do for /usr.
function addUsr(context: GeneratorContext, { root, usr, isReadWrite }: MountSwitches): boolean {
  if (usr.what === null && usr.type === null && usr.options === null) return false;
  const given = usr.what ?? root.what ?? '';
  if (given === '') return false;
  if (given === 'gpt-auto' || simplifyPath(given) === '/dev/nfs') return true;
  const flags = usr.options ?? root.options;
  let options = flags ?? '';
  if (flags === null || !hasOption(flags, 'ro', 'rw'))
    options = `${flags === null ? '' : `${flags},`}${isReadWrite === true ? 'rw' : 'ro'}`;
  const request = mountFromKernel(deviceNode(given), '/sysusr/usr', usr.type ?? root.type ?? '', options);
  if (!addOrWarn(context, request, 'initrd-usr-fs.target', 'normal')) return true;
  addOrWarn(
    context,
    { ...NO_FLAGS, what: '/sysusr/usr', where: '/sysroot/usr', type: '', options: 'bind', passNumber: 0 },
    'initrd-fs.target',
    'normal',
  );
  return true;
}

function addOrWarn(context: GeneratorContext, request: MountRequest, target: string, directory: 'normal' | 'late'): boolean {
  try {
    addMount(context, request, { sourcePath: '/proc/cmdline', target, directory });
    return true;
  } catch (error) {
    if (!(error instanceof EntryFailed)) throw error;
    if (error.code !== 'generated-twice') context.warn(error.code, null, error.values);
    return false;
  }
}
