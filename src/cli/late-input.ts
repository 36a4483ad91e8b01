import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  bootedInto,
  combineBoots,
  findingList,
  helpOf,
  isShutdown,
  measuredBoot,
  measuredNames,
  measuredShutdown,
  mergeFacts,
  messageOf,
  severityOf,
  shutdownScenario,
  simulatedBoot,
  visible,
  type LateBoot,
  type LoadedGraph,
  DEFAULT_WORLD,
  readBoot,
  readSosreport,
  type FindingSink,
  type MeasuredBoot,
  type Scenario,
} from '../index.js';
import { nodeFileSystem } from '../host/node-file-system.js';
import { loadedUnit, unitName } from './commands/unit-argument.js';
import type { CommandContext } from './command.js';
import { statusOfPath } from './option-value.js';
import { UsageError, type Streams } from './streams.js';
import type { Session } from './tree-options.js';
import { givenScenario } from './given-scenario.js';

/** Reads the records of one boot: files, or a sosreport as a directory. Throws UsageError where nothing can be read. */
export function readMeasured(words: readonly string[], streams: Streams, sink: FindingSink): MeasuredBoot {
  const boots = words.flatMap((word): MeasuredBoot[] => {
    const path = resolve(streams.currentDirectory, word);
    const kind = statusOfPath(path);
    if (kind === null) throw new UsageError(`${word} cannot be read`);
    if (kind.isDirectory()) {
      const boot = readSosreport(nodeFileSystem(path), word, sink)?.boot ?? null;
      if (boot === null) throw new UsageError(`${word} is no sosreport with records of a boot`);
      return [boot];
    }
    const found = findingList();
    const boot = readBoot(readFileSync(path), word, found);
    const why = found.findings.findLast((finding) => severityOf(finding) === 'error');
    if (boot === null)
      throw new UsageError(
        why === undefined ? `${word} cannot be read` : visible([messageOf(why), helpOf(why) ?? []].flat().join(' ')),
      );
    for (const finding of found.findings) sink.add(finding);
    return [boot];
  });
  const combined = combineBoots(boots, sink);
  if (combined === null) throw new UsageError('no record of a boot was given');
  return combined;
}

/** A scenario with the facts that its file adds. */
export interface ScenarioInput {
  readonly scenario: Scenario;
  /** As the file has them; undefined where it has none. */
  readonly facts: unknown;
  /** How its file was called; null where there is none. */
  readonly path: string | null;
}

/** How long a program takes of which nothing is known: long enough to be seen in an answer. */
const UNKNOWN_USEC = 1_000_000;

const UNKNOWN_TIMES =
  'No times were given (--measured, --scenario): each program is taken to need 1 s. Only the order below means something.';

/** The scenario of `--scenario`; else `scenario.json` of the tree; else one in which every program takes a second. */
export function readScenarioFlag(
  flag: unknown,
  root: string | undefined,
  target: string,
  streams: Streams,
  sink: FindingSink,
): ScenarioInput {
  const beside = root === undefined ? null : join(root, 'scenario.json');
  const path =
    typeof flag === 'string' ? flag : beside !== null && existsSync(resolve(streams.currentDirectory, beside)) ? beside : null;
  if (path === null) {
    const world = { ...DEFAULT_WORLD, oneshotUsec: UNKNOWN_USEC, readyUsec: UNKNOWN_USEC };
    return { path, facts: undefined, scenario: { target, mode: 'boot', jobMode: null, steps: [], world, durationUsec: null } };
  }
  let text: string;
  try {
    text = readFileSync(resolve(streams.currentDirectory, path), 'utf8');
  } catch {
    throw new UsageError(`--scenario: ${path} cannot be read`);
  }
  const file = givenScenario(text, path, '--scenario: ', sink);
  return { path, facts: file.facts, scenario: file.scenario };
}

/** A run that can be asked about. */
export interface RunInput {
  readonly boot: LateBoot;
  readonly graph: LoadedGraph;
  /** What was started: the default unit of a boot. */
  readonly target: string;
  /** null for a simulated boot. */
  readonly measured: MeasuredBoot | null;
  /** What has to be known before any of its times is read; null where there is nothing. */
  readonly warning: string | null;
  /** What it comes from, a sentence each. */
  readonly notes: readonly string[];
}

/** The words of an option that takes several. */
export const wordsOf = (flag: unknown): string[] =>
  Array.isArray(flag) ? flag.map(String) : typeof flag === 'string' ? [flag] : [];

/** The graph with all that the boots started, and the target. */
export function graphFor(session: Session, target: string, boots: readonly MeasuredBoot[]): LoadedGraph {
  const graph = session.build([unitName(target)]);
  loadedUnit(session, graph, target);
  // What was started by something else, such as a timer, has to be known too.
  for (const boot of boots) for (const name of measuredNames(boot)) graph.load(name);
  return graph;
}

/** Throws UsageError where there is no boot. */
export function mustStart(boot: LateBoot | null, target: string): LateBoot {
  if (boot === null) throw new UsageError(`the start of ${target} is refused: wantedby plan start ${target} says why`);
  return boot;
}

/** What recorded boots were booted into, and the graph of it. Throws UsageError where neither the records nor the tree tell. */
export function bootedGraph(
  session: Session,
  boots: readonly MeasuredBoot[],
): { readonly graph: LoadedGraph; readonly target: string } {
  const graph = session.build([session.defaultUnit]);
  for (const boot of boots) for (const name of measuredNames(boot)) graph.load(name);
  const target =
    boots.map((boot) => bootedInto(graph, boot, session.defaultUnit)).find((name) => name !== null) ?? session.defaultUnit;
  if (graph.load(target)?.loadState !== 'loaded')
    throw new UsageError(`the records do not tell what was booted into, and ${target} is not in the tree: name it with --from`);
  return { graph, target };
}

/**
 * A measured boot, or the shutdown at its end. Throws UsageError where it cannot be read, or its target not be started.
 *
 * @param from what was started; null where the records have to tell
 */
export function fromMeasured(session: Session, from: string | null, words: readonly string[], context: CommandContext): RunInput {
  const measured = readMeasured(words, context.streams, session.sink);
  const isDown = from !== null && isShutdown(from);
  const known =
    from === null || isDown ? bootedGraph(session, [measured]) : { graph: graphFor(session, from, [measured]), target: from };
  const { graph, target } = known;
  if (isDown) loadedUnit(session, graph, from);
  const { fileSystem } = session.tree;
  const shutdown = isDown ? measuredShutdown(graph, fileSystem, measured, { booted: target, target: from }) : null;
  if (isDown && shutdown === null)
    throw new UsageError(
      `${words.map(visible).join(', ')} tells of no shutdown: a journal of that boot does (journalctl -b -1 -o json)`,
    );
  const boot = shutdown ?? mustStart(measuredBoot(graph, fileSystem, measured, target), target);
  const hasStamps = [...measured.units.values()].some(({ stamps }) => typeof stamps.inactiveExit === 'number');
  const zero = hasStamps || boot.simulation !== null ? 'when the first jobs were queued' : 'the first message of a job';
  const source = hasStamps && !isDown ? 'Times are the stamps of' : 'Times are from';
  const how = boot.simulation === null ? source : 'Simulated with the durations of';
  const coarse = Math.max(...Object.values(measured.resolutionUsec));
  const exact =
    coarse > 1000
      ? [`They are exact to ${String(coarse / 1_000_000)} s only: what ended closer together cannot be told apart.`]
      : [];
  return {
    boot,
    graph,
    target,
    measured,
    warning: null,
    notes: [`${how} ${words.map(visible).join(', ')}${isDown ? '.' : `, counted from ${zero}.`}`, ...exact],
  };
}

/** A simulated boot, or a shutdown after one. */
export function fromScenario(session: Session, target: string, flags: CommandContext['flags'], context: CommandContext): RunInput {
  const isDown = isShutdown(target);
  const asked = isDown || flags.from === undefined ? session.defaultUnit : target;
  const found = readScenarioFlag(flags.scenario, flags.root, asked, context.streams, session.sink);
  const scenario = isDown || flags.from === undefined ? found.scenario : { ...found.scenario, target };
  const graph = graphFor(session, scenario.target, []);
  if (isDown) loadedUnit(session, graph, target);
  const facts =
    found.facts === undefined
      ? null
      : mergeFacts(found.facts, found.path ?? '', session.sink, session.tree.facts, session.tree.fileSystem);
  const input = {
    graph,
    fileSystem: session.tree.fileSystem,
    scenario: { ...scenario, durationUsec: found.path === null ? 3600e6 : scenario.durationUsec },
    edits: facts === null ? {} : { facts },
  };
  const boot = simulatedBoot(isDown ? { ...input, scenario: shutdownScenario(input, target) } : input);
  if (boot.simulation?.target == null)
    throw new UsageError(`the start of ${scenario.target} is refused: wantedby plan start ${scenario.target} says why`);
  const assumed = boot.simulation.assumptions.filter(({ kind }) => kind === 'program').length;
  const notes =
    found.path === null
      ? []
      : [
          `Simulated with ${visible(found.path)}${assumed > 0 ? `; of ${String(assumed)} programs it says nothing: they take no time` : ''}.`,
        ];
  const warning = found.path === null ? UNKNOWN_TIMES : null;
  return { boot, graph, target: scenario.target, measured: null, warning, notes };
}
