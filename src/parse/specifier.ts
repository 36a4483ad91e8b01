/** What a specifier stands for in one unit: machine values come from `value`, those of the name are made here. */
export interface SpecifierContext {
  readonly unitName: string;
  readonly fragmentPath: string | null;
  /** The fragment with all links resolved; null where there is none. */
  readonly realFragmentPath: () => string | null;
  readonly isUser: boolean;
  /** The value of a machine specifier by its letter (`m`, `H`, `t`, ...), or the sentence of the errno. */
  readonly value: (letter: string) => string | { readonly error: string };
}
