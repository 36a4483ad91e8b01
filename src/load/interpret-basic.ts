import { USEC_INFINITY } from '../base/usec.js';
import { wordsHint } from '../diagnostic/hint.js';
import { parseBoolean } from '../parse/boolean.js';
import { EMERGENCY_ACTIONS, ENUM_TABLE, type EnumName } from '../parse/enum-table.js';
import { NUMBER_ERROR_TEXT, parseInteger, parseMode } from '../parse/number.js';
import { parseSignal } from '../parse/signal.js';
import { parseSize } from '../parse/size.js';
import { parseNanoseconds, parseTimeSpan } from '../parse/time-span.js';
import type { Line, Rule } from './interpret-line.js';

const UINT32_MAX = 0xffff_ffff;
const INT32_MIN = -0x8000_0000;
const INT32_MAX = 0x7fff_ffff;
const INT64_MAX = 0x7fff_ffff_ffff_ffffn;

const SPAN_HINT = 'write a number and a unit, such as 1min 30s';

const wrong = (line: Line, what: string, hint = ''): void => line.report('wrong-value', { what, value: line.value, hint });

/** A word of a set; for sets with booleans `yes` and `no` stand for every spelling of them. @returns null for another word */
export function enumWord(name: EnumName, text: string): string | null {
  const { words, hasBoolean } = ENUM_TABLE[name];
  if (words.includes(text)) return canonical(name, text);
  const flag = hasBoolean ? parseBoolean(text) : null;
  if (flag !== null) {
    if (name === 'timestamping') return flag ? 'us' : 'off';
    return canonical(name, flag ? 'yes' : 'no');
  }
  return numberWord(name, text) ? text : null;
}

function canonical(name: EnumName, word: string): string {
  if (name === 'bindIpv6Only' && word === 'yes') return 'ipv6-only';
  if (name === 'bindIpv6Only' && word === 'no') return 'both';
  return word;
}

// Some sets take the number of the word as well, also numbers without a word.
const NUMBER_MAX: Partial<Record<EnumName, number>> = { logFacility: 127, logLevel: 7, ioClass: 8, cpuPolicy: INT32_MAX };

function numberWord(name: EnumName, text: string): boolean {
  const max = NUMBER_MAX[name];
  return max !== undefined && typeof parseInteger(text, 0, max) === 'number';
}

/** Reads a setting with a fixed set of words. */
export function interpretEnum(line: Line, name: EnumName): void {
  const { noun, words, isResettable } = ENUM_TABLE[name];
  if (line.value === '' && isResettable) {
    line.reset();
    return;
  }
  const word = enumWord(name, line.value);
  if (word === null) {
    wrong(line, noun, wordsHint(line.value, words));
    return;
  }
  if (name === 'killMode' && word === 'none') line.report('kill-mode-none');
  line.set(word);
}

const BOOLEAN_HINT = 'write yes or no';

function bool(line: Line): void {
  const value = parseBoolean(line.value);
  if (value === null) wrong(line, 'boolean value', BOOLEAN_HINT);
  else line.set(value);
}

/** The numbers from `min` to `max`, called `what` in the message. */
const integer =
  (what: string, min: number | bigint, max: number | bigint, isResettable = false): Rule =>
  (line) => {
    if (isResettable && line.value === '') {
      line.reset();
      return;
    }
    const value = parseInteger(line.value, min, max);
    if (typeof value === 'number') line.set(value);
    else wrong(line, what);
  };

const span =
  (what: string): Rule =>
  (line) => {
    const value = parseTimeSpan(line.value);
    if (value === null) wrong(line, what, SPAN_HINT);
    else line.set(value);
  };

const zeroIsInfinite = (usec: number): number => (usec === 0 ? USEC_INFINITY : usec);

/** Rules of values that are one word, number or span. */
export const BASIC_RULES = {
  bool(line) {
    bool(line);
  },
  boolFatal(line) {
    const value = parseBoolean(line.value);
    if (value === null) {
      line.report('wrong-value-fatal', { what: 'boolean value', value: line.value });
      return 'ENOEXEC';
    }
    line.set(value);
    return undefined;
  },
  boolOrDefault(line) {
    if (line.value === '') line.reset();
    else bool(line);
  },
  jobModeIsolate(line) {
    const value = parseBoolean(line.value);
    if (value === null) {
      wrong(line, 'boolean', BOOLEAN_HINT);
      return;
    }
    line.report('deprecated-isolate');
    line.set(value ? 'isolate' : 'replace');
  },
  unsigned: integer('unsigned value', 0, UINT32_MAX),
  unsignedOrDefault: integer('unsigned value', 0, UINT32_MAX, true),
  int: integer('int value', INT32_MIN, INT32_MAX),
  long: integer('long value', -INT64_MAX - 1n, INT64_MAX),
  size(line) {
    const value = parseSize(line.value);
    if (typeof value === 'number') line.set(value);
    else
      line.report('wrong-quoted-value', {
        what: 'size value',
        value: line.value,
        error: NUMBER_ERROR_TEXT[value],
        hint: 'write a number and a unit, such as 8M',
      });
  },
  mode(line) {
    const value = parseMode(line.value);
    if (typeof value === 'number') line.set(value);
    else wrong(line, 'mode value', 'write an octal number, such as 0755');
  },
  span: span('sec value'),
  spanZeroInfinity(line) {
    const value = parseTimeSpan(line.value);
    if (value === null) wrong(line, 'time value', SPAN_HINT);
    else line.set(zeroIsInfinite(value));
  },
  spanOrInfinity(line) {
    const value = line.value === '' ? USEC_INFINITY : parseTimeSpan(line.value);
    if (value === null) wrong(line, 'sec_def_infinity value', SPAN_HINT);
    else line.set(value);
  },
  parameterSpan(line) {
    const value = parseTimeSpan(line.value);
    if (value === null) line.report('wrong-parameter', { key: line.key, value: line.value, hint: SPAN_HINT });
    else line.set(zeroIsInfinite(value));
  },
  serviceTimeout(line) {
    const value = parseTimeSpan(line.value);
    if (value === null) {
      line.report('wrong-parameter', { key: line.key, value: line.value, hint: SPAN_HINT });
      return;
    }
    line.set(zeroIsInfinite(value), 'Service.TimeoutStartSec');
    if (line.key === 'TimeoutSec') line.set(zeroIsInfinite(value), 'Service.TimeoutStopSec');
  },
  abortTimeout(line) {
    const value = line.value === '' ? null : parseTimeSpan(line.value);
    if (line.value === '') line.reset();
    else if (value === null) line.report('wrong-setting', { key: line.key, value: line.value, hint: SPAN_HINT });
    else line.set(value);
  },
  nsec(line) {
    const value = parseNanoseconds(line.value);
    if (value === null) wrong(line, 'nsec value', SPAN_HINT);
    else line.set(value);
  },
  signal(line) {
    const value = parseSignal(line.value);
    if (value === null) wrong(line, 'signal name', 'write a name such as SIGTERM');
    else line.set(value);
  },
  emergencyAction(line) {
    const words: readonly string[] = EMERGENCY_ACTIONS;
    if (!words.includes(line.value))
      line.report('wrong-value', {
        what: `${line.key}=`,
        value: line.value,
        hint: wordsHint(line.value, words),
      });
    else if (line.context.isUser && !/^(none|exit|exit-force)$/.test(line.value)) {
      line.report('action-of-system-manager', { key: line.key, value: line.value });
      line.set('exit-force');
    } else line.set(line.value);
  },
  actionStatus(line) {
    if (line.resetWhenEmpty()) return;
    const value = parseInteger(line.value, 0, 255);
    if (typeof value === 'number') line.set(value);
    else
      line.report('wrong-quoted-value', {
        what: 'exit status',
        value: line.value,
        error: NUMBER_ERROR_TEXT[value],
        hint: 'an exit status is 0 to 255',
      });
  },
  removed(line) {
    line.report('removed-option', { key: line.key });
  },
} as const satisfies Record<string, Rule>;
