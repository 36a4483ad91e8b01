import { fstatSync, statSync, writeSync } from 'node:fs';
import type { CommandEntry } from './command.js';
import { run } from './run.js';
import { currentDirectory, EXIT } from './streams.js';

function write(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (code === 'EAGAIN') continue;
      // The reader has seen enough.
      if (code === 'EPIPE') process.exit(0);
      if (fd === 1) write(2, `wantedby: the answer cannot be written: ${(error as Error).message}\n`);
      process.exit(EXIT.usage);
    }
  }
}

/** process.stdout is made when it is first touched, which takes a good part of a short call: only where it can tell something. */
function isTerminal(): boolean {
  try {
    const out = fstatSync(1);
    return out.isCharacterDevice() && out.rdev !== statSync('/dev/null', { throwIfNoEntry: false })?.rdev && process.stdout.isTTY;
  } catch {
    return false;
  }
}

/**
 * Runs the command line of this process, and sets its exit status.
 *
 * @param exitsAtOnce nothing goes on after the answer: the process need not tidy up what it holds
 */
export function start(commands: readonly CommandEntry[], exitsAtOnce = false): void {
  const hasTerminal = isTerminal();
  void run(
    process.argv.slice(2),
    {
      out: (text) => {
        write(1, text);
      },
      err: (text) => {
        write(2, text);
      },
      isTerminal: hasTerminal,
      columns: hasTerminal ? process.stdout.columns || 80 : 80,
      environment: process.env,
      currentDirectory: currentDirectory(),
    },
    commands,
  ).then((status) => {
    process.exitCode = status;
    if (exitsAtOnce) process.exit();
  });
}
