import type { Unit } from '../graph/unit.js';
import { isDown } from './active-state.js';
import { addJobs, type AddContext } from './add-jobs.js';

const hasNothingToStop = (context: AddContext, unit: Unit): boolean =>
  isDown(context.state.activeState(unit)) && context.state.job(unit) === undefined;

function addStop(context: AddContext, unit: Unit, kind: 'isolate' | 'triggering'): void {
  const by = context.transaction.anchor;
  const error = addJobs(context, 'stop', unit, { by, kind, matters: true, ignoreRequirements: false, ignoreOrder: false });
  if (!error) return;
  const errno = error.name === 'JobTypeNotApplicable' ? 'Invalid request descriptor' : 'Input/output error';
  context.log.push({ priority: 4, unit: unit.id, text: `Cannot add ${kind} job, ignoring: ${errno}` });
}

/**
 * Is a unit to be stopped because another one is isolated? A unit whose trigger has a job is kept, even if that is a stop job that
 * was added a moment before: so the order of the walk decides.
 */
function isLeftBehind(context: AddContext, unit: Unit): boolean {
  if (hasNothingToStop(context, unit)) return false;
  if (unit.ignoreOnIsolate || context.transaction.jobs.has(unit)) return false;
  return !unit.related('TriggeredBy').some((trigger) => trigger.ignoreOnIsolate || context.transaction.jobs.has(trigger));
}

/**
 * Adds stop jobs for all that the isolated unit does not need.
 *
 * @systemd src/core/transaction.c transaction_add_isolate_jobs
 */
export function addIsolateJobs(context: AddContext): void {
  for (const unit of context.choices.loaded([...context.state.units()])) {
    if (isLeftBehind(context, unit)) addStop(context, unit, 'isolate');
  }
}

/**
 * Adds stop jobs for the active units that trigger a unit.
 *
 * @systemd src/core/transaction.c transaction_add_triggering_jobs
 */
export function addTriggeringJobs(context: AddContext, unit: Unit): void {
  for (const trigger of context.choices.related(unit, 'TriggeredBy')) {
    if (hasNothingToStop(context, trigger) || context.transaction.jobs.has(trigger)) continue;
    addStop(context, trigger, 'triggering');
  }
}
