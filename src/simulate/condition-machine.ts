import { splitKernelCommandLine, isKernelKey, kernelWords } from '../load/generators/kernel-command-line.js';
import { readText } from '../load/read-text.js';
import { parseBoolean } from '../parse/boolean.js';
import { parseInteger } from '../parse/number.js';
import { parseSize } from '../parse/size.js';
import { nextWord, WORD_RULES } from '../parse/words.js';
import { testGroup, testUser } from './condition-account.js';
import { CAPABILITY_NAMES, CGROUP_CONTROLLERS } from './condition-name-table.js';
import { matchesPattern, orderHolds, takeOperator, versionHolds } from './condition-compare.js';
import { environmentFileValue, osReleaseText } from './condition-files.js';
import { answer, answerFrom, INVALID, unknown, type Verdict } from './condition-verdict.js';
import type { ConditionWorld } from './condition-world.js';

type Test = (parameter: string, world: ConditionWorld) => Verdict;

/**
 * The tests of the machine, by the name of the condition without `Condition`.
 *
 * @systemd src/shared/condition.c
 */
export const MACHINE_TESTS: Readonly<Record<string, Test>> = {
  ACPower: (parameter, { facts }) => byBoolean(parameter, (wanted) => answerFrom(facts.acPower, 'acPower', (on) => on === wanted)),
  // A name that systemd does not know is never the one of this machine.
  Architecture: (parameter, { facts }) => answer(parameter === 'native' || parameter === facts.architecture),
  CPUFeature: (parameter, { cpuFeatures }) => answerFrom(cpuFeatures, 'cpuFeatures', (flags) => flags.has(parameter.toLowerCase())),
  CPUPressure: () => unknown('the running system'),
  CPUs: (parameter, { facts }) => testAmount(parameter, facts.cpus, 'cpus', (text) => parseInteger(text, 0, 0xffff_ffff)),
  Capability: testCapability,
  ControlGroupController: testController,
  Credential: (parameter, { credentials }) =>
    isFileName(parameter) ? answerFrom(credentials, 'credentials', (names) => names.has(parameter)) : answer(false),
  Environment: (parameter, { facts }) =>
    answer(
      isAssigned(
        Object.entries(facts.environment).map(([name, value]) => `${name}=${value}`),
        parameter,
      ),
    ),
  Firmware: testFirmware,
  FirstBoot: (parameter, world) => byBoolean(parameter, (wanted) => answer(isFirstBoot(world) === wanted)),
  Group: testGroup,
  Host: testHost,
  IOPressure: () => unknown('the running system'),
  KernelCommandLine: (parameter, { facts }) => answer(isAssigned(commandLineWords(facts.kernelCommandLine), parameter)),
  KernelVersion: testKernelVersion,
  Memory: (parameter, { facts }) => testAmount(parameter, facts.memory, 'memory', parseSize),
  MemoryPressure: () => unknown('the running system'),
  OSRelease: testOsRelease,
  Security: (parameter, { facts }) => answer(facts.security.includes(parameter)),
  User: testUser,
  Virtualization: testVirtualization,
};

function byBoolean(parameter: string, test: (wanted: boolean) => Verdict): Verdict {
  const wanted = parseBoolean(parameter);
  return wanted === null ? INVALID : test(wanted);
}

/** Is the parameter one of the words, or, where it has no `=`, the name in one? */
function isAssigned(words: readonly string[], parameter: string): boolean {
  return words.some((word) => word === parameter || (!parameter.includes('=') && word.startsWith(`${parameter}=`)));
}

/** The words of the kernel command line as this condition reads it: a backslash is dropped, an open quote ends with the text. */
function commandLineWords(text: string): string[] {
  const words: string[] = [];
  for (let at = 0; ;) {
    let word = nextWord(text, at, WORD_RULES.paths);
    if (word === 'invalid') word = nextWord(`${text}"`, at, WORD_RULES.paths);
    if (word === 'invalid') word = nextWord(`${text}'`, at, WORD_RULES.paths);
    if (word === null || word === 'invalid') return words;
    words.push(word.text);
    at = word.end;
  }
}

function isFileName(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && !text.includes('/') && text.length <= 255;
}

function testAmount(parameter: string, actual: number | null, fact: string, parse: (text: string) => number | string): Verdict {
  const { operator, rest } = takeOperator(parameter, false);
  const wanted = parse(rest);
  if (wanted === 'ERANGE') return { error: 'Numerical result out of range' };
  if (typeof wanted === 'string') return INVALID;
  return answerFrom(actual, fact, (amount) => orderHolds(amount - wanted, operator ?? '>='));
}

function testCapability(parameter: string, { facts, capabilities }: ConditionWorld): Verdict {
  const name = parameter.toUpperCase();
  const number = parseInteger(parameter, 0, 63);
  if (!CAPABILITY_NAMES.includes(name) && typeof number !== 'number') return INVALID;
  const capability = typeof number === 'number' ? CAPABILITY_NAMES[number] : name;
  if (capability === undefined) return answer(false);
  if (capabilities !== undefined) return answer(capabilities.has(capability));
  return facts.container === false ? answer(true) : unknown('capabilities');
}

function testController(parameter: string, { facts }: ConditionWorld): Verdict {
  if (parameter === 'v2' || parameter === 'v1') return answer(parameter === 'v2');
  const names: string[] = [];
  for (let at = 0; ;) {
    const word = nextWord(parameter, at, WORD_RULES.bare);
    if (word === null) break;
    // What cannot be read is left to those who could make sense of it.
    if (word === 'invalid') return answer(true);
    if (CGROUP_CONTROLLERS.includes(word.text)) names.push(word.text);
    at = word.end;
  }
  return answer(names.every((name) => facts.cgroupControllers.includes(name)));
}

function testFirmware(parameter: string, { facts }: ConditionWorld): Verdict {
  if (parameter === 'uefi' || parameter === 'device-tree')
    return answerFrom(facts.firmware, 'firmware', (firmware) => firmware === parameter);
  const [, call, inside = ''] = /^(device-tree-compatible|smbios-field)\(([^]*)$/.exec(parameter) ?? [];
  const isClosed = inside.endsWith(')');
  if (call === 'device-tree-compatible') {
    if (!isClosed || facts.firmware === 'uefi') return answer(false);
    return unknown('the running system');
  }
  if (call === undefined) return answer(false);
  return isClosed && isFieldTest(inside.slice(0, -1)) ? unknown('the running system') : INVALID;
}

/** Is this `field operator value`, with one word of a value? */
function isFieldTest(text: string): boolean {
  const at = text.search(/[<>=!$]/);
  const field = text.slice(0, Math.max(0, at)).trim();
  const { operator, rest } = takeOperator(text.slice(Math.max(0, at)), true);
  const value = nextWord(rest, 0, WORD_RULES.paths);
  return isFileName(field) && operator !== null && value !== null && value !== 'invalid' && value.end === rest.length;
}

/**
 * Is this the first boot? The kernel command line may say so; else it is when there is no machine id yet.
 *
 * @systemd man systemd.unit(5) "ConditionFirstBoot="
 */
function isFirstBoot({ firstBoot, facts, fileSystem }: ConditionWorld): boolean {
  if (firstBoot !== undefined) return firstBoot;
  if (fileSystem.status('/run/systemd/first-boot') !== null) return true;
  const asked = kernelWords(splitKernelCommandLine(facts.kernelCommandLine), facts.initrd, true).findLast(({ key }) =>
    isKernelKey(key, 'systemd.condition-first-boot'),
  );
  const said = asked === undefined ? null : asked.value === null ? true : parseBoolean(asked.value);
  if (said !== null) return said;
  if (facts.initrd || facts.machineId !== null) return false;
  const text = readText(fileSystem, '/etc/machine-id');
  return text === null || text.split('\n')[0]?.trim() === 'uninitialized';
}

/** @systemd src/shared/condition.c condition_test_host */
function testHost(parameter: string, { facts, fileSystem }: ConditionWorld): Verdict {
  const plainId = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(parameter);
  if (plainId) {
    const id = facts.machineId ?? readText(fileSystem, '/etc/machine-id')?.trim() ?? null;
    return answerFrom(id, 'machineId', (own) => own.toLowerCase() === parameter.toLowerCase().replaceAll('-', ''));
  }
  const lines = readText(fileSystem, '/etc/hostname')?.split('\n') ?? [];
  const name = facts.hostName ?? lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#')) ?? null;
  return answerFrom(name, 'hostName', (own) => matchesPattern(parameter.toLowerCase(), own.toLowerCase()));
}

/** @systemd src/shared/condition.c condition_test_kernel_version */
function testKernelVersion(parameter: string, { facts }: ConditionWorld): Verdict {
  const release = facts.kernelRelease;
  for (let at = 0, isFirst = true; ; isFirst = false) {
    let word = nextWord(parameter, at, WORD_RULES.paths);
    if (word === null) return release === '' && !isFirst ? unknown('kernelRelease') : answer(true);
    if (word === 'invalid') return INVALID;
    const { operator, rest } = takeOperator(word.text.trim(), true);
    let wanted = rest.trimStart();
    if (wanted === '') {
      // Only in the first expression may a blank stand after the operator.
      word = isFirst ? nextWord(parameter, word.end, WORD_RULES.bare) : null;
      if (word === null || word === 'invalid') return INVALID;
      wanted = word.text;
    }
    if (release !== '' && !versionHolds(release, operator ?? '$=', wanted)) return answer(false);
    at = word.end;
  }
}

/** @systemd src/shared/condition.c condition_test_osrelease */
function testOsRelease(parameter: string, { fileSystem }: ConditionWorld): Verdict {
  for (let at = 0; ;) {
    const word = nextWord(parameter, at, WORD_RULES.paths);
    if (word === null) return answer(true);
    if (word === 'invalid') return INVALID;
    const [, key, comparison = ''] = /^[<>=!$]*([A-Za-z_][A-Za-z0-9_]*)([<>=!$][^]*)$/.exec(word.text) ?? [];
    const { operator, rest } = takeOperator(comparison, true);
    if (key === undefined || operator === null || rest === '' || /^[ \t\r\n]/.test(rest)) return INVALID;
    const text = osReleaseText(fileSystem);
    if (text === null) return { error: 'No such file or directory' };
    if (!versionHolds(environmentFileValue(text, key) ?? '', operator, rest)) return answer(false);
    at = word.end;
  }
}

/** @systemd src/shared/condition.c condition_test_virtualization */
function testVirtualization(parameter: string, { facts }: ConditionWorld): Verdict {
  const inContainer = facts.container !== false;
  if (parameter === 'private-users') return inContainer ? unknown('the running system') : answer(false);
  const name = facts.container !== false ? facts.container : facts.virtualization;
  const wanted = parseBoolean(parameter);
  if (wanted !== null) return answer(wanted === (name !== 'none'));
  if (parameter === 'vm') return answer(!inContainer && name !== 'none');
  if (parameter === 'container') return answer(inContainer);
  return answer(name !== 'none' && name === parameter);
}
