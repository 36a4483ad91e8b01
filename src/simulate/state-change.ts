import { isDown, isDownish, isUp, isUpish, type ActiveState } from '../transaction/active-state.js';
import { KINDS_OF_ATOM, type Atom } from '../transaction/atom-table.js';
import type { JobMode, JobType } from '../transaction/job-table.js';
import type { Job } from './job.js';
import type { ChangeFlags, Kernel } from './kernel.js';
import { startEachInMode } from './start-each.js';
import type { UnitRuntime } from './unit-runtime.js';

/**
 * What a change of state means for the job of the unit.
 *
 * @returns true when the change was not what the job is for
 * @systemd src/core/unit.c unit_process_job
 */
function processJob(kernel: Kernel, job: Job, to: ActiveState, flags: ChangeFlags): boolean {
  if (job.state === 'waiting') kernel.enqueueJob(job);
  const finish = (result: 'done' | 'failed'): void => kernel.finishJob(job, result, { recursive: true });
  switch (job.type) {
    case 'start':
    case 'verify-active':
      if (isUp(to)) finish('done');
      else if (job.state === 'running' && to !== 'activating') {
        if (isDown(to)) finish(to === 'failed' ? 'failed' : 'done');
        return true;
      }
      return false;
    case 'reload':
      if (job.state === 'running') {
        if (to === 'active') finish(flags.reloadFailed === true ? 'failed' : 'done');
        else if (to !== 'activating' && to !== 'reloading') {
          if (isDown(to)) finish(to === 'failed' ? 'failed' : 'done');
          return true;
        }
      }
      return false;
    case 'stop':
    case 'restart':
      if (isDown(to)) finish('done');
      else if (job.state === 'running' && to !== 'deactivating') {
        finish('failed');
        return true;
      }
      return false;
    case 'nop':
      return false;
  }
}

function requestPeers(
  kernel: Kernel,
  runtime: UnitRuntime,
  atom: Atom,
  type: JobType,
  mode: JobMode,
  skips: (other: UnitRuntime) => boolean,
): void {
  for (const other of runtime.peersOfKinds(KINDS_OF_ATOM[atom])) if (!skips(other)) kernel.request(other, type, mode);
}

/** @systemd src/core/unit.c retroactively_start_dependencies */
function startRetroactively(kernel: Kernel, runtime: UnitRuntime): void {
  const skips = (other: UnitRuntime): boolean =>
    runtime.unit.dependency('After', other.unit) !== undefined || isUpish(other.machine.activeState);
  requestPeers(kernel, runtime, 'retroactiveStartReplace', 'start', 'replace', skips);
  requestPeers(kernel, runtime, 'retroactiveStartFail', 'start', 'fail', skips);
  requestPeers(kernel, runtime, 'retroactiveStopOnStart', 'stop', 'replace', (other) => isDownish(other.machine.activeState));
}

/** @systemd src/core/unit.c retroactively_stop_dependencies */
function stopRetroactively(kernel: Kernel, runtime: UnitRuntime): void {
  requestPeers(kernel, runtime, 'retroactiveStopOnStop', 'stop', 'replace', (other) => isDownish(other.machine.activeState));
}

function stamp(kernel: Kernel, runtime: UnitRuntime, from: ActiveState, to: ActiveState): void {
  const { times } = runtime;
  if (isDown(from) && !isDown(to)) times.inactiveExit = kernel.now;
  else if (!isDown(from) && isDown(to)) times.inactiveEnter = kernel.now;
  if (!isUp(from) && isUp(to)) times.activeEnter = kernel.now;
  else if (isUp(from) && !isUp(to)) times.activeExit = kernel.now;
}

function queueNeighbours(kernel: Kernel, runtime: UnitRuntime, to: ActiveState): void {
  if (isDown(to)) {
    for (const other of runtime.peersOfKinds(KINDS_OF_ATOM.addStopWhenUnneededQueue)) kernel.queueUnneeded(other);
    for (const other of runtime.peersOfKinds(KINDS_OF_ATOM.addCannotBeActiveWithoutQueue)) kernel.queueBound(other);
    kernel.queueUpheld(runtime);
  }
  if (isUp(to)) {
    for (const other of runtime.peersOfKinds(KINDS_OF_ATOM.addStartWhenUpheldQueue)) kernel.queueUpheld(other);
    kernel.queueUnneeded(runtime);
    kernel.queueBound(runtime);
  }
  kernel.queueCollection(runtime);
}

/**
 * Everything that a change of the state of a unit causes. Called for each change of the low level state; the active states may be equal.
 *
 * @systemd src/core/unit.c unit_notify
 */
export function changeState(kernel: Kernel, runtime: UnitRuntime, from: ActiveState, to: ActiveState, flags: ChangeFlags): void {
  stamp(kernel, runtime, from, to);
  const isUnexpected = runtime.job === null || processJob(kernel, runtime.job, to, flags);
  if (isUnexpected) {
    if (isDown(from) && isUpish(to)) startRetroactively(kernel, runtime);
    else if (isUpish(from) && isDownish(to)) stopRetroactively(kernel, runtime);
  }
  if (from !== to && flags.willRestart !== true) {
    if (to === 'failed') startEachInMode(kernel, runtime, 'OnFailure');
    else if (to === 'inactive' && from !== 'failed' && from !== 'maintenance') startEachInMode(kernel, runtime, 'OnSuccess');
  }
  kernel.notifyTriggers(runtime);
  const { settings, id } = runtime.unit;
  if (from !== to && to === 'failed') kernel.emergency(settings.text('Unit.FailureAction') ?? 'none', `unit ${id} failed`, false);
  else if (!isDown(from) && to === 'inactive')
    kernel.emergency(settings.text('Unit.SuccessAction') ?? 'none', `unit ${id} succeeded`, false);
  queueNeighbours(kernel, runtime, to);
}
