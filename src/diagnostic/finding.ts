import type { DiagnosticCode } from './message.js';

/** Where a finding stands. Lines and columns count from 1; 0 means the file as a whole. */
export interface FindingPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Something that the user should know about the input. Its words are made by `diagnostic/message.ts` from `code` and `values`. */
export interface Finding {
  readonly code: DiagnosticCode;
  /** null where it belongs to no file. */
  readonly at: FindingPlace | null;
  /** The unit it is about, if there is one. */
  readonly unit?: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Where findings go. */
export interface FindingSink {
  add(finding: Finding): void;
}

/** A sink that keeps what it is given, without repetitions, in order. */
export function findingList(): FindingSink & { readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  return {
    findings,
    add(finding) {
      const key = JSON.stringify(finding);
      if (seen.has(key)) return;
      seen.add(key);
      findings.push(finding);
    },
  };
}

/** A sink that forgets. */
export const NO_SINK: FindingSink = { add: () => undefined };
