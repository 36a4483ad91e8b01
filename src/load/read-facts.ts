import type { FindingSink } from '../diagnostic/finding.js';
import type { FileSystem } from '../host/file-system.js';
import { DEFAULT_FACTS, type Facts, type UserFacts } from './facts.js';
import { userFacts } from './user-facts.js';

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const isRecordOf =
  (check: Check): Check =>
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(check);

const USER_CHECKS: Readonly<Record<keyof UserFacts, Check>> = {
  name: isText,
  uid: isNumber,
  gid: isNumber,
  group: isText,
  home: isText,
  shell: isText,
  runtimeDirectory: isText,
};
const isUser: Check = (value) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.entries(value).every(([key, part]) => Object.hasOwn(USER_CHECKS, key) && USER_CHECKS[key as keyof UserFacts](part));

const CHECKS: Readonly<Record<keyof Facts, readonly [Check, string]>> = {
  container: [(value) => value === false || isText(value), 'a name or false'],
  virtualization: [isText, 'a name'],
  initrd: [isFlag, 'true or false'],
  sysReadOnly: [isFlag, 'true or false'],
  kernelCommandLine: [isText, 'text'],
  kernelRelease: [isText, 'text'],
  architecture: [isText, 'text'],
  hostName: [orNull(isText), 'a name'],
  machineId: [orNull(isText), '32 hexadecimal digits'],
  bootId: [isText, '32 hexadecimal digits'],
  cgroupControllers: [isTexts, 'a list of names'],
  firmware: [orNull(isText), 'a name'],
  security: [isTexts, 'a list of names'],
  fsckHelpers: [orNull(isTexts), 'a list of programs'],
  consoles: [isTexts, 'a list of terminals'],
  devices: [isRecordOf(orNull(isNumber)), 'an object of unit name to seconds or null'],
  mounts: [isTexts, 'a list of paths'],
  swaps: [isTexts, 'a list of paths'],
  paths: [isTexts, 'a list of paths'],
  environment: [isRecordOf(isText), 'an object of names to values'],
  cpus: [orNull(isNumber), 'a number'],
  memory: [orNull(isNumber), 'bytes'],
  acPower: [orNull(isFlag), 'true or false'],
  user: [orNull(isUser), 'an object of name, uid, gid, group, home, shell, runtimeDirectory'],
};

/**
 * Facts from JSON text, laid over others. A key that is unknown or of the wrong shape is a finding and is left out.
 *
 * @param accounts the tree whose accounts tell what is not said of the user
 * @returns null when the text is no JSON object
 */
export function readFacts(
  text: string,
  path: string,
  sink: FindingSink,
  base: Facts = DEFAULT_FACTS,
  accounts: FileSystem | null = null,
): Facts | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    sink.add({ code: 'facts-not-json', at: { path, line: 1, column: 1 }, values: { error: (error as Error).message } });
    return null;
  }
  return mergeFacts(parsed, path, sink, base, accounts);
}

/** The same for a value that is parsed already. */
export function mergeFacts(
  parsed: unknown,
  path: string,
  sink: FindingSink,
  base: Facts = DEFAULT_FACTS,
  accounts: FileSystem | null = null,
): Facts | null {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    sink.add({ code: 'facts-not-json', at: { path, line: 1, column: 1 }, values: { error: 'not an object' } });
    return null;
  }
  const known: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parsed)) {
    const check = Object.hasOwn(CHECKS, key) ? CHECKS[key as keyof Facts] : undefined;
    if (!check)
      sink.add({ code: 'unknown-fact', at: { path, line: 1, column: 1 }, values: { key, known: Object.keys(CHECKS).join(', ') } });
    else if (!check[0](value))
      sink.add({ code: 'bad-fact', at: { path, line: 1, column: 1 }, values: { key, expected: check[1] } });
    else known[key] = key === 'user' && value !== null ? userFacts(value as Partial<UserFacts>, accounts) : value;
  }
  return { ...base, ...known } as Facts;
}
