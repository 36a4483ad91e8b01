import type { Simulation } from '../../src/simulate/simulation.js';
import type { Answer } from './random/answer.js';
import { answerOfBoot, type BootRecord } from './random/real.js';
import { answerOf } from './random/simulated.js';

/** A boot of a whole tree into a target, then power off. */
export interface SystemAnswer {
  readonly boot: Answer;
  /** The jobs that ended after the request to power off, `UNIT/TYPE RESULT`, sorted. */
  readonly shutdown: readonly string[];
  readonly poweredOff: boolean;
}

/** Seconds from the request to the power off: nothing happens then. */
export const POWER_OFF_AT = 3.5;

/** The oracle's record of `--shutdown`, and its console. */
export function systemAnswerOf(record: BootRecord & { readonly poweredOff?: boolean }, log: string): SystemAnswer {
  const end = log.search(/\n.*poweroff\.target: Trying to enqueue/);
  const events = record.events.filter(({ phase }) => phase !== 'shutdown');
  return {
    boot: answerOfBoot({ record: { ...record, events }, log: end === -1 ? log : log.slice(0, end), at: 0 }),
    shutdown: record.events
      .filter(({ phase, kind }) => phase === 'shutdown' && kind === 'job-finished')
      .map(({ unit = '', type = '', result = '' }) => `${unit}/${type} ${result}`)
      .sort((a, b) => (a < b ? -1 : 1)),
    poweredOff: record.poweredOff ?? false,
  };
}

/** The same of two runs of the simulator: until the power off, and over it. */
export function systemAnswerOfRuns(boot: Simulation, off: Simulation): SystemAnswer {
  const from = off.requestedAt + POWER_OFF_AT * 1_000_000;
  return {
    boot: answerOf(boot),
    shutdown: off.ended
      .filter(({ finished }) => finished !== null && finished >= from)
      .map(({ unit, type, result }) => `${unit}/${type} ${result ?? ''}`)
      .sort((a, b) => (a < b ? -1 : 1)),
    poweredOff: off.isHalted,
  };
}
