import type { Command } from 'commander';
import type { Finding, Style } from '../index.js';
import type { Streams } from './streams.js';
import type { TreeFlags } from './tree-flags.js';

/** What every command is given. */
export interface CommandContext {
  readonly streams: Streams;
  readonly style: Style;
  readonly flags: CommonFlags & Readonly<Record<string, unknown>>;
  /** Writes the answer: to standard output, or to the file of `-o`. */
  readonly answer: (text: string) => void;
  /** Writes a file of its own format, which is UTF-8 whatever the terminal is. */
  readonly answerFile: (text: string) => void;
  /** Writes an answer as one JSON document. */
  readonly answerJson: (schema: string, document: object) => void;
  /** Writes diagnostics to standard error. */
  readonly diagnose: (findings: readonly Finding[], showPath: (path: string) => string) => void;
}

/** The options that every command has. */
export interface CommonFlags extends TreeFlags {
  readonly json?: boolean;
  readonly format?: string;
  readonly output?: string;
  readonly color?: string;
  readonly charset?: string;
  readonly quiet?: boolean;
}

/** One command of the command line. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Adds arguments and options. */
  readonly define: (command: Command) => void;
  readonly examples: readonly string[];
  /** @returns the exit status */
  readonly run: (args: readonly (string | undefined | readonly string[])[], context: CommandContext) => number | Promise<number>;
}
