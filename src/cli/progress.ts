import type { Streams } from './streams.js';

/** How far some long work is. */
export interface Progress {
  readonly step: (done: number, total: number) => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

const QUIET_MS = 500;
const BETWEEN_MS = 100;

/** A line on the terminal for work that takes more than half a second; nothing where there is no terminal. */
export function progressLine(streams: Streams, what: string, now: () => number = Date.now): Progress {
  const isShown = streams.isTerminal && streams.environment.TERM !== 'dumb';
  let next = now() + QUIET_MS;
  let isWritten = false;
  return {
    step(done, total) {
      if (!isShown || now() < next) return;
      next = now() + BETWEEN_MS;
      isWritten = true;
      streams.err(`\r${String(done)} of ${String(total)} ${what}\x1b[K`);
    },
    end() {
      if (isWritten) streams.err('\r\x1b[K');
    },
  };
}
