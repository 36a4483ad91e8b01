import type { Unit, UnitGraph } from '../graph/unit.js';
import { isUpish, type ActiveState } from './active-state.js';
import { KINDS_OF_ATOM, type Atom } from './atom-table.js';
import { buildTransaction } from './build-transaction.js';
import { BY_NAME, type Choices } from './choices.js';
import type { JobMode } from './job-table.js';
import { idleState, type ManagerState, type QueuedJob } from './manager-state.js';
import type { JobAction } from './transaction-result.js';

/** The queue after a transaction was applied to it. */
export function queueAfter(queue: readonly QueuedJob[], actions: readonly JobAction[]): readonly QueuedJob[] {
  const jobs = new Set(queue);
  for (const step of actions) {
    if (step.action === 'cancel') jobs.delete(step.job);
    else if (step.action === 'install') jobs.add({ ...step.job, state: 'waiting' });
    else {
      jobs.delete(step.into);
      jobs.add({ ...step.into, type: step.type, irreversible: step.irreversible, ignoreOrder: step.ignoreOrder });
    }
  }
  return [...jobs];
}

const REQUESTS: readonly (readonly [Atom, JobMode])[] = [
  ['retroactiveStartReplace', 'replace'],
  ['retroactiveStartFail', 'fail'],
];

/**
 * The jobs that are queued before the default unit is asked for: perpetual units come up one after the other without a job, and what
 * comes up so starts what it needs, but for units that it is ordered after. A job for a perpetual unit that is not up yet is done when it is.
 *
 * @systemd src/core/manager.c manager_coldplug; src/core/unit.c unit_notify, retroactively_start_dependencies
 */
export function startupJobs(graph: UnitGraph, choices: Choices): readonly QueuedJob[] {
  let jobs: readonly QueuedJob[] = [];
  const request = (unit: Unit, mode: JobMode): void => {
    const result = buildTransaction(graph, idleState(graph, { active, jobs }), { unit, type: 'start', mode }, choices);
    if (result.ok) jobs = queueAfter(jobs, result.actions);
  };
  const perpetual = choices.loaded([...graph.units.values()].filter((unit) => unit.perpetual));
  const active = new Map<string, ActiveState>(perpetual.map(({ id }) => [id, 'inactive']));
  const { activeState } = idleState(graph, { active });
  for (const unit of perpetual) {
    active.delete(unit.id);
    const isAsked = jobs.some((job) => job.unit === unit);
    jobs = jobs.filter((job) => job.unit !== unit);
    if (isAsked) continue;
    for (const [atom, mode] of REQUESTS)
      for (const kind of KINDS_OF_ATOM[atom])
        for (const other of choices.related(unit, kind))
          if (unit.dependency('After', other) === undefined && !isUpish(activeState(other))) request(other, mode);
  }
  return jobs;
}

/** A manager that is about to ask for its default unit: idle, but for the jobs of `startupJobs`. */
export function bootState(graph: UnitGraph, choices: Choices = BY_NAME): ManagerState {
  return idleState(graph, { jobs: startupJobs(graph, choices) });
}
