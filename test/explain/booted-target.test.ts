import { expect, test } from 'vitest';
import { bootedInto } from '../../src/explain/booted-target.js';
import { buildGraph, type LoadedGraph } from '../../src/graph/build-graph.js';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { NO_SINK } from '../../src/diagnostic/finding.js';
import { DEFAULT_FACTS } from '../../src/load/facts.js';
import { openTree } from '../../src/load/open-tree.js';
import { explicitSearchPath, systemSearchPath } from '../../src/load/search-path.js';
import type { MeasuredBoot } from '../../src/measure/measured-boot.js';
import { BOOTS, read, readRecorded } from '../measure/recorded.js';

function graphOf(units: Readonly<Record<string, string>>, names: readonly string[]): LoadedGraph {
  const files = Object.fromEntries(Object.entries(units).map(([name, text]) => [`/units/${name}`, text]));
  const fileSystem = memoryFileSystem(files);
  const searchPath = explicitSearchPath('/units', systemSearchPath().scope);
  const tree = openTree({ fileSystem, searchPath, facts: DEFAULT_FACTS, generators: 'none', sink: NO_SINK });
  return buildGraph({ loader: tree.loader, facts: tree.facts }, names);
}

/** The record of units that were started one after the other. */
function record(...names: string[]): MeasuredBoot {
  const text = names.map((name, i) => `Id=${name}\nInactiveExitTimestampMonotonic=${String(i + 1)}\n`).join('\n');
  const { boot } = read(text);
  if (boot === null) throw new Error('not readable');
  return boot;
}

const UNITS = {
  'default.target': '[Unit]\nAllowIsolate=yes\nWants=multi-user.target\n',
  'multi-user.target': '[Unit]\nAllowIsolate=yes\nWants=a.service\n',
  'rescue.target': '[Unit]\nAllowIsolate=yes\nWants=a.service\n',
  'a.service': '[Service]\nExecStart=/bin/a\n',
};
const NAMES = Object.keys(UNITS);

test('a journal and boot.mjs tell themselves', () => {
  for (const name of BOOTS.filter((boot) => boot !== 'debian12-long'))
    for (const file of ['journal.json', 'journal.export', 'boot.json'])
      expect([name, file, readRecorded(name, file).target]).toEqual([name, file, 'measure.target']);
});

test('the default target it is where the record shows it started', () => {
  expect(bootedInto(graphOf(UNITS, NAMES), record('default.target', 'multi-user.target', 'a.service'))).toBe('default.target');
});

test('else the one target that may be isolated and that nothing else pulled in', () => {
  const graph = graphOf(UNITS, NAMES);
  expect(bootedInto(graph, record('multi-user.target', 'a.service'))).toBe('multi-user.target');
  expect(bootedInto(graph, record('rescue.target', 'a.service'))).toBe('rescue.target');
});

test('of two such targets the record does not tell', () => {
  expect(bootedInto(graphOf(UNITS, NAMES), record('multi-user.target', 'rescue.target', 'a.service'))).toBeNull();
});
