import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../../src/host/node-file-system.js';
import { sharedCopy } from '../../support/shared.js';
import { CASES } from './cases.js';
import { randomDesktopEntry } from './desktop-grammar.js';
import { FSTAB_LINKS, randomFstab } from './fstab-grammar.js';
import {
  hasRealGenerators,
  runOurs,
  runReal,
  withoutChance,
  type CaseFile,
  type GeneratorCase,
  type Output,
} from './real-generators.js';
import { randomScripts } from './sysv-grammar.js';
import { randomTables } from './table-grammar.js';

const links = Object.fromEntries(
  Object.entries(FSTAB_LINKS).map(([path, link]): [string, CaseFile] => [path, link === null ? '' : { link }]),
);
const checkers: Record<string, CaseFile> = {
  '/usr/sbin/fsck': { program: '' },
  '/usr/sbin/fsck.ext4': { program: '' },
  '/usr/sbin/fsck.xfs': { program: '' },
};

const recordPath = join(dirname(fileURLToPath(import.meta.url)), '../../oracle/generators/recorded.json');
const recorded = JSON.parse(readFileSync(recordPath, 'utf8')) as { version: string; cases: Record<string, { output: Output }> };

function installedVersion(): string {
  return execFileSync('systemctl', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '';
}

function expectSame(cases: readonly GeneratorCase[], ours: (one: GeneratorCase) => Output): void {
  const real = runReal(cases);
  for (const [i, one] of cases.entries()) {
    expect({ name: one.name, ...withoutChance(ours(one)) }).toEqual({ name: one.name, ...withoutChance(real[i]?.output ?? {}) });
  }
}

describe.skipIf(!hasRealGenerators())('our generators and the real ones of this machine write the same', () => {
  // A stable update may change what a generator writes, so a record says nothing of another version.
  const isOtherVersion = process.env.WANTEDBY_RECORD === undefined && recorded.version !== installedVersion();
  const whose = isOtherVersion ? `that of ${recorded.version}, where here is ${installedVersion()}` : 'still what they write';
  test.skipIf(isOtherVersion)(`for every recorded case, whose record is ${whose}`, () => {
    const real = runReal(CASES);
    if (process.env.WANTEDBY_RECORD !== undefined) {
      const record = {
        command: 'real-generators.sh CASES, as root (WANTEDBY_RECORD=1 makes this file)',
        version: installedVersion(),
        cases: Object.fromEntries(CASES.map((one, i) => [one.name, real[i]])),
      };
      writeFileSync(recordPath, `${JSON.stringify(record, null, 1)}\n`);
      return;
    }
    for (const [i, one] of CASES.entries()) {
      expect(withoutChance(real[i]?.output ?? {})).toEqual(withoutChance(recorded.cases[one.name]?.output ?? {}));
    }
  });

  test('for random tables of 500 lines, in a system, a container and the initrd', () => {
    const cases = Array.from({ length: 8 }, (_, seed): GeneratorCase => {
      const only = ['systemd-fstab-generator'];
      const files: Record<string, CaseFile> = {
        ...links,
        ...checkers,
        '/etc/fstab': randomFstab(seed, 500, { uniquePoints: seed % 2 === 0 }),
      };
      if (seed % 4 !== 3)
        return { name: `seed ${String(seed)}`, only, files, facts: seed % 4 === 2 ? { container: 'lxc', sysReadOnly: true } : {} };
      files['/sysroot/etc/fstab'] = randomFstab(seed + 1000, 500, { uniquePoints: true });
      for (const [path, file] of Object.entries(links)) files[`/sysroot${path}`] = file;
      return { name: `seed ${String(seed)}`, only, files, facts: { initrd: true } };
    });
    expectSame(cases, (one) => runOurs(one).output);
  });

  test('for random device tables, init scripts and kernel command lines', () => {
    const cases = Array.from({ length: 30 }, (_, seed): GeneratorCase => {
      const { kernelCommandLine, ...tables } = randomTables(seed);
      const files: Record<string, CaseFile> = {};
      for (const [name, text] of Object.entries(tables)) files[`/etc/${name}`] = text;
      for (const [path, file] of randomScripts(seed))
        files[path] = 'link' in file ? file : file.executable ? { program: file.text } : file.text;
      return { name: `seed ${String(seed)}`, files, facts: { kernelCommandLine, initrd: seed % 3 === 0 } };
    });
    expectSame(cases, (one) => runOurs(one).output);
  });

  test('for random desktop entries', () => {
    const cases = Array.from({ length: 8 }, (_, seed): GeneratorCase => {
      const files: Record<string, CaseFile> = {
        '/usr/local/bin/sh': { program: '' },
        '/usr/local/bin/kde-systemd-start-condition': { program: '' },
      };
      for (let i = 0; i < 100; i++) files[`/etc/xdg/autostart/e${String(i)}.desktop`] = randomDesktopEntry(seed * 100 + i);
      return { name: `seed ${String(seed)}`, files, home: '/home/u' };
    });
    expectSame(cases, (one) => runOurs(one).output);
  });

  test.skipIf(sharedCopy() === null)('for the recorded systems', () => {
    const corpora = join(sharedCopy() ?? '', 'corpora');
    const trees = readdirSync(corpora, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && ['minimal', 'server', 'stress'].includes(entry.name),
    );
    const cases = trees.map(({ name }): GeneratorCase => ({ name, tree: join(corpora, name) }));
    expect(cases.length).toBeGreaterThan(0);
    expectSame(cases, (one) => runOurs(one, nodeFileSystem(one.tree)).output);
  });

  test.skipIf(sharedCopy() === null)('for the fixture of the specification', () => {
    const text = readFileSync(join(sharedCopy() ?? '', 'spec/deps-fixtures/fixtures/fstab/etc-fstab'), 'utf8');
    expectSame([{ name: 'fixture', files: { ...checkers, '/etc/fstab': text } }], (one) => runOurs(one).output);
  });
});
