import { describe, expect, test } from 'vitest';
import type { DependencyKind } from '../../src/graph/dependency-table.js';
import type { RuleId } from '../../src/graph/rule-table.js';
import { loadMemory, link, type Files } from '../support/load-memory.js';

// Which rule makes which edge is held against systemd by the recorded cases (test/oracle/graph); here each edge must name its rule and the setting
// and line to change.

const service = (...lines: string[]): string => `[Service]\nExecStart=/bin/true\n${lines.join('\n')}\n`;
interface Row {
  readonly rule: RuleId;
  readonly files: Files;
  readonly unit: string;
  readonly kind: DependencyKind;
  readonly other: string;
  readonly setting: string | null;
  readonly line?: number;
}

type Cells = [rule: RuleId, files: Files, unit: string, kind: DependencyKind, other: string, setting: string | null, line?: number];
const CELLS: readonly Cells[] = [
  ['directive', { 'a.service': `[Unit]\nWants=b.service\n${service()}` }, 'a.service', 'Wants', 'b.service', 'Unit.Wants', 2],
  ['wants-link', { 'a.target': '[Unit]\n', 'a.target.wants/b.service': link('../b.service') }, 'a.target', 'Wants', 'b.service', 'Unit.Wants', 0],
  ['requires-link', { 'a.target': '[Unit]\n', 'a.target.requires/b.service': link('../b.service') }, 'a.target', 'Requires', 'b.service', 'Unit.Requires', 0],
  ['slice-setting', { 'a.service': service('Slice=b.slice') }, 'a.service', 'InSlice', 'b.slice', 'Service.Slice', 3],
  ['default-slice', { 'a.service': service() }, 'a.service', 'InSlice', 'system.slice', 'Service.Slice'],
  ['slice-order', { 'a.service': service() }, 'a.service', 'Requires', 'system.slice', 'Service.Slice'],
  ['parent-slice', { 'a-b.slice': '[Unit]\n' }, 'a-b.slice', 'InSlice', 'a.slice', null],
  ['service-default', { 'a.service': service() }, 'a.service', 'Requires', 'sysinit.target', 'Unit.DefaultDependencies'],
  ['socket-default', { 'a.socket': '[Socket]\nListenStream=1\n' }, 'a.socket', 'Before', 'sockets.target', 'Unit.DefaultDependencies'],
  ['timer-default', { 'a.timer': '[Timer]\nOnBootSec=1\n' }, 'a.timer', 'Before', 'timers.target', 'Unit.DefaultDependencies'],
  ['timer-calendar', { 'a.timer': '[Timer]\nOnCalendar=daily\n' }, 'a.timer', 'After', 'time-sync.target', 'Timer.OnCalendar', 2],
  ['path-default', { 'a.path': '[Path]\nPathExists=/x\n' }, 'a.path', 'Before', 'paths.target', 'Unit.DefaultDependencies'],
  ['target-default', { 'a.target': '[Unit]\n' }, 'a.target', 'Conflicts', 'shutdown.target', 'Unit.DefaultDependencies'],
  ['target-order', { 'a.target': '[Unit]\nWants=b.service\n', 'b.service': service() }, 'a.target', 'After', 'b.service', 'Unit.DefaultDependencies'],
  ['slice-default', { 'a.slice': '[Unit]\n' }, 'a.slice', 'Conflicts', 'shutdown.target', 'Unit.DefaultDependencies'],
  ['scope-default', { 'init.scope.d/1.conf': '[Unit]\nDefaultDependencies=yes\n' }, 'init.scope', 'Conflicts', 'shutdown.target', 'Unit.DefaultDependencies', 2],
  ['automount-default', { 'a.automount': '[Automount]\n' }, 'a.automount', 'Before', 'local-fs.target', 'Unit.DefaultDependencies'],
  ['mount-default', { 'a.mount': '[Mount]\nWhat=x\n' }, 'a.mount', 'Before', 'local-fs.target', 'Unit.DefaultDependencies'],
  ['mount-network', { 'a.mount': '[Mount]\nWhat=x:/y\nType=nfs\n' }, 'a.mount', 'Wants', 'network-online.target', 'Unit.DefaultDependencies'],
  ['mount-tmpfs', { 'a.mount': '[Mount]\nWhat=x\nType=tmpfs\n' }, 'a.mount', 'After', 'swap.target', 'Unit.DefaultDependencies'],
  ['mount-device', { 'a.mount': '[Mount]\nWhat=/dev/x\n' }, 'a.mount', 'StopPropagatedFrom', 'dev-x.device', 'Mount.What', 2],
  ['mount-quota', { 'a.mount': '[Mount]\nWhat=/dev/x\nOptions=usrquota\n' }, 'a.mount', 'Wants', 'quotaon.service', 'Mount.Options', 3],
  ['swap-default', { 'a.swap': '[Swap]\nWhat=/a\n' }, 'a.swap', 'Before', 'swap.target', 'Unit.DefaultDependencies'],
  ['swap-device', { 'dev-x.swap': '[Swap]\nWhat=/dev/x\n' }, 'dev-x.swap', 'Requires', 'dev-x.device', 'Swap.What', 2],
  ['swap-file', { 'a.swap': '[Swap]\nWhat=/a\n' }, 'a.swap', 'After', 'systemd-remount-fs.service', 'Swap.What', 2],
  ['required-path', { 'a.service': service('WorkingDirectory=/srv'), 'srv.mount': '[Mount]\nWhat=x\n' }, 'a.service', 'Requires', 'srv.mount', 'Service.WorkingDirectory', 3],
  ['parent-path', { 'a-b.mount': '[Mount]\nWhat=x\nWhere=/a/b\n', 'a.mount': '[Mount]\nWhat=x\n' }, 'a-b.mount', 'Requires', 'a.mount', 'Mount.Where', 3],
  ['trigger-name', { 'a.timer': '[Timer]\nOnBootSec=1\n' }, 'a.timer', 'Triggers', 'a.service', 'Timer.Unit'],
  ['trigger-setting', { 'a.timer': '[Timer]\nOnBootSec=1\nUnit=b.service\n' }, 'a.timer', 'Triggers', 'b.service', 'Timer.Unit', 3],
  ['service-sockets', { 'a.service': service('Sockets=b.socket') }, 'a.service', 'TriggeredBy', 'b.socket', 'Service.Sockets', 3],
  ['dbus-service', { 'a.service': service('BusName=org.a') }, 'a.service', 'Requires', 'dbus.socket', 'Service.BusName', 3],
  ['bind-to-device', { 'a.socket': '[Socket]\nListenStream=1\nBindToDevice=eth0\n' }, 'a.socket', 'BindsTo', 'sys-subsystem-net-devices-eth0.device', 'Socket.BindToDevice', 3],
  ['journal-output', { 'a.service': service() }, 'a.service', 'After', 'systemd-journald.socket', 'Service.StandardOutput'],
  ['log-namespace', { 'a.service': service('LogNamespace=n') }, 'a.service', 'Requires', 'systemd-journald@n.socket', 'Service.LogNamespace', 3],
  ['private-tmp', { 'a.service': service('PrivateTmp=yes') }, 'a.service', 'Wants', 'tmp.mount', 'Service.PrivateTmp', 3],
  ['state-directory', { 'a.service': service('CacheDirectory=c') }, 'a.service', 'After', 'systemd-remount-fs.service', 'Service.CacheDirectory', 3],
  ['root-image', { 'a.service': service('RootImage=/i') }, 'a.service', 'After', 'systemd-udevd.service', 'Service.RootImage', 3],
  ['image-modules', { 'a.service': service('MountImages=/i:/m', 'DevicePolicy=strict') }, 'a.service', 'Wants', 'modprobe@loop.service', 'Service.MountImages', 3],
  ['oomd', { 'a.service': service('ManagedOOMSwap=kill') }, 'a.service', 'Wants', 'systemd-oomd.service', 'Service.ManagedOOMSwap', 3],
]; // prettier-ignore

const CASES = CELLS.map(([rule, files, unit, kind, other, setting, line]): Row => {
  return { rule, files, unit, kind, other, setting, ...(line === undefined ? {} : { line }) };
});

describe('the reason of an edge names its rule', () => {
  test.each(CASES)('$rule', ({ rule, files, unit, kind, other, setting, line }) => {
    const { graph } = loadMemory(files, [unit], { facts: { cgroupControllers: ['memory'] } });
    const [from, to] = [graph.find(unit), graph.find(other)];
    if (!from || !to) throw new Error('not loaded');
    const reasons = from.dependency(kind, to)?.reasons ?? [];
    expect(reasons.map((reason) => [reason.rule, reason.setting, reason.at?.line])).toContainEqual([rule, setting, line]);
  });

  test('every line that asks for an edge is a reason of it', () => {
    const { graph } = loadMemory(
      { 'a.service': `[Unit]\nAfter=b.service b.service\nAfter=b.service\n${service()}`, 'b.service': `[Unit]\nBefore=a.service\n${service()}` },
      ['a.service', 'b.service'],
    ); // prettier-ignore
    const [a, b] = [graph.find('a.service'), graph.find('b.service')];
    if (!a || !b) throw new Error('not loaded');
    const places = a.dependency('After', b)?.reasons.map(({ setting, at }) => `${setting ?? ''} ${at?.path ?? ''}:${at?.line ?? ''}:${at?.column ?? ''}`);
    expect(places).toEqual([
      'Unit.After /u/a.service:2:7',
      'Unit.After /u/a.service:2:17',
      'Unit.After /u/a.service:3:7',
      'Unit.Before /u/b.service:2:8',
    ]);
    expect(b.dependency('Before', a)?.reasons).toEqual(a.dependency('After', b)?.reasons);
  }); // prettier-ignore
});
