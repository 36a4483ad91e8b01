import { isBase64 } from '../parse/base64.js';
import { nextWord, splitWords, UP_TO_COLON, type Word, type WordRules } from '../parse/words.js';
import { listOf, PATH_LENGTH_MAX, type Line, type Rule } from './interpret-line.js';

/** The whole text with C escapes. */
const ESCAPED_TEXT: WordRules = { unquote: false, backslash: 'decode', separators: '', keepEmpty: true };

/** @systemd src/shared/creds-util.c credential_name_valid */
function isCredentialName(text: string): boolean {
  return /^[\x20-\x7e]{1,255}$/.test(text) && !/[:/]/.test(text) && text !== '.' && text !== '..';
}

/** Reads the name before the first colon of a credential. @returns whether the name is right */
function credentialName(line: Line, first: Word | 'invalid' | null): boolean {
  if (first === null || first === 'invalid') {
    line.report('invalid-syntax', { value: line.value });
    return false;
  }
  const name = line.expand(first.text, first.offset, { quote: '"' });
  if (name === null) return false;
  if (isCredentialName(name)) return true;
  line.report('credential-name', { word: name }, first.offset);
  return false;
}

/** Rules of data that the processes of a unit are given: credentials, and what they read from standard input. */
export const DATA_RULES = {
  loadCredential: listOf((line) => {
    const first = nextWord(line.value, 0, UP_TO_COLON);
    if (!credentialName(line, first) || first === null || first === 'invalid') return false;
    const rest = line.value.slice(first.end);
    if (rest === '') return true;
    const source = line.expand(rest, first.end, { quote: '"', lengthMax: PATH_LENGTH_MAX });
    if (source === null) return false;
    const isRight = source.startsWith('/') ? !/\/(?:\.{0,2}\/|\.{1,2}$)/.test(source) : isCredentialName(source);
    if (!isRight) line.report('credential-source', { word: source }, first.end);
    return isRight;
  }),
  setCredential: listOf((line) => {
    const isEncrypted = line.key.endsWith('Encrypted');
    const first = nextWord(line.value, 0, UP_TO_COLON);
    const rest = first === null || first === 'invalid' ? '' : line.value.slice(first.end);
    if (rest === '' || first === null || first === 'invalid') {
      line.report('invalid-syntax', { value: line.value });
      return false;
    }
    if (!credentialName(line, first)) return false;
    if (isEncrypted) {
      if (isBase64(rest)) return true;
      line.report('credential-not-base64', {}, first.end);
      return false;
    }
    // A NUL may be in it.
    if (splitWords(rest.replace(/\\(?:x00|000)/g, ' '), ESCAPED_TEXT).restOffset === null) return true;
    line.report('credential-escape', { text: rest }, first.end);
    return false;
  }),
  inputText: listOf((line) => {
    const { words, restOffset } = splitWords(line.value, ESCAPED_TEXT);
    if (restOffset !== null) {
      line.report('wrong-escape', { value: line.value });
      return false;
    }
    return line.expand(words.map(({ text }) => text).join('')) !== null;
  }),
  inputData: listOf((line) => {
    if (isBase64(line.value)) return true;
    line.report('wrong-base64', { value: line.value });
    return false;
  }),
} as const satisfies Record<string, Rule>;
