import { encodeUtf8 } from '../base/text.js';
import { NUMBER_ERROR_TEXT, parseInteger } from './number.js';

/** What a socket unit listens on. */
export interface ListenAddress {
  readonly type: 'stream' | 'datagram' | 'seqpacket' | 'fifo' | 'special' | 'netlink' | 'mqueue' | 'usb';
  readonly family: 'unix' | 'abstract' | 'inet' | 'inet6' | 'vsock' | 'netlink' | 'file';
  /** As systemd shows it: `[::]:80`, `127.0.0.1:80`, `/run/x`, `@x`, `vsock:2:1`, `audit 1`. */
  readonly address: string;
  /** The node in the file system; null where there is none. */
  readonly path: string | null;
}

/** A socket address without its type, or the sentence of the errno. */
export type ParsedAddress = Pick<ListenAddress, 'family' | 'address' | 'path'> | { readonly error: string };

const INVALID = { error: NUMBER_ERROR_TEXT.EINVAL };
const TOO_LONG = { error: 'File name too long' };
const SUN_PATH_MAX = 108;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** Is this an IPv4 address in four decimal numbers? */
export function isIpv4(text: string): boolean {
  return IPV4.test(text);
}

/** Is this an IPv6 address, without scope? */
export function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const all = halves.flatMap(groups);
  const tail = all.at(-1);
  const hasIpv4 = tail !== undefined && tail.includes('.') && (halves[halves.length - 1] ?? '') !== '';
  if (hasIpv4 && !IPV4.test(tail)) return false;
  const plain = hasIpv4 ? all.slice(0, -1) : all;
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = plain.length + (hasIpv4 ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

function parsePort(text: string): number | { readonly error: string } {
  const port = parseInteger(text, 0, 0xffff);
  if (typeof port === 'string') return { error: NUMBER_ERROR_TEXT[port] };
  return port === 0 ? INVALID : port;
}

function parseVsock(text: string): ParsedAddress {
  const [cid, port, ...more] = text.split(':');
  if (cid === undefined || port === undefined || more.length > 0) return INVALID;
  const portNumber = parseInteger(port, 0, 0xffff_ffff);
  if (typeof portNumber === 'string') return { error: NUMBER_ERROR_TEXT[portNumber] };
  const cidNumber = cid === '' ? 0xffff_ffff : parseInteger(cid, 0, 0xffff_ffff);
  if (typeof cidNumber === 'string') return { error: NUMBER_ERROR_TEXT[cidNumber] };
  return { family: 'vsock', address: `vsock:${cidNumber}:${portNumber}`, path: null };
}

/**
 * The address of ListenStream=, ListenDatagram= and ListenSequentialPacket=: a path, `@name`, `vsock:CID:PORT`, a port, or
 * address and port.
 *
 * @systemd src/shared/socket-netlink.c socket_address_parse
 */
export function parseSocketAddress(text: string): ParsedAddress {
  if (text === '/') return INVALID;
  if (text.startsWith('/')) {
    return encodeUtf8(text).length > SUN_PATH_MAX - 1 ? TOO_LONG : { family: 'unix', address: text, path: text };
  }
  if (text === '@') return INVALID;
  if (text.startsWith('@'))
    return encodeUtf8(text).length > SUN_PATH_MAX ? TOO_LONG : { family: 'abstract', address: text, path: null };
  if (text.startsWith('vsock:')) return parseVsock(text.slice(6));
  const bracketed = /^\[([^\]]*)\]:([^%]*)(?:%(.+))?$/.exec(text);
  if (bracketed) {
    const port = parsePort(bracketed[2] as string);
    if (typeof port !== 'number') return port;
    return isIpv6(bracketed[1] as string)
      ? { family: 'inet6', address: `[${bracketed[1] as string}]:${port}`, path: null }
      : INVALID;
  }
  const colon = text.lastIndexOf(':');
  if (colon >= 0) {
    if (!IPV4.test(text.slice(0, colon))) return INVALID;
    const port = parsePort(text.slice(colon + 1).replace(/%.+$/, ''));
    return typeof port === 'number' ? { family: 'inet', address: `${text.slice(0, colon)}:${port}`, path: null } : port;
  }
  const port = parsePort(text);
  return typeof port === 'number' ? { family: 'inet6', address: `[::]:${port}`, path: null } : port;
}

const NETLINK_FAMILIES = new Set(
  (
    'route firewall inet-diag nflog xfrm selinux iscsi audit fib-lookup connector netfilter ip6-fw dnrtmsg kobject-uevent generic ' +
    'scsitransport ecryptfs rdma'
  ).split(' '),
);

/** The address of ListenNetlink=: a family, and perhaps a group. @systemd src/shared/socket-netlink.c socket_address_parse_netlink */
export function parseNetlinkAddress(text: string): ParsedAddress {
  const [family, group, ...more] = text.split(/[ \t\r\n]+/).filter((word) => word !== '');
  if (family === undefined || more.length > 0) return INVALID;
  if (!NETLINK_FAMILIES.has(family) && typeof parseInteger(family, 0, 0x7fff_ffff) === 'string') return INVALID;
  if (group !== undefined) {
    const number = parseInteger(group, 0, 0xffff_ffff);
    if (typeof number === 'string') return { error: NUMBER_ERROR_TEXT[number] };
  }
  return { family: 'netlink', address: group === undefined ? family : `${family} ${group}`, path: null };
}
