import { USEC_INFINITY } from '../base/usec.js';
import { wordsHint } from '../diagnostic/hint.js';
import { NUMBER_ERROR_TEXT, parseInteger, parsePermyriad, type NumberError } from '../parse/number.js';
import { cgroupControllers, coredumpFilters } from '../parse/restriction-words.js';
import { parseSize, parseSizeExact } from '../parse/size.js';
import { parseTimeSpan } from '../parse/time-span.js';
import { WORD_RULES, nextWord, splitWords } from '../parse/words.js';
import { listOf, type Line, type Rule } from './interpret-line.js';
import type { UnitType } from '../parse/unit-type-table.js';

const UINT64_MAX = 0xffff_ffff_ffff_ffffn;
/** A number with a reset, refused as `Invalid {what}, ignoring: `. */
const weight =
  (what: string, min: number, max: number | bigint, words: readonly string[] = []): Rule =>
  (line) => {
    if (line.resetWhenEmpty()) return;
    const value = words.includes(line.value) ? line.value : parseInteger(line.value, 0, UINT64_MAX);
    if (words.includes(line.value) || (typeof value === 'number' && value >= min && value <= max)) line.set(value);
    else line.report('invalid-value', { what, value: line.value, hint: `a number from ${min} to ${max}` });
  };

/** A whole number in a range with messages of its own for text and for the range. */
const ranged =
  (min: number, max: number, wrong: (line: Line, error: NumberError) => void, outside: (line: Line) => void): Rule =>
  (line) => {
    const value = parseInteger(line.value, -0x8000_0000, 0x7fff_ffff);
    if (value === 'EINVAL') wrong(line, value);
    else if (typeof value === 'string') outside(line);
    else if (value < min || value > max) outside(line);
    else line.set(value);
  };

type LimitParser = (text: string) => number | null;

const limitNumber =
  (parse: (text: string) => number | string | null): LimitParser =>
  (text) => {
    if (text === 'infinity') return Number.POSITIVE_INFINITY;
    const value = parse(text);
    return typeof value === 'number' ? value : null;
  };

/** `SOFT[:HARD]`. @systemd src/basic/rlimit-util.c rlimit_parse */
const limit =
  (parse: LimitParser): Rule =>
  (line) => {
    // A backslash goes, and makes a colon part of the text.
    const [soft = '', hard = soft, ...more] = line.value.split(/(?<!\\):/).map((part) => part.replace(/\\(.)/gs, '$1'));
    const low = parse(soft);
    const high = parse(hard);
    if (low === null || high === null || more.join(':') !== '')
      line.report('wrong-value', {
        what: 'resource value',
        value: line.value,
        hint: 'write VALUE or SOFT:HARD; infinity is no limit',
      });
    else if (low > high) line.report('limit-soft-above-hard', { value: line.value });
    else line.set({ soft: low, hard: high });
  };

/** The limit that `+` or `-` and a nice level stand for, or the limit itself. @systemd src/basic/rlimit-util.c rlimit_parse_nice */
function parseNiceLimit(text: string): number | null {
  const [, sign = '', level = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const value = parseInteger(level, 0, sign === '+' ? 19 : sign === '-' ? 20 : 40);
  if (typeof value !== 'number') return null;
  return sign === '' ? value : sign === '+' ? 20 - value : 20 + value;
}

const BOOLEAN = /^(1|yes|y|true|t|on|0|no|n|false|f|off)$/i;
const mayDelegate = (type: UnitType): boolean => type === 'service' || type === 'scope';
const hasOomd = (type: UnitType): boolean => type === 'service' || type === 'slice' || type === 'scope';

const DEVICE_NOUNS: Readonly<Record<string, string>> = {
  IODeviceLatencyTargetSec: 'device path or latency',
  IODeviceWeight: 'device path or weight',
  BlockIODeviceWeight: 'device node or weight',
};

/** `DEVICE VALUE`: the rest after the first word, checked by `check`. */
function deviceValue(line: Line, check: (rest: string, offset: number) => boolean): void {
  const noun = DEVICE_NOUNS[line.key] ?? 'device node or bandwidth';
  const first = nextWord(line.value, 0, WORD_RULES.paths);
  if (first === 'invalid') {
    line.report('unbalanced-device-value', { what: noun.replace(' or ', ' and '), value: line.value });
    return;
  }
  const rest = first === null ? '' : line.value.slice(first.end);
  if (first === null || rest === '') {
    line.report('invalid-device-value', { what: noun, value: line.value });
    return;
  }
  if (check(rest, first.end)) line.append(line.value);
}

function ioAmount(rest: string): boolean {
  const amount = rest === 'infinity' ? 1 : parseSize(rest);
  return typeof amount === 'number' && amount > 0;
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

/** Rules of limits, weights and other shares of the machine. */
export const RESOURCE_RULES = {
  memory(line) {
    const isOld = line.key === 'MemoryLimit';
    const { value } = line;
    const parsed = value === '' || value === 'infinity' ? Number.POSITIVE_INFINITY : memoryAmount(value);
    if (typeof parsed === 'string') {
      line.report('invalid-quoted-value-error', {
        what: 'memory limit',
        value,
        error: NUMBER_ERROR_TEXT[parsed],
        hint: 'write a size such as 512M, a percentage, or infinity',
      });
      return;
    }
    const isLargest = parsed >= Number(UINT64_MAX) && parseSizeExact(value) === UINT64_MAX;
    if (isLargest || (parsed === 0 && !/^(MemorySwapMax|MemoryLow|MemoryMin|DefaultMemoryLow|DefaultMemoryMin)$/.test(line.key))) {
      const hint = isLargest ? 'write infinity' : 'a limit is more than 0';
      line.report('out-of-range-quoted', { what: 'Memory limit', value, hint });
      return;
    }
    if (isOld) line.report('deprecated-key', { key: line.key, newKey: 'MemoryMax' });
    if (value === '') line.reset();
    else line.set(parsed);
  },
  tasks(line) {
    if (line.resetWhenEmpty()) return;
    const { value } = line;
    const share = parsePermyriad(value);
    const parsed =
      value === 'infinity'
        ? USEC_INFINITY
        : typeof share === 'number' && share <= 10_000
          ? share
          : parseInteger(value, 0, UINT64_MAX);
    const hint = 'write a number, a percentage, or infinity';
    if (typeof parsed === 'string')
      line.report('invalid-quoted-value-error', { what: 'maximum tasks value', value, error: NUMBER_ERROR_TEXT[parsed], hint });
    else if (typeof share !== 'number' && (parsed === 0 || parseInteger(value, 0, UINT64_MAX - 1n) === 'ERANGE'))
      line.report('out-of-range-quoted', { what: 'Maximum tasks value', value, hint });
    else line.set(value);
  },
  cpuQuota(line) {
    if (line.resetWhenEmpty()) return;
    const share = parsePermyriad(line.value);
    if (typeof share === 'number' && share > 0) line.set(share / 10_000);
    else
      line.report('invalid-quoted-value', {
        what: 'CPU quota',
        value: line.value,
        hint: 'write a percentage above 0, such as 150%',
      });
  },
  cpuWeight: weight('CPU weight', 1, 10_000, ['idle']),
  ioWeight: weight('weight', 1, 10_000),
  blockIoWeight: weight('block IO weight', 10, 1000),
  cpuShares(line) {
    line.report('deprecated-key', { key: line.key, newKey: 'CPUWeight' });
    return weight('CPU shares', 2, 262_144)(line);
  },
  deviceIo(line) {
    if (line.resetWhenEmpty()) return;
    deviceValue(line, (rest, offset) => {
      if (line.key === 'IODeviceWeight') {
        const value = parseInteger(rest, 1, 10_000);
        if (typeof value === 'number') return true;
        line.report('invalid-io-weight', { value: rest, error: NUMBER_ERROR_TEXT[value] }, offset);
      } else if (line.key === 'IODeviceLatencyTargetSec') {
        if (parseTimeSpan(rest) !== null) return true;
        line.report('wrong-value', { what: 'timer value', value: rest, hint: 'write a number and a unit, such as 20ms' }, offset);
      } else {
        if (ioAmount(rest)) return true;
        line.report(
          'invalid-quoted-value',
          { what: 'IO limit', value: rest, hint: 'write a size such as 1M, or infinity' },
          offset,
        );
      }
      return false;
    });
  },
  deviceIoOld(line) {
    line.report('deprecated-io-key', { key: line.key });
    if (line.resetWhenEmpty()) return;
    deviceValue(line, (rest, offset) => {
      if (line.key === 'BlockIODeviceWeight') {
        const value = parseInteger(rest, 10, 1000);
        if (typeof value === 'number') return true;
        const error = NUMBER_ERROR_TEXT[value];
        line.report(
          'invalid-quoted-value-error',
          { what: 'block IO weight', value: rest, error, hint: 'a weight is 10 to 1000' },
          offset,
        );
      } else {
        if (rest !== 'infinity' && ioAmount(rest)) return true;
        line.report('invalid-quoted-value', { what: 'Block IO Bandwidth', value: rest, hint: 'write a size such as 1M' }, offset);
      }
      return false;
    });
  },
  delegate(line) {
    const { type } = line.context;
    if (!mayDelegate(type)) {
      line.report('delegate-not-for-this-type', { key: line.key });
      return;
    }
    if (line.resetWhenEmpty()) return;
    if (BOOLEAN.test(line.value)) {
      line.set(line.value);
      return;
    }
    void line.words(WORD_RULES.paths, 'invalid-syntax', (word) => {
      const known = cgroupControllers();
      if (known.has(word.text)) line.append(word.text, word.offset, word.text);
      else line.report('invalid-controller', { value: word.text, hint: wordsHint(word.text, known) }, word.offset);
    });
  },
  controllers: listOf((line) => {
    const known = cgroupControllers();
    if (splitWords(line.value, WORD_RULES.bare).words.some(({ text }) => known.has(text))) return true;
    line.report('wrong-controllers', { value: line.value, hint: wordsHint(line.value, known) });
    return false;
  }),
  coredumpFilter: listOf((line) => {
    const error = coredumpFilterError(line.value);
    if (error !== null)
      line.report('wrong-coredump-filter', {
        key: line.key,
        value: line.value,
        error: NUMBER_ERROR_TEXT[error],
        hint: `a hexadecimal mask, or ${wordsHint('', coredumpFilters())}`,
      });
    return error === null;
  }),
  deviceAllow(line) {
    if (line.resetWhenEmpty()) return;
    const first = nextWord(line.value, 0, WORD_RULES.paths);
    if (first === 'invalid' || first === null) {
      line.report('unbalanced-device-value', { what: 'device path and rights', value: line.value });
      return;
    }
    const expanded = line.expand(first.text, first.offset);
    if (expanded === null) return;
    const hint = 'name a path below /dev, char-GROUP or block-GROUP';
    const path = /^(block|char)-/.test(expanded) ? expanded : deviceNode(line, expanded, first.offset, hint);
    if (path === null) return;
    const rights = line.value.slice(first.end);
    if (rights !== '' && !/^[rwm]+$/.test(rights)) {
      line.report('invalid-quoted-value', { what: 'device rights', value: rights, hint: 'of the letters r, w and m' }, first.end);
      return;
    }
    line.append({ path, rights });
  },
  oomMode(line) {
    if (!hasOomd(line.context.type)) {
      line.report('not-for-this-type', { key: line.key });
      return;
    }
    if (line.resetWhenEmpty()) return;
    if (line.value === 'auto' || line.value === 'kill') line.set(line.value);
    else line.report('invalid-syntax', { value: line.value });
  },
  oomLimit(line) {
    if (!hasOomd(line.context.type)) {
      line.report('not-for-this-type', { key: line.key });
      return;
    }
    if (line.resetWhenEmpty()) return;
    const share = parsePermyriad(line.value);
    if (typeof share === 'number' && share <= 10_000) line.set(share);
    else line.report('wrong-value', { what: 'memory pressure limit value', value: line.value, hint: 'write a percentage' });
  },
  oomPreference(line) {
    if (/^(none|avoid|omit)$/.test(line.value)) line.set(line.value);
    else line.report('wrong-value', { what: 'ManagedOOMPreference=', value: line.value, hint: 'one of none, avoid, omit' });
  },
  nice(line) {
    if (line.resetWhenEmpty()) return;
    const hint = 'a nice level is -20 to 19';
    return ranged(
      -20,
      19,
      (wrong, error) =>
        wrong.report('wrong-quoted-value', { what: 'nice priority', value: wrong.value, error: NUMBER_ERROR_TEXT[error], hint }),
      (outside) => outside.report('out-of-range', { what: 'Nice priority', value: outside.value, hint }),
    )(line);
  },
  oomScore(line) {
    if (line.resetWhenEmpty()) return;
    const hint = 'a score is -1000 to 1000';
    const what = 'the OOM score adjust value';
    return ranged(
      -1000,
      1000,
      (wrong, error) => wrong.report('wrong-quoted-value', { what, value: wrong.value, error: NUMBER_ERROR_TEXT[error], hint }),
      (outside) => outside.report('out-of-range', { what: 'OOM score adjust value', value: outside.value, hint }),
    )(line);
  },
  cpuPriority(line) {
    const value = parseInteger(line.value, -0x8000_0000, 0x7fff_ffff);
    const hint = 'use 1 to 99 with fifo or rr';
    if (typeof value === 'string') line.report('wrong-value', { what: 'CPU scheduling priority', value: line.value, hint });
    else if (value < 0 || value > 99) line.report('cpu-priority-out-of-range', { value: line.value });
    else line.set(value);
  },
  ioPriority(line) {
    if (line.resetWhenEmpty()) return;
    const value = parseInteger(line.value, 0, 7);
    if (typeof value === 'number') line.set(value);
    else line.report('wrong-value', { what: 'IO priority', value: line.value, hint: 'a priority is 0 to 7' });
  },
  // The largest number is what infinity is kept as, and no limit of its own.
  limitBytes: limit(limitNumber((text) => (parseSizeExact(text) === UINT64_MAX ? null : parseSize(text)))),
  limitCount: limit(limitNumber((text) => parseInteger(text, 0, UINT64_MAX - 1n))),
  limitSec: limit(limitNumber((text) => parseTimeSpan(text))),
  limitUsec: limit(limitNumber((text) => parseTimeSpan(text, 1))),
  limitNice: limit(parseNiceLimit),
} as const satisfies Record<string, Rule>;

function memoryAmount(text: string): number | NumberError {
  const share = parsePermyriad(text);
  if (typeof share === 'number') return share <= 10_000 ? (share === 0 ? 0 : share) : 'EINVAL';
  return parseSize(text);
}

function deviceNode(line: Line, written: string, offset: number, hint: string): string | null {
  const isPath = written.startsWith('/');
  const path = line.checkPath(written, offset, { relation: 'any' });
  if (path === null) return null;
  if (isPath && /^\/(dev|run\/systemd\/inaccessible)\/./.test(path)) return path;
  line.report('invalid-quoted-value', { what: 'device node path', value: path, hint }, offset);
  return null;
}
