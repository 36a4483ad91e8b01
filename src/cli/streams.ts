/** Where the command line writes, and what it knows of the terminal. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isTerminal: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly currentDirectory: string;
}

/** Exit statuses: never a count. */
export const EXIT = { clean: 0, findings: 1, usage: 2 } as const;

/** Wrong usage or input that cannot be read: said in one line, exit status 2. */
export class UsageError extends Error {}

/** Where relative paths start; where the directory is gone, they lead nowhere. */
export function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/dev/null';
  }
}
