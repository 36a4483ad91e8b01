import { replaceOddBytes } from '../../base/text.js';
import { nextWord } from '../../parse/words.js';
import { findProgram } from './find-program.js';
import type { GeneratorContext } from './generator-output.js';
import { escapeC, escapeSpecifiers } from './helper-units.js';
import { splitRelaxed } from './relaxed-words.js';

/** Why a command makes no unit. */
export type CommandProblem = { readonly problem: 'empty' | 'invalid' } | { readonly problem: 'missing'; readonly program: string };

// What a desktop puts in place of: an icon, file names and the like.
const FIELDS = new Set('fFuUdDnNickvm'.split('').map((letter) => `%${letter}`));

/**
 * The value of Exec= as one of ExecStart=.
 *
 * @systemd src/xdg-autostart-generator/xdg-autostart-service.c xdg_autostart_format_exec_start
 */
export function commandLineOf(context: GeneratorContext, value: string): string | CommandProblem {
  const words = splitRelaxed(value, false);
  if (words.length === 0) return { problem: 'empty' };
  const done: string[] = [];
  for (const [i, { text }] of words.entries()) {
    const word = decode(text);
    if (word === null) return { problem: 'invalid' };
    if (i === 0) {
      const program = findProgram(context, word);
      if (program === null) return { problem: 'missing', program: word };
      done.push(program);
    } else if (!FIELDS.has(word)) done.push(inHome(context, escapeSpecifiers(word.replaceAll('%%', '%'))));
  }
  return done.map(quoteMaybe).join(' ');
}

const WHOLE = { unquote: false, backslash: 'decode', separators: '\0' } as const;

// src/basic/escape.c cunescape
function decode(text: string): string | null {
  const word = text === '' ? null : nextWord(text, 0, WHOLE);
  if (word === null) return '';
  return word === 'invalid' ? null : word.text;
}

function inHome({ facts }: GeneratorContext, word: string): string {
  return word === '~' || word.startsWith('~/') ? `${facts.user?.home ?? '/root'}${word.slice(1)}` : word;
}

// src/basic/escape.c shell_maybe_quote
function quoteMaybe(word: string): string {
  const isPlain = replaceOddBytes(word, () => '\0') === word && !/[\x00-\x20\x7f"\\`$*?['()<>|&;!]/.test(word);
  if (isPlain && word !== '') return word;
  const escaped = word.replace(/[\x01-\x1f\x7f]|["\\`$]/g, (c) => (/["\\`$]/.test(c) ? `\\${c}` : escapeC(c)));
  return `"${replaceOddBytes(escaped, (byte) => `\\${byte.toString(8).padStart(3, '0')}`)}"`;
}
