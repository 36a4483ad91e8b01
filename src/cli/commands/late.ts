import {
  compareBoots, compareEntry, compareText, explainLate, fatesOf, findCauses, findSavings, isShutdown, jobOf, lateEntry, lateText, measuredBoot, visible, wrapText,
} from '../../index.js'; // prettier-ignore
import type { CommandContext, CommandEntry } from '../command.js';
import { bootedGraph, fromMeasured, fromScenario, graphFor, mustStart, readMeasured, wordsOf } from '../late-input.js';
import { EXIT, UsageError } from '../streams.js';
import { openSession, type Session } from '../tree-options.js';
import { loadedUnit, unitName } from './unit-argument.js';

/** The smallest movement between two boots that is told, in microseconds. */
const MOVED_MIN = 10_000;

function compare(session: Session, words: readonly string[], from: string | null, context: CommandContext): number {
  const [first, second, ...more] = words;
  if (first === undefined || second === undefined || more.length > 0) throw new UsageError('--compare takes two records of boots');
  const boots = [first, second].map((word) => readMeasured([word], context.streams, session.sink));
  const { graph, target } = from === null ? bootedGraph(session, boots) : { graph: graphFor(session, from, boots), target: from };
  const runs = boots.map((boot) => mustStart(measuredBoot(graph, session.tree.fileSystem, boot, target), target).run);
  const [a, b] = runs;
  if (a === undefined || b === undefined) return EXIT.usage;
  const coarse = Math.max(...boots.flatMap((boot) => Object.values(boot.resolutionUsec)));
  const comparison = compareBoots(a, b, Math.max(MOVED_MIN, 2 * coarse));
  if (context.flags.json === true) context.answerJson('late-compare', compareEntry(comparison));
  else context.answer(compareText(comparison, context.style));
  context.diagnose(session.sink.findings, session.showPath);
  return EXIT.clean;
}

/** `late UNIT`: why it started, or stopped, late. */
export const lateCommand: CommandEntry = {
  name: 'late',
  summary: 'why a unit started (or stopped) late: what it waited for, step by step, and what would help',
  define: (command) =>
    command
      .argument('[unit]', 'the unit; by default what is booted into')
      .option('--from <unit>', 'what is started: the default target, another one, or one that shuts down, such as poweroff.target')
      .option('--scenario <file>', 'how long programs take; by default scenario.json of the tree')
      .option('--measured <files...>', 'records of a boot, or a sosreport: dump, show, plot, blame, journal')
      .option('--compare <files...>', 'the records of two boots: which units moved, by whose doing'),
  examples: [
    'late api.service --root samples/slow-start',
    'late api.service --root samples/slow-start --from poweroff.target',
    'late nginx.service --root /srv/web1 --measured plot.svg show.txt',
    'late --root /srv/web1 --compare monday.json tuesday.json',
  ],
  run([word], context) {
    const { flags, style, streams, answer, answerJson, diagnose } = context;
    const session = openSession(flags, streams, 'auto');
    const from = typeof flags.from === 'string' ? unitName(flags.from) : null;
    const target = from ?? session.defaultUnit;
    const pair = wordsOf(flags.compare);
    if (pair.length > 0) return compare(session, pair, from, context);
    const records = wordsOf(flags.measured);
    const isStop = isShutdown(target);
    const {
      boot,
      graph,
      measured,
      notes,
      warning,
      target: booted,
    } = records.length > 0 ? fromMeasured(session, from, records, context) : fromScenario(session, target, flags, context);
    const name =
      typeof word === 'string'
        ? loadedUnit(session, graph, word).id
        : (graph.find(isStop ? target : (boot.simulation?.target ?? booted))?.id ?? target);
    const job = jobOf(boot.run, name, isStop && name !== target);
    if (job === null) {
      const what = isStop ? 'stopped' : 'started';
      const text = `${visible(name)} was not ${what} in this run: it had no job. wantedby why ${visible(name)} says why.`;
      if (flags.json === true)
        answerJson('late', { unit: name, type: null, result: null, source: boot.run.source, answer: text, chain: [], culprit: null, slack: [], savings: [], causes: [], notes }); // prettier-ignore
      else answer(wrapText(text, style.width, '', 0).join('\n'));
      diagnose(session.sink.findings, session.showPath);
      return EXIT.clean;
    }
    const explained = explainLate(boot.run, graph, job);
    const fates = fatesOf(boot.run, graph, name, { simulation: boot.simulation, measured });
    const skipped = fates.find((fate) => fate.code === 'skipped' && fate.at === job.finished);
    const report = {
      run: isStop ? { ...boot.run, begunAt: job.installed } : boot.run,
      answer: explained,
      skipped: skipped?.code === 'skipped' ? skipped : null,
      resolutionUsec: measured === null ? 0 : Math.max(...Object.values(measured.resolutionUsec)),
      savings: findSavings(graph, explained, isStop && name !== target, boot.tryOut),
      causes: findCauses(boot.run, graph, explained, isStop),
      notes: isStop ? [...notes, 'Times are counted from when the shutdown was asked for.'] : notes,
      showPath: session.showPath,
    };
    if (flags.json === true)
      answerJson('late', lateEntry({ ...report, notes: [...(warning === null ? [] : [warning]), ...report.notes] }));
    else {
      const before = [session.assumption, warning].flatMap((text) => (text === null ? [] : wrapText(text, style.width, '', 0)));
      answer((before.length === 0 ? '' : `${before.map(style.yellow).join('\n')}\n\n`) + lateText(report, style));
    }
    diagnose(session.sink.findings, session.showPath);
    return EXIT.clean;
  },
};
