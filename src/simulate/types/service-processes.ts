import type { Command, ProcessEnd } from '../exec-command.js';
import type { Kernel } from '../kernel.js';
import type { Process, ProcessListener } from '../processes.js';
import type { ProgramKind } from '../program-behaviour.js';
import type { UnitRuntime } from '../unit-runtime.js';
import type { ServiceSettings } from './service-settings.js';

/** What a service is told of its processes. */
export interface ServiceProcessListener {
  onMainEnd(end: ProcessEnd): void;
  onControlEnd(end: ProcessEnd): void;
  /** The program of the main process is executed. */
  onMainExec(): void;
  /** The main process says that it is ready, or owns its bus name. */
  onMainReady(): void;
}

/** The processes of a service: which of them is its main one, and which runs a command for it. @systemd src/core/service.c service_spawn */
export class ServiceProcesses {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  readonly #settings: ServiceSettings;
  readonly #listener: ServiceProcessListener;
  main: Process | null = null;
  mainCommand: Command | null = null;
  isMainKnown = false;
  control: Process | null = null;
  controlCommand: Command | null = null;
  /** Those that were there before it was started. */
  #older: ReadonlySet<Process> = new Set();

  constructor(kernel: Kernel, runtime: UnitRuntime, settings: ServiceSettings, listener: ServiceProcessListener) {
    this.#kernel = kernel;
    this.#runtime = runtime;
    this.#settings = settings;
    this.#listener = listener;
  }

  get isMainDead(): boolean {
    return this.isMainKnown && this.main === null;
  }

  /** Is there neither a main process nor a command that runs? */
  get areOver(): boolean {
    return this.main === null && this.control === null;
  }

  get isCgroupEmpty(): boolean {
    return this.#kernel.processes.of(this.#runtime).every((process) => process.isDying);
  }

  /** Nothing is known of a main process any more. */
  startAnew(): void {
    this.isMainKnown = false;
    this.main = null;
    this.#older = new Set(this.#kernel.processes.of(this.#runtime));
  }

  /** The command that ran is over, or there is none. */
  dropControl(): void {
    this.control = null;
    this.controlCommand = null;
  }

  /** Nobody waits for any of them any more. */
  forget(): void {
    this.main = null;
    this.mainCommand = null;
    this.dropControl();
  }

  runControl(command: Command, kind: 'command' | 'forking'): void {
    this.controlCommand = command;
    if (command.setting === 'ExecStartPre' || command.setting === 'ExecStart') this.#warnOfTriggers();
    const process: Process = this.#spawn(command, kind, {
      onEnd: (end) => {
        if (this.control === process) this.#listener.onControlEnd(end);
      },
    });
    this.control = process;
  }

  runMain(command: Command): void {
    this.mainCommand = command;
    this.#warnOfTriggers();
    const kind = this.#settings.type === 'oneshot' ? 'command' : 'daemon';
    const process: Process = this.#spawn(command, kind, {
      onEnd: (end) => {
        if (this.main === process) this.#listener.onMainEnd(end);
      },
      onExec: () => {
        if (this.main !== process) return;
        if (process.behaviour.reads) for (const other of this.#runtime.peers('TriggeredBy')) other.machine.onTrafficRead?.();
        this.#listener.onMainExec();
      },
      onReady: () => {
        if (this.main === process) this.#listener.onMainReady();
      },
    });
    this.main = process;
    this.isMainKnown = true;
  }

  /**
   * Takes the process that the PID file names for the main one.
   *
   * @returns false when there is no such file
   * @systemd src/core/service.c service_load_pid_file
   */
  loadPidFile(): boolean {
    const writes = (process: Process): boolean => process.isAlive && process.behaviour.writesPidFile && !this.#older.has(process);
    if (this.isMainKnown) return this.main !== null && writes(this.main);
    const process = this.#others().find(writes);
    if (!process) return false;
    this.#adopt(process);
    return true;
  }

  /** Takes the only process of the service for the main one. @systemd src/core/service.c service_search_main_pid, unit_search_main_pid */
  guessMain(): void {
    if (this.isMainKnown || !this.#settings.guessesMainPid) return;
    const [process, another] = this.#others();
    if (process && !another) this.#adopt(process);
  }

  #others(): Process[] {
    return this.#kernel.processes.of(this.#runtime).filter((process) => process !== this.control && !process.isDying);
  }

  #adopt(process: Process): void {
    this.main = process;
    this.isMainKnown = true;
    process.listener = {
      onEnd: (end) => {
        if (this.main === process) this.#listener.onMainEnd(end);
      },
    };
  }

  /** Who a service is started for is not clear when several units name it. @systemd src/core/service.c service_get_triggering_service */
  #warnOfTriggers(): void {
    const [first, second] = [...this.#runtime.peers('OnFailureOf'), ...this.#runtime.peers('OnSuccessOf')];
    if (!first || !second) return;
    const names = `${first.unit.id}, ${second.unit.id}`;
    this.#kernel.log(4, this.#runtime, `multiple trigger source candidates for exit status propagation (${names}), skipping.`);
  }

  /** Every process of a Type=idle service, also that of a stop command, waits until the manager has no job left. */
  #spawn(command: Command, kind: ProgramKind, listener: ProcessListener): Process {
    const waits = this.#settings.type === 'idle';
    const process = this.#kernel.processes.spawn(this.#runtime, command, kind, listener, waits);
    if (waits) this.#kernel.whenIdle(() => this.#kernel.processes.begin(process, kind));
    return process;
  }
}
