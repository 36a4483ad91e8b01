import { USEC_PER_SEC, type Usec } from '../../base/usec.js';
import type { ActiveState } from '../../transaction/active-state.js';
import { isUpish } from '../../transaction/active-state.js';
import { EVENT_PRIORITY, type TimedEvent } from '../event-queue.js';
import { commandsOf, describeEnd, type Command, type ProcessEnd } from '../exec-command.js';
import type { Kernel } from '../kernel.js';
import { killProcesses } from '../kill.js';
import { tellLeftOverProcesses } from '../left-over.js';
import type { Process } from '../processes.js';
import { RateLimit } from '../rate-limit.js';
import { activeStateOf, SOCKET_STATES } from '../state-table.js';
import { tellEnd } from '../unit-end.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { chownStatus } from './socket-owner.js';
import { SocketConnections } from './socket-connections.js';
import { SocketPorts } from './socket-ports.js';
import {
  OPEN_STATES,
  PHASE_STATE,
  QUIET_STATES,
  TIMEOUT_TABLE,
  type KillState,
  type Phase,
  type SocketState,
} from './socket-state.js';

const EPERM = 'Operation not permitted';
const FREE_SERVICE_STATES = new Set(['dead', 'failed', 'auto-restart']);
const QUIET_SERVICE_STATES = new Set(['dead', 'failed', 'final-sigterm', 'final-sigkill', 'auto-restart']);

/** A socket. @systemd src/core/socket.c */
export class SocketMachine implements UnitMachine {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  readonly #commands: Readonly<Partial<Record<string, readonly Command[]>> & Record<Phase, readonly Command[]>>;
  readonly #accepts: boolean;
  readonly #timeoutUsec: Usec;
  readonly #triggerLimit: RateLimit;
  #state: SocketState = 'dead';
  result = 'success';
  readonly canReload = false;
  readonly reload = null;
  #control: Process | null = null;
  #command: Command | null = null;
  #timer: TimedEvent | null = null;
  /** Who came in over the socket and was not taken yet, as it stands in the name of an instance. */
  #pending: string[] = [];
  readonly #connections: SocketConnections;
  readonly #ports: SocketPorts;
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
    this.#connections = new SocketConnections(kernel, runtime);
    this.#ports = new SocketPorts(kernel, runtime);
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
    this.#pending.push(peer);
    this.#watchTraffic();
  }

  onTrafficRead(): void {
    if (!this.#accepts) this.#pending = [];
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
    const peer = this.#pending.shift();
    if (peer === undefined || this.#runtime.job?.type === 'stop') return;
    if (this.#isLimited()) return;
    if (this.#connections.isFull(peer)) {
      this.#watchTraffic();
      return;
    }
    const service = this.#connections.accept(peer);
    if (service === null) {
      this.#fail('Invalid argument');
      return;
    }
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
    if (this.#accepts) {
      this.#connections.note(other);
      return;
    }
    if (this.#state !== 'listening' && this.#state !== 'running') return;
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
    const error = this.#ports.open();
    if (error !== null) {
      this.#kernel.log(4, this.#runtime, `Failed to listen on sockets: ${error}`);
      this.#enterStopPre('resources');
      return;
    }
    const helperStatus = chownStatus(this.#kernel.world.conditions, this.#runtime.unit);
    if (helperStatus === null) this.#enterStartPost();
    else {
      this.#run({ setting: 'ExecStartChown', index: 0, words: ['(sd-chown)'], ignoresFailure: false, helperStatus });
      this.#setState('start-chown');
    }
  }

  #enterStartPost(): void {
    if (!this.#beginPhase('ExecStartPost')) this.#enterListening();
  }

  #enterListening(): void {
    if (this.#ports.canWatch()) {
      this.#setState('listening');
      return;
    }
    for (const what of ['listening fds', 'sockets']) this.#kernel.log(4, this.#runtime, `Failed to watch ${what}: ${EPERM}`);
    this.#enterStopPre('resources');
  }

  #enterStopPre(result: string): void {
    this.#noteResult(result);
    if (!this.#beginPhase('ExecStopPre')) this.#enterStopPost('success');
  }

  #enterStopPost(result: string): void {
    this.#noteResult(result);
    if (!this.#beginPhase('ExecStopPost')) this.#enterSignal('final-sigterm', 'success');
  }

  #enterSignal(first: KillState, result: string): void {
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
    tellEnd(this.#kernel, this.#runtime, this.result);
    tellLeftOverProcesses(this.#kernel, this.#runtime, 'stop');
    this.#pending = [];
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
    const next = command && isSuccess ? this.#commands[command.setting]?.[command.index + 1] : undefined;
    if (next) {
      this.#run(next);
      return;
    }
    switch (this.#state) {
      case 'start-pre':
        if (isSuccess) this.#open();
        else this.#enterSignal('final-sigterm', result);
        return;
      case 'start-chown':
        if (isSuccess) {
          this.#ports.giveAway();
          this.#enterStartPost();
        } else this.#enterStopPre(result);
        return;
      case 'start-post':
        if (isSuccess) this.#enterListening();
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
    const timeout = TIMEOUT_TABLE[this.#state];
    if (timeout === undefined) return;
    const isSpared = !this.#runtime.unit.settings.boolean('Socket.SendSIGKILL', true);
    const { text, next } = (isSpared ? timeout.spared : undefined) ?? timeout;
    this.#kernel.log(4, this.#runtime, text);
    if (next === 'stop-pre') this.#enterStopPre('timeout');
    else if (next === 'stop-post') this.#enterStopPost('timeout');
    else if (next === 'dead') this.#enterDead('timeout');
    else this.#enterSignal(next, 'timeout');
  }

  #noteResult(result: string): void {
    if (this.result === 'success') this.result = result;
  }

  #setState(state: SocketState): void {
    const from = this.activeState;
    this.#state = state;
    if (state === 'listening' && this.#flushes) this.#pending = [];
    if (QUIET_STATES.has(state)) {
      if (this.#timer !== null) this.#timer.isCanceled = true;
      this.#control = null;
      this.#command = null;
    }
    if (!OPEN_STATES.has(state)) this.#ports.close();
    this.#kernel.changed(this.#runtime, from, this.activeState);
    if (state === 'listening') this.#watchTraffic();
  }

  onManagerReload(): void {
    this.#triggerLimit.reset();
  }
}
