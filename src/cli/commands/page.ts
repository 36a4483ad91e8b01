import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NO_SINK, pageData, pageJson, visible } from '../../index.js';
import type { CommandEntry } from '../command.js';
import { readInput, wholeNumber } from '../option-value.js';
import { servePage } from '../serve.js';
import { currentDirectory, EXIT, UsageError, type Streams } from '../streams.js';
import { openSession } from '../tree-options.js';
import { loadedUnit, unitOr } from './unit-argument.js';
import { givenScenario } from '../given-scenario.js';

const PLACE = '"wantedby page data"';

/** The template of the page beside the program; read by this command alone. */
function template(): string {
  const program = process.argv[1] ?? '';
  const beside = existsSync(program) ? dirname(realpathSync(program)) : '';
  for (const directory of [beside, join(currentDirectory(), 'dist')]) {
    const path = join(directory, 'page.html');
    if (existsSync(path)) return readFileSync(path, 'utf8');
  }
  throw new UsageError('page.html is missing beside the program: build it with npm run build');
}

function scenarioText(path: string, streams: Streams): string {
  const text = readInput(path, '--scenario', streams);
  givenScenario(text, path, '--scenario: ', NO_SINK);
  return text;
}

/** `page [UNIT]`: everything in one HTML file. */
export const pageCommand: CommandEntry = {
  name: 'page',
  summary: 'one self-contained HTML page: what is pulled in, order, timeline, cycles, what breaks',
  define: (command) =>
    command
      .argument('[unit]', 'the unit; by default what is booted into')
      .option('--serve [port]', 'serve it on 127.0.0.1 instead of writing it')
      .option('--scenario <file>', 'how programs behave in the run that the page shows'),
  examples: [
    'page -o units.html --root samples/web-application',
    'page -o slow.html --root samples/slow-start --scenario samples/slow-start/scenario.json',
    'page multi-user.target --serve --root /',
  ],
  async run([word], { flags, streams, answerFile, diagnose }) {
    if (flags.json === true) throw new UsageError('page writes HTML: dump --json has the same as JSON');
    const session = openSession(flags, streams, 'auto');
    const root = loadedUnit(session, session.build([]), unitOr(word, session.defaultUnit)).id;
    const title = [flags.root, flags.unitPath].filter((part) => part !== undefined).join(' and ') || 'this machine';
    const data = pageData({
      tree: session.tree,
      root,
      isUser: session.isUser,
      isBareFolder: session.isBareFolder,
      assumption: session.assumption,
      shown: session.shown,
      title: visible(title),
      version: __VERSION__,
      scenario: typeof flags.scenario === 'string' ? scenarioText(flags.scenario, streams) : null,
    });
    const html = template().replace(PLACE, () => pageJson(data));
    diagnose(session.sink.findings, session.showPath);
    if (flags.serve === undefined) {
      if (flags.output === undefined && streams.isTerminal) throw new UsageError('page: -o FILE says where to write the page');
      answerFile(html);
      return EXIT.clean;
    }
    const port = flags.serve === true ? 0 : (wholeNumber(flags.serve, 'serve') ?? 0);
    if (port > 65535) throw new UsageError(`--serve: ${String(port)} is no port`);
    await servePage(html, port, (line) => streams.err(`${line}\n`));
    return EXIT.clean;
  },
};
