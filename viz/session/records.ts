import { combineBoots, messageOf, findingList, parseUnitName, readBoot, severityOf, type MeasuredBoot } from '../../src/index.js';
import type { DroppedFile } from '../protocol.js';

/**
 * The measured boot that dropped files are the records of, whatever their formats; several are taken as records of the same boot.
 *
 * @returns null where not all of them are records
 * @throws Error where they cannot be of one boot
 */
export function droppedBoot(files: readonly (readonly [string, DroppedFile])[]): MeasuredBoot | null {
  const boots: MeasuredBoot[] = [];
  for (const [path, file] of files) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const boot = 'bytes' in file && parseUnitName(name) === null ? readBoot(file.bytes, name) : null;
    if (boot === null) return null;
    boots.push(boot);
  }
  const [only] = boots;
  if (boots.length < 2) return only ?? null;
  const sink = findingList();
  const combined = combineBoots(boots, sink);
  if (combined) return combined;
  const problem = sink.findings.find((finding) => severityOf(finding) === 'error');
  throw new Error(problem ? messageOf(problem) : 'these are records of different boots');
}
