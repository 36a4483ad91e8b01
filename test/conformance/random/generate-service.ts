import type { Random } from './random.js';
import { NO_PROGRAM, runs, sums, waits } from './unit-set.js';

/** The text of a [Service] section, and the rules for programs in it that are not plain. */
export interface GeneratedService {
  readonly lines: readonly string[];
  readonly programs: readonly string[];
}

const span = (random: Random): number => random.between(2, 13) * 0.15;

/** A program that ends, or runs on. */
function program(random: Random, endsMostly: boolean): string {
  const shape = endsMostly
    ? random.weighted({ true: 3, false: 1, sleep: 4, exit: 3, late: 3, daemon: 0.5, signal: 0.5, missing: 0.4 })
    : random.weighted({ true: 0.5, false: 0.7, sleep: 2, exit: 0.5, late: 2, daemon: 6, signal: 1, missing: 0.4 });
  const status = String(random.pick([0, 0, 1, 2, 3, 5, 77]));
  switch (shape) {
    case 'true':
      return '/bin/true';
    case 'false':
      return '/bin/false';
    case 'sleep':
      return `/bin/sleep ${runs(span(random))}`;
    case 'exit':
      return `/bin/sh -c 'exit ${status}'`;
    case 'late':
      return `/bin/sh -c 'sleep ${runs(span(random))}; exit ${status}'`;
    case 'daemon':
      return '/bin/sleep infinity';
    case 'signal':
      return `/bin/sh -c 'sleep ${runs(span(random))}; kill -${random.pick(['TERM', 'KILL', 'HUP'])} $$$$'`;
    case 'missing':
      return NO_PROGRAM;
  }
}

const TERM_IGNORED = `/bin/sh -c 'trap "" TERM; sleep infinity'`;

/** Makes a [Service] section. Types are those that need no bus. */
export function generateService(random: Random, unit: string): GeneratedService {
  const type = random.weighted({ oneshot: 9, simple: 7, exec: 3, notify: 3, forking: 3, idle: 1.5 });
  const lines = [`Type=${type}`];
  const programs: string[] = [];
  // None of these programs tells a watchdog that it is alive.
  const rule = (value: object): void => void programs.push(JSON.stringify({ unit, setting: 'ExecStart', reads: false, ...value }));
  if (type === 'notify') {
    lines.push('NotifyAccess=all');
    const ready = runs(span(random));
    const more = runs(span(random));
    const shape = random.weighted({ ready: 5, ends: 3, never: 1.5 });
    const status = random.pick([0, 0, 1, 3]);
    if (shape === 'ready') {
      lines.push(`ExecStart=/bin/sh -c 'sleep ${ready}; systemd-notify --ready; exec sleep infinity'`);
      rule({ ready, exit: null });
    } else if (shape === 'ends') {
      lines.push(`ExecStart=/bin/sh -c 'sleep ${ready}; systemd-notify --ready; sleep ${more}; exit ${String(status)}'`);
      rule({ ready, exit: { after: sums(ready, more), status } });
    } else lines.push(`ExecStart=/bin/sh -c 'sleep ${ready}; exit ${String(status)}'`);
  } else if (type === 'forking') {
    const ready = runs(span(random));
    const more = runs(span(random));
    const shape = random.weighted({ stays: 5, ends: 3, fails: 1.5, nothing: 1 });
    // The daemon keeps its own time from its start on: the parent waits before it.
    if (shape === 'stays') {
      lines.push(`ExecStart=/bin/sh -c 'sleep ${ready}; sleep infinity & exit 0'`);
      rule({ ready, exit: null });
    } else if (shape === 'ends') {
      lines.push(`ExecStart=/bin/sh -c 'sleep ${ready}; sleep ${more} & exit 0'`);
      rule({ ready, exit: { after: sums(ready, more), status: 0 } });
    } else lines.push(`ExecStart=/bin/sh -c 'sleep ${ready}; exit ${shape === 'fails' ? '1' : '0'}'`);
  } else if (type !== 'oneshot' && random.chance(0.06)) {
    lines.push(`ExecStart=${TERM_IGNORED}`, `TimeoutStopSec=${waits(0.6)}`);
    rule({ exit: null, onTerm: 'ignore' });
  } else {
    lines.push(`ExecStart=${program(random, type === 'oneshot')}`);
    if (type === 'oneshot' && random.chance(0.2)) lines.push(`ExecStart=${random.chance(0.3) ? '-' : ''}${program(random, true)}`);
  }
  const extra = (setting: string, share: number): void => {
    if (random.chance(share)) lines.push(`${setting}=${random.chance(0.2) ? '-' : ''}${program(random, true)}`);
  };
  if (random.chance(0.06)) lines.push(`ExecCondition=/bin/sh -c 'exit ${String(random.pick([0, 1, 1, 255]))}'`);
  extra('ExecStartPre', 0.12);
  extra('ExecStartPost', 0.12);
  extra('ExecStop', 0.12);
  extra('ExecStopPost', 0.12);
  if (random.chance(type === 'oneshot' ? 0.45 : 0.12)) lines.push('RemainAfterExit=yes');
  if (random.chance(0.3)) {
    const restart = random.pick(['always', 'on-success', 'on-failure', 'on-abnormal', 'on-abort', 'on-watchdog']);
    // Now and then one that the manager refuses.
    const isRefused = type === 'oneshot' && (restart === 'always' || restart === 'on-success');
    lines.push(
      `Restart=${isRefused && random.chance(0.9) ? 'on-failure' : restart}`,
      `RestartSec=${waits(random.between(1, 5) * 0.2)}`,
    );
  }
  if (random.chance(0.06)) lines.push(`RestartForceExitStatus=${random.pick(['0', '3', 'SIGTERM'])}`);
  if (random.chance(0.06)) lines.push(`RestartPreventExitStatus=${random.pick(['1', '3', 'SIGHUP'])}`);
  if (random.chance(0.08)) lines.push(`SuccessExitStatus=${random.pick(['1', '3', 'SIGKILL', '2 77'])}`);
  if (random.chance(0.12)) lines.push(`TimeoutStartSec=${waits(random.between(2, 5) * 0.4)}`);
  if (random.chance(0.06)) lines.push(`RuntimeMaxSec=${waits(random.between(2, 5) * 0.35)}`);
  if (random.chance(0.06)) lines.push(`KillMode=${random.pick(['mixed', 'process', 'none'])}`);
  if (random.chance(0.04)) lines.push(`KillSignal=${random.pick(['SIGINT', 'SIGKILL', 'SIGHUP'])}`);
  if (random.chance(0.04)) lines.push('SendSIGKILL=no', `TimeoutStopSec=${waits(0.6)}`);
  if (type !== 'oneshot' && random.chance(0.06)) {
    lines.push(`WatchdogSec=${waits(random.between(2, 5) * 0.35)}`);
    if (random.chance(0.3)) lines.push(`WatchdogSignal=${random.pick(['SIGTERM', 'SIGKILL', 'SIGHUP'])}`);
  }
  if (random.chance(0.05)) lines.push(`TimeoutStartFailureMode=${random.pick(['terminate', 'abort', 'kill'])}`);
  if (random.chance(0.05)) lines.push(`TimeoutStopFailureMode=${random.pick(['terminate', 'abort', 'kill'])}`);
  if (random.chance(0.04)) lines.push(`TimeoutAbortSec=${waits(0.6)}`);
  if (random.chance(0.05)) lines.push('ExitType=cgroup');
  extra('ExecReload', 0.12);
  return { lines, programs };
}
