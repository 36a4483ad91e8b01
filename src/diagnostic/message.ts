import type { Finding } from './finding.js';

/** How serious a finding is, as the priorities of PID 1's log. */
export type Severity = 'error' | 'warning' | 'notice' | 'info';

/** `text`: the sentence, where possible PID 1's own; `help`: what to do about it. `{name}` stands for a value of the finding. */
interface Wording {
  readonly severity: Severity;
  readonly text: string;
  readonly help?: string;
}

const wording = (severity: Severity, text: string, help?: string): Wording =>
  help === undefined ? { severity, text } : { severity, text, help };

/** Every diagnostic: its identity, severity, sentence, advice. The only place with sentences about input. */
export const MESSAGES = {
  // Files and directories
  'unreadable-file': wording('error', 'Failed to open {path}: {error}', 'check that the file is there and may be read'),
  'unreadable-directory': wording('warning', 'Failed to read directory {path}: {error}'),
  'not-a-regular-file': wording(
    'warning',
    '{path} is a {kind}, not a regular file: it is ignored.',
    'replace it by a regular file or a symbolic link, or remove it',
  ),
  'name-too-long': wording('warning', 'The name of {path} is longer than 255 bytes: it is ignored.', 'give it a shorter name'),
  'executable-file': wording(
    'warning',
    'Configuration file {path} is marked executable. Please remove executable permission bits. Proceeding anyway.',
    'chmod a-x',
  ),
  'world-writable-file': wording(
    'warning',
    'Configuration file {path} is marked world-writable. Please remove world writability permission bits. Proceeding anyway.',
    'chmod o-w',
  ),
  // Syntax
  'line-too-long': wording('error', 'Line is too long (1048576 bytes or more): the whole file is refused.', 'split the line'),
  'invalid-utf8': wording(
    'error',
    'String is not UTF-8 clean, ignoring assignment: {text}',
    'save the file as UTF-8; here systemd stops reading the file',
  ),
  'invalid-section-header': wording(
    'error',
    "Invalid section header '{text}'",
    'a section header is [Name] on a line of its own; here systemd stops reading the file',
  ),
  'bad-characters-in-section': wording(
    'error',
    "Bad characters in section header '{text}'",
    'a section name has no quotes, backslashes or control characters',
  ),
  'unknown-section': wording('warning', "Unknown section '{section}'. Ignoring.", '{hint}'),
  'assignment-outside-section': wording(
    'warning',
    'Assignment outside of section. Ignoring.',
    'put it below a section header such as [Unit]',
  ),
  'missing-equals': wording(
    'warning',
    "Missing '=', ignoring line.",
    'write Key=value, or start the line with # if it is a comment',
  ),
  'missing-key': wording('warning', "Missing key name before '=', ignoring line.", 'write Key=value'),
  'unknown-key': wording('warning', "Unknown key '{key}' in section [{section}], ignoring.", '{hint}'),
} as const satisfies Record<string, Wording>;

/** The identity of a diagnostic. */
export type DiagnosticCode = keyof typeof MESSAGES;

/** How serious a finding is. */
export function severityOf(finding: Finding): Severity {
  return MESSAGES[finding.code].severity;
}

const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/** The sentence of a finding, without its place. Values are put in as they are: escape them for the place where they are shown. */
export function messageOf(finding: Finding): string {
  return fill(MESSAGES[finding.code].text, finding.values);
}

/** What to do about a finding; null where there is nothing to say. */
export function helpOf(finding: Finding): string | null {
  const found: Wording = MESSAGES[finding.code];
  if (found.help === undefined) return null;
  const text = fill(found.help, finding.values);
  return text === '' || /^\{\w+\}$/.test(text) ? null : text;
}
