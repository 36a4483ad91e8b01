import type { Gone } from './job-net.js';
import { ORDER_DIRECTIONS } from './job-order.js';
import type { OrderNet } from './order-net.js';
import { cyclicComponents } from './strong-components.js';
import { WalkOrders } from './walk-orders.js';

/** One pass of order verification: the cycle it met and the victim. All are nodes of the order net. */
export interface Pass {
  readonly previous: Pass | null;
  readonly root: number;
  /** What was met first where, the last step first. */
  readonly picks: Pick | null;
  /** The job of each node has to run before that of the next one, and the last before the first: the entry point. */
  readonly cycle: readonly number[];
  /** null when there was none: the request is refused. */
  readonly victim: number | null;
}

/** At a node, in a direction, `first` was met before all others that lead to a cycle. */
export interface Pick {
  readonly node: number;
  readonly direction: 0 | 1;
  readonly first: number;
  readonly previous: Pick | null;
}

/** One way in which the cycles among some nodes end. */
export interface Ending {
  /** Nodes, sorted. */
  readonly victims: readonly number[];
  readonly gone: Gone;
  readonly last: Pass | null;
  /** How often a deletion had to move a job in the table of jobs for it: rare, and the rarer the more. */
  readonly moves: number;
  /** A cycle was met that could not be broken: the request is refused. */
  readonly isRefused: boolean;
}

/** All ways, or as many as the limit let us find. */
export interface Endings {
  readonly complete: boolean;
  readonly endings: readonly Ending[];
}

interface State {
  readonly gone: Gone;
  readonly victims: readonly number[];
  readonly orders: WalkOrders;
  readonly last: Pass | null;
  /** How many jobs the last pass deleted. */
  readonly deletions: number;
  readonly moves: number;
}

/** The nodes of a part that matter to a pass: those from which a cycle can be reached, with who follows whom. */
interface Live {
  readonly nodes: readonly number[];
  /** By position in `part`: for each direction the nodes that may lead on. */
  readonly next: ReadonlyMap<number, readonly [readonly number[], readonly number[]]>;
}

const ROOTS = 0;
const tableOf = (node: number, direction: 0 | 1): number => 1 + 2 * node + direction;

/** Explores one part of the order net, in which the choices of other parts make no difference. */
export class CycleExplorer {
  readonly #net: OrderNet;
  readonly #part: readonly number[];
  readonly #local: ReadonlyMap<number, number>;
  readonly #otherDeletions: number;
  readonly #endings = new Map<string, Ending>();
  #stepsLeft: number;

  /**
   * @param otherDeletions how many jobs at most may be deleted elsewhere meanwhile: each may move a job in the table of jobs
   * @param stepsMax how far to go
   */
  constructor(net: OrderNet, part: readonly number[], otherDeletions: number, stepsMax: number) {
    this.#net = net;
    this.#part = part;
    this.#local = new Map(part.map((node, i) => [node, i]));
    this.#otherDeletions = otherDeletions;
    this.#stepsLeft = stepsMax;
  }

  /** Finds every ending, by what can be met first; states that were seen are not explored again. */
  explore(): Endings {
    const endings = this.#endings;
    const seen = new Set<string>();
    // By the number of moves, so that each ending is found with the fewest.
    const queues: State[][] = [[{ gone: new Set(), victims: [], orders: WalkOrders.NONE, last: null, deletions: 0, moves: 0 }]];
    const later = (state: State): void => void (queues[state.moves] ??= []).push(state);
    for (let state = this.#next(queues); state !== undefined; state = this.#next(queues)) {
      const live = this.#live(state.gone);
      const base = `${state.victims.join(' ')}|${[...state.gone].sort((a, b) => a - b).join(' ')}`;
      if (live.nodes.length === 0) {
        if (!endings.has(base))
          endings.set(base, { victims: state.victims, gone: state.gone, last: state.last, moves: state.moves, isRefused: false });
        continue;
      }
      const relevant = state.orders.only(this.#bits(live.nodes), (table) => table === ROOTS || this.#isLive(live, table));
      const key = `${base}|${String(state.last === null ? 0 : Math.min(state.deletions, live.nodes.length))}|${relevant.key()}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const settled = { ...state, orders: relevant };
      for (const moved of this.#moves(settled, live)) later(moved);
      if (!this.#pass(settled, live, later)) return { complete: false, endings: [...endings.values()] };
    }
    return { complete: true, endings: [...endings.values()] };
  }

  #next(queues: readonly (State[] | undefined)[]): State | undefined {
    return queues.find((queue) => queue !== undefined && queue.length > 0)?.pop();
  }

  #bits(nodes: readonly number[]): bigint {
    let bits = 0n;
    for (const node of nodes) bits |= 1n << BigInt(this.#local.get(node) ?? 0);
    return bits;
  }

  #isLive(live: Live, table: number): boolean {
    const node = this.#part[(table - 1) >> 1];
    const next = node === undefined ? undefined : live.next.get(node);
    return (next?.[((table - 1) & 1) as 0 | 1].length ?? 0) > 1;
  }

  /** What can still lead to a cycle when some jobs are gone. */
  #live(gone: Gone): Live {
    const part = this.#part;
    const later = part.map((node): [number[], number[]] => [this.#laterHere(node, 0, gone), this.#laterHere(node, 1, gone)]);
    const local = later.map(([before, after]) => [...before, ...after].map((node) => this.#local.get(node) ?? 0));
    const reverse: number[][] = part.map(() => []);
    for (const [from, list] of local.entries()) for (const to of list) reverse[to]?.push(from);
    const isLive = new Uint8Array(part.length);
    const stack = cyclicComponents(local).flat();
    for (const at of stack) isLive[at] = 1;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const from of reverse[at] ?? []) {
        if (isLive[from]) continue;
        isLive[from] = 1;
        stack.push(from);
      }
    }
    const keep = (nodes: readonly number[]): number[] => nodes.filter((node) => isLive[this.#local.get(node) ?? 0]);
    const nodes = part.filter((_, i) => isLive[i]);
    const next = new Map<number, readonly [readonly number[], readonly number[]]>();
    for (const [i, node] of part.entries()) if (isLive[i]) next.set(node, [keep(later[i]?.[0] ?? []), keep(later[i]?.[1] ?? [])]);
    return { nodes, next };
  }

  #laterHere(node: number, direction: 0 | 1, gone: Gone): number[] {
    return this.#net.laterNow(node, direction, gone).filter((to) => this.#local.has(to));
  }

  /** The jobs that a walk over the table of jobs can begin with. */
  #roots(live: Live, gone: Gone): number[] {
    return live.nodes.filter((node) => this.#net.net.newest(this.#net.node(node).unit, gone) !== undefined).map((n) => this.#local.get(n) ?? 0); // prettier-ignore
  }

  /** What may be known after one of the deletions of the last pass has moved the first of the table of jobs to its end. */
  #moves(state: State, live: Live): State[] {
    const roots = this.#roots(live, state.gone);
    if (state.deletions === 0 || roots.length < 2) return [];
    return state.orders.canBeFirst(ROOTS, roots).map((first) => {
      const orders = state.orders.withFirst(ROOTS, first, roots).withFirstMovedToEnd(ROOTS, first, roots);
      return { ...state, orders, deletions: state.deletions - 1, moves: state.moves + 1 };
    });
  }

  /** Follows every walk from every job that can be first, to the first cycle it meets. Returns false when the limit is hit. */
  #pass(state: State, live: Live, later: (state: State) => void): boolean {
    const roots = this.#roots(live, state.gone);
    for (const root of state.orders.canBeFirst(ROOTS, roots)) {
      if (!this.#walk(state, live, root, state.orders.withFirst(ROOTS, root, roots), later)) return false;
    }
    return true;
  }

  #walk(state: State, live: Live, root: number, rootOrders: WalkOrders, later: (state: State) => void): boolean {
    interface Frame {
      readonly node: number;
      readonly direction: 0 | 1;
      readonly candidates: readonly number[];
      readonly options: readonly number[];
      readonly orders: WalkOrders;
      /** How the walk came here. */
      readonly picks: Pick | null;
      at: number;
    }
    const path: Frame[] = [];
    const openAt = new Map<number, number>();
    const enter = (node: number, orders: WalkOrders, picks: Pick | null): void => {
      const next = live.next.get(this.#part[node] ?? -1) ?? [[], []];
      const direction = next[0].length > 0 ? 0 : 1;
      const candidates = next[direction].map((to) => this.#local.get(to) ?? 0);
      openAt.set(node, path.length);
      path.push({
        node,
        direction,
        candidates,
        options: orders.canBeFirst(tableOf(node, direction), candidates),
        orders,
        picks,
        at: 0,
      });
    };
    const global = (node: number): number => this.#part[node] ?? -1;
    enter(root, rootOrders, null);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      if (--this.#stepsLeft < 0) return false;
      const to = frame.options[frame.at++];
      if (to === undefined) {
        openAt.delete(frame.node);
        path.pop();
        continue;
      }
      const orders = frame.orders.withFirst(tableOf(frame.node, frame.direction), to, frame.candidates);
      const picks: Pick = { node: global(frame.node), direction: frame.direction, first: global(to), previous: frame.picks };
      const start = openAt.get(to);
      if (start === undefined) {
        enter(to, orders, picks);
        continue;
      }
      const cycle = path.slice(start).map((step) => global(step.node));
      const victim = cycle.findLast((node) => this.#net.isDroppable(node, state.gone));
      this.#stepsLeft -= path.length;
      const last: Pass = { previous: state.last, root: global(root), picks, cycle, victim: victim ?? null };
      if (victim === undefined) {
        const { victims, gone, moves } = state;
        if (!this.#endings.has('refused')) this.#endings.set('refused', { victims, gone, last, moves, isRefused: true });
        continue;
      }
      const gone = this.#net.net.withoutUnits([this.#net.node(victim).unit], state.gone);
      const victims = [...state.victims, victim].sort((a, b) => a - b);
      later({ gone, victims, orders, last, deletions: gone.size - state.gone.size + this.#otherDeletions, moves: state.moves });
    }
    return true;
  }
}

/** The picks of a pass, in the order in which they were made. */
export function picksOf(pass: Pass): Pick[] {
  const picks: Pick[] = [];
  for (let pick = pass.picks; pick !== null; pick = pick.previous) picks.push(pick);
  return picks.reverse();
}

/** The passes of an ending, in the order in which they happen. */
export function passesOf(last: Pass | null): Pass[] {
  const passes: Pass[] = [];
  for (let pass = last; pass !== null; pass = pass.previous) passes.push(pass);
  return passes.reverse();
}

/** The names of the directions by their number. */
export const DIRECTION_NAMES = ORDER_DIRECTIONS;
