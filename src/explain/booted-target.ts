import type { DependencyKind } from '../graph/dependency-table.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import type { MeasuredBoot } from '../measure/measured-boot.js';

const PULLED_IN_BY: readonly DependencyKind[] = ['RequiredBy', 'RequisiteOf', 'WantedBy', 'BoundBy', 'UpheldBy'];

/** Was a unit started, as far as the record tells? */
function wasStarted(boot: MeasuredBoot, unit: Unit): boolean {
  return unit.names.some((name) => {
    const measured = boot.units.get(name);
    return (
      typeof measured?.stamps.inactiveExit === 'number' ||
      typeof measured?.stamps.activeEnter === 'number' ||
      measured?.jobs.some(({ type, result }) => type === 'start' && result === 'done') === true
    );
  });
}

/**
 * What a recorded boot was asked to start: what the record itself says; else the default unit of the tree, if the record shows it started;
 * else the one target that may be isolated, was started, and no other started unit pulls in.
 *
 * @param graph has all units of the record that the tree has
 * @param defaultUnit what the tree itself would boot into
 * @returns the name or id of a unit; null where none of these tells
 * @systemd src/core/main.c do_queue_default_job
 */
export function bootedInto(graph: LoadedGraph, boot: MeasuredBoot, defaultUnit = 'default.target'): string | null {
  if (boot.target !== null) return boot.target;
  const byDefault = graph.find(defaultUnit);
  if (byDefault?.loadState === 'loaded' && wasStarted(boot, byDefault)) return byDefault.id;
  const started = [...graph.units.values()].filter((unit) => unit.loadState === 'loaded' && wasStarted(boot, unit));
  const known = new Set(started);
  const roots = started.filter(
    (unit) =>
      unit.type === 'target' &&
      unit.settings.boolean('Unit.AllowIsolate', false) &&
      !PULLED_IN_BY.some((kind) => unit.related(kind).some((other) => known.has(other))),
  );
  return roots.length === 1 ? (roots[0]?.id ?? null) : null;
}
