import { chainTo, jobOf, slackTo } from '../layout/timeline-chain.js';
import { chooseRows, domainOf, type RowChoice, type Rows } from '../layout/timeline.js';
import type { RowsDrawn } from './timeline-rows.js';
import type { ViewContext } from './view.js';

/** What survives a render, by model. */
export interface Memory {
  /** The unit that is explained. */
  goal: number;
  /** What is zoomed to; null: as it is best seen. */
  domain: readonly [number, number] | null;
  domainGoal: number;
}
const memories = new WeakMap<object, Memory>();
let isChainOnly = false;

/** Everything that one drawing is made of. */
export interface Plan extends RowsDrawn {
  readonly chainOrder: readonly number[];
  readonly shownRows: Rows;
  readonly base: readonly [number, number];
  readonly memory: Memory;
  readonly choice: RowChoice;
}

/** Chooses what is explained, and what is shown for it. */
export function planOf(context: ViewContext): Plan {
  const { model, selected } = context;
  const { spans } = model.timeline;
  let memory = memories.get(model);
  if (!memory) memories.set(model, (memory = { goal: -1, domain: null, domainGoal: -1 }));
  const rootJob = jobOf(spans, model.root);
  const selectedJob = selected < 0 ? -1 : jobOf(spans, selected);
  const isOn = (goal: number): boolean => goal >= 0 && chainTo(spans, goal).includes(selectedJob);
  // A unit of the chain in sight is looked at as a part of it; another one is explained itself.
  if (selectedJob < 0 || (memory.goal !== selectedJob && isOn(rootJob) && !isOn(memory.goal))) memory.goal = rootJob;
  else if (!isOn(memory.goal)) memory.goal = selectedJob;
  const goal = memory.goal >= 0 ? memory.goal : spans.length - 1;
  const chainOrder = chainTo(spans, goal);
  const slack = slackTo(spans, goal, (unit) => model.out('After', unit));
  const choice: RowChoice = !context.state.fold ? 'all' : isChainOnly ? 'chain' : 'near';
  const shownRows = chooseRows(spans, { choice, chain: chainOrder, slack, goal, selected: selectedJob, hasEveryOdd: goal === rootJob, passes: (unit) => context.passes(unit) });
  const base = domainOf(spans, choice === 'all' ? shownRows.rows : [...chainOrder, ...shownRows.rows.filter((i) => slack[i] !== null)]);
  if (memory.domainGoal !== goal) [memory.domain, memory.domainGoal] = [null, goal];
  return { model, spans, slack, chain: new Set(chainOrder), chainOrder, selected: selectedJob, goal, shownRows, base, memory, choice };
} // prettier-ignore

/** Shows other rows. */
export function setChoice(choice: RowChoice, context: ViewContext, again: () => void): void {
  isChainOnly = choice === 'chain';
  if (context.state.fold === (choice === 'all')) context.set({ fold: choice !== 'all' });
  else again();
}
