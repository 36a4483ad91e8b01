import type { Finding } from '../diagnostic/finding.js';
import { severityOf } from '../diagnostic/message.js';
import type { Unit } from '../graph/unit.js';
import { keyEntry } from '../parse/key-table.js';
import { placeInValue, type Assignment, type UnitFile } from '../parse/unit-file.js';
import { visible } from './escape.js';
import type { Style } from './style.js';

/** One file of a unit as it was read. */
export interface CatFile {
  readonly path: string;
  readonly isDropIn: boolean;
  /** null: a mask, or unreadable. */
  readonly file: UnitFile | null;
}

/** Whether a line counts: `null` where it only adds, such as a dependency, takes back what was set, or is [Install]. */
export type LineFate = 'effective' | 'overridden' | 'ignored' | 'not-read' | null;

/** One line of a unit, and whether it counts. */
export interface CatLine {
  readonly assignment: Assignment;
  readonly path: string;
  readonly fate: LineFate;
}

/** Kinds of values that are added to what other lines ask for, or of which the first one counts. */
const ADDED_KINDS = new Set('deps obsoleteDeps mountsFor removed sockets triggerUnit socketService'.split(' '));

const isSetting = ({ section, key }: Assignment): boolean => {
  const entry = keyEntry(section, key);
  return entry !== null && !ADDED_KINDS.has(entry.kind);
};

/**
 * The lines of all files, each with its fate.
 *
 * @param findings what was found in the files: a line of which something is said and that is no setting in the end was ignored
 */
export function catLines(unit: Unit, files: readonly CatFile[], findings: readonly Finding[]): CatLine[] {
  const places = new Set<string>();
  for (const key of unit.settings.keys())
    for (const setting of unit.settings.all(key)) places.add(`${setting.at.path}:${String(setting.at.line)}`);
  const wrong = new Set<string>();
  const ends = new Map<string, number>();
  for (const finding of findings) {
    if (finding.at === null || severityOf(finding) === 'info') continue;
    wrong.add(`${finding.at.path}:${String(finding.at.line)}`);
    if (finding.code === 'fatal-setting' || finding.code === 'fatal-value') ends.set(finding.at.path, finding.at.line);
  }
  const fateOf = (assignment: Assignment, path: string): LineFate => {
    const at = placeInValue(path, assignment, 0);
    const names = [`${path}:${String(assignment.line)}`, `${path}:${String(at.line)}`];
    if (assignment.section === 'Install') return null;
    if (assignment.line > (ends.get(path) ?? Number.POSITIVE_INFINITY)) return 'not-read';
    if (names.some((name) => places.has(name))) return 'effective';
    const isWrong = names.some((name) => wrong.has(name));
    if (isWrong && keyEntry(assignment.section, assignment.key) === null) return 'ignored';
    if (assignment.value === '' || !isSetting(assignment)) return null;
    return isWrong ? 'ignored' : 'overridden';
  };
  return files.flatMap(({ path, file }) =>
    (file?.assignments ?? []).map((assignment) => ({ assignment, path, fate: fateOf(assignment, path) })),
  );
}

const FATE_WORDS: Readonly<Partial<Record<string, string>>> = {
  overridden: 'overridden',
  ignored: 'ignored',
  'not-read': 'not read',
};

/** A unit as text: every line of every file with its number; a line that does not count is marked. */
export function catText(
  unit: Unit,
  files: readonly CatFile[],
  findings: readonly Finding[],
  style: Style,
  showPath: (path: string) => string,
): string {
  const lines = catLines(unit, files, findings);
  const cross = style.isUtf8 ? '✗' : 'x';
  const out = [
    `${style.bold(visible(unit.id))}${unit.names.length > 1 ? style.dim(`  also ${unit.names.slice(1).map(visible).join(', ')}`) : ''}  ${unit.loadState === 'loaded' ? '' : style.red(`[${unit.loadState}]`)}`.trimEnd(),
  ];
  if (unit.description !== unit.id) out.push(visible(unit.description));
  for (const { path, isDropIn, file } of files) {
    out.push(
      '',
      style.cyan(`# ${visible(showPath(path))}${isDropIn ? '  (drop-in)' : ''}${file === null ? '  (masked or unreadable)' : ''}`),
    );
    let section = '';
    const width = String(file?.assignments.at(-1)?.line ?? 0).length;
    for (const line of lines) {
      if (line.path !== path) continue;
      if (line.assignment.section !== section) {
        section = line.assignment.section;
        out.push(`${' '.repeat(width)}  ${style.bold(`[${visible(section)}]`)}`);
      }
      const text = `${visible(line.assignment.key)}=${visible(line.assignment.value)}`;
      const number = style.dim(String(line.assignment.line).padStart(width));
      const word = FATE_WORDS[line.fate ?? ''];
      out.push(word === undefined ? `${number}  ${text}` : `${number}  ${style.dim(text)}  ${style.yellow(`${cross} ${word}`)}`);
    }
  }
  return out.join('\n');
}
