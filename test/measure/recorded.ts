import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { findingList } from '../../src/diagnostic/finding.js';
import { UNIT_STAMPS, type MeasuredBoot, type MeasuredUnit } from '../../src/measure/measured-boot.js';
import { readBoot } from '../../src/measure/read-boot.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../oracle/boots');

/** The recorded boots: see the README beside them. */
export const BOOTS = ['debian12-long', 'debian12', 'debian13'] as const;

/** The bytes of a record, unpacked. */
export function recorded(boot: string, name: string): Uint8Array {
  const path = join(root, boot, name);
  return existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
}

/** The text of a record. */
export const recordedText = (boot: string, name: string): string => Buffer.from(recorded(boot, name)).toString('utf8');

/** Reads bytes or text, with the codes of what was found. */
export function read(input: Uint8Array | string, path = 'record'): { boot: MeasuredBoot | null; codes: string[] } {
  const sink = findingList();
  const boot = readBoot(typeof input === 'string' ? Buffer.from(input) : input, path, sink);
  return { boot, codes: sink.findings.map((finding) => finding.code) };
}

/** Reads a record that must be readable. */
export function readRecorded(boot: string, name: string): MeasuredBoot {
  const found = read(recorded(boot, name), `${boot}/${name}`).boot;
  if (found === null) throw new Error(`${boot}/${name} cannot be read`);
  return found;
}

/** The stamps and times in seconds as boot.mjs wrote them down: the truth that the other records are held against. */
export function truth(boot: string): Map<string, Record<string, number | null>> {
  const json = JSON.parse(recordedText(boot, 'boot.json')) as { units: Record<string, Record<string, number | null>> };
  const usec = (ms: number | null | undefined): number | null => (typeof ms === 'number' ? Math.round(ms * 1000) : null);
  return new Map(
    Object.entries(json.units).map(([name, unit]) => [
      name,
      Object.fromEntries(UNIT_STAMPS.slice(0, 4).map((stamp) => [stamp, usec(unit[stamp])])),
    ]),
  );
}

/** Every stamp of a unit that is not as in the truth, as far as the resolution goes. `record.service` is still busy while recording. */
export function wrongStamps(
  measured: MeasuredBoot,
  truths: ReadonlyMap<string, Record<string, number | null>>,
  tolerance: number,
): string[] {
  const wrong: string[] = [];
  for (const unit of measured.units.values()) {
    for (const stamp of ['inactiveExit', 'activeEnter', 'activeExit', 'inactiveEnter'] as const) {
      const at = unit.stamps[stamp];
      const expected = truths.get(unit.unit)?.[stamp];
      if (at === undefined) continue;
      const isRight = at === null || typeof expected !== 'number' ? at === expected : Math.abs(at - expected) <= tolerance;
      if (!isRight) wrong.push(`${unit.unit} ${stamp}: ${String(at)}, not ${String(expected)}`);
    }
  }
  return wrong;
}

/** A unit that must be there. */
export function unitOf(boot: MeasuredBoot, name: string): MeasuredUnit {
  const unit = boot.units.get(name);
  if (unit === undefined) throw new Error(`${name} is not in it`);
  return unit;
}
