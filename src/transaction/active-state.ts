/**
 * The states of a unit that all unit types share.
 *
 * @systemd src/basic/unit-def.h UnitActiveState
 */
export const ACTIVE_STATES = ['active', 'reloading', 'inactive', 'failed', 'activating', 'deactivating', 'maintenance'] as const;

/** An active state. */
export type ActiveState = (typeof ACTIVE_STATES)[number];

/** Is it active or reloading? */
export function isUp(state: ActiveState): boolean {
  return state === 'active' || state === 'reloading';
}

/** Is it active, reloading or activating? */
export function isUpish(state: ActiveState): boolean {
  return state === 'active' || state === 'reloading' || state === 'activating';
}

/** Is it inactive or failed? */
export function isDown(state: ActiveState): boolean {
  return state === 'inactive' || state === 'failed';
}

/** Is it inactive, failed or deactivating? */
export function isDownish(state: ActiveState): boolean {
  return state === 'inactive' || state === 'failed' || state === 'deactivating';
}
