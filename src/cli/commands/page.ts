import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { NO_SINK, pageData, pageJson, readScenario, visible } from '../../index.js';
import type { CommandEntry } from '../command.js';
import { servePage } from '../serve.js';
import { EXIT, UsageError } from '../streams.js';
import { openSession } from '../tree-options.js';
import { unitName } from './unit-argument.js';

const PLACE = '"wantedby page data"';

/** The template of the page beside the program; read by this command alone. */
function template(): string {
  const program = process.argv[1] ?? '';
  const beside = existsSync(program) ? dirname(realpathSync(program)) : '';
  for (const directory of [beside, join(process.cwd(), 'dist')]) {
    const path = join(directory, 'page.html');
    if (existsSync(path)) return readFileSync(path, 'utf8');
  }
  throw new UsageError('page.html is missing beside the program: build it with npm run build');
}

function scenarioText(path: string, currentDirectory: string): string {
  let text: string;
  try {
    text = readFileSync(resolve(currentDirectory, path), 'utf8');
  } catch {
    throw new UsageError(`--scenario: ${path} cannot be read`);
  }
  if (readScenario(text, path, NO_SINK) === null)
    throw new UsageError(`--scenario: ${path} is no scenario: it must be a JSON object with a target`);
  return text;
}

/** `page [UNIT]`: everything in one HTML file. */
export const pageCommand: CommandEntry = {
  name: 'page',
  summary: 'one self-contained HTML page: what is pulled in, order, timeline, cycles, what breaks',
  define: (command) =>
    command
      .argument('[unit]', 'the unit', 'default.target')
      .option('--serve [port]', 'serve it on 127.0.0.1 instead of writing it')
      .option('--scenario <file>', 'how programs behave in the run that the page shows'),
  examples: [
    'page -o units.html --root samples/web-application',
    'page -o slow.html --root samples/slow-start --scenario samples/slow-start/scenario.json',
    'page multi-user.target --serve --root /',
  ],
  async run([word], { flags, streams, answer, diagnose }) {
    const session = openSession(flags, streams, 'auto');
    const root = unitName(String(word));
    const title = [flags.root, flags.unitPath].filter((part) => part !== undefined).join(' and ') || 'this machine';
    const data = pageData({
      tree: session.tree,
      root,
      names: session.everyName(),
      isUser: session.isUser,
      isBareFolder: session.isBareFolder,
      assumption: session.assumption,
      shown: session.shown,
      title: visible(title),
      version: __VERSION__,
      scenario: typeof flags.scenario === 'string' ? scenarioText(flags.scenario, streams.currentDirectory) : null,
    });
    const html = template().replace(PLACE, () => pageJson(data));
    diagnose(session.sink.findings, session.showPath);
    if (flags.serve === undefined) {
      if (flags.output === undefined && streams.isTerminal) throw new UsageError('page: -o FILE says where to write the page');
      answer(html);
      return EXIT.clean;
    }
    const port = flags.serve === true ? 0 : Number(flags.serve);
    if (!(Number.isInteger(port) && port >= 0 && port < 65536)) throw new UsageError(`--serve: ${String(flags.serve)} is no port`);
    await servePage(html, port, (line) => streams.err(`${line}\n`));
    return EXIT.clean;
  },
};
