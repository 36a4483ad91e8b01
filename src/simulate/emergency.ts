import { isUpish } from '../transaction/active-state.js';
import type { Kernel } from './kernel.js';

const TARGET_OF = new Map([
  ['reboot', 'reboot.target'],
  ['poweroff', 'poweroff.target'],
  ['exit', 'exit.target'],
]);

/** How each action is named in the log. */
const TEXT_OF: Readonly<Record<string, string>> = {
  reboot: 'Rebooting',
  'reboot-force': 'Forcibly rebooting',
  'reboot-immediate': 'Rebooting immediately',
  poweroff: 'Powering off',
  'poweroff-force': 'Forcibly powering off',
  'poweroff-immediate': 'Powering off immediately',
  exit: 'Exiting',
  'exit-force': 'Exiting immediately',
};

/**
 * Does what FailureAction= and its kin ask for.
 *
 * @param reason what happened, for the log
 * @param isLoud does something watch over the unit here: a limit of time or of starts? Then it is logged as a warning
 * @param halt lets the manager end what it is at, and then no more; or ends it on the spot
 * @systemd src/core/emergency-action.c emergency_action
 */
export function actOn(kernel: Kernel, action: string, reason: string, isLoud: boolean, halt: (isOnTheSpot: boolean) => void): void {
  if (action === 'none') return;
  const isPolite = TARGET_OF.has(action);
  if (isPolite && isShuttingDown(kernel)) {
    kernel.say(5, `Shutdown is already active. Skipping emergency action request ${action}.`);
    return;
  }
  if (isLoud && !kernel.configuration.serviceWatchdogs) {
    kernel.say(4, `Watchdog disabled! Not acting on: ${reason}`);
    return;
  }
  const isOnMetal = kernel.world.conditions.facts.container === false && !kernel.isUser;
  const done = isOnMetal ? action.replace('exit', 'poweroff') : action;
  if (done !== action) kernel.say(5, `Doing "${done}" action instead of an "${action}" emergency action.`);
  kernel.say(isLoud ? 4 : 7, `${TEXT_OF[done] ?? done}: ${reason}`);
  if (!isPolite) {
    const isOnTheSpot = done.endsWith('-immediate');
    if (isOnTheSpot) kernel.say(6, done === 'reboot-immediate' ? 'Rebooting.' : 'Powering off.');
    halt(isOnTheSpot);
    return;
  }
  const target = kernel.load(TARGET_OF.get(done) ?? '');
  if (target === null) return;
  const mode = 'replace-irreversibly';
  const error = kernel.request(target, 'start', mode);
  if (error !== null) kernel.say(4, `Failed to enqueue ${mode} job for ${target.unit.id}: ${error.text}`);
}

function isShuttingDown(kernel: Kernel): boolean {
  const target = kernel.find('shutdown.target');
  if (target === null) return false;
  return isUpish(target.machine.activeState) || target.job?.type === 'start' || target.job?.type === 'restart';
}
