import { USEC_PER_SEC } from '../../../src/base/usec.js';
import { compareBytes } from '../../../src/base/compare.js';
import type { Simulation } from '../../../src/simulate/simulation.js';
import { BY_NAME, seeded, type Choices } from '../../../src/transaction/choices.js';
import { differences, misordered, type Answer } from './answer.js';
import { randomOf } from './random.js';
import { answerOf, finishedAfter, runSet } from './simulated.js';
import { render, type UnitSet } from './unit-set.js';

/** When the units of a set are looked at. */
export interface Moment {
  /** Seconds from the request on. */
  readonly at: number;
  /** Seconds from the request to the end of the start-up; null where that comes later. */
  readonly finished: number | null;
}

const QUIET_BEFORE = 0.4;
const QUIET_AFTER = 0.7;
const LATEST = 6.5;
/** How many stretched forms of a set must end alike. */
const STRETCHED = 12;
/** More of them are a loop that only a limit ends: how far it comes in a moment hangs on the machine. */
const REQUESTS_MAX = 60;
/** In how many of the manager's own ways to walk its tables a moment must be quiet. */
const WALKS = 5;

/** Why a set is not booted: something happens all the time, or what happens hangs on how late the manager wakes up. */
export type Unfit = 'restless' | 'ambiguous';

const content = (answer: Answer): string => JSON.stringify({ ...answer, ended: [...answer.ended].sort(compareBytes) });

/**
 * Finds a moment at which nothing happens, so that it does not matter whether the units are looked at a little earlier or later.
 *
 * The real manager is up to a quarter of a second late with its timers, and processes take their time (ENGINE 3.6): a set of which
 * another end comes when its spans are stretched within these limits is left out.
 */
export function quietMoment(set: UnitSet, stubs: Readonly<Record<string, string>>): Moment | Unfit {
  const run = (duration: number, seed = 0): Simulation =>
    runSet(set, render(set, seed === 0 ? null : randomOf(seed)), { stubs, choices: BY_NAME, duration });
  const whole = run(LATEST + QUIET_AFTER);
  if (whole.isEndless || whole.requests.length > REQUESTS_MAX) return 'restless';
  const finished = finishedAfter(whole);
  const isLate = finished === null || finished > LATEST - QUIET_AFTER;
  const times = busyTimes(whole);
  const after = times.findLastIndex((time, i) => {
    const quietUntil = times[i + 1] ?? LATEST + QUIET_AFTER;
    return time <= LATEST - QUIET_BEFORE && quietUntil - time >= QUIET_BEFORE + QUIET_AFTER;
  });
  const at = Math.max(1, (times[after] ?? 0) + QUIET_BEFORE + 0.05);
  if (after === -1 || (!isLate && at < finished + 0.3)) return 'restless';
  if (!isQuiet(set, stubs, at)) return 'restless';
  const end = content(answerOf(run(at)));
  for (let seed = 1; seed <= STRETCHED; seed++) if (content(answerOf(run(at, seed))) !== end) return 'ambiguous';
  return { at, finished: isLate ? null : finished };
}

/** The seconds at which something happens in a run, from its request on. */
function busyTimes(run: Simulation): number[] {
  const times = new Set([0]);
  const add = (at: number | null): void => void (at !== null && times.add((at - run.requestedAt) / USEC_PER_SEC));
  for (const line of run.log) add(line.at);
  for (const job of run.jobs) {
    add(job.installed);
    add(job.finished);
  }
  for (const { times: stamps } of run.states) for (const stamp of Object.values(stamps)) add(stamp as number | null);
  return [...times].sort((a, b) => a - b);
}

/** Does nothing happen around a moment, whatever the manager chooses? */
export function isQuiet(set: UnitSet, stubs: Readonly<Record<string, string>>, at: number): boolean {
  const rendered = render(set, null);
  for (let seed = 0; seed <= WALKS; seed++) {
    const choices = seed === 0 ? BY_NAME : seeded(seed);
    const [before, after] = [Math.max(0, at - QUIET_BEFORE), at + QUIET_AFTER / 2].map((duration) =>
      content(answerOf(runSet(set, rendered, { stubs, choices, duration }))),
    );
    if (before !== after) return false;
  }
  return true;
}

/** How a real answer stands to ours. */
export interface Verdict {
  readonly kind: 'equal' | 'in-set' | 'different';
  /** Of the run by name and with spans as written, where it is not equal. */
  readonly differences: readonly string[];
  /** Of the nearest of all runs. */
  readonly nearest: readonly string[];
}

const VARIANTS_FOR_ORDER = 12;
const VARIANTS_MAX = 800;

/** Holds a real answer against the answers that the simulator gives for one set. */
export function holdAgainst(set: UnitSet, stubs: Readonly<Record<string, string>>, real: Answer, moment: Moment): Verdict {
  const plain = render(set, null);
  const variant = (i: number): Answer => {
    const choices: Choices = i === 0 ? BY_NAME : seeded(i);
    const rendered = i === 0 ? plain : render(set, randomOf(i));
    return answerOf(runSet(set, rendered, { stubs, choices, duration: moment.at }));
  };
  // How long a process takes to be executed cannot be stretched: those who wait for it end a moment earlier or later.
  const executed = Object.entries(set.files).flatMap(([name, text]) =>
    text?.includes('Type=exec\n') === true ? [name.replace('@.', '@')] : [],
  );
  // The kernel says which of two processes that were killed together is gone first.
  const isVague = (line: string): boolean => {
    if (/\.service\/(?:stop|restart) /.test(line)) return true;
    const unit = line.slice(0, line.indexOf('/'));
    return executed.some((name) => unit === name || unit.replace(/@.*\./, '@') === name);
  };
  const nominal = variant(0);
  const first = differences(real, nominal);
  const equal: Answer[] = first.length === 0 ? [nominal] : [];
  let nearest = first;
  for (let i = 1; i <= VARIANTS_MAX; i++) {
    if (equal.length > 0 && i > VARIANTS_FOR_ORDER && misordered(real, equal, isVague).length === 0) break;
    const ours = variant(i);
    const found = differences(real, ours);
    if (found.length === 0) equal.push(ours);
    else if (found.length < nearest.length) nearest = found;
  }
  if (equal.length === 0) return { kind: 'different', differences: first, nearest };
  const order = misordered(real, equal, isVague);
  if (order.length > 0) return { kind: 'different', differences: first, nearest: order };
  return { kind: first.length === 0 ? 'equal' : 'in-set', differences: first, nearest: [] };
}
