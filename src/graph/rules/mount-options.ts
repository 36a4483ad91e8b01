import { hasOption, isNetworkType } from '../../parse/mount-options.js';

/** Is this a network file system, by type or option? @systemd src/basic/mountpoint-util.c fstype_is_network */
export function isNetworkMount(type: string, options: string): boolean {
  return hasOption(options, '_netdev') || isNetworkType(type);
}

const API_MOUNTS = new Set(
  (
    '/proc /sys /dev /sys/kernel/security /sys/fs/smackfs /dev/shm /dev/pts /run /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd ' +
    '/sys/fs/pstore /sys/firmware/efi/efivars /sys/fs/bpf /sys/fs/selinux /dev/console /proc/kmsg /proc/sys /proc/sys/kernel/random/boot_id'
  ).split(' '),
);

/** Is this a mount point that the manager sets up itself? @systemd src/shared/mount-setup.c mount_point_is_api, mount_point_ignore */
export function isApiMount(path: string): boolean {
  return API_MOUNTS.has(path) || path.startsWith('/sys/fs/cgroup/') || path === '/run/host' || path.startsWith('/run/host/');
}
