import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { bootPlace } from './can-boot.js';
import { differences } from './random/answer.js';
import { outputOf, type BootRecord } from './random/real.js';
import { POWER_OFF_AT, systemAnswerOf, systemAnswerOfRuns } from './system-answer.js';
import { simulateTree } from './system-tree.js';

// A tree of the oracle's make-root.sh: this machine's own would be another thing on every machine.
const tree = process.env.WANTEDBY_BOOT_ROOT;
const place = tree === undefined ? null : bootPlace(tree);
const folder = new URL('../oracle/boots-system/', import.meta.url);

describe.skipIf(place === null)('The tree of make-root.sh (WANTEDBY_BOOT_ROOT)', () => {
  test.each(['multi-user', 'rescue'])('%s.target and power off: every job and state as the real manager has them', async (name) => {
    if (place === null) return;
    const target = `${name}.target`;
    const scratch = mkdtempSync(join(tmpdir(), 'wantedby-system-'));
    const raw = join(scratch, 'console');
    const argv = [join(place.oracle, 'boot.mjs'), '--root', place.root, '--base', 'system', '--unit', target];
    const record = JSON.parse(
      await outputOf([...argv, '--settle', '2', '--timeout', '100', '--shutdown', '--raw', raw]),
    ) as BootRecord;
    const real = systemAnswerOf(record, readFileSync(raw, 'utf8'));
    rmSync(scratch, { recursive: true, force: true });
    if (process.env.WANTEDBY_RECORD !== undefined)
      writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(real, null, 1)}\n`);
    const run = (steps: { at: number; run: string }[], duration: number) =>
      simulateTree(nodeFileSystem(place.root), { target, steps, duration });
    const off = run([{ at: POWER_OFF_AT, run: 'systemctl --no-block poweroff' }], 200);
    const ours = systemAnswerOfRuns(run([], POWER_OFF_AT), off);
    expect(differences(real.boot, ours.boot)).toEqual([]);
    expect(ours.shutdown).toEqual(real.shutdown);
    expect(ours.poweredOff).toBe(real.poweredOff);
  });
});
