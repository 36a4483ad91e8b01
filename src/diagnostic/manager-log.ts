import type { Finding } from './finding.js';
import { severityOf, shownMessageOf, type DiagnosticCode } from './message.js';
import { FILE_MESSAGES } from './messages/file.js';
import { LOAD_MESSAGES } from './messages/load.js';
import { REFERENCE_MESSAGES } from './messages/reference.js';
import { SETTING_MESSAGES } from './messages/setting.js';
import { SYNTAX_MESSAGES } from './messages/syntax.js';

/** A line of the manager's log. */
export interface LogEntry {
  readonly level: 'emerg' | 'alert' | 'crit' | 'err' | 'warning' | 'notice' | 'info' | 'debug';
  /** The unit that the line begins with, which is not in the text. */
  readonly unit: string | null;
  readonly kind: string;
  readonly text: string;
}

const KINDS: readonly (readonly [string, RegExp])[] = [
  ['cycle', /^Found ordering cycle on /],
  ['cycle-step', /^Found dependency on /],
  ['cycle-deleted', /^Job \S+ deleted to break ordering cycle/],
  ['cycle-unbreakable', /^Unable to break cycle/],
  [
    'transaction',
    /^(?:Failed to (?:isolate|start|load) default target|Falling back to |Requested transaction |Cannot add dependency job|Dependency problem)/,
  ],
  ['syntax', /^\S+:\d+: /],
  [
    'load',
    /[Ff]ailed to (?:load|put|add|process|create|parse|resolve|drop|read|open|stat)|[Rr]efusing|ignoring|Cannot |masked|not found|unit-file|marked (?:executable|world)/,
  ],
];

/** What a line of the manager's log is about, in the words of the oracle. */
export function logKind(text: string): string {
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
}

const SAID = { ...FILE_MESSAGES, ...SYNTAX_MESSAGES, ...SETTING_MESSAGES, ...REFERENCE_MESSAGES, ...LOAD_MESSAGES };

/** What we tell of unit files, and the manager does not, or only in its debug log. */
const SILENT: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'alias-loop',
  'not-a-regular-file',
  'name-too-long',
  'unreadable-drop-in',
  'line-too-long',
  'directory-as-file',
  'alias-loop',
  'fatal-value',
  'too-many-units',
  'mount-bad-name',
  'mount-path-not-normalized',
  'device-path-not-normalized',
  'automount-root',
  'slice-bad-name',
]);

/** The manager tells these without the line. */
const WITHOUT_PLACE: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'user-odd',
  'deprecated-isolate',
  'specifier-deprecated',
  'bus-name-known',
]);

/** The manager begins these with the unit. */
const OF_UNIT: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'unreadable-file',
  'dependency-not-a-symlink',
  'dependency-bad-name',
  'dependency-other-name',
]);

/** Is it about a file or a name that the manager looks at whatever unit is asked for? */
export const isAboutFiles = (code: DiagnosticCode): boolean => code in FILE_MESSAGES;

/** A finding as the manager logs it while it loads units; null where it does not. */
export function loadLogEntry(finding: Finding, showPath: (path: string) => string): LogEntry | null {
  const { code, at, unit } = finding;
  if (!(code in SAID) || SILENT.has(code)) return null;
  const severity = severityOf(finding);
  const level = severity === 'error' ? 'err' : severity;
  const text = shownMessageOf(finding, showPath);
  if (unit !== undefined && text.startsWith(`${unit}: `)) {
    const rest = text.slice(unit.length + 2);
    return { level, unit, kind: logKind(rest), text: rest };
  }
  if (unit !== undefined && OF_UNIT.has(code)) return { level, unit, kind: logKind(text), text };
  const hasPlace = at !== null && at.line > 0 && !WITHOUT_PLACE.has(code);
  const placed = hasPlace ? `${showPath(at.path)}:${finding.values.lastLine ?? String(at.line)}: ${text}` : text;
  return { level, unit: null, kind: logKind(placed), text: placed };
}

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

/** The same as a line of the log of a run. */
export function loadLogLine(finding: Finding): { readonly priority: number; readonly unit: null; readonly text: string } | null {
  const entry = loadLogEntry(finding, (path) => path);
  if (entry === null) return null;
  const text = entry.unit === null ? entry.text : `${entry.unit}: ${entry.text}`;
  return { priority: LEVELS.indexOf(entry.level), unit: null, text };
}
