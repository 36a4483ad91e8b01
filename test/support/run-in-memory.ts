import {
  bootMode, buildGraph, DEFAULT_FACTS, DEFAULT_WORLD, findingList, idleState, memoryFileSystem, openTree, outcomes, perfettoTrace, plainStyle,
  readScenario, replay, seeded, simulate, simulationJson, simulationText, systemdLog, systemSearchPath, type MemoryFile, type Simulation,
} from '../../src/index.js'; // prettier-ignore

/** A tree as values, so that it can be handed to another program. */
export type TreeFiles = readonly (readonly [string, MemoryFile])[];

/**
 * Boots a tree and returns all that is written of it: every form of output, for each outcome of the first transaction and some seeds.
 * It takes nothing from the machine, so it can run anywhere.
 */
export function runInMemory(files: TreeFiles, scenarioText: string | null, seeds: readonly number[]): string {
  const sink = findingList();
  const fileSystem = memoryFileSystem(files);
  const tree = openTree({ fileSystem, searchPath: systemSearchPath(), facts: DEFAULT_FACTS, generators: null, sink });
  const graph = buildGraph({ loader: tree.loader, facts: tree.facts, sink }, []);
  const read = scenarioText === null ? null : readScenario(scenarioText, 'scenario.json', sink);
  const scenario = read?.scenario ?? {
    target: 'multi-user.target',
    mode: 'boot' as const,
    jobMode: null,
    steps: [],
    world: DEFAULT_WORLD,
    durationUsec: 300_000_000,
  };
  const unit = graph.load(scenario.target);
  if (!unit) throw new Error(`${scenario.target} is no unit name`);
  const input = { graph, scenario, fileSystem: tree.fileSystem };
  const runs: Simulation[] = [simulate(input)];
  for (const { script } of outcomes(graph, idleState(graph), { unit, type: 'start', mode: bootMode(unit) }).outcomes)
    if (script !== null) runs.push(simulate({ ...input, choices: replay(script) }));
  for (const seed of seeds) runs.push(simulate({ ...input, choices: seeded(seed) }));
  return JSON.stringify({
    document: simulationJson(runs),
    texts: runs.map((run) => [simulationText(run, plainStyle()), systemdLog(run), perfettoTrace(run)]),
    findings: sink.findings,
  });
}
