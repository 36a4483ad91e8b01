import { FILE_MESSAGES } from './messages/file.js';
import { GENERATOR_MESSAGES } from './messages/generator.js';
import { GIVEN_MESSAGES } from './messages/given.js';
import { INSTALL_MESSAGES } from './messages/install.js';
import { LOAD_MESSAGES } from './messages/load.js';
import { RECORD_MESSAGES } from './messages/record.js';
import { REFERENCE_MESSAGES } from './messages/reference.js';
import { SETTING_MESSAGES } from './messages/setting.js';
import { SYNTAX_MESSAGES } from './messages/syntax.js';
import type { Severity, Wording } from './messages/wording.js';

export type { Severity } from './messages/wording.js';

/** Every diagnostic: its identity, severity, sentence, advice. The only place with sentences about input. */
export const MESSAGES = {
  ...FILE_MESSAGES,
  ...SYNTAX_MESSAGES,
  ...SETTING_MESSAGES,
  ...REFERENCE_MESSAGES,
  ...LOAD_MESSAGES,
  ...INSTALL_MESSAGES,
  ...GENERATOR_MESSAGES,
  ...GIVEN_MESSAGES,
  ...RECORD_MESSAGES,
} as const satisfies Record<string, Wording>;

/** What the words of a finding are made of. */
interface Worded {
  readonly code: DiagnosticCode;
  readonly values: Readonly<Record<string, string>>;
}

/** The identity of a diagnostic. */
export type DiagnosticCode = keyof typeof MESSAGES;

/** How serious a finding is. */
export function severityOf(finding: Worded): Severity {
  return MESSAGES[finding.code].severity;
}

const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/** The sentence of a finding, without its place. Values are put in as they are: escape them for the place where they are shown. */
export function messageOf(finding: Worded): string {
  return fill(MESSAGES[finding.code].text, finding.values);
}

/** The same with paths of the tree as they are shown; those that unit files have as values stay as they are written. */
export function shownMessageOf({ code, values }: Worded, showPath: (path: string) => string): string {
  const { path } = values;
  return messageOf({ code, values: path !== undefined && code in FILE_MESSAGES ? { ...values, path: showPath(path) } : values });
}

/** What to do about a finding; null where there is nothing to say. */
export function helpOf(finding: Worded): string | null {
  const found: Wording = MESSAGES[finding.code];
  if (found.help === undefined) return null;
  const text = fill(found.help, finding.values);
  return text === '' || /^\{\w+\}$/.test(text) ? null : text;
}
