import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/simulate/index.js';
import { boot, bootOf } from '../support/simulate-units.js';

const logOf = (files: Readonly<Record<string, string>>): string[] => boot(files).log.map(({ text }) => text);
const service = '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sleep infinity\n';
const target = '[Unit]\nDefaultDependencies=no\nWants=a.socket\nAfter=a.socket\n';
const socketOf = (lines: string): string => `[Unit]\nDefaultDependencies=no\n[Socket]\nListenStream=/run/a.sock\n${lines}`;

// What the manager says of an unknown user or group: scenario `socket-user-unknown`.
describe('Who gets the node of a socket', () => {
  const withOwner = (lines: string, files: Readonly<Record<string, string>>): string[] =>
    logOf({ 'a.socket': socketOf(lines), 'a.service': service, 'test.target': target, ...files });
  const failed = (status: string): string => `a.socket: Control process exited, code=exited, status=${status}`;

  test('must be in the user database of the tree', () => {
    const accounts = { '/etc/passwd': 'web:x:33:33::/:/bin/sh\n', '/etc/group': 'web:x:33:\n' };
    expect(withOwner('SocketUser=web\nSocketGroup=web\n', accounts)).toContain('Listening on a.socket.');
    expect(withOwner('SocketUser=33\n', accounts)).toContain('Listening on a.socket.');
    expect(withOwner('SocketUser=www\n', accounts)).toContain(failed('217/USER'));
    expect(withOwner('SocketGroup=www\n', accounts)).toContain(failed('216/GROUP'));
  });

  test('or be one that the manager knows by itself, or that systemd-sysusers makes', () => {
    const accounts = { '/etc/passwd': '', '/etc/group': '', '/usr/lib/sysusers.d/web.conf': '# users\nu web - "Web"\n' };
    expect(withOwner('SocketUser=nobody\nSocketGroup=nogroup\n', accounts)).toContain('Listening on a.socket.');
    expect(withOwner('SocketUser=web\nSocketGroup=web\n', accounts)).toContain('Listening on a.socket.');
  });

  test('is taken to be there where the tree has no user database', () => {
    expect(withOwner('SocketUser=web\n', {})).toContain('Listening on a.socket.');
  });
});

// Scenario `socket-accept-stopped-with-connection`.
test('the service of a connection is triggered by its socket', () => {
  const input = bootOf(
    { 'a.socket': socketOf('Accept=yes\n'), 'a@.service': service, 'test.target': target },
    { steps: [{ atUsec: 1e6, event: { kind: 'connect', socket: 'a.socket', peer: '1000-0' } }], durationUsec: 2e6 },
  );
  simulate(input);
  const [first] = input.graph.find('a@0-1000-0.service')?.dependencies('TriggeredBy') ?? [];
  expect(first?.unit.id).toBe('a.socket');
  expect(first?.reasons.map(({ rule }) => rule)).toEqual(['accepted-connection']);
});
