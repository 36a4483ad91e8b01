import type { Finding } from '../../diagnostic/finding.js';
import { parseBoolean } from '../../parse/boolean.js';
import type { Place } from '../../parse/place.js';
import { parseUnitFile, placeInValue, type Assignment } from '../../parse/unit-file.js';

/** A text of a desktop entry, and where it stands. */
export interface EntryText {
  readonly text: string;
  readonly at: Place;
}

/** What an autostart file says. */
export interface DesktopEntry {
  readonly texts: Readonly<Partial<Record<TextKey, EntryText>>>;
  readonly lists: Readonly<Partial<Record<ListKey, readonly string[]>>>;
  readonly isHidden: boolean;
  readonly isSkipped: boolean;
}

const TEXT_KEYS = [
  'Name',
  'Exec',
  'Path',
  'TryExec',
  'Type',
  'AutostartCondition',
  'X-KDE-autostart-condition',
  'X-GNOME-Autostart-Phase',
] as const;
const LIST_KEYS = ['OnlyShowIn', 'NotShowIn'] as const;
type TextKey = (typeof TEXT_KEYS)[number];
type ListKey = (typeof LIST_KEYS)[number];

const isTextKey = (key: string): key is TextKey => (TEXT_KEYS as readonly string[]).includes(key);
const isListKey = (key: string): key is ListKey => (LIST_KEYS as readonly string[]).includes(key);

const SECTIONS = new Set(['Desktop Entry']);
const UNSAID: ReadonlySet<string> = new Set(['unknown-section', 'assignment-outside-section']);
const ESCAPES: Readonly<Record<string, string>> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\', ';': ';' };

/**
 * Reads a desktop entry as the generator does: of a key that is given twice the first value counts, and keys of other
 * languages do not.
 *
 * @param tell is told what is wrong
 * @returns null where systemd gives up on the file
 * @systemd src/xdg-autostart-generator/xdg-autostart-service.c xdg_autostart_service_parse_desktop
 */
export function parseDesktopEntry(
  content: Uint8Array | { readonly text: string },
  path: string,
  tell: (finding: Finding) => void,
): DesktopEntry | null {
  const file = parseUnitFile(content, path, { sections: SECTIONS });
  for (const problem of file.problems) if (!UNSAID.has(problem.code)) tell(problem);
  const texts: Partial<Record<TextKey, EntryText>> = {};
  const lists: Partial<Record<ListKey, readonly string[]>> = {};
  const tellTwice = ({ key, line, keyColumn }: Assignment, how: string): void => {
    tell({ code: 'desktop-key-twice', at: { path, line, column: keyColumn }, values: { key, how } });
  };
  let isHidden = false;
  let isSkipped = false;
  for (const assignment of file.assignments) {
    const { key, value } = assignment;
    const at = placeInValue(path, assignment, 0);
    if (key === 'Hidden' || key === 'X-systemd-skip') {
      const flag = parseBoolean(value);
      if (flag === null) {
        tell({ code: 'desktop-bad-boolean', at, values: { value } });
        return null;
      }
      if (key === 'Hidden') isHidden = flag;
      else isSkipped = flag;
    } else if (isTextKey(key)) {
      if (texts[key] !== undefined) tellTwice(assignment, 'defined multiple times');
      else {
        const text = unescapeText(value);
        if (typeof text !== 'string') {
          tell({ code: 'desktop-bad-escape', at, values: { escape: text.escape } });
          return null;
        }
        texts[key] = { text, at };
      }
    } else if (isListKey(key)) {
      if (lists[key] !== undefined) tellTwice(assignment, 'already defined');
      else {
        const list = splitList(value);
        if (Array.isArray(list)) lists[key] = list;
        else {
          tell({ code: 'desktop-bad-escape', at, values: { escape: list.escape } });
          if (list.escape === '\\') return null;
        }
      }
    }
  }
  return file.fatal === null ? { texts, lists, isHidden, isSkipped } : null;
}

function unescapeText(value: string): string | { readonly escape: string } {
  let text = '';
  for (let i = 0; i < value.length; i++) {
    const c = value.charAt(i);
    if (c !== '\\') {
      text += c;
      continue;
    }
    const known = ESCAPES[value.charAt(++i)];
    if (known === undefined) return { escape: `\\${value.charAt(i)}` };
    text += known;
  }
  return text;
}

// An unknown escape loses the list, one that the end of the line cuts off the whole file.
function splitList(value: string): string[] | { readonly escape: string } {
  const wrong = /^(?:[^\\]|\\[sntr\\;])*(\\(?![sntr\\;]).?)/s.exec(value)?.[1];
  if (wrong !== undefined) return { escape: wrong };
  return [...value.matchAll(/(?:[^\\;]|\\.)+/gs)].map(([part]) => part.replace(/\\(.)/gs, (_, c: string) => ESCAPES[c] ?? c));
}
