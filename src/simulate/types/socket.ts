import { USEC_PER_SEC, type Usec } from '../../base/usec.js';
import type { ActiveState } from '../../transaction/active-state.js';
import { isDown, isUpish } from '../../transaction/active-state.js';
import { EVENT_PRIORITY, type TimedEvent } from '../event-queue.js';
import { commandsOf, describeEnd, type Command, type ProcessEnd } from '../exec-command.js';
import type { Kernel } from '../kernel.js';
import { killProcesses } from '../kill.js';
import { tellLeftOverProcesses } from '../left-over.js';
import { makeSocketNodes, removeSocketNodes } from '../own-files.js';
import type { Process } from '../processes.js';
import { RateLimit } from '../rate-limit.js';
import { activeStateOf, SOCKET_STATES } from '../state-table.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';

type State =
  | 'dead'
  | 'start-pre'
  | 'start-post'
  | 'listening'
  | 'running'
  | 'stop-pre'
  | 'stop-pre-sigterm'
  | 'stop-pre-sigkill'
  | 'stop-post'
  | 'final-sigterm'
  | 'final-sigkill'
  | 'failed';

type Phase = 'ExecStartPre' | 'ExecStartPost' | 'ExecStopPre' | 'ExecStopPost';

const PHASE_STATE: Readonly<Record<Phase, State>> = {
  ExecStartPre: 'start-pre',
  ExecStartPost: 'start-post',
  ExecStopPre: 'stop-pre',
  ExecStopPost: 'stop-post',
};
const FREE_SERVICE_STATES = new Set(['dead', 'failed', 'auto-restart']);
const QUIET_SERVICE_STATES = new Set(['dead', 'failed', 'final-sigterm', 'final-sigkill', 'auto-restart']);

/** What comes in over a socket that nobody has taken yet. */
interface Connection {
  /** Who connects, as it stands in the name of an instance. */
  readonly peer: string;
}

/** How many connections are open at most, where nothing else is said. */
const CONNECTIONS_MAX = 64;

/** A socket. @systemd src/core/socket.c */
export class SocketMachine implements UnitMachine {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  readonly #commands: Readonly<Record<Phase, readonly Command[]>>;
  readonly #accepts: boolean;
  readonly #timeoutUsec: Usec;
  readonly #triggerLimit: RateLimit;
  #state: State = 'dead';
  result = 'success';
  readonly canReload = false;
  readonly reload = null;
  #control: Process | null = null;
  #command: Command | null = null;
  #timer: TimedEvent | null = null;
  #pending: Connection[] = [];
  #acceptedCount = 0;
  /** The services of connections that are still open. */
  #connections: UnitRuntime[] = [];
  readonly #connectionsMax: number;
  #watch: TimedEvent | null = null;
  /** Is what came in and nobody took forgotten when the socket listens again? */
  readonly #flushes: boolean;

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    this.#kernel = kernel;
    this.#runtime = runtime;
    const { unit } = runtime;
    const of = (setting: Phase): readonly Command[] => commandsOf(unit, 'Socket', setting);
    this.#commands = {
      ExecStartPre: of('ExecStartPre'),
      ExecStartPost: of('ExecStartPost'),
      ExecStopPre: of('ExecStopPre'),
      ExecStopPost: of('ExecStopPost'),
    };
    this.#accepts = unit.settings.boolean('Socket.Accept', false);
    this.#timeoutUsec = unit.settings.number('Socket.TimeoutSec', kernel.configuration.defaultTimeoutStartUsec);
    this.#connectionsMax = unit.settings.number('Socket.MaxConnections', CONNECTIONS_MAX);
    this.#flushes = !this.#accepts && unit.settings.boolean('Socket.FlushPending', false);
    this.#triggerLimit = new RateLimit({
      intervalUsec: unit.settings.number('Socket.TriggerLimitIntervalSec', 2 * USEC_PER_SEC),
      burst: unit.settings.number('Socket.TriggerLimitBurst', this.#accepts ? 200 : 20),
    });
  }

  get subState(): string {
    return this.#state;
  }

  get activeState(): ActiveState {
    return activeStateOf(SOCKET_STATES, this.#state);
  }

  get processRoles(): UnitMachine['processRoles'] {
    return { control: this.#control?.pid ?? null };
  }

  willRestart(): boolean {
    return false;
  }

  get #service(): UnitRuntime | null {
    return this.#accepts ? null : (this.#runtime.peers('Triggers')[0] ?? null);
  }

  start = (): Outcome => {
    const state = this.activeState;
    if (state === 'deactivating') return 'again';
    if (state === 'activating') return 'underway';
    const service = this.#service;
    if (service !== null) {
      if (service.unit.loadState !== 'loaded') {
        this.#kernel.log(3, this.#runtime, `Socket service ${service.unit.id} not loaded, refusing.`);
        return 'error';
      }
      if (!FREE_SERVICE_STATES.has(service.machine.subState)) {
        this.#kernel.log(3, this.#runtime, `Socket service ${service.unit.id} already active, refusing.`);
        return 'error';
      }
    }
    this.result = 'success';
    tellLeftOverProcesses(this.#kernel, this.#runtime, 'start');
    if (!this.#beginPhase('ExecStartPre')) this.#open();
    return 'began';
  };

  stop = (): Outcome => {
    if (this.activeState === 'deactivating') return 'underway';
    if (this.activeState === 'activating') {
      this.#enterSignal('stop-pre-sigterm', 'success');
      return 'again';
    }
    this.#enterStopPre('success');
    return 'began';
  };

  hitStartLimit = (): void => this.#enterDead('start-limit-hit');

  resetFailed(): void {
    if (this.#state === 'failed') this.#setState('dead');
    this.result = 'success';
  }

  // --- traffic ----------------------------------------------------------------------------------------------------------------------

  /** Something comes in. It is kept until somebody takes it, as long as the socket is open. */
  onTraffic(peer: string): void {
    if (this.activeState !== 'active') return;
    this.#pending.push({ peer });
    this.#watchTraffic();
  }

  onTrafficRead(): void {
    this.#pending = [];
  }

  #watchTraffic(): void {
    if (this.#state !== 'listening' || this.#pending.length === 0 || this.#watch !== null) return;
    this.#watch = this.#kernel.at(this.#kernel.now, EVENT_PRIORITY.normal, () => {
      this.#watch = null;
      if (this.#state !== 'listening' || this.#pending.length === 0) return;
      if (this.#accepts) this.#accept();
      else this.#enterRunning();
    });
  }

  #isLimited(): boolean {
    if (this.#triggerLimit.below(this.#kernel.now)) return false;
    this.#kernel.log(4, this.#runtime, 'Trigger limit hit, refusing further activation.');
    this.#enterStopPre('trigger-limit-hit');
    return true;
  }

  #enterRunning(): void {
    if (this.#runtime.job?.type === 'stop') {
      this.#pending = [];
      return;
    }
    if (this.#isLimited()) return;
    const service = this.#service;
    if (service === null) return;
    const isPending = isUpish(service.machine.activeState) || service.job?.type === 'start' || service.job?.type === 'restart';
    if (!isPending) {
      const error = this.#kernel.request(service, 'start', 'replace');
      if (error !== null) {
        this.#fail(error.text);
        return;
      }
    }
    this.#setState('running');
  }

  #accept(): void {
    const connection = this.#pending.shift();
    if (connection === undefined || this.#runtime.job?.type === 'stop') return;
    if (this.#isLimited()) return;
    this.#connections = this.#connections.filter(({ job, machine }) => job !== null || !isDown(machine.activeState));
    const { length } = this.#connections;
    if (length >= this.#connectionsMax) {
      this.#kernel.log(4, this.#runtime, `Too many incoming connections (${String(length)}), dropping connection.`);
      this.#watchTraffic();
      return;
    }
    const prefix = this.#runtime.unit.id.slice(0, -'.socket'.length);
    const name = `${prefix}@${String(this.#acceptedCount)}-${connection.peer}.service`;
    const service = this.#kernel.load(name);
    if (service === null) return;
    if (service.unit.loadState === 'not-found') {
      this.#fail('Invalid argument');
      return;
    }
    this.#acceptedCount++;
    this.#connections.push(service);
    const local = /^(\d+)-(\d+)$/.exec(connection.peer);
    const end = local ? `PID ${local[1] ?? ''}/UID ${local[2] ?? ''}` : connection.peer;
    const { description, id } = service.unit;
    service.description = description === id ? end : `${description} (${end})`;
    const error = this.#kernel.request(service, 'start', 'replace');
    if (error !== null) this.#fail(error.text, true);
    else this.#watchTraffic();
  }

  /** `hasConnection`: the connection was handed on to the service already. */
  #fail(text: string, hasConnection = false): void {
    this.#kernel.log(
      4,
      this.#runtime,
      `Failed to queue service startup job (Maybe the service file is missing or not a ${this.#accepts && !hasConnection ? 'template' : 'non-template'} unit?): ${text}`,
    );
    this.#enterStopPre('resources');
  }

  onTriggeredChange(other: UnitRuntime): void {
    if ((this.#state !== 'listening' && this.#state !== 'running') || this.#accepts) return;
    if (other.isStartLimitHit) {
      this.#enterStopPre('service-start-limit-hit');
      return;
    }
    if (other.job !== null) return;
    if (QUIET_SERVICE_STATES.has(other.machine.subState)) this.#setState('listening');
    if (other.machine.subState === 'running') this.#setState('running');
  }

  // --- course -----------------------------------------------------------------------------------------------------------------------

  #beginPhase(phase: Phase): boolean {
    const [command] = this.#commands[phase];
    if (!command) return false;
    this.#run(command);
    this.#setState(PHASE_STATE[phase]);
    return true;
  }

  #run(command: Command): void {
    this.#command = command;
    this.#arm();
    const process: Process = this.#kernel.processes.spawn(this.#runtime, command, 'command', {
      onEnd: (end) => {
        if (this.#control === process) this.#onEnd(end);
      },
    });
    this.#control = process;
  }

  #open(): void {
    makeSocketNodes(this.#kernel, this.#runtime);
    if (!this.#beginPhase('ExecStartPost')) this.#setState('listening');
  }

  #enterStopPre(result: string): void {
    this.#noteResult(result);
    if (!this.#beginPhase('ExecStopPre')) this.#enterStopPost('success');
  }

  #enterStopPost(result: string): void {
    this.#noteResult(result);
    if (!this.#beginPhase('ExecStopPost')) this.#enterSignal('final-sigterm', 'success');
  }

  #enterSignal(first: 'stop-pre-sigterm' | 'stop-pre-sigkill' | 'final-sigterm' | 'final-sigkill', result: string): void {
    this.#noteResult(result);
    let state = first;
    for (;;) {
      // Only a restart asks politely before ExecStopPost=. @systemd src/core/socket.c state_to_kill_operation
      const isPolite = state === 'final-sigterm' || (state === 'stop-pre-sigterm' && this.#runtime.job?.type === 'restart');
      const operation = isPolite ? 'terminate' : 'kill';
      if (killProcesses(this.#kernel, this.#runtime, 'Socket', operation, null, this.#control)) {
        this.#arm();
        this.#setState(state);
        return;
      }
      if (state === 'stop-pre-sigterm') state = 'stop-pre-sigkill';
      else if (state === 'final-sigterm') state = 'final-sigkill';
      else if (state === 'stop-pre-sigkill') {
        this.#enterStopPost('success');
        return;
      } else {
        this.#enterDead('success');
        return;
      }
    }
  }

  #enterDead(result: string): void {
    this.#noteResult(result);
    if (this.result === 'success') this.#kernel.log(6, this.#runtime, 'Deactivated successfully.');
    else this.#kernel.log(4, this.#runtime, `Failed with result '${this.result}'.`);
    tellLeftOverProcesses(this.#kernel, this.#runtime, 'stop');
    this.#pending = [];
    removeSocketNodes(this.#kernel, this.#runtime);
    this.#setState(this.result === 'success' ? 'dead' : 'failed');
  }

  #onEnd(end: ProcessEnd): void {
    const command = this.#command;
    this.#control = null;
    const isSuccess = (end.code === 'exited' && end.status === 0) || command?.ignoresFailure === true;
    const result = isSuccess ? 'success' : end.code === 'exited' ? 'exit-code' : end.code === 'killed' ? 'signal' : 'core-dump';
    const priority = isSuccess ? 7 : end.code === 'exited' ? 5 : 4;
    this.#kernel.log(priority, this.#runtime, `Control process exited, ${describeEnd(end)}${isSuccess ? ' (success)' : ''}`);
    this.#noteResult(result);
    const next = command && isSuccess ? this.#commands[command.setting as Phase][command.index + 1] : undefined;
    if (next) {
      this.#run(next);
      return;
    }
    switch (this.#state) {
      case 'start-pre':
        if (isSuccess) this.#open();
        else this.#enterSignal('final-sigterm', result);
        return;
      case 'start-post':
        if (isSuccess) this.#setState('listening');
        else this.#enterStopPre(result);
        return;
      case 'stop-pre':
      case 'stop-pre-sigterm':
      case 'stop-pre-sigkill':
        this.#enterStopPost(result);
        return;
      case 'stop-post':
      case 'final-sigterm':
      case 'final-sigkill':
        this.#enterDead(result);
        return;
      default:
        return;
    }
  }

  #arm(): void {
    if (this.#timer !== null) this.#timer.isCanceled = true;
    this.#timer = this.#kernel.at(this.#kernel.now + this.#timeoutUsec, EVENT_PRIORITY.normal, () => this.#onTimeout());
  }

  #onTimeout(): void {
    const say = (text: string): void => this.#kernel.log(4, this.#runtime, text);
    switch (this.#state) {
      case 'start-pre':
        say('Starting timed out. Terminating.');
        this.#enterSignal('final-sigterm', 'timeout');
        return;
      case 'start-post':
        say('Starting timed out. Stopping.');
        this.#enterStopPre('timeout');
        return;
      case 'stop-pre':
        say('Stopping timed out. Terminating.');
        this.#enterSignal('stop-pre-sigterm', 'timeout');
        return;
      case 'stop-pre-sigterm':
        say('Stopping timed out. Killing.');
        this.#enterSignal('stop-pre-sigkill', 'timeout');
        return;
      case 'stop-pre-sigkill':
        say('Processes still around after SIGKILL. Ignoring.');
        this.#enterStopPost('timeout');
        return;
      case 'stop-post':
        say('Stopping timed out (2). Terminating.');
        this.#enterSignal('final-sigterm', 'timeout');
        return;
      case 'final-sigterm':
        say('Stopping timed out (2). Killing.');
        this.#enterSignal('final-sigkill', 'timeout');
        return;
      case 'final-sigkill':
        say('Still around after SIGKILL (2). Entering failed mode.');
        this.#enterDead('timeout');
        return;
      default:
        return;
    }
  }

  #noteResult(result: string): void {
    if (this.result === 'success') this.result = result;
  }

  #setState(state: State): void {
    const from = this.activeState;
    this.#state = state;
    if (state === 'listening' && this.#flushes) this.#pending = [];
    const isBusy = !['dead', 'listening', 'running', 'failed'].includes(state);
    if (!isBusy) {
      if (this.#timer !== null) this.#timer.isCanceled = true;
      this.#control = null;
      this.#command = null;
    }
    this.#kernel.changed(this.#runtime, from, this.activeState);
    if (state === 'listening') this.#watchTraffic();
  }

  onManagerReload(): void {
    this.#triggerLimit.reset();
  }
}
