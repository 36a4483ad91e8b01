import type { BootPlace } from '../can-boot.js';
import { generateSet } from './generate.js';
import { holdAgainst, isQuiet, quietMoment, type Unfit, type Verdict } from './hold.js';
import { answerOfBoot, bootSet } from './real.js';
import { STUBS } from './stubs.js';
import { render } from './unit-set.js';

/** What came of a seed. */
export interface SeedResult {
  readonly seed: number;
  readonly verdict: Verdict | Unfit | 'unfit';
}

/** How far the real moment of looking may be from the planned one without a new check. */
const NEAR = 0.3;

/** Boots the set of a seed for real and holds the answer against the simulator's. A difference is looked at twice. */
export async function trySeed(seed: number, place: BootPlace): Promise<SeedResult> {
  const set = generateSet(seed);
  const moment = quietMoment(set, STUBS);
  if (typeof moment === 'string') return { seed, verdict: moment };
  const once = async (): Promise<Verdict | 'unfit'> => {
    const boot = await bootSet(set, render(set, null), { ...place, moment, seed: 0 });
    const isNear = Math.abs(boot.at - moment.at) <= NEAR;
    if (!isNear && !isQuiet(set, STUBS, boot.at)) return 'unfit';
    return holdAgainst(set, STUBS, answerOfBoot(boot), isNear ? moment : { ...moment, at: boot.at });
  };
  const first = await once();
  const isDifferent = first !== 'unfit' && first.kind === 'different';
  return { seed, verdict: isDifferent ? await once() : first };
}

/** Tries seeds, two at a time, until so many sets were booted. */
export async function trySeeds(
  place: BootPlace,
  options: { readonly from: number; readonly count: number; readonly tell?: (result: SeedResult) => void },
): Promise<SeedResult[]> {
  const results: SeedResult[] = [];
  let next = options.from;
  const booted = (): number => results.filter(({ verdict }) => typeof verdict !== 'string').length;
  let underway = 0;
  const worker = async (): Promise<void> => {
    while (booted() + underway < options.count) {
      const seed = next++;
      underway++;
      const result = await trySeed(seed, place);
      underway--;
      results.push(result);
      options.tell?.(result);
    }
  };
  await Promise.all([worker(), worker()]);
  return results.sort((a, b) => a.seed - b.seed);
}

/** The results in a table. */
export function tally(results: readonly SeedResult[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of results) {
    const kind = typeof verdict === 'string' ? verdict : verdict.kind;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${kind} ${String(count)}`).join(', ');
}

/** A difference, to read. */
export function shown({ seed, verdict }: SeedResult): string {
  return typeof verdict === 'string'
    ? `seed ${String(seed)}: ${verdict}`
    : [`seed ${String(seed)}: ${verdict.kind}`, ...verdict.nearest].join('\n  ');
}
