import { NO_SINK, type FindingSink } from '../diagnostic/finding.js';
import type { DiagnosticCode } from '../diagnostic/message.js';
import { finishBoot, RecordReport, type BootDraft } from './draft.js';
import { asUtf8, linesOf, withoutColors } from './lines.js';
import type { MeasuredBoot } from './measured-boot.js';
import { isBlameLine, readBlame } from './read-blame.js';
import { isChainLine, readCriticalChain } from './read-critical-chain.js';
import { isDumpLine, readDump } from './read-dump.js';
import { isJournalExportLine, isJournalJsonLine, readJournalExport, readJournalJson } from './read-journal.js';
import { readOracleBoot } from './read-oracle-boot.js';
import { readPlotJson } from './read-plot-json.js';
import { isPlotLine, readPlotSvg } from './read-plot-svg.js';
import { isShowLine, readShow } from './read-show.js';

type Reader = (bytes: Uint8Array, report: RecordReport) => BootDraft | null;

/** Bytes that other kinds of files start with. */
const MAGIC: readonly (readonly [code: DiagnosticCode, bytes: readonly number[]])[] = [
  ['record-compressed', [0x1f, 0x8b]],
  ['record-compressed', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['record-compressed', [0x28, 0xb5, 0x2f, 0xfd]],
  ['record-compressed', [0x42, 0x5a, 0x68]],
  ['record-compressed', [0x50, 0x4b, 0x03, 0x04]],
  ['record-journal-file', [0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48]],
];

/** By the first line that only one format has. Blame comes last: its lines have the least in them. */
const BY_LINE: readonly (readonly [test: (line: string) => boolean, reader: Reader])[] = [
  [isPlotLine, readPlotSvg],
  [isJournalJsonLine, readJournalJson],
  [isJournalExportLine, readJournalExport],
  [isDumpLine, readDump],
  [isShowLine, readShow],
  [isChainLine, readCriticalChain],
  [isBlameLine, readBlame],
];
const LOOK_LINES_MAX = 400;

/** A document of JSON as a whole, as against one object per line. */
function readJsonDocument(bytes: Uint8Array, report: RecordReport): BootDraft | null {
  for (let at = 0; at < bytes.length; at++) {
    const c = bytes[at];
    if (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) continue;
    return c === 0x5b ? readPlotJson(bytes, report) : readOracleBoot(bytes, report);
  }
  return null;
}

/** Finds the reader for a record; a code where there is none. */
function readerOf(bytes: Uint8Array): Reader | DiagnosticCode {
  for (const [code, magic] of MAGIC) if (magic.every((byte, i) => bytes[i] === byte)) return code;
  let isFirst = true;
  for (const { text, number } of linesOf(bytes)) {
    if (number > LOOK_LINES_MAX) break;
    const line = withoutColors(text ?? '').trimEnd();
    if (line === '') continue;
    if (/^Bootup is not yet finished/.test(line)) return 'record-not-finished';
    for (const [test, reader] of BY_LINE) if (test(line)) return reader;
    if (isFirst && /^\s*[[{]/.test(line)) return readJsonDocument;
    isFirst = false;
  }
  return bytes.length === 0 ? 'record-empty' : 'record-unknown';
}

/**
 * Reads the record of a boot, whatever its format: it is known by its content.
 *
 * Takes the output of `systemd-analyze dump`, `plot` (SVG, JSON), `blame`, `critical-chain`, of `systemctl show`, of `journalctl -o json`
 * and `-o export`, and `oracle-boot/1`. What cannot be read is passed over and said; a time is never guessed.
 *
 * @param path how findings call it
 * @returns null, and an error in the sink, when nothing can be read
 */
export function readBoot(raw: Uint8Array, path: string, sink: FindingSink = NO_SINK): MeasuredBoot | null {
  const bytes = asUtf8(raw);
  const report = new RecordReport(path, sink);
  const reader = readerOf(bytes);
  if (typeof reader === 'string') {
    report.add(reader);
    return null;
  }
  const draft = reader(bytes, report);
  if (draft === null) {
    report.finish();
    report.add(reader === readJsonDocument ? 'record-unknown' : 'record-without-units');
    return null;
  }
  return finishBoot(draft, report);
}
