import { parseInteger } from './number.js';

const INDEX_MAX = 0x7fff_ffff;

/** Is this the name of a network interface? What could be its number is none. @systemd src/basic/socket-util.c ifname_valid_full */
export function isInterfaceName(text: string): boolean {
  if (!/^(?!(?:\.|\.\.|all|default|\d+)$)[\x21-\x7e]{1,15}$/.test(text) || /[:/%]/.test(text)) return false;
  return typeof parseInteger(text, 1, INDEX_MAX) !== 'number';
}
