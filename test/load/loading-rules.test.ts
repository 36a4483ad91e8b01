import { describe, expect, test } from 'vitest';
import { loadLogEntry } from '../../src/diagnostic/manager-log.js';
import { link, loadMemory, SERVICE, service, type Files } from '../support/load-memory.js';

// The rules and their numbers are those of the loading specification, section 12 (the traps) and the tables of sections 3 and 4, each
// seen on systemd 252.39-1~deb12u2.

describe('the traps of loading', () => {
  test('1. a hidden file in a unit directory is a unit; hidden files in .d and .wants are passed over', () => {
    const loaded = loadMemory(
      {
        '.hidden.service': SERVICE,
        'a.service': SERVICE,
        'a.service.d/.hidden.conf': '[Unit]\nDescription=hidden\n',
        'a.service.wants/.hidden.service': link('../.hidden.service'),
      },
      ['.hidden.service', 'a.service'],
    );
    expect(loaded.state('.hidden.service')).toBe('loaded');
    expect(loaded.description('a.service')).toBe('a.service');
    expect(loaded.deps('a.service', 'Wants')).toBe('');
  });

  test('2. a rejected alias leaves its name to lower directories; a mask or a dangling link to the outside does not', () => {
    const loaded = loadMemory(
      {
        'rejected.service': link('foo.socket'),
        '/b/rejected.service': SERVICE,
        'masked.service': link('/dev/null'),
        '/b/masked.service': SERVICE,
        'dangling.service': link('/opt/none.service'),
        '/b/dangling.service': SERVICE,
      },
      ['rejected.service', 'masked.service', 'dangling.service'],
    );
    expect(loaded.state('rejected.service')).toBe('loaded');
    expect(loaded.graph.find('rejected.service')?.fragmentPath).toBe('/b/rejected.service');
    expect(loaded.state('masked.service')).toBe('masked');
    expect(loaded.state('dangling.service')).toBe('not-found');
  });

  test('3. only the last component of the target of an alias counts, and subdirectories are not searched', () => {
    const loaded = loadMemory(
      {
        'byname.service': link('/u/realname.service'),
        '/b/realname.service': SERVICE,
        'below.service': link('sub/real2.service'),
        'sub/real2.service': SERVICE,
      },
      ['byname.service', 'below.service'],
    );
    expect(loaded.names('byname.service')).toEqual(['realname.service', 'byname.service']);
    expect(loaded.state('below.service')).toBe('not-found');
    expect(loaded.messages).toEqual(['Suspicious symlink /u/below.service → /u/sub/real2.service, treating as alias.']);
  });

  test('4. the directory beats how specific a drop-in directory is; the one of the type is last; files are sorted by name over all', () => {
    const drop = (text: string): string => `[Unit]\nDocumentation=man:${text}\n`;
    const loaded = loadMemory(
      {
        '/b/foo-bar.service': SERVICE,
        'foo-.service.d/x.conf': drop('dash'),
        '/b/foo-bar.service.d/x.conf': drop('exact'),
        'service.d/y.conf': drop('type'),
        '/b/foo-bar.service.d/y.conf': drop('exact'),
        '/b/foo-bar.service.d/a.conf': drop('first'),
        'service.d/Z.conf': drop('capital'),
      },
      ['foo-bar.service'],
    );
    expect(loaded.graph.find('foo-bar.service')?.dropInPaths).toEqual([
      '/u/service.d/Z.conf',
      '/b/foo-bar.service.d/a.conf',
      '/u/foo-.service.d/x.conf',
      '/b/foo-bar.service.d/y.conf',
    ]);
  });

  test('5. a dangling drop-in link, an empty one and a directory hide the file of the same name below, and are listed', () => {
    const lower = '[Unit]\nWants=lower.service\n';
    const loaded = loadMemory(
      {
        'a.service': SERVICE,
        'a.service.d/1.conf': link('/nowhere'),
        'a.service.d/2.conf': link('/dev/null'),
        'a.service.d/3.conf': '',
        'a.service.d/4.conf/x': '',
        '/b/a.service.d/1.conf': lower,
        '/b/a.service.d/2.conf': lower,
        '/b/a.service.d/3.conf': lower,
        '/b/a.service.d/4.conf': lower,
      },
      ['a.service'],
    );
    expect(loaded.state('a.service')).toBe('loaded');
    expect(loaded.deps('a.service', 'Wants')).toBe('');
    expect(loaded.graph.find('a.service')?.dropInPaths).toEqual([1, 2, 3, 4].map((n) => `/u/a.service.d/${n}.conf`));
    expect(loaded.messages).toContain("Failed to open configuration file '/u/a.service.d/1.conf': No such file or directory");
  });

  test('6. of an entry of .wants/ the name counts, not the target; what is no link is ignored; a dangling link counts', () => {
    const loaded = loadMemory(
      {
        'a.service': SERVICE,
        'a.service.wants/other.service': link('../named.service'),
        'a.service.wants/file.service': '[Unit]\n',
        'a.service.wants/dangling.service': link('/nowhere/dangling.service'),
        'a.service.wants/notaunit': link('../x.service'),
        'a.service.requires/r.service': link('../r.service'),
      },
      ['a.service'],
    );
    expect(loaded.deps('a.service', 'Wants')).toBe('dangling.service other.service');
    expect(loaded.deps('a.service', 'Requires')).toBe('r.service sysinit.target system.slice');
    expect(loaded.messages).toEqual([
      'Wants dependency dropin /u/a.service.wants/file.service is not a symlink, ignoring.',
      'Wants dependency dropin /u/a.service.wants/notaunit is not a valid unit name, ignoring.',
      'Wants dependency dropin /u/a.service.wants/other.service target ../named.service has different name',
    ]);
  });

  test('7. dependencies cannot be reset; an empty ConditionX= of any kind resets all conditions, not the asserts', () => {
    const loaded = loadMemory(
      {
        'a.service': service(
          'Wants=b.service',
          'Wants=',
          'ConditionPathExists=/a',
          'ConditionHost=h',
          'AssertHost=h',
          'ConditionUser=',
        ),
      },
      ['a.service'],
    );
    expect(loaded.deps('a.service', 'Wants')).toBe('b.service');
    const { settings } = loaded.graph.find('a.service') ?? {};
    expect(settings?.all('Unit.Conditions')).toEqual([]);
    expect(settings?.all('Unit.Asserts')).toHaveLength(1);
  });

  test('8. quotes and \\x2d stand for themselves in dependency lists; in Sockets= a backslash vanishes', () => {
    const loaded = loadMemory(
      {
        'a.service': `[Unit]\nWants="q.service" b\\x2dc.service\n[Service]\nExecStart=/bin/true\nSockets=d\\x2de.socket\n`,
      },
      ['a.service'],
    );
    expect(loaded.deps('a.service', 'Wants')).toBe('b\\x2dc.service dx2de.socket');
    expect(loaded.messages).toEqual(['/u/a.service:2: Failed to add dependency on "q.service", ignoring: Invalid argument']);
  });

  test('9. comments in a continuation vanish, an empty line ends it; CR and NUL end lines', () => {
    const loaded = loadMemory(
      {
        'a.service': service('Wants=b.service \\', '# c \\', '  ; d', 'e.service', 'After=f.service \\', '', 'g.service'),
        'cr.service': '[Unit]\rWants=x.service\r\nAfter=y.service\0Before=z.service\n\r[Service]\r\n\0ExecStart=/bin/true\r',
      },
      ['a.service', 'cr.service'],
    );
    expect(loaded.deps('a.service', 'Wants')).toBe('b.service e.service');
    expect(loaded.deps('a.service', 'After')).toBe('basic.target f.service sysinit.target system.slice systemd-journald.socket');
    expect(loaded.state('cr.service')).toBe('loaded');
    expect(loaded.deps('cr.service', 'Wants')).toBe('x.service');
    expect(loaded.deps('cr.service', 'After')).toContain('y.service');
    expect(loaded.deps('cr.service', 'Before')).toContain('z.service');
    expect(loaded.messages).toEqual(["/u/a.service:8: Missing '=', ignoring line."]);
  });

  test('10. a bad section header or invalid UTF-8 ends the unit in its main file, but only the rest of the file in a drop-in', () => {
    const bad = new Uint8Array([...Buffer.from('[Unit]\nWants=kept.service\nDescription='), 0xff, 0x0a]);
    const loaded = loadMemory(
      {
        'header.service': '[Unit]\nWants=kept.service\n[Service\nExecStart=/bin/true\n',
        'utf8.service': bad,
        'a.service': SERVICE,
        'a.service.d/1.conf': '[Unit]\nWants=w1.service\n[Unit\nWants=lost.service\n',
        'a.service.d/2.conf': bad,
        'a.service.d/3.conf': '[Unit]\nWants=w3.service\n',
      },
      ['header.service', 'utf8.service', 'a.service'],
    );
    expect(loaded.state('header.service')).toBe('error');
    expect(loaded.state('utf8.service')).toBe('error');
    expect(loaded.deps('header.service', 'Wants')).toBe('kept.service');
    expect(loaded.deps('utf8.service', 'Wants')).toBe('kept.service');
    expect(loaded.state('a.service')).toBe('loaded');
    expect(loaded.deps('a.service', 'Wants')).toBe('kept.service w1.service w3.service');
    expect(loaded.messages).toContain("/u/header.service:3: Invalid section header '[Service'");
  });

  test('11. a template word in a plain unit gets the prefix of the unit as its instance', () => {
    const loaded = loadMemory({ 'plain.service': service('Wants=foo@.service'), 'i@x.service': service('Wants=foo@.service') }, [
      'plain.service',
      'i@x.service',
    ]);
    expect(loaded.deps('plain.service', 'Wants')).toBe('foo@plain.service');
    expect(loaded.deps('i@x.service', 'Wants')).toBe('foo@x.service');
  });

  test('12. a masked unit still has the edges of its drop-ins and .wants directories, and nothing of its type', () => {
    const loaded = loadMemory(
      {
        'm.service': link('/dev/null'),
        'm.service.d/1.conf': '[Unit]\nDescription=from the drop-in\nWants=fromdrop.service\nBefore=foo.target\n',
        'm.service.wants/w1.service': link('../w1.service'),
        'm.service.requires/w2.service': link('../w2.service'),
      },
      ['m.service'],
    );
    expect(loaded.state('m.service')).toBe('masked');
    expect(loaded.description('m.service')).toBe('from the drop-in');
    expect(loaded.deps('m.service', 'Wants')).toBe('fromdrop.service w1.service');
    expect(loaded.deps('m.service', 'Requires')).toBe('w2.service');
    expect(loaded.deps('m.service', 'Before')).toBe('foo.target');
    expect(loaded.deps('m.service', 'After')).toBe('');
  });

  test('13. a unit with a bad setting has default dependencies, but no order after its slice and no mount edges', () => {
    const loaded = loadMemory(
      { 'bad.service': '[Unit]\nRequiresMountsFor=/srv\n[Service]\nType=simple\n', 'srv.mount': '[Mount]\nWhat=none\n' },
      ['bad.service'],
    );
    expect(loaded.state('bad.service')).toBe('bad-setting');
    expect(loaded.deps('bad.service', 'InSlice')).toBe('system.slice');
    expect(loaded.deps('bad.service', 'Requires')).toBe('sysinit.target');
    expect(loaded.deps('bad.service', 'After')).toBe('basic.target sysinit.target systemd-journald.socket');
  });

  test('14. Requires=-.mount is there only where -.mount has a file', () => {
    const unit = { 'a.service': service('RequiresMountsFor=/srv') };
    const without = loadMemory(unit, ['a.service']);
    expect(without.deps('a.service', 'After')).toContain('-.mount');
    expect(without.deps('a.service', 'Requires')).toBe('sysinit.target system.slice');
    const withFile = loadMemory({ ...unit, '-.mount': '[Mount]\nWhat=/dev/sda1\nWhere=/\n' }, ['a.service']);
    expect(withFile.deps('a.service', 'Requires')).toBe('-.mount sysinit.target system.slice');
  });

  test('15. the load queue is a stack: of a list the last is loaded first, and all that it names before the others', () => {
    const target = '[Unit]\nDefaultDependencies=no\n';
    const partOf = '[Unit]\nPartOf=b.service\n';
    // PartOf= orders a target only after a unit that was loaded before it.
    const files = { 't.target': partOf, 'b.service': SERVICE, 'all.target': target };
    const lastIsUnit = loadMemory({ ...files, 'all.target': `${target}Wants=t.target b.service\n` }, ['all.target']);
    expect(lastIsUnit.deps('t.target', 'After')).toBe('b.service');
    const lastIsTarget = loadMemory({ ...files, 'all.target': `${target}Wants=b.service t.target\n` }, ['all.target']);
    expect(lastIsTarget.deps('t.target', 'After')).toBe('');
  });
});

describe('3.1 the name map', () => {
  test('names without a type, directories and FIFOs are no units', () => {
    const loaded = loadMemory(
      {
        'foo.service~': SERVICE,
        'foo.service.bak': SERVICE,
        'foo.service.dpkg-old': SERVICE,
        'dir.service/x': '',
        'fifo.service': { kind: 'fifo' },
      },
      ['foo.service', 'dir.service', 'fifo.service'],
    );
    for (const name of ['foo.service', 'dir.service', 'fifo.service']) expect(loaded.state(name)).toBe('not-found');
    expect(loaded.messages).toEqual([
      '/u/dir.service is a directory, not a regular file: it is ignored.',
      '/u/fifo.service is a fifo, not a regular file: it is ignored.',
    ]);
  });

  test('of equal names the higher directory wins completely, also when it has an alias', () => {
    const loaded = loadMemory(
      {
        'a.service': service('Wants=high.service'),
        '/b/a.service': service('After=low.service', 'Description=low'),
        'dup.service': link('dup2.service'),
        '/b/dup.service': service('Description=never'),
        '/b/dup2.service': service('Description=dup2'),
      },
      ['a.service', 'dup.service'],
    );
    expect(loaded.deps('a.service', 'Wants')).toBe('high.service');
    expect(loaded.description('a.service')).toBe('a.service');
    expect(loaded.names('dup.service')).toEqual(['dup2.service', 'dup.service']);
    expect(loaded.description('dup.service')).toBe('dup2');
  });
});

describe('3.3 which links may be aliases', () => {
  const REJECTED: readonly (readonly [string, string, string | null])[] = [
    ['al.mount', 'other.mount', 'al.mount: symlinks are not allowed for units of this type, rejecting.'],
    ['al.slice', 'other.slice', 'al.slice: symlinks are not allowed for units of this type, rejecting.'],
    ['plain2tmpl.service', 'tmpl@.service', 'plain2tmpl.service: symlink target name type "tmpl@.service" does not match source, rejecting.'],
    ['tmpl2plain@.service', 'real.service', 'tmpl2plain@.service: symlink target name type "real.service" does not match source, rejecting.'],
    ['p2i.service', 'tm@x.service', 'p2i.service: symlink target name type "tm@x.service" does not match source, rejecting.'],
    ['t2i@.service', 'tm@x.service', 't2i@.service: symlink target name type "tm@x.service" does not match source, rejecting.'],
    ['i2p@a.service', 'byname2.service', 'i2p@a.service: symlink target name type "byname2.service" does not match source, rejecting.'],
    ['other@z.service', 'tmpl@w.service', 'other@z.service: unit symlink target "tmpl@w.service" instance name doesn\'t match, rejecting.'],
    ['wrongtype.service', 'x.target', 'wrongtype.service: symlink target "x.target" has incompatible suffix, rejecting.'],
    ['self.service', 'self.service', null],
    ['todir.service', '/u', 'todir.service points to "u" which is not a valid unit name: Invalid cross-device link'],
    ['notunit.service', 'foo.txt', 'notunit.service points to "foo.txt" which is not a valid unit name: Invalid cross-device link'],
    // [S] Only a device may have an alias and may not be a template.
    ['d@i.device', 'x.device', 'd@i.device: templates not allowed for device units, rejecting.'],
  ]; // prettier-ignore

  test.each(REJECTED)('%s -> %s is none', (name, target, said) => {
    const loaded = loadMemory({ [name]: link(target), 'any.service': SERVICE }, ['any.service']);
    expect(loaded.messages).toEqual(said === null ? [] : [said]);
    expect(loaded.graph.loader.map.fragmentPath(name)).toBeNull();
  });

  test('a slice whose link was rejected loads all the same, without a file', () => {
    const loaded = loadMemory({ 'al.slice': link('other.slice') }, ['al.slice']);
    expect(loaded.state('al.slice')).toBe('loaded');
  });
});

describe('3.4 where a name leads', () => {
  const chain = (letter: string, count: number): Files => ({
    ...Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`${letter}${i + 1}.service`, link(`${letter}${i + 2}.service`)] as const),
    ),
    [`${letter}${count + 1}.service`]: SERVICE,
  });

  test('a chain of aliases has at most seven links', () => {
    const loaded = loadMemory({ ...chain('c', 7), ...chain('d', 8) }, ['c1.service', 'd1.service']);
    expect(loaded.names('c1.service')[0]).toBe('c8.service');
    expect(loaded.state('d1.service')).toBe('not-found');
    expect(loaded.messages).toEqual(['Cannot load unit d1.service: Too many levels of symbolic links']);
  });

  test('aliases of each other are not found', () => {
    const loaded = loadMemory({ 'loop1.service': link('loop2.service'), 'loop2.service': link('loop1.service') }, [
      'loop1.service',
    ]);
    expect(loaded.state('loop1.service')).toBe('not-found');
    expect(loaded.messages).toEqual(['Cannot load unit loop1.service: Too many levels of symbolic links']);
  });

  test('an alias of nothing is silently not found; a link to nothing outside is said', () => {
    const loaded = loadMemory({ 'in.service': link('nothere.service'), 'out.service': link('/opt/none.service') }, [
      'in.service',
      'out.service',
    ]);
    expect(loaded.state('in.service')).toBe('not-found');
    expect(loaded.state('out.service')).toBe('not-found');
    expect(loaded.messages).toEqual(['Failed to open /u/out.service: No such file or directory']);
  });

  // systemd --test of 252.39-1~deb12u2, with the same links in /etc/systemd/system.
  test('a link through what is not there, through a file, or around in a circle is said, and gives no name', () => {
    const loaded = loadMemory(
      {
        'r.service': SERVICE,
        'p1.service': link('/nonexist/../u/r.service'),
        'p2.service': link('/etc/hostname/r.service'),
        'p3.service': link('loop/r.service'),
        loop: link('loop'),
        '/etc/hostname': 'host\n',
      },
      ['p1.service', 'p2.service', 'p3.service', 'r.service'],
    );
    for (const name of ['p1.service', 'p2.service', 'p3.service']) expect(loaded.state(name)).toBe('not-found');
    expect(loaded.names('r.service')).toEqual(['r.service']);
    expect(new Set(loaded.findings.map(({ code }) => code))).toEqual(new Set(['unresolved-symlink']));
    const failed = 'Failed to resolve symlink';
    expect(loaded.messages).toEqual([
      `${failed} /u/p1.service pointing to /nonexist/../u/r.service: No such file or directory`,
      `${failed} /u/p2.service pointing to /etc/hostname/r.service: Not a directory`,
      `${failed} /u/p3.service pointing to /u/loop/r.service: Too many levels of symbolic links`,
    ]);
  });

  test('the log of the manager has nothing of a circle of aliases, nor of a directory in place of a file', () => {
    const loaded = loadMemory(
      { 'a.service': link('b.service'), 'b.service': link('a.service'), 'd.service': link('/opt'), '/opt/x': '' },
      ['a.service', 'd.service'],
    );
    expect(loaded.findings.map(({ code }) => code)).toEqual(['alias-loop', 'directory-as-file']);
    expect(loaded.findings.map((finding) => loadLogEntry(finding, (path) => path))).toEqual([null, null]);
  });

  test('an alias of a linked unit has the name of the link', () => {
    const loaded = loadMemory({ 'lalias.service': link('lnk.service'), 'lnk.service': link('/opt/zzz.service'), '/opt/zzz.service': SERVICE }, [
      'lalias.service',
    ]); // prettier-ignore
    expect(loaded.names('lalias.service')).toEqual(['lnk.service', 'lalias.service']);
    expect(loaded.graph.find('lnk.service')?.fragmentPath).toBe('/u/lnk.service');
  });
});

describe('3.5 and 3.6 the names of a unit', () => {
  const files = {
    'real.service': SERVICE,
    'al1.service': link('real.service'),
    'al2.service': link('/u/real.service'),
    'al3.service': link('al1.service'),
    'tmpl@.service': SERVICE,
    'altmpl@.service': link('tmpl@.service'),
    'other@x.service': link('tmpl@.service'),
    'other@y.service': link('tmpl@y.service'),
    'tmpl@a.service': link('tmpl@.service'),
  };
  const NAMES: readonly (readonly [string, readonly string[]])[] = [
    ['al1.service', ['real.service', 'al1.service', 'al2.service', 'al3.service']],
    ['al3.service', ['real.service', 'al1.service', 'al2.service', 'al3.service']],
    ['altmpl@q.service', ['tmpl@q.service', 'altmpl@q.service']],
    ['other@x.service', ['tmpl@x.service', 'altmpl@x.service', 'other@x.service']],
    ['other@y.service', ['tmpl@y.service', 'altmpl@y.service', 'other@y.service']],
    ['tmpl@a.service', ['tmpl@a.service', 'altmpl@a.service']],
  ];
  test.each(NAMES)('asked as %s', (name, expected) => {
    expect(loadMemory(files, [name]).names(name)).toEqual(expected);
  });

  test('an instance that only another instance is linked to is not found', () => {
    expect(loadMemory(files, ['other@n.service']).state('other@n.service')).toBe('not-found');
  });

  test('of a masked file only the alias that was asked for is a name', () => {
    const loaded = loadMemory({ 'empty.service': '', 'l1.service': link('empty.service'), 'l2.service': link('empty.service') }, ['l1.service']);
    expect(loaded.names('l1.service')).toEqual(['empty.service', 'l1.service']);
    expect(loaded.state('l1.service')).toBe('masked');
  }); // prettier-ignore

  test('dependencies on a name that is merged move; those on oneself are dropped', () => {
    const loaded = loadMemory(
      {
        'a.service': service('After=b.service', 'Wants=b.service'),
        'b.service': link('a.service'),
        'c.service': service('Wants=b.service', 'Before=c.service'),
      },
      ['a.service', 'c.service'],
    );
    expect(loaded.deps('c.service', 'Wants')).toBe('a.service');
    expect(loaded.deps('a.service', 'Wants')).toBe('');
    expect(loaded.messages).toEqual([
      '/u/a.service:2: a.service: Dependency After=b.service is dropped, as b.service is merged into a.service.',
      '/u/a.service:2: a.service: Dependency Before=a.service in b.service is dropped, as b.service is merged into a.service.',
      '/u/c.service:3: c.service: Dependency Before=c.service is dropped.',
    ]);
  });

  test('a template alias beside a file of its own: who is loaded first has the name', () => {
    const odd = { 'a@.service': link('b@.service'), 'b@.service': SERVICE, 'b@i.service': SERVICE };
    const first = loadMemory(odd, ['a@i.service']);
    expect(first.names('a@i.service')).toEqual(['a@i.service', 'b@i.service']);
    const second = loadMemory(odd, ['b@i.service', 'a@i.service']);
    expect(second.state('a@i.service')).toBe('error');
    expect(second.graph.find('a@i.service')?.loadError).toBe('EEXIST');
  });
});

describe('3.7 masks', () => {
  test('an empty file, /dev/null, and links to them mask; a file of one line break does not', () => {
    const loaded = loadMemory(
      {
        'masked.service': link('/dev/null'),
        'empty.service': '',
        'linkempty.service': link('/opt/empty'),
        '/opt/empty': '',
        'other.service': link('/dev/null'),
        'chain.service': link('other.service'),
        'newline.service': '\n',
        'comment.service': '# nothing\n',
      },
      ['masked.service', 'empty.service', 'linkempty.service', 'chain.service', 'newline.service', 'comment.service'],
    );
    for (const name of ['masked', 'empty', 'linkempty', 'chain']) expect(loaded.state(`${name}.service`)).toBe('masked');
    for (const name of ['newline', 'comment']) expect(loaded.state(`${name}.service`)).toBe('bad-setting');
  });

  test('perpetual units cannot be masked', () => {
    const names = ['-.slice', 'system.slice', 'init.scope', '-.mount'];
    const loaded = loadMemory(Object.fromEntries(names.map((name) => [name, link('/dev/null')])), []);
    for (const name of names) expect(loaded.state(name)).toBe('loaded');
  });
});

describe('4.1 which drop-in directories a unit has', () => {
  const DIRECTORIES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['foo-bar.service', ['foo-bar.service', 'foo-.service', 'service'], ['bar.service', '-.service']],
    ['foo--bar.service', ['foo--bar.service', 'foo--.service', 'foo-.service', 'service'], []],
    ['foo-bar-.service', ['foo-bar-.service', 'foo-.service', 'service'], ['foo-bar.service']],
    ['foo-.service', ['foo-.service', 'service'], ['foo.service']],
    ['-foo-bar.service', ['-foo-bar.service', '-foo-.service', 'service'], ['-.service']],
    ['a.b-c.service', ['a.b-c.service', 'a.b-.service', 'service'], ['a.service']],
  ];
  test.each(DIRECTORIES)('%s', (name, searched, notSearched) => {
    const files: Record<string, string> = { [name]: SERVICE };
    for (const [index, stem] of [...searched, ...notSearched].entries()) files[`${stem}.d/${index}.conf`] = '[Unit]\n';
    const loaded = loadMemory(files, [name]);
    expect(loaded.graph.find(name)?.dropInPaths).toEqual(searched.map((stem, index) => `/u/${stem}.d/${index}.conf`));
  });

  test('of an instance: itself, its template, the dashes of either, directory by directory; the type last of all', () => {
    const stems = [
      'foo-bar-baz@in.service', 'foo-bar-baz@.service', 'foo-bar-.service', 'foo-.service',
      'foo-bar-@in.service', 'foo-bar-@.service', 'foo-@in.service', 'foo-@.service',
    ]; // prettier-ignore
    const order = [...stems.map((stem) => `/u/${stem}.d`), ...stems.map((stem) => `/b/${stem}.d`), '/u/service.d', '/b/service.d'];
    const files: Record<string, string> = { 'foo-bar-baz@.service': SERVICE };
    // Each directory has the file n.conf of every n up to its own place: who is first in the list of n wins.
    for (const [index, directory] of order.entries())
      for (let n = 0; n <= index; n++) files[`${directory}/${String(n).padStart(2, '0')}.conf`] = '[Unit]\n';
    const loaded = loadMemory(files, ['foo-bar-baz@in.service']);
    expect(loaded.graph.find('foo-bar-baz@in.service')?.dropInPaths).toEqual(
      order.map((directory, index) => `${directory}/${String(index).padStart(2, '0')}.conf`),
    );
  });
});

describe('4.2 to 4.4 drop-ins and links of dependency', () => {
  test('.upholds is no directory of systemd 252', () => {
    const loaded = loadMemory({ 'x.target': '[Unit]\n', 'x.target.upholds/hiw.service': link('../hiw.service') }, ['x.target']);
    expect(loaded.deps('x.target', 'Upholds')).toBe('');
  });

  test('a link to a directory of drop-ins counts when it is absolute; one relative to its own directory does not', () => {
    const drop = { '/shared.d/1.conf': '[Unit]\nDescription=shared\n', 'shr/1.conf': '[Unit]\nDescription=shr\n' };
    const loaded = loadMemory(
      { ...drop, 'a.service': SERVICE, 'a.service.d': link('/shared.d'), 'b.service': SERVICE, 'b.service.d': link('shr') },
      ['a.service', 'b.service'],
    );
    expect(loaded.graph.find('a.service')?.dropInPaths).toEqual(['/shared.d/1.conf']);
    expect(loaded.graph.find('b.service')?.dropInPaths).toEqual([]);
  });

  test('drop-ins are sorted by bytes, and those that look like backups are left out', () => {
    const names = ['10-x.conf', '10.conf', '11-x.conf', '2.conf', 'Z.conf', '_.conf', 'a.conf'];
    const left = ['x.conf~', '.x.conf', 'x.CONF', 'x.conf.bak', 'x.conf.dpkg-new', 'x.conf.rpmsave', 'README'];
    const loaded = loadMemory(
      { 'a.service': SERVICE, ...Object.fromEntries([...left, ...names].map((name) => [`a.service.d/${name}`, '[Unit]\n'])) },
      ['a.service'],
    );
    expect(loaded.graph.find('a.service')?.dropInPaths).toEqual(names.map((name) => `/u/a.service.d/${name}`));
  });

  test('a fatal value in a drop-in ends that file, no more', () => {
    const loaded = loadMemory(
      {
        'a.service': SERVICE,
        'a.service.d/1.conf': '[Unit]\nWants=w1.service\n[Service]\nExecStartPre=/\n[Unit]\nWants=w2.service\n',
        'a.service.d/2.conf': '[Unit]\nWants=w3.service\n',
      },
      ['a.service'],
    );
    expect(loaded.state('a.service')).toBe('loaded');
    expect(loaded.deps('a.service', 'Wants')).toBe('w1.service w3.service');
    expect(loaded.messages).toEqual(['/u/a.service.d/1.conf:4: Executable path specifies a directory: /']);
  });

  test('a drop-in makes no service, but applies to a slice without a file', () => {
    const drop = '[Unit]\nDescription=drop\n';
    const loaded = loadMemory({ 'nofrag.service.d/1.conf': drop, 's.slice.d/1.conf': drop, 'dev-x.device.d/1.conf': drop }, [
      'nofrag.service',
      's.slice',
      'dev-x.device',
    ]);
    expect(loaded.state('nofrag.service')).toBe('not-found');
    expect(loaded.description('nofrag.service')).toBe('nofrag.service');
    expect(loaded.description('s.slice')).toBe('drop');
    expect(loaded.description('dev-x.device')).toBe('drop');
  });

  test('drop-ins of an alias apply, and .wants of a bare type to every unit of it', () => {
    const loaded = loadMemory(
      {
        'a.service': SERVICE,
        'alias.service': link('a.service'),
        'alias.service.d/18-al.conf': '[Unit]\nWants=al.service\n',
        'target.wants/every.service': link('../every.service'),
        't.target': '[Unit]\n',
      },
      ['a.service', 't.target'],
    );
    expect(loaded.deps('a.service', 'Wants')).toBe('al.service');
    expect(loaded.deps('t.target', 'Wants')).toBe('every.service');
  });

  test('a link to /dev/null masks the entry of a lower directory', () => {
    const loaded = loadMemory(
      {
        't.target': '[Unit]\n',
        't.target.wants/x.service': link('/dev/null'),
        '/b/t.target.wants/x.service': link('../x.service'),
      },
      ['t.target'],
    );
    expect(loaded.deps('t.target', 'Wants')).toBe('');
    expect(loaded.messages).toEqual([]);
  });

  test('a template entry gets the prefix of a plain owner, with a warning, and the instance of an instance, without', () => {
    const loaded = loadMemory(
      {
        'x.target': '[Unit]\n',
        'x.target.wants/t@.service': link('../t@.service'),
        'tt@.target': '[Unit]\n',
        'tt@.target.wants/t@.service': link('../t@.service'),
        'x.target.wants/t@ok.service': link('../t@.service'),
      },
      ['x.target', 'tt@i.target'],
    );
    expect(loaded.deps('x.target', 'Wants')).toBe('t@ok.service t@x.service');
    expect(loaded.deps('tt@i.target', 'Wants')).toBe('t@i.service');
    expect(loaded.messages).toEqual([
      'Wants dependency dropin /u/x.target.wants/t@.service target ../t@.service has different name',
    ]);
  });
});
