import { shellPattern } from '../base/shell-pattern.js';
import { EVENT_PRIORITY } from './event-queue.js';
import { Job } from './job.js';
import { canReload } from '../transaction/applicable.js';
import { isUp } from '../transaction/active-state.js';
import { JOB_MODES, type RequestType } from '../transaction/job-table.js';
import type { RequestError } from '../transaction/transaction-result.js';
import type { Machine } from './machine.js';
import { simpleShell, type ShellAction } from './shell.js';
import { GLOB, GLOB_WARNING, parseSystemctl, refusalText, type SystemctlCommand } from './systemctl.js';
import type { UnitRuntime } from './unit-runtime.js';
import { killOnRequest } from './user-kill.js';

/** How long a bus message takes: what the one before set off runs in between. */
const CALL_USEC = 10;

/** How long it takes until the next program of a command line is there: what ends at once has ended by then. */
const PROGRAM_USEC = 5_000;

/** What a step left to wait for: it is over when all of these jobs have ended. */
type Waiting = readonly Job[];

/**
 * Runs the command line of a step at this moment of the run.
 *
 * @param done called when it is over: at once, or when the jobs that it waits for have ended
 * @returns false when it is a command that is not simulated
 */
export function runStep(machine: Machine, command: string, done: () => void): boolean {
  const actions = simpleShell(command);
  if (actions === null) {
    done();
    return false;
  }
  const next = (i: number): void => {
    const action = actions[i];
    if (action === undefined) {
      done();
      return;
    }
    act(machine, command, action, () => {
      if (i + 1 === actions.length) done();
      else machine.at(machine.now + PROGRAM_USEC, EVENT_PRIORITY.world, () => next(i + 1));
    });
  };
  next(0);
  return actions.every((action) => action.kind !== 'systemctl' || parseSystemctl(action.words) !== null);
}

function act(machine: Machine, text: string, action: ShellAction, done: () => void): void {
  if (action.kind === 'event') {
    machine.happen(action.event);
    done();
    return;
  }
  if (action.kind === 'wait') {
    machine.at(machine.now + action.usec, EVENT_PRIORITY.world, done);
    return;
  }
  const command = parseSystemctl(action.words);
  if (command?.kind === 'job') {
    requestEach(machine, text, command, done);
    return;
  }
  if (command !== null) simpleCommand(machine, text, command);
  done();
}

function simpleCommand(machine: Machine, text: string, command: Exclude<SystemctlCommand, { kind: 'job' }>): void {
  if (command.kind === 'cancel') {
    cancelJobs(machine, text, command.jobs);
  } else if (command.kind === 'daemon-reload') {
    machine.say(command.says.priority, command.says.text);
    machine.reload();
  } else if (command.kind === 'kill') {
    for (const name of namesOf(machine, command.units)) {
      const runtime = machine.find(name);
      const error = runtime === null ? `Unit ${name} not loaded.` : killOnRequest(machine, runtime, command.signal, command.whom);
      if (error !== null) answer(machine, text, `Failed to kill unit ${name}: ${error}`);
    }
  } else if (command.kind === 'reset-failed') {
    const names = command.units.length === 0 ? machine.loadedUnits().map(({ unit }) => unit.id) : namesOf(machine, command.units);
    for (const name of names) {
      const runtime = machine.find(name);
      if (runtime === null) {
        answer(machine, text, `Failed to reset failed state of unit ${name}: Unit ${name} not loaded.`);
        continue;
      }
      runtime.machine.resetFailed?.();
      runtime.startLimit.reset();
      runtime.isStartLimitHit = false;
    }
  }
}

const answer = (machine: Machine, command: string, text: string): void =>
  void machine.trace.answers.push({ at: machine.now, command, text });

/** @systemd src/systemctl/systemctl-cancel-job.c verb_cancel; src/core/manager.c manager_clear_jobs */
function cancelJobs(machine: Machine, text: string, numbers: readonly string[]): void {
  // Without numbers all are cancelled, each by itself.
  if (numbers.length === 0)
    for (const job of [...machine.jobs()]) if (!job.isGone) machine.finishJob(job, 'canceled', { recursive: false });
  for (const number of numbers) {
    const job = [...machine.jobs()].find(({ id }) => String(id) === number);
    if (job !== undefined) machine.finishJob(job, 'canceled', { recursive: true });
    else if (/^\d+$/.test(number)) answer(machine, text, `Failed to cancel job ${number}: Job ${number} does not exist.`);
    else {
      answer(machine, text, `Failed to parse job id "${number}": Invalid argument`);
      return;
    }
  }
}

/**
 * The names of units, and after them what the patterns among them stand for: loaded units that are not inactive, or have a job.
 *
 * @param takesAll do the inactive ones count, too?
 * @systemd src/systemctl/systemctl-util.c expand_unit_names, output_show_unit
 */
function namesOf(machine: Machine, words: readonly string[], takesAll = false): string[] {
  const patterns = words.filter((word) => GLOB.test(word)).map(shellPattern);
  const isListed = ({ unit, machine: { activeState }, job, nopJob }: UnitRuntime): boolean =>
    (takesAll || activeState !== 'inactive' || (job ?? nopJob) !== null) && patterns.some((pattern) => pattern(unit.id));
  const found = patterns.length === 0 ? [] : machine.loadedUnits().filter(isListed);
  return [...words.filter((word) => !GLOB.test(word)), ...found.map(({ unit }) => unit.id)];
}

/** @systemd src/core/dbus-unit.c bus_unit_method_start_generic */
function typeFor(command: Extract<SystemctlCommand, { kind: 'job' }>, { unit }: UnitRuntime): RequestType {
  if (!command.reloads || !canReload(unit)) return command.type;
  return command.type === 'restart' ? 'reload-or-start' : 'try-reload';
}

/** Asks for one unit. Returns the job to wait for; null when there is none, or why it was refused. */
function requestOne(
  machine: Machine,
  name: string,
  command: Extract<SystemctlCommand, { kind: 'job' }>,
): Job | RequestError | null {
  const runtime = machine.load(name);
  if (runtime === null) return { name: 'InvalidArgs', text: `Unit name ${name} is missing the instance name.` };
  const mode = JOB_MODES.find((known) => known === command.mode);
  if (mode === undefined) return { name: 'InvalidArgs', text: `Job mode ${command.mode} invalid` };
  // A request that comes to nothing has a job in a place of its own.
  return machine.request(runtime, typeFor(command, runtime), mode, true) ?? runtime.nopJob ?? runtime.job;
}

/** Tells what may start a unit again that was stopped. @systemd src/systemctl/systemctl-util.c check_triggering_units */
function warnOfTriggers(machine: Machine, text: string, name: string): void {
  const triggers =
    machine
      .find(name)
      ?.peers('TriggeredBy')
      .filter((other) => isUp(other.machine.activeState)) ?? [];
  if (triggers.length === 0) return;
  const lines = triggers.map(({ unit }) => `\n  ${unit.id}`);
  answer(machine, text, `Warning: Stopping ${name}, but it can still be activated by:${lines.join('')}`);
}

/** Asks for the units one after the other; then waits for their jobs, if the command does. */
function requestEach(machine: Machine, text: string, command: Extract<SystemctlCommand, { kind: 'job' }>, done: () => void): void {
  const waiting: Job[] = [];
  const stopped: string[] = [];
  const names = namesOf(machine, command.units, command.takesAll);
  if (command.verb === 'start' && !command.takesAll && command.units.some((word) => GLOB.test(word)))
    answer(machine, text, GLOB_WARNING);
  const ask = (i: number): void => {
    const name = names[i];
    if (name === undefined) {
      waitFor(machine, command.blocks ? waiting : [], () => {
        machine.at(machine.now + CALL_USEC, EVENT_PRIORITY.normal, () => leave(waiting));
        if (command.blocks) for (const each of stopped) warnOfTriggers(machine, text, each);
        done();
      });
      return;
    }
    const asked = requestOne(machine, name, command);
    if (asked instanceof Job) {
      asked.clientCount++;
      waiting.push(asked);
      if (command.verb === 'stop') stopped.push(name);
    } else if (asked !== null) {
      const refusal = refusalText(command.verb, name, asked);
      if (refusal !== null) answer(machine, text, refusal);
    }
    if (i + 1 < names.length) machine.at(machine.now + CALL_USEC, EVENT_PRIORITY.normal, () => ask(i + 1));
    else ask(i + 1);
  };
  ask(0);
}

/**
 * The one who asked goes away. The manager is not told of it: root's systemctl has a connection of its own to it. Such a job is only looked
 * at again when a job ends that it is ordered with.
 *
 * @systemd src/core/job.c job_may_gc
 */
function leave(jobs: Waiting): void {
  for (const job of jobs) job.clientCount--;
}

function waitFor(machine: Machine, jobs: Waiting, done: () => void): void {
  if (jobs.every((job) => job.isGone)) done();
  else machine.onJobEnd(() => waitFor(machine, jobs, done));
}
