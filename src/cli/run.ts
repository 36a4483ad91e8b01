import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { asciiText, visible, visibleJson } from '../index.js';
import type { CommandEntry, CommonFlags } from './command.js';
import { findingLine } from './finding-line.js';
import { EXIT, UsageError, type Streams } from './streams.js';
import { terminalStyle } from './terminal-style.js';
import { addTreeOptions } from './tree-options.js';

/**
 * The command line as a function.
 *
 * @param argv the words after the program's name
 * @param commands those that there are
 * @returns the exit status: 0 clean, 1 findings, 2 wrong usage or input
 */
export async function run(argv: readonly string[], streams: Streams, commands: readonly CommandEntry[]): Promise<number> {
  const misplaced = misplacedOptions(argv, commands);
  if (misplaced !== null) {
    streams.err(`wantedby: ${misplaced}\n`);
    return EXIT.usage;
  }
  let status: number = EXIT.clean;
  const program = new Command('wantedby')
    .description('What systemd would do with a set of unit files, and why; with no systemd running.')
    .version(__VERSION__, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .showHelpAfterError('(wantedby --help shows what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: streams.out,
      writeErr: (text) => {
        streams.err(lines(text));
      },
      getOutHelpWidth: () => streams.columns,
      getErrHelpWidth: () => streams.columns,
    });
  // Only the command that is called is defined in full: start-up is paid at each call.
  const called = commands.find(({ name }) => name === argv[0]);
  for (const entry of called ? [called] : commands) {
    const command = program.command(entry.name).description(entry.summary);
    entry.define(command);
    addTreeOptions(command)
      .option('--json', 'one JSON document')
      .option('-o, --output <file>', 'write the answer to a file')
      .option('--color <when>', 'auto, always or never')
      .option('--charset <set>', 'utf8 or ascii')
      .option('-q, --quiet', 'no diagnostics')
      .addHelpText('after', `\nExamples:\n${entry.examples.map((line) => `  $ wantedby ${line}\n`).join('')}`)
      .action(async (...actionArguments: unknown[]) => {
        const flags = command.opts<CommonFlags & Record<string, unknown>>();
        const style = terminalStyle(flags, streams);
        const answerFile = (text: string): void => {
          const whole = text.endsWith('\n') ? text : `${text}\n`;
          if (flags.output === undefined) return streams.out(whole);
          try {
            writeFileSync(resolve(streams.currentDirectory, flags.output), whole);
          } catch (error) {
            throw new UsageError(`--output: ${flags.output} cannot be written: ${(error as Error).message}`);
          }
        };
        const inCharset = (text: string): string => (style.isUtf8 ? text : asciiText(text));
        status = await entry.run(actionArguments.slice(0, -2) as (string | undefined)[], {
          streams,
          style,
          flags,
          answer: (text) => {
            answerFile(inCharset(text));
          },
          answerFile,
          answerJson: (schema, document) => {
            const text = JSON.stringify({ schema: `wantedby-${schema}/1`, ...document }, null, 1);
            answerFile(visibleJson(text, style.isUtf8));
          },
          diagnose: (findings, showPath) => {
            if (flags.quiet === true) return;
            for (const finding of findings) streams.err(inCharset(findingLine(finding, style, showPath)));
          },
        });
      });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
    if (error instanceof UsageError) {
      streams.err(`wantedby: ${visible(error.message)}\n`);
      return EXIT.usage;
    }
    // Exit status 1 is a finding: a fault of this program must not look like one.
    streams.err(`wantedby: a fault of wantedby itself, please report it:\n${lines((error as Error).stack ?? String(error))}\n`);
    return EXIT.usage;
  }
  return status;
}

/** Each line as it may be shown. */
const lines = (text: string): string => text.split('\n').map(visible).join('\n');

/** What is wrong with options before the command, or with a unit name that looks like one; null where there are none. */
function misplacedOptions(argv: readonly string[], commands: readonly CommandEntry[]): string | null {
  const end = argv.indexOf('--');
  const root = argv.slice(0, end < 0 ? argv.length : end).find((word) => /^-\.[a-z]+$/.test(word));
  if (root !== undefined) return `${root} looks like an option: write it at the end, after --`;
  const [first = ''] = argv;
  const command = argv.find((word) => commands.some(({ name }) => name === word));
  if (!first.startsWith('-') || /^(-h|--help|--version)$/.test(first) || command === undefined) return null;
  return `options stand after the command: wantedby ${command} ${visible(first)} ...`;
}
