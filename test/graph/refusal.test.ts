import { describe, expect, test } from 'vitest';
import { loadMemory, type Files } from '../support/load-memory.js';

// The loading specification, section 10.4: which units systemd 252.39-1~deb12u2 refuses after it has read their files, and what it says.

interface Case {
  readonly what: string;
  readonly name: string;
  readonly text: string;
  /** Without the `UNIT: ` at its start; null: nothing is said. */
  readonly said: string | null;
  readonly state?: 'bad-setting' | 'error' | 'loaded';
  readonly error?: string;
  readonly more?: Files;
}

const unit = (section: string, ...lines: readonly string[]): string => `[${section}]\n${lines.join('\n')}\n`;
const service = (...lines: readonly string[]): string => unit('Service', ...lines);
const socket = (...lines: readonly string[]): string => unit('Socket', ...lines);

const CASES: readonly Case[] = [
  // service
  { what: 'no command', name: 'a.service', text: service('Type=simple'), said: 'Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.' },
  { what: 'no [Service]', name: 'a.service', text: '[Unit]\nDescription=x\n', said: 'Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.' },
  { what: 'FailureAction= is no help', name: 'a.service', text: '[Unit]\nFailureAction=reboot\n', said: 'Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.' },
  { what: 'no ExecStart= and not oneshot', name: 'a.service', text: service('Type=simple', 'ExecStop=/bin/true'), said: 'Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.' },
  { what: 'no ExecStart= and not remaining', name: 'a.service', text: service('Type=oneshot', 'ExecStop=/bin/true'), said: 'Service has no ExecStart= and no SuccessAction= settings and does not have RemainAfterExit=yes set. Refusing.' },
  { what: 'two ExecStart=', name: 'a.service', text: service('ExecStart=/bin/a', 'ExecStart=/bin/b'), said: 'Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.' },
  { what: 'two commands in one ExecStart=', name: 'a.service', text: service('ExecStart=/bin/a ; /bin/b'), said: 'Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.' },
  { what: 'oneshot, Restart=always', name: 'a.service', text: service('Type=oneshot', 'ExecStart=/bin/a', 'Restart=always'), said: "Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot services. Refusing." },
  { what: 'oneshot, Restart=on-success', name: 'a.service', text: service('Type=oneshot', 'ExecStart=/bin/a', 'Restart=on-success'), said: "Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot services. Refusing." },
  { what: 'oneshot, RestartForceExitStatus=', name: 'a.service', text: service('Type=oneshot', 'ExecStart=/bin/a', 'RestartForceExitStatus=1'), said: "Service has RestartForceExitStatus= set, which isn't allowed for Type=oneshot services. Refusing." },
  { what: 'oneshot, ExitType=cgroup', name: 'a.service', text: service('Type=oneshot', 'ExecStart=/bin/a', 'ExitType=cgroup'), said: "Service has ExitType=cgroup set, which isn't allowed for Type=oneshot services. Refusing." },
  { what: 'dbus without a name', name: 'a.service', text: service('Type=dbus', 'ExecStart=/bin/a'), said: 'Service is of type D-Bus but no D-Bus service name has been specified. Refusing.' },
  { what: 'PAM and KillMode=process', name: 'a.service', text: service('ExecStart=/bin/a', 'PAMName=x', 'KillMode=process'), said: "Service has PAM enabled. Kill mode must be set to 'control-group' or 'mixed'. Refusing." },
  { what: 'PAM and KillMode=mixed', name: 'a.service', text: service('ExecStart=/bin/a', 'PAMName=x', 'KillMode=mixed'), said: null, state: 'loaded' },
  { what: 'Restart=on-failure with oneshot', name: 'a.service', text: service('Type=oneshot', 'ExecStart=/bin/a', 'Restart=on-failure'), said: null, state: 'loaded' },
  { what: 'oneshot with ExecStop= that remains', name: 'a.service', text: service('Type=oneshot', 'ExecStop=/bin/a', 'RemainAfterExit=yes'), said: null, state: 'loaded' },
  { what: 'SuccessAction= without a command', name: 'a.service', text: '[Unit]\nSuccessAction=poweroff\n', said: null, state: 'loaded' },
  { what: 'a program that is not there', name: 'a.service', text: service('ExecStart=/nowhere/x'), said: null, state: 'loaded' },
  { what: 'a bus name that is taken', name: 'z.service', text: service('BusName=org.b', 'ExecStart=/bin/a'), said: 'Two services allocated for the same bus name org.b, refusing operation.', state: 'error', error: 'EEXIST', more: { 'first.service': service('BusName=org.b', 'ExecStart=/bin/a') } },
  // socket
  { what: 'nothing to listen on', name: 'a.socket', text: socket('Accept=no'), said: 'Unit has no Listen setting (ListenStream=, ListenDatagram=, ListenFIFO=, ...). Refusing.' },
  { what: 'Accept=yes with a datagram', name: 'a.socket', text: socket('ListenDatagram=1', 'Accept=yes'), said: 'Unit configured for accepting sockets, but sockets are non-accepting. Refusing.' },
  { what: 'Accept=yes with a FIFO', name: 'a.socket', text: socket('ListenFIFO=/run/f', 'Accept=yes'), said: 'Unit configured for accepting sockets, but sockets are non-accepting. Refusing.' },
  { what: 'Accept=yes, MaxConnections=0', name: 'a.socket', text: socket('ListenStream=1', 'Accept=yes', 'MaxConnections=0'), said: 'MaxConnection= setting too small. Refusing.' },
  { what: 'Accept=yes with Service=', name: 'a.socket', text: socket('ListenStream=1', 'Accept=yes', 'Service=x.service'), said: 'Explicit service configuration for accepting socket units not supported. Refusing.' },
  { what: 'PAM and KillMode=mixed', name: 'a.socket', text: socket('ListenStream=1', 'PAMName=x', 'KillMode=mixed'), said: "Unit has PAM enabled. Kill mode must be set to 'control-group'. Refusing." },
  { what: 'Symlinks= without a node', name: 'a.socket', text: socket('ListenStream=1', 'Symlinks=/run/s'), said: 'Unit has symlinks set but none or more than one node in the file system. Refusing.' },
  { what: 'Symlinks= and two nodes', name: 'a.socket', text: socket('ListenStream=/run/1', 'ListenFIFO=/run/2', 'Symlinks=/run/s'), said: 'Unit has symlinks set but none or more than one node in the file system. Refusing.' },
  { what: 'Symlinks= and one node', name: 'a.socket', text: socket('ListenStream=/run/1', 'ListenStream=1', 'Symlinks=/run/s'), said: null, state: 'loaded' },
  // mount
  { what: 'Where= of another name', name: 'a.mount', text: unit('Mount', 'What=x', 'Where=/b'), said: "Where= setting doesn't match unit name. Refusing." },
  { what: 'an API file system', name: 'proc.mount', text: unit('Mount', 'What=proc'), said: 'Cannot create mount unit for API file system /proc. Refusing.' },
  { what: 'no What=', name: 'a.mount', text: unit('Mount', 'Where=/a'), said: 'What= setting is missing. Refusing.' },
  { what: 'PAM and KillMode=mixed', name: 'a.mount', text: unit('Mount', 'What=x', 'PAMName=x', 'KillMode=mixed'), said: "Unit has PAM enabled. Kill mode must be set to control-group'. Refusing." },
  { what: 'What= with .. in it', name: 'a.mount', text: unit('Mount', 'What=/x/../y', 'Options=loop'), said: '/x/../y is no path that mounts can be found for: Operation not permitted', state: 'error', error: 'EPERM' },
  { what: 'a device with .. in it', name: 'a.mount', text: unit('Mount', 'What=/dev/../y'), said: '/dev/../y is no path of a device: Invalid argument', state: 'error', error: 'EINVAL' },
  { what: 'a relative Where=', name: 'a.mount', text: unit('Mount', 'What=x', 'Where=a'), said: null, state: 'loaded' },
  // automount
  { what: 'the root', name: '-.automount', text: unit('Automount', 'Where=/'), said: 'Cannot have an automount unit for the root directory: Cannot assign requested address', state: 'error', error: 'EADDRNOTAVAIL' },
  { what: 'Where= of another name', name: 'a.automount', text: unit('Automount', 'Where=/b'), said: "Where= setting doesn't match unit name. Refusing." },
  ...['fd', 'pgrp', 'minproto', 'maxproto', 'direct', 'indirect'].map((option): Case => ({ what: `ExtraOptions=${option}`, name: 'a.automount', text: unit('Automount', `ExtraOptions=x,${option}=1`), said: `ExtraOptions= setting may not contain reserved option ${option}.` })),
  // swap, timer, path, slice
  { what: 'What= of another name', name: 'a.swap', text: unit('Swap', 'What=/b'), said: 'Value of What= and unit name do not match, not loading.' },
  { what: 'PAM and KillMode=process', name: 'a.swap', text: unit('Swap', 'What=/a', 'PAMName=x', 'KillMode=process'), said: "Unit has PAM enabled. Kill mode must be set to 'control-group'. Refusing to load." },
  { what: 'no value', name: 'a.timer', text: unit('Timer', 'Unit=a.service'), said: 'Timer unit lacks value setting. Refusing.' },
  { what: 'values taken back', name: 'a.timer', text: unit('Timer', 'OnBootSec=1', 'OnCalendar='), said: 'Timer unit lacks value setting. Refusing.' },
  { what: 'OnClockChange= is a value', name: 'a.timer', text: unit('Timer', 'OnClockChange=yes'), said: null, state: 'loaded' },
  { what: 'OnTimezoneChange= is a value', name: 'a.timer', text: unit('Timer', 'OnTimezoneChange=yes'), said: null, state: 'loaded' },
  { what: 'no path', name: 'a.path', text: unit('Path', 'Unit=a.service'), said: 'Path unit lacks path setting. Refusing.' },
  { what: 'two dashes in the name', name: 'a--b.slice', text: '[Unit]\n', said: 'no slice can have this name: Invalid argument', state: 'error', error: 'EINVAL' },
  { what: 'a dash first', name: '-a.slice', text: '[Unit]\n', said: 'no slice can have this name: Invalid argument', state: 'error', error: 'EINVAL' },
  { what: 'a dash last', name: 'a-.slice', text: '[Unit]\n', said: 'no slice can have this name: Invalid argument', state: 'error', error: 'EINVAL' },
  // any
  { what: 'two units to isolate on failure', name: 'a.target', text: unit('Unit', 'OnFailure=x.service y.service', 'OnFailureJobMode=isolate'), said: 'More than one OnFailure= dependencies specified but OnFailureJobMode=isolate set. Refusing.' },
  { what: 'two units to isolate on success', name: 'a.target', text: unit('Unit', 'OnSuccess=x.service y.service', 'OnSuccessJobMode=isolate'), said: 'More than one OnSuccess= dependencies specified but OnSuccessJobMode=isolate set. Refusing.' },
  { what: 'one unit to isolate', name: 'a.target', text: unit('Unit', 'OnFailure=x.service', 'OnFailureJobMode=isolate'), said: null, state: 'loaded' },
  // names that stand for no path
  { what: 'a name with dots as a path', name: '..-a.mount', text: unit('Mount', 'What=x'), said: 'the name stands for no path: Invalid argument', state: 'error', error: 'EINVAL' },
]; // prettier-ignore

describe('verification at the end of loading', () => {
  test.each(CASES)('$name: $what', ({ name, text, said, state = 'bad-setting', error, more = {} }) => {
    const loaded = loadMemory({ ...more, [name]: text }, [...Object.keys(more), name]);
    expect(loaded.state(name)).toBe(state);
    expect(loaded.graph.find(name)?.loadError ?? null).toBe(error ?? (state === 'bad-setting' ? 'ENOEXEC' : null));
    const about = loaded.messages.filter((message) => message.startsWith(`${name}: `));
    expect(about).toEqual(said === null ? [] : [`${name}: ${said}`]);
  });

  test('Where= of a relative path is ignored and the name counts', () => {
    const loaded = loadMemory({ 'a.mount': unit('Mount', 'What=x', 'Where=a') }, ['a.mount']);
    expect(loaded.messages).toEqual(['/u/a.mount:3: Where= path is not absolute, ignoring: a']);
  });

  const FATAL: readonly (readonly [string, string])[] = [
    ['ExecStart=./true', 'Neither a valid executable name nor an absolute path: ./true'],
    ['ExecStart=/bin/', 'Executable path specifies a directory: /bin/'],
    ['ExecStart=@/bin/true', 'Empty executable name or zeroeth argument: @/bin/true'],
    ['ExecStart=/bin/true %Q', 'Failed to resolve unit specifiers in %Q: Invalid slot'],
    ['ExecStart=/bin/true "abc', 'Unbalanced quoting, ignoring: "/bin/true "abc"'],
    ['User=%Q', 'Failed to resolve unit specifiers in %Q: Invalid slot'],
    ['WorkingDirectory=rel', 'WorkingDirectory= path is not absolute: rel'],
    ['DynamicUser=foo', 'Failed to parse boolean value: foo'],
  ];
  test.each(FATAL)('%s is fatal: the unit keeps what stands before it', (line, said) => {
    const loaded = loadMemory({ 'a.service': `[Unit]\nWants=before.service\n[Service]\n${line}\nExecStart=/bin/true\n[Unit]\nWants=after.service\n` }, [
      'a.service',
    ]); // prettier-ignore
    expect(loaded.state('a.service')).toBe('bad-setting');
    expect(loaded.deps('a.service', 'Wants')).toBe('before.service');
    expect(loaded.deps('a.service', 'InSlice')).toBe('');
    expect(loaded.messages).toEqual([
      `/u/a.service:4: ${said}`,
      '/u/a.service:4: a.service: Unit configuration has fatal error, unit will not be started.',
    ]);
  });

  const IGNORED: readonly (readonly [string, string])[] = [
    ['ExecStartPre=-./true', 'Neither a valid executable name nor an absolute path, ignoring: ./true'],
    ['ExecStartPre=-/bin/', 'Executable path specifies a directory, ignoring: /bin/'],
    ['ExecStartPre=-@/bin/true', 'Empty executable name or zeroeth argument, ignoring: -@/bin/true'],
    ['ExecStartPre="/bin/true abc', 'Unbalanced quoting, ignoring: ""/bin/true abc"'],
    ['ExecStartPre=-', "Empty path in command line, ignoring: '-'"],
  ];
  test.each(IGNORED)('%s is only skipped', (line, said) => {
    const loaded = loadMemory({ 'a.service': service(line, 'ExecStart=/bin/true') }, ['a.service']);
    expect(loaded.state('a.service')).toBe('loaded');
    expect(loaded.messages).toEqual([`/u/a.service:2: ${said}`]);
  });
});

describe('10.3 what remains of a unit that did not load', () => {
  test('of a unit that is not found only what others name; its directories are not read', () => {
    const loaded = loadMemory(
      { 'a.target': '[Unit]\nWants=gone.service\n', 'gone.service.wants/x.service': { link: '../x.service' }, 'gone.service.d/1.conf': '[Unit]\nAfter=y.service\n' },
      ['a.target'],
    ); // prettier-ignore
    expect(loaded.state('gone.service')).toBe('not-found');
    expect(loaded.deps('gone.service', 'WantedBy')).toBe('a.target');
    expect(loaded.deps('gone.service', 'Wants') + loaded.deps('gone.service', 'After')).toBe('');
  });

  test('after a fatal error directories are not read', () => {
    const loaded = loadMemory(
      { 'a.service': '[Unit]\nWants=e1.service\n[Bad\n', 'a.service.wants/x.service': { link: '../x.service' }, 'a.service.d/1.conf': '[Unit]\nWants=y.service\n' },
      ['a.service'],
    ); // prettier-ignore
    expect(loaded.state('a.service')).toBe('error');
    expect(loaded.deps('a.service', 'Wants')).toBe('e1.service');
  });
});

describe('dependencies that are refused', () => {
  const REFUSED: readonly (readonly [string, string, string, string])[] = [
    ['a.service', 'Before=dev-foo.device', 'Before', 'a.service: Dependency Before=dev-foo.device ignored (.device units cannot be delayed)'],
    ['a.slice', 'OnFailure=y.service', 'OnFailure', 'a.slice: Requested dependency OnFailure=y.service ignored (slice units cannot fail).'],
    ['dev-x.device', 'OnFailure=y.service', 'OnFailure', 'dev-x.device: Requested dependency OnFailure=y.service ignored (device units cannot fail).'],
    ['t.target', 'After=t.target', 'After', 't.target: Dependency After=t.target is dropped.'],
  ]; // prettier-ignore
  test.each(REFUSED)('%s %s', (name, line, kind, said) => {
    const [word = ''] = line.split('=').slice(1);
    const loaded = loadMemory({ [name]: `[Unit]\n${line}\n${name.endsWith('.service') ? '[Service]\nExecStart=/bin/a\n' : ''}` }, [
      name,
    ]);
    expect(loaded.messages).toEqual([`/u/${name}:2: ${said}`]);
    expect(loaded.deps(name, kind as 'After')).not.toContain(word);
  });

  test('OnSuccess= of a slice is taken', () => {
    expect(loadMemory({ 'a.slice': '[Unit]\nOnSuccess=y.service\n' }, ['a.slice']).deps('a.slice', 'OnSuccess')).toBe('y.service');
  });

  test('Unit= of a timer: the first counts, no unit triggers itself, a bad type is ignored', () => {
    const timer = (...lines: string[]): string => `[Timer]\nOnBootSec=1\n${lines.join('\n')}\n`;
    const loaded = loadMemory(
      {
        'a.timer': timer('Unit=x.service', 'Unit=b.service'),
        'self.timer': timer('Unit=self.timer'),
        'bad.timer': timer('Unit=a.foo'),
      },
      ['a.timer', 'self.timer', 'bad.timer'],
    );
    expect(loaded.deps('a.timer', 'Triggers')).toBe('x.service');
    expect(loaded.deps('self.timer', 'Triggers')).toBe('self.service');
    expect(loaded.deps('bad.timer', 'Triggers')).toBe('bad.service');
    expect(loaded.messages).toEqual([
      '/u/a.timer:4: Multiple units to trigger specified, ignoring: b.service',
      '/u/self.timer:3: Units cannot trigger themselves, ignoring: self.timer',
      '/u/bad.timer:3: Unit type not valid, ignoring: a.foo',
    ]);
  });

  test('Slice= that is no slice is not assigned, nor is one of a slice', () => {
    const loaded = loadMemory(
      { 'a.service': service('Slice=b.service', 'ExecStart=/bin/a'), 'foo-bar.slice': unit('Slice', 'Slice=other.slice') },
      ['a.service', 'foo-bar.slice'],
    );
    expect(loaded.deps('a.service', 'InSlice')).toBe('system.slice');
    expect(loaded.deps('foo-bar.slice', 'InSlice')).toBe('foo.slice');
    expect(loaded.messages).toEqual([
      '/u/a.service:2: Failed to assign slice b.service to unit a.service, ignoring: Invalid argument',
      '/u/foo-bar.slice:2: Failed to assign slice other.slice to unit foo-bar.slice, ignoring: Invalid argument',
    ]);
  });
});

describe('a name that no unit can have', () => {
  // systemd 252.39, `systemd --test --unit fz@a.swap` with such a file: the unit cannot be loaded ("Invalid argument"), and
  // Wants=fz@a.swap is ignored. Services, sockets, targets, timers and paths have instances (unit_type_may_template).
  test.each(['fz@a.swap', 'fz@a.mount', 'fz@a.automount', 'fz@a.slice', 'fz@a.device', 'fz@a.scope', 'fz@.service', 'a.unknown'])(
    '%s is not loaded, file or not',
    (name) => {
      const { graph } = loadMemory({ [name]: '[Unit]\nWants=b.service\n' }, []);
      expect(graph.load(name)).toBeUndefined();
      expect(graph.find(name)).toBeUndefined();
    },
  );
  test.each(['fz@a.service', 'fz@a.socket', 'fz@a.target', 'fz@a.timer', 'fz@a.path'])('%s is', (name) => {
    expect(loadMemory({ [name]: '[Unit]\nWants=b.service\n' }, []).graph.load(name)?.id).toBe(name);
  });
});
