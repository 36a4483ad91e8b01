import { compareBytes } from '../base/compare.js';
import type { Usec } from '../base/usec.js';
import { isUnitName } from '../parse/unit-name.js';
import { parseWallTime } from './clock-text.js';
import { isDependencyKind, sortedDependencies } from './dependency-kinds.js';
import { newBoot, newUnit, type BootDraft, type RecordReport, type UnitDraft } from './draft.js';
import { linesOf, withoutColors } from './lines.js';
import type { ManagerStamp, QueueEntry, UnitStamp } from './measured-boot.js';

const UNIT_STAMP_KEYS: ReadonlyMap<string, UnitStamp> = new Map([
  ['Inactive Exit Timestamp', 'inactiveExit'],
  ['Active Enter Timestamp', 'activeEnter'],
  ['Active Exit Timestamp', 'activeExit'],
  ['Inactive Enter Timestamp', 'inactiveEnter'],
  ['State Change Timestamp', 'stateChange'],
  ['Condition Timestamp', 'condition'],
  ['Assert Timestamp', 'assert'],
]);
const MANAGER_STAMP_KEYS: ReadonlyMap<string, ManagerStamp> = new Map([
  ['firmware', 'firmware'],
  ['loader', 'loader'],
  ['kernel', 'kernel'],
  ['initrd', 'initrd'],
  ['initrd-security-start', 'initrdSecurityStart'],
  ['initrd-security-finish', 'initrdSecurityFinish'],
  ['initrd-generators-start', 'initrdGeneratorsStart'],
  ['initrd-generators-finish', 'initrdGeneratorsFinish'],
  ['initrd-units-load-start', 'initrdUnitsLoadStart'],
  ['initrd-units-load-finish', 'initrdUnitsLoadFinish'],
  ['userspace', 'userspace'],
  ['security-start', 'securityStart'],
  ['security-finish', 'securityFinish'],
  ['generators-start', 'generatorsStart'],
  ['generators-finish', 'generatorsFinish'],
  ['units-load-start', 'unitsLoadStart'],
  ['units-load-finish', 'unitsLoadFinish'],
  ['finish', 'finish'],
]);
const WALL_RESOLUTION: Usec = 1_000_000;
// The arrow is written as an escape: a bundle of ASCII takes half the memory.
const UNIT_HEAD = /^(?:->|\u2192) Unit (.+):$/;
const JOB_HEAD = /^(\t*)(?:->|\u2192) Job (\d+):$/;
const JOB_ACTION = /^\t+Action: (\S+) (?:->|\u2192) (\S+)$/;
const JOB_FIELD = /^\t+(State|Irreversible|May GC|Forced|Ignore Order): (.*)$/;
const KEY_VALUE = /^\t([A-Z][A-Za-z ]*): (.*)$/;
const EDGE = /^(\S+) \((?:origin|destination)-[a-z-]+(?: (?:origin|destination)-[a-z-]+)* ?\)$/;

/** Is this a line of `systemd-analyze dump` that says enough to know it by? */
export function isDumpLine(line: string): boolean {
  return UNIT_HEAD.test(line) || /^Timestamp userspace: /.test(line) || /^Manager: systemd /.test(line);
}

class DumpReader {
  readonly boot = newBoot('dump', 'wall', WALL_RESOLUTION);
  readonly #report: RecordReport;
  #unit: UnitDraft | null = null;
  #names: string[] = [];
  #edges = new Map<string, string[]>();
  readonly #seen = new Set<UnitStamp>();
  #job: string | null = null;
  #queued: { -readonly [K in keyof QueueEntry]: QueueEntry[K] } | null = null;
  readonly #jobIds = new Set<string>();
  #zone: string | null = null;
  #zoneChangeCount = 0;

  constructor(report: RecordReport) {
    this.#report = report;
  }

  line(text: string, number: number): void {
    const unitName = UNIT_HEAD.exec(text)?.[1];
    const jobId = JOB_HEAD.exec(text);
    if (unitName !== undefined) this.#startUnit(unitName, number);
    else if (jobId !== null) this.#job = jobId[2] ?? null;
    else if (this.#job !== null && this.#jobLine(text)) return;
    else if (this.#unit !== null) this.#unitLine(this.#unit, text);
    else this.#managerLine(text);
  }

  /** `undefined`: it cannot be told. */
  #wall(text: string): Usec | null | undefined {
    if (text === 'n/a') return null;
    const time = parseWallTime(text);
    if (time === null) return undefined;
    this.#zone ??= time.zone;
    if (this.#zone === time.zone) return time.usec;
    this.#zoneChangeCount++;
    return undefined;
  }

  #managerLine(text: string): void {
    const version = /^Manager: systemd \S+ \((.+)\)$/.exec(text)?.[1];
    if (version !== undefined) this.boot.systemd = version;
    const found = /^Timestamp ([a-z-]+): (.+)$/.exec(text);
    const stamp = MANAGER_STAMP_KEYS.get(found?.[1] ?? '');
    if (stamp === undefined) return;
    const at = this.#wall(found?.[2] ?? '');
    if (at === undefined) return;
    this.boot.manager[stamp] = at;
    if (stamp === 'userspace') this.boot.userspaceAt = at;
    if (stamp === 'securityStart') this.boot.isContainer = false;
  }

  #startUnit(name: string, number: number): void {
    this.#job = null;
    if (!isUnitName(name) || this.boot.units.has(name)) {
      this.#report.damaged(number);
      this.#unit = newUnit(name);
      return;
    }
    this.#unit = newUnit(name);
    this.#names = [name];
    this.#edges = new Map();
    this.#seen.clear();
    this.boot.units.set(name, this.#unit);
  }

  #unitLine(unit: UnitDraft, text: string): void {
    const [, key, value] = KEY_VALUE.exec(text) ?? [];
    if (key === undefined || value === undefined) return;
    const stamp = UNIT_STAMP_KEYS.get(key);
    if (stamp !== undefined) {
      // What comes later is text of the unit that looks like a stamp.
      if (this.#seen.has(stamp)) return;
      this.#seen.add(stamp);
      const at = this.#wall(value);
      if (at !== undefined) unit.stamps[stamp] = at;
    } else if (isDependencyKind(key)) {
      const other = EDGE.exec(value)?.[1];
      if (other === undefined || !isUnitName(other)) return;
      const others = this.#edges.get(key);
      if (others === undefined) this.#edges.set(key, [other]);
      else others.push(other);
    } else if (key === 'StopWhenUnneeded') {
      // This line follows the stamps and the dependencies: all of them have been seen. What was never checked has no line.
      unit.deps ??= sortedDependencies(this.#edges);
      if (!this.#seen.has('condition')) unit.stamps.condition ??= null;
      if (!this.#seen.has('assert')) unit.stamps.assert ??= null;
    } else if (key === 'Alias') {
      if (isUnitName(value)) this.#names.push(value);
    } else this.#fieldLine(unit, key, value);
    unit.names ??= this.#names;
  }

  #fieldLine(unit: UnitDraft, key: string, value: string): void {
    if (key === 'Unit Load State') unit.loadState ??= value;
    else if (key === 'Unit Active State') unit.activeState ??= value;
    else if (key === 'Result') unit.result ??= value;
    else if (key === 'Fragment Path') unit.fragmentPath ??= value;
    else if (key === 'Condition Result') unit.conditionResult ??= value === 'yes';
    else if (key === 'Assert Result') unit.assertResult ??= value === 'yes';
    else if (/^[A-Z][a-z]+ State$/.test(key)) unit.subState ??= value;
  }

  /** @returns is the line part of a job? */
  #jobLine(text: string): boolean {
    const [, name, type] = JOB_ACTION.exec(text) ?? [];
    if (name !== undefined && type !== undefined) {
      const unit = this.boot.units.get(name);
      const id = this.#job;
      if (unit !== undefined && id !== null && !this.#jobIds.has(id)) {
        this.#jobIds.add(id);
        const queued = { isRunning: false, isIrreversible: false, ignoresOrder: false };
        this.#queued = queued;
        unit.jobs.push({ id, type, installed: null, runnable: null, running: null, finished: null, result: null, queued, source: 'dump' }); // prettier-ignore
      }
      return true;
    }
    const [, key, value] = JOB_FIELD.exec(text) ?? [];
    if (key === undefined) {
      this.#job = null;
      return false;
    }
    const queue = this.#queued;
    if (queue !== null && key === 'State') queue.isRunning = value === 'running';
    if (queue !== null && key === 'Irreversible') queue.isIrreversible = value === 'yes';
    if (queue !== null && key === 'Ignore Order') queue.ignoresOrder = value === 'yes';
    return true;
  }

  finish(): void {
    for (const unit of this.boot.units.values()) {
      if (unit.names !== undefined) unit.names = [...new Set(unit.names)].sort(compareBytes);
      if (unit.stamps.condition === null) unit.conditionResult = null;
      if (unit.stamps.assert === null) unit.assertResult = null;
    }
    if (this.#zoneChangeCount > 0)
      this.#report.add('record-zone-changed', { count: String(this.#zoneChangeCount), zone: this.#zone ?? '' });
  }
}

/**
 * Reads `systemd-analyze dump`. Its times are wall-clock times in whole seconds, so differences are up to a second off.
 *
 * @returns null when there is no unit in it
 * @systemd src/core/unit.c unit_dump; src/core/manager-dump.c
 */
export function readDump(bytes: Uint8Array, report: RecordReport): BootDraft | null {
  const reader = new DumpReader(report);
  for (const { text, number, isWhole } of linesOf(bytes)) {
    if (!isWhole) report.add('record-truncated', {}, number);
    else if (text === null) report.damaged(number);
    else reader.line(withoutColors(text), number);
  }
  if (reader.boot.units.size === 0) return null;
  reader.finish();
  report.add('record-limits-dump');
  return reader.boot;
}
