import type { Unit } from '../../graph/unit.js';
import { EXIT_STATUS_NAMES } from '../../parse/exit-status.js';
import { hasAccount } from '../accounts.js';
import type { ConditionWorld } from '../condition-world.js';

/**
 * How the helper ends that gives the nodes of a socket to SocketUser= and SocketGroup=; null where there is none.
 *
 * @systemd src/core/socket.c socket_chown
 */
export function chownStatus(world: ConditionWorld, unit: Unit): number | null {
  const user = unit.settings.text('Socket.SocketUser') ?? '';
  const group = unit.settings.text('Socket.SocketGroup') ?? '';
  if (user === '' && group === '') return null;
  if (user !== '' && !hasAccount(world, 'passwd', user)) return EXIT_STATUS_NAMES.USER ?? 1;
  if (group !== '' && !hasAccount(world, 'group', group)) return EXIT_STATUS_NAMES.GROUP ?? 1;
  return 0;
}
