import type { Finding } from '../diagnostic/finding.js';
import type { DiagnosticCode } from '../diagnostic/message.js';
import type { KeyEntry } from '../parse/key-table.js';
import { checkPath } from '../parse/path-text.js';
import type { Place } from '../parse/place.js';
import { expandSpecifiers, SPECIFIER_LENGTH_MAX, type SpecifierSet } from '../parse/specifier.js';
import { placeInValue, type Assignment } from '../parse/unit-file.js';
import { splitWords, type Word, type WordRules } from '../parse/words.js';
import type { InterpretContext, Reference } from './interpret-context.js';
import type { LoadError } from './load-state-table.js';
import type { SettingTarget } from './unit-settings.js';

/** A rule that reads the value of one kind of key. It returns an error where systemd refuses the unit. */
export type Rule = (line: Line) => LoadError | undefined;

/** How specifiers are expanded, and how the text is shown where they cannot be. */
export interface ExpandOptions {
  readonly set?: SpecifierSet;
  /** In bytes. */
  readonly lengthMax?: number;
  /** What stands around the text in the message. */
  readonly quote?: string;
  readonly code?: DiagnosticCode;
  /** Takes what there is to say of it; else it is reported. */
  readonly onFinding?: (finding: Finding) => void;
}

/** What a path must be, and how a wrong one is reported. */
export interface PathOptions {
  readonly relation?: 'absolute' | 'relative' | 'any';
  readonly isFatal?: boolean;
  readonly key?: string;
}

/** The longest path, in bytes. */
export const PATH_LENGTH_MAX = 4095;

/** One assignment of a unit file while it is understood: what the rules read from and write to. */
export class Line {
  readonly key: string;
  readonly value: string;
  /** `Section.Key` under which the value counts. */
  readonly target: string;
  readonly context: InterpretContext;
  private readonly assignment: Assignment;
  private readonly path: string;
  private readonly settings: SettingTarget;
  private readonly onReference: (reference: Reference) => void;

  constructor(
    path: string,
    assignment: Assignment,
    entry: KeyEntry,
    context: InterpretContext,
    settings: SettingTarget,
    onReference: (reference: Reference) => void,
  ) {
    this.key = assignment.key;
    this.value = assignment.value;
    this.target = entry.target;
    this.context = context;
    this.assignment = assignment;
    this.path = path;
    this.settings = settings;
    this.onReference = onReference;
  }

  /** The path of the file. */
  get filePath(): string {
    return this.path;
  }

  /** `Section.Key` as written. */
  get written(): string {
    return `${this.assignment.section}.${this.key}`;
  }

  /** The place of a character of the value. */
  place(offset = 0): Place {
    return placeInValue(this.path, this.assignment, offset);
  }

  /** Reports something about the value, at a character of it. Where PID 1 names another line, `lastLine` has it. */
  report(code: DiagnosticCode, values: Readonly<Record<string, string>> = {}, offset = 0): void {
    this.context.sink.add(this.finding(code, values, offset));
  }

  /** What `report` reports. */
  finding(code: DiagnosticCode, values: Readonly<Record<string, string>> = {}, offset = 0): Finding {
    const at = this.place(offset);
    const { lastLine } = this.assignment;
    const all = at.line === lastLine ? values : { ...values, lastLine: String(lastLine) };
    return { code, at, unit: this.context.unitName, values: all };
  }

  /** Makes a value the only one of its setting. */
  set(value: unknown, target = this.target): void {
    this.settings.set(target, { text: this.value, value, at: this.place() });
  }

  /** Adds a value to its setting. `text` and `offset`: what part of the value it stems from. */
  append(value: unknown, offset = 0, text = this.value, target = this.target): void {
    this.settings.append(target, { text, value, at: this.place(offset) });
  }

  /** Forgets what is set. */
  reset(target = this.target): void {
    this.settings.reset(target);
  }

  /** Forgets what is set where the value is empty. @returns whether it is */
  resetWhenEmpty(): boolean {
    if (this.value !== '') return false;
    this.reset();
    return true;
  }

  /** Tells the loader of a unit or path that the line names. */
  refer(kind: string, name: string, offset: number, word: string, problems?: readonly Finding[]): void {
    this.onReference({ setting: this.target, kind, name, at: this.place(offset), word, ...(problems ? { problems } : {}) });
  }

  /** Expands the specifiers of a part of the value; reports and returns null where they cannot be. */
  expand(text: string, offset = 0, options: ExpandOptions = {}): string | null {
    const { lengthMax = SPECIFIER_LENGTH_MAX } = options;
    // Most texts have none.
    if (!text.includes('%') && text.length * 3 <= lengthMax) return text;
    const { set = 'full', quote = "'", code = 'specifier-unresolved' } = options;
    const { onFinding = (finding: Finding) => this.context.sink.add(finding) } = options;
    const found = expandSpecifiers(text, set, this.context.specifiers, lengthMax);
    if ('error' in found) {
      onFinding(this.finding(code, { text: quote + text + quote, error: found.error, value: this.value }, offset));
      return null;
    }
    for (const letter of found.deprecated) onFinding(this.finding('specifier-deprecated', { letter }, offset));
    return found.text;
  }

  /** Checks a path and simplifies it; reports and returns null where it is wrong. */
  checkPath(path: string, offset = 0, options: PathOptions = {}): string | null {
    const { relation = 'absolute', isFatal = false, key = this.key } = options;
    const found = checkPath(path, relation);
    if (found.problem === null) return found.path;
    const values = { key, path: found.path, length: String(found.path.length) };
    if (found.problem === 'absolute') this.report('path-absolute', values, offset);
    else this.report(isFatal ? `path-${found.problem}-fatal` : `path-${found.problem}`, values, offset);
    return null;
  }

  /** The words of the value; an open quote or wrong escape is reported with `code` after the words before it were used. */
  words(rules: WordRules, code: DiagnosticCode, use: (word: Word) => LoadError | 'stop' | undefined): LoadError | undefined {
    return this.wordsOf(this.value, rules, code, use);
  }

  /** The same for a text that was made of the value; a message shows the value itself. */
  wordsOf(
    text: string,
    rules: WordRules,
    code: DiagnosticCode,
    use: (word: Word) => LoadError | 'stop' | undefined,
  ): LoadError | undefined {
    const { words, restOffset } = splitWords(text, rules);
    for (const word of words) {
      const error = use(word);
      if (error) return error === 'stop' ? undefined : error;
    }
    if (restOffset !== null)
      this.report(code, { value: this.value, key: this.key, error: 'Invalid argument' }, text === this.value ? restOffset : 0);
    return undefined;
  }
}

/** A rule for a list: empty takes everything back, what `isUsable` takes is added whole. */
export const listOf =
  (isUsable: (line: Line) => boolean): Rule =>
  (line) => {
    if (!line.resetWhenEmpty() && isUsable(line)) line.append(line.value);
  };
