import type { FindingSink } from '../diagnostic/finding.js';
import { simplifyPath } from '../base/path.js';
import type { Facts } from '../load/facts.js';
import type { ManagerConfiguration } from '../load/manager-configuration.js';
import type { UnitLoader } from '../load/unit-loader.js';
import type { Place } from '../parse/place.js';
import { isNormalizedPath, parseUnitName, replaceInstance, unitNameFromPath } from '../parse/unit-name.js';
import { UNIT_TYPE_TRAITS } from '../parse/unit-type-table.js';
import {
  DEPENDENCY_KINDS as KINDS,
  INVERSE_KIND,
  originBit,
  type DependencyKind,
  type Origin,
  type OriginMask,
} from './dependency-table.js';
import type { RuleId } from './rule-table.js';
import type { Reason } from './unit.js';
import { inverseIndex, kindIndex, Link, UnitNode } from './unit-node.js';

/** What the manager is given. */
export interface ManagerOptions {
  readonly loader: UnitLoader;
  readonly facts: Facts;
  readonly configuration: ManagerConfiguration;
  readonly isUser: boolean;
  readonly sink: FindingSink;
  /**
   * Only units at the end of these kinds of dependency are loaded, others stay stubs: enough where nothing else is asked.
   * null: all, as the manager does.
   */
  readonly follow: ReadonlySet<DependencyKind> | null;
  /** The kinds that somebody will ask for, with their inverses: rules need not add others. null: all. */
  readonly kinds: ReadonlySet<DependencyKind> | null;
}

/** Makes a reason. */
export function because(rule: RuleId, setting: string | null = null, at: Place | null = null): Reason {
  return { rule, setting, at };
}

const WARNS_ON_SELF: ReadonlySet<DependencyKind> = new Set([
  'Conflicts',
  'ConflictedBy',
  'Before',
  'After',
  'OnSuccess',
  'OnFailure',
  'Triggers',
  'TriggeredBy',
]);
/** Loading itself looks at these, whoever else asks. */
const ASKED_WHILE_LOADING: ReadonlySet<DependencyKind> = new Set(['Triggers', 'TriggeredBy', 'InSlice', 'SliceOf']);
/** Far above what any machine has, and low enough to stay in memory. systemd itself has no limit. */
const UNIT_COUNT_MAX = 250_000;

/** The units that a manager knows while it loads, with its two queues. Rules add edges through it. */
export class Manager {
  readonly options: ManagerOptions;
  /** By every name. */
  readonly byName = new Map<string, UnitNode>();
  readonly units = new Set<UnitNode>();
  readonly loadQueue: UnitNode[] = [];
  readonly targetQueue: UnitNode[] = [];
  /** The units that need a path or something below it, by path. */
  readonly pathUsers = new Map<string, Set<UnitNode>>();
  readonly #queued = new Set<UnitNode>();
  readonly #mountNames = new Map<string, string | null>();
  /** Services by the bus name that they were the first to take. */
  readonly busNames = new Map<string, UnitNode>();

  constructor(options: ManagerOptions) {
    this.options = options;
  }

  /** Are there so many units that no more are loaded? */
  get isFull(): boolean {
    return this.units.size > UNIT_COUNT_MAX;
  }

  /** Will somebody ask for dependencies of this kind? */
  isAsked(kind: DependencyKind): boolean {
    const { kinds } = this.options;
    return kinds === null || kinds.has(kind) || ASKED_WHILE_LOADING.has(kind);
  }

  /** The unit of a name, made and queued for loading when it is not known. */
  unit(name: string): UnitNode {
    const known = this.byName.get(name);
    if (known) return known;
    const unit = this.create(name);
    if (this.options.follow === null) this.loadQueue.push(unit);
    if (this.isFull) this.loadQueue.length = 0;
    return unit;
  }

  /** Sees to it that a unit is loaded. */
  queue(unit: UnitNode): UnitNode {
    if (this.options.follow !== null && !this.isFull && unit.loadState === 'stub' && !this.#queued.has(unit)) {
      this.#queued.add(unit);
      this.loadQueue.push(unit);
    }
    return unit;
  }

  /** The name of the mount unit of a path; null where it has none. */
  mountName(path: string): string | null {
    let known = this.#mountNames.get(path);
    if (known === undefined) {
      known = unitNameFromPath(path, 'mount');
      this.#mountNames.set(path, known);
    }
    return known;
  }

  /** Makes a unit that is not known yet, without loading it. */
  create(name: string): UnitNode {
    if (this.units.size === UNIT_COUNT_MAX)
      this.options.sink.add({ code: 'too-many-units', at: null, values: { unit: name, limit: String(UNIT_COUNT_MAX) } });
    const unit = new UnitNode(name);
    const { facts } = this.options;
    if (unit.type === 'device') unit.supported = !facts.sysReadOnly;
    if (unit.type === 'swap') unit.supported = facts.container === false;
    if (unit.type === 'automount') unit.supported = facts.container === false || !facts.sysReadOnly;
    this.byName.set(name, unit);
    this.units.add(unit);
    return unit;
  }

  /**
   * The unit that a word in a file means: a template gets the instance of the unit, or its prefix.
   *
   * @returns null when that gives no name
   * @systemd src/core/unit.c resolve_template
   */
  namedBy(unit: UnitNode, word: string): UnitNode | null {
    const known = this.byName.get(word);
    if (known) return known;
    const parts = parseUnitName(word);
    if (parts === null) return null;
    if (parts.nameClass !== 'template')
      return UNIT_TYPE_TRAITS[parts.type].mayBeTemplate || parts.nameClass === 'plain' ? this.unit(word) : null;
    const name = UNIT_TYPE_TRAITS[parts.type].mayBeTemplate
      ? replaceInstance(word, unit.instance ?? parseUnitName(unit.id)?.prefix ?? '')
      : null;
    return name === null ? null : this.unit(name);
  }

  /**
   * Adds an edge and its inverse.
   *
   * @systemd src/core/unit.c unit_add_dependency
   */
  add(from: UnitNode, kind: DependencyKind, to: UnitNode, origin: Origin, reason: Reason, addReference = true): void {
    this.addWithMask(from, kind, to, originBit(origin), reason, addReference);
  }

  /** The same, with the origin as a mask. */
  addWithMask(from: UnitNode, kind: DependencyKind, to: UnitNode, bit: OriginMask, reason: Reason, addReference = true): void {
    const u = follow(from);
    const o = follow(to);
    if (u === o) {
      if (WARNS_ON_SELF.has(kind)) this.#drop('dependency-dropped', u, kind, to.id, reason);
      return;
    }
    if (kind === 'Before' && o.type === 'device') return this.#drop('device-cannot-be-delayed', u, kind, o.id, reason);
    if (kind === 'OnFailure' && !UNIT_TYPE_TRAITS[u.type].canFail) return this.#drop('unit-cannot-fail', u, kind, o.id, reason);
    if (kind === 'Triggers' && !UNIT_TYPE_TRAITS[u.type].canTrigger) return;
    if (kind === 'TriggeredBy' && !UNIT_TYPE_TRAITS[o.type].canTrigger) return;
    if (reason.rule !== 'directive' && !this.isAsked(kind)) return;
    this.#store(u, kind, o, bit, reason);
    if (addReference && this.isAsked('References')) this.#store(u, 'References', o, bit, reason);
    if (this.options.follow?.has(kind)) this.queue(o);
  }

  /** Adds two edges to the same unit. */
  addTwo(from: UnitNode, first: DependencyKind, second: DependencyKind, to: UnitNode, origin: Origin, reason: Reason): void {
    this.add(from, first, to, origin, reason);
    this.add(from, second, to, origin, reason);
  }

  #drop(
    code:
      'dependency-dropped' | 'dependency-merged-away' | 'dependency-merged-back' | 'device-cannot-be-delayed' | 'unit-cannot-fail',
    u: UnitNode,
    kind: string,
    name: string,
    reason: Reason,
  ): void {
    this.options.sink.add({ code, at: reason.at, unit: u.id, values: { unit: u.id, kind, name, type: u.type } });
  }

  #store(u: UnitNode, kind: DependencyKind, o: UnitNode, bit: number, reason: Reason): void {
    const index = kindIndex(kind);
    const table = (u.tables[index] ??= new Map());
    const known = table.get(o);
    if (known) {
      known.add(u, bit, reason);
      return;
    }
    const link = new Link(u, o, bit, reason);
    table.set(o, link);
    const inverse = inverseIndex(index);
    if (inverse !== index) (o.tables[inverse] ??= new Map()).set(u, link);
  }

  /**
   * Takes back every edge that a unit asked for with one origin.
   *
   * @systemd src/core/unit.c unit_remove_dependencies
   */
  removeEdges(unit: UnitNode, origin: Origin): void {
    const bit = originBit(origin);
    for (const [index, table] of unit.tables.entries()) {
      if (!table) continue;
      for (const [other, link] of table) {
        const mask = link.from === unit ? link.fromMask : link.toMask;
        if ((mask & bit) === 0 || !link.remove(unit, bit)) continue;
        table.delete(other);
        const inverse = INVERSE_KIND[kindAt(index)];
        if (inverse !== kindAt(index)) other.tables[kindIndex(inverse)]?.delete(unit);
      }
    }
  }

  /**
   * Notes that a unit needs a path mounted. A path that is known already keeps its origin.
   *
   * @returns false for an absolute path with `..` in it, which systemd refuses with EPERM
   * @systemd src/core/unit.c unit_require_mounts_for
   */
  requireMountsFor(unit: UnitNode, path: string, origin: Origin, reason: Reason): boolean {
    if (!path.startsWith('/')) return true;
    const simple = simplifyPath(path);
    if (!isNormalizedPath(simple)) return false;
    const known = unit.requiredPaths.get(simple);
    if (known) {
      known.reasons.push(reason);
      return true;
    }
    unit.requiredPaths.set(simple, { origin: originBit(origin), reasons: [reason] });
    for (const prefix of pathPrefixes(simple)) {
      let users = this.pathUsers.get(prefix);
      if (!users) {
        users = new Set();
        this.pathUsers.set(prefix, users);
      }
      users.add(unit);
    }
    return true;
  }

  /**
   * Gives a unit one more name, or merges the unit that has it.
   *
   * @returns false when the name belongs to a unit that cannot be merged
   * @systemd src/core/unit.c unit_merge_by_name, unit_add_name
   */
  mergeByName(unit: UnitNode, name: string): boolean {
    const parts = parseUnitName(name);
    if (parts === null) return false;
    let full = name;
    if (parts.nameClass === 'template') {
      const instantiated = unit.instance === null ? null : replaceInstance(name, unit.instance);
      if (instantiated === null) return false;
      full = instantiated;
    }
    const other = this.byName.get(full);
    if (other === unit) return true;
    if (other) return this.merge(unit, other);
    const instance = parseUnitName(full)?.instance ?? null;
    if (parts.type !== unit.type || instance !== unit.instance || !UNIT_TYPE_TRAITS[unit.type].mayHaveAlias) return false;
    this.byName.set(full, unit);
    unit.aliases.add(full);
    return true;
  }

  /**
   * Merges a unit that is only known by name into another: its names and edges move.
   *
   * @returns false when that is not allowed
   * @systemd src/core/unit.c unit_merge
   */
  merge(unit: UnitNode, other: UnitNode): boolean {
    if (unit.type !== other.type || unit.instance !== other.instance || !UNIT_TYPE_TRAITS[unit.type].mayHaveAlias) return false;
    if (other.loadState !== 'stub' && other.loadState !== 'not-found') return false;
    for (const name of other.names) {
      this.byName.set(name, unit);
      unit.aliases.add(name);
    }
    unit.aliases.delete(unit.id);
    const back: [DependencyKind, Reason][] = [];
    for (const [index, table] of other.tables.entries()) {
      if (!table) continue;
      const kind = kindAt(index);
      const inverse = INVERSE_KIND[kind];
      for (const [peer, link] of table) {
        if (inverse !== kind) peer.tables[kindIndex(inverse)]?.delete(other);
        if (peer === unit) {
          // The other unit is only known by name, so this one wrote it.
          const owner = link.owned[0];
          if (WARNS_ON_SELF.has(inverse) && owner) this.#drop('dependency-merged-away', unit, inverse, other.id, owner.reason);
          // The same, seen from the other unit, is told when all of these are.
          if (WARNS_ON_SELF.has(kind) && owner) back.push([kind, owner.reason]);
          continue;
        }
        const mine = (unit.tables[index] ??= new Map<UnitNode, Link>());
        const known = mine.get(peer);
        if (known) {
          for (const owned of link.owned)
            known.add((owned.isFromOwner ? link.from : link.to) === other ? unit : peer, owned.bit, owned.reason);
          continue;
        }
        if (link.from === other) link.from = unit;
        else link.to = unit;
        mine.set(peer, link);
        if (inverse !== kind) (peer.tables[kindIndex(inverse)] ??= new Map()).set(unit, link);
      }
      for (const peer of table.keys()) if (peer !== unit) moveOneWay(peer, other, unit);
    }
    for (const [kind, reason] of back) this.#drop('dependency-merged-back', unit, kind, other.id, reason);
    for (const table of unit.tables) table?.delete(other);
    for (const [path, entry] of other.requiredPaths) if (!unit.requiredPaths.has(path)) unit.requiredPaths.set(path, entry);
    for (const users of this.pathUsers.values()) if (users.delete(other)) users.add(unit);
    other.loadState = 'merged';
    other.mergedInto = unit;
    this.units.delete(other);
    return true;
  }

  /** Makes one of the unit's names its id. */
  chooseId(unit: UnitNode, name: string): void {
    if (name === unit.id || !unit.aliases.has(name)) return;
    unit.aliases.delete(name);
    unit.aliases.add(unit.id);
    unit.id = name;
  }
}

/** The kinds that are their own inverse: such a link stands in the table of the unit that asks for it alone. */
const ONE_WAY = KINDS.filter((kind) => INVERSE_KIND[kind] === kind).map(kindIndex);

/** Has the links of a kind without inverse lead to another unit. */
function moveOneWay(from: UnitNode, other: UnitNode, unit: UnitNode): void {
  for (const index of ONE_WAY) {
    const table = from.tables[index];
    const link = table?.get(other);
    if (!table || !link) continue;
    table.delete(other);
    const known = table.get(unit);
    if (known) for (const owned of link.owned) known.add(from, owned.bit, owned.reason);
    else {
      link.to = unit;
      table.set(unit, link);
    }
  }
}

function kindAt(index: number): DependencyKind {
  return KINDS[index] as DependencyKind;
}

/** The unit that a merged one became part of. */
export function follow(unit: UnitNode): UnitNode {
  let current = unit;
  while (current.mergedInto) current = current.mergedInto;
  return current;
}

/** A path and all its parents up to `/`, the longest first. */
export function pathPrefixes(path: string): string[] {
  const prefixes: string[] = [];
  let current = path;
  while (current !== '/' && current !== '') {
    prefixes.push(current);
    current = current.slice(0, Math.max(0, current.lastIndexOf('/')));
  }
  prefixes.push('/');
  return prefixes;
}
