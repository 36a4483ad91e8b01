import { describe, expect, test } from 'vitest';
import { simulationText } from '../../src/report/simulation.js';
import { plainStyle } from '../../src/report/style.js';
import type { Simulation } from '../../src/simulate/simulation.js';
import { BY_NAME, seeded, type Choices } from '../../src/transaction/choices.js';
import { startupJobs } from '../../src/transaction/startup-jobs.js';
import { answerOf, runSet } from '../conformance/random/simulated.js';
import { STUBS } from '../conformance/random/stubs.js';
import { loadMemory } from '../support/load-memory.js';
import type { Answer } from '../conformance/random/answer.js';

interface Options {
  readonly hasDevices?: boolean;
  readonly programs?: readonly unknown[];
  readonly steps?: readonly unknown[];
  readonly duration?: number | null;
  /** Files that the target does not want. */
  readonly unwanted?: readonly string[];
  readonly choices?: Choices;
}

/** Boots units into `boot.target`, which wants all of them but instances, with the stubs below them. */
function run(files: Readonly<Record<string, string>>, options: Options = {}): Simulation {
  const { hasDevices = false, programs = [], steps = [], duration = 5, choices = BY_NAME, unwanted = [] } = options;
  const wanted = Object.keys(files).filter((name) => !unwanted.includes(name));
  const wants = wanted.map((name) => `Wants=${name}\n`);
  const all = { 'boot.target': `[Unit]\nAllowIsolate=yes\n${wants.join('')}`, ...files };
  const set = { seed: 0, target: 'boot.target', hasDevices, files: all, programs: [], steps: [] };
  return runSet(set, { files: all, programs, steps }, { stubs: STUBS, choices, duration });
}

const boot = (files: Readonly<Record<string, string>>, options: Options = {}): Answer => answerOf(run(files, options));

const count = (list: readonly string[], start: string): number => list.filter((line) => line.startsWith(start)).length;

const UPHELD = {
  'f.service': '[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/true\n',
  'up.service': '[Unit]\nUpholds=f.service\n[Service]\nType=oneshot\nExecStart=/bin/true\nRemainAfterExit=yes\n',
  'w.service': '[Service]\nType=oneshot\nExecStart=/bin/sleep 20\n',
};

// Each of these was found as a difference between a random set that was booted for real and the simulator.
describe('Rules found by booting random sets', () => {
  test('a job that somebody outside asked for is not collected while they are there', () => {
    // Real: `systemctl --no-block stop dev-hen.device` of a device that is not there ends done, not collected.
    const { ended } = boot(
      { 'dev-hen.device': '[Unit]\n', 'other.service': '[Service]\nExecStart=/bin/sleep infinity\n' },
      { hasDevices: true, steps: [{ at: 1, run: 'systemctl --no-block stop dev-hen.device' }] },
    );
    expect(ended).toContain('dev-hen.device/stop done');
    expect(ended).not.toContain('dev-hen.device/stop collected');
  });

  test('a job that was asked for from outside is not looked at again when they are gone', () => {
    // Real: nothing waits for the job of `systemctl --no-block start dev-lynx.device`, and it stays.
    const { ended, pending } = boot(
      {
        'other.service': '[Unit]\nBefore=dev-lynx.device\n[Service]\nExecStart=/bin/sleep infinity\n',
        'dev-lynx.device': '[Unit]\n',
      },
      { hasDevices: true, steps: [{ at: 1, run: 'systemctl --no-block start dev-lynx.device' }] },
    );
    expect(ended).not.toContain('dev-lynx.device/start collected');
    expect(pending).toContain('dev-lynx.device/start');
  });

  test('a request for a device that comes to nothing ends done, too', () => {
    const { ended } = boot(
      { 'dev-hen.device': '[Unit]\nJobTimeoutSec=1\n' },
      { hasDevices: true, steps: [{ at: 2, run: 'systemctl --no-block try-restart dev-hen.device' }] },
    );
    expect(ended.filter((line) => line.startsWith('dev-hen.device/nop'))).toEqual(['dev-hen.device/nop done']);
  });

  test("a container's /proc/sys is read-only where its /sys is", () => {
    // Real: systemd-sysctl.service has ConditionPathIsReadWrite=/proc/sys/ and does not run in a container.
    const unit = '[Unit]\nConditionPathIsReadWrite=/proc/sys/\n[Service]\nExecStart=/bin/sleep infinity\n';
    expect(boot({ 'a.service': unit }).states['a.service']).toBe('loaded inactive dead success');
    expect(boot({ 'a.service': unit }, { hasDevices: true }).states['a.service']).toBe('loaded active running success');
  });

  test('a failed start is told to those with Requires=, Requisite= and BindsTo= in any order', () => {
    // Real: 31 boots, each with another key of the hash tables, had all 3! orders of the three kinds.
    const after = (kind: string): string =>
      `[Unit]\n${kind}=gnu.service\nAfter=gnu.service\n[Service]\nExecStart=/bin/sleep infinity\n`;
    const units = {
      'gnu.service': '[Service]\nType=oneshot\nExecStart=/bin/false\n',
      'hen.service': after('Requires'),
      'bee.service': after('Requisite'),
      'jay.service': after('BindsTo'),
    };
    const orders = Array.from({ length: 60 }, (_, seed) =>
      boot(units, { choices: seeded(seed) })
        .ended.filter((line) => line.endsWith('.service/start dependency'))
        .map((line) => line.slice(0, 3))
        .join(' '),
    );
    const all = ['bee hen jay', 'bee jay hen', 'hen bee jay', 'hen jay bee', 'jay bee hen', 'jay hen bee'];
    expect(new Set(orders)).toEqual(new Set(all));
  });

  test('a path looks again only when no job is left to run', () => {
    // Real: the upheld unit is started 16 times before the path looks again; then 200 starts of what it triggers are its limit.
    const { later, states } = boot({
      'kite.path': '[Unit]\nUpholds=owl.service\nAfter=owl.service\n[Path]\nPathExists=/etc/passwd\n',
      'kite.service':
        '[Unit]\nConditionPathExists=/run/no-flag\nBindsTo=owl.service\n[Service]\nType=oneshot\nExecStart=/bin/true\n',
      'owl.service': '[Unit]\nConditionPathExists=/no/such/path\nWants=kite.service\n[Service]\nExecStart=/bin/sleep infinity\n',
    });
    expect(count(later, 'owl.service/start/fail')).toBe(16);
    expect(count(later, 'kite.service/start/replace')).toBe(200);
    expect(states['kite.path']).toBe('loaded failed failed trigger-limit-hit');
  });

  test('a unit stays in memory while what it would start on failure or success has a job', () => {
    // Real: slices cannot fail, so OnFailure= of one is ignored, but the units are loaded; `rat.target` and `cat.target` stay, `ox.target` goes.
    const { states } = boot(
      {
        'lynx.slice': '[Unit]\nOnFailure=rat.target cat.target ox.target\n',
        'bee.service': '[Service]\nExecStart=/bin/sleep infinity\n',
        ...Object.fromEntries(
          Object.entries({ rat: 'OnFailure', cat: 'OnSuccess', ox: 'Wants' }).map(([name, kind]) => [
            `${name}.target`,
            `[Unit]\n${kind}=bee.service\n`,
          ]),
        ),
      },
      { unwanted: ['rat.target', 'cat.target', 'ox.target'] },
    );
    expect(states['rat.target']).toBe('loaded inactive dead');
    expect(states['cat.target']).toBe('loaded inactive dead');
    expect(states).not.toHaveProperty('ox.target');
  });

  test('perpetual units come up one after the other, in any order', () => {
    // Real: of 40 boots 16, 11 and 13.
    const units = {
      '-.mount.d/1.conf': '[Unit]\nWants=a.service\n',
      'a.service': '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sleep infinity\n',
    };
    const all = ['a.service/start', 'a.service/start system.slice/start', '-.slice/start a.service/start system.slice/start'];
    const seeds = Array.from({ length: 60 }, (_, seed) => seeded(seed));
    expect(new Set(seeds.map((choices) => boot(units, { choices, unwanted: ['-.mount.d/1.conf'] }).jobs.join(' ')))).toEqual(
      new Set(all),
    );
    const { graph } = loadMemory(units, []);
    const queued = seeds.map((choices) => startupJobs(graph, choices).map(({ unit, type }) => `${unit.id}/${type}`));
    // What the manager queued before the perpetual units were up is done when all of them are.
    expect(new Set(queued.map((jobs) => jobs.join(' ')))).toEqual(new Set(['a.service/start']));
  });

  test.each([
    ['reboot', 'Rebooting'],
    ['reboot-force', 'Forcibly rebooting'],
    ['reboot-immediate', 'Rebooting immediately'],
    ['poweroff', 'Powering off'],
    ['poweroff-force', 'Forcibly powering off'],
    ['poweroff-immediate', 'Powering off immediately'],
    ['exit', 'Exiting'],
    ['exit-force', 'Exiting immediately'],
  ])('FailureAction=%s is logged as systemd words it', (action, text) => {
    const unit = `[Unit]\nFailureAction=${action}\n[Service]\nType=oneshot\nExecStart=/bin/false\n`;
    const { log, isHalted } = run({ 'a.service': unit });
    expect(log.map((line) => line.text)).toContain(`${text}: unit a.service failed`);
    // Only poweroff.target is among the stubs, and its service ends the machine.
    expect(isHalted).toBe(action.includes('-') || action === 'poweroff');
  });

  test('what fails again and again under Upholds= waits until its rate limit is over', () => {
    // Real: f.service is started with up.service, then 16 times at once, then "Will retry later."; 16 times again after 10.3 and 20.5 s.
    const { ended, states, log, later } = {
      ...boot(UPHELD, { duration: 9, unwanted: ['f.service'] }),
      log: run(UPHELD, { duration: 9, unwanted: ['f.service'] }).log,
    };
    expect(count(ended, 'f.service/start')).toBe(17);
    expect(count(later, 'f.service/start/fail')).toBe(16);
    expect(
      log.filter(({ text }) => text.includes('but not starting since we tried this too often recently. Will retry later.')),
    ).toHaveLength(1);
    expect(states['up.service']).toBe('loaded active exited success');
    const whole = boot(UPHELD, { duration: 22, unwanted: ['f.service'] });
    expect(count(whole.ended, 'f.service/start')).toBe(49);
    expect(whole.states['boot.target']).toBe('loaded active active');
  });

  test('a circle in which each program takes a moment is told as endless, too', () => {
    // Real: 936 rounds of b.service in 11 s, as fast as PID 1 can fork; s.service waits for its rate limit after 16.
    const path = '[Path]\nPathExists=/etc/passwd\nTriggerLimitIntervalSec=0\n';
    const found = run(
      {
        'b.path': path,
        'b.service': '[Unit]\nStartLimitIntervalSec=0\nBindsTo=d.service\n[Service]\nExecStart=/bin/sleep infinity\n',
        'd.service': '[Unit]\nStartLimitIntervalSec=0\n[Service]\nType=oneshot\nExecStart=/bin/true\n',
        's.path': path,
        's.service': '[Unit]\nStartLimitIntervalSec=0\nStopWhenUnneeded=yes\n[Service]\nExecStart=/bin/sleep infinity\n',
      },
      { unwanted: ['b.service', 'd.service', 's.service'] },
    );
    expect(found.isEndless).toBe(true);
    expect(found.log.map(({ text }) => text)).toContain(
      's.service: Unit not needed anymore, but not stopping since we tried this too often recently. Will retry later.',
    );
  }, 240_000);

  test('LogLevelMax= keeps what is less important out of the log, but not what is said of a cycle', () => {
    const logged = (files: Readonly<Record<string, string>>): string[] =>
      run(files)
        .log.filter((line) => !line.isSuppressed && line.priority <= 6 && /[cdy]\d?\.service/.test(line.text))
        .map(({ text }) => text);
    // Real: c.service says nothing but that it failed, and d.service not what is below notice.
    expect(
      logged({
        'c.service': '[Service]\nLogLevelMax=err\nType=oneshot\nExecStart=/bin/false\n',
        'd.service': '[Unit]\nRequires=c.service\nAfter=c.service\n[Service]\nLogLevelMax=5\nExecStart=/bin/true\n',
      }),
    ).toEqual([
      'Failed to start c.service.',
      'Dependency failed for d.service.',
      "d.service: Job d.service/start failed with result 'dependency'.",
    ]);
    const cyclic = (other: string): string =>
      `[Unit]\nAfter=${other}\n[Service]\nLogLevelMax=emerg\nExecStart=/bin/sleep infinity\n`;
    const cycle = logged({ 'y1.service': cyclic('y2.service'), 'y2.service': cyclic('y1.service') });
    expect(cycle).toHaveLength(3);
    expect(cycle[0]).toMatch(/Found ordering cycle on/);
  });

  test('a forced action lets the manager end what it is at, and no more', () => {
    // Real: n.service is not needed any more, and is not stopped.
    const found = run(
      {
        'a.service':
          '[Unit]\nWants=n.service\nAfter=n.service\nFailureAction=reboot-force\n[Service]\nType=oneshot\nExecStart=/bin/false\n',
        'n.service': '[Unit]\nStopWhenUnneeded=yes\n[Service]\nExecStart=/bin/sleep infinity\n',
      },
      { unwanted: ['n.service'] },
    );
    expect(
      found.log
        .filter(({ priority }) => priority <= 6)
        .slice(-2)
        .map(({ text }) => text),
    ).toEqual(['Failed to start a.service.', 'Shutting down.']);
  });

  test('a default unit that cannot be isolated is started without a word', () => {
    const isSaid = (target: string): boolean => {
      const files = { 'boot.target': target };
      const set = { seed: 0, target: 'boot.target', hasDevices: false, files, programs: [], steps: [] };
      const { log } = runSet(set, { files, programs: [], steps: [] }, { stubs: STUBS, choices: BY_NAME, duration: 1 });
      return log.some(({ text }) => text === 'Queued start job for default target boot.target.');
    };
    expect(isSaid('[Unit]\nAllowIsolate=yes\n')).toBe(true);
    expect(isSaid('[Unit]\n')).toBe(false);
  });

  test('a run without a duration is cut off where things would go on for ever', () => {
    const unit = '[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestart=always\nExecStart=/bin/sleep 0.1\n';
    const found = run({ 'a.service': unit }, { duration: null });
    expect(found.isCutOff).toBe(true);
    expect(simulationText(found, plainStyle(200))).toContain('things would go on. --duration says how long to look.');
  }, 240_000);

  test('failures that start each other again at once are told as an endless circle', () => {
    // Real: after five starts cow.service is refused at once, and PID 1 does nothing else any more: 64,286 refusals in 4 seconds.
    const found = run({
      'cow.service': '[Service]\nType=oneshot\nExecStart=/bin/false\n',
      'kite.service':
        '[Unit]\nRequires=cow.service\nAfter=cow.service\nOnFailure=owl.service\n[Service]\nType=oneshot\nExecStart=/bin/true\n',
      'owl.service': '[Unit]\nRequires=kite.service\nAfter=kite.service\n[Service]\nExecStart=/bin/sleep infinity\n',
    });
    expect(found.isEndless).toBe(true);
    expect(simulationText(found, plainStyle(200))).toContain(
      'does not come out of it (cow.service/start, kite.service/start, owl.service/start).',
    );
  }, 240_000);
});
