import type { BreakClass, BreakEntry, Breaks, PageModel } from '../protocol.js';
import { indexModel } from '../model.js';

/**
 * Who is touched when the start of a unit fails, among the units that get a start job: requirement with order fails with it, requirement
 * without order may (it is a race), the others go on or only wait. Breadth first, so that `via` is the nearest unit that fails.
 */
export function breaksOf(model: PageModel, unit: number): Breaks {
  const index = indexModel(model);
  const hasJob = (i: number): boolean => model.units[i]?.fate === 'start';
  const entries = new Map<number, BreakEntry>();
  const add = (entry: BreakEntry): boolean => {
    const known = entries.get(entry.unit);
    if (entry.unit === unit || (known && RANK[known.class] <= RANK[entry.class])) return false;
    entries.set(entry.unit, entry);
    return true;
  };
  // Certain failures first, so that they are not taken for races.
  for (const level of ['fails', 'race'] as const) {
    const queue = level === 'fails' ? [unit] : [unit, ...[...entries.values()].map((entry) => entry.unit)];
    for (let i = 0; i < queue.length; i++) {
      const failed = queue[i] ?? 0;
      for (const kind of ['Requires', 'BindsTo', 'Requisite'] as const) {
        for (const other of index.in(kind, failed)) {
          if (!hasJob(other)) continue;
          const isOrdered = index.isAfter(other, failed);
          if (level === 'fails' && !isOrdered) continue;
          const isCertain = isOrdered && (failed === unit || entries.get(failed)?.class === 'fails');
          if (add({ unit: other, class: isCertain ? 'fails' : 'race', via: failed, kind })) queue.push(other);
        }
      }
    }
  }
  const failed = [unit, ...[...entries.values()].map((entry) => entry.unit)];
  for (const from of failed) {
    for (const kind of ['Wants', 'Upholds'] as const)
      for (const other of index.in(kind, from)) if (hasJob(other)) add({ unit: other, class: 'goes-on', via: from, kind });
    for (const other of index.in('After', from)) if (hasJob(other)) add({ unit: other, class: 'waits', via: from, kind: 'After' });
  }
  return { unit, hasJob: hasJob(unit), entries: [...entries.values()].sort((a, b) => a.unit - b.unit) };
}

const RANK: Readonly<Record<BreakClass, number>> = { fails: 0, race: 1, 'goes-on': 2, waits: 3 };
