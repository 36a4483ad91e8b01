import { NO_SINK, readScenario, UnitFileCache, type FileSystem, type MeasuredBoot, type Scenario } from '../../src/index.js';
import { pageFileSystem, type PageData } from '../../src/report/page-data.js';
import type { Given } from '../protocol.js';
import { droppedData } from './dropped.js';
import { droppedBoot } from './records.js';

/** What a page works on: units, and what was given beside them. */
export interface Source {
  readonly data: PageData;
  readonly fileSystem: FileSystem;
  readonly scenario: Scenario | null;
  /** A measured boot of these units, for the timeline. */
  readonly boot: MeasuredBoot | null;
  /** A what-if changes few of the files. */
  readonly cache: UnitFileCache;
}

/** The units of page data. */
export function sourceOf(data: PageData, fileSystem: FileSystem = pageFileSystem(data)): Source {
  const scenario = data.scenario === null ? null : (readScenario(data.scenario, 'scenario.json', NO_SINK)?.scenario ?? null);
  return { data, fileSystem, scenario, boot: null, cache: new UnitFileCache() };
}

/**
 * Page data, or files that were dropped: units; or a scenario or the records of a measured boot for the units that are known.
 *
 * @throws Error where files are none of these
 */
export function take(given: Given, known: Source | null, version: string): Source {
  if ('data' in given) return sourceOf(given.data);
  const { files, title } = given;
  const [only] = files;
  const isDocument = only !== undefined && files.length === 1 && only[0].endsWith('.json');
  if (known) {
    const text = isDocument && 'bytes' in only[1] ? new TextDecoder().decode(only[1].bytes) : null;
    const file = text === null ? null : readScenario(text, 'scenario.json', NO_SINK);
    if (file) return sourceOf({ ...known.data, root: file.scenario.target, scenario: text }, known.fileSystem);
    const boot = droppedBoot(files);
    if (boot) return { ...known, boot };
    if (isDocument) throw new Error(`${only[0]} is no scenario (a JSON object with a target), and no record of a boot`);
  }
  const { data, fileSystem } = droppedData(files, title, version);
  return sourceOf(data, fileSystem);
}
