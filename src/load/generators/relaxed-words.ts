/**
 * Splits at blanks and removes quotes, where nothing is an error: an open quote reaches to the end.
 *
 * @param keepBackslash whether a backslash is an ordinary character; else it is dropped and the next character kept
 * @returns each word with its offset in the text
 * @systemd src/basic/extract-word.c extract_first_word EXTRACT_UNQUOTE|EXTRACT_RELAX
 */
export function splitRelaxed(text: string, keepBackslash: boolean): { readonly text: string; readonly offset: number }[] {
  const words: { text: string; offset: number }[] = [];
  let word: { text: string; offset: number } | null = null;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    let c = text.charAt(i);
    if (quote === '' && /[ \t\r\n]/.test(c)) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    word ??= { text: '', offset: i };
    if (c === '\\' && !keepBackslash) {
      c = text.charAt(++i);
      word.text += c;
    } else if (quote !== '' ? c === quote : c === '"' || c === "'") quote = quote === '' ? c : '';
    else word.text += c;
  }
  if (word !== null) words.push(word);
  return words;
}
