import { decodeUtf8 } from '../base/text.js';
import type { BootDraft, RecordReport } from './draft.js';
import { JOURNAL_FIELDS, JournalJobs, mayMatter, type JournalEntry } from './journal-jobs.js';
import { parseJson, recordOf } from './json.js';
import { linesOf } from './lines.js';

const WANTED: ReadonlySet<string> = new Set(JOURNAL_FIELDS);
const isWanted = (key: string): key is (typeof JOURNAL_FIELDS)[number] => WANTED.has(key);
const VALUE_SIZE_MAX = 64 * 1024;

/** Is this a line of `journalctl -o json`? */
export function isJournalJsonLine(line: string): boolean {
  return /^\x1e?\{/.test(line) && line.includes('"__REALTIME_TIMESTAMP"');
}

/** Is this a line that starts an entry of `journalctl -o export`? */
export function isJournalExportLine(line: string): boolean {
  return /^(?:__CURSOR=|__REALTIME_TIMESTAMP=\d+$)/.test(line);
}

/**
 * Reads `journalctl -o json`: one object per line.
 *
 * @returns null when the manager wrote nothing of jobs
 * @systemd man journalctl(1) "--output="; systemd.io/JOURNAL_EXPORT_FORMATS
 */
export function readJournalJson(bytes: Uint8Array, report: RecordReport): BootDraft | null {
  const jobs = new JournalJobs('journal-json');
  for (const { text, number, isWhole } of linesOf(bytes)) {
    if (text === null) report.damaged(number);
    if (text === null || text === '') continue;
    // An object on the last line may be whole without a line break.
    const isClosed = text.endsWith('}');
    if (!isClosed && !isWhole) report.add('record-truncated', {}, number);
    else if (!isClosed) report.damaged(number);
    else if (mayMatter(text)) {
      const object = recordOf(parseJson(text.replace(/^\x1e/, '')));
      if (object === null) report.damaged(number);
      else jobs.add(entryOf(object));
    }
  }
  return jobs.finish(report);
}

/** Fields that are text; a list stands for a field that comes more than once, of which the first counts. */
function entryOf(object: Record<string, unknown>): JournalEntry {
  const entry: { -readonly [K in keyof JournalEntry]: string } = {};
  for (const key of JOURNAL_FIELDS) {
    const value: unknown = object[key];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') entry[key] = first;
  }
  return entry;
}

/**
 * Reads `journalctl -o export`: fields as `KEY=value` lines, or, where the value is not plain text, as `KEY`, a count of 8 bytes and so
 * many bytes; an empty line ends an entry.
 *
 * @returns null when the manager wrote nothing of jobs
 * @systemd systemd.io/JOURNAL_EXPORT_FORMATS
 */
export function readJournalExport(bytes: Uint8Array, report: RecordReport): BootDraft | null {
  const jobs = new JournalJobs('journal-export');
  let entry: { -readonly [K in keyof JournalEntry]: string } = {};
  let line = 1;
  let at = 0;
  const put = (key: string, from: number, to: number): void => {
    if (isWanted(key) && to - from <= VALUE_SIZE_MAX) entry[key] ??= decodeUtf8(bytes.subarray(from, to));
  };
  for (; at < bytes.length; line++) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    const equals = bytes.subarray(at, end).indexOf(61);
    if (end === at) {
      jobs.add(entry);
      entry = {};
      at = end + 1;
    } else if (equals > 0) {
      put(decodeUtf8(bytes.subarray(at, Math.min(at + equals, at + 64))), at + equals + 1, end);
      at = end + 1;
    } else {
      const size = sizeAt(bytes, end + 1);
      const next = end + 9 + size;
      // The count leads past the end: what follows is cut off, or no export.
      if (equals === 0 || next >= bytes.length || bytes[next] !== 10) break;
      put(decodeUtf8(bytes.subarray(at, Math.min(end, at + 64))), end + 9, next);
      at = next + 1;
    }
  }
  if (at < bytes.length) report.add('record-truncated', {}, line);
  // Without the empty line fields may be missing, but those that came are whole.
  else if (Object.keys(entry).length > 0) jobs.add(entry);
  return jobs.finish(report);
}

/** A count in 8 bytes, the lowest first; Infinity where the bytes are not there or it is beyond any file. */
function sizeAt(bytes: Uint8Array, at: number): number {
  let size = 0;
  for (let i = 7; i >= 0; i--) size = size * 256 + (bytes[at + i] ?? Number.POSITIVE_INFINITY);
  return size;
}
