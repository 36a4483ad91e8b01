import type { Finding } from '../diagnostic/finding.js';
import { wordsHint } from '../diagnostic/hint.js';
import { isBase64 } from '../parse/base64.js';
import { partitionNames } from '../parse/restriction-words.js';
import { COLON_PARTS, splitWords, WORD_RULES, type Word } from '../parse/words.js';
import { listOf, PATH_LENGTH_MAX, type Line, type Rule } from './interpret-line.js';

const ROOT_HASH_DIGITS_MIN = 32;
const UNIT_PATH = { lengthMax: PATH_LENGTH_MAX } as const;

/** Is this a partition of disk images? Reports it where not. */
function isPartition(line: Line, name: string, offset: number): boolean {
  const known = partitionNames();
  if (!known.has(name)) line.report('unknown-partition', { word: name, hint: wordsHint(name, known) }, offset);
  return known.has(name);
}

/**
 * Reads `SOURCE[:DESTINATION]`, then `[:PARTITION:OPTIONS]` several times or options alone.
 *
 * @systemd src/core/load-fragment.c config_parse_mount_images, config_parse_extension_images
 */
function image(line: Line, { text, offset }: Word, hasDestination: boolean): 'stop' | undefined {
  const { words, restOffset } = splitWords(text, COLON_PARTS);
  if (restOffset !== null) {
    line.report('invalid-syntax-in-key', { key: line.key, value: text }, offset);
    return 'stop';
  }
  const [source = '', ...others] = words.map((part) => part.text);
  if (words.length === 0) return undefined;
  const mark = source.startsWith('-') ? '-' : '';
  const written = line.expand(source.slice(mark.length), offset, { ...UNIT_PATH, quote: '"' });
  const from = written === null ? null : line.checkPath(written, offset);
  if (from === null) return undefined;
  const paths = [mark + from];
  if (hasDestination) {
    const destination = others.shift() ?? '';
    if (destination === '') {
      line.report('missing-destination', { key: line.key, value: line.value }, offset);
      return undefined;
    }
    const resolved = line.expand(destination, offset, { ...UNIT_PATH, quote: '"', code: 'specifier-unresolved-environment' });
    const to = resolved === null ? null : line.checkPath(resolved, offset);
    if (to === null) return undefined;
    paths.push(to);
  }
  for (let i = 0; i < others.length; i += 2) {
    const [first = '', options] = others.slice(i, i + 2);
    // The message about options alone names the source.
    const shown = hasDestination && options === undefined ? source : null;
    const onFinding = (finding: Finding): void =>
      line.context.sink.add(shown === null ? finding : { ...finding, values: { ...finding.values, text: shown } });
    if (options === undefined) line.expand(first, offset, { quote: '', onFinding });
    else if (isPartition(line, first, offset)) line.expand(options, offset, { quote: '' });
  }
  line.append(paths.join(':'), offset, text);
  return undefined;
}

/** Rules of the disk images that a service may have as its root, or mounted. */
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
    const pairs = words.map((word) => ({ word, ...splitWords(word.text, COLON_PARTS) }));
    if (restOffset !== null || pairs.some((pair) => pair.restOffset !== null || pair.words.length > 2)) {
      line.report('wrong-value', { what: line.key, value: line.value, hint: 'write OPTIONS, or PARTITION:OPTIONS several times' });
      return false;
    }
    for (const { word, words: parts } of pairs) {
      const [first, second] = parts;
      const name = first?.text ?? '';
      if (!second || isPartition(line, name, word.offset)) line.expand(second?.text ?? name, word.offset, { quote: '' });
    }
    return true;
  }),
  images(line) {
    if (line.resetWhenEmpty()) return;
    void line.words(WORD_RULES.quoted, 'invalid-syntax-of-key', (word) => image(line, word, line.key === 'MountImages'));
  },
} as const satisfies Record<string, Rule>;
