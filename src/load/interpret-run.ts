import { parseInteger } from '../parse/number.js';
import { COLON_PARTS, nextWord, splitWords, WORD_RULES, type Word, type WordRules } from '../parse/words.js';
import { PATH_LENGTH_MAX, type Line, type Rule } from './interpret-line.js';
import type { LoadError } from './load-state-table.js';

const UNIT_PATH = { lengthMax: PATH_LENGTH_MAX } as const;
const STRICT_USER = /^[A-Za-z_][A-Za-z0-9_-]{0,30}$/;

/** Is this a user or group that systemd takes, by name or number? @systemd src/basic/user-util.c valid_user_group_name, relaxed */
function userQuality(name: string): 'strict' | 'odd' | null {
  if (/^\d+$/.test(name)) {
    const id = /^0\d/.test(name) ? 'EINVAL' : parseInteger(name, 0, 0xffff_fffe);
    return typeof id === 'number' && id !== 0xffff ? 'strict' : null;
  }
  if (STRICT_USER.test(name)) return 'strict';
  const isBad = name === '' || name.startsWith(' ') || name.endsWith(' ') || /[\x00-\x1f\x7f:/]/.test(name) || /^-\d*$/.test(name);
  return isBad || name === '.' || name === '..' ? null : 'odd';
}

function user(line: Line, written: string, offset: number): string | null {
  const name = line.expand(written, offset, { quote: '', code: 'specifier-fatal' });
  if (name === null) return null;
  const quality = userQuality(name);
  if (quality === null) {
    line.report('user-invalid', { value: name }, offset);
    return null;
  }
  if (quality === 'odd') line.report('user-odd', { value: name }, offset);
  return name;
}

const DESCRIPTOR_NAME_MAX = 255;

/** @systemd src/basic/fd-util.c fdname_is_valid */
function isDescriptorName(name: string): boolean {
  return name.length <= DESCRIPTOR_NAME_MAX && /^[\x20-\x39\x3b-\x7e]*$/.test(name);
}

const OUTPUTS = new Set('inherit null tty journal journal+console kmsg kmsg+console socket fd file append truncate'.split(' '));
const INPUTS = new Set('null tty tty-force tty-fail socket fd data file'.split(' '));
const OLD_OUTPUTS: Readonly<Record<string, string>> = { syslog: 'journal', 'syslog+console': 'journal+console' };

/** `fd:NAME`, `file:PATH` and the like. @returns false where the value is not of this form */
function streamTarget(line: Line, prefixes: readonly string[]): boolean {
  const { value } = line;
  if (value.startsWith('fd:')) {
    const name = line.expand(value.slice(3), 3, { quote: '', code: 'specifier-unresolved-word' });
    if (name === null) return true;
    if (isDescriptorName(name)) line.set(`fd:${name}`);
    else
      line.report(
        'invalid-value',
        { what: 'file descriptor name', value: name, hint: 'a name has no colon and no control character' },
        3,
      );
    return true;
  }
  const prefix = prefixes.find((other) => value.startsWith(other));
  if (prefix === undefined) return false;
  const expanded = line.expand(value.slice(prefix.length), prefix.length, { ...UNIT_PATH, quote: '' });
  const path = expanded === null ? null : line.checkPath(expanded, prefix.length, { isFatal: true });
  if (path !== null) line.set(prefix + path);
  return true;
}

const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** @systemd src/basic/env-util.c env_assignment_is_valid */
function isAssignment(text: string): boolean {
  const equals = text.indexOf('=');
  return (
    equals > 0 && ENVIRONMENT_NAME.test(text.slice(0, equals)) && !/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text.slice(equals + 1))
  );
}

function directory(line: Line, text: string, parts: readonly string[], offset: number): void {
  // More than two parts: systemd takes two and leaves the rest.
  const [source = '', destination = ''] = parts;
  const expanded = line.expand(source, offset, { ...UNIT_PATH, quote: '"' });
  const path = expanded === null ? null : line.checkPath(expanded, offset, { relation: 'relative' });
  if (path === null) return;
  if (path === 'private' || path.startsWith('private/')) {
    line.report('directory-private', { key: line.key, value: text }, offset);
    return;
  }
  const links: string[] = [];
  if (destination !== '') {
    if (line.key === 'ConfigurationDirectory') {
      line.report('directory-destination', { value: text }, offset);
      return;
    }
    const link = line.expand(destination, offset, { ...UNIT_PATH, quote: '"' });
    const checked = link === null ? null : line.checkPath(link, offset, { relation: 'relative' });
    if (checked === null) return;
    links.push(checked);
  }
  line.append({ path, links }, offset, text);
}

/** Rules of how and where the processes of a unit run. */
export const RUN_RULES = {
  userGroup(line): LoadError | undefined {
    if (line.resetWhenEmpty()) return undefined;
    const name = user(line, line.value, 0);
    if (name === null) return 'ENOEXEC';
    if (line.key.includes('User') && name === 'nobody') line.report('user-nobody', { value: name });
    line.set(name);
    return undefined;
  },
  userGroupList(line): LoadError | undefined {
    if (line.resetWhenEmpty()) return undefined;
    return line.words(WORD_RULES.bare, 'invalid-syntax', (word) => {
      const name = user(line, word.text, word.offset);
      if (name !== null) line.append(name, word.offset, word.text);
      return name === null ? 'ENOEXEC' : undefined;
    });
  },
  workingDirectory(line): LoadError | undefined {
    if (line.resetWhenEmpty()) return undefined;
    const isOptional = line.value.startsWith('-');
    const mark = isOptional ? '-' : '';
    const written = line.value.slice(mark.length);
    if (written === '~') {
      line.set(line.value);
      return undefined;
    }
    const refused: LoadError | undefined = isOptional ? undefined : 'ENOEXEC';
    const expanded = line.expand(written, mark.length, {
      ...UNIT_PATH,
      code: isOptional ? 'working-directory-specifier' : 'working-directory-specifier-fatal',
    });
    if (expanded === null) return refused;
    const path = line.checkPath(expanded, mark.length, { isFatal: !isOptional });
    if (path === null) return refused;
    line.set(mark + path);
    return undefined;
  },
  output(line) {
    if (streamTarget(line, ['file:', 'append:', 'truncate:'])) return;
    const newValue = OLD_OUTPUTS[line.value];
    if (newValue !== undefined) line.report('obsolete-output', { value: line.value, newValue });
    const word = newValue ?? line.value;
    if (OUTPUTS.has(word)) line.set(word);
    else line.report('wrong-value', { what: 'output specifier', value: line.value, hint: `one of ${[...OUTPUTS].join(', ')}` });
  },
  input(line) {
    if (streamTarget(line, ['file:'])) return;
    if (INPUTS.has(line.value)) line.set(line.value);
    else line.report('wrong-value', { what: 'input specifier', value: line.value, hint: `one of ${[...INPUTS].join(', ')}` });
  },
  environment(line) {
    if (line.resetWhenEmpty()) return;
    void line.words(WORD_RULES.escaped, 'invalid-syntax', (word) => {
      const text = line.expand(word.text, word.offset, { quote: '', code: 'specifier-unresolved-environment' });
      if (text === null) return;
      if (isAssignment(text)) line.append(text, word.offset, word.text);
      else line.report('invalid-value', { what: 'environment assignment', value: text, hint: 'write NAME=value' }, word.offset);
    });
  },
  environmentFile(line) {
    if (line.resetWhenEmpty()) return;
    const mark = line.value.startsWith('-') ? '-' : '';
    const expanded = line.expand(line.value, 0, UNIT_PATH);
    const path = expanded === null ? null : line.checkPath(expanded.slice(mark.length), mark.length);
    if (path !== null) line.append(mark + path);
  },
  environmentNames(line) {
    if (line.resetWhenEmpty()) return;
    const isUnset = line.key === 'UnsetEnvironment';
    void line.words(isUnset ? WORD_RULES.escaped : WORD_RULES.paths, 'trailing-garbage', (word) => {
      const text = line.expand(word.text, word.offset, {
        quote: '',
        code: isUnset ? 'specifier-unresolved' : 'specifier-unresolved-environment',
      });
      if (text === null) return;
      if (ENVIRONMENT_NAME.test(text) || (isUnset && isAssignment(text))) line.append(text, word.offset, word.text);
      else
        line.report(isUnset ? 'environment-name-or-assignment' : 'environment-name', { key: line.key, value: text }, word.offset);
    });
  },
  directories(line) {
    if (line.resetWhenEmpty()) return;
    void line.words(WORD_RULES.quoted, 'invalid-syntax-of-key', (word) => {
      const { words, restOffset } = splitWords(word.text, COLON_PARTS);
      const parts = words.map(({ text }) => text);
      if (restOffset === null && parts.length > 0) {
        directory(line, word.text, parts, word.offset);
        return undefined;
      }
      line.report('invalid-syntax-in-key', { key: line.key, value: word.text }, word.offset);
      return 'stop';
    });
  },
  bindPaths(line) {
    if (line.resetWhenEmpty()) return;
    bindPaths(line);
  },
  temporaryFileSystems(line) {
    if (line.resetWhenEmpty()) return;
    void line.words(WORD_RULES.paths, 'unreadable-word', (word) => {
      const end = word.text.indexOf(':');
      const written = end < 0 ? word.text : word.text.slice(0, end);
      const expanded = line.expand(written, word.offset, { ...UNIT_PATH, quote: '' });
      const path = expanded === null ? null : line.checkPath(expanded, word.offset);
      if (path !== null) line.append(path + word.text.slice(written.length), word.offset, word.text);
    });
  },
  logNamespace(line) {
    if (line.resetWhenEmpty()) return;
    const name = line.expand(line.value, 0, { quote: '' });
    if (name === null) return;
    // It becomes part of names such as systemd-journald@NAME.socket and of paths.
    if (/^[0-9A-Za-z:_.@-]+$/.test(name) && name !== '.' && name !== '..' && name.length <= 200) line.set(name);
    else line.report('log-namespace', { value: name });
  },
  logFields(line) {
    if (line.resetWhenEmpty()) return;
    void line.words(WORD_RULES.escaped, 'invalid-syntax', (word) => {
      const text = line.expand(word.text, word.offset, { quote: '' });
      if (text === null) return;
      const equals = text.indexOf('=');
      if (equals < 0) line.report('log-field-without-equals', { value: text }, word.offset);
      else if (!/^[A-Z][A-Z0-9_]{0,63}$/.test(text.slice(0, equals))) line.report('log-field-name', { value: text }, word.offset);
      else line.append(text, word.offset, word.text);
    });
  },
} as const satisfies Record<string, Rule>;

/** Each colon or blank ends a part, so that two blanks have an empty one between them. */
const BIND_PARTS: WordRules = { unquote: true, backslash: 'drop', separators: `: \t\n\r`, keepEmpty: true };

/**
 * Reads `SOURCE[:DESTINATION[:OPTIONS]]` several times.
 *
 * @systemd src/core/load-fragment.c config_parse_bind_paths
 */
function bindPaths(line: Line): void {
  const { value } = line;
  // One more blank ends the last part as well: what comes after a part is null there, and nothing after any other separator is an empty part.
  const text = `${value} `;
  const take = (at: number): { part: Word; next: number | null } | null => {
    const part = nextWord(text, at, BIND_PARTS);
    if (part === null || part === 'invalid') {
      line.report('wrong-key-value', { key: line.key, value }, at);
      return null;
    }
    return { part, next: part.end > value.length ? null : part.end };
  };
  let at: number | null = 0;
  while (at !== null) {
    const source = take(at);
    if (source === null) return;
    at = source.next;
    const written = line.expand(source.part.text, source.part.offset, { ...UNIT_PATH, quote: '"' });
    const mark = written?.startsWith('-') === true ? '-' : '';
    const from = written === null ? null : line.checkPath(written.slice(mark.length), source.part.offset);
    if (from === null) continue;
    if (at === null || text[at - 1] !== ':') {
      line.append(mark + from, source.part.offset, source.part.text);
      continue;
    }
    const destination = take(at);
    if (destination === null) return;
    at = destination.next;
    const { offset } = destination.part;
    const resolved = line.expand(destination.part.text, offset, {
      ...UNIT_PATH,
      quote: '"',
      code: 'specifier-unresolved-environment',
    });
    const to = resolved === null ? null : line.checkPath(resolved, offset);
    if (to === null) continue;
    if (at !== null && text[at - 1] === ':') {
      const options = nextWord(value, at, WORD_RULES.paths);
      if (options === 'invalid') {
        line.report('wrong-value', { what: `${line.key}=`, value, hint: 'close the quotes' }, at);
        return;
      }
      at = options === null || options.end >= value.length ? null : options.end;
      if (options !== null && !['', 'rbind', 'norbind'].includes(options.text)) {
        line.report('bind-option', { word: options.text }, options.offset);
        continue;
      }
    }
    line.append(`${mark}${from}:${to}`, source.part.offset, source.part.text);
  }
}
