/** How serious a finding is, as the priorities of PID 1's log. */
export type Severity = 'error' | 'warning' | 'notice' | 'info';

/** `text`: the sentence, where possible PID 1's own; `help`: what to do about it. `{name}` stands for a value of the finding. */
export interface Wording {
  readonly severity: Severity;
  readonly text: string;
  readonly help?: string;
}

/** An entry of a table of messages. */
export const wording = (severity: Severity, text: string, help?: string): Wording =>
  help === undefined ? { severity, text } : { severity, text, help };
