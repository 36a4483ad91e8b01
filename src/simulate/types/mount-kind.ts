import type { ActiveState } from '../../transaction/active-state.js';
import { MOUNT_STATES, SWAP_STATES } from '../state-table.js';

/** The words in which mounts and swaps differ. */
export interface MountKind {
  readonly section: 'Mount' | 'Swap';
  readonly label: string;
  readonly states: Readonly<Record<string, ActiveState>>;
  readonly up: string;
  readonly coming: string;
  readonly come: string;
  readonly going: string;
  /** What is said when coming and going take too long. */
  readonly comingTimeout: string;
  readonly goingTimeout: string;
  readonly comingSetting: string;
  readonly goingSetting: string;
}

/** @systemd src/core/mount.c mount_dispatch_timer */
export const MOUNT: MountKind = {
  section: 'Mount',
  label: 'Mount process',
  states: MOUNT_STATES,
  up: 'mounted',
  coming: 'mounting',
  come: 'mounting-done',
  going: 'unmounting',
  comingTimeout: 'Mounting timed out. Terminating.',
  goingTimeout: 'Unmounting timed out. Terminating.',
  comingSetting: 'ExecMount',
  goingSetting: 'ExecUnmount',
};

/** @systemd src/core/swap.c swap_dispatch_timer */
export const SWAP: MountKind = {
  section: 'Swap',
  label: 'Swap process',
  states: SWAP_STATES,
  up: 'active',
  coming: 'activating',
  come: 'activating-done',
  going: 'deactivating',
  comingTimeout: 'Activation timed out. Stopping.',
  goingTimeout: 'Deactivation timed out. Stopping.',
  comingSetting: 'ExecActivate',
  goingSetting: 'ExecDeactivate',
};
