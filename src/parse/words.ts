import { decodeUtf8 } from '../base/text.js';

/** What quotes and backslashes mean while a value is split. */
export interface WordRules {
  /** Are quotes removed, and do they keep blanks together? Else they are ordinary characters. */
  readonly unquote: boolean;
  /** `keep`: an ordinary character; `drop`: removed, the next one is kept; `decode`: starts a C escape; `relax`: the same, unknown ones stay. */
  readonly backslash: 'keep' | 'drop' | 'decode' | 'relax';
  /** Characters between words; blanks where absent. */
  readonly separators?: string;
  /** Does every separator end a word, so that empty ones are possible? */
  readonly keepEmpty?: boolean;
  /** Does a backslash before a separator or another backslash stand for that character (with `decode`)? */
  readonly escapedSeparators?: boolean;
}

/**
 * How the values of settings are split, by group of settings:
 * `names` dependency settings; `paths` RequiresMountsFor=; `quoted` Documentation=, WantedBy= and most lists; `bare` Also=, Sockets=,
 * exit status lists; `escaped` Environment= and commands.
 */
export const WORD_RULES = {
  names: { unquote: false, backslash: 'keep' },
  paths: { unquote: true, backslash: 'drop' },
  quoted: { unquote: true, backslash: 'keep' },
  bare: { unquote: false, backslash: 'drop' },
  escaped: { unquote: true, backslash: 'decode' },
} as const satisfies Record<string, WordRules>;

/** Up to the next colon. */
export const UP_TO_COLON: WordRules = { unquote: false, backslash: 'drop', separators: ':', keepEmpty: true };

/** The parts of a word between colons; several colons are as one, and a backslash before one makes it part of the text. */
export const COLON_PARTS: WordRules = { unquote: false, backslash: 'decode', separators: ':', escapedSeparators: true };

/** One word of a value. */
export interface Word {
  readonly text: string;
  /** Where it starts in the value, in UTF-16 units, quotes included. */
  readonly offset: number;
  /** Where the next word starts. */
  readonly end: number;
}

const BLANKS = ' \t\n\r';
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
};

/** A word, or what is left of one, in which no character means anything. */
const PLAIN_RUN = /[^ \t\n\r"'\\]+/y;
/** The same inside of quotes, by the quote. */
const PLAIN_RUNS: Readonly<Record<string, RegExp>> = { '': PLAIN_RUN, '"': /[^"\\]+/y, "'": /[^'\\]+/y };

/** Text that may get single bytes of a character: they are put together at the end. */
class Builder {
  #text = '';
  #bytes: number[] = [];

  add(text: string): void {
    this.#flush();
    this.#text += text;
  }

  addByte(byte: number): void {
    if (byte < 128) this.add(String.fromCharCode(byte));
    else this.#bytes.push(byte);
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#text += decodeUtf8(Uint8Array.from(this.#bytes));
    this.#bytes = [];
  }

  toString(): string {
    this.#flush();
    return this.#text;
  }
}

/** Decodes the escape whose letter stands at `at`. @returns the length of what follows the backslash; 0 where it is no escape */
function decodeEscape(text: string, at: number, into: Builder): number {
  const letter = text[at] as string;
  const simple = SIMPLE_ESCAPES[letter];
  if (simple !== undefined) {
    into.add(simple);
    return 1;
  }
  const octal = /^[0-3][0-7]{2}/.exec(text.slice(at, at + 3));
  const hex = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  if (!octal && hex === 0) return 0;
  const digits = octal ? octal[0] : text.slice(at + 1, at + 1 + hex);
  if (!octal && (digits.length !== hex || !/^[0-9a-fA-F]+$/.test(digits))) return 0;
  const code = parseInt(digits, octal ? 8 : 16);
  if (code === 0 || (letter === 'U' && (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)))) return 0;
  if (octal || letter === 'x') into.addByte(code);
  else into.add(String.fromCodePoint(code));
  return octal ? 3 : 1 + hex;
}

/**
 * Takes the next word from a value, starting at an offset.
 *
 * @returns null at the end of the value; `'invalid'` for an open quote, a lone backslash at the end, or an escape that is none
 * @systemd src/basic/extract-word.c extract_first_word
 */
export function nextWord(value: string, from: number, rules: WordRules): Word | 'invalid' | null {
  const separators = rules.separators ?? BLANKS;
  let at = from;
  if (!rules.keepEmpty) while (at < value.length && separators.includes(value[at] as string)) at++;
  if (at >= value.length) return null;
  const offset = at;
  if (separators === BLANKS && !rules.keepEmpty) {
    PLAIN_RUN.lastIndex = at;
    if (PLAIN_RUN.test(value)) {
      const runEnd = PLAIN_RUN.lastIndex;
      at = runEnd;
      while (at < value.length && BLANKS.includes(value[at] as string)) at++;
      // Most words have nothing in them that quotes or escapes.
      if (at > runEnd || at === value.length) return { text: value.slice(offset, runEnd), offset, end: at };
      at = offset;
    }
  }
  const text = new Builder();
  let quote = '';
  for (; at < value.length; at++) {
    const plain = separators === BLANKS ? (PLAIN_RUNS[quote] as RegExp) : null;
    if (plain) {
      plain.lastIndex = at;
      if (plain.test(value)) {
        text.add(value.slice(at, plain.lastIndex));
        at = plain.lastIndex;
        if (at >= value.length) break;
      }
    }
    const c = value[at] as string;
    if (c === '\\' && rules.backslash !== 'keep') {
      at++;
      if (at >= value.length) {
        if (rules.backslash !== 'relax' || quote !== '') return 'invalid';
        text.add('\\');
        break;
      }
      if (rules.backslash === 'drop') text.add(value[at] as string);
      else {
        const length = decodeEscape(value, at, text);
        if (length > 0) at += length - 1;
        else if (rules.escapedSeparators && separators.includes(value[at] as string)) text.add(value[at] as string);
        else if (rules.backslash === 'relax') text.add(`\\${value[at] as string}`);
        else return 'invalid';
      }
    } else if (quote !== '') {
      if (c === quote) quote = '';
      else text.add(c);
    } else if (rules.unquote && (c === '"' || c === "'")) quote = c;
    else if (separators.includes(c)) {
      at++;
      if (!rules.keepEmpty) while (at < value.length && separators.includes(value[at] as string)) at++;
      return { text: text.toString(), offset, end: at };
    } else text.add(c);
  }
  if (quote !== '') return 'invalid';
  return { text: text.toString(), offset, end: value.length };
}

/** The words of a value. `restOffset`: where the first word starts that cannot be read; null where all can. */
export interface Words {
  readonly words: readonly Word[];
  readonly restOffset: number | null;
}

const PLAIN_WORD = /[^ \t\r\n]+/g;

/** Splits a value at blanks. Words before an open quote or wrong escape are given all the same. */
export function splitWords(value: string, rules: WordRules): Words {
  const words: Word[] = [];
  if (!/["'\\]/.test(value) && rules.separators === undefined) {
    if (value !== '' && !/[ \t\r\n]/.test(value))
      return { words: [{ text: value, offset: 0, end: value.length }], restOffset: null };
    PLAIN_WORD.lastIndex = 0;
    for (let found = PLAIN_WORD.exec(value); found !== null; found = PLAIN_WORD.exec(value))
      words.push({ text: found[0], offset: found.index, end: PLAIN_WORD.lastIndex });
    return { words, restOffset: null };
  }
  let at = 0;
  for (;;) {
    const word = nextWord(value, at, rules);
    if (word === null) return { words, restOffset: null };
    if (word === 'invalid') return { words, restOffset: at };
    words.push(word);
    at = word.end;
  }
}
