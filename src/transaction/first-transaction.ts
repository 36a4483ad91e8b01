import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import { jobError } from './applicable.js';
import { buildTransaction } from './build-transaction.js';
import { BY_NAME, type Choices } from './choices.js';
import { idleState, type QueuedJob } from './manager-state.js';
import { queueAfter, startupJobs } from './startup-jobs.js';
import type { LogLine, TransactionResult } from './transaction-result.js';

/** What the manager makes of its default unit when it starts. */
export interface FirstTransaction {
  /** The unit that is started in the end; null when none could be loaded. */
  readonly unit: Unit | null;
  /** Set when the wanted unit could not be loaded and another was taken. */
  readonly fallbackUnit: string | null;
  readonly result: TransactionResult | null;
  /** Every job that is queued then: those of perpetual units are before those of the result. */
  readonly jobs: readonly QueuedJob[];
  readonly isolate: boolean;
  readonly error: string | null;
  readonly messages: readonly LogLine[];
}

/** Why a unit cannot be started at all; null for one that is loaded. @systemd src/core/manager.c manager_load_startable_unit_or_warn */
export function loadRefusal(unit: Unit): string | null {
  return jobError('start', unit)?.text ?? null;
}

/**
 * Asks for the default unit as PID 1 does at boot: isolated, or just started where it may not be isolated; rescue.target when
 * it cannot be loaded.
 *
 * @systemd src/core/main.c do_queue_default_job
 */
export function firstTransaction(graph: LoadedGraph, name: string, choices: Choices = BY_NAME): FirstTransaction {
  const messages: LogLine[] = [];
  const say = (priority: number, text: string): void => {
    messages.push({ priority, unit: null, text });
  };
  const wanted = [...(graph.facts.initrd && name === 'initrd.target' ? [name, 'default.target'] : [name]), 'rescue.target'];
  let unit: Unit | undefined;
  let fallbackUnit: string | null = null;
  let error: string | null = null;
  for (const [i, candidate] of wanted.entries()) {
    if (i > 0) {
      say(6, `Falling back to ${candidate}.`);
      fallbackUnit = candidate;
    }
    const found = graph.load(candidate);
    const refusal = found ? loadRefusal(found) : `Unit name ${candidate} is not valid.`;
    if (found && refusal === null) {
      unit = found;
      break;
    }
    say(3, refusal ?? '');
    error ??= refusal;
  }
  const queue = startupJobs(graph, choices);
  if (!unit) return { unit: null, fallbackUnit, result: null, jobs: queue, isolate: false, error, messages };
  const state = idleState(graph, { jobs: queue });
  let result = buildTransaction(graph, state, { unit, type: 'start', mode: 'isolate' }, choices);
  let isolate = result.ok;
  let verb = 'isolate';
  if (!result.ok && result.error.name === 'NoIsolation') {
    say(7, `Default target could not be isolated, starting instead: ${result.error.text}`);
    result = buildTransaction(graph, state, { unit, type: 'start', mode: 'replace' }, choices);
    isolate = false;
    verb = 'start';
  }
  messages.push(...result.messages.filter(({ priority }) => priority <= 6));
  if (!result.ok) {
    const text = `Failed to ${verb} default target: ${result.error.text}`;
    say(0, text);
    error ??= text;
  }
  const jobs = result.ok ? queueAfter(queue, result.actions) : queue;
  return { unit, fallbackUnit, result, jobs, isolate, error, messages };
}
