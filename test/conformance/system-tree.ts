import { findingList } from '../../src/diagnostic/finding.js';
import { messageOf } from '../../src/diagnostic/message.js';
import { buildGraph } from '../../src/graph/build-graph.js';
import type { FileSystem } from '../../src/host/file-system.js';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { overlayFileSystem } from '../../src/host/overlay-file-system.js';
import { DEFAULT_FACTS, type Facts } from '../../src/load/facts.js';
import { openTree } from '../../src/load/open-tree.js';
import { systemSearchPath } from '../../src/load/search-path.js';
import { CAPABILITY_NAMES } from '../../src/simulate/condition-name-table.js';
import { simulate } from '../../src/simulate/index.js';
import { readScenario } from '../../src/simulate/read-scenario.js';
import type { Simulation } from '../../src/simulate/simulation.js';
import { BY_NAME } from '../../src/transaction/choices.js';

/** The container that the oracle makes of a tree. */
export const CONTAINER: Facts = {
  ...DEFAULT_FACTS,
  container: 'other',
  virtualization: 'none',
  sysReadOnly: true,
  hostName: 'oracle',
  machineId: '00000000000000000000000000000001',
  // The oracle turns the login prompt on its console off.
  environment: { SYSTEMD_GETTY_AUTO: '0' },
  security: ['audit'],
  paths: ['/proc/', '/sys/', '/dev/', '/run/', '/tmp/'],
};

/** What the oracle takes from the container. */
const TAKEN = new Set(
  'MKNOD SYS_MODULE SYS_RAWIO SYS_TIME SYSLOG SYS_TTY_CONFIG MAC_ADMIN MAC_OVERRIDE WAKE_ALARM BLOCK_SUSPEND'
    .split(' ')
    .map((name) => `CAP_${name}`),
);
const CAPABILITIES = new Set(CAPABILITY_NAMES.filter((name) => !TAKEN.has(name)));

/** What is booted. */
export interface TreeBoot {
  readonly target: string;
  readonly steps: readonly { readonly at: number; readonly run: string }[];
  /** Seconds. */
  readonly duration: number;
  readonly facts?: Partial<Facts>;
}

/** Boots a tree in the simulator. */
export function simulateTree(tree: FileSystem, boot: TreeBoot): Simulation {
  const sink = findingList();
  const facts = { ...CONTAINER, ...boot.facts };
  // What the container lays over the tree: its names, and empty folders where things are mounted.
  const fileSystem = overlayFileSystem([
    {
      at: '/',
      fileSystem: memoryFileSystem([
        ['/etc/machine-id', `${facts.machineId ?? ''}\n`],
        ['/etc/hostname', 'oracle\n'],
      ]),
      hides: new Set(['/run', '/tmp', '/var/tmp', '/proc', '/sys', '/dev']),
    },
    { at: '/', fileSystem: tree },
  ]);
  const { target, steps, duration } = boot;
  const file = readScenario(JSON.stringify({ target, mode: 'boot', steps, duration }), 'scenario.json', sink);
  if (file === null) throw new Error(sink.findings.map(messageOf).join('\n'));
  const opened = openTree({ fileSystem, searchPath: systemSearchPath(), facts, generators: 'emulate', sink });
  const graph = buildGraph({ loader: opened.loader, facts, sink }, [target]);
  return simulate({
    graph,
    scenario: file.scenario,
    fileSystem: opened.fileSystem,
    choices: BY_NAME,
    conditions: { capabilities: CAPABILITIES },
  });
}
