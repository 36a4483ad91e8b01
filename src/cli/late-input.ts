import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  combineBoots,
  DEFAULT_WORLD,
  readBoot,
  readScenario,
  readSosreport,
  type FindingSink,
  type MeasuredBoot,
  type Scenario,
} from '../index.js';
import { nodeFileSystem } from '../host/node-file-system.js';
import { UsageError, type Streams } from './streams.js';

/** Reads the records of one boot: files, or a sosreport as a directory. Throws UsageError where nothing can be read. */
export function readMeasured(words: readonly string[], streams: Streams, sink: FindingSink): MeasuredBoot {
  const boots = words.flatMap((word): MeasuredBoot[] => {
    const path = resolve(streams.currentDirectory, word);
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind === undefined) throw new UsageError(`${word} cannot be read`);
    if (kind.isDirectory()) {
      const boot = readSosreport(nodeFileSystem(path), word, sink)?.boot ?? null;
      if (boot === null) throw new UsageError(`${word} is no sosreport with records of a boot`);
      return [boot];
    }
    const boot = readBoot(readFileSync(path), word, sink);
    if (boot === null) throw new UsageError(`${word} is no record of a boot that is known here`);
    return [boot];
  });
  const combined = combineBoots(boots, sink);
  if (combined === null) throw new UsageError('no record of a boot was given');
  return combined;
}

/** A scenario with the facts that its file adds. */
export interface ScenarioInput {
  readonly scenario: Scenario;
  /** As the file has them; undefined where it has none. */
  readonly facts: unknown;
  /** How its file was called; null where there is none. */
  readonly path: string | null;
}

/** How long a program takes of which nothing is known: long enough to be seen in an answer. */
const UNKNOWN_USEC = 1_000_000;

/** The scenario of `--scenario`; else `scenario.json` of the tree; else one in which every program takes a second. */
export function readScenarioFlag(
  flag: unknown,
  root: string | undefined,
  target: string,
  streams: Streams,
  sink: FindingSink,
): ScenarioInput {
  const beside = root === undefined ? null : join(root, 'scenario.json');
  const path =
    typeof flag === 'string' ? flag : beside !== null && existsSync(resolve(streams.currentDirectory, beside)) ? beside : null;
  if (path === null) {
    const world = { ...DEFAULT_WORLD, oneshotUsec: UNKNOWN_USEC, readyUsec: UNKNOWN_USEC };
    return { path, facts: undefined, scenario: { target, mode: 'boot', jobMode: null, steps: [], world, durationUsec: null } };
  }
  let text: string;
  try {
    text = readFileSync(resolve(streams.currentDirectory, path), 'utf8');
  } catch {
    throw new UsageError(`--scenario: ${path} cannot be read`);
  }
  const file = readScenario(text, path, sink);
  if (file === null) throw new UsageError(`--scenario: ${path} is no scenario`);
  return { path, facts: file.facts, scenario: file.scenario };
}
