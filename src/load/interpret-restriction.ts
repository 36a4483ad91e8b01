import { nearHint, wordsHint } from '../diagnostic/hint.js';
import { parseBoolean } from '../parse/boolean.js';
import { isInterfaceName } from '../parse/interface-name.js';
import { isIpv4, isIpv6 } from '../parse/listen-address.js';
import { parseInteger } from '../parse/number.js';
import {
  addressFamilies,
  bpfAttachTypes,
  errorNames,
  fileSystemGroups,
  namespaceTypes,
  systemCallArchitectures,
  systemCallGroups,
  systemCalls,
} from '../parse/restriction-words.js';
import { nextWord, splitWords, UP_TO_COLON, WORD_RULES, type Word, type WordRules } from '../parse/words.js';
import { listOf, type Line, type Rule } from './interpret-line.js';
import type { DiagnosticCode } from '../diagnostic/message.js';

const UINT16_MAX = 0xffff;
const ERRNO_MAX = 4095;

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
  // A backslash goes, and makes a colon part of the text.
  const parts = text.split(/(?<!\\):/).map((part) => part.replace(/\\(.)/gs, '$1'));
  if (/^ipv[46]$/.test(parts[0] ?? '')) parts.shift();
  if (/^(tcp|udp)$/.test(parts[0] ?? '')) parts.shift();
  const [ports, ...more] = parts;
  if (ports === undefined) return true;
  return more.length === 0 && ((ports === 'any' && ports !== text) || isPortRange(ports));
}

/** The architecture that runs as another one does. @systemd src/basic/architecture.h ARCHITECTURE_SECONDARY */
const SECONDARY: Readonly<Record<string, string>> = {
  arm64: 'arm',
  ppc64: 'ppc',
  'ppc64-le': 'ppc-le',
  s390x: 's390',
  'x86-64': 'x86',
};

/** Rules of values that say what the processes of a unit may do. */
export const RESTRICTION_RULES = {
  systemCalls: listOf((line) => {
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
  systemCallLog: listOf((line) =>
    eachWord(line, inverted(line), WORD_RULES.bare, 'invalid-syntax', ({ text, offset }) => checkSystemCall(line, text, offset)),
  ),
  systemCallErrno(line) {
    if (line.resetWhenEmpty()) return;
    const errno = parseErrno(line.value);
    const hint = `write kill, a number up to ${String(ERRNO_MAX)}, or a name such as EPERM`;
    if (errno === null) line.report('wrong-value', { what: 'error number', value: line.value, hint });
    else if (errno === 0) line.report('invalid-value', { what: 'error number', value: line.value, hint });
    else line.set(line.value);
  },
  systemCallArchitectures: listOf((line) =>
    eachWord(line, { text: line.value, offset: 0 }, WORD_RULES.paths, 'invalid-syntax', ({ text, offset }) => {
      const known = systemCallArchitectures();
      if (!known.has(text)) line.report('unknown-architecture', { word: text, hint: wordsHint(text, known) }, offset);
    }),
  ),
  addressFamilies: listOf((line) => {
    if (line.value === 'none') return true;
    return eachWord(line, inverted(line), WORD_RULES.paths, 'invalid-syntax', ({ text, offset }) => {
      const known = addressFamilies();
      if (known.has(text.toUpperCase())) return;
      const hint = nearHint(text, known, 'write names such as AF_UNIX AF_INET AF_INET6');
      line.report('wrong-value', { what: 'address family', value: text, hint }, offset);
    });
  }),
  namespaces: listOf((line) => {
    if (parseBoolean(line.value) !== null) return true;
    const { text, offset } = inverted(line);
    const known = namespaceTypes();
    const { words, restOffset } = splitWords(text, WORD_RULES.bare);
    const wrong = words.find((word) => !known.has(word.text));
    if (wrong === undefined && restOffset === null) return true;
    line.report(
      'wrong-value',
      { what: 'namespace type string', value: text, hint: wordsHint(wrong?.text ?? '', known) },
      offset + (wrong?.offset ?? 0),
    );
    return false;
  }),
  personality(line) {
    if (line.resetWhenEmpty()) return;
    const native = line.context.specifiers.value('a');
    const own = typeof native === 'string' ? native : '';
    const words = [own, SECONDARY[own] ?? own];
    if (words.includes(line.value)) line.set(line.value);
    else
      line.report('wrong-value', {
        what: 'personality',
        value: line.value,
        hint: `this machine has ${[...new Set(words)].join(' and ')}`,
      });
  },
  addressPrefixes: listOf((line) =>
    eachWord(line, { text: line.value, offset: 0 }, WORD_RULES.bare, 'invalid-syntax', ({ text, offset }) => {
      if (!isAddressPrefix(text)) line.report('wrong-address-prefix', { word: text }, offset);
    }),
  ),
  socketBind: listOf((line) => {
    if (isSocketBindItem(line.value)) return true;
    line.report('wrong-socket-bind', { key: line.key, value: line.value });
    return false;
  }),
  interfaces: listOf((line) =>
    eachWord(line, inverted(line), WORD_RULES.paths, 'trailing-garbage', ({ text, offset }) => {
      if (!isInterfaceName(text)) line.report('wrong-interface-name', { word: text }, offset);
    }),
  ),
  fileSystems: listOf((line) =>
    eachWord(line, inverted(line), WORD_RULES.paths, 'trailing-garbage', ({ text, offset }) => {
      const known = fileSystemGroups();
      if (text.startsWith('@') && !known.has(text))
        line.report('unknown-file-system-group', { word: text, hint: wordsHint(text, known) }, offset);
    }),
  ),
  bpfProgram: listOf((line) => {
    const first = nextWord(line.value, 0, { ...UP_TO_COLON, keepEmpty: false });
    const rest = first === null || first === 'invalid' ? '' : line.value.slice(first.end);
    if (rest === '' || first === null || first === 'invalid') {
      line.report('invalid-syntax-in-key', { key: line.key, value: line.value });
      return false;
    }
    const known = bpfAttachTypes();
    if (!known.has(first.text)) {
      line.report('unknown-bpf-attach-type', { word: first.text, value: line.value, hint: wordsHint(first.text, known) });
      return false;
    }
    const path = line.expand(rest, first.end, { code: 'specifier-unresolved-in' });
    return path !== null && line.checkPath(path, first.end) !== null;
  }),
} as const satisfies Record<string, Rule>;
