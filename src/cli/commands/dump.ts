import { dumpRun, runEntry, type DumpRun, type LoadedGraph } from '../../index.js';
import type { CommandEntry } from '../command.js';
import { oneOf } from '../option-value.js';
import { EXIT } from '../streams.js';
import { openSession, type Session } from '../tree-options.js';
import { unitName } from './unit-argument.js';

function runOf(session: Session, name: string | null): DumpRun {
  if (name === null)
    return { unit: null, ok: true, messages: [], cycles: [], jobs: [], graph: session.build(session.everyName(), true) };
  const graph: LoadedGraph = session.build([name]);
  return dumpRun(graph, name);
}

/** What a run may have. */
const KEYS = [
  'unit', 'ok', 'error', 'isolate', 'counts', 'messages', 'cycles', 'jobs', 'units', 'unitsFrom', 'fallbackUnit',
] as const; // prettier-ignore

/** `dump [UNIT...]`: everything. */
export const dumpCommand: CommandEntry = {
  name: 'dump',
  summary: 'everything, in the schema of the oracle: units, edges with their reasons, jobs',
  define: (command) =>
    command
      .argument('[unit...]', 'each as if it had been asked alone; without one all units are loaded')
      .option('--only <keys>', 'just these keys, separated by commas'),
  examples: [
    'dump multi-user.target --root samples/web-application --json',
    'dump nginx.service postgresql.service --only ok,jobs --root samples/web-application',
  ],
  run([words], { flags, streams, answerJson, diagnose }) {
    const session = openSession(flags, streams, 'none');
    const names = (words as readonly string[]).map(unitName);
    const options = {
      showPath: session.showPath,
      sourceOf: (path: string, line: number) => session.tree.sourceOf(path, line),
      findings: session.sink.findings,
    };
    const only =
      typeof flags.only === 'string' ? new Set(flags.only.split(',').map((word) => oneOf(word.trim(), 'only', KEYS))) : null;
    const pick = (entry: Record<string, unknown>): Record<string, unknown> =>
      only === null
        ? entry
        : Object.fromEntries(Object.entries(entry).filter(([key]) => key === 'unit' || (only as ReadonlySet<string>).has(key)));
    const runs = (names.length === 0 ? [null] : names).map((name) => pick(runEntry(runOf(session, name), options)));
    const [first] = runs;
    answerJson('dump', runs.length === 1 && first ? first : { runs });
    diagnose(session.sink.findings, session.showPath);
    return EXIT.clean;
  },
};
