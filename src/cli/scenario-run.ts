import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  bootMode, DEFAULT_FACTS, DEFAULT_WORLD, findingList, hiddenUnits, bootState, IDLE_UNIT, loadLogLine, memoryFileSystem, mergeFacts, openTree, outcomes, overlayFileSystem,
  parseTimeSpan, programRule, replay, seeded, simulate, systemSearchPath, buildGraph,
  type Facts, type FileSystem, type Finding, type LoadedGraph, type LogLine, type ProgramRule, type Scenario, type ScenarioStep, type SearchPath, type Simulation, type World,
} from '../index.js'; // prettier-ignore
import { nodeFileSystem } from '../host/node-file-system.js';
import { loadedUnit, unitName } from './commands/unit-argument.js';
import type { CommonFlags } from './command.js';
import { readInput, statusOfPath, wholeNumber } from './option-value.js';
import { UsageError, type Streams } from './streams.js';
import { openSession, readFactsFile, type Session } from './tree-options.js';
import { givenScenario } from './given-scenario.js';

/** A scenario with all that a run needs. */
export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly graph: LoadedGraph;
  readonly fileSystem: FileSystem;
  /** What was assumed about enablement; null when nothing was. */
  readonly assumption: string | null;
  /** The tree of the options; null for a scenario in a folder of its own. */
  readonly session: Session | null;
  /** Units that the form of the recordings leaves out. */
  readonly hidden: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly showPath: (path: string) => string;
  readonly run: (choices?: ReturnType<typeof seeded>) => Simulation;
}

const CONTAINER_PATHS = '/bin/ /dev/ /etc/ /home/ /lib/ /proc/ /root/ /run/ /srv/ /sys/ /tmp/ /usr/bin/ /usr/lib/ /var/'.split(' ');

/** A time such as `10s` or `1.5` (seconds). */
function span(word: string, option: string): number {
  const value = parseTimeSpan(word);
  if (value === null || !Number.isFinite(value)) throw new UsageError(`--${option}: ${word} is no time span, such as 10s`);
  return value;
}

const listOf = (flag: unknown): string[] => (Array.isArray(flag) ? flag.map(String) : []);
const MAIN_SETTINGS = ['ExecStart', 'ExecMount', 'ExecActivate'];

/** The rules and steps that flags add to a scenario. */
function withFlags(scenario: Scenario, flags: Readonly<Record<string, unknown>>, graph: LoadedGraph): Scenario {
  const rules: ProgramRule[] = [];
  const name = (word: string, option: string): string => {
    const unit = unitName(word);
    if (graph.load(unit)?.loadState === 'not-found') throw new UsageError(`--${option}: Unit ${unit} not found.`);
    return unit;
  };
  for (const word of listOf(flags.fail)) {
    const [unit = '', given] = word.split('=');
    const status = wholeNumber(given, 'fail') ?? 1;
    if (status < 1 || status > 255) throw new UsageError(`--fail: ${String(status)} is no exit status of a failure, 1 to 255`);
    for (const setting of MAIN_SETTINGS)
      rules.push(programRule({ unit: name(unit, 'fail'), setting, exit: { afterUsec: 0, status, signal: null } }));
  }
  for (const word of listOf(flags.delay)) {
    const at = word.indexOf('=');
    if (at < 0) throw new UsageError(`--delay: write UNIT=TIME, such as app.service=5s`);
    const [unit, usec] = [name(word.slice(0, at), 'delay'), span(word.slice(at + 1), 'delay')];
    const found = graph.find(unit);
    const isOneshot = found !== undefined && (found.settings.text('Service.Type') === 'oneshot' || found.type !== 'service');
    const tells =
      ['notify', 'dbus'].includes(found?.settings.text('Service.Type') ?? '') ||
      found?.settings.last('Service.BusName') !== undefined;
    if (tells) rules.push(programRule({ unit, setting: 'ExecStart', readyUsec: usec, exit: null }));
    else if (isOneshot || found?.settings.text('Service.Type') === 'forking')
      for (const setting of MAIN_SETTINGS)
        rules.push(programRule({ unit, setting, readyUsec: usec, exit: { afterUsec: usec, status: 0, signal: null } }));
    else
      rules.push(
        programRule({ unit, setting: 'ExecStartPre', exit: { afterUsec: usec, status: 0, signal: null } }),
        programRule({ unit, setting: 'ExecStartPost', exit: { afterUsec: usec, status: 0, signal: null } }),
        programRule({ unit, setting: 'ExecStart', readyUsec: usec }),
      );
  }
  const pairs = listOf(flags.at);
  if (pairs.length % 2 !== 0) throw new UsageError("--at takes a time and a command, such as --at 10s 'systemctl stop db.service'");
  const steps: ScenarioStep[] = [];
  for (let i = 0; i < pairs.length; i += 2) steps.push({ atUsec: span(pairs[i] ?? '', 'at'), command: pairs[i + 1] ?? '' });
  const duration = flags.duration === undefined ? scenario.durationUsec : span(String(flags.duration), 'duration');
  return {
    ...scenario,
    durationUsec: duration,
    steps: [...scenario.steps, ...steps].sort((a, b) => a.atUsec - b.atUsec),
    world: { ...scenario.world, programs: [...rules, ...scenario.world.programs] },
  };
}

/** Programs exist or not where the tree has any at all. */
function withPrograms(world: World, fileSystem: FileSystem): World {
  const hasPrograms = ['/bin', '/usr/bin'].some((path) => (fileSystem.list(path)?.length ?? 0) > 0);
  return hasPrograms ? { ...world, programExists: (path) => fileSystem.status(path) !== null } : world;
}

/** A scenario in a folder of its own: its units are beside it, and in `../_base`. */
function fromFolder(path: string, flags: CommonFlags & Readonly<Record<string, unknown>>, streams: Streams): ScenarioRun {
  const sink = findingList();
  const text = readInput(path, 'simulate', streams);
  const file = givenScenario(text, path, '', sink);
  const directory = dirname(resolve(streams.currentDirectory, path));
  const base = join(directory, '../_base');
  const fileSystem = overlayFileSystem([
    { at: '/etc/systemd/system', fileSystem: nodeFileSystem(directory) },
    ...(existsSync(base) ? [{ at: '/usr/lib/systemd/system', fileSystem: nodeFileSystem(base) }] : []),
    { at: '/', fileSystem: memoryFileSystem({}) },
  ]);
  // Recordings were made in a container, with root's usual programs.
  const recorded: Facts = {
    ...DEFAULT_FACTS,
    container: 'systemd-nspawn',
    sysReadOnly: !file.hasWritableSys,
    paths: CONTAINER_PATHS,
  };
  const start = file.isRecording ? recorded : DEFAULT_FACTS;
  let facts = file.facts === undefined ? start : (mergeFacts(file.facts, path, sink, start) ?? start);
  if (flags.facts !== undefined) facts = readFactsFile(flags.facts, streams, sink, facts);
  const searchPath: SearchPath = { ...systemSearchPath(), directories: ['/etc/systemd/system', '/usr/lib/systemd/system'] };
  const said = findingList();
  const tree = openTree({ fileSystem, searchPath, facts, generators: 'none', sink: said });
  const graph = buildGraph({ loader: tree.loader, facts, sink: said }, [
    file.scenario.mode === 'boot' ? file.scenario.target : IDLE_UNIT,
  ]);
  const scenario = withFlags(file.scenario, flags, graph);
  const own = readdirSync(directory);
  const kept = (JSON.parse(text) as { keep_base?: string[] }).keep_base ?? [];
  const showPath = (inside: string): string =>
    inside.replace('/etc/systemd/system', dirname(path)).replace('/usr/lib/systemd/system', join(dirname(path), '../_base'));
  return {
    scenario,
    graph,
    fileSystem,
    assumption: null,
    session: null,
    hidden: hiddenUnits(existsSync(base) ? readdirSync(base) : [], own, kept),
    findings: sink.findings,
    showPath,
    run: (choices) => {
      let told = 0;
      const takeLoadMessages = (): LogLine[] =>
        said.findings.slice(told, (told = said.findings.length)).flatMap((finding) => loadLogLine(finding) ?? []);
      return simulate({ graph, scenario, fileSystem, takeLoadMessages, ...(choices ? { choices } : {}) });
    },
  };
}

/**
 * How long a run of a unit goes on without --duration: timers and restarts would go on for ever. A little less than five minutes,
 * since timers are set to round times, and a job that is cut off just when it begins is no finding.
 */
const UNIT_DURATION_USEC = 299_000_000;

/** A unit of a tree, or a scenario file on it. */
function fromTree(
  session: Session,
  word: string,
  file: string | null,
  flags: CommonFlags & Readonly<Record<string, unknown>>,
  streams: Streams,
): ScenarioRun {
  const { tree, sink } = session;
  const read = file === null ? null : givenScenario(readInput(file, '--scenario', streams), file, '', sink);
  const facts =
    read?.facts === undefined ? tree.facts : (mergeFacts(read.facts, file ?? '', sink, tree.facts, tree.fileSystem) ?? tree.facts);
  const mode = flags.mode === 'start' ? 'start' : 'boot';
  const target = read?.scenario.target ?? unitName(word);
  const graph = buildGraph({ loader: tree.loader, facts, isUser: session.isUser, sink }, []);
  loadedUnit(session, graph, target);
  const plain: Scenario = { target, mode, jobMode: null, steps: [], world: DEFAULT_WORLD, durationUsec: UNIT_DURATION_USEC };
  const scenario = withFlags(read?.scenario ?? plain, flags, graph);
  const whole = { ...scenario, world: withPrograms(scenario.world, tree.fileSystem) };
  return {
    scenario: whole,
    graph,
    fileSystem: tree.fileSystem,
    assumption: session.assumption,
    session,
    hidden: new Set(),
    findings: sink.findings,
    showPath: session.showPath,
    run: (choices) => simulate({ graph, scenario: whole, fileSystem: tree.fileSystem, ...(choices ? { choices } : {}) }),
  };
}

/** What `simulate` and `breaks` run: the scenario file, or the unit, that a word names; without one what is booted into. */
export function scenarioRun(word: unknown, flags: CommonFlags & Readonly<Record<string, unknown>>, streams: Streams): ScenarioRun {
  const given = typeof flags.scenario === 'string' ? flags.scenario : null;
  if (typeof word !== 'string') {
    const session = openSession(flags, streams, 'auto');
    return fromTree(session, session.defaultUnit, given, flags, streams);
  }
  const path = resolve(streams.currentDirectory, word);
  const status = statusOfPath(path);
  const file =
    status?.isDirectory() && existsSync(join(path, 'scenario.json'))
      ? join(word, 'scenario.json')
      : status?.isFile() && basename(word).endsWith('.json')
        ? word
        : null;
  if (file === null && word.endsWith('.json')) throw new UsageError(`${word} cannot be read`);
  if (file !== null && flags.root === undefined && flags.unitPath === undefined) return fromFolder(file, flags, streams);
  return fromTree(openSession(flags, streams, 'auto'), word, given ?? file, flags, streams);
}

/** How many seeds are tried besides the outcomes of the first transaction. */
const SEED_COUNT = 16;

/** The run by names first, then one for each outcome of the first transaction, then some by seeds. */
export function runAll(input: ScenarioRun): Simulation[] {
  const { graph, scenario } = input;
  const runs = [input.run()];
  const unit = graph.load(scenario.target);
  if (unit && scenario.mode === 'boot') {
    const set = outcomes(graph, bootState(graph), { unit, type: 'start', mode: bootMode(unit) });
    for (const { script } of set.outcomes) if (script !== null) runs.push(input.run(replay(script)));
  }
  for (let seed = 0; seed < SEED_COUNT; seed++) runs.push(input.run(seeded(seed)));
  return runs;
}
