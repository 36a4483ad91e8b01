import type { Usec } from '../base/usec.js';
import { isUnitName } from '../parse/unit-name.js';
import { parseUsec } from './clock-text.js';
import { newBoot, newUnit, type BootDraft, type RecordReport, type UnitDraft } from './draft.js';
import type { MeasuredJob, RecordFormat } from './measured-boot.js';

/** The fields of an entry that say something about jobs. */
export const JOURNAL_FIELDS = [
  'MESSAGE',
  'MESSAGE_ID',
  'UNIT',
  'JOB_ID',
  'JOB_TYPE',
  'JOB_RESULT',
  'KERNEL_USEC',
  'INITRD_USEC',
  'USERSPACE_USEC',
  '_PID',
  '_BOOT_ID',
  '_SOURCE_MONOTONIC_TIMESTAMP',
  '_SOURCE_REALTIME_TIMESTAMP',
  '__MONOTONIC_TIMESTAMP',
  '__REALTIME_TIMESTAMP',
] as const;

/** An entry of a journal, with the fields of `JOURNAL_FIELDS` that it has. */
export type JournalEntry = { readonly [K in (typeof JOURNAL_FIELDS)[number]]?: string };

/** The messages that a job has begun. @systemd src/systemd/sd-messages.h SD_MESSAGE_UNIT_STARTING, _STOPPING, _RELOADING */
const BEGIN_MESSAGES = new Set([
  '7d4958e842da4a758f6c1cdc7b36dcc5',
  'de5b426a63be47a7b6ac3eaac82e2f6f',
  'd34d037fff1847e6ae669a370e694725',
]);
/** The message that the boot is over, of a manager that knows the times before it. @systemd src/systemd/sd-messages.h SD_MESSAGE_STARTUP_FINISHED */
const FINISHED_WITH_KERNEL = 'b07a249cd024414a82dd00cd181378ff';
/** Messages of the debug level, which have no fields for what they say. */
const INSTALLED = /^(\S+): Installed new job \S+\/(\S+) as (\d+)$/;
const FINISHED = /^(\S+): Job (\d+) \S+\/(\S+) finished, result=(\S+)$/;
/** With the default of StatusUnitFormat= the name comes first; with "description" it is not in it. */
const QUEUED_DEFAULT = /^Queued start job for default target (\S+)(?: - .*)?\.$/;
/** Said at the end of the job, which is done all the same. */
const SKIPPED = / was skipped because /;
const MESSAGE_LENGTH_MAX = 2000;
/** From the message in PID 1 to its arrival in journald, as a rule; longer only where PID 1 itself was held up. */
const MESSAGE_RESOLUTION: Usec = 1000;
/** A message that took longer than this to arrive was stamped by another clock. */
const DELAY_MAX: Usec = 10_000_000;

/** May this text of an entry matter? A quick test, before the entry is taken apart. */
export function mayMatter(entry: string): boolean {
  return (
    entry.includes('JOB_ID') ||
    entry.includes('USERSPACE_USEC') ||
    entry.includes('Installed new job') ||
    entry.includes('Queued start job') ||
    entry.includes('finished, result=')
  );
}

/** When the sender wrote the entry, on the monotonic clock: when it arrived, less the time it was under way. */
function sentAt(entry: JournalEntry): Usec | null {
  const source = parseUsec(entry._SOURCE_MONOTONIC_TIMESTAMP ?? '');
  if (source !== null) return source;
  const arrived = parseUsec(entry.__MONOTONIC_TIMESTAMP ?? '');
  const [received, sent] = [parseUsec(entry.__REALTIME_TIMESTAMP ?? ''), parseUsec(entry._SOURCE_REALTIME_TIMESTAMP ?? '')];
  if (arrived === null || received === null || sent === null) return arrived;
  const delay = received - sent;
  return delay >= 0 && delay <= DELAY_MAX ? arrived - delay : arrived;
}

/** Did a condition stand in the way? */
type Skips = { isSkipped: boolean };
type JobDraft = Skips & { -readonly [K in keyof MeasuredJob]: MeasuredJob[K] } & { unit: string };

interface OneBoot {
  readonly jobs: Map<string, JobDraft>;
  userspaceAt: Usec | null;
  finish: Usec | null;
  isContainer: boolean | null;
  target: string | null;
}

/** The manager counts its jobs from 1, and the job that was asked for comes before those it pulls in; with an initrd that is not the system's. */
function firstOf(jobs: ReadonlyMap<string, JobDraft>): string | null {
  for (const { id, unit, type } of jobs.values()) if (id === '1' && type === 'start' && !/^initrd\b/.test(unit)) return unit;
  return null;
}

/** Gathers the jobs of each boot from the entries of a journal. */
export class JournalJobs {
  readonly #format: RecordFormat;
  readonly #boots = new Map<string, OneBoot>();
  #last = '';

  constructor(format: RecordFormat) {
    this.#format = format;
  }

  /** Adds an entry; entries of other programs than PID 1 are passed over. */
  add(entry: JournalEntry): void {
    if (entry._PID !== undefined && entry._PID !== '1') return;
    const at = sentAt(entry);
    const message = (entry.MESSAGE ?? '').length > MESSAGE_LENGTH_MAX ? '' : (entry.MESSAGE ?? '');
    const installed = INSTALLED.exec(message);
    const finished = FINISHED.exec(message);
    const target = QUEUED_DEFAULT.exec(message)?.[1];
    if (entry.USERSPACE_USEC !== undefined) this.#bootFinished(this.#boot(entry), entry, at);
    // After an initrd it is said again, of the system proper.
    else if (target !== undefined && isUnitName(target)) this.#boot(entry).target = target;
    else if (installed !== null) {
      const job = this.#job(entry, installed[3], installed[1], installed[2]);
      if (job !== null) job.installed ??= at;
    } else if (finished !== null) this.#jobFinished(this.#job(entry, finished[2], finished[1], finished[3]), finished[4], at);
    else if (entry.JOB_ID !== undefined) {
      const job = this.#job(entry, entry.JOB_ID, entry.UNIT, entry.JOB_TYPE);
      if (job === null) return;
      if (entry.JOB_RESULT !== undefined) {
        // The first half of a restart job: it goes on as a start job.
        if (entry.JOB_TYPE === 'restart' && entry.JOB_RESULT === 'done') return;
        job.isSkipped ||= SKIPPED.test(message);
        this.#jobFinished(job, entry.JOB_RESULT, at);
      } else if (BEGIN_MESSAGES.has(entry.MESSAGE_ID ?? '')) job.running ??= at;
    }
  }

  #boot(entry: JournalEntry): OneBoot {
    const id = entry._BOOT_ID ?? '';
    let boot = this.#boots.get(id);
    if (boot === undefined) {
      boot = { jobs: new Map(), userspaceAt: null, finish: null, isContainer: null, target: null };
      this.#boots.set(id, boot);
    }
    this.#last = id;
    return boot;
  }

  #job(entry: JournalEntry, id: string | undefined, unit: string | undefined, type: string | undefined): JobDraft | null {
    if (id === undefined || unit === undefined || type === undefined || !isUnitName(unit)) return null;
    const { jobs } = this.#boot(entry);
    const key = `${id} ${unit}`;
    let job = jobs.get(key);
    if (job === undefined) {
      job = {
        unit,
        id,
        type,
        installed: null,
        runnable: null,
        running: null,
        finished: null,
        result: null,
        source: this.#format,
        isSkipped: false,
      };
      jobs.set(key, job);
    }
    job.type = type;
    return job;
  }

  #jobFinished(job: JobDraft | null, result: string | undefined, at: Usec | null): void {
    if (job === null || job.result !== null) return;
    job.result = result ?? null;
    job.finished = at;
  }

  #bootFinished(boot: OneBoot, entry: JournalEntry, at: Usec | null): void {
    const userspace = parseUsec(entry.USERSPACE_USEC ?? '');
    const kernel = parseUsec(entry.KERNEL_USEC ?? '');
    const initrd = parseUsec(entry.INITRD_USEC ?? '') ?? 0;
    if (userspace === null) return;
    boot.isContainer = entry.MESSAGE_ID !== FINISHED_WITH_KERNEL;
    if (kernel !== null) boot.userspaceAt = kernel + initrd;
    else if (at !== null) boot.userspaceAt = at - userspace;
    boot.finish = boot.userspaceAt === null ? null : boot.userspaceAt + userspace;
  }

  /** The last boot that the manager wrote of; null where it wrote of none. */
  finish(report: RecordReport): BootDraft | null {
    const last = this.#boots.get(this.#last);
    if (last === undefined) return null;
    if (this.#boots.size > 1) report.add('record-several-boots', { count: String(this.#boots.size) });
    const draft = newBoot(this.#format, 'monotonic', MESSAGE_RESOLUTION);
    draft.userspaceAt = draft.userspaceMonotonic = last.userspaceAt;
    draft.isContainer = last.isContainer;
    draft.target = last.target ?? firstOf(last.jobs);
    if (last.finish !== null) draft.manager.finish = last.finish;
    for (const { unit: name, isSkipped, ...job } of last.jobs.values()) {
      const unit: UnitDraft = draft.units.get(name) ?? newUnit(name);
      unit.jobs.push(job);
      if (isSkipped) unit.conditionResult = false;
      draft.units.set(name, unit);
    }
    report.add('record-limits-journal');
    return draft;
  }
}
