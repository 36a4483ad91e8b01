import { fit, type Style } from './style.js';

const GAP = 2;
const LAST_MIN = 10;
const FIRST_MIN = 16;

/**
 * Rows of cells as aligned columns, two blanks apart, no wider than the terminal: the last column is cut; a first cell that leaves
 * the others no room stands on a line of its own above them.
 */
export function tableText(
  rows: readonly (readonly string[])[],
  style: Style,
  paint: (text: string, column: number, row: number) => string = (text) => text,
): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  const middle = widths.slice(1, -1).reduce((sum, width) => sum + width + GAP, GAP);
  const last = Math.min(LAST_MIN, widths.at(-1) ?? 0);
  const room = Math.max(FIRST_MIN, style.width - middle - last);
  widths[0] = rows.reduce((longest, [cell = '']) => (cell.length > room ? longest : Math.max(longest, cell.length)), 0);
  return rows
    .map((row, r) => {
      let used = 0;
      const cells = row.map((cell, i) => {
        const width = widths[i] ?? 0;
        const isLast = i === row.length - 1;
        const text = isLast ? fit(cell, Math.max(LAST_MIN, style.width - used), style.isUtf8) : cell.padEnd(width);
        used += width + GAP;
        return paint(text, i, r);
      });
      const [first = '', ...rest] = cells;
      const isAlone = rest.length > 0 && (row[0] ?? '').length > (widths[0] ?? 0);
      return (isAlone ? [`${first.trimEnd()}\n${' '.repeat(widths[0] ?? 0)}`, ...rest] : cells).join(' '.repeat(GAP)).trimEnd();
    })
    .join('\n');
}
