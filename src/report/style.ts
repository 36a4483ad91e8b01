/** How text is set off: colour functions, and whether box characters may be used. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly isUtf8: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

const same = (text: string): string => text;

/** No colours, plain ASCII or UTF-8. */
export function plainStyle(width = 80, isUtf8 = true): Style {
  return { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same, isUtf8, width };
}

/** The same, but the end of the text is kept. */
export function fitEnd(text: string, columns: number, isUtf8 = true): string {
  if (columns <= 0) return '';
  if (text.length <= columns) return text;
  return (isUtf8 ? '…' : '~') + text.slice(text.length - Math.max(0, columns - 1));
}

/** Cuts text to a number of columns, with an ellipsis. */
export function fit(text: string, columns: number, isUtf8 = true): string {
  if (columns <= 0) return '';
  if (text.length <= columns) return text;
  const mark = isUtf8 ? '…' : '~';
  return text.slice(0, Math.max(0, columns - 1)) + mark;
}
