import { expect, test } from 'vitest';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { overlayFileSystem } from '../../src/host/overlay-file-system.js';
import { findingList } from '../../src/diagnostic/finding.js';
import { openTree } from '../../src/load/open-tree.js';
import { DEFAULT_FACTS } from '../../src/load/facts.js';
import { systemSearchPath } from '../../src/load/search-path.js';

const whole = memoryFileSystem({
  '/etc/systemd/system/a.service': '[Service]\nExecStart=/bin/true\n',
  '/usr/lib/systemd/system/z.target': '[Unit]\n',
});
/** As a user sees it who may not read the directory of the administrator. */
const disk = { ...whole, list: (path: string) => (path === '/etc/systemd/system' ? null : whole.list(path)) };

test('a directory that a layer has and may not list cannot be listed, whatever other layers have there', () => {
  const more = { at: '/', fileSystem: memoryFileSystem({ '/etc/systemd/system/b.service': '' }) };
  const both = overlayFileSystem([more, { at: '/', fileSystem: disk }]);
  expect(both.list('/etc/systemd/system')).toBeNull();
  expect(overlayFileSystem([{ at: '/', fileSystem: disk }]).list('/etc/systemd/system')).toBeNull();
  expect(both.list('/usr/lib/systemd/system')).toHaveLength(1);
});

test('it is told', () => {
  const sink = findingList();
  openTree({ fileSystem: disk, searchPath: systemSearchPath(), facts: DEFAULT_FACTS, generators: null, sink });
  expect(sink.findings.map(({ code, at }) => [code, at?.path])).toEqual([['unreadable-directory', '/etc/systemd/system']]);
});
