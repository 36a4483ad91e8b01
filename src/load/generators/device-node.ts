import { encodeUtf8 } from '../../base/text.js';

const LINKS: readonly (readonly [string, string])[] = [
  ['LABEL=', 'by-label'],
  ['UUID=', 'by-uuid'],
  ['PARTUUID=', 'by-partuuid'],
  ['PARTLABEL=', 'by-partlabel'],
];

/**
 * The device node that fstab and crypttab mean: `LABEL=x` is `/dev/disk/by-label/x`; any other text stands for itself.
 *
 * @systemd src/shared/fstab-util.c fstab_node_to_udev_node
 */
export function deviceNode(text: string): string {
  for (const [prefix, directory] of LINKS) {
    if (!text.startsWith(prefix)) continue;
    let name = text.slice(prefix.length);
    const quote = name.charAt(0);
    if (name.length >= 2 && (quote === '"' || quote === "'") && name.endsWith(quote)) name = name.slice(1, -1);
    return `/dev/disk/${directory}/${encodeDeviceName(name)}`;
  }
  return text;
}

// Letters, digits, some signs and other than ASCII stay; the rest becomes \xHH.
function encodeDeviceName(name: string): string {
  let result = '';
  for (const c of name) {
    if (c !== '\ufffd' && (c > '\u007f' || /[0-9A-Za-z#+\-.:=@_]/.test(c))) result += c;
    else for (const byte of encodeUtf8(c)) result += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return result;
}

/** Is the path, component by component, below the directory (or the directory itself)? `..` is not followed. */
export function startsWithPath(path: string, directory: string): boolean {
  return restOfPath(path, directory) !== null;
}

/** What follows after the directory; null when the path is not in it. @systemd src/basic/path-util.c path_startswith */
export function restOfPath(path: string, directory: string): string | null {
  if (path.startsWith('/') !== directory.startsWith('/')) return null;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const above = directory.split('/').filter((part) => part !== '' && part !== '.');
  for (const [i, part] of above.entries()) if (parts[i] !== part || part === '..') return null;
  return parts.slice(above.length).join('/');
}

/** Is it a path below /dev or /sys? @systemd src/basic/path-util.c is_device_path */
export function isDevicePath(path: string): boolean {
  return ['/dev', '/sys'].some((directory) => (restOfPath(path, directory) ?? '') !== '');
}

const API_MOUNTS = new Set([
  '/proc',
  '/sys',
  '/dev',
  '/sys/kernel/security',
  '/sys/fs/smackfs',
  '/dev/shm',
  '/dev/pts',
  '/run',
  '/run/lock',
  '/sys/fs/cgroup',
  '/sys/fs/cgroup/unified',
  '/sys/fs/cgroup/systemd',
  '/sys/fs/pstore',
  '/sys/firmware/efi/efivars',
  '/sys/fs/bpf',
  '/sys/fs/selinux',
  '/dev/console',
  '/proc/kmsg',
  '/proc/sys',
  '/proc/sys/kernel/random/boot_id',
]);

/** Is it a mount point that systemd itself takes care of? @systemd src/shared/mount-setup.c mount_point_is_api, mount_point_ignore */
export function isApiMountPoint(where: string): boolean {
  const simple = `/${where
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
  return API_MOUNTS.has(simple) || simple.startsWith('/sys/fs/cgroup/') || startsWithPath(simple, '/run/host');
}
