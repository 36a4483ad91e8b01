import { compareBytes } from '../base/compare.js';
import type { Usec } from '../base/usec.js';
import { NO_SINK, type Finding, type FindingSink } from '../diagnostic/finding.js';
import type { DiagnosticCode } from '../diagnostic/message.js';
import { agreementOfDurations, agreementOfStamps, coarsenessOf, isSameBoot, shiftBetween, type Agreement } from './align-boots.js';
import { shiftManager, shiftUnit } from './draft.js';
import { RECORD_FORMATS, type MeasuredBoot, type MeasuredUnit, type RecordFormat } from './measured-boot.js';

const rankOf = (boot: MeasuredBoot): number => RECORD_FORMATS.indexOf(boot.formats[0] ?? 'blame');

/** Finest first; of equally fine ones that which tells more. */
const byTrust = (a: MeasuredBoot, b: MeasuredBoot): number =>
  coarsenessOf(a) - coarsenessOf(b) || rankOf(a) - rankOf(b) || compareBytes(a.paths.join(), b.paths.join());

function moved(boot: MeasuredBoot, by: Usec, like: MeasuredBoot): MeasuredBoot {
  const units = new Map([...boot.units].map(([name, unit]) => [name, shiftUnit(unit, by)]));
  return { ...boot, zero: like.zero, manager: shiftManager(boot.manager, by), units };
}

interface Combiner {
  readonly boots: readonly MeasuredBoot[];
  readonly add: (code: DiagnosticCode, values: Readonly<Record<string, string>>) => void;
}

/** How much later a boot's times are written than those of the reference, where the records themselves say so. */
function knownShift(boot: MeasuredBoot, reference: MeasuredBoot, { boots }: Combiner): Usec | null {
  if (boot.zero === reference.zero) {
    // A journal in a container has the start of userspace less exactly than the manager itself.
    const [mine, its] = [boot.userspaceMonotonic, reference.userspaceMonotonic];
    return boot.zero === 'userspace' && mine !== null && its !== null ? its - mine : 0;
  }
  if (reference.zero !== 'userspace') return null;
  const userspace = boots.find((x) => x.userspaceMonotonic !== null)?.userspaceMonotonic ?? null;
  if (boot.zero === 'monotonic') return userspace;
  const isContainer = boots.find((x) => x.isContainer !== null)?.isContainer ?? null;
  if (boot.zero !== 'plot' || isContainer === null) return null;
  return isContainer ? 0 : userspace;
}

/** A boot moved onto the clock of the reference; null, and said why, where that cannot be or it is another boot. */
function place(boot: MeasuredBoot, reference: MeasuredBoot, combiner: Combiner): MeasuredBoot | null {
  const values = { path: boot.paths.join(', '), other: reference.paths.join(', ') };
  const hasStamps = [...boot.units.values()].some((unit) => unit.stampSource !== null);
  const hasTimes = hasStamps || [...boot.units.values()].some((unit) => unit.jobs.length > 0);
  const known = knownShift(boot, reference, combiner);
  const found = known === null && hasTimes ? shiftBetween(boot, reference) : null;
  const by = known ?? found?.by ?? 0;
  if (known === null && found === null && hasTimes) {
    combiner.add('records-not-comparable', values);
    return null;
  }
  const agreement: Agreement =
    found?.agreement ?? (hasStamps ? agreementOfStamps(boot, reference, by) : agreementOfDurations(boot, reference));
  const isClockSame = boot.zero !== 'userspace' || Math.abs(by) <= coarsenessOf(boot) + coarsenessOf(reference);
  if (!isSameBoot(agreement) || !isClockSame) {
    combiner.add('records-of-different-boots', values);
    return null;
  }
  if (agreement.same < agreement.all)
    combiner.add('records-disagree', { ...values, count: String(agreement.all - agreement.same) });
  return moved(boot, by, reference);
}

/** A unit from two records: what the first has counts; its stamps are kept together, so that all are of one resolution ("never" has none). */
function mergeUnits(first: MeasuredUnit, second: MeasuredUnit): MeasuredUnit {
  const stamped = first.stampSource !== null ? first : second;
  const never = Object.entries(second.stamps).filter(([, at]) => at === null);
  const jobs =
    first.jobs.some((job) => job.finished !== null || job.installed !== null) || second.jobs.length === 0
      ? first.jobs
      : second.jobs;
  return {
    ...second,
    ...first,
    stamps: { ...Object.fromEntries(never), ...stamped.stamps },
    stampSource: stamped.stampSource,
    jobs,
  };
}

function mergeBoots(first: MeasuredBoot, second: MeasuredBoot): MeasuredBoot {
  const units = new Map<string, MeasuredUnit>();
  for (const name of [...new Set([...first.units.keys(), ...second.units.keys()])].sort(compareBytes)) {
    const [mine, its] = [first.units.get(name), second.units.get(name)];
    const unit = mine !== undefined && its !== undefined ? mergeUnits(mine, its) : (mine ?? its);
    if (unit !== undefined) units.set(name, unit);
  }
  const managed = first.managerSource !== null ? first : second;
  return {
    formats: [...new Set([...first.formats, ...second.formats])],
    paths: [...first.paths, ...second.paths],
    systemd: first.systemd ?? second.systemd,
    zero: first.zero,
    userspaceMonotonic: first.userspaceMonotonic ?? second.userspaceMonotonic,
    isContainer: first.isContainer ?? second.isContainer,
    target: first.target ?? second.target,
    manager: managed.manager,
    managerSource: managed.managerSource,
    units,
    resolutionUsec: mergeResolutions(first.resolutionUsec, second.resolutionUsec),
    findings: [...first.findings, ...second.findings],
  };
}

function mergeResolutions(a: MeasuredBoot['resolutionUsec'], b: MeasuredBoot['resolutionUsec']): MeasuredBoot['resolutionUsec'] {
  const result: { [K in RecordFormat]?: Usec } = { ...a };
  for (const [format, usec] of Object.entries(b)) {
    const key = format as RecordFormat;
    result[key] = Math.max(result[key] ?? 0, usec);
  }
  return result;
}

/**
 * Puts several records of one boot together. Their times are brought onto one clock (by what they say of the start of userspace, else by
 * the stamps that they have in common); of each unit the finest stamps are taken. A record of another boot is left out and said.
 *
 * @param boots records as `readBoot` gives them, in any order
 * @returns null when there is none; the findings are those of all records and of putting them together
 */
export function combineBoots(boots: readonly MeasuredBoot[], sink: FindingSink = NO_SINK): MeasuredBoot | null {
  const sorted = [...boots].sort(byTrust);
  const findings: Finding[] = [];
  const combiner: Combiner = {
    boots: sorted,
    add: (code, values) => {
      const finding: Finding = { code, at: null, values };
      findings.push(finding);
      sink.add(finding);
    },
  };
  const hasUnits = (boot: MeasuredBoot): boolean => [...boot.units.values()].some((unit) => unit.stampSource !== null);
  const reference =
    sorted.find((boot) => boot.zero === 'userspace' && hasUnits(boot)) ??
    sorted.find((boot) => boot.zero === 'userspace') ??
    sorted[0];
  if (reference === undefined) return null;
  const placed: MeasuredBoot[] = [];
  for (const boot of sorted) {
    const there = boot === reference ? boot : place(boot, reference, combiner);
    if (there !== null) placed.push(there);
  }
  const [first, ...others] = placed;
  if (first === undefined) return null;
  const combined = others.reduce(mergeBoots, first);
  const isSettled = (finding: Finding): boolean => finding.code === 'record-no-userspace-start' && combined.zero === 'userspace';
  return { ...combined, findings: [...combined.findings.filter((finding) => !isSettled(finding)), ...findings] };
}
