import { DEPENDENCY_KINDS, type DependencyKind } from '../graph/dependency-table.js';

/**
 * The elementary behaviours of dependency kinds. In `U Kind= O`, found in the table of U, each says what U's events mean for O.
 *
 * @systemd src/core/unit-dependency-atom.c atom_map
 */
export const ATOMS = [
  'pullInStart', 'pullInStartIgnored', 'pullInVerify', 'pullInStop', 'pullInStopIgnored',
  'addStopWhenUnneededQueue', 'pinsStopWhenUnneeded', 'cannotBeActiveWithout', 'addCannotBeActiveWithoutQueue',
  'startSteadily', 'addStartWhenUpheldQueue',
  'retroactiveStartReplace', 'retroactiveStartFail', 'retroactiveStopOnStart', 'retroactiveStopOnStop',
  'propagateStartFailure', 'propagateStopFailure', 'propagateInactiveStartAsFailure', 'propagateStop', 'propagateRestart',
  'addDefaultTargetDependencyQueue', 'defaultTargetDependencies',
  'onSuccess', 'onSuccessOf', 'onFailure', 'onFailureOf', 'before', 'after', 'triggers', 'triggeredBy',
  'propagatesReloadTo', 'joinsNamespaceOf', 'references', 'referencedBy', 'inSlice', 'sliceOf',
] as const; // prettier-ignore

/** An atom. */
export type Atom = (typeof ATOMS)[number];

/** The atoms of each kind. */
export const ATOMS_OF_KIND: Readonly<Record<DependencyKind, readonly Atom[]>> = {
  Requires: ['pullInStart', 'retroactiveStartReplace', 'addStopWhenUnneededQueue', 'addDefaultTargetDependencyQueue'],
  Requisite: ['pullInVerify', 'addStopWhenUnneededQueue', 'addDefaultTargetDependencyQueue'],
  Wants: ['pullInStartIgnored', 'retroactiveStartFail', 'addStopWhenUnneededQueue', 'addDefaultTargetDependencyQueue'],
  BindsTo: [
    'pullInStart',
    'retroactiveStartReplace',
    'cannotBeActiveWithout',
    'addStopWhenUnneededQueue',
    'addDefaultTargetDependencyQueue',
  ],
  PartOf: ['addDefaultTargetDependencyQueue'],
  Upholds: [
    'pullInStartIgnored',
    'retroactiveStartReplace',
    'addStartWhenUpheldQueue',
    'addStopWhenUnneededQueue',
    'addDefaultTargetDependencyQueue',
  ],
  RequiredBy: ['propagateStop', 'propagateRestart', 'propagateStartFailure', 'pinsStopWhenUnneeded', 'defaultTargetDependencies'],
  RequisiteOf: [
    'propagateStop',
    'propagateRestart',
    'propagateStartFailure',
    'propagateInactiveStartAsFailure',
    'pinsStopWhenUnneeded',
    'defaultTargetDependencies',
  ],
  WantedBy: ['defaultTargetDependencies', 'pinsStopWhenUnneeded'],
  BoundBy: [
    'retroactiveStopOnStop',
    'propagateStop',
    'propagateRestart',
    'propagateStartFailure',
    'pinsStopWhenUnneeded',
    'addCannotBeActiveWithoutQueue',
    'defaultTargetDependencies',
  ],
  ConsistsOf: ['propagateStop', 'propagateRestart'],
  UpheldBy: ['startSteadily', 'defaultTargetDependencies', 'pinsStopWhenUnneeded'],
  Conflicts: ['pullInStop', 'retroactiveStopOnStart'],
  ConflictedBy: ['pullInStopIgnored', 'retroactiveStopOnStart', 'propagateStopFailure'],
  Before: ['before'],
  After: ['after'],
  OnSuccess: ['onSuccess'],
  OnSuccessOf: ['onSuccessOf'],
  OnFailure: ['onFailure'],
  OnFailureOf: ['onFailureOf'],
  Triggers: ['triggers'],
  TriggeredBy: ['triggeredBy'],
  PropagatesReloadTo: ['propagatesReloadTo'],
  ReloadPropagatedFrom: [],
  PropagatesStopTo: ['retroactiveStopOnStop', 'propagateStop'],
  StopPropagatedFrom: [],
  JoinsNamespaceOf: ['joinsNamespaceOf'],
  References: ['references'],
  ReferencedBy: ['referencedBy'],
  InSlice: ['inSlice'],
  SliceOf: ['sliceOf'],
};

function kindsByAtom(): Readonly<Record<Atom, readonly DependencyKind[]>> {
  const table = Object.fromEntries(ATOMS.map((atom) => [atom, [] as DependencyKind[]])) as Record<Atom, DependencyKind[]>;
  for (const kind of DEPENDENCY_KINDS) for (const atom of ATOMS_OF_KIND[kind]) table[atom].push(kind);
  return table;
}

/** The kinds that have an atom, in the order of the enumeration; an atom of a single kind is walked without looking at the table of kinds. */
export const KINDS_OF_ATOM: Readonly<Record<Atom, readonly DependencyKind[]>> = kindsByAtom();
