import {
  DEFAULT_WORLD,
  simulate,
  type FileSystem,
  type LoadedGraph,
  type ProgramRule,
  type Scenario,
  type Simulation,
  type SimulationInput,
} from '../../src/index.js';
import type { WhatIf } from '../protocol.js';

/** What a program takes that nothing is known about; said in the page. */
export const ASSUMED_MS = 100;

/** How long a run goes on, as those of the commands do without a scenario: a little less than five minutes, since timers are set to round times. */
const RUN_USEC = 299 * 1e6;
/** A scenario that sets no end may hold programs that take their time. */
const SCENARIO_RUN_USEC = 3600 * 1e6;

/** What the option --fail of the command changes: the program itself fails, not what runs before or after it. */
const MAIN_SETTINGS: readonly string[] = ['ExecStart', 'ExecMount', 'ExecActivate'];
const FAILS: Omit<ProgramRule, 'unit' | 'setting'> = {
  command: null,
  times: null,
  readyUsec: null,
  exit: { afterUsec: 0, status: 1, signal: null },
  onTerm: null,
  reads: null,
  children: [],
  effects: [],
};

/**
 * The scenario that the page runs: the root is the default unit, what-ifs decide what programs do, then the scenario that was given.
 *
 * @param given null: of programs nothing is known
 */
export function scenarioOf(root: string, whatIfs: readonly WhatIf[], given: Scenario | null = null): Scenario {
  const fails = whatIfs
    .filter((w) => w.verb === 'fail')
    .flatMap(({ unit }) => MAIN_SETTINGS.map((setting): ProgramRule => ({ ...FAILS, unit, setting })));
  const durations: Record<string, number> = { ...given?.world.durations };
  let delayedUsec = 0;
  for (const w of whatIfs) {
    if (w.verb !== 'delay') continue;
    durations[w.unit] = w.seconds * 1e6;
    delayedUsec += w.seconds * 1e6;
  }
  const assumed = { ...DEFAULT_WORLD, oneshotUsec: ASSUMED_MS * 1000, readyUsec: ASSUMED_MS * 1000 };
  const world = given?.world ?? assumed;
  // A unit that is slowed down does not follow its rule any more.
  const programs = world.programs.filter(
    ({ unit }) => unit === null || !whatIfs.some((w) => w.verb === 'delay' && w.unit === unit),
  );
  return {
    target: root,
    mode: 'boot',
    jobMode: null,
    steps: given?.steps ?? [],
    durationUsec: given ? (given.durationUsec ?? SCENARIO_RUN_USEC) : RUN_USEC + delayedUsec,
    world: { ...world, programs: [...fails, ...programs], durations },
  };
}

/** What a run needs. */
export function simulationInput(
  graph: LoadedGraph,
  fileSystem: FileSystem,
  root: string,
  whatIfs: readonly WhatIf[],
  given: Scenario | null,
): SimulationInput {
  const scenario = scenarioOf(root, whatIfs, given);
  // Programs exist or not where the tree has any at all.
  const hasPrograms = ['/bin', '/usr/bin'].some((path) => (fileSystem.list(path)?.length ?? 0) > 0);
  const world = hasPrograms
    ? { ...scenario.world, programExists: (path: string) => fileSystem.status(path) !== null }
    : scenario.world;
  return { graph, scenario: { ...scenario, world }, fileSystem };
}

/** Runs it. */
export function runSimulation(
  graph: LoadedGraph,
  fileSystem: FileSystem,
  root: string,
  whatIfs: readonly WhatIf[],
  given: Scenario | null = null,
): Simulation {
  return simulate(simulationInput(graph, fileSystem, root, whatIfs, given));
}
