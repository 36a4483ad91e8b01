const MASK = 0xffff_ffff_ffff_ffffn;
const rotate = (x: bigint, bits: bigint): bigint => ((x << bits) | (x >> (64n - bits))) & MASK;
const littleEndian = (bytes: Uint8Array, at: number, count: number): bigint => {
  let value = 0n;
  for (let i = count - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] ?? 0);
  return value;
};

/**
 * SipHash-2-4 of some bytes.
 *
 * @param key 16 bytes
 * @returns the 64 bit hash as 8 little-endian bytes in lower-case hexadecimal
 */
export function siphash24Hex(bytes: Uint8Array, key: Uint8Array): string {
  const k0 = littleEndian(key, 0, 8);
  const k1 = littleEndian(key, 8, 8);
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;
  const round = (): void => {
    v0 = (v0 + v1) & MASK;
    v1 = rotate(v1, 13n) ^ v0;
    v0 = rotate(v0, 32n);
    v2 = (v2 + v3) & MASK;
    v3 = rotate(v3, 16n) ^ v2;
    v0 = (v0 + v3) & MASK;
    v3 = rotate(v3, 21n) ^ v0;
    v2 = (v2 + v1) & MASK;
    v1 = rotate(v1, 17n) ^ v2;
    v2 = rotate(v2, 32n);
  };
  const absorb = (m: bigint): void => {
    v3 ^= m;
    round();
    round();
    v0 ^= m;
  };
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8) absorb(littleEndian(bytes, at, 8));
  absorb((BigInt(bytes.length & 0xff) << 56n) | littleEndian(bytes, whole, bytes.length - whole));
  v2 ^= 0xffn;
  for (let i = 0; i < 4; i++) round();
  const hash = v0 ^ v1 ^ v2 ^ v3;
  let text = '';
  for (let i = 0n; i < 8n; i++) text += ((hash >> (8n * i)) & 0xffn).toString(16).padStart(2, '0');
  return text;
}
