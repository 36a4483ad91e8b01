import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareBytes } from '../../src/base/compare.js';
import type { Finding } from '../../src/diagnostic/finding.js';
import { loadLogLine } from '../../src/diagnostic/manager-log.js';
import { buildGraph } from '../../src/graph/build-graph.js';
import type { FileSystem } from '../../src/host/file-system.js';
import { memoryFileSystem, type MemoryFile } from '../../src/host/memory-file-system.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { overlayFileSystem } from '../../src/host/overlay-file-system.js';
import { DEFAULT_FACTS, type Facts } from '../../src/load/facts.js';
import { mergeFacts } from '../../src/load/read-facts.js';
import { systemSearchPath } from '../../src/load/search-path.js';
import { loadUnitSet } from '../../src/load/unit-loader.js';
import { simulate } from '../../src/simulate/index.js';
import { hiddenUnits, recordingOf, type Recording } from '../../src/simulate/recording.js';
import { readScenario } from '../../src/simulate/read-scenario.js';
import { IDLE_UNIT } from '../../src/simulate/scenario.js';
import type { Simulation } from '../../src/simulate/simulation.js';
import { BY_NAME, type Choices } from '../../src/transaction/choices.js';
import type { LogLine } from '../../src/transaction/transaction-result.js';

/** The keys of a recorded scenario that a test looks at. */
export interface RecordedScenario {
  readonly steps?: readonly { readonly run?: string }[];
  readonly keep_base?: readonly string[];
  readonly loose?: readonly string[];
  readonly normalize?: readonly (readonly [string, string])[];
  readonly order?: readonly (readonly [string, string])[];
  readonly overlap?: readonly (readonly [string, string])[];
  readonly expected: Readonly<Record<string, unknown>>;
  readonly expected_any?: readonly Readonly<Record<string, unknown>>[];
}

const UNIT = /[\w@:.\\-]+\.(?:service|socket|target|path|timer|mount|automount|swap|slice|device|scope)/g;
const CONTAINER_PATHS = [
  '/bin/',
  '/dev/',
  '/etc/',
  '/home/',
  '/lib/',
  '/proc/',
  '/root/',
  '/run/',
  '/srv/',
  '/sys/',
  '/tmp/',
  '/usr/bin/',
  '/usr/lib/',
  '/var/',
];

/** The container in which the scenarios were recorded. */
function containerFacts(hasWritableSys: boolean): Facts {
  return { ...DEFAULT_FACTS, container: 'systemd-nspawn', sysReadOnly: !hasWritableSys, paths: CONTAINER_PATHS };
}

const overrides = new URL('../data/worlds/', import.meta.url);
const recordedFolder = new URL('../oracle/scenarios/', import.meta.url);

/** A scenario with its units, and those of the base that every scenario can see. */
export interface ScenarioSource {
  readonly name: string;
  readonly text: string;
  readonly units: FileSystem;
  readonly base: FileSystem;
  /** The names of the files of both at the top. */
  readonly unitNames: readonly string[];
  readonly baseNames: readonly string[];
}

/** The world that the project's test data add to a recorded scenario. */
function withWorld(name: string, recorded: unknown): string {
  const override = new URL(`${name}.json`, overrides);
  const added: unknown = existsSync(override) ? JSON.parse(readFileSync(override, 'utf8')) : {};
  return JSON.stringify({ ...(recorded as object), ...(added as object) });
}

/** A scenario in a folder of scenarios. */
export function scenarioInFolder(directory: string, name: string): ScenarioSource {
  const own = join(directory, name);
  const base = join(directory, '_base');
  return {
    name,
    text: withWorld(name, JSON.parse(readFileSync(join(own, 'scenario.json'), 'utf8'))),
    units: nodeFileSystem(own),
    base: nodeFileSystem(base),
    unitNames: readdirSync(own),
    baseNames: readdirSync(base),
  };
}

interface RecordedFile {
  readonly base: Record<string, string>;
  readonly scenarios: Record<string, { readonly files: Record<string, MemoryFile>; readonly scenario: unknown }>;
}

/** The scenarios that were recorded for this project. */
export function ownScenarios(file: 'recorded.json' | 'random.json'): ScenarioSource[] {
  const { base, scenarios } = JSON.parse(readFileSync(new URL(file, recordedFolder), 'utf8')) as RecordedFile;
  const mounted = (files: Record<string, MemoryFile>): FileSystem =>
    memoryFileSystem(Object.entries(files).map(([path, file]): [string, MemoryFile] => [`/${path}`, file]));
  const top = (files: object): string[] => [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
  return Object.entries(scenarios).map(([name, { files, scenario }]) => ({
    name,
    text: withWorld(name, scenario),
    units: mounted(files),
    base: mounted(base),
    unitNames: top(files),
    baseNames: top(base),
  }));
}

/** What a run of a scenario came to, and what the recording says. */
export interface ScenarioRun {
  readonly run: Simulation;
  readonly recording: Recording;
  readonly recorded: RecordedScenario;
  readonly findings: readonly Finding[];
}

/** Runs a scenario. */
export function runScenario(source: ScenarioSource, choices: Choices = BY_NAME): ScenarioRun {
  const { name, text } = source;
  const fileSystem = overlayFileSystem([
    { at: '/etc/systemd/system', fileSystem: source.units },
    { at: '/usr/lib/systemd/system', fileSystem: source.base },
    { at: '/', fileSystem: memoryFileSystem([]) },
  ]);
  const findings: Finding[] = [];
  const sink = { add: (finding: Finding): void => void findings.push(finding) };
  const file = readScenario(text, `${name}/scenario.json`, sink);
  if (file === null) throw new Error(`${name} is no scenario`);
  const recorded = JSON.parse(text) as RecordedScenario;
  const facts = mergeFacts(file.facts ?? {}, 'facts', sink, containerFacts(file.hasWritableSys)) ?? DEFAULT_FACTS;
  const scenarioFindings = [...findings];
  findings.length = 0;
  const loader = loadUnitSet(
    fileSystem,
    { ...systemSearchPath(), directories: ['/etc/systemd/system', '/usr/lib/systemd/system'] },
    sink,
  );
  const { scenario } = file;
  const graph = buildGraph({ loader, facts, sink }, [scenario.mode === 'boot' ? scenario.target : IDLE_UNIT]);
  const takeLoadMessages = (): LogLine[] => findings.splice(0).flatMap((finding) => loadLogLine(finding) ?? []);
  const run = simulate({ graph, scenario, fileSystem, choices, takeLoadMessages });
  const shown = new Set([
    ...source.unitNames.filter((entry) => entry.match(UNIT)?.[0] === entry),
    ...(JSON.stringify(recorded.steps ?? []).match(UNIT) ?? []),
  ]);
  const hidden = hiddenUnits(source.baseNames, source.unitNames, recorded.keep_base ?? []);
  return { run, recording: recordingOf(run, { hidden, shown }), recorded, findings: scenarioFindings };
}

/** Replaces what changes from run to run, as the recorder does. */
export function normalized(value: unknown, rules: RecordedScenario['normalize'] = []): unknown {
  let text = JSON.stringify(value);
  for (const [pattern, replacement] of rules) text = text.replace(new RegExp(pattern, 'g'), replacement.replace(/\\(\d)/g, '$$$1'));
  return JSON.parse(text);
}

/** Holds a run against one claim of order: did the first job end before the second began? */
export function holdsOrder(run: Simulation, claim: readonly [string, string]): boolean {
  const span = (name: string): Simulation['jobs'][number] | undefined => {
    const [unit, type] = name.includes('/') ? name.split('/') : [name, 'start'];
    return run.jobs.find((job) => job.unit === unit && job.type === type);
  };
  const first = span(claim[0]);
  const second = span(claim[1]);
  if (first?.endSequence == null || second?.endSequence == null) return false;
  return first.endSequence < (second.runSequence ?? second.endSequence);
}

/** Were two jobs under way at the same time? */
export function overlaps(run: Simulation, claim: readonly [string, string]): boolean {
  const [a, b] = claim.map((name) =>
    run.jobs.find((job) => `${job.unit}/${job.type}` === (name.includes('/') ? name : `${name}/start`)),
  );
  if (!a || !b || a.endSequence === null || b.endSequence === null) return false;
  return (a.runSequence ?? a.endSequence) < b.endSequence && (b.runSequence ?? b.endSequence) < a.endSequence;
}

/** The keys in which a run differs from the recording, by the variant of the recording that fits best. */
export function differencesOf({ run, recording, recorded }: ScenarioRun): string[] {
  const observed = normalized(recording, recorded.normalize) as Record<string, unknown>;
  const variants = recorded.expected_any ?? [{}];
  const loose = new Set(recorded.loose ?? []);
  const comparable = (key: string, value: unknown): string =>
    JSON.stringify(loose.has(key) && Array.isArray(value) ? value.map((entry) => JSON.stringify(entry)).sort(compareBytes) : value);
  const differing = variants.map((variant) => {
    const expected: Record<string, unknown> = { ...recorded.expected, ...variant };
    const keys = ['jobs', 'later_jobs', 'results', 'log', 'states'].filter(
      (key) => comparable(key, sortKeys(expected[key])) !== comparable(key, sortKeys(observed[key])),
    );
    return keys;
  });
  const best = differing.reduce((least, keys) => (keys.length < least.length ? keys : least));
  const broken = (recorded.order ?? []).filter((claim) => !holdsOrder(run, claim)).map((claim) => `order ${claim.join(' < ')}`);
  const apart = (recorded.overlap ?? []).filter((claim) => !overlaps(run, claim)).map((claim) => `overlap ${claim.join(' = ')}`);
  return [...best, ...broken, ...apart];
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
