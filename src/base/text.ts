const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Lone surrogates U+DC80 to U+DCFF: each stands for a byte that is not UTF-8, so that nothing of a text is lost. */
const ODD_BYTE = /[\udc80-\udcff]/u;
const ODD_BYTE_BASE = 0xdc00;

/** Was there a byte in this text that is not UTF-8? */
export function hasOddBytes(text: string): boolean {
  return ODD_BYTE.test(text);
}

/** A text with something else for each byte that is not UTF-8. */
export function replaceOddBytes(text: string, replacement: (byte: number) => string): string {
  if (!ODD_BYTE.test(text)) return text;
  return text.replace(/[\udc80-\udcff]/gu, (c) => replacement(c.charCodeAt(0) - ODD_BYTE_BASE));
}

/** The bytes of a text in UTF-8, and those that `decodeUtf8` could not read as they were. */
export function encodeUtf8(text: string): Uint8Array {
  if (!ODD_BYTE.test(text)) return encoder.encode(text);
  const parts = text.split(/([\udc80-\udcff]+)/u);
  const bytes = parts.map((part, i) =>
    i % 2 === 0 ? encoder.encode(part) : Uint8Array.from(part, (c) => c.charCodeAt(0) - ODD_BYTE_BASE),
  );
  const all = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of bytes) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The length of the UTF-8 character that starts here; 0 where none does. */
function characterLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  const length =
    lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (length < 2) return length;
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] as number;
  const isOverlong = (lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90);
  const isBeyond = (lead === 0xed && second >= 0xa0) || (lead === 0xf4 && second >= 0x90);
  return isOverlong || isBeyond ? 0 : length;
}

const SHORT_RUN_MAX = 16;

/** Valid bytes between others; short ones are not worth a call of the decoder. */
function decodeRun(bytes: Uint8Array): string {
  return bytes.length <= SHORT_RUN_MAX && bytes.every((byte) => byte < 0x80)
    ? String.fromCharCode(...bytes)
    : decoder.decode(bytes);
}

/** The text of some UTF-8 bytes; one that is not valid becomes a lone surrogate, see `hasOddBytes`. A byte order mark is kept. */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  if (!text.includes('\ufffd')) return text;
  let result = '';
  for (let at = 0; at < bytes.length;) {
    const from = at;
    for (let length = characterLength(bytes, at); length > 0; length = at < bytes.length ? characterLength(bytes, at) : 0)
      at += length;
    if (at > from) result += decodeRun(bytes.subarray(from, at));
    for (; at < bytes.length && characterLength(bytes, at) === 0; at++)
      result += String.fromCharCode(ODD_BYTE_BASE + (bytes[at] as number));
  }
  return result;
}
