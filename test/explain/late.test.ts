import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../support/cli.js';

const here = join(dirname(fileURLToPath(import.meta.url)), '../oracle');
const recorded = JSON.parse(readFileSync(join(here, 'critical-chain/cases.json'), 'utf8')) as {
  cases: Record<string, { boot: object; criticalChain: string[]; log: string[] }>;
};

interface LateJson {
  readonly answer: string;
  readonly culprit: string;
  readonly chain: readonly { readonly unit: string; readonly result: string; readonly waited: number; readonly itself: number }[];
  readonly causes: readonly { readonly id: string }[];
  readonly savings: readonly { readonly saved: number; readonly change: { readonly kind: string } }[];
}

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'wantedby-late-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function late(name: string, ...more: string[]): Promise<{ text: string; json: LateJson }> {
  const record = join(scratch, `${name}.json`);
  writeFileSync(record, JSON.stringify(recorded.cases[name]?.boot));
  const argv = ['late', 'app.service', '--from', 'case.target', '--unit-path', join(here, 'critical-chain/units', name), '--measured', record, ...more]; // prettier-ignore
  const [text, json] = [await cli(argv), await cli([...argv, '--json'])];
  expect(text.status, text.err).toBe(0);
  return { text: text.out, json: JSON.parse(json.out) as LateJson };
}

/** What critical-chain says was the last that the unit waited for. */
const blamed = (name: string): string => /└─(\S+)/.exec(recorded.cases[name]?.criticalChain.join('\n') ?? '')?.[1] ?? '';

describe('where critical-chain blames the wrong unit, late names the right one', () => {
  test.each([
    ['failed', 'a oneshot that failed'],
    ['timeout', 'a start that timed out'],
    ['restart', 'a service that was restarted after the boot'],
  ])('%s: %s', async (name) => {
    const { json } = await late(name);
    // The manager's own log: the last that app.service was held back by is slow.service, and its job ended as failed.
    expect(recorded.cases[name]?.log.filter((line) => line.includes('held-back app.service')).at(-1)).toMatch(/slow\.service$/);
    expect(blamed(name)).toBe('quick.service');
    expect(json.chain.map(({ unit, result }) => [unit, result])).toEqual([
      ['app.service', 'done'],
      ['slow.service', 'failed'],
    ]);
    expect(json.culprit).toBe('slow.service');
    expect(json.answer).toMatch(
      /^app\.service started at .* it waited .* for slow\.service, because of After= in .*app\.service:5, which took /,
    );
  });

  test('socket: a service that its socket started late', async () => {
    const { json } = await late('socket');
    expect(blamed('socket')).toBe('quick.service');
    expect(recorded.cases.socket?.log).toContain('774.3 job-installed app.service start');
    expect(json.answer).toMatch(
      /^app\.service started at 861 ms: it was only asked for at 758 ms, by app\.socket as it seems, and took 102 ms itself\.$/,
    );
    expect(json.causes.map(({ id }) => id)).toContain('asked-for-late');
  });

  test('a time-out is named as one', async () => {
    const { json } = await late('timeout');
    expect(json.causes.map(({ id }) => id)).toContain('start-timeout');
  });

  test('a oneshot without a limit is named', async () => {
    const { json } = await late('failed');
    expect(json.causes.map(({ id }) => id)).toContain('unbounded-oneshot');
  });
});

describe('the answer of late', () => {
  test('begins with a sentence that says who, why and which line, and fits 80 columns where names do', async () => {
    const { text } = await late('failed');
    expect(text.split('\n').slice(0, 3).join(' ')).toMatch(/^app\.service started at 1\.09 s: it waited 967 ms for slow\.service/);
    for (const line of text.split('\n')) if (!/\S{60}/.test(line)) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test('adds up: waiting and own time of a step are its end', async () => {
    const { json } = await late('failed');
    const [app, slow] = json.chain;
    expect(app?.waited).toBeCloseTo(slow?.itself ?? 0, 6);
  });

  test('knows what the sample waits for, and what leaving the order away saves', async () => {
    const { out } = await cli(['late', 'api.service', '--root', 'samples/slow-start', '--json', '-q']);
    const json = JSON.parse(out) as LateJson;
    // The wait for the network ends after 0.4 s + 120 s; the application takes 1.2 s. Without it the database is what counts: 0.4 + 2.5 s.
    expect(json.chain.map(({ unit }) => unit)).toEqual(['api.service', 'network-online.target', 'systemd-networkd-wait-online.service', 'systemd-networkd.service']); // prettier-ignore
    expect(json.savings[0]?.saved).toBeCloseTo(120.4 - 2.9, 2);
    expect(json.causes.map(({ id }) => id)).toContain('waits-for-network-online');
  });

  test('tells of a stop at shutdown', async () => {
    const { out, status } = await cli([
      'late',
      'api.service',
      '--root',
      'samples/slow-start',
      '--from',
      'poweroff.target',
      '--json',
      '-q',
    ]);
    expect(status).toBe(0);
    // multi-user.target is ordered after it, so it goes first when both stop.
    expect((JSON.parse(out) as LateJson).chain.map(({ unit }) => unit)).toEqual(['api.service', 'multi-user.target']);
  });

  test('tells which program a stop waited for, and what would help', async () => {
    const service = (order: string): string =>
      `[Unit]\nDefaultDependencies=no\nConflicts=shutdown.target\nBefore=shutdown.target\n${order}[Service]\nExecStart=/bin/x\n`;
    const units: Record<string, string> = {
      'default.target': '[Unit]\nAllowIsolate=yes\nWants=app.service db.service\n',
      'poweroff.target': '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\nRequires=shutdown.target\nAfter=shutdown.target\n',
      'shutdown.target': '[Unit]\nDefaultDependencies=no\n',
      'app.service': service('After=db.service\n'),
      'db.service': service(''),
      'scenario.json': JSON.stringify({
        target: 'default.target',
        world: {
          programs: [
            { unit: 'app.service', setting: 'ExecStart', exit: null, onTerm: { after: 4 } },
            { unit: 'db.service', setting: 'ExecStart', exit: null, onTerm: { after: 1 } },
          ],
        },
      }),
    };
    for (const [name, text] of Object.entries(units)) writeFileSync(join(scratch, name), text);
    const { out } = await cli(['late', 'db.service', '--unit-path', scratch, '--enable', 'none', '--scenario', join(scratch, 'scenario.json'), '--from', 'poweroff.target', '--json', '-q']); // prettier-ignore
    const json = JSON.parse(out) as LateJson;
    // What is ordered after it stops first: app takes 4 s to end, then db 1 s.
    expect(json.answer).toMatch(
      /^db\.service was stopped at 5\.00 s: it waited 4\.00 s for app\.service, because of After= in .*app\.service:5 \(stops go in reverse\), which took 4\.00 s itself\.$/,
    );
    expect(json.savings.map(({ change, saved }) => [change.kind, Math.round(saved)])).toEqual([
      ['order', 4],
      ['instant', 4],
      ['gone', 4],
      ['instant', 1],
    ]);
  });

  test('of what was not started names what failed, and the line that needs it', async () => {
    const { out } = await cli(['late', 'frontend.service', '--root', 'samples/failure-cascade', '-q']);
    // storage.service fails, and with it storage.target, database.service and api.service.
    expect(out.split('\n').slice(0, 3).join(' ')).toBe(
      'frontend.service was not started: it cannot do without api.service, because of Requires= in /usr/lib/systemd/system/frontend.service:3; that was not started because storage.service failed at 3.00 s (by way of 2 others).',
    );
  });

  test('of what was skipped names the condition with its line', async () => {
    writeFileSync(join(scratch, 'skip.service'), '[Unit]\nDefaultDependencies=no\nConditionPathExists=/none\n[Service]\nExecStart=/bin/x\n'); // prettier-ignore
    writeFileSync(join(scratch, 'skip.target'), '[Unit]\nAllowIsolate=yes\nWants=skip.service\n');
    const argv = ['late', 'skip.service', '--unit-path', scratch, '--enable', 'none', '--from', 'skip.target', '-q'];
    const { out } = await cli(argv);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /skip\.service was skipped at 0 s: ConditionPathExists=\/none does not hold \(\S+skip\.service:3\)\./,
    );
    expect(out.replace(/\s+/g, ' ')).toMatch(/^No times were given \(--measured, --scenario\)/);
  });

  test('refuses a record that is none', async () => {
    const { status, err } = await cli(['late', 'api.service', '--root', 'samples/slow-start', '--measured', 'package.json']);
    expect(status).toBe(2);
    expect(err).toContain('package.json is no record of a boot that can be read.');
  });
});

describe('what late says would be saved', () => {
  const rows = JSON.parse(readFileSync(join(here, 'savings/savings.json'), 'utf8')) as {
    scenario: string;
    told: number;
    real: number;
  }[];

  test('is what was saved when the change was made for real', () => {
    // A timer of the manager fires up to 250 ms late; all else is what boots of the same files differ by.
    const slack = (scenario: string): number => (/time(?:r|out)/.test(scenario) ? 250 : 25);
    expect(rows.length).toBeGreaterThanOrEqual(20);
    expect(rows.filter(({ scenario, told, real }) => Math.abs(told - real) > slack(scenario))).toEqual([]);
  });
});
