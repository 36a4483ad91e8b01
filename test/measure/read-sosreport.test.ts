import { expect, test } from 'vitest';
import { findingList } from '../../src/diagnostic/finding.js';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { readSosreport } from '../../src/measure/read-sosreport.js';
import { recorded, truth, wrongStamps } from './recorded.js';

// File names as sos makes them: the command with its blanks as underscores.
const files = (base: string): Record<string, string | Uint8Array> => ({
  [`${base}/sos_commands/systemd/systemctl_show_--all`]: recorded('debian12', 'show-manager.txt'),
  [`${base}/sos_commands/systemd/systemctl_show_service_--all`]: recorded('debian12', 'show.txt'),
  [`${base}/sos_commands/systemd/systemd-analyze_dump`]: recorded('debian12', 'dump.txt'),
  [`${base}/sos_commands/systemd/systemd-analyze_plot.svg`]: recorded('debian12', 'plot.svg'),
  [`${base}/sos_commands/systemd/systemd-analyze`]: recorded('debian12', 'time.txt'),
  [`${base}/sos_commands/systemd/timedatectl`]: 'Local time: Sun\n',
  [`${base}/etc/systemd/system/a.service`]: '[Service]\n',
  [`${base}/usr/lib/systemd/system/b.service`]: '[Service]\n',
  [`${base}/run/systemd/generator/-.mount`]: '[Mount]\n',
});

test.each(['', '/sosreport-oracle-2026-11-22'])(
  'a sosreport is taken whole, at the top of the tree or in its one directory: "%s"',
  (base) => {
    const sink = findingList();
    const report = readSosreport(memoryFileSystem(files(base)), 'report', sink);
    expect(report?.root).toBe(base === '' ? '/' : base);
    expect(report?.boot?.formats).toEqual(['systemctl-show', 'plot-svg', 'dump']);
    expect(report?.boot?.zero).toBe('userspace');
    expect(report?.boot && wrongStamps(report.boot, truth('debian12'), 1_000_000)).toEqual([]);
    expect(report?.records.length).toBe(4);
    expect(report?.unitDirectories).toEqual(
      ['etc/systemd/system', 'run/systemd/generator', 'usr/lib/systemd/system'].map((directory) => `${base}/${directory}`),
    );
    expect(report?.generatorDirectories).toEqual([`${base}/run/systemd/generator`]);
    expect(sink.findings.some((finding) => finding.code === 'record-unknown')).toBe(false);
  },
);

test('a sosreport without any record says so', () => {
  const sink = findingList();
  const report = readSosreport(memoryFileSystem({ '/sos_commands/systemd/timedatectl': 'x\n' }), 'report', sink);
  expect(report?.boot).toBeNull();
  expect(sink.findings.map((finding) => finding.code)).toEqual(['report-without-records']);
});

test('a tree that is no sosreport is none', () => {
  expect(readSosreport(memoryFileSystem({ '/etc/systemd/system/a.service': '' }), 'x')).toBeNull();
});
