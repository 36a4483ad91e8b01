import { parseUnitName, unitNameFromPath } from '../../parse/unit-name.js';
import { because, type Manager } from '../manager.js';
import type { UnitNode } from '../unit-node.js';
import { addShutdownDefaults, addSysinitDefaults, becauseDefault } from './defaults.js';
import { addExecDependencies, addImageModules, becauseOf } from './exec.js';
import { hasPamWithoutGroupKill, refuse, refusePath, type Refusal } from './refusal.js';
import { setDefaultSlice } from './slice.js';

interface Listener {
  readonly type: string;
  readonly path?: string | null;
}

const listenersOf = (unit: UnitNode): Listener[] => unit.settings.all('Socket.Listen').map((setting) => setting.value as Listener);
const ACCEPTABLE = new Set(['stream', 'seqpacket']);

/** The edges of a socket. @returns why it is refused @systemd src/core/socket.c socket_add_extras */
export function addSocketExtras(manager: Manager, unit: UnitNode): Refusal | null {
  const { settings } = unit;
  const accept = settings.boolean('Socket.Accept', false);
  const listeners = listenersOf(unit);
  const mayAccept = listeners.every((listener) => ACCEPTABLE.has(listener.type));
  const named = settings.last('Socket.Service');
  if (!accept || !mayAccept) {
    const prefix = unit.id.slice(0, unit.id.lastIndexOf('.'));
    const service = named ? manager.namedBy(unit, String(named.value)) : manager.namedBy(unit, `${prefix}.service`);
    const reason = named ? because('trigger-setting', 'Socket.Service', named.at) : because('trigger-name', 'Socket.Service');
    if (service) manager.addTwo(unit, 'Before', 'Triggers', service, 'implicit', reason);
  }
  for (const setting of settings.all('Socket.Listen')) {
    const { path } = setting.value as Listener;
    const reason = because('required-path', 'Socket.Listen', setting.at);
    if (path && !manager.requireMountsFor(unit, path, 'file', reason)) return refusePath(unit, path);
  }
  const device = settings.text('Socket.BindToDevice');
  if (device !== null && device !== '' && device !== 'lo' && !manager.options.facts.sysReadOnly) {
    const name = deviceUnitName(`/sys/subsystem/net/devices/${device}`);
    if (name !== null)
      manager.addTwo(
        unit,
        'After',
        manager.options.isUser ? 'Wants' : 'BindsTo',
        manager.unit(name),
        'file',
        becauseOf(unit, 'bind-to-device', 'BindToDevice'),
      );
  }
  addImageModules(manager, unit);
  if (['ExecStartPre', 'ExecStartPost', 'ExecStopPre', 'ExecStopPost'].some((name) => settings.all(`Socket.${name}`).length > 0))
    addExecDependencies(manager, unit);
  setDefaultSlice(manager, unit, false);
  if (unit.defaultDependencies) {
    manager.add(unit, 'Before', manager.unit('sockets.target'), 'default', becauseDefault('socket-default', unit));
    addSysinitDefaults(manager, unit, 'socket-default');
    addShutdownDefaults(manager, unit, 'socket-default');
  }
  return verifySocket(unit, listeners, accept, mayAccept, named !== undefined);
}

/** @systemd src/core/socket.c socket_verify */
function verifySocket(
  unit: UnitNode,
  listeners: readonly Listener[],
  accept: boolean,
  mayAccept: boolean,
  isNamed: boolean,
): Refusal | null {
  const { settings } = unit;
  if (listeners.length === 0) return refuse('socket-without-listener');
  if (accept && !mayAccept) return refuse('socket-cannot-accept');
  if (accept && settings.number('Socket.MaxConnections', 64) <= 0) return refuse('socket-max-connections');
  if (accept && isNamed) return refuse('socket-accept-with-service');
  if (hasPamWithoutGroupKill(unit)) return refuse('socket-pam-kill-mode');
  const nodes = listeners.filter(
    (listener) => listener.path && listener.type !== 'mqueue' && listener.type !== 'usb' && listener.type !== 'special',
  );
  if (settings.all('Socket.Symlinks').length > 0 && nodes.length !== 1) return refuse('socket-symlinks');
  return null;
}

function deviceUnitName(path: string): string | null {
  const name = unitNameFromPath(path, 'device');
  return name !== null && parseUnitName(name) !== null ? name : null;
}
