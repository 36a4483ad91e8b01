import { jobError } from '../transaction/applicable.js';
import { statusString } from './job-message-table.js';
import type { Machine } from './machine.js';
import type { UnitRuntime } from './unit-runtime.js';

const RESCUE = 'rescue.target';

/** Loads a unit that is to be started; says why where that does not go. @systemd src/core/manager.c manager_load_startable_unit_or_warn */
function loadStartable(machine: Machine, name: string): UnitRuntime | null {
  const runtime = machine.load(name);
  if (runtime === null) {
    machine.say(3, `Failed to load unit ${name}: Unit name ${name} is not valid.`);
    return null;
  }
  const error = jobError('start', runtime.unit);
  if (error === null) return runtime;
  machine.say(3, error.text);
  return null;
}

function giveUp(machine: Machine): void {
  const isContainer = machine.world.conditions.facts.container !== false;
  machine.say(0, isContainer ? 'Exiting PID 1...' : 'Freezing execution.');
  machine.isHalted = true;
}

/**
 * Has the units that are always there come up, one after the other: what they need is started, as by any unit that comes up
 * without a job, and that may be one of those that are not up yet.
 *
 * @systemd src/core/manager.c manager_coldplug
 */
export function coldplug(machine: Machine): void {
  for (const { machine: own } of machine.perpetualUnits()) own.coldplug?.();
}

/**
 * Queues the start of the default unit, or of what takes its place.
 *
 * @returns the unit that is started; null when the manager gives up
 * @systemd src/core/main.c do_queue_default_job
 */
export function queueDefaultUnit(machine: Machine, name: string): UnitRuntime | null {
  const { facts } = machine.world.conditions;
  const fallbacks = facts.initrd && name === 'initrd.target' ? ['default.target', RESCUE] : [RESCUE];
  let runtime = loadStartable(machine, name);
  for (const fallback of fallbacks) {
    if (runtime !== null) break;
    machine.say(6, `Falling back to ${fallback}.`);
    runtime = loadStartable(machine, fallback);
  }
  if (runtime === null) {
    giveUp(machine);
    return null;
  }
  const isolated = machine.request(runtime, 'start', 'isolate');
  const isStarted = isolated?.name === 'NoIsolation';
  const error = isStarted ? machine.request(runtime, 'start', 'replace') : isolated;
  if (error !== null) {
    machine.say(0, `Failed to ${isStarted ? 'start' : 'isolate'} default target: ${error.text}`);
    giveUp(machine);
    return null;
  }
  // Of a unit that is started instead nothing is said.
  if (!isStarted) {
    const status = statusString(runtime.unit.id, runtime.description, machine.configuration.statusUnitFormat);
    machine.say(6, `Queued start job for default target ${status}.`);
  }
  return runtime;
}

const RUN_LEVELS: ReadonlyMap<string, string> = new Map([
  ['emergency', 'emergency.target'],
  ['-b', 'emergency.target'],
  ['rescue', RESCUE],
  ['single', RESCUE],
  ['-s', RESCUE],
  ['s', RESCUE],
  ['S', RESCUE],
  ['1', RESCUE],
  ['2', 'multi-user.target'],
  ['3', 'multi-user.target'],
  ['4', 'multi-user.target'],
  ['5', 'graphical.target'],
]);

/**
 * The unit that a kernel command line asks to boot into; null where it does not say.
 *
 * @systemd src/core/main.c parse_proc_cmdline_item
 */
export function unitOfCommandLine(commandLine: string, isInitrd: boolean): string | null {
  let found: string | null = null;
  for (const word of commandLine.split(/\s+/)) {
    const set = /^(rd\.)?systemd\.unit=(.+)$/.exec(word);
    if (set) {
      if ((set[1] !== undefined) === isInitrd) found = set[2] ?? null;
    } else if (isInitrd) {
      if (word === 'rd.emergency') found = 'emergency.target';
      if (word === 'rd.rescue') found = RESCUE;
    } else found = RUN_LEVELS.get(word) ?? found;
  }
  return found;
}
