import { EVENT_PRIORITY } from './event-queue.js';
import type { Job } from './job.js';
import { canReload } from '../transaction/applicable.js';
import type { RequestType } from '../transaction/job-table.js';
import { matchesPattern } from './condition-compare.js';
import type { Machine } from './machine.js';
import { simpleShell, type ShellAction } from './shell.js';
import { GLOB, parseSystemctl, refusalText, type SystemctlCommand } from './systemctl.js';
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
    for (const job of [...machine.jobs()]) {
      if (job.isGone || (command.jobs.length > 0 && !command.jobs.includes(job.id))) continue;
      // Without numbers all are cancelled, each by itself.
      machine.finishJob(job, 'canceled', { recursive: command.jobs.length > 0 });
    }
  } else if (command.kind === 'daemon-reload') {
    machine.say(command.says.priority, command.says.text);
    machine.reload();
  } else if (command.kind === 'kill') {
    for (const name of namesOf(machine, command.units)) {
      const runtime = machine.find(name);
      const error = runtime === null ? `Unit ${name} not loaded.` : killOnRequest(machine, runtime, command.signal, command.whom);
      if (error !== null)
        machine.trace.answers.push({ at: machine.now, command: text, text: `Failed to kill unit ${name}: ${error}` });
    }
  } else if (command.kind === 'reset-failed') {
    const units =
      command.units.length === 0
        ? machine.loadedUnits()
        : namesOf(machine, command.units).flatMap((name) => machine.find(name) ?? []);
    for (const runtime of units) {
      runtime.machine.resetFailed?.();
      runtime.startLimit.reset();
      runtime.isStartLimitHit = false;
    }
  }
}

/** The names of units; a pattern stands for all loaded ones that it matches. @systemd src/systemctl/systemctl-util.c expand_unit_names */
function namesOf(machine: Machine, words: readonly string[]): string[] {
  return words.flatMap((word) => {
    if (!GLOB.test(word)) return word;
    return machine.loadedUnits().map(({ unit }) => unit.id).filter((id) => matchesPattern(word, id)); // prettier-ignore
  });
}

/** @systemd src/core/dbus-unit.c bus_unit_method_start_generic */
function typeFor(command: Extract<SystemctlCommand, { kind: 'job' }>, { unit }: UnitRuntime): RequestType {
  if (!command.reloads || !canReload(unit)) return command.type;
  return command.type === 'restart' ? 'reload-or-start' : 'try-reload';
}

/** Asks for the units one after the other; then waits for their jobs, if the command does. */
function requestEach(machine: Machine, text: string, command: Extract<SystemctlCommand, { kind: 'job' }>, done: () => void): void {
  const waiting: Job[] = [];
  const names = namesOf(machine, command.units);
  const ask = (i: number): void => {
    const name = names[i];
    if (name === undefined) {
      waitFor(machine, command.blocks ? waiting : [], () => {
        machine.at(machine.now + CALL_USEC, EVENT_PRIORITY.normal, () => leave(waiting));
        done();
      });
      return;
    }
    const runtime = machine.load(name);
    if (runtime !== null) {
      const error = machine.request(runtime, typeFor(command, runtime), command.mode, true);
      if (error !== null)
        machine.trace.answers.push({ at: machine.now, command: text, text: refusalText(command.verb, name, error) });
      else {
        // A request that comes to nothing has a job in a place of its own.
        const job = runtime.nopJob ?? runtime.job;
        if (job !== null) {
          job.clientCount++;
          waiting.push(job);
        }
      }
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
