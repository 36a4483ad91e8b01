import { directoryName } from '../../base/path.js';
import type { FileKind } from '../../host/file-system.js';
import type { ListenAddress } from '../../parse/listen-address.js';
import type { BoundAddress } from '../bound-addresses.js';
import { isApiPath, pathStatus } from '../condition-world.js';
import type { Kernel } from '../kernel.js';
import type { UnitRuntime } from '../unit-runtime.js';

const EADDRINUSE = 'Address already in use';
const EEXIST = 'File exists';
const EISDIR = 'Is a directory';
const ELOOP = 'Too many levels of symbolic links';
const ENOENT = 'No such file or directory';
const ENOTDIR = 'Not a directory';
/** Those that have no poll operation. */
const READY_DEVICES = new Set(['/dev/null', '/dev/zero', '/dev/full']);
const ENXIO = 'No such device or address';

/** What a socket unit listens on, as it stands in the file system and among the addresses of the machine. */
export class SocketPorts {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  readonly #listen: readonly ListenAddress[];
  readonly #symlinks: readonly string[];
  readonly #removes: boolean;
  readonly #open = new Map<ListenAddress, BoundAddress>();
  /** The links that it made. */
  readonly #links = new Set<string>();
  /** The pipes that it gave to somebody else than root. */
  readonly #givenAway = new Set<string>();

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    this.#kernel = kernel;
    this.#runtime = runtime;
    const { settings } = runtime.unit;
    this.#listen = settings.all('Socket.Listen').map(({ value }) => value as ListenAddress);
    this.#symlinks = settings.all('Socket.Symlinks').map(({ value }) => String(value));
    this.#removes = settings.boolean('Socket.RemoveOnStop', false);
  }

  /**
   * Opens all of them; says which one cannot be, and closes those before it.
   *
   * @returns the sentence of the errno; null when all are open
   * @systemd src/core/socket.c socket_open_fds
   */
  open(): string | null {
    for (const listen of this.#listen) {
      const bound = this.#bound(listen);
      const error = this.#openOne(listen, bound);
      if (error !== null) {
        this.#kernel.log(3, this.#runtime, `Failed to ${describe(listen)}: ${error}`);
        this.close();
        return error;
      }
      this.#open.set(listen, bound);
      if (listen.type !== 'special' && listen.type !== 'mqueue') this.#link();
    }
    return null;
  }

  /** Does the kernel tell of what comes in? Not for plain files, nor for devices that are always ready. @systemd src/core/socket.c socket_watch_fds */
  canWatch(): boolean {
    return this.#listen.every(({ type, path }) => {
      if (type !== 'special' || path === null) return true;
      if (isApiPath(this.#kernel.world.conditions, path)) return !READY_DEVICES.has(path);
      return this.#kindAt(path) !== 'file' && !READY_DEVICES.has(path);
    });
  }

  /** @systemd src/core/socket.c socket_close_fds */
  close(): void {
    for (const [listen, bound] of this.#open) {
      this.#kernel.world.addresses.release(bound);
      if (this.#removes && listen.path !== null && listen.type !== 'special') this.#kernel.changePath(listen.path, null);
    }
    if (this.#removes) for (const link of this.#symlinks) this.#remove(link);
    this.#open.clear();
  }

  /** Its nodes belong to somebody else now. */
  giveAway(): void {
    for (const { type, path } of this.#listen) if (type === 'fifo' && path !== null) this.#givenAway.add(path);
  }

  #bound(listen: ListenAddress): BoundAddress {
    const { settings } = this.#runtime.unit;
    return {
      listen,
      isIpv6Only: settings.text('Socket.BindIPv6Only') === 'ipv6-only',
      sharesPort: settings.boolean('Socket.ReusePort', false),
      device: settings.text('Socket.BindToDevice'),
    };
  }

  #openOne(listen: ListenAddress, bound: BoundAddress): string | null {
    const { path, type, family } = listen;
    if (type === 'fifo' && path !== null) return this.#makeFifo(path);
    if (type === 'special' && path !== null) return this.#openSpecial(path);
    if (family === 'unix' && path !== null) {
      if (this.#isBelowFile(path)) return ENOTDIR;
      // What stands there is removed, if it can be.
      if (this.#kindAt(path) === 'directory') return EADDRINUSE;
      this.#kernel.changePath(path, 'socket');
      return null;
    }
    return this.#kernel.world.addresses.take(bound) ? null : EADDRINUSE;
  }

  /** @systemd src/core/socket.c fifo_address_create */
  #makeFifo(path: string): string | null {
    if (this.#isBelowFile(path)) return ENOTDIR;
    switch (this.#kindAt(path)) {
      case null:
        this.#givenAway.delete(path);
        this.#kernel.changePath(path, 'fifo');
        return null;
      case 'fifo':
        return this.#givenAway.has(path) ? EEXIST : null;
      case 'unknown':
        return null;
      case 'directory':
        return EISDIR;
      case 'symlink':
        return ELOOP;
      case 'socket':
        return ENXIO;
      default:
        return EEXIST;
    }
  }

  /** @systemd src/core/socket.c special_address_create */
  #openSpecial(path: string): string | null {
    switch (this.#kindAt(path)) {
      case null:
        return this.#isBelowFile(path) ? ENOTDIR : ENOENT;
      case 'file':
      case 'character':
      case 'unknown':
        return null;
      case 'symlink':
        return ELOOP;
      case 'socket':
        return ENXIO;
      case 'directory':
        return this.#runtime.unit.settings.boolean('Socket.Writable', false) ? EISDIR : EEXIST;
      default:
        return EEXIST;
    }
  }

  /** @systemd src/core/socket.c socket_symlink */
  #link(): void {
    const [target, ...more] = this.#listen.flatMap(({ type, path }) =>
      type === 'special' || type === 'mqueue' ? [] : (path ?? []),
    );
    if (target === undefined || more.length > 0) return;
    for (const link of this.#symlinks) {
      const isOwn = this.#links.has(link) || this.#kernel.world.conditions.fileSystem.readLink(link) === target;
      if (this.#kindAt(link) !== null && !(isOwn && this.#kindAt(link) === 'symlink') && !(this.#removes && this.#remove(link))) {
        const text = `Failed to create symlink ${target} → ${link}, ignoring: ${EEXIST}`;
        this.#kernel.log(4, this.#runtime, text);
        continue;
      }
      this.#links.add(link);
      if (this.#kindAt(link) === null) this.#kernel.changePath(link, 'symlink');
    }
  }

  /** unlink(): it leaves directories alone. */
  #remove(path: string): boolean {
    const kind = this.#kindAt(path);
    if (kind === null || kind === 'directory') return false;
    this.#kernel.changePath(path, null);
    return true;
  }

  /** What stands there, links not followed. */
  #kindAt(path: string): FileKind | null {
    const status = pathStatus(this.#kernel.world.conditions, path, false);
    return status === 'unknown' ? 'unknown' : (status?.kind ?? null);
  }

  /** Is the lowest thing above it that is there no directory? */
  #isBelowFile(path: string): boolean {
    let above = directoryName(path);
    while (above !== '/' && !this.#kernel.world.exists(above)) above = directoryName(above);
    const status = pathStatus(this.#kernel.world.conditions, above);
    return status !== null && status !== 'unknown' && status.kind === 'file';
  }
}

/** What is tried, as the message has it. */
function describe({ type, path, address }: ListenAddress): string {
  switch (type) {
    case 'fifo':
      return `open FIFO ${path ?? ''}`;
    case 'special':
      return `open special file ${path ?? ''}`;
    case 'mqueue':
      return `open message queue ${path ?? ''}`;
    default:
      return `create listening socket (${address})`;
  }
}
