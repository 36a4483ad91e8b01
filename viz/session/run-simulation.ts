import {
  DEFAULT_WORLD,
  simulate,
  type FileSystem,
  type LoadedGraph,
  type ProgramRule,
  type Scenario,
  type Simulation,
} from '../../src/index.js';
import type { WhatIf } from '../protocol.js';

/** What a program takes that nothing is known about; said in the page. */
export const ASSUMED_MS = 100;

const FAILS: Omit<ProgramRule, 'unit'> = {
  setting: null,
  command: null,
  times: null,
  readyUsec: null,
  exit: { afterUsec: 0, status: 1, signal: null },
  onTerm: null,
  reads: null,
  children: [],
  effects: [],
};

/** The scenario that the page runs: the root is the default unit, what-ifs decide what programs do. */
export function scenarioOf(root: string, whatIfs: readonly WhatIf[]): Scenario {
  const programs = whatIfs.filter((w) => w.verb === 'fail').map((w): ProgramRule => ({ ...FAILS, unit: w.unit }));
  const durations: Record<string, number> = {};
  for (const w of whatIfs) if (w.verb === 'delay') durations[w.unit] = w.seconds * 1e6;
  return {
    target: root,
    mode: 'boot',
    jobMode: null,
    steps: [],
    durationUsec: 3600 * 1e6,
    world: { ...DEFAULT_WORLD, oneshotUsec: ASSUMED_MS * 1000, readyUsec: ASSUMED_MS * 1000, programs, durations },
  };
}

/** Runs it; null when the library gives up. */
export function runSimulation(graph: LoadedGraph, fileSystem: FileSystem, root: string, whatIfs: readonly WhatIf[]): Simulation {
  return simulate({ graph, scenario: scenarioOf(root, whatIfs), fileSystem });
}
