import type { Place } from '../../parse/place.js';
import { splitLines } from '../../parse/unit-file.js';
import { splitRelaxed } from './relaxed-words.js';

/** What the head of an init script says. */
export interface SysvScript {
  readonly hasLsbHeader: boolean;
  readonly description: { readonly text: string; readonly at: Place } | null;
  readonly pidFile: { readonly path: string; readonly at: Place } | null;
  readonly reloads: boolean;
  readonly facilities: readonly SysvFacility[];
}

/** A word of a header that names other services. */
export interface SysvFacility {
  readonly kind: 'provides' | 'after' | 'before';
  readonly word: string;
  readonly at: Place;
}

type State = 'normal' | 'description' | 'lsb' | 'lsb-description' | 'usage';

const strip = (text: string): string => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
const HEADERS: readonly (readonly [string, SysvFacility['kind']])[] = [
  ['provides:', 'provides'],
  ['required-start:', 'after'],
  ['should-start:', 'after'],
  ['x-start-before:', 'before'],
  ['x-start-after:', 'after'],
];

/** All that a line outside a header can mean something by. */
const NOTEWORTHY = /usage|### BEGIN INIT INFO|description:|pidfile:/gi;

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/**
 * Reads the comments of an init script: an LSB header, or the older signs of chkconfig.
 *
 * @param onBadPidFile is told of a PID file without a leading slash, which is ignored
 * @systemd src/sysv-generator/sysv-generator.c load_sysv
 */
export function parseSysvScript(content: string, path: string, onBadPidFile: (at: Place, path: string) => void): SysvScript {
  const text = /[\r\0]/.test(content) ? splitLines(content).join('\n') : content;
  let state: State = 'normal';
  let hasLsbHeader = false;
  let reloads = false;
  let pidFile: SysvScript['pidFile'] = null;
  const descriptions: Record<'short' | 'chkconfig' | 'long', SysvScript['description']> = {
    short: null,
    chkconfig: null,
    long: null,
  };
  const facilities: SysvFacility[] = [];
  const set = (kind: keyof typeof descriptions, value: string, at: Place): void => {
    descriptions[kind] = value === '' ? null : { text: value, at };
  };
  const append = (kind: keyof typeof descriptions, value: string, at: Place): void => {
    const before = descriptions[kind];
    descriptions[kind] = before === null ? { text: value, at } : { text: `${before.text} ${value}`, at: before.at };
  };
  let number = 0;
  for (let start = 0, counted = 0, end = 0; start <= text.length; start = end + 1) {
    if (state === 'normal') {
      NOTEWORTHY.lastIndex = start;
      const found = NOTEWORTHY.exec(text);
      if (found === null) break;
      start = text.lastIndexOf('\n', found.index) + 1;
    }
    for (; counted <= start; number++) counted = endOfLine(text, counted) + 1;
    end = counted - 1;
    const line = text.slice(start, end);
    const trimmed = strip(line);
    const at: Place = { path, line: number, column: line.indexOf(trimmed) + 1 };
    if (!trimmed.startsWith('#')) {
      if (state === 'usage' || (state === 'normal' && /usage/i.test(trimmed))) {
        state = 'normal';
        if (/\{reload[|}"]|\|reload[|}"]/i.test(trimmed)) reloads = true;
        else if (trimmed.endsWith('\\')) state = 'usage';
      }
      continue;
    }
    if (state === 'normal' && trimmed === '### BEGIN INIT INFO') {
      state = 'lsb';
      hasLsbHeader = true;
      continue;
    }
    if ((state === 'lsb' || state === 'lsb-description') && trimmed === '### END INIT INFO') {
      state = 'normal';
      continue;
    }
    let comment = trimmed.slice(1).replace(/^[ \t\r\n]+/, '');
    const lower = comment.toLowerCase();
    if (state === 'normal') {
      if (lower.startsWith('description:')) {
        if (comment.endsWith('\\')) {
          state = 'description';
          comment = comment.slice(0, -1);
        }
        set('chkconfig', strip(comment.slice(12)), at);
      } else if (lower.startsWith('pidfile:')) {
        const file = strip(comment.slice(8));
        if (file.startsWith('/')) pidFile = { path: file, at };
        else onBadPidFile(at, file);
      }
    } else if (state === 'description') {
      if (comment.endsWith('\\')) comment = comment.slice(0, -1);
      else state = 'normal';
      const more = strip(comment);
      if (more !== '') append('chkconfig', more, at);
    } else if (state === 'lsb' || state === 'lsb-description') {
      const header = HEADERS.find(([name]) => lower.startsWith(name));
      if (header !== undefined) {
        state = 'lsb';
        const offset = line.indexOf(comment);
        for (const word of splitRelaxed(comment.slice(header[0].length), false)) {
          const column = offset + header[0].length + word.offset + 1;
          facilities.push({ kind: header[1], word: word.text, at: { ...at, column } });
        }
      } else if (lower.startsWith('description:')) {
        state = 'lsb-description';
        set('long', strip(comment.slice(12)), at);
      } else if (lower.startsWith('short-description:')) {
        state = 'lsb';
        set('short', strip(comment.slice(18)), at);
      } else if (state === 'lsb-description') {
        if (!line.startsWith('#\t') && !line.startsWith('#  ')) state = 'lsb';
        else if (comment !== '') append('long', comment, at);
      }
    }
  }
  const found = descriptions.short ?? descriptions.chkconfig ?? descriptions.long;
  const description = found && { text: `${hasLsbHeader ? 'LSB' : 'SYSV'}: ${found.text}`, at: found.at };
  return { hasLsbHeader, description, pidFile, reloads, facilities };
}
