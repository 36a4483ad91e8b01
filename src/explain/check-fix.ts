import { compareBytes } from '../base/compare.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit, UnitGraph } from '../graph/unit.js';
import { bootState } from '../transaction/startup-jobs.js';
import type { OutcomeLimits } from '../transaction/outcomes.js';
import { cyclesOfRequest, latentCycles, type CycleAnswer, type CycleGroup } from './cycle.js';
import type { JobMode } from '../transaction/job-table.js';

/** The mode in which the manager starts a unit at boot: isolated, where that is allowed. @systemd src/core/main.c do_queue_default_job */
export function bootMode(unit: Unit): JobMode {
  return unit.settings.boolean('Unit.AllowIsolate', false) ? 'isolate' : 'replace';
}

const allJobs = ({ outcomes }: CycleAnswer): string =>
  outcomes ? [...outcomes.alwaysKept, ...outcomes.mayBeDeleted].sort(compareBytes).join('\n') : '';

const overlaps = (answer: CycleAnswer, group: CycleGroup): boolean => {
  const ids = new Set(group.units.map(({ id }) => id));
  return answer.groups.some(({ units }) => units.some(({ id }) => ids.has(id)));
};

/**
 * Makes a check of fixes for a request: after the change the cycles of the group are gone, and the request makes the same jobs.
 *
 * @param build gives the graph for a request again; the check is false where the unit is gone
 */
export function requestCheck(
  before: CycleAnswer,
  group: CycleGroup,
  name: string,
  mode: JobMode,
  limits: OutcomeLimits,
): (graph: UnitGraph) => boolean {
  return (graph) => {
    const unit = graph.find(name);
    if (!unit) return false;
    const after = cyclesOfRequest(graph, bootState(graph), { unit, type: 'start', mode }, limits);
    return !overlaps(after, group) && allJobs(after) === allJobs(before);
  };
}

/** The same for cycles that there would be if all units were started together. */
export function latentCheck(group: CycleGroup): (graph: UnitGraph) => boolean {
  return (graph) => !overlaps(latentCycles([...graph.units.values()]), group);
}

/** The units that are loaded, for latent cycles. */
export function loadedUnits(graph: LoadedGraph): Unit[] {
  return [...graph.units.values()].filter(({ loadState }) => loadState === 'loaded');
}
