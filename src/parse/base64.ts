/**
 * Is this Base64 in whole groups, with blanks anywhere, and no bits left over that are not 0?
 *
 * @systemd src/basic/hexdecoct.c unbase64mem
 */
export function isBase64(text: string): boolean {
  const digits = text.replace(/[ \t\r\n]+/g, '');
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/.test(digits);
}
