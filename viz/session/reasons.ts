import { RULES, type Dependency, type Reason } from '../../src/index.js';
import { pathShower, type PageData } from '../../src/report/page-data.js';
import type { PlaceEntry, ReasonEntry } from '../protocol.js';

/** The line of fstab, crypttab or an init script behind a line of a generated file; null for other files. */
export function sourceOf(data: PageData, path: string, line: number): PlaceEntry | null {
  const lines = Object.hasOwn(data.sources, path) ? data.sources[path] : undefined;
  const found = lines?.[line] ?? lines?.[0];
  return found ? { path: pathShower(data.shown)(found[0]), file: found[0], line: found[1] } : null;
}

/** A reason as the page shows it: a generated file stands for the line that it was made from. */
export function reasonEntry(data: PageData, reason: Reason): ReasonEntry {
  const { text, manual } = RULES[reason.rule];
  const { at } = reason;
  const place =
    at === null
      ? null
      : (sourceOf(data, at.path, at.line) ?? { path: pathShower(data.shown)(at.path), file: at.path, line: at.line });
  return { rule: reason.rule, text, manual, setting: reason.setting, at: place };
}

/** The reasons of a dependency. */
export function reasonEntries(data: PageData, dependency: Dependency): ReasonEntry[] {
  return dependency.reasons.map((reason) => reasonEntry(data, reason));
}
