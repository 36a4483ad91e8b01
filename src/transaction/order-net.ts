import type { Unit } from '../graph/unit.js';
import type { Gone, JobNet } from './job-net.js';
import { ORDER_DIRECTIONS, runsBefore, type OrderedJob } from './job-order.js';
import type { JobType } from './job-table.js';
import type { ManagerState } from './manager-state.js';

/** A unit that has a job, of the transaction or queued, with its neighbours in job order. */
export interface OrderNode {
  readonly unit: Unit;
  /** Has it a job in the transaction, or just a queued one? */
  readonly isOwn: boolean;
  /** For each direction the nodes that may have to run later; whether they do depends on the jobs that are left. */
  readonly later: readonly (readonly number[])[];
}

/** The order of the jobs of a net, with the queued jobs among them. */
export class OrderNet {
  readonly nodes: readonly OrderNode[];
  readonly net: JobNet;
  readonly #state: ManagerState;

  constructor(net: JobNet, state: ManagerState) {
    this.net = net;
    this.#state = state;
    const units = [...net.ofUnit.keys()];
    const index = new Map(units.map((unit, i) => [unit, i]));
    for (let i = 0; i < units.length; i++) {
      // Units that have just a queued job are found as neighbours.
      for (const other of ORDER_DIRECTIONS.flatMap((direction) => units[i]?.related(direction) ?? [])) {
        if (index.has(other) || !state.job(other)) continue;
        index.set(other, units.length);
        units.push(other);
      }
    }
    const jobsOf = (unit: Unit): readonly OrderedJob[] => {
      const own = net.ofUnit.get(unit);
      const queued = state.job(unit);
      // A queued job is looked at when those of the transaction are gone.
      return [...(own ?? []).map((job) => net.job(job)), ...(queued ? [queued] : [])];
    };
    this.nodes = units.map((unit) => ({
      unit,
      isOwn: net.ofUnit.has(unit),
      later: ORDER_DIRECTIONS.map((direction) =>
        unit.related(direction).flatMap((other) => {
          const to = index.get(other);
          const may = to !== undefined && jobsOf(unit).some((job) => jobsOf(other).some((o) => runsBefore(job, o, direction)));
          return may ? [to] : [];
        }),
      ),
    }));
  }

  /** A node by its index. */
  node(index: number): OrderNode {
    const found = this.nodes[index];
    if (!found) throw new Error('no such node');
    return found;
  }

  /** The job of a node that job order looks at. */
  jobAt(index: number, gone: Gone): (OrderedJob & { readonly type: JobType }) | undefined {
    const { unit } = this.node(index);
    return this.net.newest(unit, gone) ?? this.#state.job(unit);
  }

  /** The nodes that have to run after a node, in a direction, with the jobs that are left. */
  laterNow(index: number, direction: 0 | 1, gone: Gone): number[] {
    const job = this.jobAt(index, gone);
    if (!job) return [];
    const name = ORDER_DIRECTIONS[direction];
    return (this.node(index).later[direction] ?? []).filter((to) => {
      const other = this.jobAt(to, gone);
      return other !== undefined && runsBefore(job, other, name);
    });
  }

  /** Every node's later nodes, as far as the jobs that are left, and `among` where given, have it. */
  adjacency(gone: Gone, among?: ReadonlySet<number>): number[][] {
    return this.nodes.map((_, i) => {
      if (among && !among.has(i)) return [];
      const all = [...this.laterNow(i, 0, gone), ...this.laterNow(i, 1, gone)];
      return among ? all.filter((to) => among.has(to)) : all;
    });
  }

  /** Every node's later nodes, whichever of the jobs are left. */
  possible(): number[][] {
    return this.nodes.map(({ later }) => later.flat());
  }

  /** The nodes whose job stays whatever is deleted: it matters, or it is queued. A cycle of them cannot be broken. */
  lastingNodes(): Set<number> {
    const stays = ({ unit, isOwn }: OrderNode): boolean => !isOwn || this.net.newest(unit, new Set())?.matters === true;
    return new Set(this.nodes.flatMap((node, i) => (stays(node) ? [i] : [])));
  }

  /** May the jobs of a node be deleted to break a cycle? */
  isDroppable(index: number, gone: Gone): boolean {
    const { unit, isOwn } = this.node(index);
    return isOwn && this.net.isDroppable(unit, gone);
  }
}
