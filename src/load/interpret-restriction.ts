import { nearestWord } from '../base/edit-distance.js';
import { wordsHint } from '../diagnostic/hint.js';
import { isBase64 } from '../parse/base64.js';
import { parseBoolean } from '../parse/boolean.js';
import { isIpv4, isIpv6 } from '../parse/listen-address.js';
import { NUMBER_ERROR_TEXT, parseInteger, type NumberError } from '../parse/number.js';
import {
  addressFamilies,
  bpfAttachTypes,
  cgroupControllers,
  coredumpFilters,
  errorNames,
  fileSystemGroups,
  namespaceTypes,
  numaPolicies,
  partitionNames,
  systemCallArchitectures,
  systemCallGroups,
  systemCalls,
} from '../parse/restriction-words.js';
import { nextWord, splitWords, WORD_RULES, type Word, type WordRules } from '../parse/words.js';
import { cpuSetText } from './interpret-resource.js';
import { PATH_LENGTH_MAX, type Line, type Rule } from './interpret-line.js';
import type { DiagnosticCode } from '../diagnostic/message.js';

const UINT16_MAX = 0xffff;
const UINT64_MAX = 0xffff_ffff_ffff_ffffn;
const ERRNO_MAX = 4095;
const ROOT_HASH_DIGITS_MIN = 32;

/** Up to the next colon. */
const COLON: WordRules = { unquote: false, backslash: 'drop', separators: ':', keepEmpty: true };
/** The whole text with C escapes. */
const ESCAPED_TEXT: WordRules = { unquote: false, backslash: 'decode', separators: '', keepEmpty: true };
const COLON_PAIR: WordRules = { unquote: false, backslash: 'decode', separators: ':', keepEmpty: true, escapedSeparators: true };

/** What may have been meant by a word of a set that is too long to list. */
function nearHint(word: string, words: ReadonlySet<string>, otherwise: string): string {
  const nearest = nearestWord(word, words);
  return nearest === null ? otherwise : `did you mean ${nearest}?`;
}

/** What may have been meant by a word of a short set. */
const listHint = (word: string, words: ReadonlySet<string>): string => wordsHint([...words], nearestWord(word, words));

/** A rule for a list: empty takes everything back, what is understood is added. */
const list =
  (use: (line: Line) => boolean): Rule =>
  (line) => {
    if (line.value === '') line.reset();
    else if (use(line)) line.append(line.value);
  };

/** A value, and whether a `~` before it turns its meaning. */
function inverted(line: Line): { text: string; offset: number } {
  const offset = line.value.startsWith('~') ? 1 : 0;
  return { text: line.value.slice(offset), offset };
}

/** The words of a part of the value; the part is shown where it cannot be split. Returns whether it can. */
function eachWord(
  line: Line,
  { text, offset }: { text: string; offset: number },
  rules: WordRules,
  code: DiagnosticCode,
  use: (word: Word) => void,
): boolean {
  const { words, restOffset } = splitWords(text, rules);
  for (const word of words) use({ ...word, offset: word.offset + offset });
  if (restOffset !== null) line.report(code, { key: line.key, value: text }, restOffset + offset);
  return restOffset === null;
}

/** @systemd src/basic/errno-list.c errno_from_name; src/basic/parse-util.c parse_errno; `kill` is for system calls alone */
function parseErrno(text: string): number | string | null {
  if (text === 'kill' || errorNames().has(text.toUpperCase())) return text;
  const value = parseInteger(text, 0, ERRNO_MAX);
  return typeof value === 'number' ? value : null;
}

/** @systemd src/shared/seccomp-util.c seccomp_parse_syscall_filter */
function checkSystemCall(line: Line, word: string, offset: number): void {
  if (word.startsWith('@')) {
    if (!systemCallGroups().has(word))
      line.report(
        'unknown-system-call-group',
        { word, hint: nearHint(word, systemCallGroups(), '`systemd-analyze syscall-filter` lists the groups') },
        offset,
      );
  } else if (!systemCalls().has(word))
    line.report(
      'wrong-value',
      { what: 'system call', value: word, hint: nearHint(word, systemCalls(), 'no architecture has a system call of this name') },
      offset,
    );
}

/** Is this an address, or an address and how many of its bits count? @systemd src/shared/in-addr-prefix-util.c */
function isAddressPrefix(text: string): boolean {
  if (/^(any|localhost|link-local|multicast)$/.test(text)) return true;
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const isFour = isIpv4(address);
  if (!isFour && !isIpv6(address)) return false;
  return slash < 0 || typeof parseInteger(text.slice(slash + 1), 0, isFour ? 32 : 128) === 'number';
}

function isPortRange(text: string): boolean {
  const [first = '', last = first, ...more] = text.split('-');
  const [low, high] = [first, last].map((port) => parseInteger(port, 1, UINT16_MAX));
  return more.length === 0 && typeof low === 'number' && typeof high === 'number' && low <= high;
}

/** `[FAMILY:][PROTOCOL:]PORTS`, each of them alone, or `any`. @systemd src/core/load-fragment.c parse_socket_bind_item */
function isSocketBindItem(text: string): boolean {
  if (text === 'any') return true;
  const parts = text.split(':');
  if (/^ipv[46]$/.test(parts[0] ?? '')) parts.shift();
  if (/^(tcp|udp)$/.test(parts[0] ?? '')) parts.shift();
  const [ports, ...more] = parts;
  if (ports === undefined) return true;
  return more.length === 0 && ((ports === 'any' && ports !== text) || isPortRange(ports));
}

/** @systemd src/basic/socket-util.c ifname_valid_full */
function isInterfaceName(text: string): boolean {
  return /^(?!(?:\.|\.\.|all|default|\d+)$)[\x21-\x7e]{1,15}$/.test(text) && !/[:/%]/.test(text);
}

/** @systemd src/shared/creds-util.c credential_name_valid */
function isCredentialName(text: string): boolean {
  return /^[\x20-\x7e]{1,255}$/.test(text) && !/[:/]/.test(text) && text !== '.' && text !== '..';
}

/** Reads the name before the first colon of a credential. @returns what comes after it; null where the name is wrong */
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

/** A core dump filter is all or nothing: why it is refused, or null. @systemd src/shared/coredump-util.c coredump_filter_mask_from_string */
function coredumpFilterError(text: string): NumberError | null {
  const { words, restOffset } = splitWords(text, WORD_RULES.bare);
  for (const word of words) {
    if (coredumpFilters().has(word.text)) continue;
    const digits = /^[ \t]*([+-]?)(?:0x)?([0-9a-f]+)$/i.exec(word.text);
    if (!digits) return 'EINVAL';
    const value = BigInt(`0x${digits[2] ?? ''}`);
    if (value > UINT64_MAX || (digits[1] === '-' && value !== 0n)) return 'ERANGE';
  }
  return restOffset === null ? null : 'EINVAL';
}

/** The architecture that runs as another one does. @systemd src/basic/architecture.h SECONDARY_ARCHITECTURE */
const SECONDARY: Readonly<Record<string, string>> = { 'x86-64': 'x86', 's390x': 's390', 'ppc64': 'ppc', 'ppc64-le': 'ppc-le' }; // prettier-ignore

/** Rules of values that say what the processes of a unit may do, and of the data that they are given. */
export const RESTRICTION_RULES = {
  systemCalls: list((line) => {
    const part = inverted(line);
    return eachWord(line, part, WORD_RULES.bare, 'invalid-syntax', ({ text, offset }) => {
      const colon = text.indexOf(':');
      const name = colon < 0 ? text : text.slice(0, colon);
      const errno = colon < 0 ? '' : parseErrno(text.slice(colon + 1));
      if (errno === null || name === '') line.report('wrong-system-call-errno', { word: text }, offset);
      else if (colon >= 0 && part.offset === 0) line.report('allow-listed-with-errno', { word: text }, offset);
      else checkSystemCall(line, name, offset);
    });
  }),
  systemCallLog: list((line) =>
    eachWord(line, inverted(line), WORD_RULES.bare, 'invalid-syntax', ({ text, offset }) => checkSystemCall(line, text, offset)),
  ),
  systemCallErrno(line) {
    if (line.value === '') {
      line.reset();
      return;
    }
    const errno = parseErrno(line.value);
    const hint = `write kill, a number up to ${String(ERRNO_MAX)}, or a name such as EPERM`;
    if (errno === null) line.report('wrong-value', { what: 'error number', value: line.value, hint });
    else if (errno === 0) line.report('invalid-value', { what: 'error number', value: line.value, hint });
    else line.set(line.value);
  },
  systemCallArchitectures: list((line) =>
    eachWord(line, { text: line.value, offset: 0 }, WORD_RULES.paths, 'invalid-syntax', ({ text, offset }) => {
      const known = systemCallArchitectures();
      if (!known.has(text)) line.report('unknown-architecture', { word: text, hint: listHint(text, known) }, offset);
    }),
  ),
  addressFamilies: list((line) => {
    if (line.value === 'none') return true;
    const known = new Set([...addressFamilies()].map((name) => name.toUpperCase()));
    return eachWord(line, inverted(line), WORD_RULES.paths, 'invalid-syntax', ({ text, offset }) => {
      const hint = nearHint(text, addressFamilies(), 'write names such as AF_UNIX AF_INET AF_INET6');
      if (!known.has(text.toUpperCase())) line.report('wrong-value', { what: 'address family', value: text, hint }, offset);
    });
  }),
  namespaces: list((line) => {
    if (parseBoolean(line.value) !== null) return true;
    const { text, offset } = inverted(line);
    const known = namespaceTypes();
    const { words, restOffset } = splitWords(text, WORD_RULES.bare);
    const wrong = words.find((word) => !known.has(word.text));
    if (wrong === undefined && restOffset === null) return true;
    line.report(
      'wrong-value',
      { what: 'namespace type string', value: text, hint: listHint(wrong?.text ?? '', known) },
      offset + (wrong?.offset ?? 0),
    );
    return false;
  }),
  personality(line) {
    const native = line.context.specifiers.value('a');
    const own = typeof native === 'string' ? native : '';
    const words = [own, SECONDARY[own] ?? own];
    if (line.value === '') line.reset();
    else if (words.includes(line.value)) line.set(line.value);
    else
      line.report('wrong-value', {
        what: 'personality',
        value: line.value,
        hint: `this machine has ${[...new Set(words)].join(' and ')}`,
      });
  },
  addressPrefixes: list((line) =>
    eachWord(line, { text: line.value, offset: 0 }, WORD_RULES.bare, 'invalid-syntax', ({ text, offset }) => {
      if (!isAddressPrefix(text)) line.report('wrong-address-prefix', { word: text }, offset);
    }),
  ),
  socketBind: list((line) => {
    if (isSocketBindItem(line.value)) return true;
    line.report('wrong-socket-bind', { key: line.key, value: line.value });
    return false;
  }),
  controllers: list((line) => {
    const known = cgroupControllers();
    if (splitWords(line.value, WORD_RULES.bare).words.some(({ text }) => known.has(text))) return true;
    line.report('wrong-controllers', { value: line.value, hint: listHint(line.value, known) });
    return false;
  }),
  interfaces: list((line) =>
    eachWord(line, inverted(line), WORD_RULES.paths, 'trailing-garbage', ({ text, offset }) => {
      if (!isInterfaceName(text)) line.report('wrong-interface-name', { word: text }, offset);
    }),
  ),
  fileSystems: list((line) =>
    eachWord(line, inverted(line), WORD_RULES.paths, 'trailing-garbage', ({ text, offset }) => {
      const known = fileSystemGroups();
      if (text.startsWith('@') && !known.has(text))
        line.report('unknown-file-system-group', { word: text, hint: listHint(text, known) }, offset);
    }),
  ),
  loadCredential: list((line) => {
    const first = nextWord(line.value, 0, COLON);
    if (!credentialName(line, first) || first === null || first === 'invalid') return false;
    const rest = line.value.slice(first.end);
    if (rest === '') return true;
    const source = line.expand(rest, first.end, { quote: '"', lengthMax: PATH_LENGTH_MAX });
    if (source === null) return false;
    const isRight = source.startsWith('/') ? !/\/(?:\.{0,2}\/|\.{1,2}$)/.test(source) : isCredentialName(source);
    if (!isRight) line.report('credential-source', { word: source }, first.end);
    return isRight;
  }),
  setCredential: list((line) => {
    const isEncrypted = line.key.endsWith('Encrypted');
    const first = nextWord(line.value, 0, COLON);
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
  inputText: list((line) => {
    const { words, restOffset } = splitWords(line.value, ESCAPED_TEXT);
    if (restOffset !== null) {
      line.report('wrong-escape', { value: line.value });
      return false;
    }
    return line.expand(words.map(({ text }) => text).join('')) !== null;
  }),
  inputData: list((line) => {
    if (isBase64(line.value)) return true;
    line.report('wrong-base64', { value: line.value });
    return false;
  }),
  coredumpFilter: list((line) => {
    const error = coredumpFilterError(line.value);
    if (error !== null)
      line.report('wrong-coredump-filter', {
        key: line.key,
        value: line.value,
        error: NUMBER_ERROR_TEXT[error],
        hint: `a hexadecimal mask, or ${listHint('', coredumpFilters())}`,
      });
    return error === null;
  }),
  numaPolicy(line) {
    if (line.value === '') line.reset();
    else if (numaPolicies().has(line.value)) line.set(line.value);
    else line.report('invalid-value', { what: 'NUMA policy type', value: line.value, hint: listHint(line.value, numaPolicies()) });
  },
  numaMask: list((line) => {
    if (line.value === 'all' || cpuSetText(line, line.value)) return true;
    line.report('wrong-value', {
      what: 'NUMA node mask',
      value: line.value,
      hint: 'write all, or numbers and ranges such as 0-3,5',
    });
    return false;
  }),
  rootHash: list((line) => {
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
  rootHashSignature: list((line) => {
    if (line.value.startsWith('/')) return true;
    const isData = line.value.startsWith('base64:');
    if (!isData) line.report('root-hash-signature', { key: line.key, value: line.value });
    else if (!isBase64(line.value.slice('base64:'.length)))
      line.report('undecodable', { key: line.key, value: line.value, hint: 'what comes after base64: is no Base64' });
    else return true;
    return false;
  }),
  imageOptions: list((line) => {
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
        line.report('unknown-partition', { word: name, hint: listHint(name, known) }, word.offset);
      else if (line.expand(hasOptions ? second.text : name, word.offset, { quote: '' }) === null) continue;
    }
    return true;
  }),
  bpfProgram: list((line) => {
    const first = nextWord(line.value, 0, { ...COLON, keepEmpty: false });
    const rest = first === null || first === 'invalid' ? '' : line.value.slice(first.end);
    if (rest === '' || first === null || first === 'invalid') {
      line.report('invalid-syntax-in-key', { key: line.key, value: line.value });
      return false;
    }
    const known = bpfAttachTypes();
    if (!known.has(first.text)) {
      line.report('unknown-bpf-attach-type', { word: first.text, value: line.value, hint: listHint(first.text, known) });
      return false;
    }
    const path = line.expand(rest, first.end, { code: 'specifier-unresolved-in' });
    return path !== null && line.checkPath(path, first.end) !== null;
  }),
} as const satisfies Record<string, Rule>;
