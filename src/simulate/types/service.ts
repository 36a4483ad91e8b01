import { USEC_INFINITY, type Usec } from '../../base/usec.js';
import type { ActiveState } from '../../transaction/active-state.js';
import { EVENT_PRIORITY, type TimedEvent } from '../event-queue.js';
import { describeEnd, isClean, isListed, type Command, type ProcessEnd } from '../exec-command.js';
import { formatSpan } from '../format-span.js';
import type { Kernel } from '../kernel.js';
import { killProcesses, type KillOperation } from '../kill.js';
import { tellLeftOverProcesses } from '../left-over.js';
import { removeRuntimeDirectories } from '../own-files.js';
import { activeStateOf, IDLE_SERVICE_STATES, SERVICE_STATES } from '../state-table.js';
import { tellEnd } from '../unit-end.js';
import type { Outcome, UnitMachine, UnitRuntime } from '../unit-runtime.js';
import { ServiceProcesses } from './service-processes.js';
import { restartsBy, type ServiceResult } from './service-restart-table.js';
import { serviceSettings, type ServiceCommand, type ServiceSettings } from './service-settings.js';
import {
  STARTING,
  STOPPING,
  WITH_WATCHDOG,
  WITHOUT_PROCESSES,
  WITHOUT_TIMER,
  type KillState,
  type ServiceState,
} from './service-state.js';
import { TIMEOUT_TABLE, type TimeoutMode } from './service-timeout-table.js';

/** A service. @systemd src/core/service.c */
export class ServiceMachine implements UnitMachine {
  readonly #kernel: Kernel;
  readonly #runtime: UnitRuntime;
  readonly #settings: ServiceSettings;
  #state: ServiceState = 'dead';
  result: ServiceResult = 'success';
  #reloadFailed = false;
  #timer: TimedEvent | null = null;
  #watchdog: TimedEvent | null = null;
  #watchdogFrom: Usec | null = null;
  #changedAt: Usec = 0;
  readonly #processes: ServiceProcesses;
  #mainEnd: ProcessEnd | null = null;
  #ownsBusName = false;
  #isRestartForbidden = false;
  #willRestart = false;
  #restartCount = 0;
  #flushesRestartCount = true;

  constructor(kernel: Kernel, runtime: UnitRuntime) {
    this.#kernel = kernel;
    this.#runtime = runtime;
    this.#settings = serviceSettings(runtime.unit, kernel.configuration);
    const { type } = this.#settings;
    this.#processes = new ServiceProcesses(kernel, runtime, this.#settings, {
      onMainEnd: (end) => this.#onMainEnd(end),
      onControlEnd: (end) => this.#onControlEnd(end),
      onMainExec: () => {
        if (type === 'exec' && this.#state === 'start') this.#enterStartPost();
      },
      onMainReady: () => {
        if (type === 'notify') this.onNotify(true, false);
        else if (type === 'dbus') this.onBusName();
      },
    });
  }

  get serviceType(): string {
    return this.#settings.type;
  }

  get subState(): string {
    return this.#state;
  }

  get activeState(): ActiveState {
    return this.#activeStateOf(this.#state);
  }

  /** How many times it was started again by itself. */
  get restartCount(): number {
    return this.#restartCount;
  }

  get canReload(): boolean {
    return this.#settings.commands.ExecReload.length > 0;
  }

  willRestart(): boolean {
    return this.#willRestart || this.#state === 'auto-restart';
  }

  mayBeCollected(): boolean {
    return this.#processes.areOver;
  }

  resetFailed(): void {
    if (this.#state === 'failed') this.#setState('dead');
    this.result = 'success';
    this.#restartCount = 0;
    this.#flushesRestartCount = false;
  }

  /** Every time limit is counted anew, from the last change of the state. @systemd src/core/service.c service_coldplug */
  onManagerReload(): void {
    const limit = this.#limitFrom();
    if (limit !== null) this.#arm(limit);
    if (this.#watchdogFrom !== null && WITH_WATCHDOG.has(this.#state)) this.#startWatchdog(this.#watchdogFrom);
  }

  /** When the time limit of the state is over that began with the last change; null for a state without one. */
  #limitFrom(): Usec | null {
    const { times } = this.#runtime;
    const { timeoutStartUsec, timeoutStopUsec, timeoutAbortUsec, restartUsec, runtimeMaxUsec } = this.#settings;
    if (WITHOUT_TIMER.has(this.#state)) return null;
    if (this.#state === 'auto-restart') return (times.inactiveEnter ?? 0) + restartUsec;
    if (this.#state === 'running') return (times.activeEnter ?? 0) + runtimeMaxUsec;
    if (STARTING.has(this.#state) || this.#state === 'reload') return this.#changedAt + timeoutStartUsec;
    return this.#changedAt + (this.#state.endsWith('-watchdog') ? timeoutAbortUsec : timeoutStopUsec);
  }

  #activeStateOf(state: ServiceState): ActiveState {
    return activeStateOf(this.#settings.type === 'idle' ? IDLE_SERVICE_STATES : SERVICE_STATES, state);
  }

  // --- requests -------------------------------------------------------------------------------------------------------------------

  start = (): Outcome => {
    if (STOPPING.has(this.#state) || this.#state === 'auto-restart') return 'again';
    if (STARTING.has(this.#state)) return 'underway';
    this.result = 'success';
    this.#reloadFailed = false;
    this.#processes.startAnew();
    this.#mainEnd = null;
    this.#isRestartForbidden = false;
    if (this.#flushesRestartCount) {
      this.#restartCount = 0;
      this.#flushesRestartCount = false;
    }
    this.#enterCondition();
    return 'began';
  };

  stop = (): Outcome => {
    this.#isRestartForbidden = true;
    if (STOPPING.has(this.#state) && this.#state !== 'stop-watchdog') return 'underway';
    if (this.#state === 'auto-restart') {
      this.#setState('dead');
      return 'underway';
    }
    if (STARTING.has(this.#state) || this.#state === 'reload' || this.#state === 'stop-watchdog') {
      this.#enterSignal('stop-sigterm', 'success');
      return 'underway';
    }
    this.#enterStop('success');
    return 'began';
  };

  reload = (): Outcome => {
    this.#reloadFailed = false;
    const [command] = this.#settings.commands.ExecReload;
    if (command) {
      this.#runControl(command, this.#settings.timeoutStartUsec);
      this.#setState('reload');
    } else this.#enterRunning('success');
    return 'began';
  };

  hitStartLimit = (): void => this.#enterDead('start-limit-hit', false);

  // --- what happens to it -----------------------------------------------------------------------------------------------------------

  /** A message from the service, or its name on the bus. */
  onNotify(ready: boolean, watchdog: boolean): void {
    if (ready && this.#settings.type === 'notify' && this.#state === 'start') this.#enterStartPost();
    if (watchdog) this.#startWatchdog(this.#kernel.now);
  }

  /** Somebody owns its bus name now. */
  onBusName(): void {
    this.#ownsBusName = true;
    if (this.#settings.type === 'dbus' && this.#state === 'start') this.#enterStartPost();
  }

  /** The bus name that it takes. */
  get busName(): string | null {
    return this.#settings.busName;
  }

  /** Ends the main process from outside. */
  endMain(status: number, signal: string | null): void {
    if (this.#processes.main !== null) this.#kernel.processes.endWith(this.#processes.main, status, signal);
  }

  get processRoles(): UnitMachine['processRoles'] {
    return { main: this.#processes.main?.pid ?? null, control: this.#processes.control?.pid ?? null };
  }

  onCgroupEmpty(): void {
    const { type, pidFile, waitsForCgroup } = this.#settings;
    switch (this.#state) {
      case 'start':
        if (type === 'notify' && this.#processes.isMainDead && this.#processes.areOver) {
          this.#enterStopPost('protocol');
          return;
        }
        if (waitsForCgroup && this.#processes.main === null) {
          this.#enterStopPost('success');
          return;
        }
        if (pidFile !== null && this.#processes.isMainDead && this.#processes.areOver) this.#giveUpPidFile('start');
        return;
      case 'start-post':
        if (pidFile !== null && this.#processes.isMainDead && this.#processes.areOver) this.#giveUpPidFile('start-post');
        return;
      case 'running':
        this.#enterRunning('success');
        return;
      case 'stop-watchdog':
      case 'stop-sigterm':
      case 'stop-sigkill':
        if (this.#processes.areOver) this.#enterStopPost('success');
        return;
      case 'final-watchdog':
      case 'final-sigterm':
      case 'final-sigkill':
        if (this.#processes.areOver) this.#enterDead('success', true);
        return;
      default:
        return;
    }
  }

  #giveUpPidFile(state: 'start' | 'start-post'): void {
    this.#kernel.log(4, this.#runtime, 'Daemon never wrote its PID file. Failing.');
    if (state === 'start') this.#enterStopPost('protocol');
    else this.#enterStop('protocol');
  }

  // --- starting ---------------------------------------------------------------------------------------------------------------------

  #enterCondition(): void {
    if (this.#settings.commands.ExecCondition.length > 0 && this.#refusesLeftOver('exec-condition')) {
      this.#enterDead('resources', true);
      return;
    }
    if (!this.#beginPhase('ExecCondition', 'condition')) this.#enterStartPre();
  }

  #enterStartPre(): void {
    if (this.#settings.commands.ExecStartPre.length > 0 && this.#refusesLeftOver('start-pre')) {
      this.#enterDead('resources', true);
      return;
    }
    if (!this.#beginPhase('ExecStartPre', 'start-pre')) this.#enterStart();
  }

  /** One that must not be killed is not started beside what is left of it. @systemd src/core/service.c service_adverse_to_leftover_processes */
  #refusesLeftOver(task: string): boolean {
    const isAny = tellLeftOverProcesses(this.#kernel, this.#runtime, 'start');
    if (!isAny || this.#settings.sendsSigkill) return false;
    const mode = this.#runtime.unit.settings.text('Service.KillMode') ?? 'control-group';
    if (mode !== 'control-group' && mode !== 'mixed') return false;
    this.#kernel.log(
      3,
      this.#runtime,
      'Will not start SendSIGKILL=no service of type KillMode=control-group or mixed while processes exist',
    );
    this.#kernel.log(4, this.#runtime, `Failed to run '${task}' task: Device or resource busy`);
    return true;
  }

  #beginPhase(setting: ServiceCommand, state: ServiceState): boolean {
    const [command] = this.#settings.commands[setting];
    this.#processes.control = null;
    if (!command) return false;
    const isStop = setting === 'ExecStop' || setting === 'ExecStopPost';
    this.#runControl(command, isStop ? this.#settings.timeoutStopUsec : this.#settings.timeoutStartUsec);
    this.#setState(state);
    return true;
  }

  #enterStart(): void {
    const { type, commands } = this.#settings;
    const [command] = commands.ExecStart;
    this.#processes.dropControl();
    if (this.#refusesLeftOver('start')) {
      this.#enterSignal('stop-sigterm', 'resources');
      return;
    }
    if (!command) {
      // Without this state it would go from inactive to active directly.
      this.#setState('start');
      this.#enterStartPost();
      return;
    }
    if (type === 'forking') {
      this.#runControl(command, this.#settings.timeoutStartUsec, 'forking');
      this.#setState('start');
      return;
    }
    this.#runMain(command);
    if (type === 'simple' || type === 'idle') this.#enterStartPost();
    else this.#setState('start');
  }

  #enterStartPost(): void {
    this.#startWatchdog(this.#kernel.now);
    if (!this.#beginPhase('ExecStartPost', 'start-post')) this.#enterRunning('success');
  }

  #enterRunning(result: ServiceResult): void {
    this.#noteResult(result);
    this.#processes.control = null;
    if (this.result !== 'success') this.#enterSignal('stop-sigterm', result);
    else if (this.#isGood) {
      this.#setState('running');
      // Entering the state may have ended it: a stop that was waiting.
      if (this.#state === 'running')
        this.#arm((this.#runtime.times.activeEnter ?? this.#kernel.now) + this.#settings.runtimeMaxUsec);
    } else if (this.#settings.remainsAfterExit) this.#setState('exited');
    else this.#enterStop('success');
  }

  get #isGood(): boolean {
    if (this.#settings.type === 'dbus' && !this.#ownsBusName) return false;
    if (this.#processes.main !== null) return true;
    if (this.#processes.isMainDead && !this.#settings.waitsForCgroup) return false;
    return !this.#processes.isCgroupEmpty;
  }

  // --- stopping ---------------------------------------------------------------------------------------------------------------------

  #enterStop(result: ServiceResult): void {
    this.#noteResult(result);
    if (!this.#beginPhase('ExecStop', 'stop')) this.#enterSignal('stop-sigterm', 'success');
  }

  #enterSignal(first: KillState, result: ServiceResult): void {
    this.#noteResult(result);
    let state = first;
    for (;;) {
      const operation = this.#operationOf(state);
      if (killProcesses(this.#kernel, this.#runtime, 'Service', operation, this.#processes.main, this.#processes.control)) {
        const limit = operation === 'watchdog' ? this.#settings.timeoutAbortUsec : this.#settings.timeoutStopUsec;
        this.#arm(this.#kernel.now + limit);
        this.#setState(state);
        return;
      }
      if ((state === 'stop-watchdog' || state === 'stop-sigterm') && this.#settings.sendsSigkill) state = 'stop-sigkill';
      else if ((state === 'final-watchdog' || state === 'final-sigterm') && this.#settings.sendsSigkill) state = 'final-sigkill';
      else if (state.startsWith('stop')) {
        this.#enterStopPost('success');
        return;
      } else {
        this.#enterDead('success', true);
        return;
      }
    }
  }

  #operationOf(state: KillState): KillOperation {
    if (state === 'stop-watchdog' || state === 'final-watchdog') return 'watchdog';
    if (state === 'stop-sigkill' || state === 'final-sigkill') return 'kill';
    return state === 'stop-sigterm' && this.#runtime.job?.type === 'restart' ? 'restart' : 'terminate';
  }

  #enterStopPost(result: ServiceResult): void {
    this.#noteResult(result);
    if (!this.#beginPhase('ExecStopPost', 'stop-post')) this.#enterSignal('final-sigterm', 'success');
  }

  #enterDead(result: ServiceResult, mayRestart: boolean): void {
    this.#noteResult(result);
    const isStopPending = this.#runtime.job?.type === 'stop';
    const isSkip = this.result === 'exec-condition';
    const end: ServiceState = isSkip || this.result === 'success' ? 'dead' : 'failed';
    if (isSkip) this.#kernel.log(6, this.#runtime, "Skipped due to 'exec-condition'.");
    else tellEnd(this.#kernel, this.#runtime, this.result);
    tellLeftOverProcesses(this.#kernel, this.#runtime, 'stop');
    const restarts = mayRestart && !isStopPending && this.#shallRestart();
    this.#willRestart = restarts;
    this.#setState(end);
    if (restarts) {
      this.#willRestart = false;
      this.#arm(this.#kernel.now + this.#settings.restartUsec);
      this.#setState('auto-restart');
    } else this.#flushesRestartCount = true;
    this.#kernel.queueCollection(this.#runtime);
    this.#isRestartForbidden = false;
    removeRuntimeDirectories(this.#kernel, this.#runtime);
  }

  /** @systemd src/core/service.c service_shall_restart */
  #shallRestart(): boolean {
    if (this.#isRestartForbidden) return false;
    const { unit } = this.#runtime;
    if (this.#mainEnd !== null) {
      if (isListed(unit, 'Service.RestartPreventExitStatus', this.#mainEnd)) return false;
      if (isListed(unit, 'Service.RestartForceExitStatus', this.#mainEnd)) return true;
    }
    return restartsBy(this.#settings.restart, this.result);
  }

  /** @systemd src/core/service.c service_enter_restart */
  #restart(): void {
    if (this.#runtime.job?.type === 'stop') {
      this.#kernel.log(6, this.#runtime, 'Stop job pending for unit, skipping automatic restart.');
      return;
    }
    const error = this.#kernel.request(this.#runtime, 'restart', 'replace');
    if (error !== null) {
      this.#kernel.log(4, this.#runtime, `Failed to schedule restart job: ${error.text}`);
      this.#enterDead('resources', false);
      return;
    }
    this.#restartCount++;
    this.#flushesRestartCount = false;
    this.#kernel.log(6, this.#runtime, `Scheduled restart job, restart counter is at ${String(this.#restartCount)}.`);
  }

  // --- processes --------------------------------------------------------------------------------------------------------------------

  #runControl(command: Command, limit: Usec, kind: 'command' | 'forking' = 'command'): void {
    this.#arm(this.#kernel.now + limit);
    this.#processes.runControl(command, kind);
  }

  #runMain(command: Command): void {
    const { type, timeoutStartUsec } = this.#settings;
    this.#arm(this.#kernel.now + (type === 'simple' || type === 'idle' ? USEC_INFINITY : timeoutStartUsec));
    this.#mainEnd = null;
    this.#processes.runMain(command);
  }

  #resultOf(end: ProcessEnd, kind: 'daemon' | 'command'): ServiceResult {
    if (isClean(this.#runtime.unit, kind, end)) return 'success';
    return end.code === 'exited' ? 'exit-code' : end.code === 'killed' ? 'signal' : 'core-dump';
  }

  #logEnd(kind: string, end: ProcessEnd, isSuccess: boolean): void {
    const priority = isSuccess ? 7 : end.code === 'exited' ? 5 : 4;
    this.#kernel.log(priority, this.#runtime, `${kind} exited, ${describeEnd(end)}${isSuccess ? ' (success)' : ''}`);
  }

  #onMainEnd(end: ProcessEnd): void {
    const { type, commands, waitsForCgroup } = this.#settings;
    let result = this.#resultOf(end, type === 'oneshot' ? 'command' : 'daemon');
    this.#processes.main = null;
    this.#mainEnd = end;
    this.#ownsBusName = false;
    const command = this.#processes.mainCommand ?? commands.ExecStart[0];
    if (command?.ignoresFailure === true) result = 'success';
    this.#logEnd('Main process', end, result === 'success');
    this.#noteResult(result);
    const next = this.#processes.mainCommand === null ? undefined : commands.ExecStart[this.#processes.mainCommand.index + 1];
    if (next && type === 'oneshot' && result === 'success') {
      this.#runMain(next);
      return;
    }
    this.#processes.mainCommand = null;
    if (waitsForCgroup && !this.#processes.isCgroupEmpty) {
      if (this.#state === 'start' && type !== 'notify' && type !== 'dbus') this.#enterStartPost();
      return;
    }
    this.#afterMain(result);
  }

  #afterMain(result: ServiceResult): void {
    const { type, remainsAfterExit, notifyAccess } = this.#settings;
    const hasControl = this.#processes.control !== null;
    switch (this.#state) {
      case 'start-post':
      case 'reload':
        if (!hasControl) this.#enterStop(result);
        return;
      case 'start':
        if (type === 'oneshot') {
          if (result === 'success') this.#enterStartPost();
          else this.#enterSignal('stop-sigterm', result);
          return;
        }
        if (type === 'notify') {
          if (result !== 'success') this.#enterSignal('stop-sigterm', result);
          else if (!remainsAfterExit || notifyAccess === 'main') this.#enterSignal('stop-sigterm', 'protocol');
          return;
        }
        this.#enterRunning(result);
        return;
      case 'running':
        this.#enterRunning(result);
        return;
      case 'stop-watchdog':
      case 'stop-sigterm':
      case 'stop-sigkill':
        if (!hasControl) this.#enterStopPost(result);
        return;
      case 'stop-post':
        if (!hasControl) this.#enterSignal('final-sigterm', result);
        return;
      case 'final-watchdog':
      case 'final-sigterm':
      case 'final-sigkill':
        if (!hasControl) this.#enterDead(result, true);
        return;
      default:
        return;
    }
  }

  #onControlEnd(end: ProcessEnd): void {
    const command = this.#processes.controlCommand;
    const isForking = command?.setting === 'ExecStart';
    let result = this.#resultOf(end, isForking ? 'daemon' : 'command');
    this.#processes.control = null;
    if (command?.ignoresFailure === true) result = 'success';
    let isSuccess = result === 'success';
    if (this.#state === 'condition') {
      if (result === 'exit-code' && end.status < 255) {
        this.#runtime.conditionResult = false;
        this.#runtime.unmetCondition = null;
        result = 'exec-condition';
        isSuccess = true;
      } else if (result === 'success') this.#runtime.conditionResult = true;
    }
    this.#logEnd(this.#state === 'condition' ? 'Condition check process' : 'Control process', end, isSuccess);
    if (this.#state !== 'reload') this.#noteResult(result);
    const next = command && result === 'success' ? this.#commandAfter(command) : undefined;
    if (next) {
      const isStop = STOPPING.has(this.#state);
      this.#runControl(next, isStop ? this.#settings.timeoutStopUsec : this.#settings.timeoutStartUsec);
      return;
    }
    this.#processes.controlCommand = null;
    this.#afterControl(result);
  }

  #commandAfter(command: Command): Command | undefined {
    return this.#settings.commands[command.setting as ServiceCommand][command.index + 1];
  }

  #afterControl(result: ServiceResult): void {
    const isClean = result === 'success';
    switch (this.#state) {
      case 'condition':
        if (isClean) this.#enterStartPre();
        else this.#enterSignal('stop-sigterm', result);
        return;
      case 'start-pre':
        if (isClean) this.#enterStart();
        else this.#enterSignal('stop-sigterm', result);
        return;
      case 'start':
        this.#afterForkingStart(result);
        return;
      case 'start-post':
        if (!isClean) this.#enterSignal('stop-sigterm', result);
        else if (this.#findsMain(true)) this.#enterRunning('success');
        else if (this.#processes.isCgroupEmpty) this.#enterStop('protocol');
        return;
      case 'reload':
        if (isClean && !this.#findsMain(true)) this.#processes.guessMain();
        this.#reloadFailed = !isClean;
        this.#enterRunning('success');
        return;
      case 'stop':
        this.#enterSignal('stop-sigterm', result);
        return;
      case 'stop-watchdog':
      case 'stop-sigterm':
      case 'stop-sigkill':
        if (this.#processes.main === null) this.#enterStopPost(result);
        return;
      case 'stop-post':
        if (this.#processes.main === null) this.#enterSignal('final-sigterm', result);
        return;
      case 'final-watchdog':
      case 'final-sigterm':
      case 'final-sigkill':
        if (this.#processes.main === null) this.#enterDead(result, true);
        return;
      default:
        return;
    }
  }

  #afterForkingStart(result: ServiceResult): void {
    const { type, commands } = this.#settings;
    if (type !== 'forking') return;
    if (result !== 'success') {
      this.#enterSignal('stop-sigterm', result);
      return;
    }
    const isLast = commands.ExecStartPost.length === 0;
    if (this.#findsMain(isLast) || !isLast) this.#enterStartPost();
    else if (this.#processes.isCgroupEmpty) this.#enterSignal('stop-sigterm', 'protocol');
  }

  /** Looks for the main process. @returns false when the PID file that would name it is not there (yet) */
  #findsMain(mayWarn: boolean): boolean {
    const { pidFile } = this.#settings;
    if (pidFile === null) {
      this.#processes.guessMain();
      return true;
    }
    if (this.#processes.loadPidFile()) return true;
    if (mayWarn) {
      const text = `Can't open PID file ${pidFile} (yet?) after ${this.#state}: No such file or directory`;
      this.#kernel.log(6, this.#runtime, text);
    }
    return false;
  }

  // --- time -------------------------------------------------------------------------------------------------------------------------

  #arm(at: Usec): void {
    if (this.#timer !== null) this.#timer.isCanceled = true;
    this.#timer = this.#kernel.at(at, EVENT_PRIORITY.normal, () => this.#onTimeout());
  }

  #onTimeout(): void {
    const say = (text: string): void => this.#kernel.log(4, this.#runtime, text);
    const ending = TIMEOUT_TABLE[this.#state];
    if (ending) {
      this.#endBy(ending.mode(this.#settings), ending.text, ending.phase);
      return;
    }
    switch (this.#state) {
      case 'running':
        say('Service reached runtime time limit. Stopping.');
        this.#enterStop('timeout');
        return;
      case 'reload':
        say('Reload operation timed out. Killing reload process.');
        if (this.#processes.control !== null) this.#kernel.processes.signal(this.#processes.control, 'SIGKILL');
        this.#processes.dropControl();
        this.#reloadFailed = true;
        this.#enterRunning('success');
        return;
      case 'stop-sigkill':
        say('Processes still around after SIGKILL. Ignoring.');
        this.#enterStopPost('timeout');
        return;
      case 'final-sigkill':
        say('Processes still around after final SIGKILL. Entering failed mode.');
        this.#enterDead('timeout', true);
        return;
      case 'auto-restart':
        this.#restart();
        return;
      default:
        return;
    }
  }

  #endBy(mode: TimeoutMode, what: string, phase: 'stop' | 'final'): void {
    const say = (text: string): void => this.#kernel.log(4, this.#runtime, `${what} ${text}`);
    if (mode === 'terminate') {
      say('Terminating.');
      this.#enterSignal(`${phase}-sigterm`, 'timeout');
    } else if (mode === 'abort') {
      say('Aborting.');
      this.#enterSignal(`${phase}-watchdog`, 'timeout');
    } else if (this.#settings.sendsSigkill) {
      say('Killing.');
      this.#enterSignal(`${phase}-sigkill`, 'timeout');
    } else {
      say(phase === 'stop' ? 'Skipping SIGKILL.' : 'Skipping SIGKILL. Entering failed mode.');
      if (phase === 'stop') this.#enterStopPost('timeout');
      else this.#enterDead('timeout', false);
    }
  }

  #startWatchdog(from: Usec): void {
    this.#stopWatchdog();
    const { watchdogUsec } = this.#settings;
    if (watchdogUsec <= 0 || watchdogUsec === USEC_INFINITY) return;
    this.#watchdogFrom = from;
    this.#watchdog = this.#kernel.at(from + watchdogUsec, EVENT_PRIORITY.world, () => this.#onWatchdog());
  }

  #stopWatchdog(): void {
    if (this.#watchdog !== null) this.#watchdog.isCanceled = true;
    this.#watchdog = null;
    this.#watchdogFrom = null;
  }

  #onWatchdog(): void {
    // A program of which we know nothing is taken to tell that it is alive.
    if (this.#processes.main?.behaviour.reads === true) {
      this.#watchdog = null;
      return;
    }
    const limit = `(limit ${formatSpan(this.#settings.watchdogUsec)})!`;
    if (!this.#kernel.configuration.serviceWatchdogs) {
      this.#kernel.log(4, this.#runtime, `Watchdog disabled! Ignoring watchdog timeout ${limit}`);
      return;
    }
    this.#kernel.log(3, this.#runtime, `Watchdog timeout ${limit}`);
    this.#enterSignal('stop-watchdog', 'watchdog');
  }

  // --- state ------------------------------------------------------------------------------------------------------------------------

  #noteResult(result: ServiceResult): void {
    if (this.result === 'success') this.result = result;
  }

  #setState(state: ServiceState): void {
    const from = this.activeState;
    this.#state = state;
    this.#changedAt = this.#kernel.now;
    if (WITHOUT_TIMER.has(state) && this.#timer !== null) this.#timer.isCanceled = true;
    if (WITHOUT_PROCESSES.has(state)) {
      this.#processes.forget();
    }
    if (!WITH_WATCHDOG.has(state)) this.#stopWatchdog();
    this.#kernel.changed(this.#runtime, from, this.activeState, {
      willRestart: this.#willRestart,
      reloadFailed: this.#reloadFailed,
    });
  }
}
