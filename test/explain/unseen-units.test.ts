import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// systemd-analyze critical-chain of the same boot names long.service: test/oracle/boots/debian12-long/critical-chain-measure.txt.
test.each(['plot.svg', 'show.txt'])(
  'a unit that left no stamp does not take the blame from one whose stamps explain the wait: %s',
  async (name) => {
    const directory = mkdtempSync(join(tmpdir(), 'wantedby-unseen-'));
    try {
      const path = join(directory, name);
      writeFileSync(path, gunzipSync(readFileSync(`test/oracle/boots/debian12-long/${name}.gz`)));
      const manager = name === 'show.txt' ? ['test/oracle/boots/debian12-long/show-manager.txt'] : [];
      const { out, status } = await cli([
        'late',
        'measure.target',
        '--from',
        'measure.target',
        '--unit-path',
        'test/oracle/boots/units',
        '-q',
        '--measured',
        path,
        ...manager,
      ]);
      expect(status).toBe(0);
      expect(out.split('\n').slice(0, 2).join(' ')).toBe(
        'measure.target started at 61.2 s: it waited 61.2 s for long.service, because a target is ordered after the units that it pulls in, which took 61.2 s itself.',
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
);
