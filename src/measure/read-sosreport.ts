import { compareBytes } from '../base/compare.js';
import { findingList, NO_SINK, type FindingSink } from '../diagnostic/finding.js';
import { combineBoots } from './combine-boots.js';
import { RecordReport } from './draft.js';
import type { MeasuredBoot } from './measured-boot.js';
import { readBoot } from './read-boot.js';

/** What is needed of a tree of files; every `FileSystem` has it. */
export interface RecordFiles {
  list(path: string): readonly { readonly name: string; readonly kind: string }[] | null;
  status(path: string): { readonly kind: string; readonly size: number } | null;
  readFile(path: string, sizeMax?: number): Uint8Array | string;
}

/** A sosreport, or another directory with the same layout. Paths are those of the tree that was given. */
export interface Sosreport {
  /** The directory that holds the machine's files: what `--root` wants. */
  readonly root: string;
  /** What its records tell together; null where it has none. */
  readonly boot: MeasuredBoot | null;
  /** The files that `boot` comes from. */
  readonly records: readonly string[];
  /** The directories of unit files that it has, in the order of the search path. */
  readonly unitDirectories: readonly string[];
  /** The directories with what the generators made. */
  readonly generatorDirectories: readonly string[];
}

/** Where the reports of the plugins stand that run systemctl, systemd-analyze and journalctl. */
const RECORD_DIRECTORIES = ['sos_commands/systemd', 'sos_commands/logs', 'sos_commands/boot'];
const UNIT_DIRECTORIES = [
  'etc/systemd/system.control',
  'run/systemd/system.control',
  'run/systemd/transient',
  'run/systemd/generator.early',
  'etc/systemd/system',
  'etc/systemd/system.attached',
  'run/systemd/system',
  'run/systemd/system.attached',
  'run/systemd/generator',
  'usr/local/lib/systemd/system',
  'usr/lib/systemd/system',
  'lib/systemd/system',
  'run/systemd/generator.late',
];
const RECORD_SIZE_MAX = 256 * 1024 * 1024;
const RECORD_COUNT_MAX = 2000;

/** The directory that is the sosreport: the root itself, or the one directory in it. */
function findRoot(files: RecordFiles): string | null {
  const isReport = (directory: string): boolean => files.status(`${directory}/sos_commands`)?.kind === 'directory';
  if (isReport('')) return '/';
  const inside = (files.list('/') ?? []).map((entry) => `/${entry.name}`).filter(isReport);
  return inside.length === 1 ? (inside[0] ?? null) : null;
}

/**
 * Takes a sosreport as a whole: the records of the boot in it, known by their content, and where its unit files stand.
 *
 * @param path how findings call the tree
 * @returns null when the tree is no sosreport (no `sos_commands` directory)
 */
export function readSosreport(files: RecordFiles, path: string, sink: FindingSink = NO_SINK): Sosreport | null {
  const root = findRoot(files);
  if (root === null) return null;
  const base = root === '/' ? '' : root;
  const boots: MeasuredBoot[] = [];
  for (const directory of RECORD_DIRECTORIES) {
    const names = (files.list(`${base}/${directory}`) ?? []).map((entry) => entry.name).sort(compareBytes);
    for (const name of names.slice(0, RECORD_COUNT_MAX)) {
      const file = `${base}/${directory}/${name}`;
      if (files.status(file)?.kind !== 'file') continue;
      const content = files.readFile(file, RECORD_SIZE_MAX);
      // Most files there are no records: only of those that are is something said.
      const found = findingList();
      const boot = typeof content === 'string' ? null : readBoot(content, `${path}${file}`, found);
      if (boot === null) continue;
      boots.push(boot);
      found.findings.forEach((finding) => sink.add(finding));
    }
  }
  if (boots.length === 0) new RecordReport(path, sink).add('report-without-records');
  const boot = combineBoots(boots, sink);
  const there = UNIT_DIRECTORIES.map((x) => `${base}/${x}`).filter((x) => files.status(x)?.kind === 'directory');
  return {
    root,
    boot,
    records: boot?.paths ?? [],
    unitDirectories: there,
    generatorDirectories: there.filter((x) => x.includes('/generator')),
  };
}
