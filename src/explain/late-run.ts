import { BY_NAME, type Choices } from '../transaction/choices.js';
import type { JobSpan } from '../simulate/job.js';
import type { Simulation } from '../simulate/simulation.js';
import type { BootRun } from './boot-run.js';

/** A simulation as a run of jobs: every time and every releaser in it is exact. */
export function runOfSimulation(simulation: Simulation, choices: Choices = BY_NAME): BootRun {
  return {
    source: 'simulated',
    jobs: simulation.jobs,
    ended: simulation.ended,
    sureness: () => 'exact',
    begunAt: simulation.requestedAt,
    finishedAt: simulation.startupFinishedAt,
    choices,
  };
}

/**
 * The job of a unit that a question is about: the first start job that ran, else the first that there was; for a question about the
 * shutdown the last stop job.
 *
 * @param isStop is it about stopping?
 * @returns null when the unit had no such job
 */
export function jobOf(run: BootRun, unit: string, isStop = false): JobSpan | null {
  const jobs = run.jobs.filter(
    (job) => job.unit === unit && (isStop ? job.type === 'stop' || job.type === 'restart' : job.type === 'start'),
  );
  if (isStop) return jobs.at(-1) ?? null;
  return (
    jobs.find((job) => job.running !== null && job.result === 'done') ?? jobs.find((job) => job.running !== null) ?? jobs[0] ?? null
  );
}
