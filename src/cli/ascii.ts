/** Text for a terminal that knows only ASCII: one `?` for each other character, so that columns stay where they are. */
export function asciiText(text: string): string {
  return text.replaceAll('\u00b5', 'u').replace(/[^\x00-\x7f]/gu, '?');
}

/** The same JSON document in ASCII: other characters as `\\uHHHH`, as RFC 8259 has it. */
export function asciiJson(text: string): string {
  return text.replace(/[^\x00-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
