import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { compareBytes } from '../../src/base/compare.js';
import { ORIGINS, originBit, type DependencyKind, type Origin } from '../../src/graph/dependency-table.js';
import type { Dependency, Unit, UnitGraph } from '../../src/graph/unit.js';
import type { LoadState } from '../../src/load/load-state-table.js';
import { UnitSettings } from '../../src/load/unit-settings.js';
import { UNIT_TYPES, UNIT_TYPE_TRAITS, type UnitType } from '../../src/parse/unit-type-table.js';

/** A dependency as a recorded dump has it. */
interface DumpDependency {
  readonly unit: string;
  readonly origin?: readonly string[];
  readonly destination?: readonly string[];
}

/** A unit as a recorded dump has it. */
export interface DumpUnit {
  readonly loadState: string;
  readonly activeState?: string;
  readonly names?: readonly string[];
  readonly description?: string;
  readonly instance?: string | null;
  readonly fragmentPath?: string | null;
  readonly dropInPaths?: readonly string[];
  readonly perpetual?: boolean;
  readonly transient?: boolean;
  readonly defaultDependencies?: boolean;
  readonly refuseManualStart?: boolean;
  readonly refuseManualStop?: boolean;
  readonly ignoreOnIsolate?: boolean;
  readonly allowIsolate?: boolean;
  readonly deps: Readonly<Partial<Record<DependencyKind, readonly DumpDependency[]>>>;
  readonly props?: Readonly<Record<string, unknown>>;
}

/** One run of a recorded dump. */
export interface DumpRun {
  readonly unit: string;
  readonly ok: boolean;
  readonly isolate: boolean;
  readonly error?: string;
  readonly unitsFrom?: string;
  readonly fallbackUnit?: string;
  readonly messages: readonly {
    readonly level: string;
    readonly unit: string | null;
    readonly kind: string;
    readonly text: string;
  }[];
  readonly cycles: readonly { readonly from: string; readonly path: readonly { readonly unit: string; readonly job: string }[] }[];
  readonly jobs: readonly { readonly unit: string; readonly type: string; readonly irreversible: boolean }[];
  readonly units: Readonly<Record<string, DumpUnit>>;
  readonly outcomes?: readonly {
    readonly count: number;
    readonly deleted: readonly { readonly unit: string }[];
    readonly jobs: readonly { readonly unit: string; readonly type: string }[];
  }[];
}

/** Reads a record of the oracle, packed or not; every run in it. */
export function readDump(path: string): DumpRun[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const document = JSON.parse(text) as DumpRun & { runs?: DumpRun[] };
  return document.runs ?? [document];
}

const isType = (suffix: string): suffix is UnitType => (UNIT_TYPES as readonly string[]).includes(suffix);
const maskOf = (words: readonly string[] = []): number =>
  words.reduce((mask, word) => mask | ((ORIGINS as readonly string[]).includes(word) ? originBit(word as Origin) : 0), 0);

class DumpedUnit implements Unit {
  readonly id: string;
  readonly type: UnitType;
  readonly names: readonly string[];
  readonly instance: string | null;
  readonly loadState: LoadState;
  readonly loadError = null;
  readonly fragmentPath: string | null;
  readonly dropInPaths: readonly string[];
  readonly perpetual: boolean;
  readonly transient: boolean;
  readonly supported = true;
  readonly description: string;
  readonly settings = new UnitSettings();
  readonly defaultDependencies: boolean;
  readonly ignoreOnIsolate: boolean;
  readonly requiresMountsFor = [];
  readonly table = new Map<DependencyKind, Dependency[]>();
  readonly #related = new Map<DependencyKind, readonly Unit[]>();

  constructor(id: string, dump: DumpUnit) {
    const suffix = id.slice(id.lastIndexOf('.') + 1);
    if (!isType(suffix)) throw new Error(`no unit type: ${id}`);
    this.id = id;
    this.type = suffix;
    this.names = dump.names ?? [id];
    this.instance = dump.instance ?? null;
    this.loadState = dump.loadState as LoadState;
    this.fragmentPath = dump.fragmentPath ?? null;
    this.dropInPaths = dump.dropInPaths ?? [];
    this.perpetual = dump.perpetual ?? false;
    this.transient = dump.transient ?? false;
    this.description = dump.description ?? id;
    this.defaultDependencies = dump.defaultDependencies ?? true;
    this.ignoreOnIsolate = dump.ignoreOnIsolate ?? UNIT_TYPE_TRAITS[suffix].ignoreOnIsolate;
    const at = { path: this.fragmentPath ?? '', line: 0, column: 0 };
    const say = (key: string, value: unknown): void => this.settings.set(key, { text: String(value), value, at });
    if (dump.refuseManualStart) say('Unit.RefuseManualStart', true);
    if (dump.refuseManualStop) say('Unit.RefuseManualStop', true);
    if (dump.allowIsolate) say('Unit.AllowIsolate', true);
    if (dump.props?.['ExecReload.Command Line'] !== undefined) say('Service.ExecReload', 'yes');
  }

  dependencies(kind: DependencyKind): readonly Dependency[] {
    return this.table.get(kind) ?? [];
  }

  related(kind: DependencyKind): readonly Unit[] {
    let found = this.#related.get(kind);
    if (!found) this.#related.set(kind, (found = this.dependencies(kind).map((dependency) => dependency.unit)));
    return found;
  }

  dependency(kind: DependencyKind, other: Unit): Dependency | undefined {
    return this.dependencies(kind).find((dependency) => dependency.unit === other);
  }
}

/** The graph that a recorded dump describes. Reasons are those that its origins allow to tell. */
export function graphFromUnits(dump: Readonly<Record<string, DumpUnit>>): UnitGraph {
  const ids = Object.keys(dump).sort(compareBytes);
  const units = new Map(ids.map((id) => [id, new DumpedUnit(id, dump[id]!)]));
  const byName = new Map<string, Unit>();
  for (const unit of units.values()) for (const name of unit.names) byName.set(name, unit);
  for (const unit of units.values()) {
    for (const [kind, list] of Object.entries(dump[unit.id]!.deps) as [DependencyKind, readonly DumpDependency[]][]) {
      const entries = list.map((entry): Dependency => {
        const other = units.get(entry.unit);
        if (!other) throw new Error(`${unit.id} ${kind}=${entry.unit}: no such unit in the dump`);
        const setting = entry.origin?.includes('file') ? `Unit.${kind}` : null;
        const reasons = [{ rule: 'directive', setting, at: null }] as const;
        return { unit: other, origin: maskOf(entry.origin), destination: maskOf(entry.destination), reasons };
      });
      unit.table.set(kind, entries.sort((a, b) => compareBytes(a.unit.id, b.unit.id))); // prettier-ignore
    }
  }
  return { units, find: (name) => byName.get(name) };
}

/** The graph of a run; the unit that was asked for may be isolated if it was. */
export function graphFromDump(run: DumpRun): UnitGraph {
  const asked = Object.entries(run.units).find(([id, unit]) => id === run.unit || unit.names?.includes(run.unit));
  if (!run.isolate || !asked) return graphFromUnits(run.units);
  return graphFromUnits({ ...run.units, [asked[0]]: { ...asked[1], allowIsolate: true } });
}

const INVERSES: Partial<Record<DependencyKind, DependencyKind>> = {
  Requires: 'RequiredBy', Requisite: 'RequisiteOf', Wants: 'WantedBy', BindsTo: 'BoundBy', PartOf: 'ConsistsOf', Upholds: 'UpheldBy',
  Conflicts: 'ConflictedBy', Before: 'After', After: 'Before', Triggers: 'TriggeredBy', PropagatesStopTo: 'StopPropagatedFrom',
  PropagatesReloadTo: 'ReloadPropagatedFrom',
}; // prettier-ignore

/**
 * A graph written by hand: `a.service: After=b.service c.service; Requires=d.service` a line; `!not-found` and the like say what
 * became of loading. Units that are only named exist too.
 */
export function graphFromLines(text: string): UnitGraph {
  type Draft = Omit<DumpUnit, 'deps'> & { deps: Partial<Record<DependencyKind, { unit: string; origin: string[] }[]>> };
  const units: Record<string, Draft> = {};
  const unitOf = (id: string): Draft => (units[id] ??= { loadState: 'loaded', deps: {}, allowIsolate: id.endsWith('.target') });
  const add = (from: string, kind: DependencyKind, to: string, origin: string[]): void => {
    const list = (unitOf(from).deps[kind] ??= []);
    const found = list.find((entry) => entry.unit === to);
    if (found) found.origin.push(...origin);
    else list.push({ unit: to, origin });
  };
  for (const line of text
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l !== '')) {
    // prettier-ignore
    const [id = '', rest = ''] = line.split(/:\s*/, 2);
    unitOf(id);
    for (const part of rest.split(/;\s*/).filter((word) => word !== '')) {
      if (part.startsWith('!')) {
        units[id] = { ...unitOf(id), loadState: part.slice(1) };
        continue;
      }
      const [kind = '', names = ''] = part.split('=', 2);
      for (const name of names.split(/\s+/).filter((word) => word !== '')) {
        add(id, kind as DependencyKind, name, ['file']);
        const inverse = INVERSES[kind as DependencyKind];
        if (inverse) add(name, inverse, id, []);
      }
    }
  }
  return graphFromUnits(units);
}
