import { decodeUtf8, hasOddBytes } from '../base/text.js';
import type { Finding } from '../diagnostic/finding.js';
import type { Place } from './place.js';

/** The longest line that systemd reads, in bytes. @systemd src/basic/def.h LONG_LINE_MAX */
export const LINE_LENGTH_MAX = 1024 * 1024;

/** Where a part of a logical line stands in the file, where the line was continued. */
interface Joint {
  /** Offset in the logical line from which this part counts. */
  readonly offset: number;
  readonly line: number;
}

/** One `Key=value` of a unit file. */
export interface Assignment {
  /** The section as written, whether systemd knows it or not. */
  readonly section: string;
  readonly key: string;
  /** Without surrounding blanks; continuation lines are joined by one blank in place of the backslash. */
  readonly value: string;
  /** The physical line where the assignment starts. */
  readonly line: number;
  /** The line that systemd names in its messages: the last one of a continued assignment. */
  readonly lastLine: number;
  readonly keyColumn: number;
  /** The column where the value starts, on the line where it starts. */
  readonly column: number;
  /** Offset of the value in the logical line, and the parts of that line; only for continued lines. */
  readonly joints?: { readonly valueOffset: number; readonly parts: readonly Joint[] };
}

/** Why systemd stops reading a file: what comes after is lost. */
export interface FatalError {
  readonly error: 'EBADMSG' | 'EINVAL' | 'ENOBUFS';
  readonly line: number;
}

/** A parsed unit file, drop-in or other file of the same syntax. */
export interface UnitFile {
  readonly path: string;
  readonly assignments: readonly Assignment[];
  readonly fatal: FatalError | null;
  /** What is wrong with lines, in their order. Whoever reads the file tells it as far as the manager reads. */
  readonly problems: readonly Finding[];
}

/** What the parser must know of the reader of the file. */
export interface UnitFileOptions {
  /** Sections that mean something; assignments in others are dropped. null: all are kept. */
  readonly sections: ReadonlySet<string> | null;
  /** A hint for an unknown section. */
  readonly hintForSection?: (section: string) => string;
}

/** The place of a character of a value. @param offset counts UTF-16 units from the start of the value */
export function placeInValue(path: string, assignment: Assignment, offset: number): Place {
  if (!assignment.joints) return { path, line: assignment.line, column: assignment.column + offset };
  const { valueOffset, parts } = assignment.joints;
  const at = valueOffset + offset;
  let part = parts[0] as Joint;
  for (const next of parts) if (next.offset <= at) part = next;
  return { path, line: part.line, column: at - part.offset + 1 };
}

const BLANK = /^[ \t\r\n]+|[ \t\r\n]+$/g;
// All blanks are at or below U+0020; most lines have none at their ends.
const trim = (text: string): string =>
  text.charCodeAt(0) > 32 && text.charCodeAt(text.length - 1) > 32 ? text : text.replace(BLANK, '');

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

/**
 * Splits text at the line ends that systemd knows: LF, CR, NUL and their combinations.
 *
 * @systemd src/basic/fileio.c read_line_full
 */
export function splitLines(text: string): string[] {
  if (!/[\r\0]/.test(text)) {
    const lines = text.split('\n');
    if (lines[lines.length - 1] === '') lines.pop();
    return lines;
  }
  const lines: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const first = text[i];
    if (first !== '\n' && first !== '\r' && first !== '\0') continue;
    lines.push(text.slice(start, i));
    // One line end takes each of LF, CR and NUL at most once; NUL closes it.
    const seen = new Set([first]);
    while (!seen.has('\0') && i + 1 < text.length) {
      const next = text[i + 1] as string;
      if ((next !== '\n' && next !== '\r' && next !== '\0') || seen.has(next)) break;
      seen.add(next);
      i++;
    }
    start = i + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

const endsInBackslash = (line: string): boolean => {
  let count = 0;
  for (let i = line.length - 1; i >= 0 && line.charCodeAt(i) === 92; i--) count++;
  return count % 2 === 1;
};

const byteLengthExceeds = (line: string, max: number): boolean =>
  line.length >= max || (line.length * 3 >= max && new TextEncoder().encode(line).length >= max);

/**
 * Reads the text of a unit file.
 *
 * @param content bytes, or text of which it is known that all bytes were valid
 * @returns every assignment of the sections asked for, in order, and what is wrong with other lines
 * @systemd src/shared/conf-parser.c config_parse, parse_line
 */
export function parseUnitFile(content: Uint8Array | { readonly text: string }, path: string, options: UnitFileOptions): UnitFile {
  const text = content instanceof Uint8Array ? decodeUtf8(content) : content.text;
  const isOdd = content instanceof Uint8Array && hasOddBytes(text);
  const assignments: Assignment[] = [];
  const problems: Finding[] = [];
  const at = (line: number, column: number): Place => ({ path, line, column });
  let section: string | null = null;
  let isKnown = false;
  let fatal: FatalError | null = null;

  const parseLogical = (line: string, first: number, last: number, parts: Joint[] | null): void => {
    const trimmed = trim(line);
    if (trimmed === '') return;
    const indent = trimmed.length === line.length ? 0 : line.length - line.replace(/^[ \t\r\n]+/, '').length;
    if (isOdd && hasOddBytes(trimmed)) {
      problems.push({ code: 'invalid-utf8', at: at(last, 1), values: { text: trimmed } });
      fatal = { error: 'EINVAL', line: last };
      return;
    }
    if (trimmed.charCodeAt(0) === 91) {
      if (!trimmed.endsWith(']')) {
        problems.push({ code: 'invalid-section-header', at: at(last, indent + 1), values: { text: trimmed } });
        fatal = { error: 'EBADMSG', line: last };
        return;
      }
      const name = trimmed.slice(1, -1);
      if (/[\x00-\x1f\x7f"'\\]/.test(name)) {
        problems.push({ code: 'bad-characters-in-section', at: at(last, indent + 1), values: { text: trimmed } });
        fatal = { error: 'EBADMSG', line: last };
        return;
      }
      section = name;
      isKnown = options.sections === null || options.sections.has(name);
      if (!isKnown && !name.startsWith('X-')) {
        problems.push({
          code: 'unknown-section',
          at: at(last, indent + 1),
          values: { section: name, hint: options.hintForSection?.(name) ?? '' },
        });
      }
      return;
    }
    if (section === null) {
      problems.push({ code: 'assignment-outside-section', at: at(last, indent + 1), values: {} });
      return;
    }
    if (!isKnown) return;
    const equals = trimmed.indexOf('=');
    if (equals < 0) {
      problems.push({ code: 'missing-equals', at: at(last, indent + 1), values: {} });
      return;
    }
    if (equals === 0) {
      problems.push({ code: 'missing-key', at: at(last, indent + 1), values: {} });
      return;
    }
    // The line has no blanks at its ends; most have none around the sign either.
    let valueStart = equals + 1;
    while (isBlank(trimmed.charCodeAt(valueStart))) valueStart++;
    let keyEnd = equals;
    while (isBlank(trimmed.charCodeAt(keyEnd - 1))) keyEnd--;
    const valueOffset = indent + (valueStart === trimmed.length ? equals + 1 : valueStart);
    const assignment: Assignment = {
      section,
      key: trimmed.slice(0, keyEnd),
      value: trimmed.slice(valueStart),
      line: first,
      lastLine: last,
      keyColumn: indent + 1,
      column: valueOffset + 1,
    };
    assignments.push(parts ? { ...assignment, joints: { valueOffset, parts } } : assignment);
  };

  const lines = splitLines(text);
  let sawBom = false;
  let pending: { text: string; first: number; parts: Joint[] } | null = null;
  for (let i = 0; i < lines.length && fatal === null; i++) {
    let line = lines[i] as string;
    const number = i + 1;
    if (line.length * 3 >= LINE_LENGTH_MAX && byteLengthExceeds(line, LINE_LENGTH_MAX)) {
      fatal = { error: 'ENOBUFS', line: number };
      break;
    }
    if (line === '' && pending === null) continue;
    const first = line.charCodeAt(0);
    if (first === 35 || first === 59 || ((first === 32 || first === 9) && /^[ \t\r\n]+[#;]/.test(line))) continue;
    if (!sawBom && first === 0xfeff) {
      line = line.slice(1);
      sawBom = true;
    }
    if (pending) {
      pending.parts.push({ offset: pending.text.length, line: number });
      pending.text += line;
      if (pending.text.length * 3 >= LINE_LENGTH_MAX && byteLengthExceeds(pending.text, LINE_LENGTH_MAX + 1)) {
        fatal = { error: 'ENOBUFS', line: number };
        break;
      }
    }
    const whole: string = pending ? pending.text : line;
    if (whole.charCodeAt(whole.length - 1) === 92 && endsInBackslash(whole)) {
      const kept = `${whole.slice(0, -1)} `;
      if (pending) pending.text = kept;
      else pending = { text: kept, first: number, parts: [{ offset: 0, line: number }] };
      continue;
    }
    if (pending) parseLogical(pending.text, pending.first, number, pending.parts);
    else parseLogical(line, number, number, null);
    pending = null;
  }
  // systemd counts one more line for what the end of the file cuts off.
  if (pending && fatal === null) parseLogical(pending.text, pending.first, lines.length + 1, pending.parts);
  if (fatal !== null && (fatal as FatalError).error === 'ENOBUFS') {
    problems.push({ code: 'line-too-long', at: at((fatal as FatalError).line, 1), values: {} });
    // systemd reads line by line: what stood before the long line has been used.
  }
  return { path, assignments, fatal, problems };
}
