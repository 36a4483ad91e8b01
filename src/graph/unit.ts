import type { LoadError, LoadState } from '../load/load-state-table.js';
import type { UnitSettings } from '../load/unit-settings.js';
import type { Place } from '../parse/place.js';
import type { UnitType } from '../parse/unit-type-table.js';
import type { DependencyKind, OriginMask } from './dependency-table.js';
import type { RuleId } from './rule-table.js';

/** One thing that makes a dependency exist: a line of a file, a link, or a rule of systemd. */
export interface Reason {
  /** Which rule; `directive` for a dependency that is written. */
  readonly rule: RuleId;
  /** The directive or setting that asks for it, as `Section.Key`; null where none does. */
  readonly setting: string | null;
  /** The file and line, where there is one. */
  readonly at: Place | null;
}

/** A dependency as the table of one unit has it. */
export interface Dependency {
  readonly unit: Unit;
  /** Why the owner of the table made it. */
  readonly origin: OriginMask;
  /** Why the other end made it. */
  readonly destination: OriginMask;
  /** All that made it, from either end. At least one. */
  readonly reasons: readonly Reason[];
}

/** A path that a unit needs mounted. */
export interface RequiredMount {
  readonly path: string;
  readonly origin: OriginMask;
  readonly reasons: readonly Reason[];
}

/** A unit as the manager has it after loading. */
export interface Unit {
  readonly id: string;
  readonly type: UnitType;
  /** Every name, the id first, then aliases in byte order. */
  readonly names: readonly string[];
  readonly instance: string | null;
  readonly loadState: LoadState;
  readonly loadError: LoadError | null;
  readonly fragmentPath: string | null;
  readonly dropInPaths: readonly string[];
  readonly perpetual: boolean;
  readonly transient: boolean;
  /** false in a container and wherever else the manager cannot start units of this type. */
  readonly supported: boolean;
  readonly description: string;
  readonly settings: UnitSettings;
  readonly defaultDependencies: boolean;
  readonly ignoreOnIsolate: boolean;
  readonly requiresMountsFor: readonly RequiredMount[];
  /** The dependencies of a kind, by the id of the other end in byte order. */
  dependencies(kind: DependencyKind): readonly Dependency[];
  /** The units of a kind of dependency, in byte order of their ids. */
  related(kind: DependencyKind): readonly Unit[];
  /** One dependency; undefined when there is none. */
  dependency(kind: DependencyKind, other: Unit): Dependency | undefined;
}

/** The units of a manager with all their dependencies. */
export interface UnitGraph {
  /** Every unit that is known after loading, by id, in byte order. */
  readonly units: ReadonlyMap<string, Unit>;
  /** The unit of any of its names. */
  find(name: string): Unit | undefined;
}
