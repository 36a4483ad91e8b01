import type { JobSpan } from '../simulate/job.js';
import type { Simulation } from '../simulate/simulation.js';

/** An event of the Trace Event Format; times are microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: 'X' | 'M' | 's' | 'f' | 'i';
  readonly pid: 1;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly id?: number;
  readonly bp?: 'e';
  readonly s?: 'g';
  readonly args?: Readonly<Record<string, unknown>>;
}

/**
 * A run as a trace that the Perfetto and Chrome viewers open: a track for each unit, a slice for waiting and one for working of each
 * job, and an arrow from the job that let another go on.
 */
export function perfettoTrace(run: Simulation): string {
  const tracks = new Map<string, number>();
  for (const { unit } of run.jobs) if (!tracks.has(unit)) tracks.set(unit, tracks.size + 1);
  const events: TraceEvent[] = [{ name: 'process_name', cat: '', ph: 'M', pid: 1, tid: 0, ts: 0, args: { name: 'systemd' } }];
  for (const [unit, tid] of tracks)
    events.push({ name: 'thread_name', cat: '', ph: 'M', pid: 1, tid, ts: 0, args: { name: unit } });
  const trackOf = (span: JobSpan): number => tracks.get(span.unit) ?? 0;
  const at = (time: number): number => time - run.requestedAt;
  let arrow = 0;
  for (const span of run.jobs) {
    const end = span.finished ?? run.endedAt;
    const begin = span.running ?? end;
    const tid = trackOf(span);
    const job = { cat: 'job', ph: 'X' as const, pid: 1 as const, tid };
    if (begin > span.installed)
      events.push({ ...job, name: `${span.type} waits`, ts: at(span.installed), dur: begin - span.installed });
    const args = { result: span.result ?? 'waiting' };
    if (span.running !== null) events.push({ ...job, name: span.type, ts: at(begin), dur: Math.max(1, end - begin), args });
    const { releasedBy } = span;
    if (releasedBy?.finished == null || span.running === null || !tracks.has(releasedBy.unit)) continue;
    arrow++;
    const flow = { name: 'released by', cat: 'order', pid: 1 as const, id: arrow };
    events.push({ ...flow, ph: 's', tid: trackOf(releasedBy), ts: at(releasedBy.finished) });
    events.push({ ...flow, ph: 'f', bp: 'e', tid, ts: at(begin) });
  }
  return JSON.stringify({ displayTimeUnit: 'ms', traceEvents: events });
}
