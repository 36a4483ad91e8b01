import { compareBytes } from '../base/compare.js';

/** The kinds of dependencies that `systemctl show` and the dump list, without the references that only keep units loaded. */
const KINDS = new Set(
  (
    'Requires Requisite Wants BindsTo PartOf Upholds RequiredBy RequisiteOf WantedBy BoundBy UpheldBy ConsistsOf Conflicts ConflictedBy ' +
    'Before After OnSuccess OnSuccessOf OnFailure OnFailureOf Triggers TriggeredBy PropagatesReloadTo ReloadPropagatedFrom ' +
    'PropagatesStopTo StopPropagatedFrom JoinsNamespaceOf'
  ).split(' '),
);

/** Is this the name of a kind of dependency? @systemd src/basic/unit-def.c unit_dependency_table */
export function isDependencyKind(text: string): boolean {
  return KINDS.has(text);
}

/** Lists of names by kind, each without repetitions and in byte order. */
export function sortedDependencies(byKind: ReadonlyMap<string, readonly string[]>): Record<string, readonly string[]> {
  const result: Record<string, readonly string[]> = {};
  for (const kind of [...byKind.keys()].sort(compareBytes)) result[kind] = [...new Set(byKind.get(kind))].sort(compareBytes);
  return result;
}
