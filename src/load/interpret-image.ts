import { wordsHint } from '../diagnostic/hint.js';
import { isBase64 } from '../parse/base64.js';
import { partitionNames } from '../parse/restriction-words.js';
import { splitWords, WORD_RULES, type WordRules } from '../parse/words.js';
import { listOf, type Rule } from './interpret-line.js';

const ROOT_HASH_DIGITS_MIN = 32;
const COLON_PAIR: WordRules = { unquote: false, backslash: 'decode', separators: ':', keepEmpty: true, escapedSeparators: true };

/** Rules of the disk image that a service may have as its root. */
export const IMAGE_RULES = {
  rootHash: listOf((line) => {
    if (line.value.startsWith('/')) return true;
    const digits = line.value.replace(/[ \t\r\n]+/g, '');
    if (!/^(?:[0-9a-f]{2})*$/i.test(digits))
      line.report('undecodable', {
        key: line.key,
        value: line.value,
        hint: 'write a path, or an even number of hexadecimal digits',
      });
    else if (digits.length < ROOT_HASH_DIGITS_MIN) line.report('root-hash-short', { key: line.key, value: line.value });
    else return true;
    return false;
  }),
  rootHashSignature: listOf((line) => {
    if (line.value.startsWith('/')) return true;
    const isData = line.value.startsWith('base64:');
    if (!isData) line.report('root-hash-signature', { key: line.key, value: line.value });
    else if (!isBase64(line.value.slice('base64:'.length)))
      line.report('undecodable', { key: line.key, value: line.value, hint: 'what comes after base64: is no Base64' });
    else return true;
    return false;
  }),
  imageOptions: listOf((line) => {
    const { words, restOffset } = splitWords(line.value, WORD_RULES.quoted);
    const pairs = words.map((word) => ({ word, ...splitWords(word.text, COLON_PAIR) }));
    if (restOffset !== null || pairs.some((pair) => pair.restOffset !== null || pair.words.length > 2)) {
      line.report('wrong-value', { what: line.key, value: line.value, hint: 'write OPTIONS, or PARTITION:OPTIONS several times' });
      return false;
    }
    const known = partitionNames();
    for (const { word, words: parts } of pairs) {
      const [first, second] = parts;
      const name = first?.text ?? '';
      const hasOptions = second !== undefined && second.text !== '';
      if (hasOptions && name !== '' && !known.has(name))
        line.report('unknown-partition', { word: name, hint: wordsHint(name, known) }, word.offset);
      else if (line.expand(hasOptions ? second.text : name, word.offset, { quote: '' }) === null) continue;
    }
    return true;
  }),
} as const satisfies Record<string, Rule>;
