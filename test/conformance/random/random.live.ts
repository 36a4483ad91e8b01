import { describe, expect, test } from 'vitest';
import { bootPlace } from '../can-boot.js';
import { shown, tally, trySeeds } from './live.js';

const place = bootPlace();
const COUNT = Number(process.env.WANTEDBY_RANDOM_COUNT ?? 200);
const FROM = Number(process.env.WANTEDBY_RANDOM_FROM ?? 1);

describe.skipIf(place === null)('Random sets of units', () => {
  test(
    `${String(COUNT)} sets end as the real manager ends them`,
    async () => {
      if (place === null) return;
      const results = await trySeeds(place, {
        from: FROM,
        count: COUNT,
        tell: (result) => {
          if (typeof result.verdict !== 'string' && result.verdict.kind === 'different') console.log(shown(result));
        },
      });
      console.log(`seeds ${String(FROM)} to ${String(results.at(-1)?.seed)}: ${tally(results)}`);
      const different = results.filter(({ verdict }) => typeof verdict !== 'string' && verdict.kind === 'different');
      expect(different.map(shown)).toEqual([]);
    },
    4 * 3600 * 1000,
  );
});
