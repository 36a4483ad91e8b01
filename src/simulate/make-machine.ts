import type { Facts } from '../load/facts.js';
import { pathFromUnitName } from '../parse/unit-name.js';
import type { Kernel } from './kernel.js';
import { AutomountMachine } from './types/automount.js';
import { DeviceMachine } from './types/device.js';
import { MountMachine } from './types/mount.js';
import { PathMachine } from './types/path.js';
import { PlainMachine } from './types/plain.js';
import { ScopeMachine } from './types/scope.js';
import { ServiceMachine } from './types/service.js';
import { SocketMachine } from './types/socket.js';
import { TimerMachine } from './types/timer.js';
import type { UnitMachine, UnitRuntime } from './unit-runtime.js';

/** The state machine of the type of a unit. Mounts and swaps that the facts name are up from the start. */
export function makeMachine(kernel: Kernel, runtime: UnitRuntime, facts: Facts): UnitMachine {
  const { unit } = runtime;
  switch (unit.type) {
    case 'service':
      return new ServiceMachine(kernel, runtime);
    case 'socket':
      return new SocketMachine(kernel, runtime);
    case 'mount':
    case 'swap': {
      const path = pathFromUnitName(unit.id) ?? '';
      return new MountMachine(kernel, runtime, (unit.type === 'mount' ? facts.mounts : facts.swaps).includes(path));
    }
    case 'automount':
      return new AutomountMachine(kernel, runtime);
    case 'device':
      return new DeviceMachine(kernel, runtime);
    case 'path':
      return new PathMachine(kernel, runtime);
    case 'timer':
      return new TimerMachine(kernel, runtime);
    case 'target':
    case 'slice':
      return new PlainMachine(kernel, runtime);
    case 'scope':
      return new ScopeMachine(kernel, runtime);
  }
}
