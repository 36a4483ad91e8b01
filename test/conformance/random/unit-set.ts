import type { Random } from './random.js';

/**
 * A set of units as it is booted. Spans stand in the texts as marks, so that the simulator can be asked the same with each of them a
 * little longer, as on a machine that has other things to do.
 */
export interface UnitSet {
  readonly seed: number;
  /** What is booted into. */
  readonly target: string;
  /** Are devices and automounts supported? */
  readonly hasDevices: boolean;
  /** Unit files by name; null: a link to /dev/null. */
  readonly files: Readonly<Record<string, string | null>>;
  /** `world.programs` of the scenario, with the same marks, for the programs that are not plain. */
  readonly programs: readonly string[];
  /** `steps` of the scenario. */
  readonly steps: readonly string[];
}

/** A set with its spans filled in. */
export interface RenderedSet {
  readonly files: Readonly<Record<string, string | null>>;
  readonly programs: readonly unknown[];
  readonly steps: readonly unknown[];
}

/** A program that no tree has. */
export const NO_PROGRAM = '/usr/bin/no-such-program';

/** A span that a process takes: it may end up to an eighth of a second late. */
export const runs = (seconds: number): string => `<run ${seconds.toFixed(2)}>`;
/** A timeout or a delay of the manager, which is up to a quarter of a second late (ENGINE 3.6). */
export const waits = (seconds: number): string => `<wait ${seconds.toFixed(2)}>`;
/** A moment that such spans add up to. */
export const sums = (...marks: readonly string[]): string => `<sum ${marks.map((mark) => mark.slice(1, -1)).join(' + ')}>`;

/** The instances that a set has of each of its templates. */
export const INSTANCES = ['1', 'two'] as const;

const LATE_RUN = 0.12;
const LATE_WAIT = 0.3;

/**
 * Fills in the spans.
 *
 * @param random null: each as long as it says, for the real manager; else each a little longer
 */
export function render(set: UnitSet, random: Random | null): RenderedSet {
  const late = (kind: string): number => (random === null ? 0 : random.next() * (kind === 'wait' ? LATE_WAIT : LATE_RUN));
  // The manager takes up together what is due when it wakes up: in some forms many spans end at the same instant.
  const grid = random?.chance(0.4) === true ? 0.1 : 0;
  const onGrid = (length: number): number => (grid === 0 ? length : Math.ceil(length / grid) * grid);
  const known = new Map<string, number>();
  const lengthOf = (scope: string, kind: string, seconds: string): number => {
    // The same span of a unit in its file and in the rules for its programs is one.
    const key = `${scope} ${kind} ${seconds}`;
    const length = known.get(key) ?? onGrid(Number(seconds) + late(kind));
    known.set(key, length);
    return length;
  };
  const fill = (scope: string, text: string): string =>
    text
      .replace(/<sum ([^>]*)>/g, (_, list: string) =>
        list
          .split(' + ')
          .map((part) => part.split(' '))
          .reduce((sum, [kind = '', seconds = '']) => sum + lengthOf(scope, kind, seconds), 0)
          .toFixed(4),
      )
      .replace(/<(run|wait) ([\d.]+)>/g, (_, kind: string, seconds: string) =>
        random === null ? seconds : lengthOf(scope, kind, seconds).toFixed(4),
      )
      // What takes no time on paper takes some on a machine.
      .replace(/^(Exec\w+=.?)\/bin\/(true|false)$/gm, (line, start: string, program: string) =>
        random === null ? line : `${start}/bin/sh -c 'sleep ${onGrid(late('run')).toFixed(4)}; ${program}'`,
      )
      .replace(/sh -c '(?=exit )/g, (start) => (random === null ? start : `${start}sleep ${onGrid(late('run')).toFixed(4)}; `));
  const unquoted = (text: string): string => text.replace(/"(<[^>"]*>)"/g, '$1');
  const scopeOf = (rule: string): string => /"unit":"([^"]*)"/.exec(rule)?.[1] ?? '';
  // The instances of a template are not late by the same time: each gets a file of its own.
  const files = Object.entries(set.files).flatMap(([name, text]) =>
    random === null || !name.includes('@.')
      ? [[name, text] as const]
      : INSTANCES.map((instance) => [name.replace('@', `@${instance}`), text] as const),
  );
  const mounts = set.programs.filter((rule) => rule.includes('ExecMount'));
  const lateMount = (name: string): unknown => ({
    unit: name,
    setting: 'ExecMount',
    exit: { after: onGrid(late('run')), status: 0 },
  });
  const otherMounts =
    random === null
      ? []
      : Object.keys(set.files).filter((name) => name.endsWith('.mount') && !mounts.some((rule) => rule.includes(`"${name}"`)));
  return {
    files: Object.fromEntries(files.map(([name, text]) => [name, text === null ? null : fill(name, text)])),
    programs: set.programs
      .flatMap((rule) => (rule.includes('@*.') ? INSTANCES.map((instance) => rule.replace('@*.', `@${instance}.`)) : [rule]))
      .map((rule): unknown => JSON.parse(fill(scopeOf(rule), unquoted(rule))))
      .concat(otherMounts.map(lateMount)),
    steps: set.steps.map((step): unknown => JSON.parse(fill('driver.service', unquoted(step)))),
  };
}
