import { isDown, isUp } from '../transaction/active-state.js';
import type { JobResult, JobType } from '../transaction/job-table.js';
import type { Job } from './job.js';
import { standsBefore } from './job.js';
import { beginMessage, statusString } from './job-message-table.js';
import { EVENT_PRIORITY } from './event-queue.js';
import type { Kernel } from './kernel.js';
import type { Outcome, UnitRuntime } from './unit-runtime.js';

/** Asks the conditions and asserts of a unit; see `conditions.ts`. */
export interface ConditionTest {
  /** Sets `conditionResult` and `unmetCondition` of the unit. */
  conditionsHold(runtime: UnitRuntime): boolean;
  assertsHold(runtime: UnitRuntime): boolean;
}

/**
 * Does no queued job stand before this one? Looks on from where it found one the last time: jobs mostly go away in the order of the walk.
 *
 * @systemd src/core/job.c job_is_runnable
 */
export function isRunnable(job: Job, runtime: UnitRuntime): boolean {
  if (job.ignoreOrder || job.type === 'nop') return true;
  const after = runtime.peers('After');
  const before = runtime.peers('Before');
  const count = after.length + before.length;
  for (let i = 0; i < count; i++) {
    const at = (job.scanFrom + i) % count;
    const isAfter = at < after.length;
    const other = (isAfter ? after[at] : before[at - after.length])?.job;
    if (other && standsBefore(other, job, isAfter ? 'After' : 'Before')) {
      job.scanFrom = at;
      return false;
    }
  }
  return true;
}

/** The clocks of a job. @systemd src/core/job.c job_start_timer */
export function startJobTimer(kernel: Kernel, job: Job, isRunning: boolean): void {
  const { settings, type } = job.unit;
  const explicitRunning = settings.last('Unit.JobRunningTimeoutSec');
  const whole = settings.number('Unit.JobTimeoutSec', 0);
  const running = explicitRunning
    ? settings.number('Unit.JobRunningTimeoutSec', 0)
    : settings.last('Unit.JobTimeoutSec')
      ? whole
      : type === 'device'
        ? kernel.configuration.defaultDeviceTimeoutUsec
        : 0;
  const ends: number[] = [];
  if (whole > 0) ends.push(job.beginUsec + whole);
  if (isRunning && running > 0) ends.push((job.runningUsec ?? kernel.now) + running);
  const end = Math.min(...ends);
  if (ends.length === 0 || end === Number.POSITIVE_INFINITY) return;
  if (job.timer !== null) {
    if (job.timer.at <= end) return;
    job.timer.isCanceled = true;
  }
  job.timer = kernel.at(end, EVENT_PRIORITY.normal, () => expire(kernel, job));
}

function expire(kernel: Kernel, job: Job): void {
  if (job.isGone) return;
  const runtime = kernel.runtime(job.unit);
  kernel.log(4, runtime, `Job ${job.unit.id}/${job.type} timed out.`);
  kernel.finishJob(job, 'timeout', { recursive: true });
  kernel.emergency(job.unit.settings.text('Unit.JobTimeoutAction') ?? 'none', 'job timed out', true);
}

/** An automount is there for whoever has its device, whatever the machine is. @systemd src/core/automount.c automount_supported */
function isSupported(kernel: Kernel, { unit }: UnitRuntime): boolean {
  return unit.supported || (unit.type === 'automount' && kernel.world.exists('/dev/autofs'));
}

/** @systemd src/core/unit.c unit_start */
export function startUnit(kernel: Kernel, conditions: ConditionTest, runtime: UnitRuntime): Outcome {
  const { unit, machine } = runtime;
  const state = machine.activeState;
  if (isUp(state)) return 'already';
  if (state === 'maintenance') return 'again';
  if (unit.loadState !== 'loaded') return 'error';
  if (unit.type === 'scope' && runtime.times.inactiveEnter !== null) return 'once';
  if (state !== 'activating') {
    if (!conditions.conditionsHold(runtime)) return 'skipped';
    if (!conditions.assertsHold(runtime)) {
      kernel.log(5, runtime, 'Starting requested but asserts failed.');
      return 'assert';
    }
  }
  if (!isSupported(kernel, runtime)) return 'unsupported';
  for (const other of runtime.peers('BindsTo')) {
    if (unit.dependency('After', other.unit) === undefined || isUp(other.machine.activeState)) continue;
    kernel.log(5, runtime, `Bound to unit ${other.unit.id}, but unit isn't active.`);
    return 'unbound';
  }
  if (machine.hitStartLimit !== null && hitsStartLimit(kernel, runtime)) {
    machine.hitStartLimit();
    return 'error';
  }
  return machine.start === null ? 'passive' : machine.start();
}

/** @systemd src/core/unit.c unit_test_start_limit */
function hitsStartLimit(kernel: Kernel, runtime: UnitRuntime): boolean {
  if (runtime.startLimit.below(kernel.now)) {
    runtime.isStartLimitHit = false;
    return false;
  }
  kernel.log(4, runtime, 'Start request repeated too quickly.');
  runtime.isStartLimitHit = true;
  kernel.emergency(runtime.unit.settings.text('Unit.StartLimitAction') ?? 'none', `unit ${runtime.unit.id} failed`, true);
  return true;
}

/** @systemd src/core/unit.c unit_stop */
export function stopUnit(runtime: UnitRuntime): Outcome {
  const { machine } = runtime;
  if (isDown(machine.activeState)) return 'already';
  return machine.stop === null ? 'passive' : machine.stop();
}

/** @systemd src/core/unit.c unit_reload */
export function reloadUnit(kernel: Kernel, runtime: UnitRuntime): Outcome {
  const { unit, machine } = runtime;
  if (unit.loadState !== 'loaded') return 'error';
  if (!machine.canReload && runtime.peers('PropagatesReloadTo').length === 0) return 'passive';
  if (machine.activeState === 'reloading') return 'again';
  if (machine.activeState !== 'active') {
    kernel.log(4, runtime, 'Unit cannot be reloaded because it is inactive.');
    return 'inactive';
  }
  if (machine.reload === null) {
    kernel.changed(runtime, machine.activeState, machine.activeState);
    return 'underway';
  }
  return machine.reload();
}

function perform(kernel: Kernel, conditions: ConditionTest, job: Job, runtime: UnitRuntime): Outcome {
  let outcome: Outcome;
  let isPassive = false;
  switch (job.type) {
    case 'verify-active': {
      const state = runtime.machine.activeState;
      return isUp(state) ? 'already' : state === 'activating' ? 'again' : 'passive';
    }
    case 'nop':
      return 'already';
    case 'start':
      outcome = startUnit(kernel, conditions, runtime);
      break;
    case 'stop':
    case 'restart':
      outcome = stopUnit(runtime);
      break;
    case 'reload':
      outcome = reloadUnit(kernel, runtime);
      break;
  }
  if (outcome === 'passive' && job.type !== 'reload') {
    isPassive = true;
    outcome = 'underway';
  }
  return isPassive ? 'passive' : outcome;
}

const RESULT_OF: Readonly<Partial<Record<Outcome, JobResult>>> = {
  skipped: 'done',
  already: 'done',
  passive: 'skipped',
  inactive: 'invalid',
  assert: 'assert',
  unsupported: 'unsupported',
  unbound: 'dependency',
  once: 'once',
  error: 'failed',
};

/**
 * Runs a job from the run queue, if nothing stands before it.
 *
 * @systemd src/core/job.c job_run_and_invalidate
 */
export function runJob(kernel: Kernel, conditions: ConditionTest, job: Job): void {
  if (job.isGone || job.state !== 'waiting') return;
  const runtime = kernel.runtime(job.unit);
  if (!isRunnable(job, runtime)) {
    job.span.runnable = null;
    return;
  }
  job.span.runnable ??= job.span.installed;
  if (job.type === 'start') kernel.spend(runtime);
  job.span.running = kernel.now;
  job.span.runSequence ??= kernel.nextSequence();
  job.runningUsec = kernel.now;
  startJobTimer(kernel, job, true);
  job.state = 'running';
  const type: JobType = job.type;
  const span = job.span;
  const outcome = perform(kernel, conditions, job, runtime);
  const isPassiveWait = outcome === 'passive' && type !== 'verify-active' && type !== 'reload';
  // The job may be gone: replaced, or finished by the change of state that it brought about.
  if (job.isGone) return;
  if (outcome === 'began' || isPassiveWait) {
    const { unit } = runtime;
    const text = beginMessage(type, unit.type, statusString(unit.id, runtime.description, kernel.configuration.statusUnitFormat));
    if (text !== null) kernel.say(6, text, runtime);
  }
  // A restart job whose stop is done already waits to start.
  if (job.span !== span || isPassiveWait || outcome === 'began' || outcome === 'underway') return;
  if (outcome === 'again') {
    job.state = 'waiting';
    return;
  }
  const result = RESULT_OF[outcome] ?? 'failed';
  kernel.finishJob(job, result, { recursive: true, silent: outcome === 'already' });
}
