import { USEC_INFINITY, type Usec } from '../base/usec.js';
import type { Command } from './exec-command.js';
import { plainProgram, type PlainProgram } from './plain-program.js';
import { matchesPattern, type ProgramExit, type ProgramRule, type TermBehaviour, type World, type WorldEvent } from './world.js';

/** What a program is for: a command ends by itself, a daemon runs on, a forking one leaves a daemon behind. */
export type ProgramKind = 'command' | 'daemon' | 'forking';

/** What a program does from its start on. */
export interface ProgramBehaviour {
  /** null: it runs on. */
  readonly exit: ProgramExit | null;
  /** When it is ready; Infinity for never. */
  readonly readyUsec: Usec;
  readonly onTerm: TermBehaviour | null;
  readonly reads: boolean;
  /** Does it write a PID file where the unit has one? */
  readonly writesPidFile: boolean;
  readonly phases: PlainProgram['phases'];
  readonly children: readonly string[];
  readonly effects: readonly WorldEvent[];
  /** Did the program itself ever run? Else the process ended while it was set up. */
  readonly isExecuted: boolean;
  /** Nothing is known: the default stands for it. */
  readonly isAssumed: boolean;
}

function isFor(rule: ProgramRule, unit: string, command: Command, nth: number): boolean {
  if (rule.unit !== null && !matchesPattern(rule.unit, unit)) return false;
  if (rule.setting !== null && !matchesPattern(rule.setting, command.setting)) return false;
  if (rule.command !== null && !matchesPattern(rule.command, command.words.join(' '))) return false;
  return rule.times === null || rule.times.includes(nth);
}

/** Is it one of the exit statuses of a process whose program could not be executed? @systemd man systemd.exec(5) "Process Exit Codes" */
const isSetupFailure = (exit: ProgramExit | null): boolean =>
  exit !== null && exit.signal === null && exit.status >= 200 && exit.status <= 244;

const EXIT_OK: ProgramExit = { afterUsec: 0, status: 0, signal: null };

/** Finds what a program does: by the first rule that is for it, else plain from its words, else by the defaults. */
export function behaviourOf(world: World, unit: string, command: Command, kind: ProgramKind, nth: number): ProgramBehaviour {
  const rule = world.programs.find((candidate) => isFor(candidate, unit, command, nth));
  const [program = ''] = command.words;
  const name = program.slice(program.lastIndexOf('/') + 1).slice(0, 15);
  const phases = [{ fromUsec: 0, name, child: null }];
  const measured = command.setting === 'ExecStart' ? world.durations[unit] : undefined;
  const defaultReady = measured ?? world.readyUsec;
  const defaultExit = kind === 'command' ? { ...EXIT_OK, afterUsec: measured ?? world.oneshotUsec } : null;
  if (rule !== undefined) {
    const exit = rule.exit === undefined ? defaultExit : rule.exit;
    return {
      exit,
      readyUsec: rule.readyUsec ?? defaultReady,
      onTerm: rule.onTerm,
      reads: rule.reads ?? true,
      writesPidFile: true,
      phases,
      children: rule.children,
      effects: rule.effects,
      // A program that ends at once has ended before the manager sees that it was there.
      isExecuted: !(isSetupFailure(exit) && (exit?.afterUsec === 0 || rule.readyUsec === USEC_INFINITY)),
      isAssumed: false,
    };
  }
  const unknown = { onTerm: null, children: [], effects: [] };
  if (command.helperStatus !== undefined) {
    const exit = { ...EXIT_OK, status: command.helperStatus };
    return { ...unknown, exit, readyUsec: USEC_INFINITY, reads: false, writesPidFile: false, phases, isExecuted: false, isAssumed: false }; // prettier-ignore
  }
  if (world.programExists !== undefined && program !== '' && !world.programExists(program)) {
    return { ...unknown, exit: { ...EXIT_OK, status: 203 }, readyUsec: USEC_INFINITY, reads: false, writesPidFile: false, phases, isExecuted: false, isAssumed: false }; // prettier-ignore
  }
  const plain = measured === undefined ? plainProgram(command.words) : null;
  if (plain !== null) {
    // None of these tells that it is ready; one that forks is ready when the first process ends.
    const readyUsec = kind === 'forking' ? (plain.exit?.afterUsec ?? USEC_INFINITY) : USEC_INFINITY;
    const isExecuted = !(isSetupFailure(plain.exit) && plain.exit?.afterUsec === 0);
    return { ...unknown, exit: plain.exit, readyUsec, reads: false, writesPidFile: false, phases: plain.phases, isExecuted, isAssumed: false }; // prettier-ignore
  }
  return {
    ...unknown,
    exit: defaultExit,
    readyUsec: defaultReady,
    reads: true,
    writesPidFile: true,
    phases,
    isExecuted: true,
    isAssumed: true,
  };
}
