import { expect, test } from 'vitest';
import { DEFAULT_FACTS, defaultUnitOf } from '../../src/index.js';
import { cli } from '../support/cli.js';
import { diskTree } from '../support/disk-tree.js';

const bootedInto = (kernelCommandLine: string, initrd = false): string =>
  defaultUnitOf({ ...DEFAULT_FACTS, kernelCommandLine, initrd });

// The words are those of kernel-command-line(7), systemd.unit= and its SysV forms.
test.each([
  ['', 'default.target'],
  ['quiet systemd.unit=graphical.target', 'graphical.target'],
  ['systemd.unit=graphical.target 3', 'multi-user.target'],
  ['3 systemd.unit=a@b.service', 'a@b.service'],
  ['rescue', 'rescue.target'],
  ['single', 'rescue.target'],
  ['S', 'rescue.target'],
  ['1', 'rescue.target'],
  ['emergency', 'emergency.target'],
  ['-b', 'emergency.target'],
  ['2', 'multi-user.target'],
  ['5', 'graphical.target'],
  ['6 rescue=yes systemd.unit=no-unit systemd.unit', 'default.target'],
  ['rd.systemd.unit=rescue.target rd.rescue', 'default.target'],
])('the kernel command line %j boots into %s', (line, target) => {
  expect(bootedInto(line)).toBe(target);
});

test.each([
  ['', 'initrd.target'],
  ['systemd.unit=graphical.target rescue', 'initrd.target'],
  ['rd.systemd.unit=a.target', 'a.target'],
  ['rd.emergency', 'emergency.target'],
  ['rd.single', 'initrd.target'],
])('an initrd with %j boots into %s', (line, target) => {
  expect(bootedInto(line, true)).toBe(target);
});

test('commands that are asked for no unit take that one', async () => {
  const root = diskTree({
    'etc/systemd/system/default.target': '[Unit]\nWants=a.target\n',
    'etc/systemd/system/other.target': '[Unit]\nWants=b.target\n',
    'etc/systemd/system/a.target': '',
    'etc/systemd/system/b.target': '',
    'facts.json': '{"kernelCommandLine": "systemd.unit=other.target"}',
  });
  const options = ['--root', root, '--facts', `${root}/facts.json`, '--json'];
  for (const [command, key] of [
    ['tree', 'unit'],
    ['graph', 'unit'],
    ['breaks', 'target'],
  ] as const)
    // prettier-ignore
    expect(JSON.parse((await cli([command, ...options])).out)).toMatchObject({ [key]: 'other.target' });
  expect(JSON.parse((await cli(['why', 'b.target', ...options])).out)).toMatchObject({ from: 'other.target', isPulledIn: true });
  expect((await cli(['simulate', '--root', root, '--facts', `${root}/facts.json`])).out).toContain('other.target reached');
  expect((await cli(['late', ...options])).out).toContain('other.target');
});
