/** How many columns text takes on a terminal, colours not counted. */
export const columnsOf = (text: string): number => text.replace(/\x1b\[[\d;]*m/g, '').length;

/**
 * Text in lines of at most `width` columns, broken at blanks; a longer word stands alone on its line.
 *
 * @param lead what the first line begins with
 * @param indent how many blanks the others begin with
 */
export function wrapText(text: string, width: number, lead: string, indent: number): string[] {
  const lines: string[] = [];
  let line = lead;
  let isFresh = true;
  for (const word of text.split(' ')) {
    if (isFresh && word === '') continue;
    if (!isFresh && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      line = ' '.repeat(indent);
      isFresh = true;
    }
    line += isFresh ? word : ` ${word}`;
    isFresh = false;
  }
  return [...lines, line];
}
