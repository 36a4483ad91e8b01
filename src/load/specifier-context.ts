import type { FileSystem } from '../host/file-system.js';
import { parseEnvironmentFile } from '../parse/environment-file.js';
import type { SpecifierContext } from '../parse/specifier.js';
import type { Facts, UserFacts } from './facts.js';
import { readText } from './read-text.js';

/** Machine specifiers by letter: a value, or the sentence of the errno. */
export type MachineSpecifiers = SpecifierContext['value'];

type Value = ReturnType<MachineSpecifiers>;

const OS_RELEASE_FIELDS: Readonly<Record<string, string>> = {
  o: 'ID',
  w: 'VERSION_ID',
  W: 'VARIANT_ID',
  B: 'BUILD_ID',
  M: 'IMAGE_ID',
  A: 'IMAGE_VERSION',
};

const SYSTEM_DIRECTORIES: Readonly<Record<string, string>> = {
  t: '/run',
  S: '/var/lib',
  C: '/var/cache',
  L: '/var/log',
  E: '/etc',
};

const USER_DIRECTORIES: Readonly<Record<string, string>> = { S: '.config', C: '.cache', L: '.config/log', E: '.config' };

/**
 * The machine id of a tree: a manager makes one where there is no file, which is shown as zeros.
 *
 * @systemd src/libsystemd/sd-id128/id128-util.c id128_read_fd
 */
function machineId(fileSystem: FileSystem): Value {
  const text = readText(fileSystem, '/etc/machine-id');
  if (text === null) return '0'.repeat(32);
  const id = text.replace(/\n$/, '');
  if (id === '') return { error: 'No medium found' };
  if (id === 'uninitialized') return { error: 'Package not installed' };
  return /^[0-9a-f]{32}$/i.test(id) ? id.toLowerCase() : { error: 'Invalid argument' };
}

function hostName(fileSystem: FileSystem, facts: Facts): string {
  if (facts.hostName !== null) return facts.hostName;
  const lines = (readText(fileSystem, '/etc/hostname') ?? '').split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !line.startsWith('#')) ?? 'localhost';
}

function rootUser(fileSystem: FileSystem): UserFacts {
  const entry = (readText(fileSystem, '/etc/passwd') ?? '')
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[2] === '0');
  const fallback = fileSystem.status('/bin/bash') === null ? '/bin/sh' : '/bin/bash';
  const shell = entry?.[6]?.trim();
  return {
    name: 'root',
    uid: 0,
    gid: 0,
    group: 'root',
    home: '/root',
    shell: shell === undefined || shell === '' ? fallback : shell,
    runtimeDirectory: '/run',
  };
}

function directory(letter: string, facts: Facts, user: UserFacts, isUser: boolean): Value {
  const { environment } = facts;
  if (letter === 'T' || letter === 'V') {
    const set = [environment['TMPDIR'], environment['TEMP'], environment['TMP']].find((path) => path?.startsWith('/'));
    return set ?? (letter === 'T' ? '/tmp' : '/var/tmp');
  }
  if (!isUser) return SYSTEM_DIRECTORIES[letter] ?? '';
  if (letter === 't') return user.runtimeDirectory;
  const home = environment[letter === 'C' ? 'XDG_CACHE_HOME' : 'XDG_CONFIG_HOME'];
  if (home !== undefined && home.startsWith('/')) return letter === 'L' ? `${home}/log` : home;
  return `${user.home}/${USER_DIRECTORIES[letter] ?? ''}`;
}

/**
 * The values of the specifiers that do not depend on a unit. Facts come before what the tree says; files are read when a value is
 * first asked for.
 *
 * @systemd src/shared/specifier.c
 */
export function machineSpecifiers(fileSystem: FileSystem, facts: Facts, isUser: boolean): MachineSpecifiers {
  const once = <T>(make: () => T): (() => T) => {
    let made: { readonly value: T } | null = null;
    return () => (made ??= { value: make() }).value;
  };
  const user = once(() => (isUser ? facts.user : null) ?? rootUser(fileSystem));
  const host = once(() => hostName(fileSystem, facts));
  const osRelease = once(() => {
    const text = readText(fileSystem, '/etc/os-release') ?? readText(fileSystem, '/usr/lib/os-release');
    return text === null ? null : parseEnvironmentFile(text);
  });
  const prettyHost = once(() => parseEnvironmentFile(readText(fileSystem, '/etc/machine-info') ?? '').get('PRETTY_HOSTNAME'));
  const shortHost = (): string => host().split('.')[0] ?? '';
  const read = (letter: string): Value => {
    switch (letter) {
      case 'a':
        return facts.architecture;
      case 'b':
        return facts.bootId;
      case 'm':
        return facts.machineId ?? machineId(fileSystem);
      case 'H':
        return host();
      case 'l':
        return shortHost();
      case 'q':
        return prettyHost() || shortHost();
      case 'v':
        return facts.kernelRelease;
      case 'u':
        return user().name;
      case 'U':
        return String(user().uid);
      case 'g':
        return user().group;
      case 'G':
        return String(user().gid);
      case 'h':
        return user().home;
      case 's':
        return user().shell;
      default: {
        const field = OS_RELEASE_FIELDS[letter];
        if (field === undefined) return directory(letter, facts, user(), isUser);
        const release = osRelease();
        return release === null ? { error: 'Protocol driver not attached' } : (release.get(field) ?? '');
      }
    }
  };
  const known = new Map<string, Value>();
  return (letter) => {
    const found = known.get(letter) ?? read(letter);
    known.set(letter, found);
    return found;
  };
}

/** The specifiers of one unit. */
export function unitSpecifiers(
  machine: MachineSpecifiers,
  fileSystem: FileSystem,
  unitName: string,
  fragmentPath: string | null,
  isUser: boolean,
): SpecifierContext {
  return {
    unitName,
    fragmentPath,
    isUser,
    value: machine,
    realFragmentPath: () => (fragmentPath === null ? null : fileSystem.realPath(fragmentPath)),
  };
}
