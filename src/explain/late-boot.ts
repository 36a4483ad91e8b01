import { USEC_PER_SEC, type Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { FileSystem } from '../host/file-system.js';
import type { MeasuredBoot } from '../measure/measured-boot.js';
import { simulate } from '../simulate/index.js';
import type { Scenario } from '../simulate/scenario.js';
import type { Simulation } from '../simulate/simulation.js';
import { BY_NAME, type Choices } from '../transaction/choices.js';
import { editedGraph, type GraphEdits } from './late-change.js';
import { runOfSimulation } from './late-run.js';
import type { TryOut } from './late-savings.js';
import { scenarioOfBoot } from './late-scenario.js';
import type { BootRun } from './boot-run.js';
import { findReleasers } from './releasers.js';

/** Something that can be asked why, and tried with changes. */
export interface LateBoot {
  readonly run: BootRun;
  readonly tryOut: TryOut;
  /** The simulation that `run` is; null for a measured boot. */
  readonly simulation: Simulation | null;
}

/** What a boot is simulated with. */
export interface SimulatedInput {
  readonly graph: LoadedGraph;
  readonly fileSystem: FileSystem;
  readonly scenario: Scenario;
  readonly edits?: GraphEdits;
  readonly choices?: Choices;
}

function runWith(input: SimulatedInput, trial: Parameters<TryOut>[0]): Simulation {
  const { graph, scenario, fileSystem, edits = {}, choices = BY_NAME } = input;
  const facts = {
    ...edits.facts,
    ...(trial.devices ? { devices: { ...graph.facts.devices, ...edits.facts?.devices, ...trial.devices } } : {}),
  };
  const world = { ...scenario.world, programs: [...trial.programs, ...scenario.world.programs] };
  const changed = editedGraph(graph, { ...edits, ...trial.edits, facts });
  return simulate({ graph: changed, scenario: { ...scenario, world }, fileSystem, choices });
}

/** A simulated boot. */
export function simulatedBoot(input: SimulatedInput): LateBoot {
  const simulation = runWith(input, { edits: {}, programs: [] });
  return {
    simulation,
    run: runOfSimulation(simulation, input.choices),
    tryOut: (trial) => runOfSimulation(runWith(input, trial), input.choices),
  };
}

/**
 * A measured boot: its jobs by its stamps where it has them, else simulated with the times that it has. Changes are tried on a simulation with
 * its times.
 *
 * @returns null when the target cannot be started
 */
export function measuredBoot(graph: LoadedGraph, fileSystem: FileSystem, boot: MeasuredBoot, target: string): LateBoot | null {
  const hasTimes = [...boot.units.values()].some(
    ({ stamps, jobs }) => typeof stamps.inactiveExit === 'number' || jobs.some(({ finished }) => finished !== null),
  );
  const run = hasTimes ? findReleasers(graph, boot, target) : null;
  if (hasTimes && run === null) return null;
  const { scenario, edits } = scenarioOfBoot(graph, boot, target, run);
  const end = boot.manager.finish ?? null;
  const durationUsec: Usec = 2 * (end ?? 600 * USEC_PER_SEC);
  const simulated = simulatedBoot({
    graph,
    fileSystem,
    scenario: { ...scenario, durationUsec },
    edits,
    ...(run ? { choices: run.choices } : {}),
  });
  return run === null ? simulated : { run, tryOut: simulated.tryOut, simulation: null };
}

/**
 * The scenario in which the machine is booted and then goes down.
 *
 * @param boot what is booted; when it is done the shutdown is asked for
 */
export function shutdownScenario(input: SimulatedInput, target: string): Scenario {
  const { scenario } = input;
  const booted = runWith(input, { edits: {}, programs: [] });
  const atUsec = (booted.startupFinishedAt ?? booted.endedAt) - booted.requestedAt + USEC_PER_SEC;
  const command = `systemctl --no-block --job-mode=replace-irreversibly start ${target}`;
  return { ...scenario, steps: [...scenario.steps, { atUsec, command }], durationUsec: atUsec + 3600 * USEC_PER_SEC };
}
