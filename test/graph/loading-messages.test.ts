import { expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { diskTree } from '../support/disk-tree.js';

/** What is said of a small folder of units, by code. */
async function said(files: Readonly<Record<string, string>>, code: string): Promise<string[]> {
  const { err } = await cli(['dump', 'z.target', '--unit-path', diskTree(files)]);
  return [...err.matchAll(/: (?:error|warning|notice): (.*) \[(.*)\]$/gm)]
    .filter((found) => found[2] === code)
    .map((found) => found[1] ?? '');
}

// The sentences of systemd 252 for the same files, asked with `systemd --test`; of fatal-value it says nothing.
test.each([
  [
    'trigger-add-failed',
    'a.timer',
    '[Timer]\nOnBootSec=1\nUnit=foo@.mount\n',
    'Failed to add trigger on foo@.mount, ignoring: Invalid argument',
  ],
  [
    'fatal-value',
    'a.service',
    '[Service]\nExecStart=/bin/true\nPIDFile=/a/../b\n',
    'a.service: the file is not read any further, and the unit is not loaded.',
  ],
])('%s', async (code, name, text, expected) => {
  expect(await said({ 'z.target': `[Unit]\nWants=${name}\n`, [name]: text }, code)).toEqual([expected]);
});

test('bus-name-known', async () => {
  const service = '[Service]\nType=dbus\nBusName=org.x\nExecStart=/bin/true\n';
  const files = { 'z.target': '[Unit]\nWants=a.service b.service\n', 'a.service': service, 'b.service': service };
  expect(await said(files, 'bus-name-known')).toEqual(['Failed to put bus name to hashmap: File exists']);
});
