import type { DependencyKind } from '../graph/dependency-table.js';
import type { Unit } from '../graph/unit.js';
import type { Atom } from './atom-table.js';
import { KINDS_OF_ATOM } from './atom-table.js';
import { jobError } from './applicable.js';
import type { Choices } from './choices.js';
import { collapse, type JobType, type RequestType } from './job-table.js';
import type { ManagerState } from './manager-state.js';
import type { Job, Transaction } from './transaction.js';
import type { LogLine, PullIn, RequestError } from './transaction-result.js';

/** One effect of a new job: which dependencies it follows, to which jobs, and what an error there means. */
interface Effect {
  readonly atom: Atom;
  readonly type: RequestType;
  readonly matters: boolean;
  readonly conflicts: boolean;
  /** `up`: the error is that of the job itself, unless the job type is just not applicable. */
  readonly onError: 'up' | 'ignore' | 'warn' | 'warn-reload';
}

const effect = (atom: Atom, type: RequestType, onError: Effect['onError'], conflicts = false): Effect => ({
  atom,
  type,
  matters: onError === 'up',
  conflicts,
  onError,
});

const START_EFFECTS: readonly Effect[] = [
  effect('pullInStart', 'start', 'up'),
  effect('pullInStartIgnored', 'start', 'ignore'),
  effect('pullInVerify', 'verify-active', 'up'),
  effect('pullInStop', 'stop', 'up', true),
  effect('pullInStopIgnored', 'stop', 'warn'),
];

/** What a new job of a type adds, in this order. @systemd src/core/transaction.c transaction_add_job_and_dependencies */
export const EFFECTS_OF_JOB: Readonly<Record<JobType, readonly Effect[]>> = {
  start: START_EFFECTS,
  restart: [...START_EFFECTS, effect('propagateRestart', 'try-restart', 'up')],
  stop: [effect('propagateStop', 'stop', 'up')],
  reload: [effect('propagatesReloadTo', 'try-reload', 'warn-reload')],
  'verify-active': [],
  nop: [],
};

/** What is needed to add jobs. */
export interface AddContext {
  readonly transaction: Transaction;
  readonly state: ManagerState;
  readonly choices: Choices;
  readonly log: LogLine[];
}

/** How the first job is added. */
export interface AddOptions {
  readonly by: Job | null;
  readonly kind: PullIn['kind'];
  readonly matters: boolean;
  readonly ignoreRequirements: boolean;
  readonly ignoreOrder: boolean;
}

/** A job whose dependencies are being followed. */
interface Frame {
  readonly job: Job;
  readonly effects: readonly Effect[];
  effectAt: number;
  kinds: readonly DependencyKind[];
  kindAt: number;
  units: readonly Unit[];
  unitAt: number;
  /** The unit and effect of the call that is under way. */
  calling: Unit | null;
}

/** The kinds of an effect that a unit has, in the order of the walk. */
function kindsOf(choices: Choices, unit: Unit, atom: Atom): readonly DependencyKind[] {
  const all = KINDS_OF_ATOM[atom];
  if (all.length === 1) return all;
  const present = all.filter((kind) => unit.related(kind).length > 0);
  return present.length > 1 ? choices.kinds(unit, present) : present;
}

/**
 * Adds a job and, depth first, all that it pulls in. What was added before an error stays.
 *
 * @returns the error that keeps the first job from being added as it should; null for none
 * @systemd src/core/transaction.c transaction_add_job_and_dependencies
 */
export function addJobs(context: AddContext, type: JobType, unit: Unit, options: AddOptions): RequestError | null {
  const { transaction, choices } = context;
  const stack: Frame[] = [];

  /** Adds one job; a new one gets a frame on the stack. */
  const enter = (
    jobType: JobType,
    of: Unit,
    by: Job | null,
    kind: PullIn['kind'],
    matters: boolean,
    conflicts: boolean,
  ): RequestError | null => {
    const error = jobError(jobType, of);
    if (error) return error;
    const { job, isNew } = transaction.findOrAdd(of, jobType);
    if (options.ignoreOrder) job.ignoreOrder = true;
    transaction.link(by, job, kind, matters, conflicts);
    if (by === null) transaction.anchor = job;
    if (!isNew || (by === options.by && options.ignoreRequirements) || jobType === 'nop') return null;
    const followers = kind === 'follower' ? [] : context.state.followers(of);
    stack.push({
      job,
      effects: EFFECTS_OF_JOB[jobType],
      effectAt: -1,
      kinds: [],
      kindAt: 0,
      units: followers,
      unitAt: 0,
      calling: null,
    });
    return null;
  };

  /** Moves a frame to the next unit of its walk; null at the end. */
  const nextUnit = (frame: Frame): Unit | null => {
    for (;;) {
      const found = frame.units[frame.unitAt];
      if (found) {
        frame.unitAt++;
        return found;
      }
      const kind = frame.kinds[frame.kindAt];
      if (kind !== undefined && frame.effectAt >= 0) {
        frame.kindAt++;
        frame.units = choices.related(frame.job.unit, kind);
        frame.unitAt = 0;
        continue;
      }
      frame.effectAt++;
      const next = frame.effects[frame.effectAt];
      if (!next) return null;
      frame.kinds = kindsOf(choices, frame.job.unit, next.atom);
      frame.kindAt = 0;
    }
  };

  /** Deals with the error of a call; the error that goes up, or null. */
  const settle = (frame: Frame, error: RequestError): RequestError | null => {
    const onError = frame.effects[frame.effectAt]?.onError ?? 'ignore';
    if (onError === 'up') return error.name === 'JobTypeNotApplicable' ? null : error;
    const quiet = onError === 'ignore' && ['UnitMasked', 'JobTypeNotApplicable', 'NoSuchUnit'].includes(error.name);
    const what = onError === 'warn-reload' ? 'dependency reload job' : 'dependency job';
    const id = frame.calling?.id ?? null;
    context.log.push({ priority: quiet ? 7 : 4, unit: id, text: `Cannot add ${what}, ignoring: ${error.text}` });
    return null;
  };

  let error = enter(type, unit, options.by, options.kind, options.matters, false);
  if (error) return error;
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    if (error) {
      // The call that this frame had made came back with an error.
      error = settle(frame, error);
      if (error) {
        stack.pop();
        continue;
      }
    }
    const to = nextUnit(frame);
    if (to === null) {
      stack.pop();
      continue;
    }
    frame.calling = to;
    const effectNow = frame.effects[frame.effectAt];
    if (!effectNow) {
      error = enter(frame.job.type, to, frame.job, 'follower', false, false);
      continue;
    }
    const jobType = collapse(effectNow.type, context.state.activeState(to));
    if (jobType === 'nop') continue;
    const kind = frame.kinds[frame.kindAt - 1] ?? 'follower';
    error = enter(jobType, to, frame.job, kind, effectNow.matters, effectNow.conflicts);
  }
  return error;
}
