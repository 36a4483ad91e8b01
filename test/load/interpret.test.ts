import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingList } from '../../src/diagnostic/finding.js';
import { helpOf, messageOf } from '../../src/diagnostic/message.js';
import { interpretText, type InterpretTextOptions } from './interpret-text.js';

const INSTANCE = 'in-st@x-y\\x2db.service';

function values(text: string, key: string, options: InterpretTextOptions = {}): unknown[] {
  return interpretText(text, options)
    .settings.all(key)
    .map((setting) => setting.value);
}

function messages(text: string, options: InterpretTextOptions = {}): string[] {
  const list = findingList();
  interpretText(text, { ...options, sink: list });
  return list.findings.map((finding) => `${finding.at?.line}:${finding.at?.column}: ${messageOf(finding)}`);
}

function helps(text: string, options: InterpretTextOptions = {}): (string | null)[] {
  const list = findingList();
  interpretText(text, { ...options, sink: list });
  return list.findings.map(helpOf);
}

const PLAIN = { ignoreFailure: false, argv0: false, noExpand: false, fullPrivileges: false, noSetuid: false, ambient: false };

// What `systemd --test --unit='in-st@x-y\x2db.service'` (252.39-1~deb12u2) prints for the same lines as "Command Line:", "Description:"
// and so on is the authority of the values of this block.
describe('values as the dump of systemd 252 shows them', () => {
  test('a command line is split at blanks, quotes and escapes are removed, ; separates commands', () => {
    const text = String.raw`[Service]
ExecStart=/bin//a  "b c" 'd'"e" \x41\303\251 \u20ac \; $X ${'$'}{Y} %% %n ; -@/bin/b zero one ; ; !!:/bin/c
ExecStart=:!/bin/c \q "a\nb" x\;y ;z
`;
    expect(values(text, 'Service.ExecStart', { name: INSTANCE })).toEqual([
      { path: '/bin/a', argv: ['/bin//a', 'b c', 'de', 'Aé', '€', ';', '$X', '${Y}', '%', INSTANCE], flags: PLAIN },
      { path: '/bin/b', argv: ['zero', 'one'], flags: { ...PLAIN, ignoreFailure: true, argv0: true } },
      { path: '/bin/c', argv: ['/bin/c'], flags: { ...PLAIN, noExpand: true, ambient: true } },
      { path: '/bin/c', argv: ['/bin/c', '\\q', 'a\nb', 'x\\;y', ';z'], flags: { ...PLAIN, noExpand: true, noSetuid: true } },
    ]);
    expect(messages(text, { name: INSTANCE })).toEqual([
      '3:20: Ignoring unknown escape sequences: "\\q"',
      '3:30: Ignoring unknown escape sequences: "x\\;y"',
    ]);
  });

  test('every specifier of the full set is expanded', () => {
    const text =
      '[Unit]\nDescription=%%|%n|%N|%p|%P|%i|%I|%j|%J|%f|%a|%H|%l|%q|%u|%U|%g|%G|%h|%s|%t|%S|%C|%L|%E|%T|%V|%d|%_|%-|%\n';
    const files = { '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n', '/etc/hostname': 'oracle\n' };
    expect(values(text, 'Unit.Description', { name: INSTANCE, files })).toEqual([
      String.raw`%|in-st@x-y\x2db.service|in-st@x-y\x2db|in-st|in/st|x-y\x2db|x/y-b|st|st|/x/y-b|x86-64|oracle|oracle|oracle|root|0|root|0|/root|/bin/bash|/run|/var/lib|/var/cache|/var/log|/etc|/tmp|/var/tmp|/run/credentials/in-st@x-y\x2db.service|%_|%-|%`,
    ]);
  });

  test('conditions of all kinds stand in one list, asserts in another; marks are taken off, paths simplified', () => {
    const text = `[Unit]
ConditionPathExists=|!/a//b
ConditionHost=| ! x%p
ConditionPathExists=/gone
AssertHost=q
ConditionFirstBoot=yes
`;
    expect(values(text, 'Unit.Conditions', { name: INSTANCE })).toEqual([
      { type: 'ConditionPathExists', trigger: true, negate: true, parameter: '/a/b' },
      { type: 'ConditionHost', trigger: true, negate: true, parameter: 'xin-st' },
      { type: 'ConditionPathExists', trigger: false, negate: false, parameter: '/gone' },
      { type: 'ConditionFirstBoot', trigger: false, negate: false, parameter: 'yes' },
    ]);
    expect(values(text, 'Unit.Asserts', { name: INSTANCE })).toEqual([
      { type: 'AssertHost', trigger: false, negate: false, parameter: 'q' },
    ]);
  });

  test('single values of a service have the type of their setting', () => {
    const text = `[Service]
Type=oneshot
TimeoutStartSec=0
TimeoutStopSec=5
KillSignal=RTMIN+3
SuccessExitStatus=SIGKILL 3 TEMPFAIL
StandardOutput=fd:x
WorkingDirectory=-/x//y
Environment=A=b "B=c d"
PIDFile=x/y
StateDirectory=a:b c
LimitNOFILE=1:2
LimitNICE=+5
MemoryMax=1.5G
UMask=027
`;
    const last = (key: string): unknown => values(text, `Service.${key}`).at(-1);
    expect(last('Type')).toBe('oneshot');
    expect(last('TimeoutStartSec')).toBe(Infinity);
    expect(last('TimeoutStopSec')).toBe(5_000_000);
    expect(last('KillSignal')).toBe('SIGRTMIN+3');
    expect(values(text, 'Service.SuccessExitStatus')).toEqual([{ statuses: [3, 75], signals: ['SIGKILL'] }]);
    expect(last('StandardOutput')).toBe('fd:x');
    expect(last('WorkingDirectory')).toBe('-/x/y');
    expect(values(text, 'Service.Environment')).toEqual(['A=b', 'B=c d']);
    expect(last('PIDFile')).toBe('/run/x/y');
    expect(values(text, 'Service.StateDirectory')).toEqual([
      { path: 'a', links: ['b'] },
      { path: 'c', links: [] },
    ]);
    expect(last('LimitNOFILE')).toEqual({ soft: 1, hard: 2 });
    expect(last('LimitNICE')).toEqual({ soft: 15, hard: 15 });
    expect(last('MemoryMax')).toBe(1610612736);
    expect(last('UMask')).toBe(0o27);
  });

  test('listen addresses are shown as systemd shows them, nodes of the file system have a path', () => {
    const text = `[Socket]
ListenStream=80
ListenStream=1.2.3.4:5
ListenStream=@a%n
ListenStream=/run//x/
ListenFIFO=/f
ListenNetlink=audit 1
ListenStream=vsock:2:3
ListenMessageQueue=/q
ListenDatagram=/d
ListenSequentialPacket=@s
ListenSpecial=/dev/s
ListenUSBFunction=/ffs
`;
    const found = values(text, 'Socket.Listen', { name: 'a.socket' }) as { type: string; address: string; path: string | null }[];
    expect(found.map(({ type, address, path }) => [type, address, path])).toEqual([
      ['stream', '[::]:80', null],
      ['stream', '1.2.3.4:5', null],
      ['stream', '@aa.socket', null],
      ['stream', '/run//x/', '/run/x'],
      ['fifo', '/f', '/f'],
      ['netlink', 'audit 1', null],
      ['stream', 'vsock:2:3', null],
      ['mqueue', '/q', null],
      ['datagram', '/d', '/d'],
      ['seqpacket', '@s', null],
      ['special', '/dev/s', '/dev/s'],
      ['usb', '/ffs', '/ffs'],
    ]);
  });
});

describe('what an empty assignment resets', () => {
  test.each([
    ['ConditionPathExists=/a\nAssertHost=a\nConditionHost=b\nConditionACPower=', 'Unit.Conditions', 0],
    ['ConditionPathExists=/a\nAssertHost=a\nConditionHost=b\nConditionACPower=', 'Unit.Asserts', 1],
    ['AssertHost=a\nAssertPathExists=/b\nAssertUser=', 'Unit.Asserts', 0],
    ['Documentation=man:a\nDocumentation=', 'Unit.Documentation', 0],
    ['Description=a\nDescription=', 'Unit.Description', 0],
  ])('[Unit] %j leaves of %s: %i', (lines, key, count) => {
    expect(values(`[Unit]\n${lines}\n`, key)).toHaveLength(count);
  });

  test.each([
    ['ExecStart=/a\nExecStop=/b\nExecStart=', 'ExecStart', 0],
    ['ExecStart=/a\nExecStop=/b\nExecStart=', 'ExecStop', 1],
    ['Environment=A=b\nEnvironment=', 'Environment', 0],
    ['EnvironmentFile=/a\nEnvironmentFile=', 'EnvironmentFile', 0],
    ['SuccessExitStatus=1\nSuccessExitStatus=', 'SuccessExitStatus', 0],
    ['StateDirectory=a\nStateDirectory=', 'StateDirectory', 0],
    ['ReadOnlyPaths=/a\nReadOnlyDirectories=', 'ReadOnlyPaths', 0],
    ['PIDFile=/run/a\nPIDFile=', 'PIDFile', 0],
    ['User=a\nUser=', 'User', 0],
    ['Group=a\nGroup=', 'Group', 0],
    ['KillMode=process\nKillMode=', 'KillMode', 0],
    ['TimeoutAbortSec=5\nTimeoutAbortSec=', 'TimeoutAbortSec', 0],
    ['RemainAfterExit=yes\nRemainAfterExit=', 'RemainAfterExit', 1],
    ['Type=exec\nType=', 'Type', 1],
    ['RestartSec=5\nRestartSec=', 'RestartSec', 1],
    ['Sockets=a.socket\nSockets=', 'Sockets', 1],
  ])('[Service] %j leaves of %s: %i', (lines, key, count) => {
    expect(values(`[Service]\n${lines}\n`, `Service.${key}`)).toHaveLength(count);
  });

  test('any monotonic or calendar value of a timer resets all of them, but not OnClockChange=', () => {
    const { settings } = interpretText(
      '[Timer]\nOnBootSec=1\nOnCalendar=daily\nOnClockChange=yes\nOnActiveSec=\nOnUnitActiveSec=3\n',
      {
        name: 'a.timer',
      },
    );
    expect(settings.all('Timer.Values').map(({ value }) => value)).toEqual([
      { base: 'OnUnitActiveSec', span: 3_000_000, text: '3' },
    ]);
    expect(settings.boolean('Timer.OnClockChange', false)).toBe(true);
  });

  test('any path setting resets all paths, any listen setting all addresses', () => {
    expect(
      values('[Path]\nPathExists=/a\nPathChanged=/b\nDirectoryNotEmpty=\nPathModified=/c\n', 'Path.Specs', { name: 'a.path' }),
    ).toEqual([{ type: 'PathModified', path: '/c' }]);
    expect(values('[Socket]\nListenStream=1\nListenFIFO=/a\nListenDatagram=\n', 'Socket.Listen', { name: 'a.socket' })).toEqual([]);
  });

  test('dependencies cannot be reset', () => {
    const { references } = interpretText('[Unit]\nWants=a.service\nWants=\nRequiresMountsFor=/a\nRequiresMountsFor=\n');
    expect(references.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['Wants a.service', 'RequiresMountsFor /a']);
  });
});

describe('references', () => {
  const refer = (text: string, options: InterpretTextOptions = {}): string[] =>
    interpretText(text, options).references.map(({ setting, kind, name }) => `${setting} ${kind} ${name}`);

  test('old names count as the current ones, and only two of them are talked about', () => {
    const text = `[Unit]
BindTo=a.service
PropagateReloadTo=b.service
PropagateReloadFrom=c.service
RequiresOverridable=d.service
RequisiteOverridable=e.service
`;
    expect(refer(text)).toEqual([
      'Unit.BindsTo BindsTo a.service',
      'Unit.PropagatesReloadTo PropagatesReloadTo b.service',
      'Unit.ReloadPropagatedFrom ReloadPropagatedFrom c.service',
      'Unit.Requires Requires d.service',
      'Unit.Requisite Requisite e.service',
    ]);
    expect(messages(text)).toEqual([
      '5:21: Unit dependency type RequiresOverridable= is obsolete, replacing by Requires=, please update your unit file',
      '6:22: Unit dependency type RequisiteOverridable= is obsolete, replacing by Requisite=, please update your unit file',
    ]);
  });

  test('settings of other sections keep their kind, and the words their place', () => {
    expect(refer('[Service]\nSockets=a.socket b.socket\nSlice=x.slice\n')).toEqual([
      'Service.Sockets Sockets a.socket',
      'Service.Sockets Sockets b.socket',
      'Service.Slice Slice x.slice',
    ]);
    expect(refer('[Timer]\nUnit=foo@%p.service\n', { name: 'a.timer' })).toEqual(['Timer.Unit Unit foo@a.service']);
    expect(refer('[Path]\nUnit=a.service\n', { name: 'a.path' })).toEqual(['Path.Unit Unit a.service']);
    expect(refer('[Socket]\nService=b.service\n', { name: 'a.socket' })).toEqual(['Socket.Service Service b.service']);
    const { references } = interpretText('[Unit]\nWants=a.service \\\n# between\n  b@%i.service\n', { name: 'x@1.service' });
    expect(references.map(({ name, word, at }) => [name, word, at.line, at.column])).toEqual([
      ['a.service', 'a.service', 2, 7],
      ['b@1.service', 'b@%i.service', 4, 3],
    ]);
  });

  test('a word that would make a template want ever longer instances of itself is dropped without a word', () => {
    const fragments = {
      'r@x-a.service': '/u/r@.service',
      'r@xr@x.service.service': '/u/r@.service',
      'r@fixed.service': '/u/r@.service',
    };
    const options = { name: 'r@x.service', path: '/u/r@.service', fragments };
    expect(refer('[Unit]\nWants=r@%i-a.service r@fixed.service r@%i.service\n', options)).toEqual([
      'Unit.Wants Wants r@fixed.service',
      'Unit.Wants Wants r@x.service',
    ]);
    expect(refer('[Unit]\nWants=r@%i-a.service\n', { ...options, path: '/u/r@x.service' })).toEqual([
      'Unit.Wants Wants r@x-a.service',
    ]);
  });
});

describe('what ends the reading of a file', () => {
  test.each([
    ['ExecStart=./true', 'ENOEXEC'],
    ['ExecStart=/bin/', 'ENOEXEC'],
    ['ExecStart=@/bin/true', 'ENOEXEC'],
    ['ExecStart=/bin/true %Q', 'ENOEXEC'],
    ['ExecStart=/bin/true "abc', 'ENOEXEC'],
    ['User=%Q', 'ENOEXEC'],
    ['Group=a:b', 'ENOEXEC'],
    ['SupplementaryGroups=a b/c', 'ENOEXEC'],
    ['WorkingDirectory=rel', 'ENOEXEC'],
    ['RootDirectory=rel', 'ENOEXEC'],
    ['RootImage=rel', 'ENOEXEC'],
    ['RootVerity=rel', 'ENOEXEC'],
    ['DynamicUser=foo', 'ENOEXEC'],
    ['SELinuxContext=%Q', 'ENOEXEC'],
    ['AppArmorProfile=%Q', 'ENOEXEC'],
    ['SmackProcessLabel=%Q', 'ENOEXEC'],
    ['PIDFile=../x', 'EINVAL'],
  ])('%s: %s, and what follows is not read', (line, error) => {
    const { fatal, settings } = interpretText(`[Service]\nType=exec\n${line}\nRestart=always\n`);
    expect(fatal).toEqual({ error, line: 3 });
    expect([...settings.keys()]).toContain('Service.Type');
    expect([...settings.keys()]).not.toContain('Service.Restart');
  });

  test.each([
    'ExecStart=-./true',
    'ExecStart="/bin/true abc',
    'WorkingDirectory=-rel',
    'ExecStart=-/bin/true %Q',
    'User=root',
    'StandardOutput=file:rel',
  ])('%s: nothing does', (line) => {
    expect(interpretText(`[Service]\n${line}\n`).fatal).toBeNull();
  });

  test('the line is the one that PID 1 names: the last of a continued one', () => {
    expect(interpretText('[Service]\nExecStart=/bin/true \\\n %Q\n').fatal).toEqual({ error: 'ENOEXEC', line: 3 });
  });
});

describe('unknown keys', () => {
  test('a hint names the nearest key, the section where it belongs, or the version that brought it', () => {
    expect(
      helps(
        '[Unit]\nAftr=a.service\nExecStart=/bin/true\nWantsMountsFor=/x\nFrobnicate=1\nX-Mine=1\n[Service]\nwants=a\nResart=no\nWants=b\n',
      ),
    ).toEqual([
      'did you mean After=?',
      'it belongs in [Service]',
      'known since 256',
      null,
      null,
      'did you mean Restart=?',
      'it belongs in [Unit]',
    ]);
  });

  test('the message is that of PID 1, at the key', () => {
    expect(messages('[Unit]\n  Foo = bar\n')).toEqual(["2:3: Unknown key 'Foo' in section [Unit], ignoring."]);
  });

  test('a hint for an unknown section names the near one, or the types that have it', () => {
    expect(helps('[Sevice]\nA=b\n')).toEqual(['did you mean [Service]?']);
    expect(helps('[Timer]\nA=b\n')).toEqual(['[Timer] belongs in .timer units']);
  });
});

test('a path below /var/run is updated, and mentioned for files below /etc', () => {
  expect(values('[Socket]\nListenStream=/var/run/c\n', 'Socket.Listen', { name: 'a.socket' })).toMatchObject([{ path: '/run/c' }]);
  expect(messages('[Service]\nPIDFile=/var/run/c\n')).toEqual([
    '2:9: PIDFile= references a path below legacy directory /var/run/, updating /var/run/c → /run/c; please update the unit file accordingly.',
  ]);
  expect(messages('[Service]\nPIDFile=/var/run/c\n', { path: '/lib/systemd/system/a.service' })).toEqual([]);
});

test('settings of [Service] that moved to [Unit] count there', () => {
  const { settings } = interpretText(
    '[Service]\nStartLimitInterval=5\nStartLimitBurst=2\nStartLimitAction=reboot\nFailureAction=exit\nRebootArgument=x\n[Unit]\nOnFailureIsolate=yes\n',
  );
  expect([...settings.keys()].map((key) => [key, settings.last(key)?.value])).toEqual([
    ['Unit.StartLimitIntervalSec', 5_000_000],
    ['Unit.StartLimitBurst', 2],
    ['Unit.StartLimitAction', 'reboot'],
    ['Unit.FailureAction', 'exit'],
    ['Unit.RebootArgument', 'x'],
    ['Unit.OnFailureJobMode', 'isolate'],
  ]);
});

test('TimeoutSec= of a service is start and stop timeout, the later line wins', () => {
  const { settings } = interpretText('[Service]\nTimeoutStopSec=1\nTimeoutSec=2\nTimeoutStartSec=3\n');
  expect([settings.number('Service.TimeoutStartSec', 0), settings.number('Service.TimeoutStopSec', 0)]).toEqual([
    3_000_000, 2_000_000,
  ]);
});

test('a user manager can only exit', () => {
  expect(messages('[Unit]\nFailureAction=reboot\nSuccessAction=exit-force\n', { isUser: true })).toEqual([
    '2:15: FailureAction= in user mode specified as "reboot", using "exit-force" instead.',
  ]);
});

test('reading never throws, whatever the text', () => {
  const line = fc.tuple(
    fc.constantFrom('Unit', 'Service', 'Socket', 'Timer', 'Path', 'Mount', 'Swap', 'Slice', 'Install'),
    fc.constantFrom(
      ...'After RequiresMountsFor Documentation ExecStart StateDirectory ListenStream ListenNetlink OnCalendar OnBootSec PathExists User'.split(
        ' ',
      ),
      ...'SystemCallFilter RestrictAddressFamilies IPAddressAllow SocketBindAllow LoadCredential SetCredential RootImageOptions BPFProgram'.split(
        ' ',
      ),
      ...'Environment MemoryMax LimitNICE LimitCPU CPUAffinity DeviceAllow BindPaths MountImages StandardOutput WorkingDirectory'.split(
        ' ',
      ),
      ...'ConditionHost SuccessExitStatus KillSignal BusName CPUQuota PipeSize Nice Slice Sockets Unit Service PIDFile Delegate'.split(
        ' ',
      ),
    ),
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[-@:+!|"'\\%;/ .0-9a-zA-Z\n\t=]*$/),
      fc
        .array(fc.constantFrom('"', "'", '\\', '\\x', '%', '%i', ' ', '/', ';', '-', '.', '0', '9'.repeat(40), 'a', 'é', '\ud800'))
        .map((c) => c.join('')),
    ),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.map(([section, key, value]) => `[${section}]\n${key}=${value}\n`).join('');
      for (const name of ['a.service', 'a@b.socket', 'a.timer', 'a.slice', 'a.path'])
        interpretText(text, { name, sink: findingList() });
    }),
    { seed: 252, numRuns: 300 },
  );
});

describe('what is wrong with lines is told in their order', () => {
  const told = (text: string): string[] => {
    const list = findingList();
    interpretText(text, { name: 'a.service', sink: list });
    return list.findings.map(({ at, code }) => `${String(at?.line)} ${code}`);
  };

  // The order of systemd 252 for this file, asked with `systemd --test`.
  test('syntax between values', () => {
    expect(told('[Unit]\nAfter=x\nnothing\nRestart=\n[Service]\n=\n')).toEqual([
      '2 dependency-add-failed',
      '3 missing-equals',
      '4 unknown-key',
      '6 missing-key',
    ]);
  });

  test('nothing behind the line at which the file is refused', () => {
    expect(told('[Service]\nWorkingDirectory=a\nnothing\n[Unit\n')).toEqual(['2 path-not-absolute-fatal']);
  });
});
