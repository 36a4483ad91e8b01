import { parseInteger } from './number.js';

/** Signals of Linux by number, without `SIG`; the place in the list is the number less one. */
const NAMES = (
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT ' +
  'CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

const RTMIN = 34;
const RTMAX = 64;

/** The name of a signal by its number, `SIGRTMIN+3` for a real time one, the number where it has no name; null where it is none. */
export function signalName(number: number): string | null {
  const name = NAMES[number - 1];
  if (name !== undefined) return `SIG${name}`;
  if (number < 1 || number > RTMAX) return null;
  return number >= RTMIN ? `SIGRTMIN+${number - RTMIN}` : String(number);
}

/**
 * A signal by name, with or without `SIG`, or by number.
 *
 * @returns its name such as `SIGTERM`, `SIGRTMIN+3`; null where there is none
 * @systemd src/basic/signal-util.c signal_from_string
 */
export function parseSignal(text: string): string | null {
  const byNumber = parseInteger(text, 1, RTMAX);
  if (typeof byNumber === 'number') return signalName(byNumber);
  if (byNumber === 'ERANGE') return null;
  const name = text.startsWith('SIG') ? text.slice(3) : text;
  if (NAMES.includes(name)) return `SIG${name}`;
  const realTime = /^RT(MIN|MAX)(?:([+-])(\d+))?$/.exec(name);
  if (!realTime) return null;
  const isMin = realTime[1] === 'MIN';
  if (realTime[2] !== undefined && (realTime[2] === '+') !== isMin) return null;
  const offset = Number(realTime[3] ?? '0');
  const number = isMin ? RTMIN + offset : RTMAX - offset;
  return number < RTMIN || number > RTMAX ? null : signalName(number);
}
