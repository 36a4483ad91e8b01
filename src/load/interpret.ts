import { assert } from '../base/assert.js';
import type { FindingSink } from '../diagnostic/finding.js';
import { keyHint } from '../diagnostic/hint.js';
import { findKey, isEnumKind, keyEntry } from '../parse/key-table.js';
import type { Place } from '../parse/place.js';
import type { SpecifierContext } from '../parse/specifier.js';
import type { Assignment, UnitFile } from '../parse/unit-file.js';
import type { UnitType } from '../parse/unit-type-table.js';
import { BASIC_RULES, interpretEnum } from './interpret-basic.js';
import { EXEC_RULES } from './interpret-exec.js';
import { Line, type Rule } from './interpret-line.js';
import { RESOURCE_RULES } from './interpret-resource.js';
import { RUN_RULES } from './interpret-run.js';
import { TEXT_RULES } from './interpret-text.js';
import { TYPE_RULES } from './interpret-type.js';
import { UNIT_RULES } from './interpret-unit.js';
import type { LoadError } from './load-state-table.js';
import type { UnitSettings } from './unit-settings.js';

/** Something in a unit file that the loader must act on at once, in the order of the lines. */
export interface Reference {
  /** `Unit.After`, `Service.Sockets`, `Timer.Unit`, `Service.Slice`, `Unit.RequiresMountsFor`, ... */
  readonly setting: string;
  /** A dependency kind (`Requires` also for RequiresOverridable=), or `Sockets`, `Unit`, `Service`, `Slice`, `RequiresMountsFor`. */
  readonly kind: string;
  /** A valid unit name, specifiers expanded; may still be a template. For RequiresMountsFor the simplified absolute path. */
  readonly name: string;
  readonly at: Place;
  /** The word as it is written. */
  readonly word: string;
}

/** What the meaning of a line depends on besides the line. */
export interface InterpretContext {
  /** The name under which the unit is being loaded. */
  readonly unitName: string;
  readonly type: UnitType;
  readonly fragmentPath: string | null;
  readonly isUser: boolean;
  /** A fatal value in a drop-in ends only this file. */
  readonly isDropIn: boolean;
  readonly specifiers: SpecifierContext;
  /** The fragment that a name would be loaded from, for the guard against endless templates; null if none. */
  readonly findFragment: (name: string) => string | null;
  readonly sink: FindingSink;
}

/** The line at which systemd refuses a file. */
export interface FatalValue {
  readonly error: LoadError;
  readonly line: number;
}

const RULES: Readonly<Record<string, Rule>> = {
  ...BASIC_RULES,
  ...TEXT_RULES,
  ...UNIT_RULES,
  ...EXEC_RULES,
  ...RUN_RULES,
  ...TYPE_RULES,
  ...RESOURCE_RULES,
};

/**
 * Applies the assignments of one file in order, and stops at the line that makes systemd refuse.
 *
 * Values are stored under `Section.Key` with the current name of the key: booleans as boolean, spans as microseconds (Infinity where
 * 0 means that), numbers as number, words and texts as string with specifiers expanded. Lists have one setting for each word or
 * line. Of these kinds are objects: commands (`ExecCommand`), `Unit.Conditions` and `Unit.Asserts` (`Condition`), `Timer.Values`
 * ({base, span or calendar, text}), `Path.Specs` ({type, path}), `Socket.Listen` (`ListenAddress`), lists of exit statuses
 * ({statuses, signals}), StateDirectory= and kin ({path, links}), resource limits ({soft, hard}), DeviceAllow= ({path, rights}).
 * TimeoutSec= of a service sets `Service.TimeoutStartSec` and `Service.TimeoutStopSec`. What no rule looks into is kept as text.
 *
 * @returns the line, as PID 1 counts it, or null
 * @systemd src/core/load-fragment.c; src/shared/conf-parser.c config_parse
 */
export function interpretFile(
  file: UnitFile,
  context: InterpretContext,
  settings: UnitSettings,
  onReference: (reference: Reference) => void,
): FatalValue | null {
  for (const assignment of file.assignments) {
    const entry = keyEntry(assignment.section, assignment.key);
    if (entry === null) {
      reportUnknownKey(file.path, assignment, context);
      continue;
    }
    const line = new Line(file.path, assignment, entry, context, settings, onReference);
    if (isEnumKind(entry.kind)) {
      interpretEnum(line, entry.kind);
      continue;
    }
    const rule = RULES[entry.kind];
    assert(rule, `a rule for ${entry.kind}`);
    const error = rule(line);
    if (error) return { error, line: assignment.lastLine };
  }
  return null;
}

function reportUnknownKey(path: string, assignment: Assignment, context: InterpretContext): void {
  const { section, key, line, lastLine, keyColumn } = assignment;
  if (key.startsWith('X-')) return;
  const values = { key, section, hint: keyHint(findKey(context.type, section, key)) };
  context.sink.add({
    code: 'unknown-key',
    at: { path, line, column: keyColumn },
    unit: context.unitName,
    values: line === lastLine ? values : { ...values, lastLine: String(lastLine) },
  });
}

/** Every kind of value that has a rule, besides sets of words. */
export function ruleKinds(): string[] {
  return Object.keys(RULES);
}
