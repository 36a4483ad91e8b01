import type { Span, Timeline } from '../protocol.js';

/** A job before its slack is known. */
export type RawSpan = Omit<Span, 'slack'>;

/**
 * Works out the chain that sets the time of the root, and for every job how much later it may finish.
 *
 * The slack counts from when a job could run: a job that is late to start has used that time already.
 *
 * @param waitsFor for a unit, the units it is ordered after
 */
export function completeTimeline(
  spans: readonly RawSpan[],
  root: number,
  waitsFor: (unit: number) => readonly number[],
  rest: Omit<Timeline, 'spans' | 'chain' | 'end'>,
): Timeline {
  // The first job of a unit counts: later ones are restarts.
  const byUnit = new Map<number, RawSpan>();
  for (const span of spans) if (!byUnit.has(span.unit)) byUnit.set(span.unit, span);
  const end = Math.max(0, ...spans.map((span) => span.finished ?? span.running));
  const chain: number[] = [];
  const seen = new Set<number>();
  for (let at = byUnit.get(root); at && !seen.has(at.unit); at = byUnit.get(at.releasedBy)) {
    seen.add(at.unit);
    chain.unshift(at.unit);
  }
  const latest = new Map<number, number>();
  const rootEnd = byUnit.get(root)?.finished;
  if (typeof rootEnd === 'number') latest.set(root, rootEnd);
  const ordered = [...byUnit.values()].sort((a, b) => (b.finished ?? 0) - (a.finished ?? 0) || b.runnable - a.runnable);
  // Walked from the end: a predecessor must be done when its follower has to be ready.
  const queue = [...ordered];
  for (let pass = 0; pass < PASS_COUNT; pass++) {
    let isChanged = false;
    for (const span of queue) {
      const limit = latest.get(span.unit);
      if (limit === undefined || span.finished === null) continue;
      const ready = limit - (span.finished - span.runnable);
      for (const before of waitsFor(span.unit)) {
        const other = byUnit.get(before);
        if (!other || other.finished === null || other.finished > span.runnable) continue;
        if ((latest.get(before) ?? Infinity) > ready) {
          latest.set(before, ready);
          isChanged = true;
        }
      }
    }
    if (!isChanged) break;
  }
  return {
    ...rest,
    chain,
    end,
    spans: spans.map((span) => {
      const limit = latest.get(span.unit);
      const slack = limit === undefined || span.finished === null ? null : Math.max(0, limit - span.finished);
      return { ...span, slack: slack === null ? null : Math.round(slack * 1000) / 1000 };
    }),
  };
}

const PASS_COUNT = 50;
