import { wording, type Wording } from './wording.js';

/** About the lines of unit files. */
export const SYNTAX_MESSAGES = {
  'line-too-long': wording('error', 'Line is too long (1048576 bytes or more): the whole file is refused.', 'split the line'),
  'invalid-utf8': wording(
    'warning',
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
