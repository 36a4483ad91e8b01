import { fit, type Style } from './style.js';

/** Rows of cells as aligned columns, two blanks apart; the last column is cut at the width of the terminal. */
export function tableText(
  rows: readonly (readonly string[])[],
  style: Style,
  paint?: (text: string, column: number, row: number) => string,
): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map((row, r) => {
      let used = 0;
      return row
        .map((cell, i) => {
          const isLast = i === row.length - 1;
          const text = isLast ? fit(cell, Math.max(10, style.width - used), style.isUtf8) : cell.padEnd(widths[i] ?? 0);
          used += (widths[i] ?? 0) + 2;
          return paint ? paint(text, i, r) : text;
        })
        .join('  ')
        .trimEnd();
    })
    .join('\n');
}
