import { simplifyPath } from '../base/path.js';
import { nextExecWord, skipSeparator, splitExecMarks, type ExecFlags } from '../parse/exec-command.js';
import { PATH_LENGTH_MAX, type Line, type Rule } from './interpret-line.js';
import type { LoadError } from './load-state-table.js';

// string_is_safe(): no control characters, quotes or backslashes.
const UNSAFE = /[\x00-\x1f\x7f"'\\]/;

function isExecutablePath(path: string): boolean {
  if (path.startsWith('/'))
    return path.length <= 255 || (path.length < 4096 && path.split('/').every((part) => part.length <= 255));
  return path !== '' && path !== '.' && path !== '..' && !path.includes('/') && path.length <= 255;
}

type Outcome = LoadError | 'skip' | null;

/** Reads what comes after the marks: the path of the program. */
function executable(
  line: Line,
  written: string,
  offset: number,
  { flags, rest }: { flags: ExecFlags; rest: string },
): { path: string } | { stop: Outcome } {
  const isIgnored = flags.ignoreFailure;
  const stop: Outcome = isIgnored ? 'skip' : 'ENOEXEC';
  const path = line.expand(written, offset, {
    lengthMax: PATH_LENGTH_MAX,
    code: isIgnored ? 'specifier-unresolved' : 'specifier-fatal',
  });
  if (path === null) return { stop };
  const refuse = (
    code: 'exec-empty-path' | 'exec-special-characters' | 'exec-directory' | 'exec-not-a-path',
  ): { stop: Outcome } => {
    line.report(isIgnored ? `${code}-ignored` : code, { path, value: rest }, offset);
    return { stop };
  };
  if (path === '') return refuse('exec-empty-path');
  if (UNSAFE.test(path)) return refuse('exec-special-characters');
  if (path.endsWith('/')) return refuse('exec-directory');
  if (!isExecutablePath(path)) return refuse('exec-not-a-path');
  return { path };
}

/** Reads one command. @returns where the next one starts; null where there is none; or why reading stops */
function command(line: Line, from: number): { next: number | null } | { stop: Outcome } {
  const { value } = line;
  const rest = value.slice(from);
  const word = (at: number): ReturnType<typeof nextExecWord> => {
    const found = nextExecWord(value, at);
    if (found === 'unbalanced') line.report('exec-unbalanced-quotes', { value: rest }, at);
    else if (found?.hasUnknownEscape) line.report('exec-unknown-escape', { word: found.text }, found.offset);
    return found;
  };
  const first = word(from);
  if (first === null || first === 'unbalanced') return { stop: 'skip' };
  if (first.text === ';') return { next: first.end };
  const { flags, path: written } = splitExecMarks(first.text);
  const found = executable(line, written, first.offset, { flags, rest });
  if ('stop' in found) return found;
  const stop: Outcome = flags.ignoreFailure ? 'skip' : 'ENOEXEC';
  const argv: string[] = flags.argv0 ? [] : [found.path];
  let at = first.end;
  let next: number | null = null;
  while (at < value.length) {
    const afterSeparator = skipSeparator(value, at, ';');
    if (afterSeparator !== null) {
      next = afterSeparator;
      break;
    }
    const afterEscaped = skipSeparator(value, at, '\\;');
    if (afterEscaped !== null) {
      argv.push(';');
      at = afterEscaped;
      continue;
    }
    const argument = word(at);
    if (argument === null) break;
    if (argument === 'unbalanced') return { stop };
    const text = line.expand(argument.text, argument.offset, {
      quote: '',
      code: flags.ignoreFailure ? 'specifier-unresolved' : 'specifier-fatal',
    });
    if (text === null) return { stop };
    argv.push(text);
    at = argument.end;
  }
  if (argv[0] === undefined || argv[0] === '') {
    line.report(flags.ignoreFailure ? 'exec-no-argv0-ignored' : 'exec-no-argv0', { value: rest }, first.offset);
    return { stop };
  }
  line.append({ path: simplifyPath(found.path), argv, flags }, first.offset, rest);
  return { next };
}

/** Rules of command lines. @systemd src/core/load-fragment.c config_parse_exec */
export const EXEC_RULES = {
  exec(line) {
    if (line.value === '') {
      line.reset();
      return undefined;
    }
    for (let at: number | null = 0; at !== null;) {
      const read = command(line, at);
      if ('stop' in read) return read.stop === 'skip' || read.stop === null ? undefined : read.stop;
      at = read.next;
    }
    return undefined;
  },
} as const satisfies Record<string, Rule>;
