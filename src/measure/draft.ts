import { compareBytes } from '../base/compare.js';
import type { Usec } from '../base/usec.js';
import type { Finding, FindingSink } from '../diagnostic/finding.js';
import type { DiagnosticCode } from '../diagnostic/message.js';
import type { ManagerStamp, MeasuredBoot, MeasuredJob, MeasuredUnit, RecordFormat, TimeZero, UnitStamp } from './measured-boot.js';

/** A unit while it is read; times on the record's own clock. */
export interface UnitDraft {
  unit: string;
  names?: readonly string[];
  loadState?: string;
  activeState?: string;
  subState?: string;
  result?: string;
  stamps: { [K in UnitStamp]?: Usec | null };
  activationUsec?: Usec;
  jobs: MeasuredJob[];
  deps?: Record<string, readonly string[]>;
  conditionResult?: boolean | null;
  assertResult?: boolean | null;
  restartCount?: number;
  fragmentPath?: string;
}

/** A boot while it is read. */
export interface BootDraft {
  readonly format: RecordFormat;
  systemd: string | null;
  /** What the record's own clock counts from. */
  zero: TimeZero;
  /** The start of userspace on the record's clock; null where it does not tell. */
  userspaceAt: Usec | null;
  userspaceMonotonic: Usec | null;
  isContainer: boolean | null;
  /** What was booted into, where the record itself says so. */
  target: string | null;
  resolutionUsec: Usec;
  manager: { [K in ManagerStamp]?: Usec | null };
  readonly units: Map<string, UnitDraft>;
}

/** An empty boot of a format. */
export function newBoot(format: RecordFormat, zero: TimeZero, resolutionUsec: Usec): BootDraft {
  return {
    format,
    systemd: null,
    zero,
    userspaceAt: zero === 'userspace' ? 0 : null,
    userspaceMonotonic: null,
    isContainer: null,
    target: null,
    resolutionUsec,
    manager: {},
    units: new Map(),
  };
}

/** A unit that nothing is known of. */
export function newUnit(unit: string): UnitDraft {
  return { unit, stamps: {}, jobs: [] };
}

/** What a reader has to say about its record. */
export class RecordReport {
  readonly path: string;
  readonly findings: Finding[] = [];
  readonly #sink: FindingSink;
  #damagedCount = 0;
  #damagedLine = 0;

  constructor(path: string, sink: FindingSink) {
    this.path = path;
    this.#sink = sink;
  }

  /** Adds a finding about the record, at a line of it (0: as a whole). */
  add(code: DiagnosticCode, values: Readonly<Record<string, string>> = {}, line = 0): void {
    const finding: Finding = {
      code,
      at: { path: this.path, line, column: line === 0 ? 0 : 1 },
      values: { path: this.path, ...values },
    };
    this.findings.push(finding);
    this.#sink.add(finding);
  }

  /** Counts a line, row or entry that cannot be read; `finish` makes one finding of all. */
  damaged(line: number): void {
    if (this.#damagedCount++ === 0) this.#damagedLine = line;
  }

  /** Says what was counted. */
  finish(): void {
    if (this.#damagedCount > 0) this.add('record-damaged', { count: String(this.#damagedCount) }, this.#damagedLine);
    this.#damagedCount = 0;
  }
}

const shifted = (at: Usec | null, by: Usec): Usec | null => (at === null ? null : at - by);

/** A unit with all its times earlier by `by`. */
export function shiftUnit(unit: MeasuredUnit, by: Usec): MeasuredUnit {
  if (by === 0) return unit;
  const stamps: UnitDraft['stamps'] = {};
  for (const [name, at] of Object.entries(unit.stamps)) stamps[name as UnitStamp] = shifted(at, by);
  const jobs = unit.jobs.map((job) => ({
    ...job,
    installed: shifted(job.installed, by),
    runnable: shifted(job.runnable, by),
    running: shifted(job.running, by),
    finished: shifted(job.finished, by),
  }));
  return { ...unit, stamps, jobs };
}

/** The manager's stamps, all earlier by `by`. */
export function shiftManager(manager: MeasuredBoot['manager'], by: Usec): MeasuredBoot['manager'] {
  const result: BootDraft['manager'] = {};
  for (const [name, at] of Object.entries(manager)) result[name as ManagerStamp] = shifted(at, by);
  return result;
}

/** The boot as a value: units sorted, times counted from the start of userspace where that is known (said aloud where it is not). */
export function finishBoot(draft: BootDraft, report: RecordReport): MeasuredBoot {
  const { format, units, manager } = draft;
  const by = draft.userspaceAt ?? 0;
  const hasTimes = [...units.values()].some((unit) => unit.jobs.length > 0 || Object.keys(unit.stamps).length > 0);
  if (draft.userspaceAt === null && hasTimes) report.add('record-no-userspace-start');
  if (draft.userspaceAt !== null) manager.userspace = draft.userspaceAt;
  report.finish();
  const result = new Map<string, MeasuredUnit>();
  for (const name of [...units.keys()].sort(compareBytes)) {
    const unit = units.get(name);
    if (unit === undefined) continue;
    const stampSource = Object.keys(unit.stamps).length > 0 ? format : null;
    const finished: MeasuredUnit = { ...unit, stampSource };
    result.set(name, shiftUnit(unit.activationUsec === undefined ? finished : { ...finished, activationSource: format }, by));
  }
  return {
    formats: [format],
    paths: [report.path],
    systemd: draft.systemd,
    zero: draft.userspaceAt === null ? draft.zero : 'userspace',
    userspaceMonotonic: draft.userspaceMonotonic,
    isContainer: draft.isContainer,
    target: draft.target,
    manager: shiftManager(manager, by),
    managerSource: Object.keys(manager).some((name) => name !== 'userspace') ? format : null,
    units: result,
    resolutionUsec: { [format]: draft.resolutionUsec },
    findings: report.findings,
  };
}
