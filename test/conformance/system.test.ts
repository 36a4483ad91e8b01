import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { overlayFileSystem } from '../../src/host/overlay-file-system.js';
import { sharedCopy } from '../support/shared.js';
import { differences } from './random/answer.js';
import { POWER_OFF_AT, systemAnswerOfRuns, type SystemAnswer } from './system-answer.js';
import { simulateTree } from './system-tree.js';

const shared = sharedCopy();

describe.skipIf(shared === null)('A whole Debian 12 tree', () => {
  test.each(['multi-user', 'rescue'])('%s.target and power off: every job and state as recorded', (name) => {
    // The tree that was booted has no file systems to mount.
    const tree = overlayFileSystem([
      { at: '/', fileSystem: memoryFileSystem([['/etc/fstab', '# UNCONFIGURED FSTAB FOR BASE SYSTEM\n']]) },
      { at: '/', fileSystem: nodeFileSystem(join(shared ?? '', 'corpora/minimal')) },
    ]);
    const real = JSON.parse(readFileSync(new URL(`../oracle/boots-system/${name}.json`, import.meta.url), 'utf8')) as SystemAnswer;
    const target = `${name}.target`;
    const off = simulateTree(tree, { target, steps: [{ at: POWER_OFF_AT, run: 'systemctl --no-block poweroff' }], duration: 200 });
    const ours = systemAnswerOfRuns(simulateTree(tree, { target, steps: [], duration: POWER_OFF_AT }), off);
    expect(differences(real.boot, ours.boot)).toEqual([]);
    expect(ours.shutdown).toEqual(real.shutdown);
    expect(ours.poweredOff).toBe(real.poweredOff);
  });
});
