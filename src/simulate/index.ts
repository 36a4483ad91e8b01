import { USEC_PER_SEC, type Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { FileSystem } from '../host/file-system.js';
import { BY_NAME, type Choices } from '../transaction/choices.js';
import type { LogLine } from '../transaction/transaction-result.js';
import { coldplug, queueDefaultUnit } from './boot.js';
import type { ConditionWorld } from './condition-world.js';
import { EVENT_PRIORITY } from './event-queue.js';
import { Machine } from './machine.js';
import { runStep } from './run-step.js';
import { IDLE_UNIT, type Scenario } from './scenario.js';
import { describeRun, type Simulation } from './simulation.js';
import { WorldState } from './world-state.js';

/** How long a run goes on that no duration ends: a timer may elapse for ever. */
const DURATION_MAX_USEC: Usec = 24 * 3600 * USEC_PER_SEC;
/** How many jobs may end in a run with a duration, and how many more than those of the request in one without: some circles take time. */
const ENDED_MAX = 300_000;
const ENDED_MAX_WITHOUT_DURATION = 10_000;
/** How long the manager may take to become idle. */
const START_LIMIT_USEC: Usec = 3600 * USEC_PER_SEC;

/** What a run is made of. */
export interface SimulationInput {
  /**
   * The graph of the unit that is started (of `idle.target` for mode `start`). It grows when the run loads more; the same graph can
   * be used for many runs.
   */
  readonly graph: LoadedGraph;
  readonly scenario: Scenario;
  /** The tree that conditions look at. */
  readonly fileSystem: FileSystem;
  /** How the manager happens to walk its tables; by name when it is left out. */
  readonly choices?: Choices;
  /** Takes the messages that loading left since the last call, for the log. */
  readonly takeLoadMessages?: () => readonly LogLine[];
  /** Besides the facts of the graph. */
  readonly conditions?: Partial<ConditionWorld>;
}

/**
 * Runs a scenario in virtual time.
 *
 * @returns everything that happened; times are microseconds from the request on
 * @systemd src/core/manager.c manager_loop
 */
export function simulate(input: SimulationInput): Simulation {
  const { graph, scenario, fileSystem } = input;
  const { world } = scenario;
  const conditions = { ...input.conditions, fileSystem, facts: graph.facts, isUser: graph.isUser };
  const machine = new Machine({
    graph,
    world,
    worldState: new WorldState(conditions, world.realtimeUsec),
    choices: input.choices ?? BY_NAME,
    takeLoadMessages: input.takeLoadMessages ?? (() => []),
  });
  plugDevices(machine, scenario);
  const target = begin(machine, scenario);
  const seen = { unknown: [] as string[] };
  if (!machine.isHalted) {
    scheduleSteps(machine, scenario, seen);
    const { durationUsec } = scenario;
    if (durationUsec !== null) machine.run(machine.requestedAt + durationUsec, ENDED_MAX);
    else {
      machine.run(machine.requestedAt + DURATION_MAX_USEC, [...machine.jobs()].length + ENDED_MAX_WITHOUT_DURATION);
      machine.isCutOff ||= machine.isStopped;
    }
  }
  return describeRun(machine, target, seen.unknown);
}

/** Devices that are there from the start, or appear after some time. */
function plugDevices(machine: Machine, scenario: Scenario): void {
  const { devices } = machine.world.conditions.facts;
  for (const [unit, seconds] of Object.entries(devices)) {
    if (seconds === null) continue;
    machine.at(seconds * USEC_PER_SEC, EVENT_PRIORITY.world, () => machine.happen({ kind: 'device', unit, is: 'plugged' }));
  }
  if (!scenario.world.devicesAppear) return;
  machine.at(0, EVENT_PRIORITY.world, () => {
    for (const { unit } of machine.ofType('device')) {
      if (!Object.hasOwn(devices, unit.id)) machine.happen({ kind: 'device', unit: unit.id, is: 'plugged' });
    }
  });
}

/** Makes the request of the scenario. Returns the unit that is started, or null. */
function begin(machine: Machine, scenario: Scenario): string | null {
  if (scenario.mode === 'boot') {
    machine.markRequest();
    coldplug(machine);
    return queueDefaultUnit(machine, scenario.target)?.unit.id ?? null;
  }
  coldplug(machine);
  if (queueDefaultUnit(machine, IDLE_UNIT) === null) return null;
  machine.runUntilQuiet(START_LIMIT_USEC);
  machine.markRequest();
  const mode = scenario.jobMode === null ? '' : `--job-mode=${scenario.jobMode} `;
  runStep(machine, `systemctl --no-block ${mode}start ${scenario.target}`, () => undefined);
  return machine.find(scenario.target)?.unit.id ?? scenario.target;
}

/** Steps follow each other: one that waits for its jobs holds up the next. */
function scheduleSteps(machine: Machine, scenario: Scenario, seen: { unknown: string[] }): void {
  const { steps } = scenario;
  const next = (i: number): void => {
    const step = steps[i];
    if (step === undefined) return;
    machine.at(machine.requestedAt + step.atUsec, EVENT_PRIORITY.world, () => {
      if ('event' in step) {
        machine.happen(step.event);
        next(i + 1);
      } else if (!runStep(machine, step.command, () => next(i + 1))) seen.unknown.push(step.command);
    });
  };
  next(0);
}
