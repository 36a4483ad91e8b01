import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { requestsOf, type Answer, type AskedRequest } from './answer.js';
import type { Moment } from './hold.js';
import type { RenderedSet, UnitSet } from './unit-set.js';

/** The keys of `oracle-boot/1` that are looked at. */
export interface BootRecord {
  /** null: there was no manager left to ask. */
  readonly manager: object | null;
  readonly finishedMs: number | null;
  readonly pendingJobs: readonly { readonly unit: string; readonly type: string }[];
  readonly units: Readonly<
    Record<
      string,
      {
        readonly loadState: string;
        readonly activeState: string | null;
        readonly subState: string | null;
        readonly result: string | null;
      }
    >
  >;
  readonly events: readonly {
    readonly t: number;
    readonly phase: string;
    readonly kind: string;
    readonly unit?: string;
    readonly type?: string;
    readonly result?: string;
  }[];
}

const SAID = /\(1\) (\S+): (Trying to enqueue job|Installed new job|Merged into running job, re-running:|Merged) (\S+\/\S+)/;

/** The requests of a boot, from its log: the record does not have all ways in which a job is merged into another. */
function requestsIn(log: string): AskedRequest[] {
  const requests: (AskedRequest & { installed: string[] })[] = [];
  for (const line of log.split('\n')) {
    const [, , what = '', job = ''] = SAID.exec(line) ?? [];
    if (what === 'Trying to enqueue job') {
      const [unit = '', type = '', mode = ''] = job.split('/');
      requests.push({ unit, type, mode, installed: [] });
    } else if (what !== '') requests.at(-1)?.installed.push(what.startsWith('Merged') ? `${job} (merged)` : job);
  }
  return requests;
}

/** A boot as it was recorded. */
export interface Boot {
  readonly record: BootRecord;
  /** The console, as the oracle keeps it. */
  readonly log: string;
  /** Seconds from the request to the look at the units. */
  readonly at: number;
}

/** A boot in the form that is compared. */
export function answerOfBoot({ record, log }: Boot): Answer {
  const gaveUp = record.manager === null;
  return {
    gaveUp,
    ...requestsOf(requestsIn(log)),
    ended: record.events
      .filter(({ kind }) => kind === 'job-finished')
      .map(({ unit = '', type = '', result = '' }) => `${unit}/${type} ${result}`),
    states: Object.fromEntries(
      Object.entries(gaveUp ? {} : record.units)
        .filter(([, { loadState }]) => loadState !== 'unloaded')
        .map(([unit, { loadState, activeState, subState, result }]) => [
          unit,
          [loadState, activeState, subState, result].filter(Boolean).join(' '),
        ]),
    ),
    pending: record.pendingJobs.map(({ unit, type }) => `${unit}/${type}`),
  };
}

/** Seconds from the request to the look at the units; null where nobody could look. */
function lookedAfter(log: string): number | null {
  const lines = log.split('\n');
  const stampOf = (text: string): number => Number.parseFloat(lines.find((line) => line.includes(text)) ?? '');
  const seconds = (stampOf('member=ListUnitsByPatterns') - stampOf(': Trying to enqueue job')) / 1000;
  return Number.isNaN(seconds) ? null : seconds;
}

/** How a boot is asked for. */
export interface BootOptions {
  readonly oracle: string;
  readonly root: string;
  readonly moment: Moment;
  readonly seed: number;
}

/** Boots a set for real. */
export async function bootSet(set: UnitSet, rendered: RenderedSet, options: BootOptions): Promise<Boot> {
  const scratch = mkdtempSync(join(tmpdir(), 'wantedby-boot-'));
  const units = join(scratch, 'units');
  const raw = join(scratch, 'console');
  mkdirSync(units);
  for (const [name, text] of Object.entries(rendered.files)) {
    if (text === null) symlinkSync('/dev/null', join(units, name));
    else {
      mkdirSync(dirname(join(units, name)), { recursive: true });
      writeFileSync(join(units, name), text);
    }
  }
  const { oracle, root, moment, seed } = options;
  // The oracle waits until no job is left, and then for a time; where one stays it waits until its own limit.
  const settle = moment.finished === null ? 0 : moment.at - moment.finished;
  const timeout = moment.finished === null ? moment.at + 0.6 : moment.finished + 6;
  try {
    const argv = [join(oracle, 'boot.mjs'), '--unit', set.target, '--unit-path', units, '--root', root, '--seed', String(seed)];
    argv.push('--timeout', timeout.toFixed(2), '--settle', settle.toFixed(2), '--raw', raw);
    if (set.hasDevices) argv.push('--devices');
    const record = JSON.parse(await outputOf(argv)) as BootRecord;
    const log = readFileSync(raw, 'utf8');
    return { record, log, at: lookedAfter(log) ?? moment.at };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What the oracle prints. */
export function outputOf(argv: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve(out) : reject(new Error(`${argv.join(' ')}: ${err.trim()}`))));
  });
}
