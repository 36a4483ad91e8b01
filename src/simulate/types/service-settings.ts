import { USEC_INFINITY, type Usec } from '../../base/usec.js';
import type { Unit } from '../../graph/unit.js';
import type { ManagerConfiguration } from '../../load/manager-configuration.js';
import { commandsOf, type Command } from '../exec-command.js';

/** The settings of command lines that a service has. */
export const SERVICE_COMMANDS = [
  'ExecCondition',
  'ExecStartPre',
  'ExecStart',
  'ExecStartPost',
  'ExecReload',
  'ExecStop',
  'ExecStopPost',
] as const;

/** A setting of command lines. */
export type ServiceCommand = (typeof SERVICE_COMMANDS)[number];

/** The types of services. */
export type ServiceType = 'simple' | 'exec' | 'forking' | 'oneshot' | 'dbus' | 'notify' | 'idle';

/** What happens when a time limit is over. */
export type TimeoutMode = 'terminate' | 'abort' | 'kill';

/** The settings of a service that its course depends on, defaults filled in. */
export interface ServiceSettings {
  readonly type: ServiceType;
  readonly commands: Readonly<Record<ServiceCommand, readonly Command[]>>;
  readonly remainsAfterExit: boolean;
  readonly restart: string;
  readonly restartUsec: Usec;
  readonly timeoutStartUsec: Usec;
  readonly timeoutStopUsec: Usec;
  readonly timeoutAbortUsec: Usec;
  readonly startFailureMode: TimeoutMode;
  readonly stopFailureMode: TimeoutMode;
  readonly runtimeMaxUsec: Usec;
  readonly watchdogUsec: Usec;
  readonly sendsSigkill: boolean;
  readonly guessesMainPid: boolean;
  readonly pidFile: string | null;
  readonly busName: string | null;
  readonly notifyAccess: string;
  readonly waitsForCgroup: boolean;
}

/**
 * The type of a service: as set, else dbus with BusName=, simple with ExecStart=, oneshot.
 *
 * @systemd src/core/service.c service_add_extras
 */
export function serviceTypeOf(unit: Unit): ServiceType {
  const set = unit.settings.text('Service.Type');
  if (set !== null) return set as ServiceType;
  if (unit.settings.last('Service.BusName')) return 'dbus';
  return unit.settings.all('Service.ExecStart').length > 0 ? 'simple' : 'oneshot';
}

/** Reads the settings of a service. */
export function serviceSettings(unit: Unit, configuration: ManagerConfiguration): ServiceSettings {
  const { settings } = unit;
  const type = serviceTypeOf(unit);
  const commands = Object.fromEntries(SERVICE_COMMANDS.map((name) => [name, commandsOf(unit, 'Service', name)]));
  const timeoutStopUsec = settings.number('Service.TimeoutStopSec', configuration.defaultTimeoutStopUsec);
  return {
    type,
    commands: commands as Record<ServiceCommand, readonly Command[]>,
    remainsAfterExit: settings.boolean('Service.RemainAfterExit', false),
    restart: settings.text('Service.Restart') ?? 'no',
    restartUsec: settings.number('Service.RestartSec', configuration.defaultRestartUsec),
    timeoutStartUsec: settings.number(
      'Service.TimeoutStartSec',
      type === 'oneshot' ? USEC_INFINITY : configuration.defaultTimeoutStartUsec,
    ),
    timeoutStopUsec,
    timeoutAbortUsec: settings.number('Service.TimeoutAbortSec', configuration.defaultTimeoutAbortUsec ?? timeoutStopUsec),
    startFailureMode: (settings.text('Service.TimeoutStartFailureMode') ?? 'terminate') as TimeoutMode,
    stopFailureMode: (settings.text('Service.TimeoutStopFailureMode') ?? 'terminate') as TimeoutMode,
    runtimeMaxUsec: settings.number('Service.RuntimeMaxSec', USEC_INFINITY),
    watchdogUsec: settings.number('Service.WatchdogSec', 0),
    sendsSigkill: settings.boolean('Service.SendSIGKILL', true),
    guessesMainPid: settings.boolean('Service.GuessMainPID', true),
    pidFile: settings.text('Service.PIDFile'),
    busName: settings.text('Service.BusName'),
    notifyAccess:
      settings.text('Service.NotifyAccess') ??
      (type === 'notify' || settings.number('Service.WatchdogSec', 0) > 0 ? 'main' : 'none'),
    waitsForCgroup: settings.text('Service.ExitType') === 'cgroup',
  };
}
