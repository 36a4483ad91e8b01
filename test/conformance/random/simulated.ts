import { USEC_PER_SEC } from '../../../src/base/usec.js';
import { findingList } from '../../../src/diagnostic/finding.js';
import { messageOf } from '../../../src/diagnostic/message.js';
import { buildGraph } from '../../../src/graph/build-graph.js';
import { memoryFileSystem, type MemoryFile } from '../../../src/host/memory-file-system.js';
import { DEFAULT_FACTS, type Facts } from '../../../src/load/facts.js';
import { explicitSearchPath } from '../../../src/load/search-path.js';
import { loadUnitSet } from '../../../src/load/unit-loader.js';
import { simulate } from '../../../src/simulate/index.js';
import { readScenario } from '../../../src/simulate/read-scenario.js';
import type { Simulation } from '../../../src/simulate/simulation.js';
import type { Choices } from '../../../src/transaction/choices.js';
import { requestsOf, type Answer } from './answer.js';
import { NO_PROGRAM, type RenderedSet, type UnitSet } from './unit-set.js';

/** The container that the oracle makes, as far as generated units can tell. */
function factsOf(hasDevices: boolean): Facts {
  return {
    ...DEFAULT_FACTS,
    container: 'other',
    sysReadOnly: !hasDevices,
    hostName: 'oracle',
    paths: ['/etc/passwd', '/run/', '/sys/'],
  };
}

/** How a set is run. */
export interface RunOptions {
  readonly stubs: Readonly<Record<string, string>>;
  readonly choices: Choices;
  /** Seconds from the request on. */
  readonly duration: number | null;
}

/** Boots a set in the simulator. */
export function runSet(set: UnitSet, rendered: RenderedSet, options: RunOptions): Simulation {
  const sink = findingList();
  const tree = memoryFileSystem([
    ...Object.entries(rendered.files).map(([name, text]): [string, MemoryFile] => [
      `/oracle/units0/${name}`,
      text === null ? { link: '/dev/null' } : text,
    ]),
    ...Object.entries(options.stubs).map(([name, text]): [string, MemoryFile] => [`/oracle/stubs/${name}`, text]),
  ]);
  const scenarioText = JSON.stringify({
    target: set.target,
    mode: 'boot',
    steps: rendered.steps,
    world: { programs: rendered.programs },
    duration: options.duration,
  });
  const file = readScenario(scenarioText, 'scenario.json', sink);
  if (file === null || sink.findings.length > 0) throw new Error(sink.findings.map(messageOf).join('\n'));
  const { scenario } = file;
  const loader = loadUnitSet(tree, explicitSearchPath('/oracle/units0:/oracle/stubs', 'system'), sink);
  const graph = buildGraph({ loader, facts: factsOf(set.hasDevices), sink }, [set.target]);
  // A device appears only where something says so.
  const programExists = (path: string): boolean => path !== NO_PROGRAM;
  const world = { ...scenario.world, devicesAppear: false, programExists };
  return simulate({ graph, scenario: { ...scenario, world }, fileSystem: tree, choices: options.choices });
}

/** A run in the form that is compared. */
export function answerOf(run: Simulation): Answer {
  const states = run.isHalted ? [] : run.states;
  return {
    gaveUp: run.isHalted,
    ...requestsOf(
      run.requests.map(({ unit, type, mode, installed }) => ({
        unit,
        type,
        mode,
        installed: installed.map((job) => `${job.unit}/${job.type}${job.merged ? ' (merged)' : ''}`),
      })),
    ),
    ended: run.ended.map(({ unit, type, result }) => `${unit}/${type} ${result ?? ''}`),
    states: Object.fromEntries(
      states.map(({ unit, loadState, activeState, subState, result }) => [
        unit,
        [loadState, activeState, subState, result].filter(Boolean).join(' '),
      ]),
    ),
    pending: states.flatMap(({ unit, job }) => (job === null ? [] : [`${unit}/${job.type}`])),
  };
}

/** Seconds from the request to the end of the start-up; null where that does not come. */
export function finishedAfter(run: Simulation): number | null {
  return run.startupFinishedAt === null ? null : (run.startupFinishedAt - run.requestedAt) / USEC_PER_SEC;
}
