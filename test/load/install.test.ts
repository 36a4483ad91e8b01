import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import { messageOf } from '../../src/diagnostic/message.js';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import type { FileSystem } from '../../src/host/file-system.js';
import { disableLinks, enableLinks, maskLinks, presetLinks, withInstallChanges } from '../../src/load/install-links.js';
import { installContext, type InstallContext } from '../../src/load/install-unit.js';
import type { InstallChange, InstallResult } from '../../src/load/install-work.js';
import { readPresets } from '../../src/load/preset.js';
import { globalSearchPath, systemSearchPath } from '../../src/load/search-path.js';
import { listUnitFiles, unitFileState } from '../../src/load/unit-file-state.js';
import { askSystemctl, hasSystemd, withTree, type SystemctlAnswer } from '../support/systemctl.js';
import { INSTALL_CASES } from './install-cases.js';

// SYSTEMCTL_SKIP_SYSV=1 systemctl --root=TREE --no-legend COMMAND, systemd 252.39-1~deb12u2. WANTEDBY_RECORD=1 writes it anew.
const RECORD = new URL('../oracle/install/install.json', import.meta.url);
type Record_ = Record<string, Record<string, SystemctlAnswer>>;

function ask(name: string): Record<string, SystemctlAnswer> {
  const found = INSTALL_CASES[name];
  if (!found) return {};
  return withTree(found.files, (root) =>
    Object.fromEntries(found.commands.map((command) => [command, askSystemctl(root, command.split(' '))])),
  );
}

if (hasSystemd && process.env.WANTEDBY_RECORD === '1') {
  const all = Object.fromEntries(Object.keys(INSTALL_CASES).map((name) => [name, ask(name)]));
  writeFileSync(RECORD, `${JSON.stringify(all, null, 1)}\n`);
}
const record = JSON.parse(readFileSync(RECORD, 'utf8')) as Record_;

const tell = (change: InstallChange): string => {
  if (change.kind === 'made') return `Created symlink ${change.path} \u2192 ${change.target}.`;
  return change.kind === 'removed' ? `Removed "${change.path}".` : messageOf(change.finding);
};

function linksBelow(fileSystem: FileSystem, directory: string): string[] {
  return (fileSystem.list(directory) ?? []).flatMap(({ name, kind }) => {
    const path = `${directory}/${name}`;
    if (kind === 'symlink') return [`${path} -> ${fileSystem.readLink(path) ?? ''}`];
    return kind === 'directory' ? linksBelow(fileSystem, path) : [];
  });
}

const columns = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).join(' '));

function operate(context: InstallContext, verb: string, names: readonly string[], force: boolean): InstallResult {
  if (verb === 'enable') return enableLinks(context, names, { force });
  if (verb === 'disable') return disableLinks(context, names);
  if (verb === 'mask') return maskLinks(context, names);
  return presetLinks(context, verb === 'preset-all' ? null : names);
}

describe.each(Object.entries(INSTALL_CASES))('%s', (name, { files, commands }) => {
  const answers = record[name] ?? {};

  test.each(commands)('%s', (command) => {
    const answer = answers[command];
    if (!answer) throw new Error('not recorded');
    const fileSystem = memoryFileSystem(files);
    const words = command.split(' ').filter((word) => !word.startsWith('--'));
    const context = installContext(fileSystem, command.startsWith('--global') ? globalSearchPath() : systemSearchPath());
    const [verb = '', ...names] = words;
    if (verb === 'list-unit-files') {
      const lines = listUnitFiles(context, readPresets(context)).map((file) => `${file.name} ${file.state} ${file.preset ?? '-'}`);
      expect(lines).toEqual(columns(answer.stdout));
    } else if (verb === 'is-enabled') {
      const state = unitFileState(context, names[0] ?? '');
      expect(typeof state === 'string' ? state : '').toBe(answer.stdout.trim());
    } else {
      const result = operate(context, verb, names, command.includes('--force'));
      const after = withInstallChanges(fileSystem, result.changes);
      expect(linksBelow(after, '/etc/systemd').sort(compareBytes)).toEqual(answer.links);
      // Removing and preset-all go by the order of directory entries, which is chance.
      const isOrdered = verb !== 'disable' && verb !== 'preset-all';
      const told = result.changes.map(tell);
      expect(isOrdered ? told : [...new Set(told)].sort(compareBytes)).toEqual(
        isOrdered ? answer.messages : [...new Set(answer.messages)].sort(compareBytes),
      );
      if (verb === 'enable') expect(result.hasFailed).toBe(answer.status !== 0);
    }
  });

  test.skipIf(!hasSystemd)('the record is what systemctl answers here', { timeout: 60_000 }, () => {
    const unordered = (answer: SystemctlAnswer): SystemctlAnswer => ({
      ...answer,
      messages: [...new Set(answer.messages)].sort(compareBytes),
    });
    const sorted = (all: Record<string, SystemctlAnswer>): unknown =>
      Object.fromEntries(Object.entries(all).map(([command, answer]) => [command, unordered(answer)]));
    expect(sorted(ask(name))).toEqual(sorted(answers));
  });
});
