import { costOf, NO_TIME_MS } from '../layout/timeline.js';
import type { ModelIndex } from '../model.js';
import type { Span } from '../protocol.js';
import { clipped, counted, shown, spanText } from '../ui/dom.js';

const NOTE_LENGTH_MAX = 46;

const RESULT_TEXT: Readonly<Record<string, string>> = {
  failed: 'failed',
  timeout: 'timed out',
  dependency: 'not started: a dependency failed',
  canceled: 'cancelled',
  assert: 'an assertion did not hold',
  skipped: 'nothing to do',
  unsupported: 'not supported here',
  collected: 'forgotten',
  once: 'may start only once',
  invalid: 'not valid',
};

/** How a job ended, in words; empty for done. */
export function resultText(span: Pick<Span, 'result' | 'isSkipped' | 'note'>): string {
  const note = span.note === null ? '' : `: ${clipped(shown(span.note), NOTE_LENGTH_MAX)}`;
  if (span.isSkipped) return `skipped${note}`;
  if (span.result === null) return 'does not end';
  if (span.result === 'done') return '';
  return `${Object.hasOwn(RESULT_TEXT, span.result) ? (RESULT_TEXT[span.result] ?? span.result) : span.result}${note}`;
}

const slackText = (slack: number): string => (slack < NO_TIME_MS ? 'no slack' : `slack ${spanText(slack)}`);

/** The text beside a bar. */
export function labelText(span: Span, slack: number | null, onChain: boolean): string {
  const result = resultText(span);
  const took = result !== '' && costOf(span) < NO_TIME_MS ? '' : `+${spanText(costOf(span))}`;
  const parts = [[span.type === 'start' ? '' : span.type, took].filter((part) => part !== '').join(' ')].filter(
    (part) => part !== '',
  );
  if (result !== '') parts.push(result);
  else if (!onChain && slack !== null) parts.push(slackText(slack));
  return `${parts.join(', ')}${span.isInferred ? ' (worked out)' : ''}`;
}

/** A row for those who do not see it, and its tooltip. */
export function rowText(model: ModelIndex, span: Span, slack: number | null, onChain: boolean, spans: readonly Span[]): string {
  const releaser = spans[span.releaser];
  const result = resultText(span);
  return [
    `${shown(model.unit(span.unit).id)}: ${span.type} job`,
    span.installed > 0 ? `queued at ${spanText(span.installed)}` : '',
    span.running === null ? '' : `could run at ${spanText(span.runnable)}`,
    span.running !== null && span.running > span.runnable ? `begun at ${spanText(span.running)}` : '',
    span.finished === null ? 'does not end' : `ended at ${spanText(span.finished)} after ${spanText(costOf(span))}`,
    span.finished === null ? '' : result,
    onChain ? 'on the chain' : slack === null ? 'nothing that is asked about waits for it' : slackText(slack),
    releaser ? `waited last for ${shown(model.unit(releaser.unit).id)}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** The answer in words: when the goal is there, and what took the time. */
export function answerText(model: ModelIndex, goal: number, chain: readonly number[], isRoot: boolean): string {
  const { spans, source } = model.timeline;
  const span = spans[goal];
  if (!span) return 'No job was run.';
  const name = shown(model.unit(span.unit).id);
  const by = source === 'measured' ? 'measured' : 'simulated';
  const when =
    span.finished === null
      ? `${name} is not there at the end of the run (${by}).`
      : span.result === 'done'
        ? `${name} is ${span.isSkipped ? 'skipped' : isRoot ? 'reached' : span.type === 'stop' ? 'stopped' : 'started'} after ${spanText(span.finished)} (${by}).`
        : `${name} is not ${isRoot ? 'reached' : 'started'}: its job ended after ${spanText(span.finished)} (${by}), ${resultText(span)}.`;
  if (chain.length < 2) return span.running === null ? when : `${when} It waited for nothing.`;
  const longest = [...chain].sort((a, b) => cost(spans, b) - cost(spans, a) || a - b)[0] ?? goal;
  const step = spans[longest];
  const most =
    step && costOf(step) >= NO_TIME_MS && chain.length > 2
      ? `, the longest is ${shown(model.unit(step.unit).id)} with ${spanText(costOf(step))}`
      : '';
  return `${when} ${counted(chain.length, 'job')} one after the other set that time${most}.`;
}

const cost = (spans: readonly Span[], i: number): number => {
  const span = spans[i];
  return span ? costOf(span) : 0;
};
