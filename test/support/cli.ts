import { COMMANDS } from '../../src/cli/commands/index.js';
import { run } from '../../src/cli/run.js';

/** What a call of the command line gave. */
export interface CliResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** What a call finds around it. */
export interface CliSurroundings {
  readonly commands?: typeof COMMANDS;
  readonly isTerminal?: boolean;
  readonly currentDirectory?: string;
}

/** Calls the command line in this process. */
export async function cli(
  argv: readonly string[],
  environment: Record<string, string> = {},
  columns = 80,
  surroundings: CliSurroundings = {},
): Promise<CliResult> {
  const parts = { out: [] as string[], err: [] as string[] };
  const status = await run(
    argv,
    {
      out: (text) => parts.out.push(text),
      err: (text) => parts.err.push(text),
      isTerminal: surroundings.isTerminal ?? false,
      columns,
      environment: { LANG: 'C.UTF-8', ...environment },
      currentDirectory: surroundings.currentDirectory ?? process.cwd(),
    },
    surroundings.commands ?? COMMANDS,
  );
  return { status, out: parts.out.join(''), err: parts.err.join('') };
}
