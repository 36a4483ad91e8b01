import { compareBytes } from '../base/compare.js';
import { mix } from './bucket-table.js';
import type { Script } from './choices.js';
import type { RequestError } from './transaction-result.js';

/** Words in byte order, each once. */
export const sorted = (words: Iterable<string>): string[] => [...new Set(words)].sort(compareBytes);

/** One thing that may become of a request. */
export interface Outcome {
  /** Why it is refused; null when it is not. */
  readonly error: RequestError | null;
  /** The jobs, as `UNIT/TYPE`, in byte order. */
  readonly jobs: readonly string[];
  /** The units that were deleted to break cycles, in byte order. */
  readonly victims: readonly string[];
  /**
   * How often a deletion has to move another job in the table of jobs for it, at least. More than 0: very rare, and for some tables
   * it cannot happen at all. null where it was met with a seed alone.
   */
  readonly moves: number | null;
  /** Walks with which `buildTransaction` comes to just this; `replay` takes them. */
  readonly script: Script | null;
  /** The share of the seeds that came to it; null where none were tried. An estimate. */
  readonly likelihood: number | null;
}

/** Jobs that form cycles together, apart from all others. */
export interface CyclicJobs {
  /** Unit ids in byte order. */
  readonly units: readonly string[];
  /** Those whose jobs may be deleted first to break a cycle: each of them can be. */
  readonly firstVictims: readonly string[];
  /** The sets of units that may be deleted, each in byte order; all of them where `complete`. */
  readonly victimSets: readonly (readonly string[])[];
  readonly complete: boolean;
}

/** All that may become of a request. */
export interface OutcomeSet {
  /** Every outcome where `complete`; the first one is that of {@link BY_NAME}. */
  readonly outcomes: readonly Outcome[];
  readonly complete: boolean;
  /** How many outcomes there are; at least so many where not `complete`. */
  readonly count: number;
  /** `UNIT/TYPE` in byte order: jobs that are there in every outcome that is not a refusal. */
  readonly alwaysKept: readonly string[];
  /** Jobs that are there in some outcomes and not in others. */
  readonly mayBeDeleted: readonly string[];
  /** Jobs that are pulled in and there in no outcome, for another reason than that they have nothing to do. */
  readonly alwaysDeleted: readonly string[];
  /** Is the request refused in some outcome; in all? */
  readonly canFail: boolean;
  readonly mustFail: boolean;
  /** The parts with cycles. */
  readonly cyclic: readonly CyclicJobs[];
}

/** An outcome as it is collected. */
export interface Found {
  readonly error: RequestError | null;
  readonly jobs: JobList;
  readonly victims: readonly string[];
  readonly moves: number | null;
  readonly script: Script | null;
}

/** Jobs in byte order, with a number that is the same for the same jobs: there may be thousands of lists with thousands of jobs. */
export class JobList {
  readonly #all: readonly string[];
  readonly #lost: ReadonlySet<string>;
  readonly key: string;

  constructor(all: readonly string[], lost: ReadonlySet<string> = new Set(), key?: string) {
    this.#all = all;
    this.#lost = lost;
    this.key = key ?? JobList.keyOf(all);
  }

  /** No job at all. */
  static readonly EMPTY = new JobList([]);

  private static keyOf(jobs: readonly string[]): string {
    let a = 0;
    let b = 0;
    for (const job of jobs) {
      let hash = 0;
      for (let i = 0; i < job.length; i++) hash = mix(hash, job.charCodeAt(i));
      a = (a + hash) >>> 0;
      b = (b + mix(hash, 1)) >>> 0;
    }
    return `${String(a)}/${String(b)}/${String(jobs.length)}`;
  }

  /** As this, without some. */
  without(lost: ReadonlySet<string>): JobList {
    const [a = 0, b = 0, n = 0] = this.key.split('/').map(Number);
    const [c = 0, d = 0, m = 0] = JobList.keyOf([...lost])
      .split('/')
      .map(Number);
    return new JobList(this.#all, lost, `${String((a - c) >>> 0)}/${String((b - d) >>> 0)}/${String(n - m)}`);
  }

  get list(): readonly string[] {
    return this.#lost.size === 0 ? this.#all : this.#all.filter((job) => !this.#lost.has(job));
  }
}

/** Collects outcomes and says which jobs are in which. */
export class Collector {
  readonly found = new Map<string, Found>();
  readonly cyclic: CyclicJobs[] = [];
  /** Jobs that may be missing, and jobs that may be there, also where no outcome is listed for it. */
  readonly mayMiss = new Set<string>();
  readonly mayHave = new Set<string>();
  readonly pulledIn = new Set<string>();
  complete = true;
  count = 0;

  add(outcome: Found): void {
    const key = keyOf(outcome);
    const known = this.found.get(key);
    if (!known || (known.moves ?? Infinity) > (outcome.moves ?? Infinity)) this.found.set(key, outcome);
  }
}

/** A text that is the same for the same outcome: jobs and victims, or the refusal. */
export const keyOf = (outcome: Omit<Found, 'script' | 'moves'>): string =>
  outcome.error ? `!${outcome.error.text}` : `${outcome.victims.join(' ')}|${outcome.jobs.key}`;

/** All that was collected, as others see it. */
export function summary(into: Collector, firstKey: string, shares: ReadonlyMap<string, number> | null): OutcomeSet {
  const keys = [firstKey, ...sorted(into.found.keys()).filter((key) => key !== firstKey)];
  const list = keys.flatMap((key): Outcome[] => {
    const found = into.found.get(key);
    if (!found) return [];
    const { error, victims, moves, script, jobs } = found;
    const likelihood = shares ? (shares.get(key) ?? 0) : null;
    return [{ error, victims, moves, script, likelihood, get jobs() { return jobs.list; } }]; // prettier-ignore
  });
  const accepted = list.filter((outcome) => outcome.error === null);
  const times = new Map<string, number>();
  for (const { jobs } of accepted) for (const job of jobs) times.set(job, (times.get(job) ?? 0) + 1);
  const some = new Set([...times.keys(), ...into.mayHave]);
  const always = [...times].filter(([job, n]) => n === accepted.length && !into.mayMiss.has(job)).map(([job]) => job);
  const kept = new Set(always);
  return {
    outcomes: list,
    complete: into.complete,
    count: list.length + into.count,
    alwaysKept: sorted(always),
    mayBeDeleted: sorted([...some].filter((job) => !kept.has(job))),
    alwaysDeleted: sorted([...into.pulledIn].filter((job) => !some.has(job))),
    canFail: list.some((outcome) => outcome.error !== null),
    mustFail: accepted.length === 0,
    cyclic: into.cyclic,
  };
}
