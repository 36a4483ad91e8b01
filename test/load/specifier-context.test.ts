import { describe, expect, test } from 'vitest';
import { memoryFileSystem, type MemoryFile } from '../../src/host/memory-file-system.js';
import { DEFAULT_FACTS, type Facts } from '../../src/load/facts.js';
import { machineSpecifiers, unitSpecifiers } from '../../src/load/specifier-context.js';
import { expandSpecifiers, type SpecifierSet } from '../../src/parse/specifier.js';

interface Options {
  readonly files?: Readonly<Record<string, MemoryFile>>;
  readonly facts?: Partial<Facts>;
  readonly name?: string;
  readonly path?: string | null;
  readonly set?: SpecifierSet;
  readonly isUser?: boolean;
}

function expand(text: string, options: Options = {}): string {
  const { files = {}, facts = {}, name = 'foo-bar.service', path = null, set = 'full', isUser = false } = options;
  const fileSystem = memoryFileSystem(files);
  const machine = machineSpecifiers(fileSystem, { ...DEFAULT_FACTS, ...facts }, isUser);
  const found = expandSpecifiers(text, set, unitSpecifiers(machine, fileSystem, name, path, isUser));
  return 'error' in found ? `error: ${found.error}` : found.text;
}

describe('specifiers of the unit', () => {
  test('a plain unit has no instance', () => {
    expect(expand('%n %N %p %P %i|%I|%j %J %f')).toBe('foo-bar.service foo-bar foo-bar foo/bar ||bar bar /foo/bar');
  });

  test('in names only a part of them is known', () => {
    expect(expand('%n%N%p%i%j', { set: 'name' })).toBe('foo-bar.servicefoo-barfoo-barbar');
    for (const letter of 'PIJfyYhstSCLETVdcrR') expect(expand(`%${letter}`, { set: 'name' }), letter).toBe('error: Invalid slot');
  });

  test('%% is a percent sign; % stays before what is neither letter nor digit, and at the end', () => {
    expect(expand('100%% %_ %- %')).toBe('100% %_ %- %');
    for (const letter of '1ekxQ') expect(expand(`%${letter}`), letter).toBe('error: Invalid slot');
  });

  test('%y is the real path of the fragment, %Y its directory', () => {
    const files = { '/lib/u/foo-bar.service': '', '/etc/systemd/system/foo-bar.service': { link: '/lib/u/foo-bar.service' } };
    expect(expand('%y %Y', { files, path: '/etc/systemd/system/foo-bar.service' })).toBe('/lib/u/foo-bar.service /lib/u');
    expect(expand('%y')).toBe('error: No such file or directory');
  });

  test('a name that is too long is an error', () => {
    const fileSystem = memoryFileSystem({});
    const context = unitSpecifiers(machineSpecifiers(fileSystem, DEFAULT_FACTS, false), fileSystem, 'a.service', null, false);
    expect(expandSpecifiers('x'.repeat(250) + '%n', 'name', context, 255)).toEqual({ error: 'File name too long' });
  });

  test('in [Install] a template stands for its default instance', () => {
    const fileSystem = memoryFileSystem({});
    const context = unitSpecifiers(machineSpecifiers(fileSystem, DEFAULT_FACTS, false), fileSystem, 'a@.service', null, false);
    expect(expandSpecifiers('%i %n %N', 'install', { ...context, defaultInstance: 'x' })).toEqual({
      text: 'x a@x.service a@x',
      deprecated: [],
    });
  });
});

describe('specifiers of the machine', () => {
  test('os-release, host name, machine id and the user come from the tree', () => {
    const files = {
      '/usr/lib/os-release': 'ID=debian\nVERSION_ID="12"\n# IMAGE_ID=x\nBUILD_ID=\'b c\'\n',
      '/etc/hostname': '# a comment\nweb.example.org\n',
      '/etc/machine-info': 'PRETTY_HOSTNAME="The Web"\n',
      '/etc/machine-id': '0123456789abcdef0123456789ABCDEF\n',
      '/etc/passwd': 'root:x:0:0::/root:/bin/zsh\n',
    };
    expect(expand('%o %w %W|%B|%M|%A|%H %l %q %m %s', { files })).toBe(
      'debian 12 |b c|||web.example.org web The Web 0123456789abcdef0123456789abcdef /bin/zsh',
    );
  });

  test('facts come before the tree', () => {
    const facts = {
      hostName: 'h.x',
      machineId: 'f'.repeat(32),
      kernelRelease: '6.1',
      architecture: 'arm64',
      bootId: 'b'.repeat(32),
    };
    expect(expand('%H %l %q %m %v %a %b', { facts, files: { '/etc/hostname': 'y\n' } })).toBe(
      `h.x h h ${'f'.repeat(32)} 6.1 arm64 ${'b'.repeat(32)}`,
    );
  });

  test.each([
    ['', 'No medium found'],
    ['uninitialized\n', 'Package not installed'],
    ['12345678-1234-1234-1234-123456789012\n', 'Invalid argument'],
  ])('a machine id %j is an error', (text, error) => {
    expect(expand('%m', { files: { '/etc/machine-id': text } })).toBe(`error: ${error}`);
  });

  test('without os-release its specifiers are errors', () => {
    expect(expand('%o')).toBe('error: Protocol driver not attached');
  });

  test('a user manager has the directories of its user', () => {
    const user = {
      name: 'ann',
      uid: 1000,
      gid: 1000,
      group: 'ann',
      home: '/home/ann',
      shell: '/bin/sh',
      runtimeDirectory: '/run/user/1000',
    };
    expect(expand('%u %U %g %G %h %s %t %S %C %L %E %T %V', { facts: { user }, isUser: true })).toBe(
      'ann 1000 ann 1000 /home/ann /bin/sh /run/user/1000 /home/ann/.config /home/ann/.cache /home/ann/.config/log /home/ann/.config /tmp /var/tmp',
    );
  });
});
