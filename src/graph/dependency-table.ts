/**
 * The dependency kinds of systemd 252, in the order of its enumeration (a dump prints them in this order).
 *
 * @systemd src/basic/unit-def.h UnitDependency
 */
export const DEPENDENCY_KINDS = [
  'Requires', 'Requisite', 'Wants', 'BindsTo', 'PartOf', 'Upholds',
  'RequiredBy', 'RequisiteOf', 'WantedBy', 'BoundBy', 'ConsistsOf', 'UpheldBy',
  'Conflicts', 'ConflictedBy', 'Before', 'After', 'OnSuccess', 'OnSuccessOf', 'OnFailure', 'OnFailureOf',
  'Triggers', 'TriggeredBy', 'PropagatesReloadTo', 'ReloadPropagatedFrom', 'PropagatesStopTo', 'StopPropagatedFrom',
  'JoinsNamespaceOf', 'References', 'ReferencedBy', 'InSlice', 'SliceOf',
] as const; // prettier-ignore

/** A dependency kind. */
export type DependencyKind = (typeof DEPENDENCY_KINDS)[number];

/**
 * The kind that the other end of a dependency gets. `JoinsNamespaceOf` is its own, and is stored at one end only.
 *
 * @systemd src/core/unit.c unit_add_dependency, inverse_table
 */
export const INVERSE_KIND: Readonly<Record<DependencyKind, DependencyKind>> = {
  Requires: 'RequiredBy',
  Requisite: 'RequisiteOf',
  Wants: 'WantedBy',
  BindsTo: 'BoundBy',
  PartOf: 'ConsistsOf',
  Upholds: 'UpheldBy',
  RequiredBy: 'Requires',
  RequisiteOf: 'Requisite',
  WantedBy: 'Wants',
  BoundBy: 'BindsTo',
  ConsistsOf: 'PartOf',
  UpheldBy: 'Upholds',
  Conflicts: 'ConflictedBy',
  ConflictedBy: 'Conflicts',
  Before: 'After',
  After: 'Before',
  OnSuccess: 'OnSuccessOf',
  OnSuccessOf: 'OnSuccess',
  OnFailure: 'OnFailureOf',
  OnFailureOf: 'OnFailure',
  Triggers: 'TriggeredBy',
  TriggeredBy: 'Triggers',
  PropagatesReloadTo: 'ReloadPropagatedFrom',
  ReloadPropagatedFrom: 'PropagatesReloadTo',
  PropagatesStopTo: 'StopPropagatedFrom',
  StopPropagatedFrom: 'PropagatesStopTo',
  JoinsNamespaceOf: 'JoinsNamespaceOf',
  References: 'ReferencedBy',
  ReferencedBy: 'References',
  InSlice: 'SliceOf',
  SliceOf: 'InSlice',
};

/**
 * Why an end of a dependency has it, in the order in which a dump names them.
 *
 * @systemd src/core/unit-dependency-atom.h UnitDependencyMask
 */
export const ORIGINS = [
  'file',
  'implicit',
  'default',
  'udev',
  'path',
  'mount-file',
  'mountinfo',
  'proc-swap',
  'slice-property',
] as const;

/** A reason class of a dependency. */
export type Origin = (typeof ORIGINS)[number];

/** A set of origins as bits: bit i stands for `ORIGINS[i]`. */
export type OriginMask = number;

const ORIGIN_BITS: ReadonlyMap<Origin, OriginMask> = new Map(ORIGINS.map((origin, i) => [origin, 1 << i]));

/** The bit of an origin. */
export function originBit(origin: Origin): OriginMask {
  return ORIGIN_BITS.get(origin) ?? 0;
}

/** The names of the origins in a mask, in the order of a dump. */
export function originsOf(mask: OriginMask): Origin[] {
  return ORIGINS.filter((_, i) => (mask & (1 << i)) !== 0);
}
