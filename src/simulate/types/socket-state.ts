/** The low level states of a socket. @systemd src/core/socket.c SocketState */
export type SocketState =
  'dead' | 'start-pre' | 'start-chown' | 'start-post' | 'listening' | 'running' | 'stop-pre' | KillState | 'stop-post' | 'failed';

/** The states in which processes are told to end. */
export type KillState = 'stop-pre-sigterm' | 'stop-pre-sigkill' | 'final-sigterm' | 'final-sigkill';

/** The settings with commands, in the order in which they run. */
export type Phase = 'ExecStartPre' | 'ExecStartPost' | 'ExecStopPre' | 'ExecStopPost';

/** The state in which the commands of a setting run. */
export const PHASE_STATE: Readonly<Record<Phase, SocketState>> = {
  ExecStartPre: 'start-pre',
  ExecStartPost: 'start-post',
  ExecStopPre: 'stop-pre',
  ExecStopPost: 'stop-post',
};

/** The states in which nothing runs. @systemd src/core/socket.c socket_set_state */
export const QUIET_STATES: ReadonlySet<SocketState> = new Set(['dead', 'listening', 'running', 'failed']);

/** The states in which its sockets stay open. @systemd src/core/socket.c socket_set_state */
export const OPEN_STATES: ReadonlySet<SocketState> = new Set([
  'start-chown',
  'start-post',
  'listening',
  'running',
  'stop-pre',
  'stop-pre-sigterm',
  'stop-pre-sigkill',
]);

/** What comes after too long a time: processes are told to end, or one of the last steps is taken. */
export interface SocketTimeout {
  readonly text: string;
  readonly next: KillState | 'stop-pre' | 'stop-post' | 'dead';
  /** The same where SendSIGKILL= forbids to kill. */
  readonly spared?: { readonly text: string; readonly next: 'stop-post' | 'dead' };
}

/** @systemd src/core/socket.c socket_dispatch_timer */
export const TIMEOUT_TABLE: Readonly<Partial<Record<SocketState, SocketTimeout>>> = {
  'start-pre': { text: 'Starting timed out. Terminating.', next: 'final-sigterm' },
  'start-chown': { text: 'Starting timed out. Stopping.', next: 'stop-pre' },
  'start-post': { text: 'Starting timed out. Stopping.', next: 'stop-pre' },
  'stop-pre': { text: 'Stopping timed out. Terminating.', next: 'stop-pre-sigterm' },
  'stop-pre-sigterm': {
    text: 'Stopping timed out. Killing.',
    next: 'stop-pre-sigkill',
    spared: { text: 'Stopping timed out. Skipping SIGKILL. Ignoring.', next: 'stop-post' },
  },
  'stop-pre-sigkill': { text: 'Processes still around after SIGKILL. Ignoring.', next: 'stop-post' },
  'stop-post': { text: 'Stopping timed out (2). Terminating.', next: 'final-sigterm' },
  'final-sigterm': {
    text: 'Stopping timed out (2). Killing.',
    next: 'final-sigkill',
    spared: { text: 'Stopping timed out (2). Skipping SIGKILL. Ignoring.', next: 'dead' },
  },
  'final-sigkill': { text: 'Still around after SIGKILL (2). Entering failed mode.', next: 'dead' },
};
