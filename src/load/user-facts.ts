import type { FileSystem } from '../host/file-system.js';
import type { UserFacts } from './facts.js';
import { readText } from './read-text.js';

/** The fields of the lines of /etc/passwd or /etc/group. */
export function accountLines(fileSystem: FileSystem | null, path: string): string[][] {
  return ((fileSystem && readText(fileSystem, path)) ?? '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));
}

/**
 * All about a user of whom some is known: what is not given comes from the accounts of the tree, then from custom.
 *
 * @param given name or number, or nothing for root
 * @param accounts the tree whose accounts count; null: none are known
 * @systemd man user@.service(5), man pam_systemd(8)
 */
export function userFacts(given: Partial<UserFacts>, accounts: FileSystem | null): UserFacts {
  const uid = given.uid ?? (given.name === undefined ? 0 : undefined);
  const account = accountLines(accounts, '/etc/passwd').find((fields) =>
    given.name === undefined ? fields[2] === String(uid) : fields[0] === given.name,
  );
  const name = given.name ?? account?.[0] ?? (uid === 0 ? 'root' : String(uid));
  const number = uid ?? Number(account?.[2] ?? (name === 'root' ? 0 : 1000));
  const gid = given.gid ?? Number(account?.[3] ?? number);
  const group = accountLines(accounts, '/etc/group').find((fields) => fields[2] === String(gid))?.[0];
  return {
    name,
    uid: number,
    gid,
    group: group ?? name,
    home: (account?.[5] ?? '') || (number === 0 ? '/root' : `/home/${name}`),
    shell: (account?.[6] ?? '') || '/bin/bash',
    runtimeDirectory: `/run/user/${String(number)}`,
    ...given,
  };
}
