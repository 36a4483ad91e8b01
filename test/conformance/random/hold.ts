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

/**
 * Finds a moment at which nothing happens, so that it does not matter whether the units are looked at a little earlier or later.
 *
 * @returns null where something happens all the time
 */
export function quietMoment(set: UnitSet, stubs: Readonly<Record<string, string>>): Moment | null {
  const rendered = render(set, null);
  const at = (duration: number): string => JSON.stringify(answerOf(runSet(set, rendered, { stubs, choices: BY_NAME, duration })));
  const finished = finishedAfter(runSet(set, rendered, { stubs, choices: BY_NAME, duration: LATEST }));
  const isLate = finished === null || finished > LATEST - QUIET_AFTER;
  for (let moment = LATEST; moment > 1; moment -= 0.25) {
    if (!isLate && moment < finished + 0.3) return null;
    if (at(moment - QUIET_BEFORE) === at(moment + QUIET_AFTER)) {
      // Not later than needed.
      let earliest = moment;
      while (earliest - 0.25 > Math.max(1, isLate ? 0 : finished + 0.3) && at(earliest - 0.25 - QUIET_BEFORE) === at(moment)) earliest -= 0.25;
      return { at: earliest, finished: isLate ? null : finished };
    }
  }
  return null;
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
const VARIANTS_MAX = 240;

/** Holds a real answer against the answers that the simulator gives for one set. */
export function holdAgainst(set: UnitSet, stubs: Readonly<Record<string, string>>, real: Answer, moment: Moment): Verdict {
  const plain = render(set, null);
  const variant = (i: number): Answer => {
    const choices: Choices = i === 0 ? BY_NAME : seeded(i);
    const rendered = i === 0 ? plain : render(set, randomOf(i));
    return answerOf(runSet(set, rendered, { stubs, choices, duration: moment.at }));
  };
  const nominal = variant(0);
  const first = differences(real, nominal);
  const equal: Answer[] = first.length === 0 ? [nominal] : [];
  let nearest = first;
  for (let i = 1; i <= VARIANTS_MAX; i++) {
    if (equal.length > 0 && i > VARIANTS_FOR_ORDER && misordered(real, equal).length === 0) break;
    const ours = variant(i);
    const found = differences(real, ours);
    if (found.length === 0) equal.push(ours);
    else if (found.length < nearest.length) nearest = found;
  }
  if (equal.length === 0) return { kind: 'different', differences: first, nearest };
  const order = misordered(real, equal);
  if (order.length > 0) return { kind: 'different', differences: first, nearest: order };
  return { kind: first.length === 0 ? 'equal' : 'in-set', differences: first, nearest: [] };
}
