import { simplifyPath } from '../../base/path.js';
import { isIpv4, isIpv6 } from '../../parse/listen-address.js';
import { startsWithPath } from './device-node.js';

/**
 * Does `root=` name a directory on the network, that others mount? So do an address before a colon, and any path outside /dev.
 *
 * @systemd src/fstab-generator/fstab-generator.c sysroot_is_nfsroot
 */
export function isNetworkRoot(what: string): boolean {
  if (what === 'dhcp' || what === 'dhcp6' || /^nfs4?:/.test(what)) return true;
  if (what.startsWith('[')) {
    const end = what.indexOf(']');
    return end > 0 && isIpv6(what.slice(1, end));
  }
  const colon = what.indexOf(':');
  if (colon >= 0 && isIpv4(what.slice(0, colon))) return true;
  return what.startsWith('/') && (simplifyPath(what) === '/dev/nfs' || !startsWithPath(what, '/dev'));
}
