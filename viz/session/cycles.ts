import { cyclesOfRequest, bootState, type FirstTransaction, type LoadedGraph } from '../../src/index.js';
import type { PageData } from '../../src/report/page-data.js';
import type { CycleEntry } from '../protocol.js';
import { reasonEntries, reasonEntry } from './reasons.js';

/** How many ways out of a cycle are listed. */
const OUTCOMES_MAX = 40;
const LIMITS = { outcomesMax: 200, stepsMax: 30_000, variantsMax: 16 } as const;

/** The cycles of a request with what systemd may do about them. */
export function cyclesOf(data: PageData, graph: LoadedGraph, first: FirstTransaction): CycleEntry[] {
  const { unit } = first;
  if (!unit || !first.result || first.result.cycles.length === 0) return [];
  const mode = first.isolate ? 'isolate' : 'replace';
  const { groups } = cyclesOfRequest(graph, bootState(graph), { unit, type: 'start', mode }, LIMITS);
  return groups.flatMap((group) =>
    group.cycles.map((cycle): CycleEntry => {
      const among = new Set(cycle.map((edge) => edge.first.id));
      const outcomes = group.losses.map(({ victims, lost }) => ({ deleted: victims, lost }));
      return {
        units: cycle.map((edge) => edge.first.id),
        edges: cycle.map((edge) => ({
          from: edge.first.id,
          to: edge.second.id,
          reasons: edge.dependencies.flatMap(({ dependency }) => reasonEntries(data, dependency)),
        })),
        outcomes: outcomes.filter(({ deleted }) => deleted.some((id) => among.has(id))).slice(0, OUTCOMES_MAX),
        fixes: cycle.flatMap((edge) =>
          edge.reasons
            .filter((reason) => reason.rule === 'directive' && reason.at !== null)
            .map((reason) => {
              const place = reasonEntry(data, reason).at;
              return `Take ${reason.setting?.replace('Unit.', '') ?? ''}= out of ${place?.path ?? ''}:${String(place?.line ?? 0)}: ${edge.second.id} no longer waits for ${edge.first.id}`;
            }),
        ),
      };
    }),
  );
}
