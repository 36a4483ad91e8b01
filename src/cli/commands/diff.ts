import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  bootMode, compareBoots, diffEntry, diffGraphs, diffOutcomes, diffText, bootState, isSame, outcomes, simulatedBoot,
  type BootRun, type LoadedGraph, type OutcomeSet,
} from '../../index.js'; // prettier-ignore
import type { CommandContext, CommandEntry } from '../command.js';
import { readScenarioFlag } from '../late-input.js';
import { statusOfPath } from '../option-value.js';
import { EXIT, UsageError } from '../streams.js';
import { openSession, type Session } from '../tree-options.js';
import { loadedUnit, unitName, unitOr } from './unit-argument.js';

/** Smaller movements are not told, in microseconds. */
const MOVED_MIN = 10_000;
const ROOT_MARKS = ['usr/lib/systemd', 'lib/systemd', 'etc/systemd', 'etc/fstab'];

interface Side {
  readonly target: string;
  readonly session: Session;
  /** With every unit of the tree. */
  readonly whole: LoadedGraph;
  readonly outcomes: OutcomeSet;
  readonly run: BootRun | null;
  readonly scenarioPath: string | null;
}

/** One of the trees: a root, or a directory of unit files. */
function open(word: string, context: CommandContext): Side {
  const { flags, streams } = context;
  if (statusOfPath(resolve(streams.currentDirectory, word))?.isDirectory() !== true)
    throw new UsageError(`${word} is no directory`);
  const isRoot = ROOT_MARKS.some((mark) => existsSync(join(resolve(streams.currentDirectory, word), mark)));
  const session = openSession({ ...flags, ...(isRoot ? { root: word } : { unitPath: word }) }, streams, 'auto');
  const target = unitName(unitOr(flags.from, session.defaultUnit));
  const graph = session.build([unitName(target)]);
  const unit = loadedUnit(session, graph, target);
  const set = outcomes(graph, bootState(graph), { unit, type: 'start', mode: bootMode(unit) });
  const found = readScenarioFlag(flags.scenario, isRoot ? word : undefined, target, streams, session.sink);
  const scenario = { ...found.scenario, target, durationUsec: found.scenario.durationUsec ?? 3600e6 };
  const boot = set.mustFail ? null : simulatedBoot({ graph, fileSystem: session.tree.fileSystem, scenario });
  const whole = session.build([unit.id, ...session.everyName()], true);
  return { target, session, whole, outcomes: set, run: boot?.run ?? null, scenarioPath: found.path };
}

/** `diff A B`: what changes between two trees. */
export const diffCommand: CommandEntry = {
  name: 'diff',
  summary: 'what changes between two trees: units, settings, dependencies, jobs, boot order; exit status 1 when they differ',
  define: (command) =>
    command
      .argument('<first>', 'a tree, or a directory of unit files')
      .argument('<second>', 'the other')
      .option('--from <unit>', 'what is booted into')
      .option('--scenario <file>', 'how long programs take; by default scenario.json of each tree'),
  examples: ['diff /srv/before /srv/after', 'diff old-units new-units --from multi-user.target --json'],
  run([a, b], context) {
    const { root, unitPath } = context.flags;
    if (root !== undefined || unitPath !== undefined)
      throw new UsageError(`diff compares its two arguments: ${root === undefined ? '--unit-path' : '--root'} has no place here`);
    const [first, second] = [open(String(a), context), open(String(b), context)];
    const graphs = diffGraphs(first.whole, second.whole);
    const request = diffOutcomes(first.outcomes, second.outcomes);
    const same = isSame(graphs, request);
    const assumed = first.scenarioPath === null || second.scenarioPath === null;
    const report = {
      target: first.target,
      graphs,
      request,
      boots: first.run === null || second.run === null ? null : compareBoots(first.run, second.run, MOVED_MIN),
      isSame: same,
      notes:
        assumed && !same
          ? ['The boot is simulated: where no scenario says otherwise, each program of which nothing is known takes 1 s.']
          : [],
      showPath: [first.session.showPath, second.session.showPath] as const,
    };
    if (context.flags.json === true) context.answerJson('diff', diffEntry(report));
    else context.answer(diffText(report, context.style));
    for (const { session } of [first, second]) context.diagnose(session.sink.findings, session.showPath);
    return same ? EXIT.clean : EXIT.findings;
  },
};
