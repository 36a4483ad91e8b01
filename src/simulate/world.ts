import type { Usec } from '../base/usec.js';
import type { FileKind } from '../host/file-system.js';

/** How a process ends. */
export interface ProgramExit {
  readonly afterUsec: Usec;
  /** The exit status, where it is not a signal that ends it. */
  readonly status: number;
  /** Such as `SIGTERM`; null where it exits. */
  readonly signal: string | null;
}

/** What a program does when it is told to end. */
export type TermBehaviour = 'ignore' | { readonly afterUsec: Usec; readonly status: number | null };

/** Which programs a rule is about, and what they do. Patterns may have `*` and `?`. */
export interface ProgramRule {
  readonly unit: string | null;
  /** The name of a setting such as `ExecStart`, or `ExecMount`, `ExecUnmount`, `ExecActivate`, `ExecDeactivate`. */
  readonly setting: string | null;
  /** The words of the command with single spaces. */
  readonly command: string | null;
  /** Which starts of the command it is for, counted from 1; null for all. */
  readonly times: readonly number[] | null;
  /** When it is ready; null where the rule does not say; Infinity for never: with an exit status of 200 to 244 it was not even executed. */
  readonly readyUsec: Usec | null;
  /** How it ends: undefined where the rule does not say, null when it runs on. */
  readonly exit: ProgramExit | null | undefined;
  readonly onTerm: TermBehaviour | null;
  /** Does it take what comes in over its socket? null: as the default. */
  readonly reads: boolean | null;
  /** Names of processes that it starts and that end with it. */
  readonly children: readonly string[];
  /** What else happens when it ends by itself (or at once when it runs on). */
  readonly effects: readonly WorldEvent[];
}

/** A rule for all programs that says nothing yet; with what `more` says instead. */
export function programRule(more: Partial<ProgramRule>): ProgramRule {
  return {
    unit: null,
    setting: null,
    command: null,
    times: null,
    readyUsec: null,
    exit: undefined,
    onTerm: null,
    reads: null,
    children: [],
    effects: [],
    ...more,
  };
}

/** Something that the world does. */
export type WorldEvent =
  | { readonly kind: 'connect'; readonly socket: string; readonly peer: string | null }
  | {
      readonly kind: 'path';
      readonly path: string;
      readonly is: 'created' | 'changed' | 'removed';
      readonly ageUsec: Usec;
      /** What stands there then; absent: a file. */
      readonly fileKind?: FileKind;
    }
  | { readonly kind: 'access'; readonly path: string; readonly by: string }
  | { readonly kind: 'device'; readonly unit: string; readonly is: 'plugged' | 'unplugged' }
  | { readonly kind: 'mount'; readonly path: string; readonly is: 'mounted' | 'unmounted' }
  | { readonly kind: 'exit'; readonly unit: string; readonly status: number; readonly signal: string | null }
  | { readonly kind: 'notify'; readonly unit: string; readonly ready: boolean; readonly watchdog: boolean }
  | { readonly kind: 'bus'; readonly name: string; readonly unit: string | null };

/** What is known about the world around the manager. Times are microseconds. */
export interface World {
  readonly programs: readonly ProgramRule[];
  /** How long a command that is expected to end takes, where no rule says. */
  readonly oneshotUsec: Usec;
  /** After what time a service that tells is ready, where no rule says. */
  readonly readyUsec: Usec;
  /** Measured activation times by unit: they stand for what its commands take, where no rule says. */
  readonly durations: Readonly<Record<string, Usec>>;
  /** What the manager itself spends before the start of a unit begins, where that is known: it does one thing after the other. */
  readonly managerUsec: Readonly<Record<string, Usec>>;
  /** The time of day at the beginning, in microseconds since 1970. */
  readonly realtimeUsec: Usec;
  /** Do devices that nothing is said about appear at once? */
  readonly devicesAppear: boolean;
  /** Does a file that a command names exist? Absent where the tree has no programs at all. */
  readonly programExists?: (path: string) => boolean;
}

/** The middle of a day without a change of clocks: 2024-01-10 12:00:00 UTC. */
export const DEFAULT_REALTIME_USEC = 1_704_888_000_000_000;

/** A world of which nothing is known. */
export const DEFAULT_WORLD: World = {
  programs: [],
  oneshotUsec: 0,
  readyUsec: 0,
  durations: {},
  managerUsec: {},
  realtimeUsec: DEFAULT_REALTIME_USEC,
  devicesAppear: true,
};

/** A pattern with `*` and `?` over all characters. */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t]) && pattern[p] !== '*') {
      p++;
      t++;
    } else if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
