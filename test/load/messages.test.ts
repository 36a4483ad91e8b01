import { describe, expect, test } from 'vitest';
import { findingList } from '../../src/diagnostic/finding.js';
import { messageOf } from '../../src/diagnostic/message.js';
import type { DiagnosticCode } from '../../src/diagnostic/message.js';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { readFacts } from '../../src/load/read-facts.js';
import { disableLinks, enableLinks } from '../../src/load/install-links.js';
import { installContext } from '../../src/load/install-unit.js';
import type { InstallResult } from '../../src/load/install-work.js';
import { explicitSearchPath, systemSearchPath } from '../../src/load/search-path.js';
import { loadUnitSet } from '../../src/load/unit-loader.js';
import { loadMemory, SERVICE } from '../support/load-memory.js';
import { interpretText } from './interpret-text.js';

const SETTINGS: readonly (readonly [DiagnosticCode, string, string])[] = [
  ['line-too-long', 'a.service', `[Unit]\n#${'x'.repeat(1_048_576)}\n`],
  ['invalid-cpu-range', 'a.service', '[Service]\nCPUAffinity=3-1\n'],
  ['out-of-range-quoted', 'a.service', '[Service]\nTasksMax=0\n'],
  ['swap-priority-reserved', 'a.swap', '[Swap]\nPriority=-2\n'],
  ['limit-soft-above-hard', 'a.service', '[Service]\nLimitNOFILE=2:1\n'],
  ['log-field-name', 'a.service', '[Service]\nLogExtraFields=a=1\n'],
  ['directory-private', 'a.service', '[Service]\nStateDirectory=private/x\n'],
  ['directory-destination', 'a.service', '[Service]\nConfigurationDirectory=a:b\n'],
  ['path-too-long', 'a.service', `[Service]\nReadWritePaths=/${'x'.repeat(256)}\n`],
  ['path-too-long-fatal', 'a.service', `[Service]\nWorkingDirectory=/${'x'.repeat(256)}\n`],
  ['unit-not-loadable', 'a.socket', '[Socket]\nService=a@.service\n'],
  ['obsolete-output', 'a.service', '[Service]\nStandardOutput=syslog\n'],
  ['kill-mode-none', 'a.service', '[Service]\nKillMode=none\n'],
  ['exec-empty-path', 'a.service', '[Service]\nExecStart=@ x\n'],
  ['exec-special-characters', 'a.service', '[Service]\nExecStart=/bin/\\x01\n'],
  ['exec-special-characters-ignored', 'a.service', '[Service]\nExecStart=-/bin/\\x01\n'],
  ['user-nobody', 'a.service', '[Service]\nUser=nobody\n'],
]; // prettier-ignore

describe('diagnostics of settings that no other test names', () => {
  test.each(SETTINGS)('%s', (code, name, text) => {
    const sink = findingList();
    interpretText(text, { name, sink });
    expect(sink.findings.map((finding) => finding.code)).toContain(code);
  });
});

describe('files', () => {
  // systemd --test of 252.39-1~deb12u2 prints both sentences, with these words, for a file of mode 0757.
  test('a file that may be executed, or written by all, is told of and used', () => {
    const loaded = loadMemory({ 'a.service': { content: SERVICE, mode: 0o757 }, 'a.service.d/1.conf': { content: '[Unit]\n', mode: 0o644 } }, ['a.service']);
    expect(loaded.state('a.service')).toBe('loaded');
    expect(loaded.findings.map((finding) => finding.code)).toEqual(['executable-file', 'world-writable-file']);
  }); // prettier-ignore

  test('directories that cannot be read are told of', () => {
    const files = memoryFileSystem({ '/u/a.service': SERVICE, '/u/a.service.d/1.conf': '[Unit]\n', '/b/': { directory: true } });
    const closed = new Set(['/b', '/u/a.service.d']);
    const sink = findingList();
    const loader = loadUnitSet(
      { ...files, list: (path) => (closed.has(path) ? null : files.list(path)) },
      explicitSearchPath('/u:/b', 'system'),
      sink,
    );
    expect(loader.dropInPaths(['a.service'])).toEqual([]);
    expect(sink.findings.map(messageOf)).toEqual([
      'Failed to read directory /b: Permission denied',
      'Failed to read directory /u/a.service.d: Permission denied',
    ]);
    expect(sink.findings.every((finding) => finding.code === 'unreadable-directory')).toBe(true);
  });
});

describe('enabling', () => {
  // SYSTEMCTL_SKIP_SYSV=1 systemctl --root=TREE enable a.service; ... disable b.service (252.39-1~deb12u2): their lines on stderr, the root
  // taken away. The second one ends in status 0 all the same.
  const system = '/usr/lib/systemd/system';
  const files = {
    [`${system}/a.service`]: '[Install]\nWantedBy=%o.target\n',
    [`${system}/b.service`]: '[Install]\nAlso=gone.service\nWantedBy=b.target\n',
    [`${system}/gone.service`]: { link: 'nothere.service' },
  };
  const context = installContext(memoryFileSystem(files), systemSearchPath(), () => ({ error: 'Protocol driver not attached' }));
  const said = ({ changes }: InstallResult): string[] =>
    changes.flatMap((change) => (change.kind === 'finding' ? [messageOf(change.finding)] : []));

  test('a specifier that the tree cannot answer fails the operation', () => {
    expect(said(enableLinks(context, ['a.service']))).toEqual(['Failed to enable unit, cannot resolve specifiers in "%o.target".']);
  });

  test('an alias of nothing is passed over when units are disabled', () => {
    expect(said(disableLinks(context, ['b.service']))).toEqual([
      'Unit /usr/lib/systemd/system/gone.service is an alias to a unit that is not present, ignoring.',
      'Failed to disable unit, unit nothere.service does not exist.',
    ]);
  });
});

describe('facts', () => {
  const FACTS: readonly (readonly [DiagnosticCode, string])[] = [
    ['facts-not-json', '{'],
    ['unknown-fact', '{"colour": "red"}'],
    ['bad-fact', '{"initrd": "yes"}'],
  ];
  test.each(FACTS)('%s', (code, text) => {
    const sink = findingList();
    readFacts(text, 'facts.json', sink);
    expect(sink.findings.map((finding) => finding.code)).toEqual([code]);
  });
});
