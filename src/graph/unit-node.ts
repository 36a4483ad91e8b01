import { compareBytes } from '../base/compare.js';
import type { LoadError, LoadState } from '../load/load-state-table.js';
import { UnitSettings } from '../load/unit-settings.js';
import { compareUnitNames, parseUnitName, pathFromUnitName } from '../parse/unit-name.js';
import { UNIT_TYPE_TRAITS, type UnitType } from '../parse/unit-type-table.js';
import { DEPENDENCY_KINDS, INVERSE_KIND, type DependencyKind, type OriginMask } from './dependency-table.js';
import type { Dependency, Reason, RequiredMount, Unit } from './unit.js';

/** Why an end of a link exists: kept with the mask bit it set, so that it can be taken back with it. */
interface OwnedReason {
  readonly reason: Reason;
  readonly bit: OriginMask;
  readonly isFromOwner: boolean;
}

/** A dependency between two units, in the tables of both. */
export class Link {
  from: UnitNode;
  to: UnitNode;
  fromMask: OriginMask;
  toMask: OriginMask = 0;
  owned: OwnedReason[];

  /** A link that `from` asks for. */
  constructor(from: UnitNode, to: UnitNode, bit: OriginMask, reason: Reason) {
    this.from = from;
    this.to = to;
    this.fromMask = bit;
    this.owned = [{ reason, bit, isFromOwner: true }];
  }

  /** Notes that `owner` asks for this link. */
  add(owner: UnitNode, bit: OriginMask, reason: Reason): void {
    const isFromOwner = owner === this.from;
    if (isFromOwner) this.fromMask |= bit;
    else this.toMask |= bit;
    for (const known of this.owned)
      if (known.isFromOwner === isFromOwner && known.bit === bit && sameReason(known.reason, reason)) return;
    this.owned.push({ reason, bit, isFromOwner });
  }

  /** Takes back what `owner` asked for with these bits. Returns true when nothing is left. */
  remove(owner: UnitNode, bits: OriginMask): boolean {
    const isFromOwner = owner === this.from;
    if (isFromOwner) this.fromMask &= ~bits;
    else this.toMask &= ~bits;
    this.owned = this.owned.filter((o) => o.isFromOwner !== isFromOwner || (o.bit & bits) === 0);
    return this.fromMask === 0 && this.toMask === 0;
  }

  /** The other end. */
  other(unit: UnitNode): UnitNode {
    return unit === this.from ? this.to : this.from;
  }
}

const sameReason = (a: Reason, b: Reason): boolean =>
  a === b ||
  (a.rule === b.rule &&
    a.setting === b.setting &&
    a.at?.path === b.at?.path &&
    a.at?.line === b.at?.line &&
    a.at?.column === b.at?.column);

const KIND_INDEX: ReadonlyMap<DependencyKind, number> = new Map(DEPENDENCY_KINDS.map((kind, i) => [kind, i]));
const INVERSE_INDEX: readonly number[] = DEPENDENCY_KINDS.map((kind) => KIND_INDEX.get(INVERSE_KIND[kind]) ?? -1);

/** The index of a kind in the enumeration of systemd. */
export function kindIndex(kind: DependencyKind): number {
  return KIND_INDEX.get(kind) ?? -1;
}

/** The index of the kind that the other end of an edge has, by the index of the kind. */
export function inverseIndex(index: number): number {
  return INVERSE_INDEX[index] ?? -1;
}

const PERPETUAL_DESCRIPTION: Readonly<Record<string, string>> = {
  '-.slice': 'Root Slice',
  'system.slice': 'System Slice',
  '-.mount': 'Root Mount',
  'init.scope': 'System and Service Manager',
};

/** What a unit without Description= is called. @systemd src/core/mount.c, swap.c, slice.c, device.c */
function defaultDescription(unit: UnitNode): string {
  const own = unit.perpetual ? PERPETUAL_DESCRIPTION[unit.id] : undefined;
  if (own !== undefined) return own;
  const path = pathFromUnitName(unit.id);
  switch (unit.type) {
    case 'mount':
      return unit.settings.text('Mount.Where') ?? path ?? unit.id;
    case 'swap':
      return unit.settings.text('Swap.What') ?? path ?? unit.id;
    case 'device':
      return path ?? unit.id;
    case 'slice':
      return `Slice ${path ?? unit.id}`;
    default:
      return unit.id;
  }
}

/** A unit while the manager builds its tables; others see it as `Unit`. */
export class UnitNode implements Unit {
  id: string;
  readonly type: UnitType;
  readonly aliases = new Set<string>();
  readonly instance: string | null;
  loadState: LoadState = 'stub';
  loadError: LoadError | null = null;
  fragmentPath: string | null = null;
  dropInPaths: readonly string[] = [];
  perpetual = false;
  transient = false;
  supported = true;
  settings = new UnitSettings();
  defaultDependencies = true;
  /** The default of DefaultDependencies= of this unit. */
  isWithoutDefaults = false;
  /** A mount or swap has its path for a description before it is verified, so that one that is refused has it too. */
  isDescribed = false;
  mergedInto: UnitNode | null = null;
  readonly requiredPaths = new Map<string, { origin: OriginMask; reasons: Reason[] }>();
  readonly tables: (Map<UnitNode, Link> | undefined)[] = [];

  constructor(name: string) {
    const parts = parseUnitName(name);
    if (parts === null) throw new Error(`not a unit name: ${name}`);
    this.id = name;
    this.type = parts.type;
    this.instance = parts.nameClass === 'instance' ? parts.instance : null;
  }

  get names(): readonly string[] {
    return this.aliases.size === 0 ? [this.id] : [this.id, ...[...this.aliases].sort(compareUnitNames)];
  }

  get ignoreOnIsolate(): boolean {
    return this.settings.boolean('Unit.IgnoreOnIsolate', UNIT_TYPE_TRAITS[this.type].ignoreOnIsolate);
  }

  get description(): string {
    return (
      this.settings.text('Unit.Description') ??
      (this.loadState === 'loaded' || this.isDescribed ? defaultDescription(this) : this.id)
    );
  }

  get requiresMountsFor(): readonly RequiredMount[] {
    return [...this.requiredPaths].map(([path, entry]) => ({ path, ...entry })).sort((a, b) => compareBytes(a.path, b.path));
  }

  /** The table of a kind, if anything is in it. */
  table(kind: DependencyKind): ReadonlyMap<UnitNode, Link> | undefined {
    return this.tables[kindIndex(kind)];
  }

  dependencies(kind: DependencyKind): readonly Dependency[] {
    const table = this.table(kind);
    if (!table || table.size === 0) return [];
    const views: Dependency[] = [];
    for (const link of table.values()) views.push(this.#view(link));
    return views.length > 1 ? views.sort((a, b) => compareUnitNames(a.unit.id, b.unit.id)) : views;
  }

  related(kind: DependencyKind): readonly Unit[] {
    const table = this.table(kind);
    return table ? [...table.keys()].sort((a, b) => compareUnitNames(a.id, b.id)) : [];
  }

  dependency(kind: DependencyKind, other: Unit): Dependency | undefined {
    const link = this.table(kind)?.get(other as UnitNode);
    return link && this.#view(link);
  }

  #view(link: Link): Dependency {
    const isFrom = link.from === this;
    return {
      unit: link.other(this),
      origin: isFrom ? link.fromMask : link.toMask,
      destination: isFrom ? link.toMask : link.fromMask,
      reasons: link.owned.map((o) => o.reason),
    };
  }
}
