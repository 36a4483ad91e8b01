import { isBelow, simplifyPath } from '../base/path.js';
import type { Usec } from '../base/usec.js';
import { parseSignal, signalName } from '../parse/signal.js';
import { EVENT_PRIORITY, type TimedEvent } from './event-queue.js';
import type { Command, ProcessEnd } from './exec-command.js';
import { behaviourOf, type ProgramBehaviour, type ProgramKind } from './program-behaviour.js';
import type { UnitRuntime } from './unit-runtime.js';
import type { ProgramExit, World, WorldEvent } from './world.js';

/** The manager starts one process after the other: even what takes no time ends in that order, and after what goes on at the moment. */
const SPAWN_USEC = 1;

/** What processes need of the manager. */
export interface ProcessHost {
  readonly now: Usec;
  at(time: Usec, priority: TimedEvent['priority'], run: () => void): TimedEvent;
  happen(event: WorldEvent): void;
  /** Makes the directories that the processes of a unit find. */
  makeDirectories(runtime: UnitRuntime): void;
}

/** Who hears of a process. */
export interface ProcessListener {
  onEnd(end: ProcessEnd): void;
  /** The program is there (not called where it could not be executed). */
  onExec?(): void;
  /** It says that it is ready, or owns its bus name. */
  onReady?(): void;
}

/** A process that the manager started, or one that such a process left behind. */
export class Process {
  readonly pid: number;
  readonly runtime: UnitRuntime;
  readonly behaviour: ProgramBehaviour;
  listener: ProcessListener;
  /** The path of the program; empty where it is not known. */
  program = '';
  isAlive = true;
  beganAt: Usec | null = null;
  endEvent: TimedEvent | null = null;
  events: TimedEvent[] = [];
  /** Did only it get the signal, and not what it started? */
  leavesChildren = false;
  /** A signal ended it; nobody has seen it yet. */
  isDying = false;
  /** What it is called until its program is there. */
  nameBefore = '';
  /** It was told to end and takes its time. */
  isEnding = false;

  constructor(pid: number, runtime: UnitRuntime, behaviour: ProgramBehaviour, listener: ProcessListener) {
    this.pid = pid;
    this.runtime = runtime;
    this.behaviour = behaviour;
    this.listener = listener;
  }

  /** The names of this process and of those that it started and waits for. Until its program is there it has a name in brackets. */
  names(now: Usec): string[] {
    if (this.beganAt === null) return [this.nameBefore];
    const phase = this.#phaseAt(now);
    return [phase?.name ?? 'systemd', ...this.started(now).map(({ name }) => name)];
  }

  #phaseAt(now: Usec): ProgramBehaviour['phases'][number] | undefined {
    const elapsed = now - (this.beganAt ?? now);
    return this.behaviour.phases.findLast(({ fromUsec }) => fromUsec <= elapsed);
  }

  /** What it started and waits for, and when that ends by itself; null: nobody knows. */
  started(now: Usec): readonly { readonly name: string; readonly endsAt: Usec | null }[] {
    if (this.beganAt === null) return [];
    const { children, phases, exit } = this.behaviour;
    const others = children.map((name) => ({ name, endsAt: null }));
    const phase = this.#phaseAt(now);
    if (!phase?.child) return others;
    const next = phases[phases.indexOf(phase) + 1]?.fromUsec ?? exit?.afterUsec;
    return [{ name: phase.child, endsAt: next === undefined ? null : this.beganAt + next }, ...others];
  }
}

/** @systemd src/core/execute.c rename_process_from_path */
const bracketed = (path: string): string => `(${path.slice(path.lastIndexOf('/') + 1).slice(-8)})`;

/** Is it the name of a process of the manager's own, of which it says nothing? @systemd src/core/unit.c ignore_leftover_process, log_kill */
export function isBracketed(name: string): boolean {
  return name.startsWith('(');
}

const SIGNAL_NUMBERS = new Map<string, number>();
for (let number = 1; number <= 64; number++) {
  const name = signalName(number);
  if (name !== null) SIGNAL_NUMBERS.set(name, number);
}

const DUMPING = new Set(['QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'SEGV', 'XCPU', 'XFSZ', 'SYS'].map((name) => `SIG${name}`));
const HARMLESS = new Set(['CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'WINCH'].map((name) => `SIG${name}`));

const sectionOf = (type: string): string => `${type.charAt(0).toUpperCase()}${type.slice(1)}`;

/** How a process ends that a signal kills. */
function endBySignal(runtime: UnitRuntime, signal: string, canDump: boolean): ProcessEnd {
  const { settings, type } = runtime.unit;
  const limit = settings.text(`${sectionOf(type)}.LimitCORE`);
  const dumps = canDump && DUMPING.has(signal) && limit !== '0' && limit !== '0:0';
  return { code: dumps ? 'dumped' : 'killed', status: SIGNAL_NUMBERS.get(signal) ?? 0, signal };
}

/** The processes of all units. */
export class Processes {
  readonly #host: ProcessHost;
  readonly #world: World;
  readonly #byUnit = new Map<string, Set<Process>>();
  readonly #starts = new Map<string, number>();
  /** Commands of which nothing was known, as `UNIT SETTING COMMAND`. */
  readonly assumed = new Set<string>();
  readonly #canDump: boolean;
  #nextPid = 2;
  #lastBegin: Usec = 0;

  /** @param canDump is there a place for core dumps? */
  constructor(host: ProcessHost, world: World, canDump: boolean) {
    this.#host = host;
    this.#world = world;
    this.#canDump = canDump;
  }

  /**
   * Starts a command.
   *
   * @param hold does the program wait until `begin` is called?
   */
  spawn(runtime: UnitRuntime, command: Command, kind: ProgramKind, listener: ProcessListener, hold = false): Process {
    const { id } = runtime.unit;
    const key = `${id} ${command.setting} ${String(command.index)}`;
    const nth = (this.#starts.get(key) ?? 0) + 1;
    this.#starts.set(key, nth);
    const behaviour = behaviourOf(this.#world, id, command, kind, nth);
    if (behaviour.isAssumed) this.assumed.add(`${id} ${command.setting} ${command.words.join(' ')}`);
    const process = this.#add(runtime, behaviour, listener);
    process.nameBefore = bracketed(command.words[0] ?? '');
    process.program = command.words[0] ?? '';
    if (!hold) this.begin(process, kind);
    return process;
  }

  /** Lets the program of a process run. */
  begin(process: Process, kind: ProgramKind): void {
    if (!process.isAlive || process.beganAt !== null) return;
    const { behaviour } = process;
    const from = Math.max(this.#host.now, this.#lastBegin) + SPAWN_USEC;
    this.#lastBegin = from;
    process.beganAt = from;
    this.#host.makeDirectories(process.runtime);
    const later = (after: Usec, priority: TimedEvent['priority'], run: () => void): void => {
      process.events.push(this.#host.at(from + after, priority, run));
    };
    if (behaviour.isExecuted) later(0, EVENT_PRIORITY.execFd, () => process.listener.onExec?.());
    if (kind === 'forking') {
      this.#fork(process);
      return;
    }
    if (behaviour.readyUsec !== Number.POSITIVE_INFINITY && behaviour.isExecuted)
      later(behaviour.readyUsec, EVENT_PRIORITY.notify, () => process.listener.onReady?.());
    if (behaviour.exit !== null) this.#endLater(process, behaviour.exit);
    else for (const effect of behaviour.effects) later(0, EVENT_PRIORITY.world, () => this.#host.happen(effect));
  }

  /** The first process of a forking program ends when it is ready, and leaves the daemon behind; if it ends before that, it leaves nothing. */
  #fork(first: Process): void {
    const { behaviour, runtime } = first;
    const { exit, readyUsec } = behaviour;
    if (exit !== null && exit.afterUsec <= readyUsec) {
      this.#endLater(first, exit);
      return;
    }
    if (readyUsec === Number.POSITIVE_INFINITY) return;
    const end: ProgramExit = { afterUsec: readyUsec, status: 0, signal: null };
    this.#endLater(first, end, () => {
      const daemon = this.#add(runtime, { ...behaviour, readyUsec: 0 }, { onEnd: () => undefined });
      daemon.beganAt = first.beganAt;
      if (exit !== null) this.#endLater(daemon, exit);
    });
  }

  #add(runtime: UnitRuntime, behaviour: ProgramBehaviour, listener: ProcessListener): Process {
    const process = new Process(this.#nextPid++, runtime, behaviour, listener);
    const { id } = runtime.unit;
    const known = this.#byUnit.get(id);
    if (known) known.add(process);
    else this.#byUnit.set(id, new Set([process]));
    return process;
  }

  #endLater(process: Process, exit: ProgramExit, before: () => void = () => undefined): void {
    const signal = exit.signal === null ? null : parseSignal(exit.signal);
    const end: ProcessEnd =
      signal === null ? { code: 'exited', status: exit.status, signal: null } : endBySignal(process.runtime, signal, this.#canDump);
    process.endEvent = this.#host.at((process.beganAt ?? this.#host.now) + exit.afterUsec, EVENT_PRIORITY.child, () => {
      before();
      for (const effect of process.behaviour.effects) this.#host.happen(effect);
      this.#finish(process, end);
    });
  }

  /** Ends a process by an event from outside. */
  end(process: Process, end: ProcessEnd): void {
    if (!process.isAlive || process.isDying) return;
    process.isDying = true;
    if (process.endEvent !== null) process.endEvent.isCanceled = true;
    process.endEvent = this.#host.at(this.#host.now, EVENT_PRIORITY.child, () => this.#finish(process, end));
  }

  /** The same for an exit status or the name of a signal. */
  endWith(process: Process, status: number, signal: string | null): void {
    const name = signal === null ? null : parseSignal(signal);
    this.end(process, name === null ? { code: 'exited', status, signal: null } : endBySignal(process.runtime, name, this.#canDump));
  }

  #finish(process: Process, end: ProcessEnd): void {
    process.isAlive = false;
    if (process.leavesChildren) for (const { name, endsAt } of process.started(this.#host.now)) this.#leave(process, name, endsAt);
    for (const event of process.events) event.isCanceled = true;
    const members = this.#byUnit.get(process.runtime.unit.id);
    members?.delete(process);
    process.listener.onEnd(end);
    if (members?.size === 0) {
      this.#host.at(this.#host.now, EVENT_PRIORITY.cgroupEmpty, () => {
        if (members.size === 0) process.runtime.machine.onCgroupEmpty?.();
      });
    }
  }

  /** What a process had started goes on without it. */
  #leave({ behaviour, runtime }: Process, name: string, endsAt: Usec | null): void {
    const exit = endsAt === null ? null : { afterUsec: endsAt - this.#host.now, status: 0, signal: null };
    const phases = [{ fromUsec: 0, name, child: null }];
    const own = { ...behaviour, exit, onTerm: null, writesPidFile: false, children: [], effects: [], phases };
    const orphan = this.#add(runtime, own, { onEnd: () => undefined });
    orphan.beganAt = this.#host.now;
    if (exit !== null) this.#endLater(orphan, exit);
  }

  /** Does a living process keep what is mounted at a path busy: by its program, or by where it works? */
  keepBusy(path: string): boolean {
    const isThere = (word: string | null): boolean => word !== null && isBelow(simplifyPath(word.replace(/^-/, '')), path);
    return [...this.#byUnit.values()].some((members) =>
      [...members].some(({ program, runtime: { unit } }) => {
        const section = sectionOf(unit.type);
        return (
          isThere(program) ||
          isThere(unit.settings.text(`${section}.WorkingDirectory`)) ||
          isThere(unit.settings.text(`${section}.RootDirectory`))
        );
      }),
    );
  }

  /** The living processes of a unit, the oldest first. A process that a signal is about to end is among them. */
  of(runtime: UnitRuntime): readonly Process[] {
    return [...(this.#byUnit.get(runtime.unit.id) ?? [])];
  }

  /** Sends a signal. @param alone what the process has started does not get it */
  signal(process: Process, name: string, alone = false): void {
    if (!process.isAlive || process.isDying || HARMLESS.has(name)) return;
    const onTerm = process.beganAt === null ? null : process.behaviour.onTerm;
    const isRequest = name === 'SIGTERM' || name === 'SIGINT' || name === 'SIGHUP';
    if (isRequest && onTerm === 'ignore') return;
    process.leavesChildren = alone;
    if (!isRequest || onTerm === null || onTerm === 'ignore') {
      this.end(process, endBySignal(process.runtime, name, this.#canDump));
      return;
    }
    if (process.isEnding) return;
    process.isEnding = true;
    const end: ProcessEnd =
      onTerm.status === null
        ? endBySignal(process.runtime, name, this.#canDump)
        : { code: 'exited', status: onTerm.status, signal: null };
    if (process.endEvent !== null) process.endEvent.isCanceled = true;
    process.endEvent = this.#host.at(this.#host.now + onTerm.afterUsec, EVENT_PRIORITY.child, () => this.#finish(process, end));
  }
}
