import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the oracle's comparison says of two dumps. */
export interface Comparison {
  readonly equal: boolean;
  readonly unitCount: number;
  readonly edgeCount: number;
  readonly differenceCount: number;
  readonly text: string;
}

interface Group {
  expected: number;
}
interface Result {
  equal: boolean;
  units?: Group & { missing: unknown[]; extra: unknown[] };
  groups?: Record<string, Group>;
  missing?: unknown[];
  extra?: unknown[];
  fields?: unknown[];
  origins?: unknown[];
  okDiffers?: unknown;
  jobs?: { missing: unknown[]; extra: unknown[] } | null;
}

/** Holds one of our dumps against a record of the real systemd, with `compare.mjs` of the shared folder. */
export function compareDumps(shared: string, expected: string, actual: string, options: readonly string[] = []): Comparison {
  const directory = mkdtempSync(join(tmpdir(), 'wantedby-compare-'));
  try {
    const [exp, act] = [join(directory, 'expected.json'), join(directory, 'actual.json')];
    writeFileSync(exp, expected);
    writeFileSync(act, actual);
    const call = (...more: string[]) =>
      spawnSync(
        process.execPath,
        [
          join(shared, 'oracle/compare.mjs'),
          exp,
          act,
          '--origins',
          '--ignore-origin',
          'mountinfo,udev,proc-swap',
          ...options,
          ...more,
        ],
        {
          encoding: 'utf8',
          maxBuffer: 1 << 28,
        },
      );
    const { equal, results } = JSON.parse(call('--json').stdout) as { equal: boolean; results: Result[] };
    const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
    return {
      equal,
      unitCount: sum(results.map((r) => r.units?.expected ?? 0)),
      edgeCount: sum(results.flatMap((r) => Object.values(r.groups ?? {}).map((g) => g.expected))),
      differenceCount: sum(
        results.map(
          (r) =>
            (r.missing?.length ?? 0) +
            (r.extra?.length ?? 0) +
            (r.fields?.length ?? 0) +
            (r.origins?.length ?? 0) +
            (r.units?.missing.length ?? 0) +
            (r.units?.extra.length ?? 0) +
            (r.okDiffers ? 1 : 0) +
            (r.jobs?.missing.length ?? 0) +
            (r.jobs?.extra.length ?? 0),
        ),
      ),
      text: equal ? '' : call('--max', '10').stdout,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
