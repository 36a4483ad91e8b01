import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, hostname, release, totalmem } from 'node:os';
import { DEFAULT_FACTS, type Facts, type UserFacts } from '../index.js';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
};

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'x86-64',
  arm64: 'arm64',
  ia32: 'x86',
  arm: 'arm',
  riscv64: 'riscv64',
  ppc64: 'ppc64-le',
  s390x: 's390x',
  loong64: 'loongarch64',
};

/** What is known of the machine that runs this, for `--root /`. */
export function machineFacts(): Facts {
  const mounts = read('/proc/self/mounts')
    .split('\n')
    .map((line) => line.split(' '));
  const sys = mounts.find((words) => words[1] === '/sys');
  const container = containerOf();
  return {
    ...DEFAULT_FACTS,
    container,
    virtualization:
      read('/sys/class/dmi/id/product_name').includes('KVM') || read('/proc/cpuinfo').includes('hypervisor') ? 'kvm' : 'none',
    initrd: existsSync('/etc/initrd-release'),
    sysReadOnly: sys?.[3]?.split(',').includes('ro') ?? false,
    kernelCommandLine: read(container === false ? '/proc/cmdline' : '/proc/1/cmdline').replaceAll('\0', ' '),
    kernelRelease: release(),
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    hostName: hostname(),
    bootId: read('/proc/sys/kernel/random/boot_id').replaceAll('-', '') || DEFAULT_FACTS.bootId,
    cgroupControllers: read('/sys/fs/cgroup/cgroup.controllers')
      .split(' ')
      .filter((word) => word !== ''),
    firmware: existsSync('/sys/firmware/efi') ? 'uefi' : existsSync('/proc/device-tree') ? 'device-tree' : null,
    consoles: read('/sys/class/tty/console/active')
      .split(' ')
      .filter((name) => name !== '' && !/^tty\d*$/.test(name)),
    mounts: mounts.map((words) => words[1] ?? '').filter((path) => path.startsWith('/')),
    cpus: availableParallelism(),
    memory: totalmem(),
  };
}

function containerOf(): string | false {
  const named = read('/run/systemd/container');
  if (named !== '') return named;
  if (existsSync('/.dockerenv')) return 'docker';
  return existsSync('/run/.containerenv') ? 'podman' : false;
}

/** Who runs this, as far as the environment tells. */
export function ownUser(): Partial<UserFacts> {
  const uid = process.getuid?.();
  const runtimeDirectory = process.env['XDG_RUNTIME_DIR'];
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(runtimeDirectory?.startsWith('/') === true ? { runtimeDirectory } : {}),
  };
}
