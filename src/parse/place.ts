/** A place in a text file. Lines and columns count from 1; a column counts characters (UTF-16 units) of the physical line. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}
