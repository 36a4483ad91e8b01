/**
 * What unit files cannot say: about the machine, its kernel and its devices. Every field is optional in the file that a user
 * gives (`--facts`); here the defaults are filled in.
 */
export interface Facts {
  /** The kind of container, as `systemd-detect-virt --container` names it; false outside one. */
  readonly container: string | false;
  /** As `systemd-detect-virt --vm` names it; `none` on hardware. */
  readonly virtualization: string;
  readonly initrd: boolean;
  /** Is /sys mounted read-only? Then device units are not supported. */
  readonly sysReadOnly: boolean;
  readonly kernelCommandLine: string;
  readonly kernelRelease: string;
  /** As systemd names it: `x86-64`, `arm64`. */
  readonly architecture: string;
  /** null: read from the tree. */
  readonly hostName: string | null;
  /** 32 hexadecimal digits; null: read from the tree. */
  readonly machineId: string | null;
  readonly bootId: string;
  /** Controllers of the unified cgroup hierarchy, such as `memory`. */
  readonly cgroupControllers: readonly string[];
  /** `uefi`, `device-tree`, or null for neither known. */
  readonly firmware: string | null;
  /** Active security technologies: `selinux`, `apparmor`, ... */
  readonly security: readonly string[];
  /** Programs such as `fsck`, `fsck.ext4`; null: look in the tree. */
  readonly fsckHelpers: readonly string[] | null;
  /** Consoles with a getty, such as `ttyS0`; in a container `pts/0`. */
  readonly consoles: readonly string[];
  /** Device unit name to the seconds after which it appears, null for never. */
  readonly devices: Readonly<Record<string, number | null>>;
  /** Mount points besides `/`. */
  readonly mounts: readonly string[];
  readonly swaps: readonly string[];
  /** Paths that exist besides those of the tree. */
  readonly paths: readonly string[];
  /** The environment block of the manager. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cpus: number | null;
  /** Bytes of memory. */
  readonly memory: number | null;
  readonly acPower: boolean | null;
  /** Of the user manager: name, id and directories. */
  readonly user: UserFacts | null;
}

/** The user whose manager it is. */
export interface UserFacts {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly group: string;
  readonly home: string;
  readonly shell: string;
  readonly runtimeDirectory: string;
}

/** What is assumed where nothing is known. */
export const DEFAULT_FACTS: Facts = {
  container: false,
  virtualization: 'none',
  initrd: false,
  sysReadOnly: false,
  kernelCommandLine: '',
  kernelRelease: '',
  architecture: 'x86-64',
  hostName: null,
  machineId: null,
  bootId: '0'.repeat(32),
  cgroupControllers: [],
  firmware: null,
  security: [],
  fsckHelpers: null,
  consoles: [],
  devices: {},
  mounts: [],
  swaps: [],
  paths: [],
  environment: {},
  cpus: null,
  memory: null,
  acPower: null,
  user: null,
};
