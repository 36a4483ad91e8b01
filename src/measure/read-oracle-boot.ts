import { compareBytes } from '../base/compare.js';
import type { Usec } from '../base/usec.js';
import { isUnitName } from '../parse/unit-name.js';
import { newBoot, newUnit, type BootDraft, type RecordReport, type UnitDraft } from './draft.js';
import { jsonOf, recordOf, textOf } from './json.js';
import type { ManagerStamp, MeasuredJob, UnitStamp } from './measured-boot.js';

const SCHEMA = 'oracle-boot/1';
const STAMPS: readonly UnitStamp[] = ['inactiveExit', 'activeEnter', 'activeExit', 'inactiveEnter'];
const MANAGER: readonly ManagerStamp[] = ['generatorsStart', 'generatorsFinish', 'unitsLoadStart', 'unitsLoadFinish', 'finish'];

/** Milliseconds with three decimals; `undefined` where it is neither such a number nor null. */
const usecOf = (value: unknown): Usec | null | undefined => {
  if (value === null) return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const usec = Math.round(value * 1000);
  return Number.isSafeInteger(usec) ? usec : undefined;
};

function jobOf(value: unknown): MeasuredJob | null {
  const job = recordOf(value);
  const type = textOf(job?.type);
  if (job === null || type === null) return null;
  return {
    id: null,
    type,
    installed: usecOf(job.installed) ?? null,
    runnable: null,
    running: null,
    finished: usecOf(job.finished) ?? null,
    result: textOf(job.result),
    source: 'oracle-boot',
  };
}

function unitOf(name: string, value: Record<string, unknown>): UnitDraft {
  const unit = newUnit(name);
  // A unit that was unloaded again has no stamps any more.
  if (value.loadState !== 'unloaded') {
    for (const stamp of STAMPS) {
      const at = usecOf(value[stamp]);
      if (at !== undefined) unit.stamps[stamp] = at;
    }
  }
  for (const key of ['loadState', 'activeState', 'subState', 'result', 'fragmentPath'] as const) {
    const text = textOf(value[key]);
    if (text !== null) unit[key] = text;
  }
  if (Array.isArray(value.names)) unit.names = value.names.filter((x): x is string => typeof x === 'string').sort(compareBytes);
  if (typeof value.conditionResult === 'boolean' || value.conditionResult === null) unit.conditionResult = value.conditionResult;
  if (typeof value.nRestarts === 'number') unit.restartCount = value.nRestarts;
  const jobs: readonly unknown[] = Array.isArray(value.jobs) ? value.jobs : [];
  for (const job of jobs.map(jobOf)) if (job !== null) unit.jobs.push(job);
  return unit;
}

/**
 * Reads what `boot.mjs` recorded (`oracle-boot/1`). Stamps of units are exact; times of jobs are those of the console, some
 * milliseconds late.
 *
 * @returns null when it is no such document
 */
export function readOracleBoot(bytes: Uint8Array, report: RecordReport): BootDraft | null {
  const document = recordOf(jsonOf(bytes, report));
  if (document?.schema !== SCHEMA) return null;
  const boot = newBoot('oracle-boot', 'userspace', 1);
  boot.systemd = textOf(document.systemd);
  boot.isContainer = true;
  const target = textOf(document.unit);
  if (target !== null && isUnitName(target)) boot.target = target;
  const manager = recordOf(document.manager);
  for (const stamp of MANAGER) {
    const at = usecOf(manager?.[stamp]);
    if (at !== undefined) boot.manager[stamp] = at;
  }
  for (const [name, value] of Object.entries(recordOf(document.units) ?? {})) {
    const unit = recordOf(value);
    if (unit === null || !isUnitName(name)) report.damaged(0);
    else boot.units.set(name, unitOf(name, unit));
  }
  report.add('record-limits-oracle');
  return boot;
}
