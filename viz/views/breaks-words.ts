import { BREAK_CLASSES, type BreakClass, type Breaks, type RootOutcome } from '../protocol.js';
import type { ModelIndex } from '../model.js';
import { shown, spanText } from '../ui/dom.js';

const COUNT_TEXT: Readonly<Record<BreakClass, readonly [one: string, many: string]>> = {
  fails: ['fails with it', 'fail with it'],
  stops: ['is stopped', 'are stopped'],
  lost: ['is not started any more', 'are not started any more'],
  race: ['fails or not, as it happens', 'fail or not, as it happens'],
  starts: ['is started because of it', 'are started because of it'],
  'goes-on': ['goes on without it', 'go on without it'],
  waits: ['only waits for it', 'only wait for it'],
};

/** How many units are in each class, in words. */
export function countText(name: BreakClass, count: number, hasNoun = true): string {
  const [one, many] = COUNT_TEXT[name];
  return `${String(count)} ${hasNoun ? (count === 1 ? 'unit ' : 'units ') : ''}${count === 1 ? one : many}`;
}

const END_TEXT: Readonly<Record<string, string>> = {
  canceled: 'its job is cancelled',
  dependency: 'a unit that it requires fails',
  failed: 'it fails itself',
  timeout: 'its job times out',
};

function rootText(name: string, before: RootOutcome, after: RootOutcome): string {
  if (!after.isReached) {
    const why = after.result === null ? 'its job does not end' : (Object.hasOwn(END_TEXT, after.result) ? END_TEXT[after.result] : undefined) ?? after.result; // prettier-ignore
    return before.isReached ? `${name} is not reached: ${why}` : `${name} is not reached, with or without this`;
  }
  if (after.at === null || before.at === null || Math.abs(after.at - before.at) < 0.05) return `${name} is reached all the same`;
  return `${name} is still reached, after ${spanText(after.at)} instead of ${spanText(before.at)}`;
}

/** The answer: is the root reached, where does the boot end, how many are touched. */
export function breaksText(model: ModelIndex, breaks: Breaks): string {
  const name = shown(model.unit(breaks.unit).id);
  const root = shown(model.unit(model.root).id);
  if (breaks.how === null)
    return breaks.hasJob
      ? `${name} cannot be made to fail.`
      : `${name} is not started with ${root}, or not by a job: it cannot fail on the way.`;
  const refuges = breaks.refuges.map((unit) => shown(model.unit(unit).id));
  const own = breaks.unit === model.root;
  const parts = [
    own ? `If ${name} fails, it is not reached` : `If ${name} fails, ${rootText(root, breaks.before, breaks.after)}`,
    refuges.length > 0 ? `; the boot ends in ${refuges.join(' and ')}` : '',
    '. ',
  ];
  const counts = BREAK_CLASSES.flatMap((each) => {
    const count = breaks.entries.filter((entry) => entry.class === each).length;
    return count === 0 ? [] : [{ each, count }];
  });
  parts.push(
    counts.length === 0
      ? 'Nothing else is touched.'
      : `${counts.map(({ each, count }, i) => countText(each, count, i === 0)).join(', ')}.`,
  );
  if (breaks.result === 'done')
    parts.push(' Its start counts as done before its program fails, so that units that merely require it are up already.');
  return parts.join('');
}
