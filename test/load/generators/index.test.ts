import { describe, expect, test } from 'vitest';
import { compareBytes } from '../../../src/base/compare.js';
import { NO_SINK } from '../../../src/diagnostic/finding.js';
import { memoryFileSystem, type MemoryFile } from '../../../src/host/memory-file-system.js';
import { DEFAULT_FACTS, type Facts } from '../../../src/load/facts.js';
import { hasGeneratorOutput, runGenerators, runUserGenerators } from '../../../src/load/generators/index.js';
import { systemSearchPath, userSearchPath } from '../../../src/load/search-path.js';

const run = (files: Readonly<Record<string, MemoryFile>>, facts: Partial<Facts> = {}) =>
  runGenerators({ fileSystem: memoryFileSystem(files), facts: { ...DEFAULT_FACTS, ...facts }, searchPath: [], sink: NO_SINK });
const paths = (made: ReturnType<typeof run>): string[] => made.map((file) => file.path).sort(compareBytes);

describe('the generators', () => {
  test('a tree that holds the output of generators says so', () => {
    const { generatorDirectories } = systemSearchPath();
    const has = (files: Readonly<Record<string, MemoryFile>>): boolean =>
      hasGeneratorOutput(memoryFileSystem(files), generatorDirectories);
    expect(has({ '/run/systemd/generator.late/a.service': '' })).toBe(true);
    expect(has({ '/run/systemd/generator/': { directory: true } })).toBe(false);
    expect(has({})).toBe(false);
  });

  test('what is generated for a user lies in the runtime directory of that user', () => {
    const files: Record<string, MemoryFile> = {
      '/usr/bin/a': { content: '', mode: 0o755 },
      '/home/u/.config/autostart/a.desktop': '[Desktop Entry]\nType=Application\nName=A\nExec=a\n',
    };
    const user = { name: 'u', uid: 7, gid: 7, group: 'u', home: '/home/u', shell: '/bin/sh', runtimeDirectory: '/run/user/7' };
    const made = runUserGenerators(
      { fileSystem: memoryFileSystem(files), facts: { ...DEFAULT_FACTS, user }, searchPath: [], sink: NO_SINK },
      userSearchPath(user).generatorDirectories,
    );
    expect(paths(made)).toEqual([
      '/run/user/7/systemd/generator.late/app-a@autostart.service',
      '/run/user/7/systemd/generator.late/xdg-desktop-autostart.target.wants/app-a@autostart.service',
    ]);
    const line = String(made[0]?.content).split('\n').indexOf('ExecStart=:/usr/bin/a');
    expect(made[0]?.lineSources?.get(line)).toEqual({ path: '/home/u/.config/autostart/a.desktop', line: 4, column: 6 });
  });

  test('links lead to /usr/lib where the tree has no units in /lib', () => {
    const link = (files: Readonly<Record<string, MemoryFile>>): unknown => run(files)[0]?.content;
    expect(link({})).toEqual({ link: '/usr/lib/systemd/system/systemd-remount-fs.service' });
    expect(link({ '/lib/systemd/system/a.service': '' })).toEqual({ link: '/lib/systemd/system/systemd-remount-fs.service' });
  });

  test('each line of a unit file names the field or option that it comes from', () => {
    const file = run({ '/etc/fstab': '# x\n/dev/a  /data ext4 rw,x-systemd.requires=b.service 0 0\n' }).find((one) =>
      one.path.endsWith('data.mount'),
    );
    const lines = String(file?.content).split('\n');
    expect(file?.source).toEqual({ generator: 'systemd-fstab-generator', at: { path: '/etc/fstab', line: 2, column: 1 } });
    const columnOf = (text: string) => file?.lineSources?.get(lines.indexOf(text))?.column;
    expect(columnOf('Requires=b.service')).toBe(23);
    expect(columnOf('Where=/data')).toBe(9);
    expect(columnOf('Type=ext4')).toBe(15);
    expect(columnOf('Before=local-fs.target')).toBeUndefined();
  });

  test('each line of a service of an init script names the header that it comes from', () => {
    const text = '#!/bin/sh\n### BEGIN INIT INFO\n# Should-Start: x y\n### END INIT INFO\n';
    const file = run({ '/etc/init.d/a': { content: text, mode: 0o755 } }).find((one) => one.path.endsWith('/a.service'));
    const line = String(file?.content).split('\n').indexOf('After=y.service');
    expect(file?.lineSources?.get(line)).toEqual({ path: '/etc/init.d/a', line: 3, column: 19 });
  });

  test('the facts may say which programs check file systems', () => {
    const fstab = { '/etc/fstab': '/dev/a /a ext4 rw 0 1\n' };
    const unit = (facts: Partial<Facts>): string => String(run(fstab, facts).find((one) => one.path.endsWith('a.mount'))?.content);
    expect(unit({ fsckHelpers: ['fsck', 'fsck.ext4'] })).toContain('Requires=systemd-fsck@dev-a.service\n');
    expect(unit({ fsckHelpers: ['fsck'] })).not.toContain('fsck');
    expect(unit({})).not.toContain('fsck');
  });

  test('consoles of the facts have a login, but for those of a screen', () => {
    expect(paths(run({}, { consoles: ['ttyS0', 'tty0', 'hvc0', '3270/tty1'], kernelCommandLine: 'fstab=no' }))).toEqual([
      '/run/systemd/generator/getty.target.wants/serial-getty@3270-tty1.service',
      '/run/systemd/generator/getty.target.wants/serial-getty@hvc0.service',
      '/run/systemd/generator/getty.target.wants/serial-getty@ttyS0.service',
    ]);
  });

  test('a container has a login on each of its terminals', () => {
    const facts = { container: 'lxc', consoles: ['pts/0', 'x'], kernelCommandLine: 'fstab=no' };
    expect(paths(run({}, facts))).toEqual([
      '/run/systemd/generator/getty.target.wants/console-getty.service',
      '/run/systemd/generator/getty.target.wants/container-getty@0.service',
    ]);
    expect(run({}, { ...facts, environment: { SYSTEMD_GETTY_AUTO: '0' } })).toEqual([]);
  });

  test('a path that only the facts know counts', () => {
    const made = run({}, { paths: ['/system-update'], kernelCommandLine: 'fstab=no' });
    expect(made.map((file) => [file.path, file.content])).toEqual([
      ['/run/systemd/generator.early/default.target', { link: '/usr/lib/systemd/system/system-update.target' }],
    ]);
  });

  test('no name in fstab leads out of the tree', () => {
    const made = run({ '/etc/fstab': '/dev/a /a ext4 x-systemd.wanted-by=../../../../../../../etc/x\n' });
    expect(paths(made)).toContain('/etc/x.wants/a.mount');
  });
});
