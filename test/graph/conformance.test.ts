import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import { loadLogEntry } from '../../src/diagnostic/manager-log.js';
import { findingList } from '../../src/diagnostic/finding.js';
import { buildGraph } from '../../src/graph/build-graph.js';
import { memoryFileSystem, type MemoryFile } from '../../src/host/memory-file-system.js';
import { DEFAULT_FACTS } from '../../src/load/facts.js';
import { systemSearchPath, userSearchPath } from '../../src/load/search-path.js';
import { loadUnitSet } from '../../src/load/unit-loader.js';
import { askSystemd, graphCases, readCase, type GraphRecord } from '../oracle/record-graphs.mjs';
import { recordOfGraph } from '../support/graph-record.js';
import { sharedCopy } from '../support/shared.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../oracle/graph');
const readRecord = (name: string): GraphRecord => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as GraphRecord;

/** Whose manager is asked in the cases with the word `user`. */
const USER = {
  name: 'nobody',
  uid: 65534,
  gid: 65534,
  group: 'nogroup',
  home: '/root',
  shell: '/bin/bash',
  runtimeDirectory: '/run/user/1000',
};

/** What we make of a case, in the form of its record. */
function ours(name: string, record: GraphRecord): Pick<GraphRecord, 'units' | 'messages'> {
  const { files, words } = readCase(name);
  const fileSystem = memoryFileSystem(
    files.map(({ path, content, link }) => [path, link === undefined ? (content ?? '') : { link }] as [string, MemoryFile]),
  );
  const isContainer = words.includes('container');
  const facts = {
    ...DEFAULT_FACTS,
    hostName: 'oracle',
    container: isContainer ? ('other' as const) : (false as const),
    cgroupControllers: words.includes('memory-controller') ? ['memory'] : [],
    user: words.includes('user') ? USER : null,
    initrd: files.some(({ path }) => path === '/etc/initrd-release'),
  };
  const sink = findingList();
  const isUser = words.includes('user');
  const loader = loadUnitSet(fileSystem, isUser ? userSearchPath(USER) : systemSearchPath(), sink);
  const graph = buildGraph({ loader, facts, sink, isUser }, ['all.target']);
  const said = sink.findings.flatMap((finding) => {
    const entry = loadLogEntry(finding, (path) => path);
    return entry ? [`${entry.level} ${entry.text}`] : [];
  });
  return {
    units: recordOfGraph(graph, record.units),
    ...(record.messages ? { messages: [...new Set(said)].sort(compareBytes) } : {}),
  };
}

describe('graphs of small cases, as systemd 252 was recorded to build them', () => {
  test.each(graphCases())('%s', (name) => {
    const record = readRecord(name);
    const { units, messages } = ours(name, record);
    expect(units).toEqual(record.units);
    if (record.messages) expect(messages).toEqual(record.messages);
  });

  const copy = sharedCopy();
  const canAsk = copy !== null && existsSync('/lib/systemd/systemd') && process.getuid?.() === 0;
  test.skipIf(!canAsk).each(graphCases())('%s, asked live', (name) => {
    const { systemd, ...record } = readRecord(name);
    const { systemd: version, ...live } = askSystemd(name, copy ?? '');
    expect(version.slice(0, 'systemd 252'.length)).toBe(systemd.slice(0, 'systemd 252'.length));
    expect(live).toEqual(record);
  });
});
