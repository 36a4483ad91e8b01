import { describe, expect, test } from 'vitest';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { DEFAULT_FACTS } from '../../src/load/facts.js';
import { machineSpecifiers } from '../../src/load/specifier-context.js';
import { link, loadMemory, SERVICE, service, type Files } from '../support/load-memory.js';

// The loading specification, sections 5.1, 5.2, 6, 7.11 and 7.12: what systemd 252.39-1~deb12u2 was seen to do.

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part)])));
const one = (text: string | Uint8Array, more: Files = {}) => loadMemory({ 'a.service': text, ...more }, ['a.service']);

describe('5.1 physical lines to logical lines', () => {
  test('a NUL ends a line', () => {
    const loaded = one('[Unit]\n\n\nDescription=a\0b=c\n[Service]\nExecStart=/bin/true\n');
    expect(loaded.description('a.service')).toBe('a');
    expect(loaded.messages).toEqual(["/u/a.service:5: Unknown key 'b' in section [Unit], ignoring."]);
  });

  test('a line of 1048575 characters passes, one more makes the file fail, also in a comment', () => {
    const text = (length: number, start: string): string => `${start}${'x'.repeat(length - start.length)}\n${SERVICE}`;
    const loaded = loadMemory(
      {
        'fits.service': `[Unit]\n${text(1_048_575, 'Description=')}`,
        'long.service': `[Unit]\n${text(1_048_576, 'Description=')}`,
        'comment.service': text(1_048_576, '#'),
        'joined.service': `[Unit]\nDescription=\\\n${'x'.repeat(600_000)}\\\n${'x'.repeat(600_000)}\n`,
      },
      ['fits.service', 'long.service', 'comment.service', 'joined.service'],
    );
    expect(loaded.state('fits.service')).toBe('loaded');
    for (const name of ['long.service', 'comment.service', 'joined.service']) {
      expect(loaded.state(name)).toBe('error');
      expect(loaded.graph.find(name)?.loadError).toBe('ENOBUFS');
    }
  });

  test('a joined line has the number of its last physical line', () => {
    const loaded = one('[Unit]\n\nWants=y \\\n bad \\\n# c\n q\n[Service]\nExecStart=/bin/true\n');
    expect(loaded.findings.map((finding) => finding.at?.line).every((line) => line !== undefined && line >= 3 && line <= 6)).toBe(
      true,
    );
    expect(loaded.messages.map((text) => text.replace(/^[^ ]* /, ''))).toEqual([
      'Failed to add dependency on y, ignoring: Invalid argument',
      'Failed to add dependency on bad, ignoring: Invalid argument',
      'Failed to add dependency on q, ignoring: Invalid argument',
    ]);
  });

  test('there are no comments at the end of a line', () => {
    const loaded = one(service('Wants=y.service # z.service'));
    expect(loaded.deps('a.service', 'Wants')).toBe('y.service z.service');
    expect(loaded.messages).toEqual(['/u/a.service:2: Failed to add dependency on #, ignoring: Invalid argument']);
  });

  test('a byte order mark is taken off; before a comment it makes the line no comment', () => {
    expect(one(`\ufeff${SERVICE}`).state('a.service')).toBe('loaded');
    const loaded = one(`\ufeff# comment=1\n${SERVICE}`);
    expect(loaded.messages).toEqual(['/u/a.service:1: Assignment outside of section. Ignoring.']);
  });

  test('a backslash at the end becomes one blank, the next line is not trimmed', () => {
    const loaded = one('[Unit]\nDescription=a\\\n  b\\\nc\n[Service]\nExecStart=/bin/true\n');
    expect(loaded.description('a.service')).toBe('a   b c');
  });

  const BACKSLASHES: readonly (readonly [string, string, string])[] = [
    ['a backslash and a blank continue nothing', 'Description=a\\ \n', 'a\\'],
    ['two backslashes continue nothing', 'Description=a\\\\\n', 'a\\\\'],
    ['three backslashes continue', 'Description=a\\\\\\\nb\n', 'a\\\\ b'],
    ['a continuation at the end of the file counts', 'Description=a \\', 'a'],
  ];
  test.each(BACKSLASHES)('%s', (_, lines, expected) => {
    expect(one(`${SERVICE}[Unit]\n${lines}`).description('a.service')).toBe(expected);
  });

  test('a continuation swallows a section header', () => {
    const loaded = one('[Unit]\nDescription=a \\\n[Service]\n');
    expect(loaded.description('a.service')).toBe('a  [Service]');
  });
});

describe('5.2 logical lines', () => {
  const LINES: readonly (readonly [string, string | Uint8Array, string, readonly string[]])[] = [
    ['invalid UTF-8', bytes('[Unit]\n\nDescription=', 0xff, '\n'), 'error', ['3: String is not UTF-8 clean, ignoring assignment: ']],
    ['a header without end', '[Unit]\n\n\n[Service\n', 'error', ["4: Invalid section header '[Service'"]],
    ['a quote in a header', '[Un"it]\n', 'error', ["1: Bad characters in section header '[Un\"it]'"]],
    ['an unknown section', `[Unit]\n\n[Foo]\nBar=1\n${SERVICE}`, 'loaded', ["3: Unknown section 'Foo'. Ignoring."]],
    ['a section with X-', `[X-Foo]\nBar=1\n${SERVICE}`, 'loaded', []],
    ['a section with blanks', `[ Unit ]\n${SERVICE}`, 'loaded', ["1: Unknown section ' Unit '. Ignoring."]],
    ['a section without a name', `[]\n${SERVICE}`, 'loaded', ["1: Unknown section ''. Ignoring."]],
    ['a section in small letters', `[unit]\n${SERVICE}`, 'loaded', ["1: Unknown section 'unit'. Ignoring."]],
    ['an assignment before any section', `X-a=1\n${SERVICE}`, 'loaded', ['1: Assignment outside of section. Ignoring.']],
    ['a line without =', `[Unit]\n\nFoo\n${SERVICE}`, 'loaded', ["3: Missing '=', ignoring line."]],
    ['a line that starts with =', `[Unit]\n\n\n\n=foo\n${SERVICE}`, 'loaded', ["5: Missing key name before '=', ignoring line."]],
    ['an unknown key', `[Unit]\n\nFoo=1\n${SERVICE}`, 'loaded', ["3: Unknown key 'Foo' in section [Unit], ignoring."]],
    ['a key with X-', `[Unit]\nX-Foo=1\n${SERVICE}`, 'loaded', []],
    ['a key with x-', `[Unit]\nx-Foo=1\n${SERVICE}`, 'loaded', ["2: Unknown key 'x-Foo' in section [Unit], ignoring."]],
    ['a section of another type', `[Unit]\n[Socket]\nListenStream=1\n${SERVICE}`, 'loaded', ["2: Unknown section 'Socket'. Ignoring."]],
    ['comments of any bytes', bytes('#', 0xff, 0xfe, '\n', SERVICE), 'loaded', []],
    ['a section twice', `[Unit]\nWants=b.service\n${SERVICE}[Unit]\nWants=c.service\n`, 'loaded', []],
  ]; // prettier-ignore
  test.each(LINES)('%s', (_, text, state, said) => {
    const loaded = one(text);
    expect(loaded.state('a.service')).toBe(state);
    const lines = loaded.messages.filter((message) => !message.includes('Unit configuration has fatal error'));
    expect(lines).toHaveLength(said.length);
    for (const [index, text_] of said.entries()) expect(lines[index]).toMatch(new RegExp(`^/u/a\\.service:${escaped(text_)}`));
  });

  test('what is written in an unknown section is silently skipped', () => {
    const loaded = one(`[Foo]\nBar=1\nWants=x.service\n=\n${SERVICE}`);
    expect(loaded.messages).toEqual(["/u/a.service:1: Unknown section 'Foo'. Ignoring."]);
  });
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('6 specifiers', () => {
  const expand = (name: string, word: string): string => {
    const loaded = loadMemory({ [name.replace(/@[^.]*\./, '@.')]: service(`Wants=${word}.target`) }, [name]);
    return loaded.messages.length > 0
      ? (loaded.messages[0] ?? '').replace(/^[^ ]* /, '')
      : loaded.deps(name, 'Wants').replace(/\.target$/, '');
  };
  const INSTANCE = 'foo-bar\\x2dbaz@in-st\\x2db.service';
  const NAMES: readonly (readonly [string, string, string])[] = [
    ['%n', 'foo-bar\\x2dbaz@in-st\\x2db.service', 'foo-bar.service'],
    ['%N', 'foo-bar\\x2dbaz@in-st\\x2db', 'foo-bar'],
    ['%p', 'foo-bar\\x2dbaz', 'foo-bar'],
    ['x%i', 'xin-st\\x2db', 'x'],
    ['%j', 'bar\\x2dbaz', 'bar'],
    ['%a', 'x86-64', 'x86-64'],
    ['%u%U', 'root0', 'root0'],
    ['%g%G', 'root0', 'root0'],
  ];
  test.each(NAMES)('%s in a dependency', (word, instance, plain) => {
    expect(expand(INSTANCE, word)).toBe(instance);
    expect(expand('foo-bar.service', word)).toBe(plain);
  });

  test.each(['%P', '%I', '%J', '%f', '%y', '%Y', '%h', '%s', '%t', '%S', '%C', '%L', '%E', '%T', '%V', '%d', '%c', '%1', '%e', '%k', '%x', '%Q'])(
    '%s is none in a dependency',
    (word) => expect(expand('a.service', word)).toBe(`Failed to resolve unit specifiers in '${word}.target', ignoring: Invalid slot`),
  ); // prettier-ignore

  test('%% is a percent sign, which no name may have; a percent sign before other characters stays', () => {
    expect(expand('a.service', 'x%%')).toBe('Failed to add dependency on x%.target, ignoring: Invalid argument');
    expect(one(service('Description=100% %_ %- %')).description('a.service')).toBe('100% %_ %- %');
  });

  test('an unresolvable specifier skips the word of a list, the line of a text, the unit of a command', () => {
    const loaded = loadMemory(
      {
        'a.service': service('Wants=%Q.service b.service', 'Description=%Q'),
        'b.service': '[Service]\nExecStart=/bin/true %Q\n',
        'c.service': '[Service]\nUser=%Q\nExecStart=/bin/true\n',
        'd.service': '[Service]\nExecStart=/bin/true\nExecStartPost=-/bin/true %Q\n',
      },
      ['a.service', 'b.service', 'c.service', 'd.service'],
    );
    expect(loaded.deps('a.service', 'Wants')).toBe('b.service');
    expect(loaded.description('a.service')).toBe('a.service');
    expect(loaded.state('b.service')).toBe('bad-setting');
    expect(loaded.state('c.service')).toBe('bad-setting');
    expect(loaded.state('d.service')).toBe('loaded');
  });

  const MACHINE_ID: readonly (readonly [string, string, string])[] = [
    ['an empty one', '', 'No medium found'],
    ['an uninitialized one', 'uninitialized\n', 'Package not installed'],
    ['another text', 'nonsense\n', 'Invalid argument'],
    ['a UUID with dashes', '01234567-89ab-cdef-0123-456789abcdef\n', 'Invalid argument'],
  ];
  test.each(MACHINE_ID)('%s', (_, text, error) => {
    const files = memoryFileSystem({ '/etc/machine-id': text });
    const machine = machineSpecifiers(files, { ...DEFAULT_FACTS, machineId: null }, false);
    expect(machine('m')).toEqual({ error });
  });
});

describe('7.11 and 7.12', () => {
  test('perpetual units are there and loaded before anything is asked for', () => {
    const loaded = loadMemory({}, []);
    expect([...loaded.graph.units.keys()]).toEqual(['-.mount', '-.slice', 'init.scope', 'system.slice']);
    for (const name of loaded.graph.units.keys()) expect(loaded.state(name)).toBe('loaded');
  });

  test('a file or drop-in may add settings to a perpetual unit', () => {
    const loaded = loadMemory({ 'system.slice.d/1.conf': '[Unit]\nDescription=mine\nWants=x.service\n' }, []);
    expect(loaded.description('system.slice')).toBe('mine');
    expect(loaded.deps('system.slice', 'Wants')).toBe('x.service');
  });

  const mounts = { 'srv.mount': '[Mount]\nWhat=none\n', 'srv-a.mount': '[Mount]\nWhat=none\n', 'srv-a-b.mount': link('/dev/null') };
  const user = service('RequiresMountsFor=/srv/a/b/c');
  test('every mount unit on the way is needed, in whatever order they are loaded; masked and missing ones are not', () => {
    for (const names of [['u.service', 'srv.mount', 'srv-a.mount'], ['srv.mount', 'srv-a.mount', 'u.service']]) {
      const loaded = loadMemory({ ...mounts, 'u.service': user }, names);
      expect(loaded.deps('u.service', 'Requires')).toBe('srv-a.mount srv.mount sysinit.target system.slice');
      expect(loaded.deps('u.service', 'After')).toBe(
        '-.mount basic.target srv-a.mount srv.mount sysinit.target system.slice systemd-journald.socket',
      );
      expect(loaded.state('srv-a-b-c.mount')).toBe('not-found');
    }
  }); // prettier-ignore
});
