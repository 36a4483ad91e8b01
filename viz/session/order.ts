import { transitiveReduction } from '../../src/index.js';
import { groupsAlike, orderGraph } from '../layout/order-graph.js';
import type { OrderAnswer, OrderInput } from '../protocol.js';

/** The order of units with the library's reduction: what is drawn of it. Cost: for thousands of units, tenths of a second. */
export function orderOf(input: OrderInput, progress: (done: number, text: string) => void = () => undefined): OrderAnswer {
  progress(0.1, 'working out the order');
  const after = new Map<number, number[]>();
  for (let i = 0; i + 1 < input.after.length; i += 2) {
    const [unit = 0, other = 0] = [input.after[i], input.after[i + 1]];
    const list = after.get(unit);
    if (list) list.push(other);
    else after.set(unit, [other]);
  }
  const foldable = new Set(input.foldable);
  const graph = orderGraph({
    units: input.units,
    after: (unit) => after.get(unit) ?? [],
    reduce: transitiveReduction,
    isFoldable: (unit) => foldable.has(unit),
    fold: input.fold,
  });
  const kinds = new Map(input.units.map((unit, i) => [unit, input.kinds[i] ?? '']));
  return { ...graph, groups: input.fold ? groupsAlike(graph, (unit) => kinds.get(unit) ?? null) : [] };
}
