import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { memoryFileSystem, type MemoryFile } from '../../src/host/memory-file-system.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { DEFAULT_FACTS, type Facts } from '../../src/load/facts.js';
import { parseConditionMarks, type Condition } from '../../src/parse/condition.js';
import { conditionsHold, testCondition } from '../../src/simulate/condition.js';
import type { ConditionWorld } from '../../src/simulate/condition-world.js';

interface Answer {
  readonly line: string;
  readonly commandLine?: string;
  readonly result: 'succeeded' | 'failed' | 'error';
  readonly error?: string;
}
interface Recorded {
  readonly root: string;
  readonly facts: Partial<Facts>;
  readonly osRelease: string;
  readonly files: Readonly<Record<string, string | { text?: string; mode?: number; link?: string }>>;
  readonly directories: readonly string[];
  readonly answers: readonly Answer[];
}

const record = JSON.parse(readFileSync(new URL('../oracle/conditions.json', import.meta.url), 'utf8')) as Recorded;

/** The condition of a line, as the loader reads it. */
function condition(line: string): Condition {
  const at = line.indexOf('=');
  const type = line.slice(0, at);
  const value = line.slice(at + 1).trim();
  const { trigger, negate, offset } = parseConditionMarks(value, /Path|Directory|File|NeedsUpdate/.test(type));
  return { type, trigger, negate, parameter: value.slice(offset) };
}

function recordedTree(): [string, MemoryFile][] {
  const under = (name: string): string => `${record.root}/${name}`;
  const at = (year: number): number => Date.UTC(year, 0, 1) * 1000;
  return [
    ['/usr/', { directory: true }],
    ['/usr/lib/os-release', record.osRelease],
    ...record.directories.map((name): [string, MemoryFile] => [under(`${name}/`), { directory: true }]),
    ...Object.entries(record.files).map(([name, file]): [string, MemoryFile] => {
      if (typeof file === 'string') return [under(name), file];
      if (file.link !== undefined) return [under(name), { link: file.link }];
      return [under(name), { content: file.text ?? '', ...(file.mode === undefined ? {} : { mode: file.mode }) }];
    }),
    // /usr of a memory file system is of 1970: the old stamp is put before it.
    [under('old/.updated'), { content: '', mtimeUsec: at(1960) }],
    [under('new/.updated'), { content: '', mtimeUsec: at(2037) }],
  ];
}

describe('conditions, as systemd-analyze condition answered', () => {
  const fileSystem = memoryFileSystem(recordedTree());
  const typeOf = ({ line }: Answer): string => line.slice(0, line.indexOf('='));
  for (const type of new Set(record.answers.map(typeOf)))
    test(`${type}= is met in the same cases`, () => {
      for (const { line, commandLine, result, error } of record.answers.filter((answer) => typeOf(answer) === type)) {
        const facts = {
          ...DEFAULT_FACTS,
          ...record.facts,
          ...(commandLine === undefined ? {} : { kernelCommandLine: commandLine }),
        };
        const { tested } = conditionsHold([condition(line)], { fileSystem, facts, isUser: false });
        const outcome = { result: tested[0]?.result, error: tested[0]?.error ?? undefined };
        expect(outcome, `${line} ${commandLine ?? ''} ${JSON.stringify(tested)}`).toEqual({ result, error });
      }
    });
});

/** A tree with little in it, of a machine of which nothing is known. */
function world(files: Readonly<Record<string, MemoryFile>>, more: Partial<ConditionWorld> = {}): ConditionWorld {
  return { fileSystem: memoryFileSystem(files), facts: DEFAULT_FACTS, isUser: false, ...more };
}
const list = (...lines: string[]): Condition[] => lines.map(condition);

describe('a list of conditions', () => {
  const tree = world({ '/etc/': { directory: true }, '/usr/': { directory: true } });

  // The next four are the services of the recorded boot "condition-order".
  test('names the last unmet line, the one that is tested first', () => {
    const result = conditionsHold(
      list(
        'ConditionPathExists=/does/not/exist/first',
        'ConditionPathIsDirectory=/usr',
        'ConditionPathExists=/does/not/exist/last',
      ),
      tree,
    );
    expect(result).toMatchObject({ holds: false, allTriggersFailed: false, reported: { parameter: '/does/not/exist/last' } });
    expect(result.tested).toHaveLength(1);
  });

  test('names an unmet plain condition also when a triggering one is met', () => {
    const result = conditionsHold(list('ConditionPathExists=|/etc', 'ConditionPathIsDirectory=/does/not/exist'), tree);
    expect(result).toMatchObject({ holds: false, allTriggersFailed: false, reported: { parameter: '/does/not/exist' } });
  });

  test('does not hold when no triggering condition is met', () => {
    const result = conditionsHold(list('ConditionPathExists=|/does/not/exist/first', 'ConditionPathExists=|!/etc'), tree);
    expect(result).toMatchObject({ holds: false, allTriggersFailed: true, reported: { parameter: '/etc', negate: true } });
  });

  test('holds when one triggering condition is met', () => {
    const result = conditionsHold(list('ConditionPathExists=|/etc', 'ConditionPathExists=|/does/not/exist/first'), tree);
    expect(result).toMatchObject({ holds: true, allTriggersFailed: false, reported: null });
    expect(result.tested.map((outcome) => outcome.result)).toEqual(['failed', 'succeeded']);
  });

  test('without conditions holds', () => {
    expect(conditionsHold([], tree)).toEqual({
      holds: true,
      reported: null,
      allTriggersFailed: false,
      warnings: [],
      assumptions: [],
      tested: [],
    });
  });

  test('takes one that cannot be determined as not met, turned around or not', () => {
    const result = conditionsHold(list('ConditionACPower=!maybe'), tree);
    expect(result.holds).toBe(false);
    expect(result.warnings).toEqual([{ condition: condition('ConditionACPower=!maybe'), error: 'Invalid argument' }]);
  });

  test('takes one that nothing answers as met, turned around or not, and lists it', () => {
    for (const line of ['ConditionKernelVersion=>99', 'ConditionPathExists=!/sys/kernel/debug', 'ConditionACPower=|no']) {
      const result = conditionsHold(list(line), tree);
      expect(result.holds, line).toBe(true);
      expect(result.assumptions, line).toEqual(list(line));
    }
  });
});

describe('what conditions are tested against', () => {
  const value = (line: string, where: ConditionWorld) => testCondition(condition(line), where);

  test('a path that the run made or removed counts before the tree', () => {
    const where = world(
      { '/srv/data/file': 'x' },
      {
        pathChanges: new Map([
          ['/srv/data', null],
          ['/run/made/here', 'file'],
          ['/srv/data/new', 'file'],
        ]),
      },
    );
    expect(value('ConditionPathExists=/srv/data/file', where)).toEqual({ value: false });
    expect(value('ConditionPathExists=/srv/data/new', where)).toEqual({ value: true });
    expect(value('ConditionPathIsDirectory=/srv/data', where)).toEqual({ value: true });
    expect(value('ConditionPathIsDirectory=/run/made', where)).toEqual({ value: true });
    expect(value('ConditionDirectoryNotEmpty=/run/made', where)).toEqual({ value: true });
    expect(value('ConditionPathExistsGlob=/run/*/h*', where)).toEqual({ value: true });
    expect(value('ConditionPathExists=/run/other', where)).toEqual({ value: false });
  });

  test('paths of the facts exist besides those of the tree', () => {
    const where = world({}, { facts: { ...DEFAULT_FACTS, paths: ['/sys/kernel/debug/', '/opt/tool'] } });
    expect(value('ConditionPathExists=/opt/tool', where)).toEqual({ value: true });
    expect(value('ConditionPathIsDirectory=/sys/kernel', where)).toEqual({ value: true });
    expect(value('ConditionPathIsDirectory=/opt/tool', where)).toEqual({ value: false });
    expect(value('ConditionFileNotEmpty=/opt/tool', where)).toHaveProperty('unknown');
  });

  test('a tree that is not running does not tell what /proc, /sys and /dev hold; a running one does', () => {
    expect(value('ConditionPathExists=/proc/sys/fs/binfmt_misc', world({}))).toHaveProperty('unknown');
    expect(value('ConditionPathExistsGlob=/sys/class/*/x', world({}))).toHaveProperty('unknown');
    expect(value('ConditionPathExists=/dev/tty0', world({ '/proc/self/': { directory: true } }))).toEqual({ value: false });
  });

  test('a container has no virtual terminals', () => {
    const where = world({}, { facts: { ...DEFAULT_FACTS, container: 'systemd-nspawn' } });
    expect(value('ConditionPathExists=/dev/tty0', where)).toEqual({ value: false });
    expect(value('ConditionPathExists=/dev/console', where)).toHaveProperty('unknown');
    expect(value('ConditionVirtualization=container', where)).toEqual({ value: true });
  });

  test('the first boot is one without a machine id, unless the kernel command line says otherwise', () => {
    expect(value('ConditionFirstBoot=yes', world({}))).toEqual({ value: true });
    expect(value('ConditionFirstBoot=yes', world({ '/etc/machine-id': 'uninitialized\n' }))).toEqual({ value: true });
    expect(value('ConditionFirstBoot=yes', world({ '/etc/machine-id': '' }))).toEqual({ value: false });
    const facts = { ...DEFAULT_FACTS, kernelCommandLine: 'systemd.condition-first-boot=no' };
    expect(value('ConditionFirstBoot=yes', world({}, { facts }))).toEqual({ value: false });
  });

  test('mount points are those of the manager, the facts, and the run', () => {
    const facts = { ...DEFAULT_FACTS, mounts: ['/home'] };
    expect(value('ConditionPathIsMountPoint=/proc', world({}))).toEqual({ value: true });
    expect(value('ConditionPathIsMountPoint=/home', world({}, { facts }))).toEqual({ value: true });
    expect(value('ConditionPathIsMountPoint=/home', world({}, { facts, mountPoints: new Set() }))).toEqual({ value: false });
  });

  test('a user manager looks users and groups up in the tree', () => {
    const user = {
      name: 'eve',
      uid: 1000,
      gid: 1000,
      group: 'eve',
      home: '/home/eve',
      shell: '/bin/sh',
      runtimeDirectory: '/run/user/1000',
    };
    const where = world(
      {
        '/etc/passwd': 'eve:x:1000:1000::/home/eve:/bin/sh\nadam:x:1000:1::/:/bin/sh\n',
        '/etc/group': 'audio:x:29:adam,eve\nvideo:x:44:adam\n',
      },
      { isUser: true, facts: { ...DEFAULT_FACTS, user } },
    );
    const met = (lines: string[]): string[] => lines.filter((line) => conditionsHold(list(line), where).holds);
    const users = ['root', 'eve', 'adam', '1000', '0', '@system', 'nobody'].map((name) => `ConditionUser=${name}`);
    expect(met(users)).toEqual(['ConditionUser=eve', 'ConditionUser=adam', 'ConditionUser=1000']);
    const groups = ['root', 'eve', 'audio', 'video', '29', '44', '1000'].map((name) => `ConditionGroup=${name}`);
    expect(met(groups)).toEqual(['ConditionGroup=eve', 'ConditionGroup=audio', 'ConditionGroup=29', 'ConditionGroup=1000']);
  });
});

describe.skipIf(!existsSync('/lib/systemd/systemd'))('on this machine', () => {
  test('paths answer as systemd-analyze condition does', () => {
    const kernelRelease = execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim();
    const where = { fileSystem: nodeFileSystem('/'), facts: { ...DEFAULT_FACTS, kernelRelease }, isUser: false };
    const lines = [
      'ConditionPathExists=/etc/passwd',
      'ConditionPathExists=/proc/self/status',
      'ConditionPathExistsGlob=/etc/*-release',
      'ConditionPathExistsGlob=/usr/{lib,share}/nowhere/*',
      'ConditionPathIsDirectory=/bin',
      'ConditionPathIsSymbolicLink=/bin',
      'ConditionDirectoryNotEmpty=/usr/lib/systemd/system',
      'ConditionFileNotEmpty=/etc/passwd',
      'ConditionFileIsExecutable=/bin/sh',
      'ConditionFileIsExecutable=/etc/passwd',
      'ConditionPathIsMountPoint=/proc',
      'ConditionPathIsMountPoint=/etc',
      'ConditionKernelVersion=>=5.0 <99',
      'ConditionOSRelease=ID=debian VERSION_ID>=12',
    ];
    for (const line of lines) {
      const real = spawnSync('systemd-analyze', ['condition', line], { encoding: 'utf8' });
      expect([line, conditionsHold(list(line), where).holds]).toEqual([line, real.status === 0]);
    }
  });
});
