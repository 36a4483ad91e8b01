/** Splits mount options at commas; `\,` is a comma in a value. */
function splitOptions(options: string): string[] {
  return options.split(/(?<!\\),/).map((option) => option.replace(/\\,/g, ','));
}

/** Is one of these options there, with or without a value? @systemd src/shared/fstab-util.c fstab_filter_options */
export function hasOption(options: string, ...names: readonly string[]): boolean {
  if (options === '') return false;
  return splitOptions(options).some((option) => names.includes(option.split('=', 1)[0] ?? ''));
}

/** Of an option and its opposite the last one counts; false when neither is there. */
export function lastOption(options: string, yes: string, no: string): boolean {
  return splitOptions(options).findLast((option) => option === yes || option === no) === yes;
}

const NETWORK_TYPES = new Set(
  'afs ceph cifs gfs gfs2 ncp ncpfs nfs nfs4 ocfs2 orangefs pvfs2 smb3 smbfs davfs glusterfs lustre sshfs'.split(' '),
);

/** Is this a network file system, by type or option? @systemd src/basic/mountpoint-util.c fstype_is_network */
export function isNetworkMount(type: string, options: string): boolean {
  return hasOption(options, '_netdev') || NETWORK_TYPES.has(type.replace(/^fuse\./, ''));
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
