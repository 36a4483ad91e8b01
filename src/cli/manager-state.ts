import { ACTIVE_STATES, JOB_TYPES, visible, type ActiveState, type JobType, type LoadedGraph, type QueuedJob, type StateSketch } from '../index.js'; // prettier-ignore
import { readMeasured } from './late-input.js';
import { UsageError, type Streams } from './streams.js';
import type { Session } from './tree-options.js';

/**
 * What a manager was at when a record was made (`systemd-analyze dump`, or `systemctl show '*'`, which tells no jobs): the states of
 * its units, all of which are loaded into the graph, and the jobs in its queue.
 *
 * Throws UsageError for a record that does not tell the states.
 */
export function stateFromRecords(session: Session, graph: LoadedGraph, words: readonly string[], streams: Streams): StateSketch {
  const { units } = readMeasured(words, streams, session.sink);
  const active = new Map<string, ActiveState>();
  const jobs: { readonly id: number; readonly job: QueuedJob }[] = [];
  for (const { unit: name, activeState, jobs: found } of units.values()) {
    const unit = graph.load(name);
    const unitState = ACTIVE_STATES.find((known) => known === activeState);
    if (!unit || unitState === undefined) continue;
    active.set(unit.id, unitState);
    for (const { id, type, queued } of found) {
      const known = JOB_TYPES.find((jobType): jobType is JobType => jobType === type);
      if (!queued || known === undefined) continue;
      const state = queued.isRunning ? 'running' : 'waiting';
      jobs.push({ id: Number(id), job: { unit, type: known, state, irreversible: queued.isIrreversible, ignoreOrder: queued.ignoresOrder } }); // prettier-ignore
    }
  }
  if (active.size === 0)
    throw new UsageError(
      `--state: ${visible(words.join(', '))} does not tell which units are active; take the output of systemd-analyze dump`,
    );
  // A manager numbers its jobs in the order in which they come into the queue.
  return { active, jobs: jobs.sort((a, b) => a.id - b.id).map(({ job }) => job) };
}
