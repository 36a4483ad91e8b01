import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import {
  buildGraph,
  DEFAULT_FACTS,
  everyUnitName,
  findingList,
  memoryFileSystem,
  openTree,
  systemSearchPath,
  UnitFileCache,
  type FileSystem,
  type Layer,
} from '../../src/index.js';
import { sharedCopy } from '../support/shared.js';

/** All that loading a tree gives: settings with their places, dependencies with their reasons, findings. */
function everything(fileSystem: FileSystem, changes: Readonly<Record<string, string>>, cache?: UnitFileCache): unknown {
  const sink = findingList();
  const layers: Layer[] = [{ at: '/', fileSystem: memoryFileSystem(changes) }];
  const options = { fileSystem, searchPath: systemSearchPath(), facts: DEFAULT_FACTS, generators: 'none', layers, sink } as const;
  const tree = openTree(cache ? { ...options, cache } : options);
  const graph = buildGraph({ loader: tree.loader, facts: DEFAULT_FACTS, sink }, everyUnitName(tree));
  const units = [...graph.units.values()].map((unit) => ({
    names: unit.names,
    state: [unit.loadState, unit.loadError],
    settings: [...unit.settings.keys()].map((key) => [key, unit.settings.all(key)]),
    after: unit.dependencies('After').map(({ unit: { id }, origin, reasons }) => ({ id, origin, reasons })),
    requires: unit.dependencies('Requires').map(({ unit: { id }, origin, reasons }) => ({ id, origin, reasons })),
  }));
  return { units, findings: sink.findings };
}

/** The tree as it is, changed, as it is again: the second and third time most files are known. */
function expectSame(fileSystem: FileSystem, changes: Readonly<Record<string, string>>): void {
  const cache = new UnitFileCache();
  for (const changed of [{}, {}, changes, {}, changes])
    expect(everything(fileSystem, changed, cache)).toEqual(everything(fileSystem, changed));
}

describe('a file that was read before means the same again', () => {
  test('also in findings, specifiers, resets, drop-ins, and in what another unit of its template makes of it', () => {
    const tree = memoryFileSystem({
      '/etc/systemd/system/a.service':
        '[Unit]\nAfter=b@x.service bad..name\nNoSuchKey=1\n[Service]\nExecStart=/bin/a %n\nExecStart=/bin/b\n',
      '/etc/systemd/system/a.service.d/1.conf':
        '[Unit]\nAfter=c.service\nRequires=b@y.service\n[Service]\nExecStart=\nExecStart=/bin/c\n',
      '/etc/systemd/system/b@.service': '[Unit]\nAfter=d@.service\n[Service]\nType=nonsense\nExecStart=/bin/d\n',
      '/etc/systemd/system/c.service': '[Unit]\nDescription=%H\nAfter=d@%j.service\n[Service]\nExecStart=relative\n',
    });
    expectSame(tree, {
      '/etc/systemd/system/b@.service': '[Unit]\nAfter=c.service\n[Service]\nExecStart=/bin/e\n',
      '/etc/hostname': 'another\n',
    });
  });

  const copy = sharedCopy();
  for (const name of ['minimal', 'server', 'stress'])
    test.skipIf(copy === null || !existsSync(join(copy, 'corpora', name)))(`the tree ${name}`, () => {
      expectSame(nodeFileSystem(join(copy ?? '', 'corpora', name)), {
        '/etc/systemd/system/dbus.service.d/x.conf': '[Unit]\nAfter=cron.service\n[Service]\nType=%n\n',
      });
    });
});
