import { isUp } from '../transaction/active-state.js';
import type { Kernel } from './kernel.js';

const TARGET_OF = new Map([
  ['reboot', 'reboot.target'],
  ['poweroff', 'poweroff.target'],
  ['exit', 'exit.target'],
]);

/**
 * Does what FailureAction= and its kin ask for.
 *
 * @param reason what happened, for the log
 * @param isLoud is it logged as a warning?
 * @param halt ends the manager at once
 * @systemd src/core/emergency-action.c emergency_action
 */
export function actOn(kernel: Kernel, action: string, reason: string, isLoud: boolean, halt: () => void): void {
  if (action === 'none') return;
  const [kind = '', strength] = action.split('-');
  const isOnMetal = kernel.world.conditions.facts.container === false && !kernel.isUser;
  const real = kind === 'exit' && isOnMetal ? 'poweroff' : kind;
  const verb = real === 'reboot' ? 'Rebooting' : real === 'poweroff' ? 'Powering off' : 'Exiting';
  if (isShuttingDown(kernel) && strength === undefined) {
    kernel.say(5, `Shutdown is already active. Skipping emergency action request ${action}.`);
    return;
  }
  const text = `${verb}${strength === undefined ? '' : strength === 'force' ? ' forcibly' : ' immediately'}: ${reason}`;
  kernel.say(isLoud ? 4 : 7, strength === undefined ? `${verb}: ${reason}` : text);
  if (strength !== undefined) {
    halt();
    return;
  }
  const target = kernel.load(TARGET_OF.get(real) ?? 'exit.target');
  if (target === null) return;
  const error = kernel.request(target, 'start', 'replace-irreversibly');
  if (error !== null) kernel.say(3, `Failed to enqueue ${target.unit.id} job: ${error.text}`);
}

function isShuttingDown(kernel: Kernel): boolean {
  const target = kernel.find('shutdown.target');
  return target !== null && (isUp(target.machine.activeState) || target.job !== null);
}
