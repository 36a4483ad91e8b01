import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { NO_SINK } from '../../src/diagnostic/finding.js';
import type { BootRun } from '../../src/explain/boot-run.js';
import { findReleasers } from '../../src/explain/releasers.js';
import { buildGraph, type LoadedGraph } from '../../src/graph/build-graph.js';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { overlayFileSystem } from '../../src/host/overlay-file-system.js';
import { DEFAULT_FACTS } from '../../src/load/facts.js';
import { openTree, type OpenTree } from '../../src/load/open-tree.js';
import { explicitSearchPath, systemSearchPath } from '../../src/load/search-path.js';
import type { MeasuredBoot } from '../../src/measure/measured-boot.js';
import { readBoot } from '../../src/measure/read-boot.js';

const project = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** One boot of `test/oracle/releasers/boots.json.gz`; see the README there. */
export interface RecordedBoot {
  readonly name: string;
  readonly unit: string;
  readonly unitPath: readonly string[];
  readonly base: string;
  readonly devices: boolean;
  readonly systemd: string;
  readonly outcome: string;
  readonly manager: { readonly finish?: number | null } | null;
  readonly units: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Unit, type, result, the unit whose job released it (null: none; absent: it never ran), the unit of its last "held back" line. */
  readonly jobs: readonly (readonly [string, string, string, string | null | undefined, string | null])[];
}

/** Every recorded boot. */
export function recordedBoots(file = 'boots.json.gz'): RecordedBoot[] {
  const text = gunzipSync(readFileSync(join(project, 'test/oracle/releasers', file))).toString('utf8');
  return (JSON.parse(text) as { boots: RecordedBoot[] }).boots;
}

/** The stamps of a recorded boot, without its jobs. */
export function stampsOf(boot: RecordedBoot): MeasuredBoot {
  const units = Object.fromEntries(Object.entries(boot.units).map(([name, unit]) => [name, { ...unit, jobs: [] }]));
  const document = { schema: 'oracle-boot/1', systemd: boot.systemd, manager: boot.manager, units };
  const measured = readBoot(Buffer.from(JSON.stringify(document)), boot.name);
  if (measured === null) throw new Error(`${boot.name} cannot be read`);
  return measured;
}

/** The tree of a recorded boot and its graph. */
export function treeOf(boot: RecordedBoot, shared: string): { tree: OpenTree; graph: LoadedGraph } {
  const facts = { ...DEFAULT_FACTS, container: 'container-other', sysReadOnly: !boot.devices };
  const directories = boot.unitPath.map((path) => join(/^(?:samples|test)\//.test(path) ? project : shared, path));
  const isTree = directories.length === 0;
  const fileSystem = isTree
    ? nodeFileSystem(join(shared, 'corpora/minimal'))
    : overlayFileSystem([
        ...directories.map((path) => ({ at: path, fileSystem: nodeFileSystem(path) })),
        { at: '/', fileSystem: memoryFileSystem({}) },
      ]);
  const searchPath = isTree ? systemSearchPath() : explicitSearchPath(directories.join(':'), systemSearchPath().scope);
  const tree = openTree({ fileSystem, searchPath, facts, generators: isTree ? 'emulate' : 'none', sink: NO_SINK });
  const graph = buildGraph({ loader: tree.loader, facts: tree.facts }, [boot.unit]);
  return { tree, graph };
}

/** The run that the stamps and the graph alone give. */
export function releasersOf(boot: RecordedBoot, shared: string): BootRun | null {
  const { graph } = treeOf(boot, shared);
  const measured = stampsOf(boot);
  return findReleasers(graph, measured, boot.unit);
}
