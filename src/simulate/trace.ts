import type { Usec } from '../base/usec.js';
import type { JobMode, JobType, RequestType } from '../transaction/job-table.js';
import type { DroppedJob, FoundCycle, RequestError } from '../transaction/transaction-result.js';
import type { JobSpan } from './job.js';

/** A line of the manager's log in a run. */
export interface TraceLine {
  readonly at: Usec;
  /** The syslog priority. */
  readonly priority: number;
  readonly unit: string | null;
  /** Does LogLevelMax= of the unit keep it out of the journal? */
  readonly isSuppressed: boolean;
  /** The whole line, as it stands in the journal. */
  readonly text: string;
}

/** A request, and what became of it. */
export interface RequestTrace {
  readonly at: Usec;
  readonly unit: string;
  readonly type: RequestType;
  readonly mode: JobMode;
  /** What was put into the queue; `merged` where a job was there already. */
  readonly installed: { readonly unit: string; readonly type: JobType; readonly merged: boolean }[];
  error: RequestError | null;
  dropped: readonly DroppedJob[];
  cycles: readonly FoundCycle[];
}

/** What the request of somebody outside was answered. */
export interface StepAnswer {
  readonly at: Usec;
  readonly command: string;
  readonly text: string;
}

/** Everything that a run left behind. */
export interface Trace {
  readonly lines: TraceLine[];
  readonly requests: RequestTrace[];
  /** Every job in the order in which they were queued. */
  readonly jobs: JobSpan[];
  /** The same in the order in which they ended. */
  readonly ended: JobSpan[];
  readonly answers: StepAnswer[];
}
