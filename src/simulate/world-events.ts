import type { Unit } from '../graph/unit.js';
import type { ListenAddress } from '../parse/listen-address.js';
import { unitNameFromPath } from '../parse/unit-name.js';
import type { Kernel } from './kernel.js';
import type { PathChange } from './path-watch.js';
import { AutomountMachine } from './types/automount.js';
import { DeviceMachine } from './types/device.js';
import { MountMachine } from './types/mount.js';
import { PathMachine } from './types/path.js';
import { ServiceMachine } from './types/service.js';
import { SocketMachine } from './types/socket.js';
import type { UnitRuntime } from './unit-runtime.js';
import type { WorldEvent } from './world.js';

/** What events need to find units. */
export interface UnitFinder {
  ofType(type: UnitRuntime['unit']['type']): UnitRuntime[];
}

/** How the peer of a local socket is called where nothing names another: process and user. */
const PEER = '1000-0';

/** Lets something of the world happen. */
export function happen(kernel: Kernel, finder: UnitFinder, event: WorldEvent): void {
  switch (event.kind) {
    case 'connect': {
      const machine = kernel.load(event.socket)?.machine;
      if (machine instanceof SocketMachine) machine.onTraffic(event.peer ?? PEER);
      return;
    }
    case 'path': {
      const change = kernel.world.note(event.path, event.is, kernel.now - event.ageUsec, event.fileKind);
      if (change === null) return;
      for (const { machine, unit } of finder.ofType('socket')) {
        if (machine instanceof SocketMachine && event.is !== 'removed' && listensAt(unit, event.path)) machine.onTraffic(PEER);
      }
      tellPaths(finder, change);
      return;
    }
    case 'access':
      for (const { machine } of finder.ofType('automount')) {
        if (machine instanceof AutomountMachine && `${event.path}/`.startsWith(`${machine.path}/`)) machine.onAccess(event.by);
      }
      return;
    case 'device': {
      const machine = kernel.load(event.unit)?.machine;
      if (machine instanceof DeviceMachine) machine.onPlug(event.is === 'plugged');
      return;
    }
    case 'mount': {
      changeMount(kernel, finder, event.path, event.is === 'mounted');
      return;
    }
    case 'exit': {
      const machine = kernel.load(event.unit)?.machine;
      if (machine instanceof ServiceMachine) machine.endMain(event.status, event.signal);
      return;
    }
    case 'notify': {
      const machine = kernel.load(event.unit)?.machine;
      if (machine instanceof ServiceMachine) machine.onNotify(event.ready, event.watchdog);
      return;
    }
    case 'bus':
      callName(kernel, finder, event.name, event.unit);
      return;
  }
}

/** Tells the path units of something that happened to a path. */
export function tellPaths(finder: UnitFinder, change: PathChange): void {
  for (const { machine } of finder.ofType('path')) if (machine instanceof PathMachine) machine.onPath(change);
}

/** Somebody mounts something, or takes off what lies topmost. */
function changeMount(kernel: Kernel, finder: UnitFinder, path: string, isMounted: boolean): void {
  const { mounts } = kernel.world;
  if (isMounted) mounts.mount(path);
  else if (mounts.unmount(path) === 'trap') {
    for (const { machine } of finder.ofType('automount')) {
      if (machine instanceof AutomountMachine && machine.path === path) machine.onHangup();
    }
    return;
  }
  const name = unitNameFromPath(path, 'mount');
  const machine = name === null ? undefined : kernel.load(name)?.machine;
  if (machine instanceof MountMachine) machine.onForeignChange();
}

/** Is there a pipe or special file of a socket unit at a path? Who writes to it talks to the socket. */
function listensAt(unit: Unit, path: string): boolean {
  return unit.settings.all('Socket.Listen').some(({ value }) => {
    const address = value as ListenAddress;
    return address.path === path && (address.type === 'fifo' || address.type === 'special');
  });
}

/** A service that starts takes its name; else somebody calls the name, and the bus asks for the service. */
function callName(kernel: Kernel, finder: UnitFinder, name: string, unit: string | null): void {
  const owner = finder.ofType('service').find(({ machine }) => machine instanceof ServiceMachine && machine.busName === name);
  if (owner?.machine instanceof ServiceMachine && owner.machine.subState === 'start') {
    owner.machine.onBusName();
    return;
  }
  const service = unit === null ? owner : kernel.load(unit);
  if (service) kernel.request(service, 'start', 'replace', true);
}
