import { describe, expect, test } from 'vitest';
import { findingList } from '../../src/diagnostic/finding.js';
import { messageOf } from '../../src/diagnostic/message.js';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { installableUnits, installEdges, isAnyLinked } from '../../src/load/install-edges.js';
import { enableEach, enableLinks } from '../../src/load/install-links.js';
import { installContext } from '../../src/load/install-unit.js';
import { readPresets } from '../../src/load/preset.js';
import { explicitSearchPath, systemSearchPath } from '../../src/load/search-path.js';

const machine = (letter: string): string | { error: string } => (letter === 'H' ? 'oracle' : { error: 'Invalid slot' });

describe('what enabling would link', () => {
  test('every word of [Install] has its place, also on continued lines', () => {
    const fileSystem = memoryFileSystem({
      '/u/a.service': '[Install]\nWantedBy=x.target \\\n  y.target\nAlias=%H.service\n',
      '/u/a.service.d/1.conf': '[Install]\nRequiredBy=z.target\n',
      '/u/y.target.wants/a.service': { link: '../a.service' },
    });
    const context = installContext(fileSystem, explicitSearchPath('/u', 'system'), machine);
    const shown = installEdges(context, 'a.service').map(
      ({ setting, other, unit, at, isThere }) =>
        `${setting} ${other} ${unit} ${at.path}:${at.line}:${at.column}${isThere ? ' is there' : ''}`,
    );
    expect(shown).toEqual([
      'Alias oracle.service a.service /u/a.service:4:7',
      'WantedBy x.target a.service /u/a.service:2:10',
      'WantedBy y.target a.service /u/a.service:3:3 is there',
      'RequiredBy z.target a.service /u/a.service.d/1.conf:2:12',
    ]);
  });

  test('a template with a default instance is linked as that instance, without one only into templates', () => {
    const fileSystem = memoryFileSystem({
      '/u/d@.service': '[Install]\nWantedBy=%i.target\nDefaultInstance=x\n',
      '/u/n@.service': '[Install]\nWantedBy=x.target o@.target\n',
    });
    const context = installContext(fileSystem, explicitSearchPath('/u', 'system'));
    const shown = (name: string): string[] => installEdges(context, name).map(({ other, unit }) => `${other} ${unit}`);
    expect(shown('d@.service')).toEqual(['x.target d@x.service']);
    expect(shown('n@.service')).toEqual(['o@.target n@.service']);
    expect(shown('n@i.service')).toEqual(['x.target n@i.service', 'o@.target n@i.service']);
  });

  test('units that could be enabled are those with rules; a folder without any of their links is bare', () => {
    const files = {
      '/u/a.service': '[Install]\nWantedBy=x.target\n',
      '/u/b.service': '[Unit]\n',
      '/u/m.service': { link: '/dev/null' },
      '/u/al.service': { link: 'b.service' },
    };
    const context = installContext(memoryFileSystem(files), explicitSearchPath('/u', 'system'));
    const units = installableUnits(context);
    expect(units.map((unit) => unit.name)).toEqual(['a.service']);
    expect(isAnyLinked(context, units)).toBe(false);
    const linked = memoryFileSystem({ ...files, '/u/x.target.wants/a.service': { link: '../a.service' } });
    expect(isAnyLinked(installContext(linked, explicitSearchPath('/u', 'system')), units)).toBe(true);
  });

  test('enabling each by itself goes on after an error, and puts links where it is told', () => {
    const fileSystem = memoryFileSystem({ '/u/a.service': '[Install\n', '/u/b.service': '[Install]\nWantedBy=x.target\n' });
    const context = installContext(fileSystem, explicitSearchPath('/u', 'system'));
    const result = enableEach(context, ['a.service', 'b.service'], { directory: '/u' });
    expect(
      result.changes.flatMap((change) => (change.kind === 'made' ? [[change.path, change.target, change.at?.line]] : [])),
    ).toEqual([['/u/x.target.wants/b.service', '/u/b.service', 2]]);
    expect(result.hasFailed).toBe(true);
  });
});

describe('what is told of [Install] sections and presets', () => {
  // systemctl --root=TREE enable UNIT, systemd 252.39-1~deb12u2: its lines on stderr, the root taken away.
  const SAID: readonly (readonly [string, string, string])[] = [
    ['a.service', 'WantedBy="b', '2: Invalid syntax, ignoring: "b'],
    ['a.service', 'DefaultInstance=x', '2: DefaultInstance= only makes sense for template units, ignoring.'],
    ['a@.service', 'DefaultInstance=a/b', '2: Invalid DefaultInstance= value "a/b".'],
    ['a.mount', 'Alias=b.mount', '2: Alias= is not allowed for mount units, ignoring.'],
  ];

  test.each(SAID)('%s %s', (name, line, said) => {
    const path = `/usr/lib/systemd/system/${name}`;
    const sink = findingList();
    const context = installContext(memoryFileSystem({ [path]: `[Install]\n${line}\n` }), systemSearchPath(), machine, sink);
    enableLinks(context, [name]);
    expect(sink.findings.map((finding) => `${finding.at?.line ?? 0}: ${messageOf(finding)}`)).toEqual([said]);
  });

  test('a type that takes no templates is told with the first path that was tried', () => {
    const sink = findingList();
    const context = installContext(memoryFileSystem({}), systemSearchPath(), machine, sink);
    enableLinks(context, ['m@.mount']);
    expect(sink.findings.map(messageOf)).toEqual([
      '/etc/systemd/system.control/m@.mount: unit type mount cannot be templated, ignoring.',
    ]);
  });

  test('an alias that is a directory is told without the unit', () => {
    const fileSystem = memoryFileSystem({ '/etc/systemd/system/a.service': '[Service]\n[Install]\nAlias=x.target.wants/\n' });
    const { changes } = enableLinks(installContext(fileSystem, systemSearchPath(), machine), ['a.service']);
    expect(changes.map((change) => change.kind === 'finding' && change.finding.code)).toEqual(['install-no-directory']);
  });

  // systemctl --root=TREE list-unit-files: a segmentation fault, with systemd 252.39-1~deb12u2.
  test('a preset line without a name is told', () => {
    const sink = findingList();
    const fileSystem = memoryFileSystem({ '/etc/systemd/system-preset/1.preset': 'enable \n' });
    expect(readPresets(installContext(fileSystem, systemSearchPath(), machine, sink))).toEqual([]);
    expect(sink.findings.map(({ code }) => code)).toEqual(['preset-nameless']);
  });

  // systemctl --root=TREE list-unit-files: /etc/systemd/system-preset/1.preset:2: Couldn't parse line 'garbage line'. Ignoring.
  test('a preset line that is no rule is left out', () => {
    const sink = findingList();
    const fileSystem = memoryFileSystem({
      '/etc/systemd/system-preset/1.preset': 'enable a*\ngarbage line\nenable b.service extra\n',
    });
    const rules = readPresets(installContext(fileSystem, systemSearchPath(), machine, sink));
    expect(rules.map((rule) => [rule.action, rule.pattern, rule.line])).toEqual([['enabled', 'a*', 1]]);
    expect(sink.findings.map((finding) => `${finding.at?.line ?? 0}: ${messageOf(finding)}`)).toEqual([
      "2: Couldn't parse line 'garbage line'. Ignoring.",
      "3: Couldn't parse line 'enable b.service extra'. Ignoring.",
    ]);
  });
});
