import { assert } from '../base/assert.js';
import { keyHint } from '../diagnostic/hint.js';
import { findKey, isEnumKind, keysOfSection, type KeyEntry } from '../parse/key-table.js';
import type { Assignment, UnitFile } from '../parse/unit-file.js';
import { BASIC_RULES, interpretEnum } from './interpret-basic.js';
import type { FatalValue, InterpretContext, Reference } from './interpret-context.js';
import { DATA_RULES } from './interpret-data.js';
import { EXEC_RULES } from './interpret-exec.js';
import { IMAGE_RULES } from './interpret-image.js';
import { Line, type Rule } from './interpret-line.js';
import { PROCESSOR_RULES } from './interpret-processor.js';
import { RESOURCE_RULES } from './interpret-resource.js';
import { RESTRICTION_RULES } from './interpret-restriction.js';
import { RUN_RULES } from './interpret-run.js';
import { TEXT_RULES } from './interpret-text.js';
import { TYPE_RULES } from './interpret-type.js';
import { UNIT_RULES } from './interpret-unit.js';
import type { SettingTarget } from './unit-settings.js';

export type { FatalValue, InterpretContext, Reference } from './interpret-context.js';
export type { SettingTarget } from './unit-settings.js';

const RULES: ReadonlyMap<string, Rule> = new Map(
  [
    BASIC_RULES,
    TEXT_RULES,
    UNIT_RULES,
    EXEC_RULES,
    RUN_RULES,
    TYPE_RULES,
    RESOURCE_RULES,
    PROCESSOR_RULES,
    RESTRICTION_RULES,
    DATA_RULES,
    IMAGE_RULES,
  ].flatMap((rules) => Object.entries<Rule>(rules)),
);

/**
 * Applies the assignments of one file in order, and stops at the line that makes systemd refuse. What is wrong with other lines is told
 * between them.
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
  settings: SettingTarget,
  onReference: (reference: Reference) => void,
): FatalValue | null {
  let section: string | null = null;
  let keys: ReadonlyMap<string, KeyEntry> | null = null;
  const { problems } = file;
  let told = 0;
  const tellBefore = (line: number): void => {
    for (let next = problems[told]; next && (next.at?.line ?? 0) < line; next = problems[++told]) context.sink.add(next);
  };
  for (const assignment of file.assignments) {
    if (told < problems.length) tellBefore(assignment.lastLine);
    if (assignment.section !== section) {
      section = assignment.section;
      keys = keysOfSection(section);
    }
    const entry = keys?.get(assignment.key);
    if (entry === undefined) {
      reportUnknownKey(file.path, assignment, context);
      continue;
    }
    const line = new Line(file.path, assignment, entry, context, settings, onReference);
    const rule = RULES.get(entry.kind);
    if (rule === undefined) {
      assert(isEnumKind(entry.kind), `a rule for each kind of value`);
      interpretEnum(line, entry.kind);
      continue;
    }
    const error = rule(line);
    if (error) return { error, line: assignment.lastLine };
  }
  tellBefore(Infinity);
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
  return [...RULES.keys()];
}
