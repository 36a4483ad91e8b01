import { buildGraph } from '../../src/graph/build-graph.js';
import { memoryFileSystem, type MemoryFile } from '../../src/host/memory-file-system.js';
import { systemSearchPath } from '../../src/load/search-path.js';
import { loadUnitSet } from '../../src/load/unit-loader.js';
import { simulate, type SimulationInput } from '../../src/simulate/index.js';
import type { Scenario } from '../../src/simulate/scenario.js';
import type { Simulation } from '../../src/simulate/simulation.js';
import { DEFAULT_WORLD } from '../../src/simulate/world.js';

/** The input of a boot into `test.target` of units given as text, with other files of the tree; the standard targets are empty. */
export function bootOf(
  units: Readonly<Record<string, string>>,
  scenario: Partial<Scenario> = {},
  tree: Readonly<Record<string, MemoryFile>> = {},
): SimulationInput {
  const standard = ['sysinit', 'basic', 'shutdown', 'timers', 'sockets', 'paths', 'rescue'].map((name) => `${name}.target`);
  const files = [
    ...standard.map((name): [string, string] => [name, '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\n']),
    ...Object.entries(units),
  ].map(([name, text]): [string, string] => [name.startsWith('/') ? name : `/etc/systemd/system/${name}`, text]);
  const fileSystem = memoryFileSystem({ ...Object.fromEntries(files), ...tree });
  const loader = loadUnitSet(fileSystem, { ...systemSearchPath(), directories: ['/etc/systemd/system'] });
  const base: Scenario = {
    target: 'test.target',
    mode: 'boot',
    jobMode: null,
    steps: [],
    world: DEFAULT_WORLD,
    durationUsec: 120e6,
  };
  return { graph: buildGraph({ loader }, ['test.target']), fileSystem, scenario: { ...base, ...scenario } };
}

/** Runs it. */
export function boot(
  units: Readonly<Record<string, string>>,
  scenario: Partial<Scenario> = {},
  tree: Readonly<Record<string, MemoryFile>> = {},
): Simulation {
  return simulate(bootOf(units, scenario, tree));
}
