import { COMMANDS } from '../../src/cli/commands/index.js';
import { run } from '../../src/cli/run.js';

/** What a call of the command line gave. */
export interface CliResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Calls the command line in this process. */
export async function cli(argv: readonly string[], environment: Record<string, string> = {}, columns = 80): Promise<CliResult> {
  const parts = { out: [] as string[], err: [] as string[] };
  const status = await run(
    argv,
    {
      out: (text) => parts.out.push(text),
      err: (text) => parts.err.push(text),
      isTerminal: false,
      columns,
      environment: { LANG: 'C.UTF-8', ...environment },
      currentDirectory: process.cwd(),
    },
    COMMANDS,
  );
  return { status, out: parts.out.join(''), err: parts.err.join('') };
}
