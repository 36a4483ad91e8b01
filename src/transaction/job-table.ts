import { isDown, isUp, isUpish, type ActiveState } from './active-state.js';

/**
 * The job types that a transaction or a queue can hold.
 *
 * @systemd src/core/job.h JobType
 */
export const JOB_TYPES = ['start', 'verify-active', 'stop', 'reload', 'restart', 'nop'] as const;

/** A job type. */
export type JobType = (typeof JOB_TYPES)[number];

/** The job types that can be asked for: the last three turn into another by the state of the unit. */
export const REQUEST_TYPES = [...JOB_TYPES, 'try-restart', 'try-reload', 'reload-or-start'] as const;

/** A job type of a request. */
export type RequestType = (typeof REQUEST_TYPES)[number];

/**
 * How a request treats what is queued already.
 *
 * @systemd src/core/job.h JobMode
 */
export const JOB_MODES = [
  'fail',
  'replace',
  'replace-irreversibly',
  'isolate',
  'flush',
  'ignore-dependencies',
  'ignore-requirements',
  'triggering',
] as const;

/** A job mode. */
export type JobMode = (typeof JOB_MODES)[number];

/**
 * How a job ended.
 *
 * @systemd src/core/job.h JobResult
 */
export const JOB_RESULTS = [
  'done',
  'canceled',
  'timeout',
  'failed',
  'dependency',
  'skipped',
  'invalid',
  'assert',
  'unsupported',
  'collected',
  'once',
] as const;

/** A job result. */
export type JobResult = (typeof JOB_RESULTS)[number];

type Merged = JobType | 'reload-or-start' | null;

const MERGED: Readonly<Record<Exclude<JobType, 'nop'>, Readonly<Record<Exclude<JobType, 'nop'>, Merged>>>> = {
  start: { start: 'start', 'verify-active': 'start', stop: null, reload: 'reload-or-start', restart: 'restart' },
  'verify-active': { start: 'start', 'verify-active': 'verify-active', stop: null, reload: 'reload', restart: 'restart' },
  stop: { start: null, 'verify-active': null, stop: 'stop', reload: null, restart: null },
  reload: { start: 'reload-or-start', 'verify-active': 'reload', stop: null, reload: 'reload', restart: 'restart' },
  restart: { start: 'restart', 'verify-active': 'restart', stop: null, reload: 'restart', restart: 'restart' },
};

/**
 * What one job for both types would be; null when there is none. The result may still have to be collapsed.
 *
 * @systemd src/core/job.c job_type_lookup_merge
 */
export function mergeJobTypes(a: JobType, b: JobType): Merged {
  if (a === 'nop' || b === 'nop') return a === b ? 'nop' : null;
  return MERGED[a][b];
}

/**
 * Do two jobs of one unit exclude each other? A nop job conflicts with nothing: it has a slot of its own.
 *
 * @systemd src/core/job.h job_type_is_conflicting
 */
export function areConflicting(a: JobType, b: JobType): boolean {
  return a !== 'nop' && b !== 'nop' && mergeJobTypes(a, b) === null;
}

/** Does a job of type `a` do all that one of type `b` would? */
export function isSuperset(a: JobType, b: JobType): boolean {
  return mergeJobTypes(a, b) === a;
}

/**
 * The job type that a request becomes for a unit in a state.
 *
 * @systemd src/core/job.c job_type_collapse
 */
export function collapse(type: RequestType, state: ActiveState): JobType {
  switch (type) {
    case 'try-restart':
      return isUpish(state) ? 'restart' : 'nop';
    case 'try-reload':
      return isUp(state) ? 'reload' : 'nop';
    case 'reload-or-start':
      return isUp(state) ? 'reload' : 'start';
    default:
      return type;
  }
}

/**
 * Has a job nothing to do for a unit in this state?
 *
 * @systemd src/core/job.c job_type_is_redundant
 */
export function isRedundant(type: JobType, state: ActiveState): boolean {
  switch (type) {
    case 'start':
    case 'verify-active':
      return isUp(state);
    case 'stop':
      return isDown(state);
    case 'reload':
    case 'restart':
      return false;
    case 'nop':
      return true;
  }
}
