import { USEC_INFINITY, USEC_PER_SEC, type Usec } from '../base/usec.js';
import { parseSignal } from '../parse/signal.js';
import type { ProgramExit } from './world.js';

/** What a program does whose behaviour is plain from its command line. */
export interface PlainProgram {
  /** The name of its process over time: from each moment on, the latest last. */
  readonly phases: readonly { readonly fromUsec: Usec; readonly name: string; readonly child: string | null }[];
  /** null: it runs on. */
  readonly exit: ProgramExit | null;
}

const baseNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const exited = (afterUsec: Usec, status: number): ProgramExit => ({ afterUsec, status, signal: null });

const SLEEP_UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

function sleepUsec(words: readonly string[]): Usec | null {
  if (words.length === 0) return null;
  let total = 0;
  for (const word of words) {
    if (word === 'infinity' || word === 'inf') total = USEC_INFINITY;
    else {
      const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(word);
      if (!match) return null;
      total += Math.round(Number(match[1]) * (SLEEP_UNITS[match[2] ?? ''] ?? 1) * USEC_PER_SEC);
    }
  }
  return total;
}

interface Simple {
  readonly name: string;
  readonly takesUsec: Usec;
  readonly status: number;
}

function simpleCommand(words: readonly string[]): Simple | null {
  const [program = '', ...rest] = words;
  const name = baseNameOf(program);
  if (name === 'true' || name === ':') return { name, takesUsec: 0, status: 0 };
  if (name === 'false') return { name, takesUsec: 0, status: 1 };
  if (name !== 'sleep') return null;
  const takesUsec = sleepUsec(rest);
  return takesUsec === null ? null : { name, takesUsec, status: 0 };
}

/** The shell of Debian 12 forks for every program that it starts, the last one too; `exec` replaces it. */
function shellScript(shell: string, script: string): PlainProgram | null {
  if (/[^\w\s;.:/$-]/.test(script)) return null;
  const commands = script
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const phases: PlainProgram['phases'][number][] = [{ fromUsec: 0, name: shell, child: null }];
  let at = 0;
  let status = 0;
  for (const text of commands) {
    const words = text.split(/\s+/);
    if (words[0] === 'exit') {
      if (words.length > 2 || (words[1] !== undefined && !/^\d+$/.test(words[1]))) return null;
      return { phases, exit: exited(at, words[1] === undefined ? status : Number(words[1]) & 0xff) };
    }
    if (words[0] === 'kill') {
      const signal = words[1]?.startsWith('-') === true ? parseSignal(words[1].slice(1)) : 'SIGTERM';
      if (signal === null || words.at(-1) !== '$$') return null;
      return { phases, exit: { afterUsec: at, status: 0, signal } };
    }
    const isExec = words[0] === 'exec';
    const command = simpleCommand(isExec ? words.slice(1) : words);
    if (command === null) return null;
    const isBuiltin = command.name !== 'sleep';
    if (isExec) phases.push({ fromUsec: at, name: command.name, child: null });
    else phases.push({ fromUsec: at, name: shell, child: isBuiltin ? null : command.name });
    at += command.takesUsec;
    status = command.status;
    if (at === USEC_INFINITY) return { phases, exit: null };
    if (isExec) return { phases, exit: exited(at, status) };
  }
  return { phases, exit: exited(at, status) };
}

/**
 * What a program does, where its command line says it: `true`, `false`, `sleep`, and `sh -c` with just these, `exit` and `exec`.
 *
 * @param words the program as written and its arguments, as it gets them
 * @returns null for any other program
 */
export function plainProgram(words: readonly string[]): PlainProgram | null {
  const name = baseNameOf(words[0] ?? '');
  if (name === 'sh' || name === 'bash' || name === 'dash') {
    return words[1] === '-c' && words[2] !== undefined && words.length === 3 ? shellScript(name, words[2]) : null;
  }
  const command = simpleCommand(words);
  if (command === null || name === ':') return null;
  return {
    phases: [{ fromUsec: 0, name, child: null }],
    exit: command.takesUsec === USEC_INFINITY ? null : exited(command.takesUsec, command.status),
  };
}
