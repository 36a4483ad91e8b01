import { isBelow, simplifyPath } from '../base/path.js';
import { isHiddenOrBackup } from '../load/drop-in.js';
import { isKernelKey, kernelWords, splitKernelCommandLine } from '../load/generators/kernel-command-line.js';
import { readText } from '../load/read-text.js';
import { parseBoolean } from '../parse/boolean.js';
import { globExists } from './condition-glob.js';
import { environmentFileValue } from './condition-files.js';
import { answer, unknown, type Verdict } from './condition-verdict.js';
import { isApiPath, pathStatus, resolvedPath, type ConditionWorld, type PathStatus } from './condition-world.js';

type Test = (path: string, world: ConditionWorld) => Verdict;

/** Always mounted by the manager itself before any unit. */
const API_MOUNT_POINTS = new Set(['/', '/proc', '/sys', '/dev', '/run', '/dev/pts', '/dev/shm', '/sys/fs/cgroup']);
const RUNNING_SYSTEM = 'the running system';

/** Answers from what stands at the path; nothing there is no. */
function byStatus(test: (status: PathStatus) => boolean | null, followLast = true): Test {
  return (path, world) => {
    const status = pathStatus(world, path, followLast);
    if (status === 'unknown') return unknown(RUNNING_SYSTEM);
    if (status === null) return answer(false);
    const value = test(status);
    return value === null ? unknown('the content of the file') : answer(value);
  };
}

/** What is only said to exist may be a file. */
const mayBeFile = ({ kind }: PathStatus): boolean => kind === 'file' || kind === 'unknown';

/**
 * The tests of paths, by the name of the condition without `Condition`.
 *
 * @systemd src/shared/condition.c condition_test_path_exists and those after it
 */
export const PATH_TESTS: Readonly<Record<string, Test>> = {
  PathExists: byStatus(() => true),
  PathExistsGlob: (pattern, world) => {
    const found = globExists(world, pattern);
    return found === null ? unknown(RUNNING_SYSTEM) : answer(found);
  },
  PathIsDirectory: byStatus(({ kind }) => kind === 'directory'),
  PathIsSymbolicLink: byStatus(({ kind }) => kind === 'symlink', false),
  PathIsMountPoint: testMountPoint,
  PathIsReadWrite: testReadWrite,
  PathIsEncrypted: (path, world) => (pathStatus(world, path) === null ? answer(false) : unknown(RUNNING_SYSTEM)),
  DirectoryNotEmpty: testDirectoryNotEmpty,
  FileNotEmpty: byStatus((status) => mayBeFile(status) && (status.size === null ? null : status.size > 0)),
  FileIsExecutable: byStatus((status) => mayBeFile(status) && (status.mode === null ? null : (status.mode & 0o111) !== 0)),
  NeedsUpdate: testNeedsUpdate,
};

function testMountPoint(path: string, world: ConditionWorld): Verdict {
  const plain = simplifyPath(path);
  const names = new Set([plain, world.fileSystem.realPath(plain) ?? plain]);
  const mounts = world.mountPoints ?? world.facts.mounts.map(simplifyPath);
  if ([...API_MOUNT_POINTS, ...mounts].some((mounted) => names.has(mounted))) return answer(true);
  return isApiPath(world, plain) && pathStatus(world, plain) !== null ? unknown(RUNNING_SYSTEM) : answer(false);
}

function testReadWrite(path: string, world: ConditionWorld): Verdict {
  if (pathStatus(world, path) === null) return answer(false);
  // A container that gets a read-only /sys gets a read-only /proc/sys with it (https://systemd.io/CONTAINER_INTERFACE).
  const trees = world.facts.container === false ? ['/sys'] : ['/sys', '/proc/sys'];
  const isKernels = trees.some((tree) => isBelow(simplifyPath(path), tree));
  return world.facts.sysReadOnly && isKernels ? answer(false) : unknown(RUNNING_SYSTEM);
}

function testDirectoryNotEmpty(path: string, world: ConditionWorld): Verdict {
  const status = pathStatus(world, path);
  if (status === 'unknown') return unknown(RUNNING_SYSTEM);
  // What can neither be opened nor is missing is not found empty.
  if (status === null) return answer(world.fileSystem.readFile(path) === 'ELOOP');
  if (status.kind !== 'directory') return answer(false);
  const hasEntry = directoryEntries(world, path).some((name) => !isHiddenOrBackup(name));
  return !hasEntry && isApiPath(world, realDirectory(world, path)) ? unknown(RUNNING_SYSTEM) : answer(hasEntry);
}

function realDirectory(world: ConditionWorld, path: string): string {
  return resolvedPath(world, simplifyPath(path));
}

/** The names of what is known to be in a directory: in the tree, by the facts, and by what happened in the run. */
export function directoryEntries(world: ConditionWorld, path: string): string[] {
  const directory = realDirectory(world, path);
  const below = (name: string): string => `${directory === '/' ? '' : directory}/${name}`;
  const names = new Set((world.fileSystem.list(directory) ?? []).map((entry) => entry.name));
  for (const other of [...world.facts.paths, ...(world.pathChanges?.keys() ?? [])]) {
    const full = simplifyPath(other);
    const prefix = below('');
    if (full.startsWith(prefix) && full !== prefix) names.add(full.slice(prefix.length).split('/')[0] ?? '');
  }
  return [...names].filter((name) => pathStatus(world, below(name), false) !== null);
}

/** @systemd src/shared/condition.c condition_test_needs_update */
function testNeedsUpdate(path: string, { fileSystem, facts }: ConditionWorld): Verdict {
  const asked = kernelWords(splitKernelCommandLine(facts.kernelCommandLine), facts.initrd, true).findLast(({ key }) =>
    isKernelKey(key, 'systemd.condition-needs-update'),
  );
  const wanted = asked === undefined ? null : asked.value === null ? true : parseBoolean(asked.value);
  if (wanted !== null) return answer(wanted);
  if (facts.initrd) return answer(false);
  const stamp = `${path}/.updated`;
  const updated = fileSystem.linkStatus(stamp);
  const usr = fileSystem.status('/usr');
  if (updated === null || usr === null) return answer(true);
  const seconds = (usec: number): number => Math.floor(usec / 1_000_000);
  const rest = (usec: number): number => usec - seconds(usec) * 1_000_000;
  if (seconds(usr.mtimeUsec) !== seconds(updated.mtimeUsec)) return answer(usr.mtimeUsec > updated.mtimeUsec);
  if (rest(usr.mtimeUsec) === 0 || rest(updated.mtimeUsec) > 0) return answer(usr.mtimeUsec > updated.mtimeUsec);
  // The stamp stands on a file system that counts whole seconds: its content says the rest.
  const text = readText(fileSystem, stamp);
  const nanoseconds = text === null ? null : environmentFileValue(text, 'TIMESTAMP_NSEC');
  if (nanoseconds === null || !/^\d+$/.test(nanoseconds)) return answer(true);
  return answer(usr.mtimeUsec > Number(nanoseconds) / 1000);
}
