import { nextWord, WORD_RULES, type Word } from './words.js';

/** What the marks before a command mean: `-`, `@`, `:`, `+`, `!`, `!!`. */
export interface ExecFlags {
  readonly ignoreFailure: boolean;
  readonly argv0: boolean;
  readonly noExpand: boolean;
  readonly fullPrivileges: boolean;
  readonly noSetuid: boolean;
  readonly ambient: boolean;
}

/** One command of an Exec setting: specifiers are expanded, environment variables not. */
export interface ExecCommand {
  /** Absolute, or a name without slash that is looked for when it runs. */
  readonly path: string;
  readonly argv: readonly string[];
  readonly flags: ExecFlags;
}

/** Takes the marks off the first word. @systemd src/core/load-fragment.c config_parse_exec */
export function splitExecMarks(word: string): { readonly flags: ExecFlags; readonly path: string } {
  const seen = { ignoreFailure: false, argv0: false, noExpand: false, fullPrivileges: false, noSetuid: false, ambient: false };
  const take = (mark: string): boolean => {
    const isPrivileged = seen.fullPrivileges || seen.ambient;
    if (mark === '-' && !seen.ignoreFailure) seen.ignoreFailure = true;
    else if (mark === '@' && !seen.argv0) seen.argv0 = true;
    else if (mark === ':' && !seen.noExpand) seen.noExpand = true;
    else if (mark === '+' && !isPrivileged && !seen.noSetuid) seen.fullPrivileges = true;
    else if (mark === '!' && !isPrivileged && !seen.noSetuid) seen.noSetuid = true;
    else if (mark === '!' && !isPrivileged) {
      seen.noSetuid = false;
      seen.ambient = true;
    } else return false;
    return true;
  };
  let at = 0;
  while (at < word.length && take(word[at] as string)) at++;
  return { flags: seen, path: word.slice(at) };
}

/** A word of a command line, and whether it has an escape sequence that is none (it is then kept as it is). */
export interface ExecWord extends Word {
  readonly hasUnknownEscape: boolean;
}

/**
 * The next word of a command line.
 *
 * @returns null at the end, `'unbalanced'` for an open quote
 * @systemd src/basic/extract-word.c extract_first_word_and_warn
 */
export function nextExecWord(value: string, from: number): ExecWord | 'unbalanced' | null {
  const word = nextWord(value, from, WORD_RULES.escaped);
  if (word === null) return null;
  if (word !== 'invalid') return { text: word.text, offset: word.offset, end: word.end, hasUnknownEscape: false };
  const relaxed = nextWord(value, from, { unquote: true, backslash: 'relax' });
  return relaxed === null || relaxed === 'invalid' ? 'unbalanced' : { ...relaxed, hasUnknownEscape: true };
}

/** Is this `;` or `\;` alone, as a word of its own? @returns the offset after it and the blanks behind it; null where it is not there */
export function skipSeparator(value: string, from: number, separator: string): number | null {
  if (!value.startsWith(separator, from) || !/^$|[ \t\r\n]/.test(value.charAt(from + separator.length))) return null;
  let at = from + separator.length;
  while (/[ \t\r\n]/.test(value[at] ?? '')) at++;
  return at;
}
