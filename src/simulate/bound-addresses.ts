import type { ListenAddress } from '../parse/listen-address.js';

/** An address that a socket is bound to, with the settings that say who else may have it. */
export interface BoundAddress {
  readonly listen: ListenAddress;
  /** Does a socket for IPv6 leave IPv4 alone? */
  readonly isIpv6Only: boolean;
  readonly sharesPort: boolean;
  /** The network interface; null for all. */
  readonly device: string | null;
}

const ANY = new Set(['0.0.0.0', '[::]']);

function hostAndPort({ address }: ListenAddress): readonly [host: string, port: string] {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon).toLowerCase(), address.slice(colon + 1)];
}

function overlaps(a: BoundAddress, b: BoundAddress): boolean {
  const [hostA, portA] = hostAndPort(a.listen);
  const [hostB, portB] = hostAndPort(b.listen);
  if (portA !== portB || (a.sharesPort && b.sharesPort)) return false;
  if (a.device !== null && b.device !== null && a.device !== b.device) return false;
  if (a.listen.family === b.listen.family) return hostA === hostB || ANY.has(hostA) || ANY.has(hostB);
  // The one for all of IPv6 takes all of IPv4 too.
  const [six, host] = a.listen.family === 'inet6' ? [a, hostA] : [b, hostB];
  return host === '[::]' && !six.isIpv6Only;
}

/** Would the kernel refuse the second one while there is the first? Datagrams share: the manager sets SO_REUSEADDR. */
function collide(a: BoundAddress, b: BoundAddress): boolean {
  if (a.listen.type !== b.listen.type) return false;
  if (a.listen.family === 'abstract') return b.listen.family === 'abstract' && a.listen.address === b.listen.address;
  const isInternet = (address: BoundAddress): boolean => address.listen.family === 'inet' || address.listen.family === 'inet6';
  return a.listen.type !== 'datagram' && isInternet(a) && isInternet(b) && overlaps(a, b);
}

/** The addresses without a node in the file system that socket units are bound to. */
export class BoundAddresses {
  readonly #taken = new Set<BoundAddress>();

  /** @returns false when it is taken */
  take(address: BoundAddress): boolean {
    if ([...this.#taken].some((other) => collide(other, address))) return false;
    this.#taken.add(address);
    return true;
  }

  release(address: BoundAddress): void {
    this.#taken.delete(address);
  }
}
