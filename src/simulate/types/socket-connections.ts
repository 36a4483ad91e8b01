import type { Kernel } from '../kernel.js';
import type { UnitRuntime } from '../unit-runtime.js';

/** How many connections are open at most, where nothing else is said. */
const CONNECTIONS_MAX = 64;
/** Services in which a connection is closed, whatever becomes of them. @systemd src/core/service.c service_set_state */
const CLOSED_STATES = new Set(['exited', 'failed', 'auto-restart']);

interface Connection {
  readonly service: UnitRuntime;
  readonly source: string | null;
}

/**
 * From which address a peer connects; null for the peers of local sockets.
 *
 * @param peer as it stands in the name of an instance
 * @systemd src/basic/socket-util.c sockaddr_pretty
 */
function sourceOf(peer: string): string | null {
  const vsock = /^\d+:\d+-(\d+):\d+$/.exec(peer);
  if (vsock) return `vsock:${vsock[1] ?? ''}`;
  return /-(.+):\d+$/.exec(peer)?.[1] ?? null;
}

/** The connections that a socket with Accept=yes has taken, each with a service of its own. @systemd src/core/socket.c socket_enter_running */
export class SocketConnections {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  readonly #max: number;
  readonly #maxPerSource: number;
  #acceptedCount = 0;
  #open: Connection[] = [];

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    this.#kernel = kernel;
    this.#runtime = runtime;
    const { settings } = runtime.unit;
    this.#max = settings.number('Socket.MaxConnections', CONNECTIONS_MAX);
    this.#maxPerSource = settings.number('Socket.MaxConnectionsPerSource', 0);
  }

  /** Are there too many to take one more? Says so. */
  isFull(peer: string): boolean {
    const { length } = this.#open;
    const source = sourceOf(peer);
    const fromSource = 1 + this.#open.filter((other) => source !== null && other.source === source).length;
    const refuse = (text: string): boolean => {
      this.#kernel.log(4, this.#runtime, `Too many incoming connections ${text}, dropping connection.`);
      return true;
    };
    if (length >= this.#max) return refuse(`(${String(length)})`);
    if (source === null || this.#maxPerSource === 0 || fromSource <= this.#maxPerSource) return false;
    return refuse(`(${String(fromSource)}) from source ${source}`);
  }

  /** The service that is to serve a peer, with the connection; null when there is no such template. */
  accept(peer: string): UnitRuntime | null {
    const prefix = this.#runtime.unit.id.slice(0, -'.socket'.length);
    const service = this.#kernel.load(`${prefix}@${String(this.#acceptedCount)}-${peer}.service`);
    if (service === null || service.unit.loadState === 'not-found') return null;
    this.#kernel.addTrigger(this.#runtime, service);
    this.#acceptedCount++;
    this.#open.push({ service, source: sourceOf(peer) });
    const local = /^(\d+)-(\d+)$/.exec(peer);
    const end = local ? `PID ${local[1] ?? ''}/UID ${local[2] ?? ''}` : peer;
    const { description, id } = service.unit;
    service.description = description === id ? end : `${description} (${end})`;
    return service;
  }

  /** A service changed: its connection may be closed. */
  note({ unit, machine, job }: UnitRuntime): void {
    const isOver = CLOSED_STATES.has(machine.subState) || (machine.subState === 'dead' && job === null);
    if (isOver) this.#open = this.#open.filter((connection) => connection.service.unit !== unit);
  }
}
