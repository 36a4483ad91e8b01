import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import { messageOf } from '../../src/diagnostic/message.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { enableLinks, installOverlay, presetLinks, unitFileNames } from '../../src/load/install-links.js';
import { installContext } from '../../src/load/install-unit.js';
import type { InstallChange } from '../../src/load/install-work.js';
import { readPresets } from '../../src/load/preset.js';
import { globalSearchPath, systemSearchPath } from '../../src/load/search-path.js';
import { listUnitFiles } from '../../src/load/unit-file-state.js';
import { sharedCopy } from '../support/shared.js';
import { hasSystemd, runSystemctl } from '../support/systemctl.js';

const shared = sharedCopy();
const SCOPES = [
  ['system', systemSearchPath()],
  ['user', globalSearchPath()],
] as const;

describe.skipIf(shared === null).each(['minimal', 'server'])('trees of real systems: %s', (name) => {
  const tree = `${shared ?? ''}/corpora/${name}`;
  const expected = (file: string): string => readFileSync(`${shared ?? ''}/corpora/expected/${name}/${file}`, 'utf8').trim();

  test.each(SCOPES)('states and presets are those of list-unit-files, %s', (scope, searchPath) => {
    const context = installContext(nodeFileSystem(tree), searchPath);
    const lines = listUnitFiles(context, readPresets(context)).map((file) => `${file.name} ${file.state} ${file.preset ?? '-'}`);
    const recorded = expected(`list-unit-files.${scope}.txt`).split('\n');
    expect(lines).toEqual(recorded.map((line) => line.trim().split(/\s+/).join(' ')));
  });

  // The record is of both scopes, one after the other.
  test('preset-all makes and removes the same links', () => {
    const fileSystem = nodeFileSystem(tree);
    const lines = SCOPES.flatMap(([, searchPath]) => {
      const { links, removed } = installOverlay(presetLinks(installContext(fileSystem, searchPath), null).changes);
      const gone = [...removed].map((path) => `-${path.slice(1)} -> ${fileSystem.readLink(path) ?? ''}`);
      return [...[...links].map(([path, target]) => `+${path.slice(1)} -> ${target}`), ...gone];
    });
    expect(lines.sort(compareBytes)).toEqual(expected('preset-all.diff').split('\n').sort(compareBytes));
  });
});

describe.skipIf(shared === null || !hasSystemd)('every unit file of a server, enabled by systemctl', () => {
  let tree = '';
  const clear = (): void => {
    rmSync(`${tree}/etc/systemd/system`, { recursive: true, force: true });
    mkdirSync(`${tree}/etc/systemd/system`);
  };

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'wantedby-server-'));
    for (const part of ['usr/lib/systemd', 'etc/systemd', 'lib']) {
      const options = { recursive: true, verbatimSymlinks: true };
      cpSync(`${shared ?? ''}/corpora/server/${part}`, `${tree}/${part}`, options);
    }
    clear();
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test('the links and the messages are the same', { timeout: 300_000 }, () => {
    const tell = (change: InstallChange): string => {
      if (change.kind === 'made') return `Created symlink ${change.path} \u2192 ${change.target}.`;
      return change.kind === 'removed' ? `Removed "${change.path}".` : messageOf(change.finding);
    };
    const context = installContext(nodeFileSystem(tree), systemSearchPath());
    const names = unitFileNames(context);
    expect(names.length).toBeGreaterThan(500);
    for (const name of names) {
      const ours = enableLinks(context, [name]).changes.map(tell);
      const { messages } = runSystemctl(tree, ['enable', name]);
      clear();
      expect({ name, messages: ours }).toEqual({ name, messages });
    }
  });
});
