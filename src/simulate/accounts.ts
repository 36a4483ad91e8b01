import { joinPath } from '../base/path.js';
import { readText } from '../load/read-text.js';
import { accountLines } from '../load/user-facts.js';
import type { ConditionWorld } from './condition-world.js';

/** Those that the manager knows by itself. @systemd src/basic/user-util.c synthesize_user_creds, get_group_creds */
const SYNTHESIZED = { passwd: ['root', '0', 'nobody', '65534'], group: ['root', '0', 'nogroup', '65534'] } as const;
const SYSUSERS = ['/etc/sysusers.d', '/run/sysusers.d', '/usr/lib/sysusers.d'];

/** Will systemd-sysusers make it at boot? A user gets a group of its name. @systemd man sysusers.d(5) */
function isMadeAtBoot(world: ConditionWorld, table: 'passwd' | 'group', name: string): boolean {
  const types = new Set(table === 'passwd' ? ['u', 'u!'] : ['u', 'u!', 'g']);
  return SYSUSERS.some((directory) =>
    (world.fileSystem.list(directory) ?? []).some((entry) =>
      (readText(world.fileSystem, joinPath(directory, entry.name)) ?? '').split('\n').some((line) => {
        const [type = '', word] = line.trim().split(/\s+/);
        return types.has(type) && word === name;
      }),
    ),
  );
}

/**
 * Is there a user or group of this name or number? A tree without the file tells nothing: it is taken to be there.
 *
 * @systemd src/basic/user-util.c get_user_creds, get_group_creds
 */
export function hasAccount(world: ConditionWorld, table: 'passwd' | 'group', name: string): boolean {
  if ((SYNTHESIZED[table] as readonly string[]).includes(name)) return true;
  if (world.fileSystem.kind(`/etc/${table}`) === null) return true;
  const field = /^\d+$/.test(name) ? 2 : 0;
  if (accountLines(world.fileSystem, `/etc/${table}`).some((line) => line[field] === name)) return true;
  return isMadeAtBoot(world, table, name);
}
