import type { Unit } from '../graph/unit.js';
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

/** One line of a unit: whether it counts, and what it overrides or is overridden by. */
export interface CatLine {
  readonly assignment: Assignment;
  readonly path: string;
  /** Is it among the settings in the end? null: it asks for dependencies, which add up, or is [Install]. */
  readonly isEffective: boolean | null;
}

/** The lines of all files, each with its fate. */
export function catLines(unit: Unit, files: readonly CatFile[]): CatLine[] {
  const places = new Set<string>();
  const known = new Set<string>();
  for (const key of unit.settings.keys()) {
    known.add(key);
    for (const setting of unit.settings.all(key)) places.add(`${setting.at.path}:${String(setting.at.line)}`);
  }
  const lines: CatLine[] = [];
  for (const { path, file } of files) {
    for (const assignment of file?.assignments ?? []) {
      const at = placeInValue(path, assignment, 0);
      const isSetting = known.has(`${assignment.section}.${assignment.key}`);
      const first = `${path}:${String(assignment.line)}`;
      const isThere = places.has(first) || places.has(`${path}:${String(at.line)}`);
      lines.push({ assignment, path, isEffective: isThere ? true : isSetting && assignment.section !== 'Install' ? false : null });
    }
  }
  return lines;
}

/** A unit as text: every line of every file with its number; a line that a later one overrides is marked. */
export function catText(unit: Unit, files: readonly CatFile[], style: Style, showPath: (path: string) => string): string {
  const lines = catLines(unit, files);
  const mark = style.isUtf8 ? '✗ overridden' : 'x overridden';
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
      out.push(line.isEffective === false ? `${number}  ${style.dim(text)}  ${style.yellow(mark)}` : `${number}  ${text}`);
    }
  }
  return out.join('\n');
}
