import { wordsHint } from '../diagnostic/hint.js';
import { parseInteger } from '../parse/number.js';
import { numaPolicies } from '../parse/restriction-words.js';
import { splitWords, WORD_RULES, type WordRules } from '../parse/words.js';
import { listOf, type Line, type Rule } from './interpret-line.js';

const UINT32_MAX = 0xffff_ffff;
const CPU_WORDS: WordRules = { ...WORD_RULES.paths, separators: ' \t\n\r,' };
/** The last processor that a set can hold. */
const CPU_MAX = 8191;

/**
 * Checks a set of processors or NUMA nodes, and reports what is wrong with it.
 *
 * @returns whether systemd takes it
 * @systemd src/shared/cpu-set-util.c parse_cpu_set_full
 */
function cpuSetText(line: Line, text: string): boolean {
  const { words, restOffset } = splitWords(text, CPU_WORDS);
  for (const word of words) {
    const range = cpuRange(word.text);
    if (range === null) {
      line.report('wrong-cpu-set', { value: word.text }, word.offset);
      return false;
    }
    const [first, last] = range;
    if (first > last) line.report('invalid-cpu-range', { value: word.text, first: String(first), last: String(last) }, word.offset);
    else if (last > CPU_MAX) {
      line.report('cpu-too-high', { cpu: String(last), last: String(CPU_MAX) }, word.offset);
      return false;
    }
  }
  if (restOffset !== null) line.report('unbalanced-cpu-set', { key: line.key, value: line.value }, restOffset);
  return restOffset === null;
}

function cpuRange(text: string): [number, number] | null {
  const [first = '', last = first, ...more] = text.split('-');
  const low = parseInteger(first, 0, UINT32_MAX);
  const high = parseInteger(last, 0, UINT32_MAX);
  return more.length === 0 && typeof low === 'number' && typeof high === 'number' ? [low, high] : null;
}

/** Rules of which processors and NUMA nodes are used. */
export const PROCESSOR_RULES = {
  cpuSet(line) {
    if (line.resetWhenEmpty()) return;
    const text = line.key === 'CPUAffinity' && line.value === 'numa' ? null : line.expand(line.value);
    if (line.key === 'CPUAffinity' && line.value === 'numa') line.append('numa');
    if (text === null) return;
    if (cpuSetText(line, text)) line.append(text);
  },
  numaPolicy(line) {
    if (line.resetWhenEmpty()) return;
    if (numaPolicies().has(line.value)) line.set(line.value);
    else line.report('invalid-value', { what: 'NUMA policy type', value: line.value, hint: wordsHint(line.value, numaPolicies()) });
  },
  numaMask: listOf((line) => {
    if (line.value === 'all' || cpuSetText(line, line.value)) return true;
    line.report('wrong-value', {
      what: 'NUMA node mask',
      value: line.value,
      hint: 'write all, or numbers and ranges such as 0-3,5',
    });
    return false;
  }),
} as const satisfies Record<string, Rule>;
