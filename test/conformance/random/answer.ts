import { compareBytes } from '../../../src/base/compare.js';

/** What came of a boot: asked of the real manager or of the simulator. */
export interface Answer {
  /** Did the manager give up? */
  readonly gaveUp: boolean;
  /** `UNIT/TYPE` of the first transaction that was accepted, sorted. */
  readonly jobs: readonly string[];
  /** Each later request `UNIT/TYPE/MODE` and the jobs that came of it, or `refused`; sorted. */
  readonly later: readonly string[];
  /** `UNIT/TYPE RESULT` in the order in which the jobs ended. */
  readonly ended: readonly string[];
  /** `LOAD ACTIVE SUB RESULT` of the units that the manager has at the end. */
  readonly states: Readonly<Record<string, string>>;
  /** Jobs that are still queued at the end, `UNIT/TYPE`, sorted. */
  readonly pending: readonly string[];
}

/** A request, and what was put into the queue for it. */
export interface AskedRequest {
  readonly unit: string;
  readonly type: string;
  readonly mode: string;
  readonly installed: readonly string[];
}

const sorted = (words: readonly string[]): string[] => [...words].sort(compareBytes);

/** Puts requests in the form of an answer: the first that was accepted is the boot. */
export function requestsOf(requests: readonly AskedRequest[]): Pick<Answer, 'jobs' | 'later'> {
  const first = requests.findIndex(({ installed }) => installed.length > 0);
  return {
    jobs: sorted(requests[first]?.installed ?? []),
    later: sorted(
      requests
        .filter((_, i) => i !== first)
        .map(
          ({ unit, type, mode, installed }) =>
            `${unit}/${type}/${mode}: ${installed.length === 0 ? 'refused' : sorted(installed).join(' ')}`,
        ),
    ),
  };
}

/** What differs, but for the order in which jobs ended: a line for each. */
export function differences(expected: Answer, actual: Answer): string[] {
  const out: string[] = [];
  if (expected.gaveUp !== actual.gaveUp) out.push(`gave up: real ${String(expected.gaveUp)}, ours ${String(actual.gaveUp)}`);
  const lists = (name: string, real: readonly string[], ours: readonly string[]): void => {
    const rest = [...ours];
    for (const line of real) {
      const at = rest.indexOf(line);
      if (at === -1) out.push(`${name}: only real: ${line}`);
      else rest.splice(at, 1);
    }
    for (const line of rest) out.push(`${name}: only ours: ${line}`);
  };
  lists('jobs', expected.jobs, actual.jobs);
  lists('later', expected.later, actual.later);
  lists('ended', expected.ended, actual.ended);
  lists('pending', expected.pending, actual.pending);
  const units = new Set([...Object.keys(expected.states), ...Object.keys(actual.states)]);
  for (const unit of sorted([...units])) {
    const real = expected.states[unit];
    const ours = actual.states[unit];
    // A service that nothing refers to is forgotten when the kernel says that its control group is empty. When it runs several short
    // commands one after the other that notice may be lost, and the manager keeps it.
    if (unit.endsWith('.service') && [real, ours].every((state) => state === undefined || state === 'loaded inactive dead success'))
      continue;
    // The same where it failed and may be forgotten all the same (CollectMode=inactive-or-failed): of boots of one set some keep it.
    if (unit.endsWith('.service') && ours === undefined && real?.startsWith('loaded failed failed ') === true) continue;
    if (real !== ours) out.push(`state of ${unit}: real ${real ?? '(not there)'}, ours ${ours ?? '(not there)'}`);
  }
  return out;
}

/** Ended jobs with a number each, so that one that ended twice the same way is two. */
function numbered(ended: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return ended.map((line) => {
    const n = (seen.get(line) ?? 0) + 1;
    seen.set(line, n);
    return `${line} #${String(n)}`;
  });
}

/**
 * Finds jobs that ended in another order than in every one of our answers. All of them have the same jobs.
 *
 * @param isVague says of an ended job that its moment is not known well enough
 * @returns a line for each pair of neighbours in the real order that is never in that order in ours
 */
export function misordered(real: Answer, ours: readonly Answer[], isVague: (line: string) => boolean = () => false): string[] {
  const places = ours.map((answer) => new Map(numbered(answer.ended).map((line, i) => [line, i])));
  const order = numbered(real.ended);
  const out: string[] = [];
  for (const [i, first] of order.entries()) {
    const second = order[i + 1];
    if (second === undefined) break;
    if (isVague(first) || isVague(second)) continue;
    const holds = places.some((place) => (place.get(first) ?? 0) < (place.get(second) ?? 0));
    if (!holds) out.push(`order: ${first} came before ${second}`);
  }
  return out;
}
