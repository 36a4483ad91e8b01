import type { ActiveState } from '../transaction/active-state.js';

const table = (text: string): Readonly<Record<string, ActiveState>> => {
  const map: Record<string, ActiveState> = {};
  for (const line of text.trim().split('\n')) {
    const [state = '', words = ''] = line.trim().split(':');
    for (const word of words.trim().split(/\s+/)) map[word] = state as ActiveState;
  }
  return map;
};

/** @systemd src/core/service.c state_translation_table */
export const SERVICE_STATES = table(`
  inactive: dead
  activating: condition start-pre start start-post auto-restart
  active: running exited
  reloading: reload
  deactivating: stop stop-watchdog stop-sigterm stop-sigkill stop-post final-watchdog final-sigterm final-sigkill
  failed: failed
  maintenance: cleaning`);

/** For Type=idle, which counts as active from its first command on. @systemd src/core/service.c state_translation_table_idle */
export const IDLE_SERVICE_STATES = {
  ...SERVICE_STATES,
  ...table(`
  active: condition start-pre start start-post running exited`),
};

/** @systemd src/core/socket.c state_translation_table */
export const SOCKET_STATES = table(`
  inactive: dead
  activating: start-pre start-chown start-post
  active: listening running
  deactivating: stop-pre stop-pre-sigterm stop-pre-sigkill stop-post final-sigterm final-sigkill
  failed: failed
  maintenance: cleaning`);

/** @systemd src/core/mount.c state_translation_table */
export const MOUNT_STATES = table(`
  inactive: dead
  activating: mounting mounting-done
  active: mounted
  reloading: remounting remounting-sigterm remounting-sigkill
  deactivating: unmounting unmounting-sigterm unmounting-sigkill
  failed: failed
  maintenance: cleaning`);

/** @systemd src/core/swap.c state_translation_table */
export const SWAP_STATES = table(`
  inactive: dead
  activating: activating activating-done
  active: active
  deactivating: deactivating deactivating-sigterm deactivating-sigkill
  failed: failed
  maintenance: cleaning`);

/** Automounts, paths and timers. @systemd src/core/timer.c state_translation_table */
export const TRIGGER_STATES = table(`
  inactive: dead
  active: waiting running elapsed
  failed: failed`);

/** @systemd src/core/device.c state_translation_table */
export const DEVICE_STATES = table(`
  inactive: dead
  activating: tentative
  active: plugged`);

/** Targets and slices. @systemd src/core/target.c state_translation_table */
export const PLAIN_STATES = table(`
  inactive: dead
  active: active`);

/** @systemd src/core/scope.c state_translation_table */
export const SCOPE_STATES = table(`
  inactive: dead
  activating: start-chown
  active: running abandoned
  deactivating: stop-sigterm stop-sigkill
  failed: failed`);

/** The active state of a low level state. */
export function activeStateOf(states: Readonly<Record<string, ActiveState>>, sub: string): ActiveState {
  return states[sub] ?? 'inactive';
}
