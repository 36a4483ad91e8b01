import { expect, test } from 'vitest';
import { findingList } from '../../src/diagnostic/finding.js';
import { helpOf, messageOf } from '../../src/diagnostic/message.js';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { DEFAULT_MANAGER_CONFIGURATION, readManagerConfiguration } from '../../src/load/manager-configuration.js';

test('without files the defaults of the manual count', () => {
  expect(readManagerConfiguration(memoryFileSystem({}), false, findingList())).toEqual(DEFAULT_MANAGER_CONFIGURATION);
});

test('drop-ins count after the file, in the order of their names; /etc hides a lower file of the same name', () => {
  const fileSystem = memoryFileSystem({
    '/etc/systemd/system.conf': '[Manager]\nDefaultTimeoutStartSec=1\nDefaultTimeoutStopSec=1\nDefaultRestartSec=1\n',
    '/usr/lib/systemd/system.conf.d/20-b.conf': '[Manager]\nDefaultTimeoutStartSec=2\n',
    '/etc/systemd/system.conf.d/10-a.conf': '[Manager]\nDefaultTimeoutStartSec=3\nDefaultTimeoutStopSec=3\n',
    '/usr/lib/systemd/system.conf.d/10-a.conf': '[Manager]\nDefaultRestartSec=4\n',
    '/run/systemd/system.conf.d/30-c.conf': { link: '/dev/null' },
    '/usr/lib/systemd/system.conf.d/30-c.conf': '[Manager]\nDefaultRestartSec=5\n',
    '/etc/systemd/user.conf': '[Manager]\nDefaultTimeoutStartSec=7\n',
  });
  const system = readManagerConfiguration(fileSystem, false, findingList());
  expect([system.defaultTimeoutStartUsec, system.defaultTimeoutStopUsec, system.defaultRestartUsec]).toEqual([
    2_000_000, 3_000_000, 1_000_000,
  ]);
  expect(readManagerConfiguration(fileSystem, true, findingList()).defaultTimeoutStartUsec).toBe(7_000_000);
});

test('wrong values and unknown keys are reported and change nothing', () => {
  const list = findingList();
  const text =
    '[Manager]\nDefaultTimeoutStartSec=x\nDefaultStandardOutput=syslog\nDefaultStartLimitBurst=-1\nDefaultCPUAccounting=maybe\n' +
    'DefaultTimeoutAbortSec=x\nDefaultTimeOutStopSec=5\nLogLevel=debug\nX-Mine=1\n[Foo]\nA=b\n';
  const found = readManagerConfiguration(memoryFileSystem({ '/etc/systemd/system.conf': text }), false, list);
  expect(found).toEqual(DEFAULT_MANAGER_CONFIGURATION);
  expect(list.findings.map((finding) => `${finding.at?.line}: ${messageOf(finding)}`)).toEqual([
    "10: Unknown section 'Foo'. Ignoring.",
    '2: Failed to parse sec value, ignoring: x',
    '3: Failed to parse output type, ignoring: syslog',
    '4: Failed to parse unsigned value, ignoring: -1',
    '5: Failed to parse boolean value, ignoring: maybe',
    '6: Failed to parse DefaultTimeoutAbortSec= setting, ignoring: x',
    "7: Unknown key 'DefaultTimeOutStopSec' in section [Manager], ignoring.",
  ]);
  expect(helpOf(list.findings.at(-1) ?? { code: 'unknown-key', at: null, values: {} })).toBe(
    'did you mean DefaultTimeoutStopSec=?',
  );
});

// Booted with SYSTEMD_PROC_CMDLINE: a service of Type=notify that never tells fails after 1 s, and is called by its name.
test('words of the kernel command line come after the files, for the system manager', () => {
  const fileSystem = memoryFileSystem({
    '/etc/systemd/system.conf': '[Manager]\nDefaultTimeoutStartSec=7\nStatusUnitFormat=description\n',
  });
  const commandLine =
    'quiet systemd.default_timeout_start_sec=1s systemd.status-unit-format=name systemd.default_standard_output=null systemd.default_standard_error=nonsense';
  const kernel = { commandLine, isInitrd: false };
  const list = findingList();
  const found = readManagerConfiguration(fileSystem, false, list, kernel);
  expect(list.findings.map(messageOf)).toEqual([
    'Failed to parse systemd.default_standard_error= on the kernel command line, ignoring: nonsense',
  ]);
  expect([found.defaultTimeoutStartUsec, found.statusUnitFormat, found.defaultStandardOutput, found.defaultStandardError]).toEqual([
    1_000_000,
    'name',
    'null',
    DEFAULT_MANAGER_CONFIGURATION.defaultStandardError,
  ]);
  expect(readManagerConfiguration(fileSystem, true, findingList(), kernel)).toEqual(DEFAULT_MANAGER_CONFIGURATION);
});
