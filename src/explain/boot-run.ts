import type { Usec } from '../base/usec.js';
import type { JobSpan } from '../simulate/job.js';
import type { Choices } from '../transaction/choices.js';

/**
 * How sure a job's place in a run is. `exact`: simulated. `measured`: its beginning and the end of its releaser are stamps. `inferred`: one of
 * them was worked out from the graph (a skipped condition, a time-out). `unknown`: the record does not tell why it began when it did.
 */
export type Sureness = 'exact' | 'measured' | 'inferred' | 'unknown';

/** A boot as jobs: from a simulation, or from the stamps of a measured one and the graph. */
export interface BootRun {
  readonly source: 'simulated' | 'measured';
  /** In the order in which they were queued. */
  readonly jobs: readonly JobSpan[];
  /** In the order in which they ended. */
  readonly ended: readonly JobSpan[];
  readonly sureness: (job: JobSpan) => Sureness;
  /** When the first transaction was queued; all else is counted from the start of the manager. */
  readonly begunAt: Usec;
  /** When no job was left for the first time; null when that is not known. */
  readonly finishedAt: Usec | null;
  /** How the manager walked its tables, where it was free to choose. */
  readonly choices: Choices;
}
