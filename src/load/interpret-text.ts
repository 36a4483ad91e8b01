import type { LoadError } from './load-state-table.js';
import { PATH_LENGTH_MAX, type Line, type Rule } from './interpret-line.js';
import { splitWords, UP_TO_COLON, WORD_RULES, type Word } from '../parse/words.js';

const UNIT_PATH = { lengthMax: PATH_LENGTH_MAX } as const;

/** Is this one of the URLs that Documentation= takes? @systemd src/basic/web-util.c documentation_url_is_valid */
function isDocumentationUrl(url: string): boolean {
  if (/[^\x01-\x7f]/.test(url)) return false;
  const rest = /^(?:https?:\/\/|file:\/|info:|man:)(.*)$/s.exec(url)?.[1];
  return rest !== undefined && rest !== '';
}

/** A path that may be reset. `mayVanish`: one of which nothing is left is as an empty value, too. */
function path(line: Line, isFatal: boolean, mayVanish = true): LoadError | undefined {
  if (line.value === '') {
    line.reset();
    return undefined;
  }
  const expanded = line.expand(line.value, 0, { ...UNIT_PATH, code: isFatal ? 'specifier-fatal' : 'specifier-unresolved' });
  if (expanded === '' && mayVanish) {
    line.reset();
    return undefined;
  }
  const checked = expanded === null ? null : line.checkPath(expanded, 0, { isFatal });
  if (checked === null) return isFatal ? 'ENOEXEC' : undefined;
  line.set(checked);
  return undefined;
}

/** The marks before a path of ReadWritePaths= and its kin. */
function unmarked(word: string): { marks: string; path: string } {
  const marks = /^-?\+?/.exec(word)?.[0] ?? '';
  return { marks, path: word.slice(marks.length) };
}

/** Rules of free text, paths and lists of paths. */
export const TEXT_RULES = {
  plain(line) {
    if (line.value === '') line.reset();
    else line.set(line.value);
  },
  raw(line) {
    if (line.value === '') line.reset();
    else line.append(line.value);
  },
  install(line) {
    line.append(line.value);
  },
  text(line) {
    if (line.resetWhenEmpty()) return;
    const text = line.expand(line.value);
    if (text !== null) line.set(text);
  },
  rebootArgument(line) {
    if (line.resetWhenEmpty()) return;
    const text = line.expand(line.value);
    if (text === null) return;
    const isValid = !/[^\x01-\x7f]/.test(text) && text.length <= 255;
    if (isValid) line.set(text);
    else line.report('invalid-quoted-value', { what: 'reboot parameter', value: text, hint: 'write ASCII characters, up to 255' });
  },
  textFatal(line) {
    if (line.value === '') {
      line.reset();
      return undefined;
    }
    const isIgnored = line.value.startsWith('-');
    const text = line.expand(line.value.slice(isIgnored ? 1 : 0), isIgnored ? 1 : 0, {
      code: isIgnored ? 'specifier-unresolved' : 'specifier-fatal',
    });
    if (text === null) return isIgnored ? undefined : 'ENOEXEC';
    line.set(isIgnored ? `-${text}` : text);
    return undefined;
  },
  urls(line) {
    if (line.resetWhenEmpty()) return;
    const text = line.expand(line.value);
    if (text === null) return;
    // Words are found in the expanded text; where it is the written one, they have a place of their own.
    const isWritten = text === line.value;
    const use = (word: Word): undefined => {
      const offset = isWritten ? word.offset : 0;
      if (isDocumentationUrl(word.text)) line.append(word.text, offset, word.text);
      else
        line.report(
          'invalid-value',
          { what: 'URL', value: word.text, hint: 'it begins with http://, https://, file:/, info: or man:' },
          offset,
        );
    };
    line.wordsOf(text, WORD_RULES.quoted, 'invalid-syntax', use);
  },
  path: (line) => path(line, false),
  pathOne: (line) => path(line, false, false),
  pathFatal: (line) => path(line, true),
  pathList(line) {
    if (line.resetWhenEmpty()) return;
    return line.words(WORD_RULES.paths, 'unreadable-word', (word) => {
      const { marks, path: written } = unmarked(word.text);
      const expanded = line.expand(written, word.offset, { ...UNIT_PATH, quote: '', code: 'specifier-unresolved-word' });
      const checked = expanded === null ? null : line.checkPath(expanded, word.offset);
      if (checked !== null) line.append(marks + checked, word.offset, word.text);
    });
  },
  colonPaths(line) {
    if (line.resetWhenEmpty()) return;
    const words = [...splitWords(line.value, UP_TO_COLON).words];
    // After a colon at the end comes an empty path.
    if (/(?:^|[^\\])(?:\\\\)*:$/.test(line.value)) words.push({ text: '', offset: line.value.length, end: line.value.length });
    // What comes after a wrong one is not read.
    for (const { text, offset } of words) {
      const expanded = line.expand(text, offset, UNIT_PATH);
      const checked = expanded === null ? null : line.checkPath(expanded, offset);
      if (checked === null) return;
      line.append(checked, offset, text);
    }
  },
  symlinks(line) {
    if (line.resetWhenEmpty()) return;
    return line.words(WORD_RULES.paths, 'invalid-syntax', (word) => {
      const expanded = line.expand(word.text, word.offset, UNIT_PATH);
      const checked = expanded === null ? null : line.checkPath(expanded, word.offset);
      if (checked === null) return 'stop';
      line.append(checked, word.offset, word.text);
      return undefined;
    });
  },
} as const satisfies Record<string, Rule>;
