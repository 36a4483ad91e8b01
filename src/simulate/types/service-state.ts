/** The low level states of a service. @systemd src/core/service.c */
export type ServiceState =
  | 'dead'
  | 'condition'
  | 'start-pre'
  | 'start'
  | 'start-post'
  | 'running'
  | 'exited'
  | 'reload'
  | 'stop'
  | 'stop-watchdog'
  | 'stop-sigterm'
  | 'stop-sigkill'
  | 'stop-post'
  | 'final-watchdog'
  | 'final-sigterm'
  | 'final-sigkill'
  | 'failed'
  | 'auto-restart';

/** Those in which its processes are sent a signal. */
export type KillState = 'stop-watchdog' | 'stop-sigterm' | 'stop-sigkill' | 'final-watchdog' | 'final-sigterm' | 'final-sigkill';

/** A start job is not done yet. */
export const STARTING: ReadonlySet<ServiceState> = new Set(['condition', 'start-pre', 'start', 'start-post']);
/** It goes down, and cannot be started. */
export const STOPPING: ReadonlySet<ServiceState> = new Set([
  'stop',
  'stop-watchdog',
  'stop-sigterm',
  'stop-sigkill',
  'stop-post',
  'final-watchdog',
  'final-sigterm',
  'final-sigkill',
]);
/** No timeout goes on in these. */
export const WITHOUT_TIMER: ReadonlySet<ServiceState> = new Set(['dead', 'exited', 'failed']);
/** No process is waited for in these. */
export const WITHOUT_PROCESSES: ReadonlySet<ServiceState> = new Set(['dead', 'failed', 'auto-restart']);
/** The watchdog goes on in these alone. */
export const WITH_WATCHDOG: ReadonlySet<ServiceState> = new Set(['start-post', 'running', 'reload']);
