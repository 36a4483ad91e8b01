import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sampleNames, treeDigest } from './oracle/samples/record.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const samples = join(root, 'samples');
const records = join(root, 'test/oracle/samples');

/** What a unit-file tutorial teaches; conditions and Type= values have tests of their own. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Unit: 'Description Documentation Requires Requisite Wants BindsTo PartOf Upholds Before After Conflicts OnFailure OnSuccess',
  Install: 'WantedBy RequiredBy Alias Also DefaultInstance',
  Service:
    'Type ExecCondition ExecStartPre ExecStart ExecStartPost ExecReload ExecStop ExecStopPost Restart RestartSec TimeoutSec ' +
    'TimeoutStartSec TimeoutStopSec RemainAfterExit PIDFile BusName User Group Environment EnvironmentFile Slice WatchdogSec',
  Socket: 'ListenStream ListenDatagram ListenSequentialPacket ListenFIFO Accept SocketUser SocketGroup SocketMode Service',
  Mount: 'What Where Type Options SloppyOptions DirectoryMode TimeoutSec',
  Automount: 'Where DirectoryMode',
  Swap: 'What Priority Options TimeoutSec',
  Path: 'PathExists PathExistsGlob PathChanged PathModified DirectoryNotEmpty Unit MakeDirectory DirectoryMode',
  Timer: 'OnActiveSec OnBootSec OnStartupSec OnUnitActiveSec OnUnitInactiveSec OnCalendar AccuracySec Unit Persistent WakeSystem',
};

/** The tests of systemd.unit(5), "Conditions and Asserts", that the samples use. */
const CONDITIONS =
  'Architecture Firmware Virtualization Host KernelCommandLine KernelVersion Environment Security Capability ACPower NeedsUpdate ' +
  'FirstBoot PathExists PathExistsGlob PathIsDirectory PathIsSymbolicLink PathIsMountPoint PathIsReadWrite PathIsEncrypted ' +
  'DirectoryNotEmpty FileNotEmpty FileIsExecutable User Group ControlGroupController Memory CPUs OSRelease';

interface Assignment {
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

/** Reads plainly on purpose: this test must not lean on the parser it feeds. */
function assignmentsOf(text: string): Assignment[] {
  const found: Assignment[] = [];
  let section = '';
  for (const line of text.split('\n')) {
    const header = /^\[(.+)\]$/.exec(line);
    const assignment = /^([A-Za-z]+)=(.*)$/.exec(line);
    if (header) section = header[1] ?? '';
    else if (assignment) found.push({ section, key: assignment[1] ?? '', value: assignment[2] ?? '' });
  }
  return found;
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const UNIT_TYPE = /\.(service|socket|target|mount|automount|swap|timer|path|slice)$/;
const unitFiles = filesOf(samples).filter(
  (path) => path.includes('/systemd/system/') && (UNIT_TYPE.test(path) || path.endsWith('.conf')),
);
const assignments = unitFiles.flatMap((path) => assignmentsOf(readFileSync(path, 'utf8')));
const used = new Set(assignments.map(({ section, key }) => `[${section}] ${key}`));

interface Recorded {
  readonly ok: boolean;
  readonly messages: readonly { readonly kind: string; readonly text: string }[];
  readonly outcomes?: readonly { readonly deleted: readonly { readonly unit: string }[] }[];
  readonly units: Readonly<Record<string, { readonly loadState: string }>>;
}

function recorded(name: string, run: string): Recorded {
  return JSON.parse(gunzipSync(readFileSync(join(records, `${name}.${run}.json.gz`))).toString()) as Recorded;
}

describe('the samples together', () => {
  for (const [section, keys] of Object.entries(DIRECTIVES))
    test(`use every directive of [${section}] that a tutorial teaches`, () => {
      expect(keys.split(' ').filter((key) => !used.has(`[${section}] ${key}`))).toEqual([]);
    });

  test('use every kind of condition that a tutorial teaches, and asserts', () => {
    const kinds = new Set(assignments.flatMap(({ key }) => /^(?:Condition|Assert)(.+)$/.exec(key)?.[1] ?? []));
    expect(CONDITIONS.split(' ').filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(assignments.filter(({ key }) => key.startsWith('Assert')).length).toBeGreaterThan(3);
  });

  test('use every service type of systemd 252', () => {
    const types = new Set(
      assignments.filter(({ section, key }) => section === 'Service' && key === 'Type').map(({ value }) => value),
    );
    expect([...types].sort((a, b) => (a < b ? -1 : 1))).toEqual(['dbus', 'exec', 'forking', 'idle', 'notify', 'oneshot', 'simple']);
  });

  test('use every unit type that has files', () => {
    const types = new Set(unitFiles.flatMap((path) => UNIT_TYPE.exec(path)?.[1] ?? []));
    expect(types.size).toBe(9);
  });
});

describe.each(sampleNames())('the sample %s', (name) => {
  test('has a README whose commands name it', () => {
    const commands = readFileSync(join(samples, name, 'README.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('    wantedby '));
    expect(commands.length).toBeGreaterThan(2);
    expect(commands.filter((line) => !line.includes(`--root samples/${name}`))).toEqual([]);
  });

  test('is the tree that systemd was asked about', () => {
    const manifest = JSON.parse(readFileSync(join(records, 'MANIFEST.json'), 'utf8')) as { trees: Record<string, string> };
    expect(treeDigest(join(samples, name))).toBe(manifest.trees[name]);
  });

  test('is loaded by systemd 252 without a message, but for a cycle where the sample is about one', () => {
    for (const run of ['default', 'bare', 'all']) {
      const { ok, messages } = recorded(name, run);
      expect(ok).toBe(true);
      const expected = name === 'ordering-cycle' && run !== 'all' ? ['cycle', 'cycle-deleted', 'cycle-step'] : [];
      expect([...new Set(messages.map(({ kind }) => kind))].sort((a, b) => (a < b ? -1 : 1))).toEqual(expected);
    }
  });

  test('has no scenario that names a unit which is not there', () => {
    const units = new Set(Object.keys(recorded(name, 'all').units));
    for (const file of readdirSync(join(samples, name)).filter((entry) => entry.endsWith('.json'))) {
      const scenario = JSON.parse(readFileSync(join(samples, name, file), 'utf8')) as {
        target: string;
        world: { programs: { unit: string }[] };
      };
      const named = [scenario.target, ...scenario.world.programs.map(({ unit }) => unit)].filter((unit) => !unit.includes('*'));
      expect(named.filter((unit) => !units.has(unit))).toEqual([]);
    }
  });
});

test('the cycle may end in any of several ways on the real systemd, the firewall lost in one of them', () => {
  const outcomes = (recorded('ordering-cycle', 'default').outcomes ?? []).map(({ deleted }) =>
    deleted.map(({ unit }) => unit).join(' '),
  );
  expect(outcomes).toContain('nftables.service');
  expect(outcomes).toContain('blocklist.service');
  expect(outcomes).toContain('network-online.target');
});
