import type { UserFacts } from '../load/facts.js';
import { accountLines } from '../load/user-facts.js';
import { answer, answerFrom, type Verdict } from './condition-verdict.js';
import type { ConditionWorld } from './condition-world.js';

const NOBODY_ID = 65534;
const SYSTEM_UID_MAX = 999;

/** A user or group id in decimal form; null for other text and for the two ids that stand for none. */
function parseId(text: string): number | null {
  if (!/^(?:0|[1-9]\d{0,9})$/.test(text)) return null;
  const id = Number(text);
  return id < 0xffff_ffff && id !== 0xffff ? id : null;
}

/** @systemd src/shared/condition.c condition_test_user */
export function testUser(parameter: string, world: ConditionWorld): Verdict {
  const test = ({ name, uid }: Pick<UserFacts, 'name' | 'uid'>, isManager: boolean): boolean => {
    if (parameter === 'root') return uid === 0;
    if (parameter === 'nobody') return uid === NOBODY_ID;
    if (parameter === '@system') return uid <= SYSTEM_UID_MAX;
    const id = parseId(parameter);
    if (id !== null) return uid === id;
    // The first process asks no user database.
    if (isManager) return false;
    if (name === parameter) return true;
    const found = accountLines(world.fileSystem, '/etc/passwd').find((line) => line[0] === parameter);
    return found !== undefined && Number(found[2]) === uid;
  };
  if (!world.isUser) return answer(test({ name: 'root', uid: 0 }, true));
  return answerFrom(world.facts.user, 'user', (user) => test(user, false));
}

/** @systemd src/shared/condition.c condition_test_group */
export function testGroup(parameter: string, world: ConditionWorld): Verdict {
  const id = parseId(parameter);
  if (!world.isUser) return answer(id === null ? parameter === 'root' : id === 0);
  return answerFrom(world.facts.user, 'user', (user) => {
    const groups = accountLines(world.fileSystem, '/etc/group');
    const wanted = id ?? (parameter === user.group ? user.gid : parseId(groups.find((line) => line[0] === parameter)?.[2] ?? ''));
    if (wanted === null) return false;
    return (
      wanted === user.gid || groups.some((line) => Number(line[2]) === wanted && (line[3] ?? '').split(',').includes(user.name))
    );
  });
}
